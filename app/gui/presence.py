"""Who sits before the window: signed in, hidden after a while, signed out after a longer one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.people_parts import PeopleParts, Typed
from app.gui.words import sentence

if TYPE_CHECKING:
    from app.services.sitting import Sitting

LOOK_MS = 1000
EXIT_S = 2.0
_USED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
    }
)
_Reason = Literal["user", "timeout", "exit"]


class Presence(QObject):
    """One user at a time. Hiding takes effect at once; its audit row is written behind.

    entered: an Actor sits here from now on. left: nobody does, and nothing of who did may stay;
    always told before somebody else has entered. hidden, shown: the same user's screen is locked,
    unlocked. refused: the AppError that a credential brought. failed: a sentence for who looks on.
    """

    entered = Signal(object)
    left = Signal()
    hidden = Signal()
    shown = Signal()
    refused = Signal(object)
    failed = Signal(str)

    def __init__(self, parts: PeopleParts, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._behind = Background("people", self)
        self._sitting: Sitting | None = None
        self.actor: Actor | None = None
        self.locked = False
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.look)
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def prepare(self) -> None:
        """Open the store behind the gate, so that the first one to sign in does not wait for it."""
        self._write(lambda: (self._parts.sign_in(), self._parts.sitting()))

    def sign_in(self, typed: Typed) -> None:
        """Somebody enters; who was locked here leaves when, and only when, that succeeds."""
        before = self.actor

        def work() -> "tuple[Actor, Sitting]":
            desk = self._parts.sign_in()
            if typed.new:
                actor = desk.change_password(typed.login, typed.password, typed.new, typed.code)
                if before is not None:
                    desk.sign_out(before)
            elif before is not None:
                actor = desk.switch(before, typed.login, typed.password, typed.code)
            else:
                actor = desk.sign_in(typed.login, typed.password, typed.code)
            return actor, self._parts.sitting()

        self._behind.run(work, lambda found: self._enter(*found), self.refused.emit)

    def unlock(self, typed: Typed) -> None:
        """Who is locked goes on."""
        actor = self.actor
        if actor is None:
            return
        self._behind.run(
            lambda: self._parts.sign_in().unlock(actor, typed.password, typed.code),
            self._unlocked,
            self.refused.emit,
        )

    def prove(
        self,
        password: str,
        code: str,
        done: Callable[[Actor], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """Who is signed in gives the credential again for something that asks for it."""
        actor = self.actor
        if actor is None:
            return

        def still(tell: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda answer: tell(answer) if self._here(actor) else None

        self._behind.run(
            lambda: self._parts.sign_in().prove(actor, password, code), still(done), still(failed)
        )

    def lock(self) -> None:
        """The user hides the screen."""
        self._hide("user")

    def sign_out(self, reason: _Reason = "user") -> None:
        """Everything of the user goes at once; the session's end is written behind."""
        actor, self.actor = self.actor, None
        if actor is None:
            return
        self._sitting, self.locked = None, False
        self._look.stop()
        self._write(lambda: self._parts.sign_in().sign_out(actor, reason))
        self.left.emit()

    def close(self) -> None:
        """End the session with the program; wait a moment for its row."""
        self.sign_out("exit")
        self._behind.settle(EXIT_S)

    def look(self) -> None:
        """Hide or sign out when it is time."""
        sitting = self._sitting
        if sitting is None or self.actor is None:
            return
        match sitting.state:
            case "privacy" if not self.locked:
                self._hide("idle")
            case "signed_out":
                self.sign_out("timeout")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 - Qt's
        """Every key, click and touch counts; none is taken away."""
        if event.type() in _USED and self._sitting is not None:
            self._sitting.touch()
        return False

    def _hide(self, reason: Literal["user", "idle"]) -> None:
        actor, sitting = self.actor, self._sitting
        if actor is None or sitting is None or self.locked:
            return
        sitting.hide()
        self.locked = True
        self._write(lambda: self._parts.sign_in().lock(actor, reason))
        self.hidden.emit()

    def _enter(self, actor: Actor, sitting: "Sitting") -> None:
        if self.actor is not None:
            self.actor = None
            self.left.emit()
        self.actor, self._sitting, self.locked = actor, sitting, False
        self._look.start()
        self.entered.emit(actor)

    def _here(self, actor: Actor) -> bool:
        """The same session goes on; it may have ended while a credential was checked."""
        return self.actor is not None and self.actor.session_id == actor.session_id

    def _unlocked(self, actor: Actor) -> None:
        if self._sitting is None or not self._here(actor):
            return
        self._sitting.resume()
        self.actor, self.locked = actor, False
        self.shown.emit()

    def _write(self, work: Callable[[], object]) -> None:
        self._behind.run(work, lambda _: None, lambda error: self.failed.emit(sentence(error)))
