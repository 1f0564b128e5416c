"""A recording process and a speech process that say what a test tells them to say."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from app.domain.audio import SAMPLE_RATE_HZ, SpeechRegion
from app.domain.live import (
    Arm,
    CaptureCommand,
    CaptureEvent,
    Detect,
    Diarize,
    Disarm,
    EndFollow,
    Follow,
    FollowEnded,
    Heard,
    KeywordHeard,
    LiveWords,
    Open,
    Opened,
    Pause,
    Ready,
    Recognize,
    Refused,
    Regions,
    Resume,
    SpeechCommand,
    SpeechEvent,
    Start,
    Status,
    Stop,
    Stopped,
    Turns,
    Working,
)
from app.domain.reading import Compare, Heed, Understand
from app.domain.transcript import HeardRegion, Turn
from app.services.live_reading import LiveReading
from app.speech.process import Read
from app.store.recordings import RecordingWriter
from tests.fakes import words
from tests.understood import READING, understander

PATIENCE_S = 60.0

Command = TypeVar("Command")
Event = TypeVar("Event")
Kind = TypeVar("Kind")


def unheard(_: float) -> None:
    """Progress that nobody wants to know."""


class FakeProcess(Generic[Command, Event]):
    """What both have: events come in order on a thread of its own, commands are kept in `sent`.

    say(...) gives events and returns when they were handled; wait_sent(Kind) waits for a command.
    """

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.closed = False
        self._handler: Callable[[Event], None] | None = None
        self._waiting: deque[Event] = deque()
        self._busy = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._tell, daemon=True, name=type(self).__name__)

    def listen(self, on_event: Callable[[Event], None]) -> None:
        self._handler = on_event
        self._thread.start()

    def send(self, command: Command) -> None:
        with self._change:
            self.sent.append(command)
            self._waiting.extend(self.answers(command))
            self._change.notify_all()

    def close(self) -> None:
        with self._change:
            self.closed = True
            self._change.notify_all()

    def answers(self, command: Command) -> Sequence[Event]:
        """What comes back for a command by itself; a subclass says."""
        return ()

    def passing(self, event: Event) -> Event:
        """What becomes of an event on its way out; a subclass says."""
        return event

    def say(self, *events: Event) -> None:
        """Let events happen, and wait until they and all before them were handled.

        Once it was closed nobody hears them.
        """
        with self._change:
            if self.closed:
                return
            self._waiting.extend(events)
            self._change.notify_all()
        if threading.current_thread() is not self._thread:
            self.settle()

    def settle(self) -> None:
        """Wait until every event so far was handled."""
        with self._change:
            done = self._change.wait_for(lambda: not self._waiting and not self._busy, PATIENCE_S)
        assert done, "events are still waiting to be handled"

    def wait_sent(self, kind: type[Kind], count: int = 1) -> Kind:
        """The `count`th command of a kind, as soon as it was sent."""
        with self._change:
            self._change.wait_for(lambda: len(self._of(kind)) >= count, PATIENCE_S)
            found = self._of(kind)
        assert len(found) >= count, f"no {kind.__name__} was sent"
        return found[count - 1]

    def _of(self, kind: type[Kind]) -> list[Kind]:
        return [one for one in self.sent if isinstance(one, kind)]

    def _tell(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self.closed)
                if not self._waiting:
                    return
                event = self.passing(self._waiting.popleft())
                self._busy = True
            try:
                if self._handler is not None:
                    self._handler(event)
            finally:
                with self._change:
                    self._busy = False
                    self._change.notify_all()


class FakeCapture(FakeProcess[CaptureCommand, CaptureEvent]):
    """Says what the real one says.

    before: the recording that outlived its window, if any. by_itself False: every answer is the
    test's to give. root: records `duration_s` of faint noise there, so that there is something to
    finish; without it there is no file. duration_s, sha256: what Stopped says without files.
    """

    def __init__(self, before: str = "", by_itself: bool = True, root: Path | None = None) -> None:
        super().__init__()
        self.recording = before
        self.by_itself = by_itself
        self.duration_s = 10.0
        self.sha256 = "c" * 64
        self._root = root
        self._writer: RecordingWriter | None = None
        self._heard = 0
        self._state = Status("recording" if before else "idle", before, 60.0 if before else 0.0)
        if before and root is not None:
            self._writer = begin_recording(root, before, self.duration_s)

    def listen(self, on_event: Callable[[CaptureEvent], None]) -> None:
        self._waiting.append(self._state)
        super().listen(on_event)

    def hear(self, keyword: str, start_s: float) -> KeywordHeard:
        """Let the spotter hear a keyword in the recording that runs."""
        event = KeywordHeard(self.recording, self._heard, keyword, start_s, start_s + 0.8, 0.9)
        self._heard += 1
        if self._writer is not None:
            note_keyword(self._writer, event)
        self.say(event)
        return event

    def answers(self, command: CaptureCommand) -> Sequence[CaptureEvent]:
        if not self.by_itself:
            return ()
        if isinstance(command, Stop):
            return (self._stopped(), Status("idle"))
        if isinstance(command, Start) and self._root is not None:
            self._writer = begin_recording(
                self._root, command.recording, self.duration_s, command.encounter
            )
        state = self._state_after(command)
        return () if state is None else (state,)

    def _stopped(self) -> Stopped:
        ended, self.recording, self._heard = self.recording, "", 0
        if self._writer is None:
            return Stopped(ended, self.duration_s, self.sha256)
        finished = self._writer.finish()
        self._writer = None
        return Stopped(ended, finished.duration_s, finished.sha256)

    def _state_after(self, command: CaptureCommand) -> Status | None:
        match command:
            case Arm(device=device, preroll_s=preroll_s):
                return Status("armed", device=device, preroll_s=preroll_s)
            case Start(recording=recording, device=device):
                self.recording = recording
                return Status("recording", recording, device=device or "Fake microphone")
            case Pause():
                return Status("paused", self.recording)
            case Resume():
                return Status("recording", self.recording)
        return Status("idle") if isinstance(command, Disarm) else None


MODELS = {
    part: (f"fake-{part}", "f" * 64)
    for part in ("detector", "recognizer", "segmentation", "embedding")
}


class FakeSpeech(FakeProcess[SpeechCommand, SpeechEvent]):
    """Hears the given texts, one a region, and a new speaker every five seconds; what words mean
    it reads as the real one does.

    refuses: names of commands that are refused, with their sentence. holds: kinds of commands that
    get no answer, so that a test can look at what is under way.
    """

    def __init__(
        self, texts: Sequence[str] = ("he is in cardiac arrest", "give epinephrine one milligram")
    ) -> None:
        super().__init__()
        self.texts = texts
        self.refuses: dict[str, str] = {}
        self.holds: tuple[type[Any], ...] = ()
        self._read: dict[str, Read] = {}  # by recording

    @property
    def regions(self) -> tuple[SpeechRegion, ...]:
        return tuple(SpeechRegion(5.0 * at, 5.0 * at + 4.0) for at in range(len(self.texts)))

    def listen(self, on_event: Callable[[SpeechEvent], None]) -> None:
        reads = {part: (one.name, one.sha256) for part, one in READING.models(unheard).items()}
        self._waiting.append(Ready(MODELS | reads))
        super().listen(on_event)

    def answers(self, command: SpeechCommand) -> Sequence[SpeechEvent]:
        if isinstance(command, self.holds):
            return ()
        name = type(command).__name__
        if name in self.refuses:
            return (Refused(name, self.refuses[name]),)
        answer = self._answer(command)
        if answer is None:
            return ()
        return (answer,) if isinstance(command, EndFollow) else (Working(0.5), answer)

    def _answer(self, command: SpeechCommand) -> SpeechEvent | None:
        found: SpeechEvent | None = None
        match command:
            case EndFollow():
                found = FollowEnded(10.0)
            case Open():
                found = Opened(10.0, "d" * 64)
            case Detect():
                found = Regions(self.regions)
            case Recognize(regions=regions):
                found = Heard(self._heard(regions))
            case Diarize():
                found = Turns((Turn("S1", 0.0, 4.8), Turn("S2", 4.8, 10.0)))
            case Understand():
                found = READING.understood(command, unheard)
            case Compare():
                found = READING.compared(command, unheard)
        return found

    def passing(self, event: SpeechEvent) -> SpeechEvent:
        followed = self._of(Follow)
        recording = followed[-1].recording if followed else ""
        if recording not in self._read:
            heed = partial(self._heed, recording)
            self._read[recording] = LiveReading(understander(), "simplified", heed).read
        told: SpeechEvent = self._read[recording](event)
        return told

    def _heed(self, recording: str) -> Heed:
        heeded = [one for one in self._of(Heed) if one.recording == recording]
        return heeded[-1] if heeded else Heed(recording)

    def _heard(self, regions: Sequence[SpeechRegion]) -> tuple[HeardRegion, ...]:
        return tuple(
            HeardRegion(region, "en" if text.isascii() else "zh", words(text, region.start_s))
            for region, text in zip(regions, self.texts, strict=False)
        )


def begin_recording(
    root: Path, recording: str, duration_s: float = 10.0, encounter: str | None = None
) -> RecordingWriter:
    """A recording on disk whose writer is still at it; `finish()` makes it whole."""
    root.mkdir(parents=True, exist_ok=True)
    writer = RecordingWriter.begin(
        root,
        recording,
        device="Fake microphone",
        rate_hz=SAMPLE_RATE_HZ,
        channels=1,
        encounter=encounter,
        preroll_s=0.0,
        on_trouble=lambda _: None,
    )
    noise = np.random.default_rng(0).normal(0, 300, round(duration_s * SAMPLE_RATE_HZ))
    writer.write(noise.astype(np.int16))
    return writer


def note_keyword(writer: RecordingWriter, event: KeywordHeard) -> None:
    """Write a keyword beside the sound, as the recording process does."""
    writer.note(
        "keyword",
        number=event.number,
        keyword=event.keyword,
        start_s=event.start_s,
        end_s=event.end_s,
        score=event.score,
    )


def live_words(
    text: str,
    region: int = 0,
    start_s: float = 0.0,
    confirmed: int | None = None,
    probability: float = 0.9,
) -> LiveWords:
    """A region's words, half a second each; all of them confirmed unless told otherwise."""
    said = words(text, start_s, probability)
    known = len(said) if confirmed is None else confirmed
    end_s = said[-1].end_s if said else start_s
    return LiveWords(region, "en" if text.isascii() else "zh", said, known, end_s)
