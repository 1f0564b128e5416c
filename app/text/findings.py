"""Findings of a line: what was mentioned, in which context, with its values and codes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.findings import Finding, FindingKind
from app.text.doses import DoseTable
from app.text.findings_medications import place, with_doses
from app.text.findings_vitals import vitals
from app.text.line import Heard, Line, unsure
from app.text.queries import NOBODY, Patient, queries, with_queries

_REMEMBERED: frozenset[FindingKind] = frozenset({"diagnosis", "procedure"})
_SUBSTANCE_AHEAD = 3
_SUBSTANCE_BEFORE = 1


def findings(
    line: Line, patient: Patient = NOBODY, doses: DoseTable | None = None
) -> tuple[Finding, ...]:
    """All findings of a line in order of their words, with the questions that they raise.

    patient: from the record, as far as known; doses: the table a pharmacist signed in, or None.
    """
    kept = [one for one in line.mentions if not one.mention.doubtful]
    allergies, substances = _allergies(line, kept)
    drugs = [
        (_finding(line, one), place(*_characters(line, one)))
        for one in kept
        if one.mention.concept.kind == "medication" and one not in substances
    ]
    others = [
        _finding(line, one)
        for one in kept
        if one.mention.concept.kind not in {"medication", "allergy"}
    ]
    found = [*allergies, *with_doses(line, drugs), *others, *vitals(line)]
    asked = queries(line.utterance, patient, doses)
    return with_queries(line.utterance, found, asked)


def _finding(line: Line, heard: Heard) -> Finding:
    concept, assertion = heard.mention.concept, heard.mention.assertion
    remembered = assertion == "historical" and concept.kind in _REMEMBERED
    return Finding(
        line.utterance.id or None,
        heard.first,
        heard.last,
        "history" if remembered else concept.kind,
        concept.id,
        heard.text,
        assertion,
        concept.code,
        query=_cue_query(line, heard),
    )


def _cue_query(line: Line, heard: Heard) -> str | None:
    """A question when the word that turns the meaning round was heard unclearly (SAFETY R6)."""
    if heard.cue is None or not unsure(line.utterance, *heard.cue):
        return None
    words = line.utterance.words[heard.cue[0] : heard.cue[1] + 1]
    if line.utterance.language == "zh":
        said = "".join(word.text for word in words)
        return f"“{said}”听得不清楚：“{heard.text}”是有还是没有？"
    said = " ".join(word.text for word in words)
    return f'"{said}" was heard unclearly: is it "{heard.text}" or not?'


def _characters(line: Line, heard: Heard) -> tuple[int, int]:
    tokens = line.written.tokens
    return tokens[heard.mention.start].start, tokens[heard.mention.end - 1].end


def _allergies(line: Line, mentions: Sequence[Heard]) -> tuple[list[Finding], list[Heard]]:
    """Allergy findings, one a substance where some are named, and the drugs they consumed."""
    found: list[Finding] = []
    consumed: list[Heard] = []
    for at, heard in enumerate(mentions):
        if heard.mention.concept.kind != "allergy":
            continue
        substances = list(_substances(line, mentions, at))
        consumed += substances
        generic = _finding(line, heard)
        found += [_allergy(line, generic, heard, one) for one in substances] or [generic]
    return found, consumed


def _allergy(line: Line, generic: Finding, heard: Heard, substance: Heard) -> Finding:
    first, last = min(heard.first, substance.first), max(heard.last, substance.last)
    start = min(heard.mention.start, substance.mention.start)
    end = max(heard.mention.end, substance.mention.end)
    return replace(
        generic,
        first=first,
        last=last,
        concept=substance.mention.concept.id,
        text=line.written.written(start, end),
    )


def _substances(line: Line, mentions: Sequence[Heard], at: int) -> Iterator[Heard]:
    """The drugs an allergy mention is about: listed after "allergic to", or right before it."""
    end = mentions[at].mention.end
    for other in mentions[at + 1 :]:
        near = other.mention.start - end <= _SUBSTANCE_AHEAD
        if not near or other.mention.concept.kind != "medication":
            break
        if line.utterance.language == "zh":
            break
        yield other
        end = other.mention.end
    start = mentions[at].mention.start
    for other in reversed(mentions[:at]):
        near = start - other.mention.end <= _SUBSTANCE_BEFORE
        if not near or other.mention.concept.kind != "medication":
            break
        yield other
        start = other.mention.start
