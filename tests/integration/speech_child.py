"""A speech process without models: speech is what is loud, a word is half a second of it.

Usage: speech_child.py MODE COUNTER_FILE; every start adds a byte to the counter.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from app import paths
from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, SpeechRegion
from app.domain.errors import ModelError, RecognitionError
from app.domain.note import Note
from app.domain.reading import Compare, Compared, Understand, Understood
from app.domain.result import ModelUsed, Understanding
from app.domain.transcript import HeardRegion, Turn
from app.services.ports import Progress
from app.speech import process
from app.speech.detector import DetectorOptions
from app.speech.process import SpeechParts
from app.speech.streaming import Follower, FollowOptions
from app.speech.streaming_address import address_of
from app.speech.streaming_agreement import AgreementOptions
from app.speech.voice import VoiceStream
from app.store.recordings import RecordingReader
from app.store.sealing import seal_of
from tests.fake_streaming import FakeEar, LoudIsSpeech, said

MODE, COUNTER = sys.argv[1], Path(sys.argv[2])


def starts() -> int:
    return COUNTER.stat().st_size


class Detector:
    def regions(
        self, audio: AudioChunk, progress: Progress | None = None
    ) -> Sequence[SpeechRegion]:
        if progress:
            progress(0.5)
            time.sleep(0.3)
            progress(0.9)
        return (SpeechRegion(0.0, audio.end_s),)


class Recognizer:
    model = ModelUsed("fake", "f" * 64)
    helpers: ClassVar[dict[str, ModelUsed]] = {}

    def recognize(
        self, audio: AudioChunk, regions: Sequence[SpeechRegion], progress: Progress | None = None
    ) -> Sequence[HeardRegion]:
        if MODE == "raise":
            raise KeyError("John Smith, born 1950")
        if MODE == "fail":
            raise RecognitionError("recognition failed; try again")
        if MODE == "die" or (MODE == "die-once" and starts() == 1):
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(600)
        if MODE == "hang-once" and starts() == 1:
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(600)  # a thread runs on for a moment after that signal
        return [HeardRegion(region, "en", said(region.start_s, region.end_s)) for region in regions]


class Diarizer:
    def __init__(self) -> None:
        self.models: dict[str, ModelUsed] = {}

    def turns(self, audio: AudioChunk, **_: Any) -> Sequence[Turn]:
        return (Turn("S1", 0.0, audio.end_s),)


class Reading:
    """Understands nothing: every transcript has an empty note."""

    def models(self, _: Progress) -> dict[str, ModelUsed]:
        return {"lexicon": ModelUsed("fake", "e" * 64)}

    def understood(self, question: Understand, _: Progress) -> Understood:
        empty = Note(question.note, "ed_default", ())
        return Understood(Understanding(question.heard, (), (), (), empty))

    def compared(self, question: Compare, _: Progress) -> Compared:
        return Compared(())


def heard_file(path: str, progress: Progress) -> tuple[AudioChunk, str]:
    progress(0.5)
    return AudioChunk(np.full(SAMPLE_RATE_HZ, 0.5, np.float32)), "d" * 64


def load() -> dict[str, ModelUsed]:
    if MODE == "no-models":
        raise ModelError("recogniser is altered; run: erscribe models verify")
    return {"recognizer": Recognizer.model}


def follower(tell: Any, start_s: float, clock: Callable[[], float]) -> Follower:
    options = FollowOptions(DetectorOptions(longest_s=14.0), AgreementOptions(0.4, 1.0))
    voice = VoiceStream(LoudIsSpeech())
    return Follower(FakeEar(), voice, options, tell, start_s=start_s, clock=clock)


if __name__ == "__main__":
    with COUNTER.open("ab") as file:
        file.write(b".")
    parts = SpeechParts(
        load,
        follower,
        lambda recording, key: RecordingReader(
            paths.recordings_dir(), recording, seal_of(recording, key)
        ),
        heard_file,
        Detector,
        Recognizer,
        Diarizer,
        Reading(),
        lambda _: lambda event: event,
    )
    os._exit(process.run(address_of(sys.stdin.readline()), parts))
