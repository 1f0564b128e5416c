"""Notes that are read by break-the-glass: the way to them, and the banner over them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.glass_dialog import GlassAsked, GlassDialog, reason_text
from app.gui.people_parts import PeopleParts
from app.gui.presence import Presence
from app.gui.strips import Strip
from app.gui.words import sentence, tr

if TYPE_CHECKING:
    from app.services.glass import Grant

LOOK_MS = 1000


class GlassStrip(Strip):
    """Says what may be read, until when and why, with a way to end it."""

    def __init__(self, end: Callable[[], object]) -> None:
        self._grant: Grant | None = None
        super().__init__("amber", "")
        self.end = self.add_button("", end)
        self.retranslate()

    def show_grant(self, grant: "Grant | None") -> None:
        self._grant = grant
        self.retranslate()

    def retranslate(self) -> None:
        self._said = "" if self._grant is None else _granted(self._grant)
        super().retranslate()
        if hasattr(self, "end"):
            self.end.setText(tr("End it now"))


class GlassDesk(QObject):
    """One user's grants. changed: one began or ended, so what may be read has changed.

    ended: the encounter of a grant that is over; what is shown of it must go.
    """

    changed = Signal()
    ended = Signal(str)
    failed = Signal(str)

    def __init__(self, parts: PeopleParts, presence: Presence, window: QWidget) -> None:
        super().__init__(window)
        self._parts, self._presence, self._window = parts, presence, window
        self._behind = Background("glass", self)
        self._grants: dict[str, Grant] = {}
        self._shown: str | None = None
        self.dialog: GlassDialog | None = None
        self.bar = GlassStrip(self._end)
        self.give_back = self.bar.end
        self.bar.hide()
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.look)

    def act_as(self, actor: Actor) -> None:
        """What this user was granted before may still be in force."""
        self._behind.run(lambda: self._parts.glass().mine(actor), self._keep, self._fail)

    def forget(self) -> None:
        """Nobody sits here."""
        self._behind.forget()
        self._grants.clear()
        self._look.stop()
        self.show_for(None)
        self.bar.show_grant(None)
        if self.dialog is not None:
            self.dialog.reject()
            self.dialog.deleteLater()
            self.dialog = None

    def ask(self, encounter: str = "") -> None:
        """Open the question; it lies over the window, so never while something is recorded."""
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = GlassDialog(encounter, self._window)
        self.dialog.asked.connect(self._start)
        self.dialog.open()

    def show_for(self, encounter: str | None) -> None:
        """A note of this encounter is shown, or none."""
        self._shown = encounter
        grant = self._grants.get(encounter or "")
        self.bar.setVisible(grant is not None)
        if grant is not None:
            self.bar.show_grant(grant)

    def look(self) -> None:
        """Take away what is granted no longer."""
        now = datetime.now(UTC)
        for encounter in [key for key, one in self._grants.items() if one.until <= now]:
            self._over(encounter)

    def _start(self, asked: GlassAsked) -> None:
        def granted(actor: Actor) -> None:
            self._behind.run(
                lambda: self._parts.glass().start(actor, asked.encounter, asked.reason, asked.text),
                self._begin,
                self._refuse,
            )

        self._presence.prove(asked.typed.password, asked.typed.code, granted, self._refuse)

    def _begin(self, grant: "Grant") -> None:
        if self.dialog is not None:
            self.dialog.accept()
            self.dialog.deleteLater()
            self.dialog = None
        self._keep((grant,))
        self.changed.emit()

    def _refuse(self, error: AppError) -> None:
        if self.dialog is not None:
            self.dialog.refuse(error)

    def _keep(self, grants: "tuple[Grant, ...]") -> None:
        self._grants.update({one.encounter: one for one in grants})
        if self._grants:
            self._look.start()
        self.show_for(self._shown)

    def _end(self) -> None:
        grant, actor = self._grants.get(self._shown or ""), self._presence.actor
        if grant is not None and actor is not None:
            self._behind.run(
                lambda: self._parts.glass().end(actor, grant.id),
                lambda _: self._over(grant.encounter),
                self._fail,
            )

    def _over(self, encounter: str) -> None:
        self._grants.pop(encounter, None)
        if not self._grants:
            self._look.stop()
        self.show_for(self._shown)
        self.ended.emit(encounter)
        self.changed.emit()

    def _fail(self, error: AppError) -> None:
        self.failed.emit(sentence(error))


def _granted(grant: "Grant") -> str:
    return tr(
        "Glass broken: you may read this patient's notes until {until} ({reason}). "
        "It is shown to those who watch over privacy."
    ).format(until=f"{grant.until.astimezone():%H:%M}", reason=reason_text(grant.reason))
