"""Who is in the emergency room, as HL7 v2 senders said; kept only while it may be needed."""

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.store.migrations.columns import NOCASE
from app.store.tables import Base, MaybeUtcTime


class AdmissionRow(Base):
    """A visit. said: when each field was told, by its sender's clock; seen_at: when one came last.

    contested: another patient for whom the same visit number was told, by field; None for nobody.
    """

    __tablename__ = "admissions"

    visit: Mapped[str] = mapped_column(NOCASE, primary_key=True)
    patient_id: Mapped[str] = mapped_column(NOCASE, index=True)
    name: Mapped[str]
    sex: Mapped[str]
    birth_date: Mapped[str]
    department: Mapped[str]
    place: Mapped[str]
    arrived_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    left_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    source: Mapped[str]
    said: Mapped[dict[str, str]] = mapped_column(JSON)
    seen_at: Mapped[datetime] = mapped_column(index=True)
    contested: Mapped[dict[str, str] | None] = mapped_column(JSON)


class PatientMergeRow(Base):
    """A patient number that is used no more, and the one that stands for it."""

    __tablename__ = "patient_merges"

    gone: Mapped[str] = mapped_column(NOCASE, primary_key=True)
    kept: Mapped[str] = mapped_column(NOCASE)
    at: Mapped[datetime]


class AdtMessageRow(Base):
    """A message that was taken, by its sender's name and number, so that it counts once."""

    __tablename__ = "adt_messages"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
