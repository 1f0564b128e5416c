"""What the keyword spotter is measured on: frozen sentences by voices kept from training, noise,
and speech without a keyword."""

import csv
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.bench.voices import RHVOICE, RHVOICES, by_rhvoice
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ResourceError
from app.training.corpus import KEPT_BACK, banned_texts
from app.training.corpus_text import Author, Sentence, load_sources
from app.training.features import resample
from app.training.keyword_corpus import (
    BENCH_VARIANTS,
    is_dev_speaker,
    said_in,
    withheld_setting,
)
from app.training.keyword_rows import noise_files
from app.training.keyword_texts import KeywordAuthor, Phrases, split
from app.training.provenance import manifest_rows
from app.training.speaker_clips import TRAINING_FOLDERS, read_audio
from app.training.spoken import speller_case
from app.training.syllables import syllables
from app.training.timed_voices import Espeak

KNOWN: Final = "unseen variants"
HELD_OUT: Final = "RHVoice"
# the frozen sentences name two keywords otherwise than the text alerts do
_RENAMED: Final = {
    "no_blood_pressure": "hypotension_unmeasurable",
    "airway_lost": "airway_obstruction",
}
_LEAD_S: Final = 1.5
_TAIL_S: Final = 1.2
_ROOM_TONE: Final = 1e-4  # root mean square of the quiet around a clip
_AUDIBLE: Final = 1e-2  # of the loudest 10 ms: below it a sentence has ended


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence to be said; `keyword` and `phrase` are empty when nothing may be raised."""

    language: str
    keyword: str
    phrase: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """16 kHz audio with quiet around it; end_s: the phrase's last acoustic sample, if known."""

    case: Case
    samples: Samples
    end_s: float | None


def frozen_cases(folder: Path) -> tuple[list[Case], list[Case]]:
    """Positives and near misses. Raises ResourceError when the files are not there."""
    positives: list[Case] = []
    near: list[Case] = []
    for language in ("en", "zh"):
        for row in _rows(folder / f"positives_{language}.tsv"):
            keyword = _RENAMED.get(row["keyword"], row["keyword"])
            positives.append(Case(language, keyword, row["phrase"], row["text"]))
        rows = _rows(folder / f"near_{language}.tsv")
        near += [Case(language, "", "", row["text"]) for row in rows]
    return positives, near


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf8") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise ResourceError(f"cannot read {path.name}; the frozen sentences are missing") from error


class KnownVoices:
    """espeak-ng in variants that neither training nor tuning used."""

    name = KNOWN

    def __init__(self, seed: int) -> None:
        self._voice = Espeak()
        self._random = random.Random(seed)

    def say(self, case: Case) -> Sound | None:
        """The sentence, with the end of its phrase; None when the engine cannot say it."""
        units = split(case.language, case.text)
        words = syllables(case.text) if case.language == "zh" else speller_case(units)
        setting = withheld_setting(case.language, BENCH_VARIANTS, self._random)
        spoken = self._voice.speak(words, setting)
        if spoken is None:
            return None
        ends = [phone.end_s for phone in spoken.phones if phone.word == _last_unit(case)]
        end_s = _LEAD_S + ends[-1] if case.phrase and ends else None
        samples = spoken.samples.astype(np.float32) / np.float32(32768)
        made = resample(samples, SAMPLE_RATE_HZ / spoken.rate_hz)
        return Sound(case, _surrounded(made, self._random), end_s)


class HeldOutVoices:
    """RHVoice's four English speakers, an engine that no training clip comes from."""

    name = HELD_OUT

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def say(self, case: Case) -> Sound | None:
        """The sentence; its phrase's end is known where the phrase ends it. None for Mandarin."""
        if case.language != "en":
            return None
        voice, pace = self._random.choice(RHVOICES), str(self._random.randint(85, 120))
        made = by_rhvoice(case.text, voice, "-r", pace)
        if made is None:
            return None
        last = bool(case.phrase) and case.text.endswith(case.phrase)
        end_s = _LEAD_S + _audible_s(made) if last else None
        return Sound(case, _surrounded(made, self._random), end_s)


Voices = KnownVoices | HeldOutVoices


def voices(seed: int) -> list[Voices]:
    """The engines that are installed here, the known one first."""
    found: list[Voices] = [KnownVoices(seed)]
    return [*found, HeldOutVoices(seed)] if shutil.which(RHVOICE) else found


def _last_unit(case: Case) -> int:
    """Index of the phrase's last word or Hanzi in the text; -1 when there is no phrase."""
    units, phrase = split(case.language, case.text), split(case.language, case.phrase)
    for first in range(len(units) - len(phrase) + 1):
        if phrase and units[first : first + len(phrase)] == phrase:
            return first + len(phrase) - 1
    return -1


def _audible_s(samples: Samples) -> float:
    """When the last 10 ms that can be heard end."""
    size = SAMPLE_RATE_HZ // 100
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    loud = np.sqrt(np.mean(np.square(blocks), axis=1))
    heard = np.flatnonzero(loud >= _AUDIBLE * loud.max())
    return float(heard[-1] + 1) / 100


def _surrounded(samples: Samples, chooser: random.Random) -> Samples:
    """At -32 to -14 dBFS of peak, between stretches of room tone."""
    level = 10 ** chooser.uniform(-1.6, -0.7) / max(1e-6, float(np.abs(samples).max()))
    lead, tail = (np.zeros(round(s * SAMPLE_RATE_HZ), np.float32) for s in (_LEAD_S, _TAIL_S))
    whole = np.concatenate([lead, samples * np.float32(level), tail])
    tone = np.random.default_rng(chooser.getrandbits(32)).standard_normal(len(whole))
    return (whole + _ROOM_TONE * tone).astype(np.float32)


class Noise:
    """Lays noises kept from training under whole clips."""

    def __init__(self, data: Path, seed: int) -> None:
        self._noises = [read_audio(path) for path in noise_files(data, kept_back=True)]
        self._rng = np.random.default_rng(seed)
        if not self._noises:
            raise ResourceError(f"no noise recordings in {data.name}; name a folder with --data")

    def __call__(self, samples: Samples, snr_db: float) -> Samples:
        """The clip in noise; the ratio is that of mean powers, the clip's without its quiet."""
        noise = self._noises[self._rng.integers(len(self._noises))]
        start = int(self._rng.integers(len(noise)))
        stretch = np.take(noise, np.arange(start, start + len(samples)), mode="wrap")
        speech = samples[round(_LEAD_S * SAMPLE_RATE_HZ) : -round(_TAIL_S * SAMPLE_RATE_HZ)]
        wanted = float(np.mean(np.square(speech))) / 10 ** (snr_db / 10)
        power = max(1e-9, float(np.mean(np.square(stretch))))
        return (samples + stretch * np.float32((wanted / power) ** 0.5)).astype(np.float32)


def quiet_speech(data: Path, phrases: Phrases) -> dict[str, list[Path]]:
    """Real speech without a keyword, by what training and tuning knew of its speakers."""
    groups: dict[str, list[Path]] = {}
    for row in manifest_rows(data):
        group = _group(row)
        if group and not phrases.mentions(said_in(row)):
            groups.setdefault(group, []).append(data / row["path"])
    for folder in ("ami", "constructed", "sample_2spk"):
        found = [p for p in sorted((data / "multi" / folder).rglob("*.*")) if _is_audio(p)]
        if found:
            groups.setdefault("real: conversations (multi)", []).extend(found)
    return groups


def _group(row: dict[str, str]) -> str:
    if row["path"].startswith(TRAINING_FOLDERS):
        tuned = is_dev_speaker(row["speaker"])
        return "real: tuning speakers" if tuned else "real: training speakers"
    return "real: unseen speakers" if row["path"].startswith("speech/") else ""


def _is_audio(path: Path) -> bool:
    return path.suffix in (".flac", ".ogg", ".opus", ".wav")


def quiet_sentences(data: Path, phrases: Phrases, seed: int) -> Iterator[tuple[str, Sentence]]:
    """(kind, sentence) without end and without keywords: open text, a quarter near misses."""
    author = Author(load_sources(data), seed, banned_texts(KEPT_BACK))
    alike = KeywordAuthor(phrases, author, seed)
    chooser = random.Random(seed)
    while True:
        language = "zh" if chooser.random() < 0.4 else "en"
        if chooser.random() < 0.25:
            yield "near misses", alike.near_miss(language)
            continue
        sentence = author.sentence(language)
        if not phrases.mentions(sentence):
            yield "open text", sentence


def said(voices_: Sequence[Voices], cases: Sequence[Case]) -> Iterator[tuple[str, Sound]]:
    """Every case by every voice that can say it, with the engine's name."""
    for voice in voices_:
        for case in cases:
            sound = voice.say(case)
            if sound is not None:
                yield voice.name, sound
