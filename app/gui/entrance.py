"""Lets users in and out of the window: who enters sees their own work and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.errors import AppError, ChangeNeededError, CodeNeededError
from app.gui.background import Background
from app.gui.bridge import LiveParts
from app.gui.gate import Gate
from app.gui.glass_desk import GlassDesk
from app.gui.people_parts import PeopleParts, Typed
from app.gui.person_bar import PersonBar
from app.gui.presence import Presence
from app.gui.words import tr

if TYPE_CHECKING:
    from app.services.dictation import DictationEvent
    from app.services.filing import LiveRecording
    from app.services.recovery import Waiting


class Entrance(QObject):
    """Gate, bar and presence of one window, wired.

    entered: an Actor sits here from now on. left: nobody does. covered: whether the gate must hide
    everything else. proved: the same user gave the credential again; an Actor.
    """

    entered = Signal(object)
    left = Signal()
    covered = Signal(bool)
    proved = Signal(object)

    def __init__(self, parts: PeopleParts, live: LiveParts, window: QWidget) -> None:
        super().__init__(window)
        self._parts = parts
        self._behind = Background("claims", self)
        self.presence = Presence(parts, self)
        self.glass = GlassDesk(parts, self.presence, window)
        self.gate = Gate(live, parts.workstation)
        self.bar = PersonBar(self.presence.lock, self.switch, self.presence.sign_out)
        self.gate.given.connect(self._give)
        self.gate.other.connect(self.gate.show_switching)
        self.gate.back.connect(self._go_back)
        self.presence.entered.connect(self._enter)
        self.presence.left.connect(self._leave)
        self.presence.hidden.connect(self._hide)
        self.presence.shown.connect(self._show)
        self.presence.refused.connect(self._refuse)
        self.presence.failed.connect(self.gate.say)

    def switch(self) -> None:
        """Another user wants the workstation; who is here is locked until they have it."""
        self.presence.lock()
        self.gate.show_switching()

    def claim(
        self,
        one: "Waiting",
        typed: Typed,
        done: Callable[[], None],
        refused: Callable[[AppError], None],
    ) -> None:
        """Make a recording the user's own, who gives the credential for it again."""

        def proved(actor: Actor) -> None:
            self._behind.run(
                lambda: self._parts.claims().claim(actor, one.recording, found=_found(one)),
                lambda _: done(),
                refused,
            )

        self.presence.prove(typed.password, typed.code, proved, refused)

    def close(self) -> None:
        """The program ends, and with it the session."""
        self.presence.close()

    def show_event(self, event: "DictationEvent") -> None:
        self.gate.show_event(event)

    def _give(self, typed: Typed) -> None:
        if self.gate.form.asked == "unlock":
            self.presence.unlock(typed)
        else:
            self.presence.sign_in(typed)

    def _go_back(self) -> None:
        if self.presence.actor is not None:
            self.gate.show_locked(self.presence.actor)

    def _enter(self, actor: Actor) -> None:
        self.gate.show_out()
        self.gate.say("")
        self.bar.show_actor(actor)
        self.glass.act_as(actor)
        self.entered.emit(actor)
        self.covered.emit(False)

    def _leave(self) -> None:
        self.bar.show_actor(None)
        self.covered.emit(True)
        self._behind.forget()
        self.glass.forget()
        self.left.emit()
        self.gate.show_out()

    def _hide(self) -> None:
        if self.presence.actor is not None:
            self.gate.show_locked(self.presence.actor)
        self.covered.emit(True)

    def _show(self) -> None:
        if self.presence.actor is not None:
            self.proved.emit(self.presence.actor)
        self.gate.form.wipe()
        self.gate.say("")
        self.covered.emit(False)

    def _refuse(self, error: AppError) -> None:
        form = self.gate.form
        match error:
            case CodeNeededError():
                form.ask_code(str(error))
            case ChangeNeededError() if form.asked != "unlock":
                form.ask_new(tr("Your password must be changed: type a new one twice."))
            case _:
                form.refuse(str(error))


def _found(one: "Waiting") -> "LiveRecording | None":
    """What the folder of a recording tells of which there is no row; nobody knows who began it."""
    from app.services.filing import LiveRecording  # noqa: PLC0415 - the window opens before

    if one.owner:
        return None
    began = one.started_at or datetime.now(UTC)
    actor = EMERGENCY_ACTOR
    return LiveRecording(one.recording, one.encounter, began, actor.id, actor.profile, "left")
