"""Users, their sessions, who looks after whom, and acts that two people make together."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.migrations.columns import OF_NOCASE
from app.store.tables import Base, MaybeUtcTime

Decision = Literal["approved", "rejected"]


class FactRow(Base):
    """One fact about this store: its site profile, its limits, the key of its patient hashes."""

    __tablename__ = "store_facts"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class UserRow(Base):
    """Somebody who can sign in. password_hash: a PHC string; none for users of a directory."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)  # kept in lower case
    name: Mapped[str]
    role: Mapped[str]
    department: Mapped[str]
    trainee: Mapped[bool]
    supervisor_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    source: Mapped[str]  # local or directory
    password_hash: Mapped[str | None]
    password_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    must_change: Mapped[bool]
    totp_secret: Mapped[str | None]
    totp_step: Mapped[int]  # of the last code that was used; none before it is taken again
    unlocked_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    disabled_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class FailureRow(Base):
    """A sign-in that failed, whether or not there is such a user."""

    __tablename__ = "sign_in_failures"

    key: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class SessionRow(Base):
    """One user at one workstation from sign-in to its end."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    workstation: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    end_reason: Mapped[str | None]


class AssignmentRow(Base):
    """A user looks after an encounter, from one moment on and until another."""

    __tablename__ = "assignments"

    key: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[str] = mapped_column(OF_NOCASE, ForeignKey("encounters.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())


class GlassRow(Base):
    """Break-the-glass: one user may read one encounter for a while, and said why."""

    __tablename__ = "break_glass"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    encounter_id: Mapped[str] = mapped_column(OF_NOCASE, ForeignKey("encounters.id"), index=True)
    reason_code: Mapped[str]
    reason: Mapped[str]  # free text; here only, never in the audit log
    started_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())


class EmergencyRow(Base):
    """A recording that was begun without sign-in, and who claimed it. session_id: of the user whose
    locked screen it was begun at, "" for nobody's. encounter_id: as the claimer named it."""

    __tablename__ = "emergencies"

    recording_id: Mapped[str] = mapped_column(ForeignKey("live_recordings.id"), primary_key=True)
    workstation: Mapped[str]
    session_id: Mapped[str]
    encounter_id: Mapped[str | None]
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())


class ProposalRow(Base):
    """An act that one person proposes and another one decides about."""

    __tablename__ = "proposals"

    id: Mapped[str] = mapped_column(primary_key=True)
    action: Mapped[str]
    object_id: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    decision: Mapped[Decision | None] = mapped_column(String())
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    done_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())


class PatientRow(Base):
    """Whom an encounter is about, as far as it is known. arrived_at: kept to the millisecond.

    age, sex, place: as they were typed (`54`, `M`, `Bed 4`). unknown: the name is one that we made
    up for somebody whom nobody could name. birth_date: `1962-01-02`, as an EMR or a wristband says.
    """

    __tablename__ = "encounter_patients"

    encounter_id: Mapped[str] = mapped_column(
        OF_NOCASE, ForeignKey("encounters.id"), primary_key=True
    )
    patient_id: Mapped[str | None]
    name: Mapped[str]
    department: Mapped[str]
    arrived_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    created_by: Mapped[str]
    age: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    unknown: Mapped[bool] = mapped_column(default=False)
    birth_date: Mapped[str] = mapped_column(default="")
