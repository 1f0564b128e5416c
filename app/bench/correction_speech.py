"""Recogniser errors made in quantity: open clinical sentences spoken, disturbed and recognised.

What is heard is kept in a cache outside the product, one JSON line a sentence and recogniser, and
a sentence that is there is not spoken again. The halves share no document, no term and no voice;
in English no engine either (espeak-ng for tuning, flite for reporting). For Mandarin there is one
engine; its voices are split.
"""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from app.bench.correction_terms import Part, Span, Terms, digest, joined
from app.bench.correction_texts import Line, lines
from app.bench.hearing import Ears, heard_text
from app.bench.surroundings import Noises, Rooms
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.training.features import RATE_HZ, Float32, resample
from app.training.spoken import speller_case
from app.training.syllables import syllables
from app.training.timed_voices import Espeak, Flite, Setting, Voice
from app.training.voice_pool import ACCENTS, FLITE_VOICES, MANDARIN, UNSEEN_VARIANTS

LONGEST: Final[dict[Language, int]] = {"en": 14, "zh": 24}
SHORTEST: Final[dict[Language, int]] = {"en": 4, "zh": 6}
SURROUNDINGS: Final = ("clean", "noise", "room", "noise in a room")
_PER_TERM: Final = 6
_QUIET_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class HeardCase:
    """A sentence and what one recogniser made of it; probabilities are its own, a word each."""

    id: str
    part: Part
    language: Language
    source: str
    meant: str
    heard: str
    probabilities: tuple[float, ...]
    voice: str
    surroundings: str
    recogniser: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a line whose medical terms are all of one half; term: the one it is for."""

    source: str
    language: Language
    parts: tuple[str, ...]
    term: str

    @property
    def text(self) -> str:
        return joined(self.parts, self.language)


class Heard(Protocol):
    """Where heard cases are kept."""

    def known(self) -> set[str]:
        """Their ids."""

    def add(self, case: HeardCase) -> None:
        """Keep one more."""


class Cache:
    """Heard cases of one half and language in a folder outside the product."""

    def __init__(self, folder: Path, part: Part, language: Language) -> None:
        self.path = folder / f"heard_{language}_{part}.jsonl"

    def read(self) -> list[HeardCase]:
        """All cases; a last line that was cut short by a stop is left out."""
        if not self.path.exists():
            return []
        found = []
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(line)
                found.append(HeardCase(**row | {"probabilities": tuple(row["probabilities"])}))
            except (ValueError, TypeError, KeyError):
                continue
        return found

    def known(self) -> set[str]:
        return {case.id for case in self.read()}

    def add(self, case: HeardCase) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(case), ensure_ascii=False) + "\n")


def chosen(data: Path, terms: Terms, part: Part, language: Language, most: int) -> list[Sentence]:
    """Sentences for as many terms as there are, at most _PER_TERM each, in an order of hashes.

    The first sentence of every term comes before the second of any, so that a short run is about
    many terms too.
    """
    by_term: dict[str, list[tuple[str, Sentence]]] = defaultdict(list)
    for line in lines(data, language):
        if line.part == part:
            for sentence in stretches(line, terms, part):
                by_term[sentence.term].append((digest(sentence.text), sentence))
    rounds: list[Sentence] = []
    order = sorted(by_term, key=digest)
    kept = {term: [one for _, one in sorted(found, key=_hash)] for term, found in by_term.items()}
    for turn in range(_PER_TERM):
        rounds += [kept[term][turn] for term in order if turn < len(kept[term])]
    return list({sentence.text: sentence for sentence in rounds}.values())[:most]


def _hash(pair: tuple[str, Sentence]) -> str:
    return pair[0]


def stretches(line: Line, terms: Terms, part: Part) -> Iterator[Sentence]:
    """For each term of this half the words around it, none of them in a term of the other half."""
    spans = terms.find(line.parts, line.language)
    own = [span for span in spans if terms.part(span.name) == part]
    other = [span for span in spans if terms.part(span.name) != part]
    for span in own:
        first, end = _around(span, other, len(line.parts), LONGEST[line.language])
        parts = line.parts[first:end]
        inside = terms.find(parts, line.language)
        if len(parts) >= SHORTEST[line.language] and all(
            terms.part(found.name) == part for found in inside
        ):
            yield Sentence(line.source, line.language, parts, span.name)


def _around(span: Span, other: Sequence[Span], count: int, longest: int) -> tuple[int, int]:
    """As many words on both sides as there may be, up to the terms of the other half."""
    low = max((one.end for one in other if one.end <= span.first), default=0)
    high = min((one.first for one in other if one.first >= span.end), default=count)
    spare = max(0, longest - (span.end - span.first))
    first = max(low, span.first - spare // 2)
    end = min(high, span.end + spare - (span.first - first))
    return max(low, min(first, end - longest)), end


class Speaker:
    """Says a sentence in a voice that its text decides, of the engines of one half."""

    def __init__(self, part: Part, language: Language) -> None:
        self._part, self._language = part, language
        self._voice: Voice = Flite() if self._flite else Espeak()

    @property
    def _flite(self) -> bool:
        return self._part == "reporting" and self._language == "en"

    def setting(self, rng: random.Random) -> Setting:
        if self._flite:
            return Setting("flite", rng.choice(FLITE_VOICES), rng.randint(140, 210))
        half = len(UNSEEN_VARIANTS) // 2
        variants = UNSEEN_VARIANTS[:half] if self._part == "tuning" else UNSEEN_VARIANTS[half:]
        base = MANDARIN if self._language == "zh" else rng.choice(ACCENTS)
        voice = f"{base}+{rng.choice(variants)}"
        return Setting("espeak", voice, rng.randint(140, 200), rng.randint(25, 75))

    def say(self, sentence: Sentence) -> tuple[Float32, Setting] | None:
        """16 kHz mono with quiet around it; None when the engine did not say every word."""
        setting = self.setting(random.Random(digest("voice:" + sentence.text)))
        zh = sentence.language == "zh"
        words = syllables(sentence.text) if zh else speller_case(sentence.parts)
        spoken = self._voice.speak(words, setting)
        if spoken is None:
            return None
        samples = spoken.samples.astype(np.float32) / np.float32(32768)
        quiet = np.zeros(round(_QUIET_S * RATE_HZ), np.float32)
        samples = resample(samples, RATE_HZ / spoken.rate_hz)
        return np.concatenate([quiet, samples, quiet]), setting


class Disturbance:
    """Clean, in noise, in a room, both: as the sentence's text decides."""

    def __init__(self, data: Path, seed: int) -> None:
        self._noises, self._rooms = Noises(data, seed), Rooms(data)

    def __call__(self, text: str, samples: Float32) -> tuple[Float32, str]:
        name = SURROUNDINGS[int(digest("surroundings:" + text), 16) % len(SURROUNDINGS)]
        if name in ("room", "noise in a room"):
            samples = self._rooms(samples)
        return (self._noises(samples) if "noise" in name else samples), name


def make(
    sentences: Iterable[Sentence],
    part: Part,
    ears: dict[str, Ears],
    data: Path,
    cache: Heard,
    said: Callable[[int], None],
) -> None:
    """Speak and recognise what the cache does not hold yet.

    ears: each recogniser by the name that its cases carry. said: told after each sentence how many
    are done. Raises ResourceError, RecognitionError.
    """
    if not ears:
        raise ResourceError("no recogniser to make cases with; name one with --model")
    known = cache.known()
    speakers: dict[Language, Speaker] = {}
    disturb = Disturbance(data, 0)
    for count, sentence in enumerate(sentences, 1):
        wanted = {name: digest(f"{name}:{sentence.text}") for name in ears}
        if not known.issuperset(wanted.values()):
            if sentence.language not in speakers:
                speakers[sentence.language] = Speaker(part, sentence.language)
            sound = speakers[sentence.language].say(sentence)
            if sound is not None:
                samples, around = disturb(sentence.text, sound[0])
                for name, key in wanted.items():
                    if key not in known:
                        heard = ears[name].whole(samples, sentence.language)
                        cache.add(
                            HeardCase(
                                key, part, sentence.language, sentence.source, sentence.text,
                                heard_text(heard),
                                tuple(round(word.probability, 3) for word in heard.words),
                                sound[1].voice, around, name,
                            )
                        )  # fmt: skip
        said(count)
