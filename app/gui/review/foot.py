"""What is asked below a transcript: as high as it is, or scrolled where that is too much."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget


class Foot(QScrollArea):
    """Hidden while none of what lies in it is shown. wanted: it may need another height."""

    wanted = Signal()

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self._parts, self._high = parts, 0
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            column.addWidget(part)
            part.installEventFilter(self)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWidget(self._inside)
        self._inside.installEventFilter(self)
        self.hide()

    @property
    def filled(self) -> bool:
        return any(not part.isHidden() for part in self._parts)

    @property
    def whole(self) -> int:
        """How high it is at its width when nothing of it is scrolled."""
        layout = self._inside.layout()
        if layout is None or not self.filled:
            return 0
        layout.activate()
        if layout.hasHeightForWidth():
            return layout.totalHeightForWidth(max(1, self.width()))
        return layout.totalSizeHint().height()

    def set_high(self, high: int) -> None:
        if high != self._high:
            self._high = high
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._inside.sizeHint().width(), self._high)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._inside.minimumSizeHint().width(), self._high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Its parts show and hide themselves, and say something longer."""
        if event.type() in {
            QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent, QEvent.Type.HideToParent,
        }:  # fmt: skip
            self.setVisible(self.filled)
            self.wanted.emit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.wanted.emit()
