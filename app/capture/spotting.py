"""The thread that hears keywords. It may be late or fail; the recording never notices."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from app.capture.bell import Bell
from app.domain.audio import SAMPLE_RATE_HZ, Pcm, Samples, as_float
from app.domain.errors import AppError
from app.domain.live import KeywordHeard, Trouble, TroubleOver

if TYPE_CHECKING:  # the spotter is loaded after the microphone is open, not before
    from app.speech.keyword_spotter import KeywordEvent

BEHIND_SAMPLES: Final = SAMPLE_RATE_HZ
_KEPT_SAMPLES: Final = 10 * SAMPLE_RATE_HZ  # what may wait while the model is being loaded
_CAUGHT_UP_SAMPLES: Final = 2 * SAMPLE_RATE_HZ  # heard without delay before all is well again
_CHUNK_SAMPLES: Final = SAMPLE_RATE_HZ
_WAIT_S: Final = 0.5


class Spotter(Protocol):
    def push(self, samples: Samples) -> "Sequence[KeywordEvent]": ...


NewSpotter = Callable[[], Spotter]


@dataclass(frozen=True, slots=True, eq=False)
class _Sound:
    """16-bit sound of a recording and where its first sample lies on the time line."""

    recording: str
    position: int
    pcm: Pcm


class Spotting:
    """Feeds a spotter and tells what it hears.

    load: gives the maker of spotters, one per stretch without gaps; slow, and may raise AppError.
    tell: takes KeywordHeard, and trouble; called on this thread.
    """

    def __init__(
        self,
        load: Callable[[], NewSpotter],
        tell: Callable[[KeywordHeard | Trouble | TroubleOver], None],
    ) -> None:
        self._load = load
        self._tell = tell
        self._bell = Bell()
        self._queue: deque[_Sound] = deque()
        self._lock = threading.Lock()  # held for a few instructions on either side
        self._waiting = 0
        self._dropped = False
        self._ready = False
        self._ended = False
        self._number: dict[str, int] = {}
        self._new: NewSpotter | None = None
        self._spotter: Spotter | None = None
        self._origin = 0  # where the spotter's stream began on the time line
        self._next = -1
        self._recording = ""
        self._off = False
        self._on_time = 0
        self._thread = threading.Thread(target=self._run, daemon=True, name="spotter")

    def start(self) -> None:
        """Load the model and begin; does nothing the second time."""
        if self._thread.ident is None:
            self._thread.start()

    def count_from(self, recording: str, number: int) -> None:
        """The next keyword of a recording has this number."""
        self._number[recording] = number

    def push(self, recording: str, position: int, pcm: Pcm) -> None:
        """Never waits. Sound that would come too late to matter is left out."""
        with self._lock:
            if self._waiting > (BEHIND_SAMPLES if self._ready else _KEPT_SAMPLES):
                self._queue.clear()
                self._waiting, self._dropped = 0, True
            self._queue.append(_Sound(recording, position, pcm))
            self._waiting += len(pcm)
        self._bell.ring()

    @property
    def waiting(self) -> int:
        """Samples not yet heard; 0 when nothing will be."""
        return 0 if self._ended else self._waiting

    def stop(self) -> None:
        self._ended = True
        self._bell.ring()
        if self._thread.ident is not None:
            self._thread.join(2.0)

    def prepare(self) -> None:
        """Load the model. Raises AppError."""
        self._new = self._load()

    def step(self) -> None:
        """Hear what waits."""
        while not self._ended:
            with self._lock:
                sounds, dropped = list(self._queue), self._dropped
                self._queue.clear()
                self._dropped = False
            if dropped:
                self._say_off()
            if not sounds:
                self._ready = True
                return
            for sound in sounds:
                self._hear(sound)
                with self._lock:
                    self._waiting = max(0, self._waiting - len(sound.pcm))

    def _run(self) -> None:
        try:
            self.prepare()
            while not self._ended:
                self._bell.wait(_WAIT_S)
                self.step()
        except AppError as error:
            self._fail(f"keyword alerts are off: {error}")
        except Exception as error:  # noqa: BLE001 - the one broad catch of this thread
            self._fail(f"keyword alerts are off: internal error ({type(error).__name__})")

    def _fail(self, sentence: str) -> None:
        self._ended = True
        with self._lock:
            self._queue.clear()
            self._waiting = 0
        self._tell(Trouble("alerts_off", sentence))

    def _hear(self, sound: _Sound) -> None:
        if sound.recording != self._recording or sound.position != self._next:
            assert self._new is not None  # noqa: S101 - loaded before anything is heard
            self._spotter, self._origin = self._new(), sound.position
            self._recording = sound.recording
        assert self._spotter is not None  # noqa: S101
        self._next = sound.position + len(sound.pcm)
        for event in self._spotter.push(as_float(sound.pcm)):
            self._say(event)
        self._on_time += len(sound.pcm)
        if self._off and self._on_time >= _CAUGHT_UP_SAMPLES:
            self._off = False
            self._tell(TroubleOver("alerts_off", self._next / SAMPLE_RATE_HZ))

    def _say(self, event: "KeywordEvent") -> None:
        number = self._number.get(self._recording, 0)
        self._number = {self._recording: number + 1}
        at_s = self._origin / SAMPLE_RATE_HZ
        self._tell(
            KeywordHeard(
                self._recording,
                number,
                event.keyword,
                at_s + event.start_s,
                at_s + event.end_s,
                float(np.float32(event.score)),
            )
        )

    def _say_off(self) -> None:
        self._on_time = 0
        if not self._off:
            self._off = True
            self._tell(
                Trouble(
                    "alerts_off",
                    "the computer is too busy to listen for keywords and some sound was left out; "
                    "recording goes on",
                    max(0, self._next) / SAMPLE_RATE_HZ,
                )
            )
