"""Questions about what does not fit: values, doses, routes, age, sex and side (SAFETY R13).

A query asks the clinician; it changes nothing and advises nothing. Each is a rule over the text
with its number words written as values; the patient's age and sex come from the record.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.domain.findings import Correction, Finding, FindingKind
from app.domain.transcript import Language, Utterance
from app.text import queries_doses, queries_patient, queries_sides, queries_vitals
from app.text.doses import DoseTable
from app.text.numbers_said import SpokenNumbers
from app.text.numbers_values import spoken_numbers
from app.text.queries_found import Doubt, Patient
from app.text.reading import Reading, read
from app.text.writing import simplified

__all__ = ["NOBODY", "Patient", "Query", "queries", "with_queries"]

QueryKind = Literal[
    "implausible", "tenfold", "mg_mcg", "unit_missing", "wrong_route", "age", "sex", "side",
    "sound_alike", "sex_before", "age_before",
]  # fmt: skip
NOBODY = Patient(None, None)
_EN = {
    "implausible": '"{said}" is outside what a person can have; please check.',
    "tenfold": '"{said}" is about ten times the usual dose of the signed table; please check.',
    "mg_mcg": '"{said}": mg or mcg? The number fits the other unit; please check.',
    "unit_missing": '"{said}" has no unit; which one?',
    "wrong_route": '"{said}" is not a usual route for {about}; was it heard right?',
    "age": '"{said}" does not fit the age in the record; is this the patient?',
    "sex": '"{said}" does not fit the sex in the record; is this the patient?',
    "side": '"{said}" here, "{about}" before: which side?',
    "sex_before": '"{said}" does not fit "{about}" before; is this the patient?',
    "age_before": '"{said}" here, "{about}" before: which age?',
}
_ZH = {
    "implausible": "“{said}”超出人体可能的范围，请核对。",
    "tenfold": "“{said}”约为本院剂量表常用量的十倍，请核对。",
    "mg_mcg": "“{said}”：毫克还是微克？数值更符合另一单位，请核对。",
    "unit_missing": "“{said}”没有单位，是哪个单位？",
    "wrong_route": "“{said}”不是{about}的常用途径，是否听错？",
    "age": "“{said}”与登记的年龄不符，说的是本患者吗？",
    "sex": "“{said}”与登记的性别不符，说的是本患者吗？",
    "side": "此处“{said}”，前面“{about}”：是哪一侧？",
    "sex_before": "“{said}”与前面的“{about}”不符，说的是本患者吗？",
    "age_before": "此处“{said}”，前面“{about}”：年龄是哪一个？",
}
_PAUSE = re.compile(r"[,.;!?，。；！？、]+$")
_SURE = 0.8
"""From this probability on, a number that has a partner in sound is not asked about."""
_KINDS: dict[str, tuple[FindingKind, ...]] = {
    "implausible": ("vital",),
    "tenfold": ("medication",),
    "mg_mcg": ("medication",),
    "unit_missing": ("medication",),
    "wrong_route": ("medication",),
}


@dataclass(frozen=True, slots=True)
class Query:
    """A question about heard words `first`..`last` (both included); text: for the clinician."""

    kind: QueryKind
    first: int
    last: int
    said: str
    text: str


def queries(
    utterance: Utterance,
    patient: Patient = NOBODY,
    doses: DoseTable | None = None,
    heard: Reading | None = None,
) -> tuple[Query, ...]:
    """All queries of an utterance in order. doses: the table that was signed in, or None; heard:
    the reading of the words as they were heard, where there is one already."""
    if not utterance.words:
        return ()
    texts = ["".join(map(simplified, word.text)) for word in utterance.words]
    spoken = spoken_numbers(texts, utterance.language)
    reading = _with_values(utterance, spoken, heard)
    found = [
        query_of(utterance, reading, doubt)
        for doubt in _doubts(reading.text, utterance.language, patient, doses)
    ]
    found += _alike(utterance, spoken)
    return tuple(sorted(found, key=lambda one: (one.first, one.last)))


def _doubts(
    text: str, language: Language, patient: Patient, doses: DoseTable | None
) -> Iterator[Doubt]:
    yield from queries_vitals.doubts(text, language)
    yield from queries_doses.doubts(text, language, patient, doses)
    yield from queries_patient.doubts(text, language, patient)
    yield from queries_sides.doubts(text, language)


def _with_values(utterance: Utterance, spoken: SpokenNumbers, heard: Reading | None) -> Reading:
    """The utterance with its number words written as values; only for these rules to read.

    What ends a clause behind a value still stands: the rules look no further.
    """
    shown: list[Correction] = []
    for one in spoken.values:
        if one.kind == "time":
            continue
        pause = _PAUSE.search(utterance.words[one.last].text)
        written = one.written + (pause[0] if pause else "")
        shown.append(
            Correction(
                None, one.first, one.last, "", written, "number", "", 1.0, 1.0, "", "applied"
            )
        )
    if heard is not None and not shown:
        return heard
    return read(utterance.words, shown, utterance.language)


def query_of(utterance: Utterance, reading: Reading, doubt: Doubt) -> Query:
    """The question about a doubt, in the utterance's language."""
    first, last = reading.heard(*reading.tokens_at(doubt.start, doubt.end))
    said = reading.text[doubt.start : doubt.end]
    texts = _ZH if utterance.language == "zh" else _EN
    told = doubt.kind in ("age", "sex") and doubt.about  # by the text itself, not by the record
    text = texts[f"{doubt.kind}_before" if told else doubt.kind].format(
        said=said, about=doubt.about
    )
    return Query(doubt.kind, first, last, said, text)  # type: ignore[arg-type]


def _alike(utterance: Utterance, spoken: SpokenNumbers) -> Iterator[Query]:
    """Words that stand where a number must be, whatever their probability; and numbers that
    another one sounds like, where they were not heard with certainty, or that are two readings."""
    for one in spoken.missed:
        text = (
            f"“{one.heard}”前面应是数字，请核对。"
            if utterance.language == "zh"
            else f'"{one.heard}" may have been a number; please check.'
        )
        yield Query("sound_alike", one.first, one.last, one.heard, text)
    for value in spoken.values:
        words = utterance.words[value.first : value.last + 1]
        sure = not value.ways and min(word.probability for word in words) >= _SURE
        if value.alike is None or sure:
            continue
        text = (
            f"{value.written}，还是{value.alike}？"
            if utterance.language == "zh"
            else f"{value.written} or {value.alike}?"
        )
        yield Query("sound_alike", value.first, value.last, value.written, text)


def with_queries(
    utterance: Utterance, found: Sequence[Finding], asked: Iterable[Query]
) -> tuple[Finding, ...]:
    """The findings with the queries on those that they are about; others get one of their own.

    A finding that already asks something keeps its question.
    """
    kept = list(found)
    for query in asked:
        at = _owner(kept, query)
        if at is None:
            kept.append(_own(utterance, query))
        elif kept[at].query is None:
            kept[at] = replace(kept[at], query=query.text)
    return tuple(sorted(kept, key=lambda one: (one.first, one.last)))


def _owner(found: Sequence[Finding], query: Query) -> int | None:
    """The finding a query is about: one that shares its words, of the fitting kind first."""
    touching = [
        at
        for at, one in enumerate(found)
        if (one.first <= query.last and one.last >= query.first)
        or any(part.first <= query.last and part.last >= query.first for part in one.parts)
    ]
    wanted = _KINDS.get(query.kind)
    fitting = [at for at in touching if wanted is None or found[at].kind in wanted]
    return min(fitting, key=lambda at: found[at].last - found[at].first) if fitting else None


def _own(utterance: Utterance, query: Query) -> Finding:
    return Finding(
        utterance.id or None, query.first, query.last, "event", f"query.{query.kind}", query.said,
        "uncertain", query=query.text,
    )  # fmt: skip
