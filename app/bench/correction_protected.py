"""Trials built to make a correction change what it must never change by itself.

Each trial is a heard line with words that have to survive automatic correction, whatever stands
beside them: real drugs that sound like other drugs, words between two look-alikes, numbers and
units beside broken terms, sides, negations, and the halves of minimal pairs. Whether they survived
is judged by the words alone, not by the guard that is on trial.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from app.bench.correction_made import exchanged, homophones, sounds_alike
from app.bench.correction_score import Change, Corrector, rules
from app.bench.correction_terms import Part, Terms, joined, units
from app.domain.transcript import Language
from app.text.lexicon import Lexicon
from app.text.lexicon.phonetics_zh import bare_syllables, syllable
from app.text.lexicon.slips import once
from app.text.tokens import is_han
from app.text.units import units_of

_NEIGHBOURS: Final = 6
_TRIES: Final = 50
_MOST_DRUGS: Final = 2_000
_BETWEEN: Final = 0.12
"""Two look-alikes whose likeness to a word differs by no more cannot be told apart by it."""
_SPELT: Final = 0.8
_LETTERS: Final = "abcdefghiklmnoprstuvxyz"
_NUMBERS_EN: Final = (
    "five", "nine", "ten", "thirteen", "thirty", "fourteen", "forty", "fifteen", "fifty", "sixteen",
    "sixty", "seventeen", "seventy", "eighteen", "eighty", "nineteen", "ninety", "point five",
    "one hundred", "two point five", "a hundred and five", "half",
)  # fmt: skip
_UNITS_EN: Final = (
    "milligrams", "micrograms", "grams", "units", "milliliters", "liters", "milliequivalents",
    "millimoles per liter", "percent", "beats per minute", "mics",
)  # fmt: skip
_CUES_EN: Final = (
    "no", "not", "denies", "without", "negative for", "positive for", "left", "right", "bilateral",
    "upper", "lower", "medial", "lateral", "anterior", "posterior", "increased", "decreased",
    "high", "low", "more than", "less than", "every", "daily", "intravenous", "oral", "unlikely",
)  # fmt: skip
_NUMBERS_ZH: Final = (
    "四",
    "十",
    "一",
    "七",
    "两",
    "半",
    "零点五",
    "十四",
    "四十",
    "一百五",
    "百分之十",
)
_UNITS_ZH: Final = ("毫克", "微克", "克", "毫升", "单位", "毫摩尔每升", "次每分")
_CUES_ZH: Final = (
    "左侧", "右侧", "双侧", "上肢", "下肢", "无", "未见", "否认", "没有", "不", "排除", "阴性",
    "阳性", "高于", "低于", "升高", "降低", "静脉", "口服", "每日",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trial:
    """A heard line; kept: half-open stretches of its units that must come out as they went in.

    same: other names of the drug that was said; writing one of them changes no drug.
    """

    family: str
    language: Language
    heard: tuple[str, ...]
    kept: tuple[tuple[int, int], ...]
    same: frozenset[str] = frozenset()


def violated(trial: Trial, correct: Corrector) -> Change | None:
    """The first applied change that loses or alters a word that must stay."""
    for change in correct(trial.heard, trial.language):
        if change.applied and any(_loses(trial, change, stretch) for stretch in trial.kept):
            return change
    return None


def _loses(trial: Trial, change: Change, stretch: tuple[int, int]) -> bool:
    """True when the words of a stretch that a change covers are not in it, in their order."""
    first, end = max(change.first, stretch[0]), min(change.last + 1, stretch[1])
    wanted = trial.heard[first:end]
    written = units(change.text, trial.language)
    if joined(written, trial.language) in trial.same:
        return False
    return bool(wanted) and not any(
        tuple(written[at : at + len(wanted)]) == wanted for at in range(len(written))
    )


def trials(
    lexicon: Lexicon, terms: Terms, part: Part, language: Language, seed: int
) -> Iterator[Trial]:
    """Trials without end, the families in turn; the same seed gives the same ones.

    A family that the half has no names for is left out; none at all when there is no name.
    """
    author = _Author(lexicon, terms, part, language, seed)
    families: dict[str, Callable[[], Iterator[Trial]]] = {
        "a drug near another": author.neighbours,
        "between two look-alikes": author.between,
        "numbers and units": author.numbers,
        "sides, negations, routes": author.cues,
        "minimal pairs": author.minimal,
    }
    made = True
    while made:
        made = False
        for make in families.values():
            for trial in islice(make(), 1):
                made = True
                yield trial


class _Author:
    """Makes trials of one language out of the terms of one half."""

    def __init__(
        self, lexicon: Lexicon, terms: Terms, part: Part, language: Language, seed: int
    ) -> None:
        self._lexicon, self._terms, self._part = lexicon, terms, part
        self._language: Language = language
        self._rng = random.Random(seed)

    @cached_property
    def _drugs(self) -> list[str]:
        """Drugs of the lexicon and, in English, of the open list: also those we do not know."""
        names = {
            "".join(units(name, "zh")) if self._language == "zh" else " ".join(units(name, "en"))
            for entry in self._lexicon.entries
            if entry.kind == "drug" and entry.language == self._language
            for name in entry.names
        }
        if self._language == "en":
            names |= {name for name in self._terms.drugs if not self._spelt_otherwise(name)}
        return sorted(name for name in names if self._fits(name))

    def _spelt_otherwise(self, name: str) -> bool:
        """True for what the open list calls a name and is the plural or a misspelling of one.

        We or the list of medicines know the other name of that drug, and it is nearly the same.
        """
        alike = Levenshtein.normalized_similarity
        others = (*self._terms.same(name), *self._ordinary)
        return not self._lexicon.found("en", name) and any(
            alike(name, other) >= _SPELT and self._lexicon.found("en", other) for other in others
        )

    @cached_property
    def _ordinary(self) -> list[str]:
        """Drugs that are ordinary words too, which stand in no row: cocaine, not cocaina."""
        common = self._lexicon.common("en")
        drugs = (entry for entry in self._lexicon.entries if entry.kind == "drug")
        return [name for entry in drugs for name in entry.names if name in common]

    @cached_property
    def _own(self) -> list[str]:
        """Drugs of the half, as many as their neighbours are looked for in reasonable time."""
        own = [name for name in self._drugs if self._terms.part(name) == self._part]
        return self._rng.sample(own, min(len(own), _MOST_DRUGS))

    @cached_property
    def _long(self) -> list[str]:
        """Terms to break and to put beside protected words."""
        names = self._terms.names[self._language]
        long = 4 if self._language == "zh" else 8
        return sorted(n for n in names if len(n) >= long and self._terms.part(n) == self._part)

    @cached_property
    def _listed(self) -> list[tuple[str, str]]:
        """Look-alikes that are listed, each way round."""
        listed = self._lexicon.lookalikes.get(self._language, ())
        kept = [pair for pair in listed if self._terms.part(pair[0]) == self._part]
        return [both for one, other in kept for both in ((one, other), (other, one))]

    def _pair(self) -> tuple[str, str] | None:
        """A listed pair of look-alikes or a drug with one of its nearest; never one drug twice."""
        if self._listed and self._rng.random() < 1 / 2:
            return self._rng.choice(self._listed)
        if not self._own:
            return None
        one = self._rng.choice(self._own)
        others = [name for name in self._near(one) if name not in self._terms.same(one)]
        return (one, self._rng.choice(others)) if others else None

    def _fits(self, name: str) -> bool:
        shortest = 2 if self._language == "zh" else 5
        return len(name) >= shortest and (self._language == "zh") == is_han(name)

    def _near(self, name: str) -> list[str]:
        """Other drugs that are written or, in Chinese, said most alike."""
        if name not in self._neighbours:
            if self._language == "zh":
                others = sorted(self._drugs, key=lambda one: -sounds_alike(name, one))
                self._neighbours[name] = others[1 : _NEIGHBOURS + 1]
            else:
                found = process.extract(name, self._drugs, scorer=fuzz.ratio, limit=_NEIGHBOURS + 1)
                self._neighbours[name] = [one for one, _, _ in found if one != name]
        return self._neighbours[name]

    @cached_property
    def _neighbours(self) -> dict[str, list[str]]:
        return {}

    def neighbours(self) -> Iterator[Trial]:
        """A real drug, said right, in a sentence that fits its nearest neighbour as well."""
        if self._own:
            drug = self._rng.choice(self._own)
            same = self._terms.same(drug)
            yield self._line("a drug near another", [(drug, True), self._dose()], same)

    def between(self) -> Iterator[Trial]:
        """A word made of two look-alikes that is about as like one drug as another."""
        for _ in range(_TRIES):
            pair = self._pair()
            if pair is not None:
                word = self._blend(*pair)
                real = word in self._terms.names[self._language]
                if not real and self._in_doubt(word, pair):
                    parts = (name.split() for name in pair if " " in name)
                    own = frozenset(part for found in parts for part in found)
                    said = [(word, True), self._dose()]  # each part has a reading of its own
                    yield self._line("between two look-alikes", said, own)

    def numbers(self) -> Iterator[Trial]:
        """Numbers and units on both sides of a broken term."""
        if self._long:
            said = [self._dose(), self._context(), self._dose()]
            yield self._line("numbers and units", said)

    def cues(self) -> Iterator[Trial]:
        """A side, a negation, a route or a comparison before and behind a broken term."""
        cues = _CUES_ZH if self._language == "zh" else _CUES_EN
        if self._long:
            before, behind = self._rng.choice(cues), self._rng.choice(cues)
            said = [(before, True), self._context(), (behind, True)]
            yield self._line("sides, negations, routes", said)

    def minimal(self) -> Iterator[Trial]:
        """One half of a minimal pair in the place of the other, in a name or by itself."""
        if self._swapped and self._long:
            said = [self._rng.choice(self._swapped), self._context()]
            yield self._line("minimal pairs", said)

    @cached_property
    def _swapped(self) -> list[tuple[str, bool]]:
        """Names in which one half of a pair stands for the other, and the halves themselves."""
        found = []
        for one, other in self._lexicon.minimal_pairs:
            for had, gets in ((one, other), (other, one)):
                if is_han(had) == (self._language == "zh"):
                    if had[0] != "-" and had[-1] != "-":
                        found.append(had)
                    found += [
                        made
                        for name in (() if self._unit(had) else self._long)
                        if gets.strip("-") in name
                        and (made := exchanged(name, gets, had, self._language))
                        and self._real(made)
                    ]
        return [(name, True) for name in dict.fromkeys(found)]

    def _unit(self, half: str) -> bool:
        """True for a Chinese unit, which is a sound in names: 克 in 吡诺克辛 is no gram."""
        return self._language == "zh" and units_of("zh").starts(half) is not None

    def _real(self, name: str) -> bool:
        """True when every word of a name occurs in some name: an exchange can make non-words."""
        return self._language == "zh" or self._words.issuperset(name.split())

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for name in self._terms.names["en"] for word in name.split())

    def _dose(self) -> tuple[str, bool]:
        zh = self._language == "zh"
        number = self._rng.choice(_NUMBERS_ZH if zh else _NUMBERS_EN)
        unit = self._rng.choice(_UNITS_ZH if zh else _UNITS_EN)
        return (number + unit if zh else f"{number} {unit}"), True

    def _context(self) -> tuple[str, bool]:
        return self._break(self._rng.choice(self._long)), False

    def _break(self, name: str) -> str:
        """A term as it may be misheard: letters or Hanzi of like sound, a word break moved."""
        if self._language == "zh":
            at = self._rng.randrange(len(name))
            alike = homophones().get(syllable(name[at]).bare, (name[at],))
            return name[:at] + self._rng.choice(alike) + name[at + 1 :]
        letters = list(name)
        for _ in range(self._rng.randint(1, 2)):
            at = self._rng.randrange(len(letters))
            letters[at] = self._rng.choice((*_LETTERS, letters[at] * 2, ""))
        broken = "".join(letters)
        if self._rng.random() < 1 / 3:
            at = self._rng.randrange(2, max(3, len(broken) - 2))
            broken = f"{broken[:at]} {broken[at:]}"
        return broken

    def _blend(self, one: str, other: str) -> str:
        """The beginning of one and the end of the other, cut where both read alike, or a letter of
        one name put into the other."""
        if self._language == "zh":
            size = min(len(one), len(other))
            at = self._rng.randrange(size)
            return one[:at] + other[at : at + 1] + one[at + 1 :]
        at = self._rng.randrange(1, max(2, min(len(one), len(other))))
        return one[:at] + other[at:]

    def _in_doubt(self, word: str, pair: Sequence[str]) -> bool:
        """True when a word is about as like one drug as the other, by any of their names.

        It is not when a third drug is clearly nearer than both, or when it is a drug's name but for
        a doubled letter: loperaamide.
        """
        one, other = (self._terms.same(name) for name in pair)
        names = ((one - other) | {pair[0]}, (other - one) | {pair[1]})  # some lists share a name
        likeness = [max(self._alike(word, name) for name in own) for own in names]
        if max(likeness) - min(likeness) > _BETWEEN:
            return False
        score = Levenshtein.normalized_similarity
        _, best, at = process.extractOne(self._said(word), self._all_said, scorer=score)
        return best - min(likeness) <= _BETWEEN and once(word) != once(self._drugs[at])

    def _alike(self, one: str, other: str) -> float:
        return Levenshtein.normalized_similarity(self._said(one), self._said(other))

    def _said(self, name: str) -> Sequence[str]:
        return bare_syllables(name) if self._language == "zh" else name

    @cached_property
    def _all_said(self) -> list[Sequence[str]]:
        return [self._said(name) for name in self._drugs]

    def _line(
        self, family: str, said: Sequence[tuple[str, bool]], same: frozenset[str] = frozenset()
    ) -> Trial:
        heard: list[str] = []
        kept = []
        for text, stays in said:
            parts = units(text, self._language)
            if stays:
                kept.append((len(heard), len(heard) + len(parts)))
            heard += parts
        return Trial(family, self._language, tuple(heard), tuple(kept), same)


_CHUNK: Final = 200
_HERE: dict[str, Corrector] = {}
"""The corrector of this process, for trials that are spread over several."""


def measured(
    lexicon: Lexicon, every: Sequence[Trial], processes: int | None = None
) -> dict[str, tuple[int, int]]:
    """How many trials of each family were violated, and how many there were.

    processes: how many share the work; None for all processors.
    """
    if processes == 1:
        correct = rules(lexicon)
        bad = [violated(trial, correct) is not None for trial in every]
    else:
        with ProcessPoolExecutor(processes, initializer=_prepare, initargs=(lexicon,)) as pool:
            bad = list(pool.map(_is_violated, every, chunksize=_CHUNK))
    found: dict[str, tuple[int, int]] = {}
    for trial, wrong in zip(every, bad, strict=True):
        changed, whole = found.get(trial.family, (0, 0))
        found[trial.family] = changed + wrong, whole + 1
    return found


def _prepare(lexicon: Lexicon) -> None:
    _HERE["rules"] = rules(lexicon)


def _is_violated(trial: Trial) -> bool:
    return violated(trial, _HERE["rules"]) is not None
