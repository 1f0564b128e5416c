"""Tabs whose titles are read as a whole, however narrow the page is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTabWidget, QWidget


class WholeTabs(QTabWidget):
    """Never narrower than its titles, which would else be clipped or scrolled away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        least = super().minimumSizeHint()
        return least.expandedTo(QSize(self.tabBar().sizeHint().width() + 2, least.height()))
