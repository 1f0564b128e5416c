"""Lets users in and out of the window: who enters sees their own work and nothing else."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.errors import AppError, ChangeNeededError, CodeNeededError
from app.gui.bridge import LiveParts
from app.gui.gate import Gate
from app.gui.people_parts import PeopleParts, Typed
from app.gui.person_bar import PersonBar
from app.gui.presence import Presence
from app.services.dictation import DictationEvent


class Reception(QObject):
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
        self.presence = Presence(parts, self)
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

    def close(self) -> None:
        """The program ends, and with it the session."""
        self.presence.close()

    def show_event(self, event: DictationEvent) -> None:
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
        self.entered.emit(actor)
        self.covered.emit(False)

    def _leave(self) -> None:
        self.bar.show_actor(None)
        self.covered.emit(True)
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
                form.ask_new("Your password must be changed: type a new one twice.")
            case _:
                form.refuse(str(error))
