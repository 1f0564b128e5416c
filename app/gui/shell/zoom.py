"""How large everything in the window is written."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from app.gui.look import ZOOM

NORMAL = 100
_UNBOUND = 16_777_215  # QWIDGETSIZE_MAX
_SIZE = 0x0002  # of QFont.ResolveProperties, which PySide lacks


class Zoom:
    """Scales every text of the program at once, in panels that are made later too.

    A widget without a font of its own follows the application's; those with one are scaled beside
    it, and so are sizes that somebody set: they were measured in letters.
    """

    def __init__(self) -> None:
        self._normal = QFont(QApplication.font())
        self.percent = NORMAL

    def set_to(self, percent: int) -> None:
        """100 is the size that the system writes in."""
        application = QApplication.instance()
        if application is None or percent == self.percent:
            return
        every = QApplication.allWidgets()
        own = [(one, QFont(one.font())) for one in every if _has_own_font(one)]
        font = QFont(self._normal)
        font.setPointSizeF(self._normal.pointSizeF() * percent / NORMAL)
        application.setProperty(ZOOM, percent)
        QApplication.setFont(font)
        for widget, before in own:
            before.setPointSizeF(before.pointSizeF() * percent / self.percent)
            widget.setFont(before)
        for widget in every:
            if not widget.isWindow():  # its layout sets the size of that
                _scale(widget, percent / self.percent)
        self.percent = percent


def _has_own_font(widget: QWidget) -> bool:
    """Or is in a style sheet, or heads a table: Qt does not always tell those of a new font."""
    untold = widget.testAttribute(Qt.WidgetAttribute.WA_StyleSheet)
    untold = untold or isinstance(widget, QHeaderView)
    return untold or bool(widget.font().resolveMask() & _SIZE)


def _scale(widget: QWidget, by: float) -> None:
    low, high = widget.minimumSize(), widget.maximumSize()
    if high.width() < _UNBOUND:
        widget.setMaximumWidth(round(high.width() * by))
    if high.height() < _UNBOUND:
        widget.setMaximumHeight(round(high.height() * by))
    if not low.isNull():
        widget.setMinimumSize(round(low.width() * by), round(low.height() * by))
    if isinstance(widget, QHeaderView):
        _scale_sections(widget, by)


def _scale_sections(header: QHeaderView, by: float) -> None:
    """Rows and columns; those that follow what stands in them do so by themselves."""
    header.setDefaultSectionSize(round(header.defaultSectionSize() * by))
    for at in range(header.count() if header.orientation() is Qt.Orientation.Horizontal else 0):
        if header.sectionResizeMode(at) is QHeaderView.ResizeMode.Interactive:
            header.resizeSection(at, round(header.sectionSize(at) * by))
