"""Lays widgets out in lines, like words: as many lines as the width asks for."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_BETWEEN = 6  # pixels between two lines, at most


class Flow(QLayout):
    """Keeps the widgets in the order in which they were added.

    ends: how many of the last ones stand at the right where all fit into one line. middle: what is
    lower than its line stands in the middle of it. squeezes: what may be narrower becomes so before
    it begins another line.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        ends: int = 0,
        middle: bool = False,
        squeezes: bool = False,
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._ends, self._middle, self._squeezes = ends, middle, squeezes

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, area: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(area)
        self._place(area, move=True)

    def _place(self, area: QRect, *, move: bool) -> int:
        """Give each item its place; gives how tall they are together."""
        gap, y = max(self.spacing(), 0), area.y()
        lines = self._lines(area.width(), gap)
        for line in lines:
            tall = max(size.height() for _, size in line)
            x = area.x()
            for item, size in line if move else ():
                if len(lines) == 1 and self._ends and item is self._first_at_end:
                    wide = sum(one.width() for _, one in line) + gap * (len(line) - 1)
                    x += max(0, area.width() - wide)
                down = (tall - size.height()) // 2 if self._middle else 0
                item.setGeometry(QRect(QPoint(x, y + down), size))
                x += size.width() + gap
            y += tall + min(gap, _BETWEEN)
        return max(0, y - area.y() - min(gap, _BETWEEN))

    @property
    def _first_at_end(self) -> QLayoutItem | None:
        """The first of those that stand at the right and are shown."""
        ends = self._items[-self._ends :]
        return next((item for item in ends if not item.isEmpty()), None)

    def _lines(self, width: int, gap: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """What is shown, by line, with how large it is there."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = item.sizeHint().width()
            least = min(item.minimumSize().width() if self._squeezes else wanted, width)
            if not lines or least > left:
                lines.append([])
                left = width
            size = _at_width(item, min(wanted, left))
            lines[-1].append((item, size))
            left -= size.width() + gap
        return lines


def _at_width(item: QLayoutItem, width: int) -> QSize:
    """Higher where it is narrower than it wants to be."""
    hint = item.sizeHint()
    if width < hint.width() and item.hasHeightForWidth():
        return QSize(width, item.heightForWidth(width))
    return QSize(width, hint.height())
