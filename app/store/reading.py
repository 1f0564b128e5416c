"""Domain objects out of rows; everything in the order in which it was given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from typing import TypeVar

from sqlalchemy import select

from app.domain.audio import Recording
from app.domain.findings import Alert, Code, Correction, Finding, Part, Value
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.result import JobResult, ModelUsed, Understanding
from app.domain.transcript import Flag, Transcript, Turn, Utterance, Word
from app.store.database import Transaction
from app.store.tables import (
    AlertRow,
    Base,
    CitationRow,
    CorrectionRow,
    FindingRow,
    JobRow,
    ModelRow,
    NoteRow,
    RecordingRow,
    SectionRow,
    SentenceRow,
    TurnRow,
    UtteranceRow,
)

Flat = TypeVar("Flat", Turn, Correction, Alert)
OfJob = TypeVar("OfJob", TurnRow, UtteranceRow, CorrectionRow, FindingRow, AlertRow)


def result(transaction: Transaction, note: NoteRow) -> JobResult:
    """The whole result a note belongs to."""
    job = transaction.get_one(JobRow, note.job_key)
    recording = transaction.get_one(RecordingRow, job.recording_id)
    models = transaction.scalars(select(ModelRow).where(ModelRow.job_key == job.key))
    return JobResult(
        Recording(recording.id, job.duration_s, recording.sha256, job.file_name),
        job.language,
        _understanding(transaction, note),
        {model.part: ModelUsed(model.name, model.sha256) for model in models},
        job.timings_s,
        job.profile,
        job.encounter_id,
        job.settings,
    )


def _understanding(transaction: Transaction, note: NoteRow) -> Understanding:
    key = note.job_key
    utterances = _of_job(transaction, UtteranceRow, key)
    return Understanding(
        Transcript(
            tuple(map(_utterance, utterances)),
            tuple(_flat(Turn, row) for row in _of_job(transaction, TurnRow, key)),
        ),
        tuple(_flat(Correction, row) for row in _of_job(transaction, CorrectionRow, key)),
        tuple(map(_finding, _of_job(transaction, FindingRow, key))),
        tuple(_flat(Alert, row) for row in _of_job(transaction, AlertRow, key)),
        _note(transaction, note),
    )


def _of_job(transaction: Transaction, kind: type[OfJob], key: int) -> Sequence[OfJob]:
    return transaction.scalars(
        select(kind).where(kind.job_key == key).order_by(kind.position)
    ).all()


def _flat(kind: type[Flat], row: Base) -> Flat:
    """A record whose fields are named like its row's columns."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})


def _utterance(row: UtteranceRow) -> Utterance:
    return Utterance(
        row.id,
        row.speaker,
        row.language,
        tuple(Word(*word) for word in row.heard),
        row.role,
        row.overlap,
        row.text,
        tuple(Flag(*flag) for flag in row.flags),
        row.role_confidence,
    )


def _finding(row: FindingRow) -> Finding:
    code = value = None
    if row.code_system is not None and row.code_value is not None:
        code = Code(row.code_system, row.code_value)
    if row.value_number is not None and row.value_unit is not None:
        value = Value(row.value_number, row.value_unit)
    return Finding(
        row.utterance,
        row.first,
        row.last,
        row.kind,
        row.concept,
        row.text,
        row.assertion,
        code,
        value,
        tuple(Part(*part) for part in row.parts),
        row.query,
    )


def _note(transaction: Transaction, note: NoteRow) -> Note:
    cited = defaultdict(list)
    for citation in transaction.scalars(
        select(CitationRow).where(CitationRow.note_id == note.id).order_by(CitationRow.position)
    ):
        cited[citation.sentence].append(citation.utterance)
    placed = defaultdict(list)
    for row in transaction.scalars(
        select(SentenceRow).where(SentenceRow.note_id == note.id).order_by(SentenceRow.position)
    ):
        evidence = tuple(cited[row.position])
        placed[row.section].append(
            NoteSentence(row.text, evidence, row.start_s, row.end_s, row.source)
        )
    sections = transaction.scalars(
        select(SectionRow).where(SectionRow.note_id == note.id).order_by(SectionRow.position)
    )
    return Note(
        note.id,
        note.template,
        tuple(NoteSection(row.key, row.code, tuple(placed[row.position])) for row in sections),
        tuple(placed[None]),
        note.status,
    )
