"""What was copied here does not stay on the clipboard for the next user to paste."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 60_000


class CopiedText(QObject):
    """Takes what this program copied off the clipboard after a minute, and when a user leaves.

    What other programs copied is left alone.
    """

    def __init__(self, parent: QObject, kept_ms: int = KEPT_MS) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(kept_ms)
        self._later.timeout.connect(self.forget)
        self._clipboard.dataChanged.connect(self._notice)

    def _notice(self) -> None:
        if self._owns() and self._clipboard.text():
            self._later.start()
        else:
            self._later.stop()

    def _owns(self) -> bool:
        """Without a screen there are no other programs, and Qt does not know whose it is."""
        return self._clipboard.ownsClipboard() or QGuiApplication.platformName() == "offscreen"

    def forget(self) -> None:
        """Clear what is ours: the clipboard, and on X11 what is selected."""
        self._later.stop()
        if self._owns():
            self._clipboard.clear()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)
