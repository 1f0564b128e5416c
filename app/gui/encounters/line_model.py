"""The encounters that were found, page by page, as the list shows them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.domain.worklist import Line
from app.gui.encounters.saying import age_sex, consent_said, since, standing_said, title

LINE: Final = Qt.ItemDataRole.UserRole
_SPOKEN: Final = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
Index = QModelIndex | QPersistentModelIndex


class LineModel(QAbstractListModel):
    """wanted: the last one is shown soon, so the page after it is needed; carries that Line."""

    wanted = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._more = False

    def show_lines(self, lines: Sequence[Line], *, more: bool) -> None:
        """more: there is a page after this one."""
        self.beginResetModel()
        self.lines, self._more = list(lines), more
        self.endResetModel()

    def add_lines(self, lines: Sequence[Line], *, more: bool) -> None:
        """The page after; what is there already, since it moved meanwhile, is not shown twice."""
        there = {one.encounter for one in self.lines}
        new = [one for one in lines if one.encounter not in there]
        if new:
            last = len(self.lines)
            self.beginInsertRows(QModelIndex(), last, last + len(new) - 1)
            self.lines += new
            self.endInsertRows()
        self._more = more

    def row_of(self, encounter: str) -> int:
        """-1 for one that is not there."""
        wanted = encounter.casefold()
        rows = (row for row, one in enumerate(self.lines) if one.encounter.casefold() == wanted)
        return next(rows, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self.lines)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 - Qt's name
        return not parent.isValid() and self._more and bool(self.lines)

    def fetchMore(self, parent: Index) -> None:  # noqa: ARG002, N802 - Qt's
        self._more = False  # until the answer says so again
        self.wanted.emit(self.lines[-1])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == LINE:
            return line
        return spoken(line) if role in _SPOKEN else None


def spoken(line: Line) -> str:
    """All of a line in one sentence, as a screen reader says it."""
    return ", ".join(
        filter(
            None,
            (
                title(line),
                age_sex(line),
                since(line.at, datetime.now(UTC)),
                standing_said(line.standing).words,
                consent_said(line.consent).words,
                line.encounter,
            ),
        )
    )
