"""What a second start asks of the window that is open already."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from app.gui.bridge import EventBridge
from app.gui.words import tr
from app.services.one_window import Answered, Cancel, OneWindow, OpenFiles, Show, Toggle, Wish


class Called(Protocol):
    """The window, as far as somebody outside may move it."""

    def come_to_front(self) -> None: ...

    def toggle_recording(self) -> str:
        """Gives why not, "" where it was done."""
        ...

    def leave_final_text(self) -> str: ...

    def take_files(self, paths: list[Path]) -> str: ...


class Calls(QObject):
    """Does in the window's thread what is wished from other processes of the same user."""

    def __init__(self, place: OneWindow, window: Called, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._bridge = EventBridge(self)
        self._bridge.happened.connect(self._hear)
        place.handle(lambda wish, tell: self._bridge.tell((wish, tell)))

    def _hear(self, call: tuple[Wish, Callable[[Answered], None]]) -> None:
        wish, tell = call
        tell(Answered(self._do(wish)))

    def _do(self, wish: Wish) -> str:
        match wish:
            case Show():
                self._window.come_to_front()
            case Toggle():
                return self._window.toggle_recording()
            case Cancel():
                return self._window.leave_final_text()
            case OpenFiles():
                self._window.come_to_front()
                if not all(Path(path).is_absolute() for path in wish.paths):
                    return tr("give the files with their whole paths")
                return self._window.take_files([Path(path) for path in wish.paths])
        return ""
