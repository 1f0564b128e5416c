"""Real people and real sounds: read speech kept from training, language, non-speech."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from app.bench.evaluation import Figure
from app.bench.hearing import Ears, heard_text, unflagged
from app.bench.scoring import Interval, errors, language_of, pooled, share
from app.bench.surroundings import Noises, Rooms, recorded_noises, synthetic_noises
from app.bench.voices import KnownEngine
from app.domain.transcript import Language
from app.training.features import RATE_HZ, Float32
from app.training.provenance import manifest_rows
from app.training.speaker_clips import read_audio

READ_GOAL: Final = "<= 65"
L2_GOAL: Final = "<= 50"
LANGUAGE_GOAL: Final = ">= 98"
_ADULT_FROM: Final = 16
_GROUPS: Final = (
    ("en_read_bench", "speech/en_read_bench", "", READ_GOAL),
    ("en_l2_bench, adults", "speech/en_l2_bench", "adult", L2_GOAL),
    ("en_l2_bench, children", "speech/en_l2_bench", "child", L2_GOAL),
    ("zh_read_bench", "speech/zh_read_bench", "", ""),
)
_CLIP_S: Final = 2.0
_LEAST_QUIET: Final = 0.25


@dataclass(frozen=True, slots=True)
class Reading:
    """One recording of the benchmark folders. age: "adult", "child" or "" when not told."""

    path: Path
    text: str
    language: Language
    speaker: str
    age: str


def readings(data: Path, folder: str) -> list[Reading]:
    """The transcribed recordings of one folder. Raises ResourceError without a manifest."""
    return [
        Reading(data / row["path"], row["text"], _language(row), row["speaker"], _age(row))
        for row in manifest_rows(data)
        if row["path"].startswith(f"{folder}/")
    ]


def _language(row: dict[str, str]) -> Language:
    return "zh" if row["lang"].startswith("zh") else "en"


def _age(row: dict[str, str]) -> str:
    known = dict(part.split("=", 1) for part in row["extra"].split(";") if "=" in part)
    if not known.get("age", "").isdigit():
        return ""
    return "adult" if int(known["age"]) >= _ADULT_FROM else "child"


def real_figures(ears: Ears, most: int, seed: int, data: Path) -> Iterator[Figure]:
    """Error rates on real read speech through the detector, the language given.

    Intervals are over speakers where a group has several, else over recordings. Groups of more
    than `most` recordings are measured on a random sample.
    """
    for name, folder, age, goal in _GROUPS:
        group = [one for one in readings(data, folder) if age in {"", one.age}]
        if len(group) > most:
            group = random.Random(seed).sample(group, most)
        if group:
            yield _real_figure(ears, name, group, seed, goal)


def _real_figure(ears: Ears, name: str, group: Sequence[Reading], seed: int, goal: str) -> Figure:
    tallies = []
    for one in group:
        regions = ears.recording(read_audio(one.path), one.language)
        tallies.append(errors(one.text, " ".join(map(heard_text, regions)), one.language))
    speakers = [one.speaker for one in group]
    several = len(set(speakers)) > 1
    found = pooled(tallies, seed, speakers if several else None)
    measure = "CER" if group[0].language == "zh" else "WER"
    voices = f"{len(set(speakers))} speakers" if several else "1 speaker"
    return _figure(ears, f"{name} ({voices})", len(group), measure, found, goal=goal)


def language_figures(
    ears: Ears, texts: Sequence[str], most: int, seed: int, data: Path
) -> Iterator[Figure]:
    """How often the language of 2 s is decided right: synthetic clips, then real ones."""
    clips = list(islice_each(two_second_clips(texts, seed, data), most))
    yield _language_figure(ears, "2 s clips, clean, noise and room in turn", clips, LANGUAGE_GOAL)
    yield _language_figure(ears, "2 s of real readers", list(_real_clips(most, seed, data)), "")


def islice_each(
    clips: Iterator[tuple[Language, Float32]], most: int
) -> Iterator[tuple[Language, Float32]]:
    """At most `most` clips of each language."""
    left = {"en": most, "zh": most}
    for language, samples in clips:
        if left[language]:
            left[language] -= 1
            yield language, samples


def two_second_clips(
    texts: Sequence[str], seed: int, data: Path
) -> Iterator[tuple[Language, Float32]]:
    """2 s of speech in both languages, the n-th of each in the same room or noise."""
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        engine, noises, rooms = KnownEngine(seed), Noises(data, seed), Rooms(data)
        changes = (np.asarray, noises, rooms)
        own = [text for text in texts if language_of(text) == language]
        spoken = _two_seconds(engine, own)
        for index, samples in enumerate(spoken):
            yield language, np.asarray(changes[index % len(changes)](samples), np.float32)


def _two_seconds(engine: KnownEngine, texts: Sequence[str]) -> Iterator[Float32]:
    """One clip per sentence, filled up with the next sentence where it is too short."""
    quiet, wanted = round(_LEAST_QUIET * RATE_HZ), round(_CLIP_S * RATE_HZ)
    for text, following in zip(texts, [*texts[1:], *texts[:1]], strict=True):
        said = [one.samples[quiet:-quiet] for one in map(engine.say, (text, following)) if one]
        samples = np.concatenate(said) if said else np.zeros(0, np.float32)
        if len(samples) >= wanted:
            yield samples[:wanted]


def _real_clips(most: int, seed: int, data: Path) -> Iterator[tuple[Language, Float32]]:
    """The middle 2 s of recordings: all Mandarin ones, and as many English ones."""
    english = [*readings(data, "speech/en_read_bench"), *readings(data, "speech/en_l2_bench")]
    mandarin = readings(data, "speech/zh_read_bench")[:most]
    adults = [one for one in english if one.age != "child"]
    chosen = random.Random(seed).sample(adults, min(len(mandarin), len(adults)))
    for one in chain(chosen, mandarin):
        samples = read_audio(one.path)
        start = max(0, (len(samples) - round(_CLIP_S * RATE_HZ)) // 2)
        yield one.language, samples[start : start + round(_CLIP_S * RATE_HZ)]


def _language_figure(
    ears: Ears, name: str, clips: Sequence[tuple[Language, Float32]], goal: str
) -> Figure:
    right = sum(ears.whole(samples, "auto").language == language for language, samples in clips)
    return _figure(ears, name, len(clips), "language right", share(right, len(clips)), goal=goal)


def _recorded(data: Path, _: int) -> Iterator[tuple[str, Float32]]:
    return recorded_noises(data)


def _made_up(_: Path, seed: int) -> Iterator[tuple[str, Float32]]:
    return synthetic_noises(seed)


_KINDS_OF_SOUND: Final = (("recorded noises", _recorded), ("made-up sounds", _made_up))


def silence_figures(ears: Ears, most: int, seed: int, data: Path) -> Iterator[Figure]:
    """Words that pass undoubted where nobody speaks, through detector, recogniser and doubts."""
    for name, sounds_of in _KINDS_OF_SOUND:
        sounds = list(sounds_of(data, seed))
        clips = _sample(sounds, most, seed)
        words: Counter[str] = Counter()
        alarmed = 0
        for kind, samples in clips:
            count = sum(len(unflagged(one)) for one in ears.recording(samples, "auto"))
            alarmed += bool(count)
            words[kind] += count
        where = ", ".join(f"{kind} {count}" for kind, count in words.most_common() if count)
        measure = f"{words.total()} unflagged words{f' ({where})' if where else ''}; clips with any"
        yield _figure(ears, name, len(clips), measure, share(alarmed, len(clips)), goal="0 words")


def _sample(
    clips: Sequence[tuple[str, Float32]], most: int, seed: int
) -> Sequence[tuple[str, Float32]]:
    return clips if len(clips) <= most else random.Random(seed).sample(clips, most)


def _figure(
    ears: Ears, name: str, count: int, measure: str, found: Interval, *, goal: str
) -> Figure:
    model = ears.model.name
    return Figure(model, name, count, measure, found.value, found.low, found.high, "%", goal)
