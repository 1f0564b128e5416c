"""The list of sound outputs to choose from."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.words import tr


def offer_outputs(below: QWidget, names: Sequence[str], choose: Callable[[str], object]) -> QMenu:
    """Opens a menu below a button; "" stands for the system's own choice."""
    menu = QMenu(below)
    for name, shown in (("", tr("As the system says")), *((one, one) for one in names)):
        menu.addAction(shown, partial(choose, name))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(below.mapToGlobal(QPoint(0, below.height())))
    return menu
