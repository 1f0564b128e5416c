"""What every panel is told and what every panel tells, in one place."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.access import Actor

TOLD = (
    "said", "note_chosen", "encounter_chosen", "play_asked", "note_changed", "page_asked",
)  # fmt: skip


class Wiring(QObject):
    """Joins panels to the window by the names of their signals and methods.

    said: a sentence for the line at the bottom. note_chosen, encounter_chosen: an id. play_asked: a
    recording's id and from when to when, in seconds; an end below 0 goes on. note_changed: a note
    has a new version. page_asked: the key of a page.
    """

    said = Signal(str)
    note_chosen = Signal(str)
    encounter_chosen = Signal(str)
    play_asked = Signal(str, float, float)
    note_changed = Signal(str)
    page_asked = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._panels: list[QObject] = []
        self._actor: Actor | None = None
        self.note_changed.connect(lambda note: self.tell("reread", note))

    def join(self, panel: QObject) -> None:
        """Connect a panel that was just made; it acts as who sits there now."""
        for name in TOLD:
            signal: Any = getattr(panel, name, None)
            if signal is not None:
                signal.connect(getattr(self, name))
        self._panels.append(panel)
        if self._actor is not None:
            call(panel, "act_as", self._actor)

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        self.tell("act_as", actor)

    def forget(self) -> None:
        """Nobody sits here: nothing of who did may stay in any panel."""
        self._actor = None
        self.tell("forget")

    @property
    def busy(self) -> bool:
        """Some panel holds work that is not saved."""
        return any(call(panel, "busy") for panel in self._panels)

    def tell(self, name: str, *given: object) -> None:
        """Call a method of every panel that has it."""
        for panel in self._panels:
            call(panel, name, *given)


def call(panel: QObject, name: str, *given: object) -> object:
    """What a panel's method gives; None where it has no such method."""
    method = getattr(panel, name, None)
    return method(*given) if callable(method) else None
