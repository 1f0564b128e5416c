"""Recordings that were stopped: each on its way through the final stages, one at a time."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from app.domain.access import EMERGENCY_ACTOR
from app.domain.errors import AppError, AudioError, InternalError
from app.services.events import RecordingDone, StageProgress
from app.services.finishing import Finishing
from app.services.session import Session
from app.services.stages import CancelledError

_POLL_S: Final = 0.1
_SAFE: Final = "what was recorded is on disk: go on with it by erscribe recover"
UNCLAIMED: Final = (
    "the emergency recording is kept; a physician signs in and claims it, then its text is written"
)
NOT_HERE: Final = "the recording is kept; its text is written when who began it signs in again"


class Ending:
    """A thread for each stopped recording; whatever happens there, its sound stays."""

    def __init__(
        self,
        final: Finishing,
        tell: Callable[[Session, StageProgress | RecordingDone], None],
        left: Callable[[Session, str], None],
        patience_s: float,
    ) -> None:
        """left: told the sentence for one that was not finished. patience_s: for the recording
        process to say that it is whole."""
        self._final = final
        self._tell = tell
        self._left = left
        self._patience_s = patience_s
        self._sessions: list[Session] = []
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()

    def begin(self, session: Session) -> None:
        """It was stopped: go on as soon as it is whole. Asked again, nothing happens."""
        with self._lock:
            if session.stopping:
                return
            session.stopping = True
            self._sessions.append(session)
        name = "final stages"
        threading.Thread(target=self._finish, args=(session,), daemon=True, name=name).start()

    def cancel(self, chosen: Callable[[Session], bool] = lambda _: True) -> None:
        """Leave all of them, or those chosen, between two steps."""
        with self._lock:
            for session in filter(chosen, self._sessions):
                session.cancelled.set()

    def find(self, recording: str) -> Session | None:
        with self._lock:
            return next((one for one in self._sessions if one.live.id == recording), None)

    def _finish(self, session: Session) -> None:
        try:
            done = self._finished(session)
        except CancelledError:
            self._left(session, f"cancelled; {_SAFE}")
        except _UnclaimedError as error:
            self._left(session, str(error))
        except AppError as error:
            self._left(session, f"{error}; {_SAFE}")
        except Exception as error:  # noqa: BLE001 - the one of this thread
            self._left(session, f"{InternalError(error)}; {_SAFE}")
        else:
            if done is not None:
                self._tell(session, done)
        with self._lock:
            self._sessions.remove(session)

    def _finished(self, session: Session) -> RecordingDone | None:
        """None when nothing was recorded."""
        give_up_s = time.monotonic() + self._patience_s
        while not session.ended.wait(_POLL_S):
            _check(session)
            if time.monotonic() > give_up_s:
                raise AudioError("the recording process does not answer")
        if session.refusal:
            if not session.begun:
                return None
            raise AudioError(session.refusal)
        if session.silent:
            raise _UnclaimedError(UNCLAIMED if _emergency(session) else NOT_HERE)
        while not self._one_at_a_time.acquire(timeout=_POLL_S):
            _check(session)
        try:
            return self._final.run(
                session.actor,
                session.live,
                partial(self._tell, session),
                session.cancelled,
                lambda: session.words,
                session.typed or None,
            )
        finally:
            self._one_at_a_time.release()


class _UnclaimedError(Exception):
    """Nobody who may make its note is there for it."""


def _emergency(session: Session) -> bool:
    return session.actor.id == EMERGENCY_ACTOR.id


def _check(session: Session) -> None:
    if session.cancelled.is_set():
        raise CancelledError("cancelled")
