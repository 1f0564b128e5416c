"""What the menus ask of the window."""

from typing import Protocol


class Acts(Protocol):
    def choose_files(self) -> None: ...

    def break_glass(self) -> None: ...

    def quit(self) -> None: ...

    def full_screen(self) -> None:
        """The whole screen for what is shown, or no longer."""
        ...

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1) or normal (0) text."""
        ...
