"""Which recordings the speech process reads, in turn; what is asked before it is loaded waits."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from threading import Event, RLock
from typing import Any, Final

from app.domain.access import Actor
from app.domain.errors import AppError, InternalError
from app.domain.live import EndFollow, Follow, SpeechCommand, SpeechEvent, Trouble
from app.domain.reading import Heed, Known
from app.domain.vetoes import Pairs
from app.services.ports import Speech
from app.services.session import Session

OPEN_S: Final = 3.0
"""How long a microphone may take to open before speech is loaded anyway."""
CALM_S: Final = 2.0
"""How long the processors are left to window and microphone then, if nothing is recorded."""


class Following:
    """The speech process as live text needs it: one recording after the other."""

    def __init__(self, make: Callable[[], Speech], lock: RLock) -> None:
        """make: the client; called once, by `load`. lock: held around every method but `load` and
        `go_ahead`."""
        self._make = make
        self._lock = lock
        self._sessions: deque[Session] = deque()
        self._speech: Speech | None = None
        self._unsent: list[SpeechCommand] = []
        self._heeds: dict[str, Heed] = {}  # as last sent, by recording
        self._may_load = Event()
        self._calm_s = 0.0
        self._needed, self._left = Event(), Event()

    def go_ahead(self, calm_s: float = 0.0) -> None:
        """Loading takes no time from the microphone any more. calm_s: to wait still,
        unless a recording begins."""
        if not self._may_load.is_set():
            self._calm_s = calm_s
            self._may_load.set()

    def load(
        self, on_event: Callable[[SpeechEvent], None], tell: Callable[[Trouble], None]
    ) -> None:
        """Make the client once it may, which may take long, and send what waited for it.

        tell: told why there will be no live text.
        """
        self._may_load.wait(OPEN_S)
        self._needed.wait(self._calm_s)
        if self._left.is_set():
            return
        try:
            self._connect(on_event)
        except AppError as error:
            problem = error
        except Exception as error:  # noqa: BLE001 - the one of this thread
            problem = InternalError(error)
        else:
            return
        tell(Trouble("speech_lost", f"{problem}; recording goes on without live text"))

    def _connect(self, on_event: Callable[[SpeechEvent], None]) -> None:
        speech = self._make()
        speech.listen(on_event)
        with self._lock:
            if self._left.is_set():
                speech.close()
                return
            self._speech = speech
            for command in self._unsent:
                speech.send(command)
            self._unsent.clear()

    @property
    def first(self) -> Session | None:
        """Whose words come now."""
        return self._sessions[0] if self._sessions else None

    def begin(self, session: Session, from_s: float, unwanted: Pairs) -> None:
        """unwanted: corrections that whoever records does not want, as known by now."""
        self._sessions.append(session)
        self._needed.set()
        self._send(Follow(session.live.id, from_s))
        self._heeds[session.live.id] = Heed(session.live.id)
        self._heed(session, unwanted=unwanted)

    def heed(self, actor: Actor, unwanted: Pairs) -> None:
        """What they do not want has changed."""
        for session in self._sessions:
            if session.actor.id == actor.id:
                self._heed(session, unwanted=unwanted)

    def know(self, session: Session, known: Known) -> None:
        """What is known of its patient and of the site."""
        if session in self._sessions:
            self._heed(session, known=known)

    def _heed(self, session: Session, **changes: Any) -> None:
        """A later Heed takes the place of the one before, so each says all."""
        before = self._heeds[session.live.id]
        heed = self._heeds[session.live.id] = replace(before, **changes)
        if heed != before:
            self._send(heed)

    def end(self, session: Session) -> None:
        """No more sound of it will come; its last words are still to be written."""
        if session in self._sessions:
            self._send(EndFollow())

    def ended(self) -> None:
        """The words of the first one are all written, or could not be."""
        self._heeds.pop(self._sessions.popleft().live.id, None)

    def close(self) -> Speech | None:
        """Send nothing any more; gives the client to be closed without the lock."""
        self._left.set()
        self._may_load.set()
        self._needed.set()
        return self._speech

    def _send(self, command: SpeechCommand) -> None:
        if self._speech is None:
            self._unsent.append(command)
        else:
            self._speech.send(command)
