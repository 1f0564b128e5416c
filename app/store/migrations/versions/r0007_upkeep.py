"""Legal holds, and the list in which encounters are searched, which triggers keep."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.migrations.columns import NOCASE
from app.store.migrations.guards import keep, rule

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
    ("ix_assignments_visible", "assignments", ("user_id", f"encounter_id {NAMED}")),
    ("ix_patients_name", "encounter_patients", (f"name {NAMED}",)),
    ("ix_patients_patient", "encounter_patients", ("patient_id",)),
    ("ix_patients_department", "encounter_patients", ("department",)),
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
        _text("at"),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounters.id"]),
        sa.PrimaryKeyConstraint("encounter_id"),
    )
    op.create_index("ix_encounter_list_order", "encounter_list", ["unfinished", "at"])
    op.create_index("ix_encounter_list_at", "encounter_list", ["at"])
    op.execute(
        "INSERT INTO encounter_list SELECT encounters.id, true, coalesce((SELECT arrived_at "  # noqa: S608
        f"FROM encounter_patients WHERE encounter_id {NAMED} = encounters.id), first_at) "
        "FROM encounters"
    )
    op.execute(f"UPDATE encounter_list SET unfinished = {UNFINISHED}")  # noqa: S608


def _kept_list() -> None:
    new = f"NEW.encounter_id {NAMED}"
    insert = "INSERT INTO encounter_list VALUES (NEW.id, true, NEW.first_at)"
    _after("encounter_listed", "INSERT", "encounters", insert)
    arrived = f"UPDATE encounter_list SET at = NEW.arrived_at WHERE encounter_id = {new}"  # noqa: S608
    known = "NEW.arrived_at IS NOT NULL"
    _after("encounter_arrived", "INSERT", "encounter_patients", arrived, known)
    _after("encounter_arrival", "UPDATE OF arrived_at", "encounter_patients", arrived, known)
    _after("encounter_recorded", "INSERT", "live_recordings", AGAIN + new)
    _after("encounter_recording", "UPDATE OF state", "live_recordings", AGAIN + new)
    _after("encounter_noted", "INSERT", "notes", f"{AGAIN}{OF_NOTE}NEW.id)")
    signed = "NEW.kind <> 'draft'"
    _after("encounter_signed", "INSERT", "note_versions", f"{AGAIN}{OF_NOTE}NEW.note_id)", signed)


def _after(name: str, event: str, table: str, statement: str, condition: str = "true") -> None:
    """Do `statement` after every `event` on a row of `table` that meets the condition."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM "
            f"CURRENT AS $$ BEGIN IF {condition} THEN {statement}; END IF; RETURN NULL; END $$"
        )
        run = f"EXECUTE FUNCTION {name}()"
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {run}")
    else:
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {condition} "
            f"BEGIN {statement}; END"
        )


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)
