"""While files are dragged over the window: what will happen when they are let go."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget

from app.domain.intake import is_sound
from app.gui.look import sized, tinted
from app.gui.words import tr


def hint_words(paths: Sequence[Path], whom: str) -> str:
    """Counts what is dragged by its names; folders are looked into once they are let go."""
    folders = [path for path in paths if not path.suffix]
    sounds = sum(is_sound(path.name) for path in paths)
    if not sounds and not folders:
        return tr("These files are no recordings; nothing will happen.")
    lines = []
    if sounds:
        lines.append(tr("Let go to transcribe recordings: {count}").format(count=sounds))
    if folders:
        lines.append(tr("Folders that will be looked into: {count}").format(count=len(folders)))
    others = len(paths) - sounds - len(folders)
    if others:
        lines.append(tr("No recordings, left out: {count}").format(count=others))
    if whom:
        lines.append(tr("Their notes are filed to {whom}.").format(whom=whom))
    else:
        lines.append(tr("Their notes belong to no encounter."))
    return "\n".join(lines)


class DropHint(QFrame):
    """Lies over the window while something is dragged, and takes nothing itself."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.words = QLabel()
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setFont(sized(self.font(), self.font().pointSizeF() + 6, bold=True))
        self.words.setWordWrap(True)
        self.setObjectName("drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        QVBoxLayout(self).addWidget(self.words)
        self.hide()

    def show_for(self, paths: Sequence[Path], whom: str) -> None:
        self.words.setText(hint_words(paths, whom))
        shade = tinted("grey", QApplication.palette())
        self.setStyleSheet(f"#drop {{ {shade.sheet} border: 3px dashed {shade.ink}; }}")
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.rect().adjusted(24, 24, -24, -24))
        self.raise_()
        self.show()

    def forget(self) -> None:
        self.words.clear()
        self.hide()
