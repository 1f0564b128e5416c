"""Users, their sign-ins and sessions, who is assigned to whom, two-person acts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.migrations import columns
from app.store.migrations.guards import keep, rule

revision = "0003"
down_revision = "0002"

FROZEN = {  # what of a row stays as it was written
    "sessions": ("id", "user_id", "workstation", "started_at"),
    "assignments": ("key", "encounter_id", "user_id", "assigned_at", "assigned_by"),
    "break_glass": (
        "id",
        "user_id",
        "encounter_id",
        "reason_code",
        "reason",
        "started_at",
        "until",
    ),
    "emergencies": ("recording_id", "workstation", "session_id"),
    "proposals": ("id", "action", "object_id", "payload", "reason", "proposed_by", "proposed_at"),
    "users": ("id", "login", "source", "created_at", "created_by"),
}
KEYS = {"assignments": "key = NEW.key", "emergencies": "recording_id = NEW.recording_id"}


def upgrade() -> None:
    """Make the tables, then their guards."""
    op.create_table("store_facts", _text("name"), _text("value"), sa.PrimaryKeyConstraint("name"))
    _users()
    _sessions()
    _care()
    _emergencies()
    _proposals()
    for table, frozen in FROZEN.items():
        keep(table, KEYS.get(table, "id = NEW.id"), frozen)
    for table in ("sessions", "assignments", "break_glass"):
        rule(
            f"{table}_end",
            table,
            "UPDATE OF ended_at",
            "OLD.ended_at IS NOT NULL",
            "what has ended stays ended",
        )
    rule(
        "emergencies_claimed",
        "emergencies",
        "UPDATE OF encounter_id, claimed_by, claimed_at",
        "OLD.claimed_by IS NOT NULL",
        "a claim once made stays",
    )
    rule(
        "proposals_decided",
        "proposals",
        "UPDATE OF decision, decided_by, decided_at",
        "OLD.decision IS NOT NULL",
        "a decision once made stays",
    )
    rule(
        "proposals_two_people",
        "proposals",
        "UPDATE OF decided_by",
        "NEW.decision = 'approved' AND NEW.decided_by = NEW.proposed_by",
        "two people decide",
    )


def _text(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, columns.COUNT, nullable=False)


def _encounter() -> sa.Column[Any]:
    return sa.Column("encounter_id", columns.OF_NOCASE, nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _maybe(*names: str) -> list[sa.Column[Any]]:
    return [_text(name, nullable=True) for name in names]


def _foreign(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target])


def _users() -> None:
    op.create_table(
        "users",
        *map(_text, ("id", "login", "name", "role", "department")),
        _flag("trainee"),
        *_maybe("supervisor_id"),
        _text("source"),
        *_maybe("password_hash", "password_at"),
        _flag("must_change"),
        *_maybe("totp_secret"),
        _number("totp_step"),
        *_maybe("unlocked_at", "disabled_at"),
        *map(_text, ("created_at", "created_by")),
        _foreign("supervisor_id", "users.id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "sign_in_failures",
        _number("key"),
        *map(_text, ("login", "at")),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_sign_in_failures_login", "sign_in_failures", ["login"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        *map(_text, ("id", "user_id", "workstation", "started_at")),
        *_maybe("ended_at", "end_reason"),
        _foreign("user_id", "users.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])


def _care() -> None:
    op.create_table(
        "assignments",
        _number("key"),
        _encounter(),
        *map(_text, ("user_id", "assigned_at", "assigned_by")),
        *_maybe("ended_at"),
        _foreign("encounter_id", "encounters.id"),
        _foreign("user_id", "users.id"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "break_glass",
        *map(_text, ("id", "user_id")),
        _encounter(),
        *map(_text, ("reason_code", "reason")),
        *map(_text, ("started_at", "until")),
        *_maybe("ended_at"),
        _foreign("encounter_id", "encounters.id"),
        _foreign("user_id", "users.id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "encounter_patients",
        _encounter(),
        *_maybe("patient_id"),
        *map(_text, ("name", "department")),
        *_maybe("arrived_at"),
        _text("created_by"),
        _foreign("encounter_id", "encounters.id"),
        sa.PrimaryKeyConstraint("encounter_id"),
    )
    for table in ("assignments", "break_glass"):
        for column in ("encounter_id", "user_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])


def _emergencies() -> None:
    op.create_table(
        "emergencies",
        *map(_text, ("recording_id", "workstation", "session_id")),
        *_maybe("encounter_id", "claimed_by", "claimed_at"),
        _foreign("recording_id", "live_recordings.id"),
        sa.PrimaryKeyConstraint("recording_id"),
    )


def _proposals() -> None:
    op.create_table(
        "proposals",
        *map(_text, ("id", "action", "object_id")),
        sa.Column("payload", sa.JSON(), nullable=False),
        *map(_text, ("reason", "proposed_by", "proposed_at")),
        *_maybe("decision", "decided_by", "decided_at", "done_at"),
        sa.PrimaryKeyConstraint("id"),
    )
