"""The tables. What was heard, and all that proves it, is guarded by triggers (see migrations)."""

from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.domain.findings import (
    AlertLevel,
    AlertSource,
    Assertion,
    CorrectionKind,
    CorrectionState,
    FindingKind,
    Severity,
)
from app.domain.note import NoteStatus, SentenceSource
from app.domain.transcript import Language, Role
from app.store.migrations.columns import COUNT, NOCASE, OF_NOCASE

LiveState = Literal["recording", "stopped", "left", "saved", "discarded"]


class UtcTime(TypeDecorator[datetime]):
    """Aware wall time, kept as UTC text that sorts by time. Refuses naive times."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str:  # noqa: ARG002
        if value is None or value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime:  # noqa: ARG002
        return datetime.fromisoformat(value or "")


class MaybeUtcTime(TypeDecorator[datetime]):
    """Aware wall time of something that may not have happened yet."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else UtcTime().process_bind_param(value, dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else UtcTime().process_result_value(value, dialect)


class FileName(TypeDecorator[str]):
    """A file's name; on some systems it is no valid Unicode, which text columns refuse."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes:  # noqa: ARG002
        return (value or "").encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str:  # noqa: ARG002
        return (value or b"").decode("utf-8", "surrogatepass")


class Base(DeclarativeBase):
    """All tables of the database."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcTime(),
        int: COUNT,
        **dict.fromkeys(
            (
                AlertLevel,
                AlertSource,
                Assertion,
                CorrectionKind,
                CorrectionState,
                FindingKind,
                Language,
                LiveState,
                NoteStatus,
                Role,
                SentenceSource,
                Severity,
            ),
            String(),
        ),
    }


def _said(*more: ForeignKeyConstraint) -> tuple[ForeignKeyConstraint, ...]:
    """A row about words of an utterance of the same job."""
    return (
        ForeignKeyConstraint(["job_key", "utterance"], ["utterances.job_key", "utterances.id"]),
        *more,
    )


class RecordingRow(Base):
    """A recording by identity and proof; one may be transcribed many times."""

    __tablename__ = "recordings"

    id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    first_at: Mapped[datetime]


class EncounterRow(Base):
    """An encounter by its identifier, in which case of letters does not count."""

    __tablename__ = "encounters"

    id: Mapped[str] = mapped_column(NOCASE, primary_key=True)
    sandbox: Mapped[bool]
    first_at: Mapped[datetime]


class JobRow(Base):
    """One recording through the whole job, as it was when it was saved."""

    __tablename__ = "jobs"

    key: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id"), index=True)
    encounter_id: Mapped[str | None] = mapped_column(
        OF_NOCASE, ForeignKey("encounters.id"), index=True
    )
    profile: Mapped[str]
    language: Mapped[Language]
    file_name: Mapped[str] = mapped_column(FileName())
    duration_s: Mapped[float]
    timings_s: Mapped[dict[str, float]] = mapped_column(JSON)
    settings: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class ModelRow(Base):
    """A model that made a job's result."""

    __tablename__ = "models_used"
    __table_args__ = (CheckConstraint("sha256 <> ''", name="model_has_hash"),)

    job_key: Mapped[int] = mapped_column(ForeignKey("jobs.key"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str]


class TurnRow(Base):
    """One speaker's turn."""

    __tablename__ = "turns"

    job_key: Mapped[int] = mapped_column(ForeignKey("jobs.key"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    speaker: Mapped[str]
    start_s: Mapped[float]
    end_s: Mapped[float]


class UtteranceRow(Base):
    """One utterance; `heard` and `flags` never change, `text` is the written form.

    heard: [[text, start_s, end_s, probability], ...]; flags: [[first, last, reason], ...].
    """

    __tablename__ = "utterances"
    __table_args__ = (UniqueConstraint("job_key", "position", name="utterance_order"),)

    job_key: Mapped[int] = mapped_column(ForeignKey("jobs.key"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    speaker: Mapped[str]
    role: Mapped[Role]
    language: Mapped[Language]
    overlap: Mapped[bool]
    heard: Mapped[list[list[Any]]] = mapped_column(JSON)
    flags: Mapped[list[list[Any]]] = mapped_column(JSON)
    text: Mapped[str]
    role_confidence: Mapped[float] = mapped_column(default=0.0)


class CorrectionRow(Base):
    """One overlay on heard words."""

    __tablename__ = "corrections"
    __table_args__ = _said()

    job_key: Mapped[int] = mapped_column(ForeignKey("jobs.key"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    utterance: Mapped[str | None]
    first: Mapped[int]
    last: Mapped[int]
    heard: Mapped[str]
    text: Mapped[str]
    kind: Mapped[CorrectionKind]
    concept: Mapped[str]
    score: Mapped[float]
    margin: Mapped[float]
    rule: Mapped[str]
    state: Mapped[CorrectionState]


class FindingRow(Base):
    """One concept that was mentioned; parts: [[name, number, unit, first, last], ...]."""

    __tablename__ = "findings"
    __table_args__ = _said()

    job_key: Mapped[int] = mapped_column(ForeignKey("jobs.key"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    utterance: Mapped[str | None]
    first: Mapped[int]
    last: Mapped[int]
    kind: Mapped[FindingKind]
    concept: Mapped[str]
    text: Mapped[str]
    assertion: Mapped[Assertion]
    code_system: Mapped[str | None]
    code_value: Mapped[str | None]
    value_number: Mapped[str | None]
    value_unit: Mapped[str | None]
    parts: Mapped[list[list[Any]]] = mapped_column(JSON)
    query: Mapped[str | None]


class AlertRow(Base):
    """One keyword alert."""

    __tablename__ = "alerts"
    __table_args__ = _said()

    job_key: Mapped[int] = mapped_column(ForeignKey("jobs.key"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    utterance: Mapped[str | None]
    first: Mapped[int]
    last: Mapped[int]
    keyword: Mapped[str]
    source: Mapped[AlertSource]
    start_s: Mapped[float]
    end_s: Mapped[float]
    heard: Mapped[str]
    severity: Mapped[Severity]
    assertion: Mapped[Assertion]
    level: Mapped[AlertLevel]
    interrupts: Mapped[bool]
    cue: Mapped[str] = mapped_column(default="")
    cue_first: Mapped[int | None]
    cue_last: Mapped[int | None]
    doubted: Mapped[bool] = mapped_column(default=False)


class NoteRow(Base):
    """A job's note; sha256 proves that the whole result is read back as it was saved."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(primary_key=True)
    job_key: Mapped[int] = mapped_column(ForeignKey("jobs.key"), unique=True)
    template: Mapped[str]
    status: Mapped[NoteStatus]
    sha256: Mapped[str]


class SectionRow(Base):
    """A section of a note."""

    __tablename__ = "note_sections"

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    code: Mapped[str]


class SentenceRow(Base):
    """A sentence of a note, in its section or, where `section` is null, unplaced."""

    __tablename__ = "note_sentences"
    __table_args__ = (
        ForeignKeyConstraint(
            ["note_id", "section"], ["note_sections.note_id", "note_sections.position"]
        ),
    )

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[int | None]
    text: Mapped[str]
    start_s: Mapped[float]
    end_s: Mapped[float]
    source: Mapped[SentenceSource]


class CitationRow(Base):
    """The evidence of a sentence: an utterance that is in the database, or the save is refused."""

    __tablename__ = "citations"
    __table_args__ = _said(
        ForeignKeyConstraint(
            ["note_id", "sentence"], ["note_sentences.note_id", "note_sentences.position"]
        )
    )

    note_id: Mapped[str] = mapped_column(primary_key=True)
    sentence: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    job_key: Mapped[int]
    utterance: Mapped[str]


class LiveRecordingRow(Base):
    """A recording from its first moment until its note is saved or it is discarded.

    consent: what had been said about being recorded when it began; "" for nothing. template: the
    key of what its note is made by; "" for what the settings name then.
    """

    __tablename__ = "live_recordings"

    id: Mapped[str] = mapped_column(primary_key=True)
    encounter_id: Mapped[str | None]
    profile: Mapped[str]
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    state: Mapped[LiveState]
    consent: Mapped[str] = mapped_column(default="")
    template: Mapped[str] = mapped_column(default="")


class LiveStageRow(Base):
    """What one final stage of a recording gave; gone with the save of the note it led to."""

    __tablename__ = "live_stages"

    recording_id: Mapped[str] = mapped_column(ForeignKey("live_recordings.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    payload: Mapped[str]
    models: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    took_s: Mapped[float]
    finished_at: Mapped[datetime]


class LiveAlertRow(Base):
    """A keyword alert as it was raised while recording, and who acknowledged it."""

    __tablename__ = "live_alerts"
    __table_args__ = (
        CheckConstraint(
            "(acknowledged_by IS NULL) = (acknowledged_at IS NULL)", name="acknowledged_by_and_at"
        ),
    )

    recording_id: Mapped[str] = mapped_column(ForeignKey("live_recordings.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    keyword: Mapped[str]
    source: Mapped[AlertSource]
    level: Mapped[AlertLevel]
    severity: Mapped[Severity]
    assertion: Mapped[Assertion]
    start_s: Mapped[float]
    end_s: Mapped[float]
    heard: Mapped[str]
    mentions: Mapped[int]
    raised_at: Mapped[datetime]
    acknowledged_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    cue: Mapped[str] = mapped_column(default="")
    doubted: Mapped[bool] = mapped_column(default=False)
