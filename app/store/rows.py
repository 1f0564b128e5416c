"""Rows out of domain objects, table by table, in the order in which they can be inserted."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from app.domain.findings import Finding
from app.domain.note import Note, NoteSentence
from app.domain.result import JobResult
from app.domain.transcript import Utterance
from app.store.tables import (
    AlertRow,
    Base,
    CitationRow,
    CorrectionRow,
    FindingRow,
    ModelRow,
    SectionRow,
    SentenceRow,
    TurnRow,
    UtteranceRow,
)

Row = dict[str, Any]


def job_rows(job_key: int, result: JobResult) -> Iterator[tuple[type[Base], list[Row]]]:
    """All that belongs to a job but its note."""
    understanding = result.understanding
    key = {"job_key": job_key}
    yield (
        ModelRow,
        [{**key, "part": part, **asdict(model)} for part, model in result.models.items()],
    )
    yield TurnRow, [{**key, **row} for row in _numbered(understanding.transcript.turns)]
    utterances = enumerate(understanding.transcript.utterances)
    yield (
        UtteranceRow,
        [{**key, "position": position, **_utterance(one)} for position, one in utterances],
    )
    yield CorrectionRow, [{**key, **row} for row in _numbered(understanding.corrections)]
    findings = enumerate(understanding.findings)
    yield (
        FindingRow,
        [{**key, "position": position, **_finding(one)} for position, one in findings],
    )
    yield AlertRow, [{**key, **row} for row in _numbered(understanding.alerts)]


def note_rows(job_key: int, note: Note) -> Iterator[tuple[type[Base], list[Row]]]:
    """A note's sections, its sentences in reading order, and what each of them cites."""
    key = {"note_id": note.id}
    yield (
        SectionRow,
        [
            {**key, "position": position, "key": section.key, "code": section.code}
            for position, section in enumerate(note.sections)
        ],
    )
    places: list[int | None] = []
    for position, section in enumerate(note.sections):
        places += [position] * len(section.sentences)
    places += [None] * len(note.unplaced)
    numbered = list(enumerate(zip(places, note.sentences(), strict=True)))
    yield (
        SentenceRow,
        [
            {**key, "position": number, "section": place, **_sentence(sentence)}
            for number, (place, sentence) in numbered
        ],
    )
    yield (
        CitationRow,
        [
            {**key, "sentence": number, "position": position, "job_key": job_key, "utterance": id_}
            for number, (_, sentence) in numbered
            for position, id_ in enumerate(sentence.utterances)
        ],
    )


def _numbered(items: tuple[Any, ...]) -> Iterator[Row]:
    """Rows of flat records, whose fields are named like their columns."""
    for position, item in enumerate(items):
        yield {"position": position, **asdict(item)}


def _utterance(utterance: Utterance) -> Row:
    return {
        "id": utterance.id,
        "speaker": utterance.speaker,
        "role": utterance.role,
        "language": utterance.language,
        "overlap": utterance.overlap,
        "heard": [
            [word.text, word.start_s, word.end_s, word.probability] for word in utterance.words
        ],
        "flags": [[flag.first, flag.last, flag.reason] for flag in utterance.flags],
        "text": utterance.text,
        "role_confidence": utterance.role_confidence,
    }


def _sentence(sentence: NoteSentence) -> Row:
    return {
        "text": sentence.text,
        "start_s": sentence.start_s,
        "end_s": sentence.end_s,
        "source": sentence.source,
    }


def _finding(finding: Finding) -> Row:
    code, value = finding.code, finding.value
    return {
        "utterance": finding.utterance,
        "first": finding.first,
        "last": finding.last,
        "kind": finding.kind,
        "concept": finding.concept,
        "text": finding.text,
        "assertion": finding.assertion,
        "code_system": code.system if code else None,
        "code_value": code.value if code else None,
        "value_number": value.number if value else None,
        "value_unit": value.unit if value else None,
        "parts": [
            [part.name, part.number, part.unit, part.first, part.last] for part in finding.parts
        ],
        "query": finding.query,
    }
