"""The speech process: live words and the final stages, away from window and microphone.

It reads recordings and writes nothing. Whoever started it speaks to it through one pipe; when that
closes it ends at once. No error ends it, and none carries what a patient said.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from app.domain.audio import AudioChunk
from app.domain.errors import AppError, InternalError
from app.domain.live import (
    Detect,
    Diarize,
    EndFollow,
    Follow,
    Heard,
    Quit,
    Ready,
    Recognize,
    Refused,
    Regions,
    SpeechCommand,
    Turns,
    Working,
)
from app.domain.result import ModelUsed
from app.services.pipe import Address, Pipe, PipeClosedError, connect
from app.services.ports import Diarizer, Progress, Recognizer, SpeechDetector
from app.speech.streaming import Follower, Said
from app.speech.streaming_recording import Following, SoundSource

_NICE: Final = 5  # recording comes first
_TICK_S: Final = 1.0
_STUCK_S: Final = 120.0  # a command that got no further for so long shows no sign of life
_OFTEN_S: Final = 0.2
_Stage = Detect | Recognize | Diarize


class Recorded(SoundSource, Protocol):
    """A recording as the stages need it: whole."""

    def chunk(self) -> AudioChunk: ...


@dataclass(frozen=True, slots=True)
class SpeechParts:
    """How the process makes what it needs; bootstrap says how.

    load: loads detector and recogniser and gives the models by part. follower: for what it tells,
    where it begins, and its clock. recording: a reader of a recording by its id and its key.
    """

    load: Callable[[], dict[str, ModelUsed]]
    follower: Callable[[Callable[[Said], None], float, Callable[[], float]], Follower]
    recording: Callable[[str, str], Recorded]
    detector: Callable[[], SpeechDetector]
    recognizer: Callable[[], Recognizer]
    diarizer: Callable[[], Diarizer]


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
        self._work = _Work()

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
            following = Following(command, self._pipe.send)
            self._followings.append(following)
            self._to_follow.put(following)
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

    def _load(self) -> None:
        self._work.begin()
        try:
            models = self._parts.load()
        except Exception as error:  # noqa: BLE001 - as above
            self._failure = _sayable(error)
            self._pipe.send(Refused("Load", str(self._failure), self._failure.exit_code))
        else:
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

    def _done(self, stage: _Stage) -> Regions | Heard | Turns:
        recording = self._parts.recording(stage.recording, stage.key)
        recording.poll(final=True)
        audio = recording.chunk()
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
            if time.monotonic() - told_s >= _OFTEN_S:
                told_s = time.monotonic()
                self._pipe.send(Working(fraction), droppable=True)

        return tell

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
