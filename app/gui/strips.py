"""One-line messages under the recording bar: they wait to be read and never stop anybody."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.live import Trouble, TroubleKind, TroubleOver
from app.gui.look import Badge, Tone, announce, dress, tinted
from app.gui.words import Retranslated, said

StripKey = TroubleKind | Literal["refused", "closing", "unfinished", "another", "audit"]

RED_TROUBLES: frozenset[TroubleKind] = frozenset(
    {"device_lost", "silent", "disk_full", "capture_lost"}
)
"""No sound is being kept, or soon none will be."""


class Strip(Retranslated, QFrame):
    """A badge, a sentence, and buttons for what can be done about it."""

    def __init__(self, tone: Tone, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone: Tone = tone
        self.setObjectName("strip")
        self._badge = Badge(tone, 22)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 4, 8, 4)
        self._row = QHBoxLayout()
        self._column.addLayout(self._row)
        self._row.addWidget(self._badge)
        self._row.addWidget(self._words, stretch=1)
        self.say(sentence)
        self.recolour()

    @property
    def sentence(self) -> str:
        return self._words.text()

    def say(self, sentence: str) -> None:
        """sentence: in English, or in the chosen language already."""
        self._said = sentence
        self.retranslate()

    def retranslate(self) -> None:
        sentence = said(self._said)
        self._words.setText(sentence)
        self.setAccessibleName(sentence)

    def add_button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(slot)
        self._row.addWidget(button)
        return button

    def recolour(self) -> None:
        shade = tinted(self.tone, QApplication.palette())
        edge = f"border-left: 4px solid {shade.ink};"
        sheet = f"#strip {{ background: {shade.ground}; {edge} }} QLabel {{ color: {shade.ink}; }}"
        sheet += " #rows, #rows > QWidget > QWidget { background: transparent; }"
        dress(self, sheet)


class Strips(QWidget):
    """All strips that hold now, newest first, one per key."""

    def __init__(
        self,
        parent: QWidget | None = None,
        announce: Callable[[QWidget, str], None] = announce,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        super().__init__(parent)
        self._announce, self._beep = announce, beep
        self._shown: dict[StripKey, Strip] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.hide()

    @property
    def sentences(self) -> list[str]:
        """What is said, newest first."""
        spots = (self._column.itemAt(index) for index in range(self._column.count()))
        widgets = (spot.widget() for spot in spots if spot is not None)
        return [widget.sentence for widget in widgets if isinstance(widget, Strip)]

    def said_as(self, key: StripKey) -> Strip | None:
        return self._shown.get(key)

    def put(self, key: StripKey, tone: Tone, sentence: str) -> Strip:
        """Say something new at the top, or say it anew where it is said already."""
        strip = self._shown.get(key)
        if strip is not None:
            strip.say(sentence)
            return strip
        strip = Strip(tone, sentence)
        self.add(key, strip)
        return strip

    def add(self, key: StripKey, strip: Strip) -> None:
        self.take(key)
        self._shown[key] = strip
        self._column.insertWidget(0, strip)
        self.show()

    def take(self, key: StripKey) -> None:
        """What was said under a key no longer holds."""
        strip = self._shown.pop(key, None)
        if strip is not None:
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self.setVisible(bool(self._shown))

    def show_event(self, event: Trouble | TroubleOver) -> None:
        match event:
            case Trouble():
                self._show_trouble(event)
            case TroubleOver():
                self.take(event.kind)

    def _show_trouble(self, trouble: Trouble) -> None:
        known = trouble.kind in self._shown
        red = trouble.kind in RED_TROUBLES
        strip = self.put(trouble.kind, "red" if red else "amber", trouble.sentence)
        if red and not known:
            self._announce(strip, strip.sentence)
            self._beep()
