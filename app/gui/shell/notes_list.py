"""Saved notes, newest first: all that may be read, or those of one encounter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.gui.look import clock
from app.gui.words import tr

if TYPE_CHECKING:
    from app.services.review import NoteSummary

_ID = Qt.ItemDataRole.UserRole


class NotesList(QListWidget):
    """One line a note: when, language, length, state. chosen: its id; opened: by click or Enter."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._encounter = ""
        self.setMinimumWidth(150)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Saved notes"))
        # not the current row: whoever only comes by with Tab has chosen nothing
        self.itemSelectionChanged.connect(lambda: self._tell(self._selected(), self.chosen))
        self.itemClicked.connect(lambda row: self._tell(row, self.opened))
        self.itemActivated.connect(lambda row: self._tell(row, self.opened))

    def _tell(self, row: QListWidgetItem | None, signal: object) -> None:
        if row is not None:
            signal.emit(str(row.data(_ID)))  # type: ignore[attr-defined]

    def _selected(self) -> QListWidgetItem | None:
        return next(iter(self.selectedItems()), None)

    @property
    def note(self) -> str:
        """The id of the note that is chosen, "" for none."""
        row = self._selected()
        return str(row.data(_ID)) if row is not None else ""

    def show_only(self, encounter: str) -> None:
        """List the notes of this encounter from now on, "" for all."""
        self._encounter = encounter
        self.clear()

    def forget(self) -> None:
        self.show_only("")

    def show_notes(self, notes: "Sequence[NoteSummary]", choose: str | None = None) -> None:
        """choose: which of them to choose. Of one encounter's it is the newest where none is named;
        of all notes none, since whom one looks at is recorded next."""
        wanted = self._encounter.casefold()
        listed = [one for one in notes if wanted in ("", (one.encounter_id or "").casefold())]
        ids = [one.id for one in listed]
        with QSignalBlocker(self):
            self.clear()
            for note in listed:
                self.addItem(_row(note))
        if choose in ids:
            self.setCurrentRow(ids.index(choose))
        elif ids and wanted:
            self.setCurrentRow(0)

    def choose(self, note: str) -> None:
        """Choose one that is listed already, and tell nobody."""
        with QSignalBlocker(self):
            for at in range(self.count()):
                if self.item(at).data(_ID) == note:
                    self.setCurrentRow(at)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.LanguageChange:
            self.setAccessibleName(tr("Saved notes"))
        super().changeEvent(event)


def _row(note: "NoteSummary") -> QListWidgetItem:
    when = note.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
    row = QListWidgetItem(f"{when}  {note.language}  {clock(note.duration_s)}")
    row.setData(_ID, note.id)
    return row
