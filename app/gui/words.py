"""What the window says, in the language that was chosen."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

CONTEXT = "ERScribe"


def tr(text: str) -> str:
    """A text of the window in the chosen language; slots are filled afterwards with `.format`.

    text: a literal, so that the catalogue finds it.
    """
    return QCoreApplication.translate(CONTEXT, text)


class Retranslated(QWidget):
    """A widget that says everything again when the language changes.

    `retranslate` sets each fixed text; the constructor calls it once at its end.
    """

    def retranslate(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
