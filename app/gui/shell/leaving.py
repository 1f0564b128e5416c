"""Closing the window while something is under way: into the tray, or asked once more."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from app.gui.desktop import Desktop
from app.gui.strips import Strips
from app.gui.words import tr

CLOSE_AGAIN_MS = 10_000


class Left(Protocol):
    """What leaving must know of the window."""

    @property
    def recording(self) -> bool: ...

    @property
    def busy(self) -> bool: ...

    def hide(self) -> None: ...


class Leaving(QObject):
    """Where there is a tray a busy window goes into it and works on; without one a second close
    within ten seconds leaves."""

    def __init__(
        self,
        window: Left,
        desktop: Desktop,
        strips: Strips,
        say: Callable[[str], None],
        parent: QObject,
    ) -> None:
        """say: says a sentence to whoever is there, signed in or not."""
        super().__init__(parent)
        self._window, self._desktop, self._strips, self._say = window, desktop, strips, say
        self.quitting = False
        self.again = QTimer(self)
        self.again.setSingleShot(True)
        self.again.setInterval(CLOSE_AGAIN_MS)
        self.again.timeout.connect(lambda: strips.take("closing"))

    def may_close(self) -> bool:
        """Whether the window may go now; else it was hidden, or why not was said."""
        if not self._window.busy or self.again.isActive():
            return True
        if self._desktop.has_tray and not self.quitting:
            self._window.hide()
            self._desktop.show(tr("ERScribe goes on"), self._sentence_of_tray())
            return False
        self._strips.put("closing", "amber", self.sentence)
        self._say(self.sentence)
        self.again.start()
        return False

    @property
    def sentence(self) -> str:
        if self._window.recording:
            return tr(
                "Recording: stop it first, or close again to leave it recording in the background."
            )
        return tr(
            "The final text is being written: wait for it, or close again and finish it when "
            "ERScribe is next opened."
        )

    def _sentence_of_tray(self) -> str:
        if self._window.recording:
            return tr("Recording goes on. Click the icon to see the window again.")
        return tr("The final text is being written. Click the icon to see the window again.")

    def forget(self) -> None:
        self.again.stop()
