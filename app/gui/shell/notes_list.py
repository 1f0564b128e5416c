"""Saved notes, newest first: all that may be read, or those of one encounter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QListView, QWidget

from app.gui.look import clock
from app.gui.words import Retranslated, tr

if TYPE_CHECKING:
    from app.services.review import NoteSummary

_Index = QModelIndex | QPersistentModelIndex


class NotesModel(QAbstractListModel):
    """One line a note, put together when it is looked at: there may be thousands."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._notes: tuple[NoteSummary, ...] = ()

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self._notes]

    def show(self, notes: "Sequence[NoteSummary]") -> None:
        self.beginResetModel()
        self._notes = tuple(notes)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self._notes)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._notes):
            return None
        note = self._notes[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return note.id
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            when = note.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
            return f"{when}  {note.language}  {clock(note.duration_s)}"
        return None


class NotesList(Retranslated, QListView):
    """When, language, length. chosen: a note's id; opened: by click or Enter."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._encounter = ""
        self._model = NotesModel(self)
        self.setModel(self._model)
        self.setUniformItemSizes(True)
        self.setMinimumWidth(150)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # not the current row: whoever only comes by with Tab has chosen nothing
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self.clicked.connect(lambda _: self.opened.emit(self.note))
        self.activated.connect(lambda _: self.opened.emit(self.note))
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Saved notes"))

    def _tell(self) -> None:
        if self.note:
            self.chosen.emit(self.note)

    @property
    def note(self) -> str:
        """The id of the note that is chosen, "" for none."""
        rows = self.selectedIndexes()
        return str(rows[0].data(Qt.ItemDataRole.UserRole)) if rows else ""

    def count(self) -> int:
        return self._model.rowCount()

    def choose_row(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        index = self._model.index(row, 0)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)

    def show_only(self, encounter: str) -> None:
        """List the notes of this encounter from now on, "" for all."""
        self._encounter = encounter
        self._model.show(())

    def forget(self) -> None:
        self.show_only("")

    def show_notes(self, notes: "Sequence[NoteSummary]", choose: str | None = None) -> None:
        """choose: which of them to choose. Of one encounter's it is the newest where none is named;
        of all notes none, since whom one looks at is recorded next."""
        wanted = self._encounter.casefold()
        self._model.show(
            [one for one in notes if wanted in ("", (one.encounter_id or "").casefold())]
        )
        ids = self._model.ids
        if choose in ids:
            self.choose_row(ids.index(choose))
        elif ids and wanted:
            self.choose_row(0)

    def choose(self, note: str) -> None:
        """Choose one that is listed already, and tell nobody."""
        if note in self._model.ids:
            with QSignalBlocker(self):
                self.choose_row(self._model.ids.index(note))
