"""What was marked, the newest on top, in type that is read at arm's length and more."""

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.gui.code.keeper import Line
from app.gui.code.labels import kind_text, value_text
from app.gui.look import clock, sized, zoomed
from app.gui.words import Retranslated, tr

POINTS: Final = 16.0
_EVENT: Final = 2
Index = QModelIndex | QPersistentModelIndex


class CodeModel(QAbstractTableModel):
    """Minute and second since the first event, time of day, event with value, who."""

    def __init__(self, table: QWidget) -> None:
        super().__init__(table)
        self.lines: list[Line] = []
        self._start_s = 0.0
        self._table = table

    def show_lines(self, lines: list[Line]) -> None:
        self.beginResetModel()
        self.lines = sorted(lines, key=lambda line: line.at_s)[::-1]
        standing = [line.at_s for line in lines if not line.gone]
        self._start_s = min(standing, default=0.0)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else 4

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation is Qt.Orientation.Vertical:
            return None
        return (tr("Since start"), tr("Time"), tr("Event"), tr("Marked by"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(line, index.column())
        if role == Qt.ItemDataRole.FontRole:
            font = sized(self._table.font(), zoomed(POINTS))
            font.setStrikeOut(line.gone)
            font.setBold(index.column() == _EVENT and not line.gone)
            return font
        return None

    def _cell(self, line: Line, column: int) -> str:
        if column == 0:
            before = line.at_s < self._start_s
            return "" if before else clock(line.at_s - self._start_s)
        if column == 1:
            return line.event.at.astimezone().strftime("%H:%M:%S")
        if column != _EVENT:
            return line.by
        what = ": ".join(filter(None, (kind_text(line.event.kind), value_text(line.event.value))))
        if line.gone:
            return tr("{event} (taken back)").format(event=what)
        return what if line.settled else tr("{event} (not kept yet)").format(event=what)


class CodeSheetView(Retranslated, QTableView):
    """The list of events of a resuscitation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = CodeModel(self)
        self.setModel(self.shown)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in range(4):
            self.horizontalHeader().setSectionResizeMode(
                column,
                QHeaderView.ResizeMode.Stretch
                if column == _EVENT
                else QHeaderView.ResizeMode.ResizeToContents,
            )
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Events of the resuscitation, the newest first"))
        self.shown.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No more than a few rows: it has what the clocks and buttons leave."""
        return self.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "shown"):
            self.shown.layoutChanged.emit()  # its cells are written in another size

    def chosen(self) -> Line | None:
        row = self.currentIndex().row()
        return self.shown.lines[row] if 0 <= row < len(self.shown.lines) else None
