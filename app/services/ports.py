"""What the use cases need from hardware and weights; adapters satisfy these structurally."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.access import Actor
from app.domain.audio import AudioChunk, Pcm, SpeechRegion
from app.domain.buttons import ButtonEvent
from app.domain.live import (
    CaptureCommand,
    CaptureEvent,
    LiveAlert,
    Notice,
    SpeechCommand,
    SpeechEvent,
    Status,
)
from app.domain.playing import PlayEvent, Stretch
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion, Turn

Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1, never decreasing."""


class AudioReader(Protocol):
    def read(self, path: Path, progress: Progress | None = None) -> AudioChunk:
        """Decode a file to 16 kHz mono. Raises DecodeError with one clear sentence."""
        ...


class SpeechDetector(Protocol):
    def regions(
        self, audio: AudioChunk, progress: Progress | None = None
    ) -> Sequence[SpeechRegion]:
        """Where somebody speaks, in time order, not overlapping. Raises RecognitionError."""
        ...


class Recognizer(Protocol):
    @property
    def model(self) -> ModelUsed: ...

    @property
    def helpers(self) -> dict[str, ModelUsed]:
        """What else its words depend on, by part: terms that it weighs, a language model."""
        ...

    def recognize(
        self,
        audio: AudioChunk,
        regions: Sequence[SpeechRegion],
        progress: Progress | None = None,
    ) -> Sequence[HeardRegion]:
        """Words for every region, its language decided per region. Raises RecognitionError."""
        ...


class Diarizer(Protocol):
    @property
    def models(self) -> dict[str, ModelUsed]: ...

    def turns(
        self,
        audio: AudioChunk,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        progress: Progress | None = None,
    ) -> Sequence[Turn]:
        """Who speaks when, over the whole recording. Raises RecognitionError."""
        ...


class Capture(Protocol):
    """The recording process, seen from the window or the terminal.

    Events come on a thread of the client's own, in order. Whatever goes wrong there comes as an
    event (Trouble, Refused); the client starts the process when none runs, finds one that outlived
    its window, and starts it anew when it dies, going on with the same recording.
    """

    def listen(self, on_event: Callable[[CaptureEvent], None]) -> None:
        """Begin: connect or start the process; its Status is the first event."""
        ...

    def send(self, command: CaptureCommand) -> None:
        """Never waits. Commands given while the process starts are done when it has."""
        ...

    def close(self) -> None:
        """Leave. A process that is recording goes on; an idle one ends."""
        ...


class Speech(Protocol):
    """The speech process: models, live words and the final stages. Same rules as Capture.

    When it dies, Trouble("speech_lost") comes, it is started again, and what it was following is
    followed again from the last region that had ended; a final stage under way is begun again
    once, then refused.
    """

    def listen(self, on_event: Callable[[SpeechEvent], None]) -> None: ...

    def send(self, command: SpeechCommand) -> None: ...

    def close(self) -> None: ...


class Playable(Protocol):
    """A sound that can be played: a time line of 16-bit samples at 16 kHz, silence in gaps."""

    @property
    def available(self) -> int:
        """Its length in samples."""
        ...

    def read(self, first: int, last: int) -> Pcm:
        """Samples first to last, of what is available; may be called from any thread."""
        ...


class Player(Protocol):
    """The loudspeaker: plays one stretch at a time, on a thread of its own.

    No call waits, but `outputs`. Events come on that thread, in order; of a stretch that another
    one takes the place of, no end is told.
    """

    def listen(self, on_event: Callable[[PlayEvent], None]) -> None: ...

    def play(self, sound: Playable, stretch: Stretch, speed: float = 1.0) -> None:
        """speed: 0.5 to 2; the pitch stays."""
        ...

    def set_speed(self, speed: float) -> None:
        """Of what is played now."""
        ...

    def stop(self) -> None: ...

    @property
    def position_s(self) -> float:
        """What is heard at this moment, in seconds of the recording."""
        ...

    def outputs(self) -> tuple[str, ...]:
        """Names of all sound outputs; may take a second. Raises DeviceError."""
        ...

    def choose(self, output: str) -> None:
        """From the next stretch on; "" is the system's own choice."""
        ...

    def close(self) -> None: ...


class Buttons(Protocol):
    """Buttons of dictation microphones and pedals. Events come on a thread of its own."""

    def listen(self, on_event: Callable[[ButtonEvent], None]) -> None:
        """Begin to look for devices; those plugged in later are found within seconds."""
        ...

    def close(self) -> None: ...


class Announces(Protocol):
    """Who else is told of alerts, outside of the window. Nothing here waits."""

    def begin(self, tell: Callable[[Notice], None]) -> None:
        """tell: what became of it."""
        ...

    def status(self, status: Status, actor: Actor) -> None:
        """actor: as whom its notices are kept."""
        ...

    def alert(self, alert: LiveAlert) -> None:
        """Every alert as it is raised, changed or acknowledged."""
        ...

    def close(self) -> None: ...


class NobodyElse:
    """No alert leaves the window."""

    def begin(self, tell: Callable[[Notice], None]) -> None: ...

    def status(self, status: Status, actor: Actor) -> None: ...

    def alert(self, alert: LiveAlert) -> None: ...

    def close(self) -> None: ...
