"""What a user may know of the recording that runs, and do to it and put into it."""

from collections.abc import Callable
from threading import RLock
from typing import Literal

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.errors import AccessError, AudioError
from app.domain.live import LiveAlert, Mark, Pause, Resume
from app.domain.typed import TypedPiece
from app.services.ports import Announces, Capture
from app.services.session import Session
from app.services.session_rows import SessionRows

Whose = Literal["", "own", "another", "emergency"]


class OwnRecording:
    """The part of a Dictation that asks whose a recording is."""

    _lock: RLock
    _actor: Actor | None
    _current: Session | None
    _latest: Session | None
    _rows: SessionRows
    _capture: Capture
    _announcing: Announces
    _tell: Callable[[LiveAlert], None]

    @property
    def loaded(self) -> bool:
        """Always; services.soon has one that is not."""
        return True

    @property
    def whose(self) -> Whose:
        """Who began what is recorded now, seen from who sits there."""
        with self._lock:
            session = self._current
            if session is None or self._theirs(session):
                return "own" if session else ""
            return "emergency" if session.actor.id == EMERGENCY_ACTOR.id else "another"

    @property
    def encounter(self) -> str | None:
        """Whom the user's own recording that runs is about: "" for nobody yet, None when none of
        theirs runs."""
        session = self._own()
        return None if session is None else session.live.encounter_id or ""

    def _own(self) -> Session | None:
        """The user's own recording that runs."""
        with self._lock:
            session = self._current
            return session if session is not None and self._theirs(session) else None

    @property
    def typed(self) -> tuple[TypedPiece, ...]:
        """What was typed during the user's own recording that runs."""
        session = self._own()
        return () if session is None else session.typed

    def keep_typed(self, pieces: tuple[TypedPiece, ...]) -> None:
        """All that was typed during it so far; it becomes part of its note. Raises AudioError when
        no recording of theirs runs."""
        with self._lock:
            session = self._own()
            if session is None or session.stopping:
                raise AudioError("no recording of yours runs; type into the note instead")
            session.typed = pieces
            self._rows.typed(session)

    def pause(self) -> None:
        """Raises AccessError for somebody else's recording, as resume and mark do."""
        self._to_ours(Pause())

    def resume(self) -> None:
        self._to_ours(Resume())

    def mark(self, name: str) -> None:
        self._to_ours(Mark(name))

    def _to_ours(self, command: Pause | Resume | Mark) -> None:
        if self.whose not in {"", "own"}:
            raise AccessError("somebody else began this recording; you can only stop it")
        self._capture.send(command)

    def acknowledge(self, alert: int) -> None:
        """The user has seen an alert of the recording that runs, or ran last."""
        with self._lock:
            session, actor = self._latest, self._actor
            if session is None or actor is None or not self._theirs(session):
                return
            seen = session.fusion.acknowledge(alert, actor.id)
            if seen is None:
                return
            self._tell(seen)
            self._announcing.alert(seen)
            self._rows.acknowledged(actor, session, alert)

    def _theirs(self, session: Session) -> bool:
        """Who sits there now began it."""
        return self._actor is not None and session.actor.id == self._actor.id
