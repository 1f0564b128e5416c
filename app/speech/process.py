"""The speech process: live words, the final stages and what they mean, away from window and
microphone.

It reads recordings and writes nothing. Whoever started it speaks to it through one pipe; when that
closes it ends at once. No error ends it, and none carries what a patient said.
"""

import gc
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, cast

from app.domain.audio import AudioChunk, Samples
from app.domain.errors import AppError, InternalError
from app.domain.live import (
    Detect,
    Diarize,
    EndFollow,
    Follow,
    Heard,
    LiveWords,
    Open,
    Opened,
    Quit,
    Ready,
    Recognize,
    Refused,
    Regions,
    SpeechCommand,
    Trouble,
    Turns,
    Working,
)
from app.domain.reading import Compare, Compared, Heed, Understand, Understood
from app.domain.result import ModelUsed
from app.services.pipe import Address, Pipe, PipeClosedError, connect
from app.services.ports import Diarizer, Progress, Recognizer, SpeechDetector
from app.services.stages import FinalReading
from app.speech.diarizer_sound import RecordedSound
from app.speech.streaming import Follower, Said
from app.speech.streaming_recording import Following, SoundSource

_NICE: Final = 5  # recording comes first
_TICK_S: Final = 1.0
_STUCK_S: Final = 120.0  # a command that got no further for so long shows no sign of life
_OFTEN_S: Final = 0.2
_GIVES_WAY_S, _LOOK_S = 2.0, 0.005
_UNREAD: Final = "live words raise no keyword alerts; recording, text and spotter go on"
_Hears = Detect | Recognize | Diarize
_Reads = Understand | Compare
_Stage = Open | _Hears | _Reads
_Answer = Opened | Regions | Heard | Turns | Understood | Compared

Read = Callable[[Any], Any]
"""What becomes of an event of one recording that is followed: words are read on their way."""


class Recorded(SoundSource, Protocol):
    """A recording as the stages need it: whole, or in parts."""

    def chunk(self) -> AudioChunk: ...


@dataclass(frozen=True, slots=True)
class SpeechParts:
    """How the process makes what it needs; bootstrap says how.

    load: loads detector and recogniser and gives the models by part. follower: for what it tells,
    where it begins, and its clock. recording: a reader of a recording by its id and its key.
    file: a sound file's samples and the sha256 of its bytes.
    reading: of whole recordings; live: of one that is followed, given what is to be heeded by then.
    """

    load: Callable[[], dict[str, ModelUsed]]
    follower: Callable[[Callable[[Said], None], float, Callable[[], float]], Follower]
    recording: Callable[[str, str], Recorded]
    file: Callable[[str, Progress], tuple[AudioChunk, str]]
    detector: Callable[[], SpeechDetector]
    recognizer: Callable[[], Recognizer]
    diarizer: Callable[[], Diarizer]
    reading: FinalReading
    live: Callable[[Callable[[], Heed]], Read]


def run(address: Address, parts: SpeechParts) -> int:
    """Serve whoever listens at `address` until they leave. Raises PipeClosedError."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    pipe = connect(address, SpeechCommand)
    SpeechProcess(pipe, parts).serve()
    pipe.close(drain_s=1.0)
    return 0


class SpeechProcess:
    """Does commands: following in one thread, the final stages one after another in a second."""

    def __init__(self, pipe: Pipe, parts: SpeechParts) -> None:
        self._pipe = pipe
        self._parts = parts
        self._loaded = threading.Event()
        self._failure: AppError | None = None
        self._over = threading.Event()
        self._followings: list[Following] = []
        self._to_follow: queue.Queue[Following] = queue.Queue()
        self._waiting: queue.Queue[_Stage] = queue.Queue()
        self._heeds: dict[str, Heed] = {}  # by recording
        self._work = _Work()
        self._file: tuple[str, AudioChunk] | None = None  # the one that was opened last

    def serve(self) -> None:
        """Until Quit or the other side is gone."""
        for work in (self._load, self._do_follow, self._do_stages, self._tick):
            threading.Thread(target=work, daemon=True, name=work.__name__.strip("_")).start()
        try:
            while not isinstance(command := self._pipe.receive(), Quit):
                self._take(command)
        except PipeClosedError:
            pass
        finally:
            self._over.set()
            for following in list(self._followings):
                following.leave()

    def _take(self, command: Any) -> None:
        if isinstance(command, Follow):
            recording = command.recording
            read = partial(self._parts.live, lambda: self._heeds.get(recording, Heed(recording)))
            following = Following(command, _Outgoing(self._pipe.send, read))
            self._followings.append(following)
            self._to_follow.put(following)
        elif isinstance(command, Heed):
            self._heeds[command.recording] = command
        elif isinstance(command, EndFollow):
            first = next((one for one in self._followings if not one.ending), None)
            if first is not None:
                first.no_more_comes()
        elif command is not None:
            self._waiting.put(command)

    def _do_follow(self) -> None:
        """One recording after another: the next may begin before the last is written down."""
        while not self._over.is_set():
            following = self._to_follow.get()
            try:
                self._ready()
                following.run(self._parts.recording, self._parts.follower)
            except Exception as error:  # noqa: BLE001 - its text may quote a patient
                self._refuse(following.command, error)
            finally:
                following.over = True
                self._followings.remove(following)
                self._heeds.pop(following.command.recording, None)

    def _load(self) -> None:
        self._work.begin()
        try:
            models = self._parts.load()
        except Exception as error:  # noqa: BLE001 - as above
            self._failure = _sayable(error)
            self._pipe.send(Refused("Load", str(self._failure), self._failure.exit_code))
        else:
            gc.collect()
            gc.freeze()  # what was loaded stays; the collector need not look at it again
            self._pipe.send(
                Ready({part: (model.name, model.sha256) for part, model in models.items()})
            )
        finally:
            self._work.end()
            self._loaded.set()

    def _ready(self) -> None:
        """Wait for the models. Raises what loading them failed with."""
        self._loaded.wait()
        if self._failure is not None:
            raise self._failure

    def _do_stages(self) -> None:
        while not self._over.is_set():
            stage = self._waiting.get()
            try:
                self._ready()
                self._work.begin()
                self._pipe.send(self._done(stage))
            except Exception as error:  # noqa: BLE001 - as above
                self._refuse(stage, error)
            finally:
                self._work.end()

    def _done(self, stage: _Stage) -> _Answer:
        if isinstance(stage, Open):
            return self._opened(stage.file)
        if isinstance(stage, Understand):
            return self._parts.reading.understood(stage, self._progress())
        if isinstance(stage, Compare):
            return self._parts.reading.compared(stage, self._progress())
        return self._heard(stage)

    def _opened(self, file: str) -> Opened:
        """A process that reads files comes after one that only follows what is said now."""
        if self._file is None and hasattr(os, "nice"):
            os.nice(_NICE)
        audio, sha256 = self._parts.file(file, self._progress())
        self._file = (file, audio)
        return Opened(audio.duration_s, sha256)

    def _audio(self, stage: _Hears) -> AudioChunk:
        if stage.file and (self._file is None or self._file[0] != stage.file):
            self._opened(stage.file)  # another process had opened it
        if stage.file and self._file is not None:
            return self._file[1]
        recording = self._parts.recording(stage.recording, stage.key)
        recording.poll(final=True)
        if isinstance(stage, Diarize):  # read in parts: of eight hours nothing lies in memory
            return AudioChunk(cast(Samples, RecordedSound(recording)))
        return recording.chunk()

    def _heard(self, stage: _Hears) -> Regions | Heard | Turns:
        audio = self._audio(stage)
        progress = self._progress()
        if isinstance(stage, Detect):
            return Regions(tuple(self._parts.detector().regions(audio, progress)))
        if isinstance(stage, Recognize):
            recognizer = self._parts.recognizer()
            return Heard(tuple(recognizer.recognize(audio, stage.regions, progress)))
        turns = self._parts.diarizer().turns(
            audio,
            min_speakers=stage.min_speakers,
            max_speakers=stage.max_speakers,
            progress=progress,
        )
        return Turns(tuple(turns))

    def _progress(self) -> Progress:
        told_s = time.monotonic()

        def tell(fraction: float) -> None:
            nonlocal told_s
            self._work.reach(fraction)
            self._give_way()
            if time.monotonic() - told_s >= _OFTEN_S:
                told_s = time.monotonic()
                self._pipe.send(Working(fraction), droppable=True)

        return tell

    def _give_way(self) -> None:
        """Between two steps of a long stage: what is said now is read first. A stage goes on in the
        pauses of speech, and after a while all the same."""
        until_s = time.monotonic() + _GIVES_WAY_S
        while any(one.busy for one in list(self._followings)) and time.monotonic() < until_s:
            if self._over.wait(_LOOK_S):
                return

    def _tick(self) -> None:
        """Once a second, a sign of life of what is under way."""
        while not self._over.wait(_TICK_S):
            fraction = self._work.alive()
            if fraction is not None:
                self._pipe.send(Working(fraction), droppable=True)
            for following in self._followings[:1]:
                following.tick()

    def _refuse(self, command: SpeechCommand, error: Exception) -> None:
        said = _sayable(error)
        self._pipe.send(Refused(type(command).__name__, str(said), said.exit_code))


class _Outgoing:
    """What is said of one recording, read on its way out. Words that cannot be read are told all
    the same."""

    def __init__(self, send: Callable[..., None], make: Callable[[], Read]) -> None:
        """make: asked with the first word, when everything is loaded."""
        self._send = send
        self._make = make
        self._read: Read | None = None
        self._failed = False

    def __call__(self, event: Any, droppable: bool = False) -> None:
        if isinstance(event, LiveWords):
            try:
                self._read = self._read or self._make()
                event = self._read(event)
            except Exception as error:  # noqa: BLE001 - a bug here must not end the live text
                self._fail(error, event.audio_s)
        self._send(event, droppable=droppable)

    def _fail(self, error: Exception, at_s: float) -> None:
        if not self._failed:
            self._failed = True
            sentence = f"{_UNREAD} ({_sayable(error)})"
            self._send(Trouble("alerts_off", sentence, at_s))


class _Work:
    """Loading, or the stage under way: how far it is, and since when."""

    def __init__(self) -> None:
        self._under_way = False
        self._fraction = 0.0
        self._moved_s = 0.0

    def begin(self) -> None:
        self._under_way, self._fraction, self._moved_s = True, 0.0, time.monotonic()

    def reach(self, fraction: float) -> None:
        self._fraction, self._moved_s = fraction, time.monotonic()

    def end(self) -> None:
        self._under_way = False

    def alive(self) -> float | None:
        """The fraction done; None when nothing is under way or it got no further for long."""
        if not self._under_way or time.monotonic() - self._moved_s > _STUCK_S:
            return None
        return self._fraction


def _sayable(error: Exception) -> AppError:
    return error if isinstance(error, AppError) else InternalError(error)
