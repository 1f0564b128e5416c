"""Synthetic voices that say the reporting sentences: known engines in unseen settings, and one
engine that no training clip comes from."""

import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import soundfile

from app.bench.scoring import language_of
from app.training.features import RATE_HZ, Float32, resample
from app.training.phones import NO_WORD, Phone
from app.training.spoken import speller_case
from app.training.syllables import syllables
from app.training.timed_voices import Espeak
from app.training.voice_pool import unseen_setting

KNOWN: Final = "known engine, unseen voice"
HELD_OUT: Final = "held-out engine"
RHVOICE: Final = "RHVoice-test"
RHVOICES: Final = ("bdl", "clb", "alan", "slt")
_QUIET_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Span:
    """When a word or Hanzi was said, in seconds from the clip's start."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A sentence as sound: 16 kHz mono float32, shape (n,), a quarter second of quiet around it.

    words: the true time of each word or Hanzi; empty when the engine does not tell.
    """

    text: str
    samples: Float32
    words: tuple[Span, ...] = ()


class Engine(Protocol):
    """Something that speaks."""

    name: str

    def say(self, text: str) -> Said | None:
        """The sentence as sound; None when this engine cannot say it."""


class KnownEngine:
    """espeak-ng in accents and variants kept out of training."""

    name = KNOWN

    def __init__(self, seed: int) -> None:
        self._voice = Espeak()
        self._random = random.Random(seed)

    def say(self, text: str) -> Said | None:
        """The sentence with the engine's own word times."""
        language = language_of(text)
        units = list(text) if language == "zh" else text.split()
        words = syllables(text) if language == "zh" else speller_case(units)
        spoken = self._voice.speak(words, unseen_setting(language, self._random))
        if spoken is None:
            return None
        samples = spoken.samples.astype(np.float32) / np.float32(32768)
        spans = tuple(word_spans(spoken.phones, units, _QUIET_S))
        return Said(text, _surrounded(resample(samples, RATE_HZ / spoken.rate_hz)), spans)


class HeldOutEngine:
    """RHVoice, which no training clip comes from. English only."""

    name = HELD_OUT

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def say(self, text: str) -> Said | None:
        """The sentence; None for Chinese or when the program gave nothing."""
        if language_of(text) == "zh":
            return None
        samples = by_rhvoice(text, self._random.choice(RHVOICES))
        return None if samples is None else Said(text, _surrounded(samples))


def by_rhvoice(text: str, voice: str, *options: str) -> Float32 | None:
    """English said by one of RHVOICES, 16 kHz; None when the program gave nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "said.wav"
        command = [RHVOICE, "-p", voice, *options, "-o", str(path)]
        spoken = " ".join(speller_case(text.split()))
        subprocess.run(
            command, input=spoken, text=True, check=False, capture_output=True, timeout=60
        )
        if not path.exists():
            return None
        samples, rate_hz = soundfile.read(path, dtype="float32")
    return resample(samples, RATE_HZ / rate_hz)


def engines(seed: int) -> list[Engine]:
    """The engines that are installed here; the known one first."""
    found: list[Engine] = [KnownEngine(seed)]
    if shutil.which(RHVOICE):
        found.append(HeldOutEngine(seed))
    return found


def word_spans(phones: Sequence[Phone], words: Sequence[str], shift_s: float) -> list[Span]:
    """From the first phone of each word to the end of its last, `shift_s` later."""
    times: dict[int, tuple[float, float]] = {}
    for phone in phones:
        if phone.word != NO_WORD:
            start_s = times.get(phone.word, (phone.start_s, 0.0))[0]
            times[phone.word] = start_s, phone.end_s
    return [
        Span(words[index], start_s + shift_s, end_s + shift_s)
        for index, (start_s, end_s) in sorted(times.items())
    ]


def _surrounded(samples: Float32) -> Float32:
    quiet = np.zeros(round(_QUIET_S * RATE_HZ), np.float32)
    return np.concatenate([quiet, samples, quiet])
