"""Which recordings the speech process reads, in turn; what is asked before it is loaded waits."""

from collections import deque
from collections.abc import Callable
from threading import Event, RLock
from typing import Final

from app.domain.errors import AppError, InternalError
from app.domain.live import EndFollow, Follow, SpeechCommand, SpeechEvent, Trouble
from app.services.ports import Speech
from app.services.session import Session

OPEN_S: Final = 3.0
"""How long a microphone may take to open before speech is loaded anyway."""
CALM_S: Final = 2.0
"""How long the window is left alone then to show it: what is loaded here would hold it up."""


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
        self._may_load = Event()
        self._calm_s = 0.0
        self._left = Event()

    def go_ahead(self, calm_s: float = 0.0) -> None:
        """Loading takes no time from the microphone any more. calm_s: before all but the client."""
        if not self._may_load.is_set():
            self._calm_s = calm_s
            self._may_load.set()

    def load(
        self,
        on_event: Callable[[SpeechEvent], None],
        also: Callable[[], None],
        tell: Callable[[Trouble], None],
    ) -> None:
        """Make the client once it may, which may take long, and send what waited for it.

        also: what else live text needs. tell: told why there will be none.
        """
        self._may_load.wait(OPEN_S)
        if self._left.is_set():
            return
        try:
            self._connect(on_event)
            if not self._left.wait(self._calm_s):
                also()
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

    def begin(self, session: Session, from_s: float) -> None:
        self._sessions.append(session)
        self._send(Follow(session.live.id, from_s))

    def end(self, session: Session) -> None:
        """No more sound of it will come; its last words are still to be written."""
        if session in self._sessions:
            self._send(EndFollow())

    def ended(self) -> None:
        """The words of the first one are all written, or could not be."""
        self._sessions.popleft()

    def close(self) -> Speech | None:
        """Send nothing any more; gives the client to be closed without the lock."""
        self._left.set()
        self._may_load.set()
        return self._speech

    def _send(self, command: SpeechCommand) -> None:
        if self._speech is None:
            self._unsent.append(command)
        else:
            self._speech.send(command)
