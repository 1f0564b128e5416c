"""What a user may know of the recording that runs, and put into it."""

from threading import RLock
from typing import Literal

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.errors import AudioError
from app.domain.typed import TypedPiece
from app.services.session import Session
from app.services.session_rows import SessionRows

Whose = Literal["", "own", "another", "emergency"]


class OwnRecording:
    """The part of a Dictation that asks whose a recording is."""

    _lock: RLock
    _actor: Actor | None
    _current: Session | None
    _rows: SessionRows

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

    def _theirs(self, session: Session) -> bool:
        """Who sits there now began it."""
        return self._actor is not None and session.actor.id == self._actor.id
