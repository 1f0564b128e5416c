"""What a second start, or a hot-key of the desktop, may ask of the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.gui.entrance import Entrance
from app.gui.live_desk import LiveDesk
from app.gui.words import tr


class Within(Protocol):
    """The window, as far as this must know it."""

    @property
    def at_work(self) -> bool:
        """Somebody is signed in and sees it."""
        ...

    def come_to_front(self) -> None: ...

    def add_files(self, files: list[Path]) -> None: ...


class Outside:
    """Each gives why it was not done, "" where it was."""

    def __init__(
        self,
        window: Within,
        desk: LiveDesk,
        entrance: Entrance | None,
        toggle: Callable[[], object],
    ) -> None:
        """toggle: records or stops, as the button does."""
        self._window, self._desk, self._entrance = window, desk, entrance
        self._toggle = toggle

    def come_to_front(self) -> None:
        self._window.come_to_front()

    def toggle_recording(self) -> str:
        """Where nobody is signed in, or the screen is locked, it is an emergency recording."""
        if self._entrance is not None and not self._window.at_work:
            self._entrance.gate.record_or_stop()
        else:
            self._toggle()
        return ""

    def leave_final_text(self) -> str:
        if not self._window.at_work:
            return tr("nobody is signed in; sign in first")
        return "" if self._desk.escape() else tr("no final text is being written")

    def take_files(self, paths: list[Path]) -> str:
        if not self._window.at_work:
            return tr("nobody is signed in; sign in first")
        self._window.add_files(paths)
        return ""
