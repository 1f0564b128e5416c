"""The panels of the window with what each is made of; nothing is built before it is shown."""

from typing import TYPE_CHECKING

from app.gui.shell.panels import Panels

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def panels() -> Panels:
    return Panels(note=_note)


def _note() -> "QWidget":
    from app.gui.result_view import ResultView  # noqa: PLC0415 - the window opens before

    return ResultView()
