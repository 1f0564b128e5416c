"""Legal holds, and the list in which encounters are searched, which triggers keep."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.migrations.columns import NOCASE
from app.store.migrations.guards import after, keep, rule

revision = "0007"
down_revision = "0006"

HOLD = ("id", "encounter_id", "kind", "reason", "set_by", "set_at")
LIFTED = ("lifted_by", "lifted_at", "lifted_reason")
NAMED = 'COLLATE "NOCASE"'  # in encounter ids the case of letters does not count
UNFINISHED = f"""(
  NOT EXISTS (SELECT 1 FROM jobs WHERE encounter_id {NAMED} = encounter_list.encounter_id)
  OR EXISTS (SELECT 1 FROM live_recordings
    WHERE encounter_id {NAMED} = encounter_list.encounter_id
    AND state NOT IN ('saved', 'discarded'))
  OR EXISTS (SELECT 1 FROM jobs JOIN notes ON notes.job_key = jobs.key
    WHERE jobs.encounter_id {NAMED} = encounter_list.encounter_id
    AND NOT EXISTS (SELECT 1 FROM note_versions
      WHERE note_versions.note_id = notes.id AND note_versions.kind <> 'draft')))"""  # noqa: S608
AGAIN = f"UPDATE encounter_list SET unfinished = {UNFINISHED} WHERE encounter_id = "  # noqa: S608
OF_NOTE = (
    f"(SELECT jobs.encounter_id {NAMED} FROM jobs JOIN notes ON notes.job_key = jobs.key "  # noqa: S608
    "WHERE notes.id = "
)
INDEXES = (
    ("ix_jobs_encounter_nocase", "jobs", (f"encounter_id {NAMED}",)),
    ("ix_jobs_saved_by", "jobs", ("saved_by", f"encounter_id {NAMED}")),
    ("ix_live_recordings_encounter", "live_recordings", (f"encounter_id {NAMED}",)),
    ("ix_live_recordings_by", "live_recordings", ("started_by", f"encounter_id {NAMED}")),
    ("ix_assignments_visible", "assignments", ("user_id", f"encounter_id {NAMED}", "ended_at")),
    ("ix_patients_encounter", "encounter_patients", (f"encounter_id {NAMED}",)),
    ("ix_patients_name", "encounter_patients", (f"name {NAMED}", f"encounter_id {NAMED}")),
    ("ix_patients_patient", "encounter_patients", ("patient_id",)),
)


def upgrade() -> None:
    """Make the tables and their guards, the list of what is there, then what keeps it."""
    _holds()
    for name, table, columns in INDEXES:
        op.create_index(name, table, [sa.text(column) for column in columns])
    _list()
    keep("legal_holds", "id = NEW.id", HOLD)
    rule(
        "legal_holds_end",
        "legal_holds",
        f"UPDATE OF {', '.join(LIFTED)}",
        "OLD.lifted_at IS NOT NULL",
        "what was lifted stays lifted",
    )
    _kept_list()


def _holds() -> None:
    op.create_table(
        "legal_holds",
        _text("id"),
        sa.Column("encounter_id", NOCASE, nullable=False),
        *map(_text, HOLD[2:]),
        *(sa.Column(name, sa.String()) for name in LIFTED),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounters.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_legal_holds_encounter_id", "legal_holds", ["encounter_id"])


def _list() -> None:
    op.create_table(
        "encounter_list",
        sa.Column("encounter_id", NOCASE, nullable=False),
        sa.Column("unfinished", sa.Boolean(), nullable=False),
        *map(_text, ("at", "department")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounters.id"]),
        sa.PrimaryKeyConstraint("encounter_id"),
        sqlite_with_rowid=False,
    )
    order = ["unfinished", "at", "encounter_id", "department"]
    op.create_index("ix_encounter_list_order", "encounter_list", order)
    order = ["department", "unfinished", "at", "encounter_id"]
    op.create_index("ix_encounter_list_department", "encounter_list", order)
    op.execute(
        "INSERT INTO encounter_list SELECT id, true, coalesce(arrived_at, first_at), "  # noqa: S608
        "coalesce(department, '') FROM encounters LEFT JOIN encounter_patients "
        f"ON encounter_patients.encounter_id {NAMED} = encounters.id"
    )
    op.execute(f"UPDATE encounter_list SET unfinished = {UNFINISHED}")  # noqa: S608


def _kept_list() -> None:
    new = f"NEW.encounter_id {NAMED}"
    insert = "INSERT INTO encounter_list VALUES (NEW.id, true, NEW.first_at, '')"
    after("encounter_listed", "INSERT", "encounters", insert)
    known = (
        "UPDATE encounter_list SET at = coalesce(NEW.arrived_at, at), "  # noqa: S608
        f"department = NEW.department WHERE encounter_id = {new}"
    )
    after("encounter_arrived", "INSERT", "encounter_patients", known)
    columns = "arrived_at, department"
    after("encounter_arrival", f"UPDATE OF {columns}", "encounter_patients", known)
    after("encounter_recorded", "INSERT", "live_recordings", AGAIN + new)
    after("encounter_recording", "UPDATE OF state", "live_recordings", AGAIN + new)
    after("encounter_noted", "INSERT", "notes", f"{AGAIN}{OF_NOTE}NEW.id)")
    signed = "NEW.kind <> 'draft'"
    after("encounter_signed", "INSERT", "note_versions", f"{AGAIN}{OF_NOTE}NEW.note_id)", signed)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)
