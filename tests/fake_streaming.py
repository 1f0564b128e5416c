"""A listener, a voice and a recording that need no model: speech is whatever is not silent."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples
from app.domain.errors import RecognitionError
from app.domain.transcript import Language, Word
from app.speech.streaming import Reading
from app.speech.streaming_agreement import Words
from app.speech.voice import FRAME_SAMPLES, Probabilities, State

WORD_S = 0.5
Likely = dict[Language, float]


class LoudIsSpeech:
    """A network that takes any sound for speech."""

    def judge(self, windows: Samples, state: State) -> tuple[Probabilities, State]:
        loud = np.abs(windows[:, -FRAME_SAMPLES:]).max(axis=1) > 0.01
        return loud.astype(np.float32) * np.float32(0.9), state


def speech(seconds: float) -> Samples:
    return np.full(round(seconds * SAMPLE_RATE_HZ), 0.2, np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


def said(start_s: float, end_s: float) -> Words:
    """A word for each half second of the recording's time that lies between two moments."""
    first, last = round(start_s / WORD_S + 0.499), int(end_s / WORD_S + 1e-6)
    return tuple(
        Word(f"w{number}", WORD_S * number, WORD_S * (number + 1), 0.9)
        for number in range(first, last)
    )


def _likeliest(likely: Likely) -> Language:
    return max(likely, key=lambda one: likely[one])


@dataclass
class FakeEar:
    """Hears a numbered word every half second; what is open may be read as `looks` says.

    fails: how many of the next last readings fail. likely: the languages of the next looks.
    """

    looks: list[Sequence[Word]] = field(default_factory=list)
    likely: list[Likely] = field(default_factory=list)
    fails: int = 0
    asked: list[Language | None] = field(default_factory=list)
    before: list[Language | None] = field(default_factory=list)
    looked: int = 0
    decides: Language = "en"

    def look(self, chunk: AudioChunk, language: Language | None) -> Reading:
        self.looked += 1
        likely: Likely = self.likely.pop(0) if self.likely else {"en": 0.99, "zh": 0.01}
        best = language or _likeliest(likely)
        words = self.looks.pop(0) if self.looks else said(chunk.start_s, chunk.end_s)
        return Reading(likely, best, tuple(words))

    def judge(
        self, chunk: AudioChunk, language: Language | None, before: Language | None
    ) -> tuple[Language, Words]:
        self.asked.append(language)
        self.before.append(before)
        if self.fails > 0:
            self.fails -= 1
            raise RecognitionError("it failed; try again")
        return language or self.decides, said(chunk.start_s, chunk.end_s)


class FakeRecording:
    """A recording in memory that a test makes longer."""

    def __init__(self, samples: Samples, *, finished: bool = False) -> None:
        self._pcm = (samples * 32768).astype(np.int16)
        self._lock = threading.Lock()
        self.available = 0
        self.finished = finished

    def grow(self, samples: Samples) -> None:
        with self._lock:
            self._pcm = np.concatenate([self._pcm, (samples * 32768).astype(np.int16)])

    def poll(self, final: bool = False) -> bool:
        with self._lock:
            before, self.available = self.available, len(self._pcm)
        return self.available > before

    def read(self, first: int, last: int) -> NDArray[np.int16]:
        return self._pcm[first : min(last, self.available)]

    def chunk(self) -> AudioChunk:
        return AudioChunk(self._pcm.astype(np.float32) / np.float32(32768))
