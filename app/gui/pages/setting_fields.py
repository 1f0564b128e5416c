"""Controls for settings: one kind for each kind of value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, get_origin

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from app.gui.pages.sheet import CalmChoice, CalmCount
from app.gui.words import tr
from app.settings import KINDS

_FOLDERS: Final = frozenset({"backup_dir", "audit_anchor_dir"})
_FILES: Final = frozenset({"ldap_ca_file"})
_OPEN: Final = frozenset({"microphone", "loudspeaker", "recognizer", "compute_type", "lexicon"})
_CHOSEN: Final = frozenset({"notify_levels", "note_template"})
_MOST_SPEAKERS: Final = 999

Browse = Callable[[QWidget, Literal["folder", "file"], Callable[[str], None]], None]
"""Asks for a folder or file without blocking the window; gives its path."""


class Field(QWidget):
    """A control for one setting. `edited`: somebody changed it."""

    edited = Signal()

    def value(self) -> Any:
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Without telling `edited`; nothing can be undone afterwards."""
        raise NotImplementedError

    def name_choices(self, choices: Mapping[str, str]) -> None:
        """By value, what it is called in the language in force."""

    def suggest(self, values: Sequence[str]) -> None:
        """What could be chosen on this machine."""

    def lock(self, locked: bool) -> None:
        """Whether it can only be read."""
        self.setEnabled(not locked)

    def name(self, label: str, why: str) -> None:
        """For screen readers."""
        self.focus.setAccessibleName(label)
        self.focus.setAccessibleDescription(why)

    @property
    def focus(self) -> QWidget:
        """What takes the keyboard."""
        raise NotImplementedError

    def _hold(self, *parts: QWidget) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            row.addWidget(part)
        row.addStretch(1)
        self.setFocusProxy(self.focus)


class Toggle(Field):
    def __init__(self) -> None:
        super().__init__()
        self.box = QCheckBox()
        self._hold(self.box)
        self.box.toggled.connect(lambda _: self.edited.emit())

    @property
    def focus(self) -> QWidget:
        return self.box

    def value(self) -> bool:
        return self.box.isChecked()

    def show_value(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)

    def name(self, label: str, why: str) -> None:
        super().name(label, why)
        self.box.setText(tr("on"))


class Choice(Field):
    """One of a few values. open: anything else may be typed too."""

    def __init__(self, values: Sequence[str], *, free: bool = False) -> None:
        super().__init__()
        self._free = free
        self._values = list(values)
        self._names: Mapping[str, str] = {}
        self.box = CalmChoice()
        self.box.setEditable(free)
        self.box.setMinimumContentsLength(24 if free else 12)
        self._fill("")
        self._hold(self.box)
        self.box.currentTextChanged.connect(lambda _: self.edited.emit())

    @property
    def focus(self) -> QWidget:
        return self.box

    def value(self) -> str:
        typed = self.box.currentText().strip()
        at = self.box.findText(typed, Qt.MatchFlag.MatchFixedString)
        return str(self.box.itemData(at)) if at >= 0 else typed

    def show_value(self, value: Any) -> None:
        self._fill(str(value))

    def name_choices(self, choices: Mapping[str, str]) -> None:
        kept = self.value()
        self._names = choices
        self._values = [*choices, *(one for one in self._values if one not in choices)]
        self._fill(kept)

    def suggest(self, values: Sequence[str]) -> None:
        kept = self.value()
        self._values += [one for one in values if one not in self._values]
        self._fill(kept)

    def _fill(self, value: str) -> None:
        box = self.box
        box.blockSignals(True)
        box.clear()
        for one in self._values:
            box.addItem(self._names.get(one, one), one)
        if value and not self._free and box.findData(value) < 0:
            box.addItem(value, value)  # as the file has it, in a form of its own
        at = box.findData(value)
        box.setCurrentIndex(at)
        if self._free and at < 0:
            box.setEditText(value)
        box.blockSignals(False)


class Count(Field):
    """A whole number, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.box = CalmCount()
        self.box.setRange(0, _MOST_SPEAKERS)
        self._hold(self.box)
        self.box.valueChanged.connect(lambda _: self.edited.emit())

    @property
    def focus(self) -> QWidget:
        return self.box

    def value(self) -> int | None:
        return self.box.value() or None

    def show_value(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setValue(int(value or 0))
        self.box.blockSignals(False)

    def name(self, label: str, why: str) -> None:
        super().name(label, why)
        self.box.setSpecialValueText(tr("not said"))
        self.box.updateGeometry()


class Line(Field):
    """A text. browse: asks for a folder or file beside it."""

    def __init__(
        self, kind: Literal["text", "folder", "file"] = "text", browse: Browse | None = None
    ) -> None:
        super().__init__()
        self._kind = kind
        self.line = QLineEdit()
        self.line.setMinimumWidth(self.line.fontMetrics().averageCharWidth() * 36)
        self.line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.look = QPushButton()
        self.look.setVisible(kind != "text")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.look)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(lambda _: self.edited.emit())
        self.look.clicked.connect(lambda: self._browse(browse or ask_for_path))

    @property
    def focus(self) -> QWidget:
        return self.line

    def value(self) -> str:
        return self.line.text().strip()

    def show_value(self, value: Any) -> None:
        self.line.blockSignals(True)
        self.line.setText(str(value))
        self.line.blockSignals(False)

    def name(self, label: str, why: str) -> None:
        super().name(label, why)
        self.look.setText(tr("Choose…"))
        self.look.setAccessibleName(tr("Choose: {label}").format(label=label))

    def lock(self, locked: bool) -> None:
        self.line.setReadOnly(locked)
        self.look.setEnabled(not locked)

    def _browse(self, browse: Browse) -> None:
        browse(self, "file" if self._kind == "file" else "folder", self.line.setText)


def field_for(key: str, browse: Browse | None = None) -> Field:
    """The control that fits a setting's kind."""
    kind = KINDS[key]
    if kind is bool:
        return Toggle()
    if get_origin(kind) is Literal or key in _CHOSEN:
        return Choice(())
    if key in _OPEN:
        return Choice((), free=True)
    if kind is not str:
        return Count()
    if key in _FOLDERS:
        return Line("folder", browse)
    return Line("file", browse) if key in _FILES else Line()


def ask_for_path(
    parent: QWidget, kind: Literal["folder", "file"], chosen: Callable[[str], None]
) -> None:
    """A dialog that leaves the rest of the program running; always at home, so that it does not
    remember where the last user looked."""
    dialog = QFileDialog(parent.window(), tr("Choose"), QDir.homePath())
    folder = kind == "folder"
    dialog.setFileMode(
        QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    dialog.open()
