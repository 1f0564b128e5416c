"""What keeps things from being erased, and the list in which encounters are searched."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.migrations.columns import NOCASE
from app.store.tables import Base, JobRow, LiveRecordingRow, MaybeUtcTime
from app.store.tables_people import AssignmentRow, PatientRow

HoldKind = Literal["hold", "seal"]


class HoldRow(Base):
    """Nothing of an encounter leaves while one is in force. kind: `seal` marks that a copy of the
    record was sealed with both parties present; either way the reasons are codes or short text."""

    __tablename__ = "legal_holds"

    id: Mapped[str] = mapped_column(primary_key=True)
    encounter_id: Mapped[str] = mapped_column(NOCASE, ForeignKey("encounters.id"), index=True)
    kind: Mapped[HoldKind] = mapped_column(String())
    reason: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    lifted_reason: Mapped[str | None]


class ListedRow(Base):
    """An encounter as a worklist sorts it; triggers keep it.

    unfinished: nothing of it is signed yet, a draft waits, or a recording does. at: arrival, where
    that is known, else when the encounter was first named.
    """

    __tablename__ = "encounter_list"
    __table_args__ = (
        Index("ix_encounter_list_order", "unfinished", "at", "encounter_id", "department"),
        Index("ix_encounter_list_department", "department", "unfinished", "at", "encounter_id"),
        {"sqlite_with_rowid": False},
    )

    encounter_id: Mapped[str] = mapped_column(NOCASE, ForeignKey("encounters.id"), primary_key=True)
    unfinished: Mapped[bool]
    at: Mapped[datetime]
    department: Mapped[str]


Index("ix_jobs_encounter_nocase", JobRow.encounter_id)
Index("ix_jobs_saved_by", JobRow.saved_by, JobRow.encounter_id)
Index("ix_live_recordings_encounter", LiveRecordingRow.encounter_id)
Index("ix_live_recordings_by", LiveRecordingRow.started_by, LiveRecordingRow.encounter_id)
Index(
    "ix_assignments_visible",
    AssignmentRow.user_id,
    AssignmentRow.encounter_id,
    AssignmentRow.ended_at,
)
Index("ix_patients_encounter", PatientRow.encounter_id)
Index("ix_patients_name", PatientRow.name, PatientRow.encounter_id)
Index("ix_patients_patient", PatientRow.patient_id)
