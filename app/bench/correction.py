"""`erscribe bench correction`: recall, precision and harm of term corrections at the same settings.

Figures are of the half on which rules are tuned; with `sealed`, of the half that is reported, which
shares no term, no document, no voice and no frame with it. Corpora are open texts that are not part
of the product; what recognisers made of them lies in a cache outside it.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from app.bench import correction_cases as cases
from app.bench.correction_misses import ROUGH, likeness, miss_class
from app.bench.correction_naive import naive
from app.bench.correction_protected import measured, trials
from app.bench.correction_score import Broken, Case, Corrector, Judged, judge, rules
from app.bench.correction_terms import Part, Terms
from app.bench.correction_texts import SOURCES
from app.bench.evaluation import HEADING, Figure, line
from app.bench.scoring import share
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.lexicon import Lexicon

LINES: Final = 4_000
TRIALS: Final = 100_000
QUICK_LINES: Final = 200
QUICK_TRIALS: Final = 2_000
NAIVE_MOST: Final = 400
"""Lines of a set that the naive replacement is measured on: it compares everything with all."""
_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_RECALL: Final[dict[Language, str]] = {"en": ">= 80", "zh": ">= 75"}
_PRECISION: Final = ">= 97"
_HARM: Final = "<= 10"


@dataclass(frozen=True)
class CorrectionBench:
    """What to measure and with what.

    lexicon: the one that is measured; embedded: ours, which with the open lists says what is a
    term, so that every lexicon meets the same cases. data: the folder of open texts and
    vocabularies; cache: of heard sentences, None for none; split: the frozen halves; most: clean
    lines of a source, and made-up cases; trials: lines built to provoke a protected token; sealed:
    the half that is reported.
    """

    lexicon: Lexicon
    embedded: Lexicon
    data: Path
    split: Path
    cache: Path | None = None
    sealed: bool = False
    sets: tuple[str, ...] = ()
    most: int = LINES
    trials: int = TRIALS
    seed: int = 0

    @property
    def part(self) -> Part:
        return "reporting" if self.sealed else "tuning"

    @cached_property
    def terms(self) -> Terms:
        return Terms.load(self.embedded, self.data, self.split)

    @cached_property
    def rules(self) -> Corrector:
        return rules(self.lexicon)

    @cached_property
    def naive(self) -> Corrector:
        return naive(self.lexicon)

    def knows(self, name: str, language: Language) -> bool:
        """True when a term is a name of the lexicon that is measured."""
        return bool(self.lexicon.named(language, name))


@dataclass
class Sums:
    """Counts over the lines of a set; wrong: applied changes that were not meant, made of what."""

    lines: int = 0
    words: int = 0
    kept: int = 0
    harmed: int = 0
    made: int = 0
    right: int = 0
    proposed: int = 0
    broken: list[Broken] = field(default_factory=list)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, judged: Judged, words: int) -> None:
        self.lines += 1
        self.words += words
        self.kept += judged.kept
        self.harmed += judged.harmed
        self.made += judged.made
        self.right += judged.right
        self.proposed += judged.proposed
        self.broken += judged.broken
        self.wrong.update(judged.wrong)


Measure = Callable[[CorrectionBench], Iterator[Figure]]


def run(out: TextIO, bench: CorrectionBench) -> None:
    """Print the table as it grows. Raises ResourceError."""
    unknown = set(bench.sets) - set(SETS)
    if unknown:
        raise ResourceError(f"'{min(unknown)}' is no set; sets: {', '.join(SETS)}")
    out.write(f"{HEADING}\n|---|---|---|---|---|---|\n")
    for name, measure in SETS.items():
        if not bench.sets or name in bench.sets:
            for figure in measure(bench):
                out.write(f"{line(figure)}\n")
                out.flush()


def summed(lines: Iterable[Case], correct: Corrector) -> Sums:
    """What a corrector does to the lines of a set."""
    sums = Sums()
    for case in lines:
        sums.add(judge(case, correct), len(case.heard))
    return sums


def _speech(bench: CorrectionBench) -> Iterator[Figure]:
    if bench.cache is None:
        return
    for language in _LANGUAGES:
        heard = cases.spoken(bench.cache, bench.terms, bench.part, language)
        for recogniser, lines in heard.items():
            sums, name = summed(lines, bench.rules), f"speech, {recogniser}, {language}"
            yield from _recall_figures(bench, "rules", name, language, sums)
        every = [case for lines in heard.values() for case in lines]
        if every:
            yield from _broken_figures(bench, "speech, all", language, every, compared=True)


def _visits(bench: CorrectionBench) -> Iterator[Figure]:
    lines = list(cases.visits(bench.data, bench.terms, bench.part))
    yield from _broken_figures(bench, "visits", "en", lines)


def _misspelt(bench: CorrectionBench) -> Iterator[Figure]:
    lines = list(cases.misspelt(bench.data, bench.terms, bench.part, bench.embedded))
    yield from _broken_figures(bench, "misspelt drugs", "en", lines, compared=True)


def _typed(bench: CorrectionBench) -> Iterator[Figure]:
    lines = list(cases.typed(bench.data, bench.terms, bench.part))[: bench.most]
    yield from _broken_figures(bench, "typed questions", "zh", lines, compared=True)


def _confused(bench: CorrectionBench) -> Iterator[Figure]:
    lines = list(cases.confused(bench.data, bench.terms, bench.part, bench.most, bench.seed))
    yield from _broken_figures(bench, "confused characters", "zh", lines)


def _clean(bench: CorrectionBench) -> Iterator[Figure]:
    for language in _LANGUAGES:
        for source in SOURCES[language]:
            most, seed = bench.most, bench.seed
            lines = cases.clean(bench.data, bench.part, language, source, most, seed)
            if lines:
                sums = summed(lines, bench.rules)
                yield from _harm_figures("rules", f"clean {source}", sums)
                if not bench.sealed:
                    _keep_examples(bench, f"clean {source}", language, sums)
                sample = summed(lines[:NAIVE_MOST], bench.naive)
                yield from _harm_figures("naive", f"clean {source}", sample)


def _general(bench: CorrectionBench) -> Iterator[Figure]:
    lines = list(cases.general(bench.data, bench.part))
    for name, correct in (("rules", bench.rules), ("naive", bench.naive)):
        some = lines if name == "rules" else lines[:NAIVE_MOST]
        sums = summed(some, correct)
        made = "words turned into a term"
        yield _of_words(name, "general speech", made, sums.made, sums.words, "<= 10")
        yield from _harm_figures(name, "general speech", sums)


def _protected(bench: CorrectionBench) -> Iterator[Figure]:
    for language in _LANGUAGES:
        made = trials(bench.embedded, bench.terms, bench.part, language, bench.seed)
        found = measured(bench.lexicon, list(islice(made, bench.trials // 2)))
        for family, (changed, count) in found.items():
            name = f"protected: {family}, {language}"
            value = share(changed, count)
            yield Figure(
                "rules", name, count, f"{changed} changed", value.value, value.low, value.high,
                goal="0",
            )  # fmt: skip


SETS: Final[dict[str, Measure]] = {
    "speech": _speech,
    "visits": _visits,
    "misspelt": _misspelt,
    "typed": _typed,
    "confused": _confused,
    "clean": _clean,
    "general": _general,
    "protected": _protected,
}


def _broken_figures(
    bench: CorrectionBench,
    name: str,
    language: Language,
    lines: Sequence[Case],
    *,
    compared: bool = False,
) -> Iterator[Figure]:
    """Recall, precision and harm of a set with broken terms; the naive way beside if asked."""
    sums = summed(lines, bench.rules)
    yield from _recall_figures(bench, "rules", f"{name}, {language}", language, sums)
    if compared:
        sample = summed(lines[:NAIVE_MOST], bench.naive)
        yield from _recall_figures(bench, "naive", f"{name}, {language}", language, sample)
    if not bench.sealed:
        yield from _miss_figures(bench, f"{name}, {language}", language, sums)
        _keep_examples(bench, f"{name}, {language}", language, sums)


def _recall_figures(
    bench: CorrectionBench, model: str, name: str, language: Language, sums: Sums
) -> Iterator[Figure]:
    known = [one for one in sums.broken if bench.knows(one.name, language)]
    near = [one for one in known if likeness(one.name, one.heard, language) >= ROUGH]
    groups = (
        ("all broken terms", sums.broken, ""),
        ("of the lexicon", known, _RECALL[language]),
        ("of it and still alike", near, ""),
    )
    for which, broken, goal in groups:
        if broken:
            won = sum(one.applied for one in broken)
            yield _share(model, name, f"recall, {which}: applied", won, len(broken), goal)
            won = sum(one.offered for one in broken)
            yield _share(model, name, f"recall, {which}: or proposed", won, len(broken))
    if sums.made:
        yield _share(model, name, "precision of applied", sums.right, sums.made, _PRECISION)
    if sums.kept:
        yield _of_words(model, name, "harm", sums.harmed, sums.kept, _HARM)


def _harm_figures(model: str, name: str, sums: Sums) -> Iterator[Figure]:
    if sums.kept:
        yield _of_words(model, name, "harm", sums.harmed, sums.kept, _HARM)
        yield _of_words(model, name, "proposed", sums.proposed, sums.words, "")


def _miss_figures(
    bench: CorrectionBench, name: str, language: Language, sums: Sums
) -> Iterator[Figure]:
    """How the broken terms of the lexicon that nothing was applied to were heard."""
    known = [one for one in sums.broken if bench.knows(one.name, language)]
    missed = Counter(miss_class(one, language, bench.lexicon) for one in known if not one.applied)
    for kind, count in missed.most_common():
        yield _share("rules", name, f"missed: {kind}", count, len(known))


def _keep_examples(bench: CorrectionBench, name: str, language: Language, sums: Sums) -> None:
    """What was missed and what was wrong on the tuning half, beside the heard sentences."""
    if bench.cache is None:
        return
    rows: list[dict[str, str]] = [
        {"meant": one.name, "heard": " ".join(one.heard), "class": _fate(bench, one, language)}
        for one in sums.broken
        if not one.applied
    ]
    rows += [{"heard": heard, "wrongly": text} for heard, text in sums.wrong.elements()]
    path = bench.cache / f"misses_{re.sub('[^a-z]+', '_', name)}.jsonl"
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


def _fate(bench: CorrectionBench, one: Broken, language: Language) -> str:
    known = bench.knows(one.name, language)
    return miss_class(one, language, bench.lexicon) if known else "not in the lexicon"


def _share(model: str, name: str, measure: str, part: int, whole: int, goal: str = "") -> Figure:
    found = share(part, whole)
    return Figure(model, name, whole, measure, found.value, found.low, found.high, goal=goal)


def _of_words(model: str, name: str, measure: str, part: int, whole: int, goal: str) -> Figure:
    """So many of 10,000 words: a percentage would round what matters away."""
    found = share(part, whole)
    parts = (100 * found.value, 100 * found.low, 100 * found.high)
    return Figure(model, name, whole, measure, *parts, unit="of 10,000 words", goal=goal)
