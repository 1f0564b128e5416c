"""Vital signs and medications against labels of another hand: F1 by kind and slot.

A vital sign is right when name, number and unit are, at its place. A medicine is found when its
name overlaps a labelled one; dose, route and frequency count as right when their words overlap
those labelled of the same medicine, a dose only with the same first number. Intervals of F1 are
bootstrap percentiles over passages (Efron, 1979).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.bench.evaluation import Figure
from app.bench.extraction_cases import (
    Passage,
    Reading,
    as_heard,
    first_number,
    passages,
    read,
    vital_name,
    vital_value,
)
from app.bench.scoring import Interval, share
from app.domain.findings import Finding, Part
from app.domain.transcript import Language
from app.text.understanding import Understander

_SEED: Final = 7
_RESAMPLES: Final = 1000
_SLOTS: Final = ("dose", "route", "frequency")
_FURTHER: Final = {
    "_more": "more",
    "_v": "vitals",
    "_w": "vitals again",
}  # files of further passages, by their ending
_GOALS: Final = {"vital": ">= 90", "medication": ">= 90"}
KINDS: Final = ("vital", "medication", "allergy", *_SLOTS)


@dataclass(slots=True)
class Counts:
    """Right, missed and false things of one passage, by kind; assertions right of those found."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    asserted: int = 0
    found: int = 0


def figures(
    understander: Understander, labels: Path, corpora: Path, part: str = "open"
) -> Iterator[Figure]:
    """F1 by kind on one part of the labels, written and as heard, and the share of assertions."""
    cases = passages(labels, corpora, part)
    more = [word for ending, word in _FURTHER.items() if labels.stem.endswith(ending)]
    languages = sorted({one.language for one in cases} - {"en"})
    name = " ".join(("extraction", *languages, *more, part))
    for form, change in (("written", str), ("as heard", as_heard)):
        counted = [
            counts(one, read(understander, change(one.text), one.language), understander)
            for one in cases
        ]
        for kind in KINDS:
            score = f1(counted, kind)
            total = sum(one.right[kind] + one.missed[kind] for one in counted)
            yield Figure(
                "understanding", f"{name}, {form}", total, f"{kind} F1",
                score.value, score.low, score.high, goal=_GOALS.get(kind, ""),
            )  # fmt: skip
        right, found = sum(one.asserted for one in counted), sum(one.found for one in counted)
        if found:
            told = share(right, found)
            yield Figure(
                "understanding", f"{name}, {form}", found, "assertions right",
                told.value, told.low, told.high,
            )  # fmt: skip


def f1(counted: Iterable[Counts], kind: str) -> Interval:
    """F1 of one kind in percent, pooled over passages. No thing at all counts as 100."""
    rows = [(one.right[kind], one.missed[kind], one.false[kind]) for one in counted]
    table = np.array(rows, np.float64).reshape(-1, 3)
    rng = np.random.default_rng(_SEED)
    drawn = rng.integers(0, len(table), (_RESAMPLES, len(table)))
    low, high = np.percentile(_f1(table[drawn].sum(1)), [2.5, 97.5])
    return Interval(float(_f1(table.sum(0, keepdims=True))[0]), float(low), float(high))


def _f1(sums: np.ndarray) -> np.ndarray:
    right, missed, false = sums.T
    whole = 2 * right + missed + false
    return np.where(whole > 0, 100 * 2 * right / np.maximum(whole, 1), 100.0)


def counts(passage: Passage, reading: Reading, understander: Understander) -> Counts:
    """What was right, missed and false in one passage."""
    result = Counts()
    _count_vitals(passage, reading, result)
    _count_medicines(passage, reading, understander, result)
    return result


def _count_vitals(passage: Passage, reading: Reading, result: Counts) -> None:
    open_ = list(passage.vitals)
    for finding in reading.findings:
        if finding.kind != "vital":
            continue
        number, unit = vital_value(finding)
        match = next(
            (
                label
                for label in open_
                if label["name"] == vital_name(finding)
                and label["number"] == number
                and (label["unit"] or "") == unit
                and _overlap(label, reading.characters(finding))
            ),
            None,
        )
        if match is None:
            result.false["vital"] += 1
        else:
            open_.remove(match)
            result.right["vital"] += 1
    result.missed["vital"] += len(open_)


def _count_medicines(
    passage: Passage, reading: Reading, understander: Understander, result: Counts
) -> None:
    open_ = list(passage.medications)
    for finding in reading.findings:
        kind = finding.kind
        if kind not in {"medication", "allergy"} or finding.concept == "drug_allergy":
            continue
        label = _named(finding, reading, passage, open_)
        if label is None:
            result.false[kind] += 1
            for part in finding.parts:
                result.false[part.name] += 1
            continue
        open_.remove(label)
        result.right[kind] += 1
        if kind == "medication":
            result.found += 1
            result.asserted += finding.assertion == label["assertion"]
        _count_slots(finding, reading, label, (understander, passage.language), result)
    for label in open_:
        result.missed[_kind(label)] += 1
        for slot in _SLOTS:
            result.missed[slot] += label[slot] is not None


def _named(
    finding: Finding, reading: Reading, passage: Passage, labels: Iterable[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The label of the same name at the same place, and of the same kind.

    In Chinese the place alone counts: a repaired spelling leaves its characters where they stood.
    """
    for label in labels:
        name = passage.text[label["begin"] : label["end"]].casefold()
        said = finding.text.casefold()
        if (
            _kind(label) == finding.kind
            and _overlap(label, reading.characters(finding))
            and (passage.language == "zh" or name in said or said in name)
        ):
            return label
    return None


def _kind(label: Mapping[str, Any]) -> str:
    return "allergy" if label.get("allergy") else "medication"


def _count_slots(
    finding: Finding,
    reading: Reading,
    label: Mapping[str, Any],
    reader: tuple[Understander, Language],
    result: Counts,
) -> None:
    parts: dict[str, Part] = {part.name: part for part in finding.parts}
    for slot in _SLOTS:
        part, wanted = parts.get(slot), label[slot]
        if part is None:
            result.missed[slot] += wanted is not None
            continue
        right = wanted is not None and _overlap(wanted, reading.characters(part))
        if right and slot == "dose":
            understander, language = reader
            right = part.number.partition("-")[0] == first_number(
                understander, wanted["text"], language
            )
        result.right[slot] += right
        result.false[slot] += not right
        result.missed[slot] += wanted is not None and not right


def _overlap(label: Mapping[str, Any], place: tuple[int, int]) -> bool:
    return bool(label["begin"] < place[1] and label["end"] > place[0])
