"""A place in the window whose panel is made when somebody first looks there."""

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.scrolled import scrolled


class Slot(QWidget):
    """Empty until it is shown or asked for its panel; what does not fit is scrolled to."""

    def __init__(
        self,
        make: Callable[[], QWidget],
        made: Callable[[QWidget], object],
        *,
        scrolls: bool = True,
    ) -> None:
        """made: told of the panel once, when it is there."""
        super().__init__()
        self._make, self._told, self._scrolls = make, made, scrolls
        self._panel: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def made(self) -> QWidget | None:
        """The panel, where it was needed before."""
        return self._panel

    @property
    def panel(self) -> QWidget:
        if self._panel is None:
            self._panel = self._make()
            self._column.addWidget(scrolled(self._panel) if self._scrolls else self._panel)
            self.setFocusProxy(self._panel)
            self._told(self._panel)
        return self._panel

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        self.panel.show()
        super().showEvent(event)
