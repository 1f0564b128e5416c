"""The rows of a note for Qt: what stays is left in place, so that nobody's cursor jumps."""

from difflib import SequenceMatcher
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.note_page import AddendumHead, Heading, Line, Row
from app.gui.chinese import shown
from app.gui.note.saying import chip_word, section_title, source_word
from app.gui.words import tr

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
Key = tuple[object, ...]


class NoteModel(QAbstractListModel):
    """One row a heading or sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _shown(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(row)
        return None

    def line(self, index: Index) -> Line | None:
        """The sentence there; None for a heading, and for nothing."""
        row = self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None
        return row if isinstance(row, Line) else None

    def index_of(self, number: int) -> QModelIndex:
        """Where the sentence of a number stands; an invalid index when it is not there."""
        for at, row in enumerate(self._rows):
            if isinstance(row, Line) and row.sentence.number == number and not row.added:
                return self.index(at)
        return QModelIndex()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Go over to other rows; those that are still there keep their indexes."""
        old, new = [_key(one) for one in self._rows], [_key(one) for one in rows]
        if old != new:
            self._rebuild(old, new, rows)
        before, self._rows = self._rows, rows
        for at, (was, now) in enumerate(zip(before, rows, strict=True)):
            if was is not now and was != now:
                self.dataChanged.emit(self.index(at), self.index(at))

    def _rebuild(self, old: list[Key], new: list[Key], rows: tuple[Row, ...]) -> None:
        """Take out and put in what differs, piece by piece."""
        shift = 0
        for what, first, last, new_first, new_last in SequenceMatcher(
            None, old, new, autojunk=False
        ).get_opcodes():
            if what == "equal":
                continue
            at = first + shift
            if last > first:
                self.beginRemoveRows(QModelIndex(), at, at + last - first - 1)
                self._rows = (*self._rows[:at], *self._rows[at + last - first :])
                self.endRemoveRows()
            if new_last > new_first:
                self.beginInsertRows(QModelIndex(), at, at + new_last - new_first - 1)
                self._rows = (*self._rows[:at], *rows[new_first:new_last], *self._rows[at:])
                self.endInsertRows()
            shift += (new_last - new_first) - (last - first)

    def retranslate(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))


def _key(row: Row) -> Key:
    match row:
        case Heading(key):
            return ("heading", key)
        case AddendumHead(by, at):
            return ("addendum", by, at)
    return ("line", row.sentence.number, row.section, row.added)


def _shown(row: Row) -> str:
    match row:
        case Heading(key):
            return section_title(key)
        case AddendumHead():
            return tr("Addendum")
    return row.sentence.text


def _spoken(row: Row) -> str:
    if not isinstance(row, Line):
        return _shown(row)
    said = [row.sentence.text, source_word(row.sentence.source)]
    if row.queries:
        said.append(tr("open question: {asks}").format(asks=shown(row.queries[0].asks)))
    if row.open_chips:
        count = len(row.open_chips)
        said.append(tr("proposed corrections: {count}").format(count=count))
    said += [f"{chip_word(one)}: {shown(one.correction.heard)}" for one in row.struck]
    if row.suggestions:
        said.append(tr("suggestions: {count}").format(count=len(row.suggestions)))
    return ", ".join(said)
