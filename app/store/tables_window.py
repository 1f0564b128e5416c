"""Consent, double entries, events of a resuscitation, unwanted corrections, texts to be put in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.encounters import Consent
from app.domain.vetoes import VetoScope
from app.store.migrations.columns import NOCASE, OF_NOCASE
from app.store.tables import Base, MaybeUtcTime
from app.store.tables_people import PatientRow


class ConsentRow(Base):
    """What was said about being recorded, and when; the last one of an encounter holds."""

    __tablename__ = "encounter_consents"

    key: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[str] = mapped_column(NOCASE, ForeignKey("encounters.id"), index=True)
    state: Mapped[Consent] = mapped_column(String())
    at: Mapped[datetime]
    by: Mapped[str]


class MergeRow(Base):
    """An encounter that was entered twice is shown under another one until that is undone.

    At most one is in force for an encounter, and into one that is not merged itself.
    """

    __tablename__ = "encounter_merges"
    __table_args__ = (
        CheckConstraint("encounter_id <> into_id", name="merged_into_another"),
        Index(
            "ix_encounter_merges_once",
            "encounter_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    key: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[str] = mapped_column(NOCASE, ForeignKey("encounters.id"))
    into_id: Mapped[str] = mapped_column(NOCASE, ForeignKey("encounters.id"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    undone_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    undone_by: Mapped[str | None]


class CodeEventRow(Base):
    """One event of a resuscitation; one that was marked by mistake is taken back and stays."""

    __tablename__ = "code_events"
    __table_args__ = (
        CheckConstraint("(recording_id IS NULL) = (at_s IS NULL)", name="code_event_in_sound"),
        CheckConstraint(
            "recording_id IS NOT NULL OR encounter_id IS NOT NULL", name="code_event_of_something"
        ),
    )

    key: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("live_recordings.id"), index=True)
    encounter_id: Mapped[str | None] = mapped_column(OF_NOCASE, ForeignKey("encounters.id"))
    kind: Mapped[str]
    at_s: Mapped[float | None]
    at: Mapped[datetime]
    by: Mapped[str]
    value: Mapped[str]
    taken_back_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    taken_back_by: Mapped[str | None]


class VetoRow(Base):
    """A correction that somebody does not want: in one note, for themselves, or on this site.

    section: of a user's, the only one of a note where it holds; department: of the site's, whose
    users it is for; "" for all.
    """

    __tablename__ = "vetoes"
    __table_args__ = (
        CheckConstraint("(scope = 'note') = (note_id IS NOT NULL)", name="veto_of_note"),
        CheckConstraint("(scope = 'user') = (user_id IS NOT NULL)", name="veto_of_user"),
    )

    key: Mapped[int] = mapped_column(primary_key=True)
    heard: Mapped[str] = mapped_column(index=True)
    written: Mapped[str]
    scope: Mapped[VetoScope] = mapped_column(String())
    note_id: Mapped[str | None] = mapped_column(ForeignKey("notes.id"))
    user_id: Mapped[str | None]
    section: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    ended_by: Mapped[str | None]


class MacroRow(Base):
    """A text to be put into a note, with [slots]. owner_id: "" for the whole site.

    A changed macro is a new row; the old one has ended.
    """

    __tablename__ = "macros"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    ended_by: Mapped[str | None]


Index("ix_code_events_encounter", CodeEventRow.encounter_id)
Index("ix_patients_place", PatientRow.place, PatientRow.encounter_id)
