"""How often a mention's context is understood, and which mentions interrupt: frozen cases.

What a case says and how it was labelled is in `tests/data/context/KEYWORDS.md`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.bench.evaluation import Figure
from app.bench.scoring import Interval, share
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.tokens import plain, tokenize
from app.text.understanding import Understander
from app.training.noisy_text import FORMS, Form, Marked, heard_as

_MODEL: Final = "context rules"
_SILENT: Final = frozenset({"negated", "family", "hypothetical"})
_NAMES: Final[dict[Language, str]] = {"en": "English", "zh": "Chinese"}


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled sentence. start, end: characters of the mention, 0 to 0 for a near miss."""

    text: str
    keyword: str | None
    start: int
    end: int
    assertion: str | None
    interrupts: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a case's assertion and interruption are as labelled."""

    case: Case
    asserted: bool
    interrupted: bool


def cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file. Raises ResourceError naming file and line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                found.append(_case(json.loads(line)))
            except (KeyError, ValueError) as error:
                raise ResourceError(f"{path.name}, line {number}: no such case") from error
    return tuple(found)


def _case(row: Mapping[str, Any]) -> Case:
    term = row["term"] or ""
    start = row["text"].index(term)
    keyword, assertion = row["keyword"], row["assertion"]
    return Case(row["text"], keyword, start, start + len(term), assertion, row["interrupts"])


def judged(case: Case, form: Form, language: Language, understander: Understander) -> Verdict:
    """What the product makes of a case in one form.

    Mentions of one concept merge into one alert, so an expected one may cite another mention. A
    finding may be of a closer concept that contains the term (an ankle fracture).
    """
    told = heard_as(Marked(case.text, case.start, case.end), form, language)
    result = understander.understand_line(told.text, language)
    loud = [alert for alert in result["alerts"] if alert["interrupts"]]
    if case.keyword is None:
        return Verdict(case, True, not loud)
    words = words_of(told)
    loud = [one for one in loud if one["keyword"] == case.keyword]
    if not case.interrupts:
        loud = [one for one in loud if _overlaps(one, words)]
    about = [one for one in result["findings"] if _is_about(one, case, told, words)]
    about += [one for one in result["alerts"] if one["keyword"] == case.keyword]
    asserted = any(one["assertion"] == case.assertion for one in about if _overlaps(one, words))
    return Verdict(case, asserted, bool(loud) == case.interrupts)


def words_of(told: Marked) -> tuple[int, int]:
    """First and last heard word of the mention, as the line is cut into words."""
    begin = len(told.text[: told.start].replace(" ", ""))
    end = begin + len(told.text[told.start : told.end].replace(" ", ""))
    at, covered = 0, []
    for index, word in enumerate(tokenize(told.text)):
        length = len(word.text.replace(" ", ""))
        if at < end and at + length > begin:
            covered.append(index)
        at += length
    return covered[0], covered[-1]


def _overlaps(item: Mapping[str, Any], words: tuple[int, int]) -> bool:
    return bool(item["first"] <= words[1] and item["last"] >= words[0])


def _is_about(finding: Mapping[str, Any], case: Case, told: Marked, words: tuple[int, int]) -> bool:
    term = told.text[told.start : told.end]
    return _overlaps(finding, words) and (
        finding["concept"] == case.keyword
        or finding["kind"] == "allergy"
        or plain(term) in finding["text"].lower()
    )


def figures(
    files: Mapping[Language, Sequence[Path]],
    understander: Understander,
    name: str,
    forms: Iterable[Form] = FORMS,
) -> Iterator[Figure]:
    """Accuracy and alert figures of case files, per language and form of the sentences.

    name: what the files are together ("open cases").
    """
    for language, paths in files.items():
        every = [case for path in paths for case in cases(path)]
        for form in forms:
            verdicts = [judged(case, form, language, understander) for case in every]
            yield from _figures(verdicts, f"{_NAMES[language]} {name}, {form}")


def _figures(verdicts: Sequence[Verdict], sentences: str) -> Iterator[Figure]:
    named = [one for one in verdicts if one.case.keyword is not None]
    loud = [one for one in verdicts if one.case.interrupts]
    quiet = [one for one in named if one.case.assertion in _SILENT]
    others = [one for one in verdicts if not one.case.interrupts and one not in quiet]
    right = share(sum(one.asserted for one in named), len(named))
    yield _figure(sentences, "assertion right", len(named), right, ">= 97 %")
    recall = share(sum(one.interrupted for one in loud), len(loud))
    yield _figure(sentences, "affirmed or uncertain alerts", len(loud), recall, ">= 98 %")
    for measure, group, goal in (
        ("negated, family, hypothetical interrupt", quiet, "<= 2 %"),
        ("past, quoted, near miss interrupt", others, ""),
    ):
        wrong = share(sum(not one.interrupted for one in group), len(group))
        yield _figure(sentences, measure, len(group), wrong, goal)


def _figure(sentences: str, measure: str, count: int, found: Interval, goal: str) -> Figure:
    return Figure(_MODEL, sentences, count, measure, found.value, found.low, found.high, goal=goal)
