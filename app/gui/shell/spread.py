"""A resuscitation has the width of the window: its digits are read from across the room."""

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter, QWidget


class Spread:
    """Folds what lies left of the middle away, and gives what lies right of it no more than it
    needs; afterwards all is as wide as before."""

    def __init__(self, across: QSplitter, left: QWidget, right: QWidget) -> None:
        self._across, self._left, self._right = across, left, right
        self._before: QByteArray | None = None

    def set_wide(self, wide: bool) -> None:
        """Whether the middle has the width."""
        if wide and self._before is None:
            self._before = self._across.saveState()
            self._left.hide()
            self.share()
        elif not wide and self._before is not None:
            self._left.show()
            self._across.restoreState(self._before)
            self._before = None

    def share(self) -> None:
        """Anew, since the window or what lies right has another width."""
        if self._before is not None:
            right = self._right.minimumSizeHint().width()
            self._across.setSizes([0, max(1, self._across.width() - right), right])
