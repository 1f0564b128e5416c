"""The table of a look into the audit log: rows are chosen as a whole, headings sort."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.gui.people_pages.audit_words import CELLS
from app.gui.people_pages.look_model import LookModel

_LEAST_ROWS: Final = 6
_LETTERS: Final = (7, 20, 18, 20, 11, 32, 11, 20, 10)
"""How wide the columns are at first."""


class LookTable(QTableView):
    """Its widths are the user's to change; Tab leaves it."""

    def __init__(self, model: LookModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        lines = self.verticalHeader()
        lines.hide()
        lines.setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.setMinimumHeight(lines.defaultSectionSize() * (_LEAST_ROWS + 1))
        self._set_head(self.horizontalHeader())

    def _set_head(self, head: QHeaderView) -> None:
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setStretchLastSection(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        letter = self.fontMetrics().horizontalAdvance("0")
        for at, letters in enumerate(_LETTERS):
            self.setColumnWidth(at, letter * letters)

    def show_order(self, field: str, *, descending: bool) -> None:
        """field: by which the rows are sorted; one that is no column has no mark."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        section = CELLS.index(field) if field in CELLS else -1
        self.horizontalHeader().setSortIndicator(section, order)
