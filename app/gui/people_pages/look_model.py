"""A look into the audit log as a table: only what is on the screen is ever fetched and held."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.gui.people_pages.audit_words import CELLS, cell
from app.services.audit_looks import Seen

PART: Final = 100
"""Rows that are fetched together."""
KEPT: Final = 8
"""Parts that are held at most."""
_PENDING: Final = "…"

Index = QModelIndex | QPersistentModelIndex


class LookModel(QAbstractTableModel):
    """want: called with the number of a part that is looked at and not here; `put` answers it."""

    def __init__(self, want: Callable[[int], object]) -> None:
        super().__init__()
        self._want = want
        self._count = 0
        self._titles: Sequence[str] = [""] * len(CELLS)
        self._parts: OrderedDict[int, tuple[Seen, ...]] = OrderedDict()
        self._wanted: set[int] = set()

    def begin(self, count: int) -> None:
        """So many rows, of which none is here yet."""
        self.beginResetModel()
        self._count = count
        self._parts.clear()
        self._wanted.clear()
        self.endResetModel()

    def put(self, part: int, rows: tuple[Seen, ...]) -> None:
        self._wanted.discard(part)
        self._parts[part] = rows
        if len(self._parts) > KEPT:
            self._parts.popitem(last=False)
        first = part * PART
        corner = self.index(first + max(0, len(rows) - 1), len(CELLS) - 1)
        self.dataChanged.emit(self.index(first, 0), corner)

    def give_up(self, part: int) -> None:
        """It could not be fetched; it is asked for again when it is looked at again."""
        self._wanted.discard(part)

    def name_columns(self, titles: Sequence[str]) -> None:
        self._titles = titles
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(CELLS) - 1)
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(CELLS) - 1))

    def seen(self, row: int) -> Seen | None:
        """None while it is not here."""
        part, at = divmod(row, PART)
        held = self._parts.get(part)
        if held is not None:
            self._parts.move_to_end(part)
            return held[at] if 0 <= at < len(held) else None
        if part not in self._wanted and 0 <= row < self._count:
            self._wanted.add(part)
            self._want(part)
        return None

    @property
    def held(self) -> int:
        """How many rows are in memory."""
        return sum(map(len, self._parts.values()))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        return 0 if parent.isValid() else len(CELLS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        seen = self.seen(index.row())
        return _PENDING if seen is None else cell(seen, CELLS[index.column()])

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._titles[section]
        return None
