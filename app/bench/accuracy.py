"""Word (English) and character (Chinese) errors of a recogniser on spoken sentences.

Sentences are said by the engines that the embedded model knows, at accents and variants that it
never heard, and by RHVoice, which it never heard at all (English only, where installed). The
recogniser is opened by faster-whisper with the settings the product uses. Intervals are 95 %
bootstrap percentiles over sentences (Efron, 1979).
"""

import json
import random
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TextIO

import jiwer
import numpy as np
import numpy.typing as npt
import soundfile
from faster_whisper import WhisperModel

from app.domain.errors import ModelError, ResourceError
from app.paths import MODELS
from app.training.features import RATE_HZ, resample
from app.training.spoken import speller_case
from app.training.syllables import syllables
from app.training.timed_voices import Espeak
from app.training.voice_pool import unseen_setting

KNOWN: Final = "known engine, unseen voice"
HELD_OUT: Final = "held-out engine"
_MOST: Final = 200
_RESAMPLES: Final = 1000
_RHVOICES: Final = ("bdl", "clb", "alan", "slt")
_LETTERS: Final = re.compile(r"\b(?:[a-z] )+[a-z]\b")
_NOT_WORD: Final = re.compile(r"[^a-z0-9' ]+")
_HANZI: Final = re.compile(r"[\u4e00-\u9fff]")
Float32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; error and interval in percent, speed as seconds per audio second."""

    model: str
    sentences: str
    engine: str
    count: int
    measure: str
    error: float
    low: float
    high: float
    real_time_factor: float


def read_sentences(path: Path) -> list[str]:
    """The last column of a tab-separated file. Raises ResourceError when it has none."""
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except OSError as error:
        raise ResourceError(f"cannot read {path.name}: give a file of id<TAB>text") from error
    texts = [line.split("\t")[-1].strip() for line in lines if "\t" in line]
    if not texts:
        raise ResourceError(f"{path.name} holds no sentence: give a file of id<TAB>text")
    return texts


def language_of(text: str) -> str:
    """zh when there is a Hanzi, else en."""
    return "zh" if _HANZI.search(text) else "en"


def comparable(text: str, language: str) -> str:
    """English lower case with spelled letters joined (`i v` is `iv`); Chinese Hanzi only."""
    if language == "zh":
        return "".join(_HANZI.findall(text))
    plain = _NOT_WORD.sub(" ", text.lower())
    plain = re.sub(r"\s+", " ", plain).strip()
    return _LETTERS.sub(lambda match: match.group().replace(" ", ""), plain)


def errors(wanted: str, heard: str, language: str) -> tuple[int, int]:
    """(edits, reference length) of one sentence, in words or characters."""
    wanted, heard = comparable(wanted, language), comparable(heard, language)
    if language == "zh":
        found = jiwer.process_characters(wanted, heard or " ")
    else:
        found = jiwer.process_words(wanted, heard)
    length = found.hits + found.substitutions + found.deletions
    return found.substitutions + found.deletions + found.insertions, length


def interval(pairs: Sequence[tuple[int, int]], seed: int) -> tuple[float, float, float]:
    """Pooled error rate and its 95 % bootstrap interval, in percent."""
    edits, lengths = np.array(pairs).T
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(pairs), (_RESAMPLES, len(pairs)))
    rates = edits[drawn].sum(1) / lengths[drawn].sum(1)
    low, high = np.percentile(rates, [2.5, 97.5])
    return 100 * float(edits.sum() / lengths.sum()), 100 * float(low), 100 * float(high)


class KnownEngine:
    """espeak-ng in accents and variants kept out of training."""

    name = KNOWN

    def __init__(self, seed: int) -> None:
        self._voice = Espeak()
        self._random = random.Random(seed)

    def say(self, text: str) -> Float32 | None:
        """16 kHz audio with a quarter of a second of quiet around it."""
        words = syllables(text) if language_of(text) == "zh" else speller_case(text.split())
        spoken = self._voice.speak(words, unseen_setting(language_of(text), self._random))
        if spoken is None:
            return None
        return _surrounded(spoken.samples.astype(np.float32) / np.float32(32768), spoken.rate_hz)


class HeldOutEngine:
    """RHVoice, which no training clip comes from. English only."""

    name = HELD_OUT

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def say(self, text: str) -> Float32 | None:
        """16 kHz audio, None for Chinese or when the program gave nothing."""
        if language_of(text) == "zh":
            return None
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "said.wav"
            voice = self._random.choice(_RHVOICES)
            command = ["RHVoice-test", "-p", voice, "-o", str(path)]
            spoken = " ".join(speller_case(text.split()))
            subprocess.run(
                command, input=spoken, text=True, check=False, capture_output=True, timeout=60
            )
            if not path.exists():
                return None
            samples, rate_hz = soundfile.read(path, dtype="float32")
        return _surrounded(samples, rate_hz)


def _surrounded(samples: Float32, rate_hz: int) -> Float32:
    quiet = np.zeros(RATE_HZ // 4, np.float32)
    loud = resample(samples, RATE_HZ / rate_hz)
    return np.concatenate([quiet, loud, quiet])


def recognizer(directory: Path) -> Callable[[Float32, str], str]:
    """A function from 16 kHz audio and its language to text. Raises ModelError if unusable."""
    try:
        model = WhisperModel(str(directory), device="cpu", compute_type="int8")
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(f"{directory.name} is not a CTranslate2 Whisper directory") from error

    def hear(samples: Float32, language: str) -> str:
        found, _ = model.transcribe(
            samples, language=language, beam_size=5, condition_on_previous_text=False
        )
        return "".join(segment.text for segment in found)

    return hear


def measure(
    texts: Sequence[str],
    say: Callable[[str], Float32 | None],
    hear: Callable[[Float32, str], str],
) -> Iterator[tuple[tuple[int, int], float, float]]:
    """((edits, length), seconds of work, seconds of audio) of each sentence that could be said."""
    for text in texts:
        samples = say(text)
        if samples is None:
            continue
        started = time.monotonic()
        heard = hear(samples, language_of(text))
        spent_s = time.monotonic() - started
        yield errors(text, heard, language_of(text)), spent_s, len(samples) / RATE_HZ


def figures(sets: Sequence[Path], model: Path, seed: int) -> Iterator[Figure]:
    """One figure per set and engine."""
    hear = recognizer(model)
    known = KnownEngine(seed)
    engines: list[KnownEngine | HeldOutEngine] = [known]
    if shutil.which("RHVoice-test"):
        engines.append(HeldOutEngine(seed))
    for path in sets:
        texts = read_sentences(path)[:_MOST]
        for engine in engines:
            rows = list(measure(texts, engine.say, hear))
            if not rows:
                continue
            error, low, high = interval([pair for pair, _, _ in rows], seed)
            speed = sum(row[1] for row in rows) / sum(row[2] for row in rows)
            unit = "CER" if language_of(texts[0]) == "zh" else "WER"
            yield Figure(
                model.name, path.stem, engine.name, len(rows), unit, error, low, high, speed
            )


def run(
    sets: Sequence[Path], out: TextIO, seed: int, model: Path = MODELS / "recognizer-embedded"
) -> None:
    """Print the table and the same as one line of JSON."""
    if not sets:
        raise ResourceError("no sentences to measure with: give files of id<TAB>text")
    found: list[Figure] = []
    out.write("model | sentences | engine | n | measure | error % | 95 % interval | RTF\n")
    for figure in figures(sets, model, seed):
        found.append(figure)
        out.write(
            f"{figure.model} | {figure.sentences} | {figure.engine} | {figure.count} | "
            f"{figure.measure} | {figure.error:.1f} | {figure.low:.1f}-{figure.high:.1f} | "
            f"{figure.real_time_factor:.2f}\n"
        )
        out.flush()
    out.write(json.dumps([asdict(figure) for figure in found]) + "\n")
