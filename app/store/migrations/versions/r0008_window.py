"""What the window asks for: whom an encounter is about in an emergency, consent, double entries,
events of a resuscitation, corrections that are not wanted, texts to be put in.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.migrations.columns import COUNT, NOCASE, OF_NOCASE
from app.store.migrations.guards import after, keep, no_longer, rule

revision = "0008"
down_revision = "0007"

FROZEN = {  # what of a row stays as it was written; all of it where nothing is named
    "encounter_consents": (),
    "encounter_merges": ("key", "encounter_id", "into_id", "reason", "at", "by"),
    "code_events": ("key", "recording_id", "encounter_id", "kind", "at_s", "at", "by", "value"),
    "vetoes": ("key", "heard", "written", "scope", "note_id", "user_id", "at", "by"),
    "macros": ("id", "owner_id", "name", "language", "text", "at", "by"),
}
ENDS = {  # what may be said of a row later, once
    "encounter_merges": ("undone_at", "undone_by"),
    "code_events": ("taken_back_at", "taken_back_by"),
    "vetoes": ("ended_at", "ended_by"),
    "macros": ("ended_at", "ended_by"),
}
NAMED = 'COLLATE "NOCASE"'  # in encounter ids the case of letters does not count
FAMILY = (
    "(SELECT encounter_list.encounter_id UNION ALL SELECT encounter_id FROM encounter_merges "
    "WHERE into_id = encounter_list.encounter_id AND undone_at IS NULL)"
)
"""An encounter of the list and those that were merged into it."""
UNFINISHED = f"""(
  NOT EXISTS (SELECT 1 FROM jobs WHERE encounter_id {NAMED} IN {FAMILY})
  OR EXISTS (SELECT 1 FROM live_recordings WHERE encounter_id {NAMED} IN {FAMILY}
    AND state NOT IN ('saved', 'discarded'))
  OR EXISTS (SELECT 1 FROM jobs JOIN notes ON notes.job_key = jobs.key
    WHERE jobs.encounter_id {NAMED} IN {FAMILY}
    AND NOT EXISTS (SELECT 1 FROM note_versions
      WHERE note_versions.note_id = notes.id AND note_versions.kind <> 'draft')))"""  # noqa: S608
OF_NOTE = (
    f"(SELECT jobs.encounter_id {NAMED} FROM jobs JOIN notes ON notes.job_key = jobs.key "  # noqa: S608
    "WHERE notes.id = {note})"
)


def upgrade() -> None:
    """Make the tables and their guards, then what keeps the list of encounters."""
    _patients()
    _recordings()
    _encounters()
    _code()
    _words()
    for table, columns in FROZEN.items():
        keep(table, f"{_key(table)} = NEW.{_key(table)}", columns)
    for table, ends in ENDS.items():
        _once(table, ends)
    rule(
        "encounter_merges_one_step",
        "encounter_merges",
        "INSERT",
        "EXISTS (SELECT 1 FROM encounter_merges WHERE undone_at IS NULL AND "
        "(encounter_id = NEW.into_id OR into_id = NEW.encounter_id))",
        "an encounter is merged into one that stands for itself",
    )
    _list()


def _key(table: str) -> str:
    return "id" if table == "macros" else "key"


def _once(table: str, ends: Sequence[str]) -> None:
    rule(
        f"{table}_end",
        table,
        f"UPDATE OF {', '.join(ends)}",
        f"OLD.{ends[0]} IS NOT NULL",
        "what has ended stays ended",
    )


def _patients() -> None:
    for name in ("age", "sex", "place"):
        told = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("encounter_patients", told)
    unknown: sa.Column[Any] = sa.Column(
        "unknown", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("encounter_patients", unknown)
    columns = [sa.text(f"place {NAMED}"), sa.text(f"encounter_id {NAMED}")]
    op.create_index("ix_patients_place", "encounter_patients", columns)


def _recordings() -> None:
    consent = sa.Column("consent", sa.String(), nullable=False, server_default="")
    op.add_column("live_recordings", consent)
    rule(
        "live_recordings_consent",
        "live_recordings",
        "UPDATE OF consent",
        "NEW.consent <> OLD.consent",
        "live_recordings are kept as they are",
    )


def _encounters() -> None:
    op.create_table(
        "encounter_consents",
        sa.Column("key", COUNT, nullable=False),
        sa.Column("encounter_id", NOCASE, nullable=False),
        *map(_text, ("state", "at", "by")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounters.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_encounter_consents_encounter_id", "encounter_consents", ["encounter_id"])
    op.create_table(
        "encounter_merges",
        sa.Column("key", COUNT, nullable=False),
        *(sa.Column(name, NOCASE, nullable=False) for name in ("encounter_id", "into_id")),
        *map(_text, ("reason", "at", "by")),
        *map(_maybe, ("undone_at", "undone_by")),
        sa.CheckConstraint("encounter_id <> into_id", name="merged_into_another"),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounters.id"]),
        sa.ForeignKeyConstraint(["into_id"], ["encounters.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    in_force = sa.text("undone_at IS NULL")
    op.create_index(
        "ix_encounter_merges_once",
        "encounter_merges",
        ["encounter_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
    op.create_index("ix_encounter_merges_into_id", "encounter_merges", ["into_id"])


def _code() -> None:
    op.create_table(
        "code_events",
        sa.Column("key", COUNT, nullable=False),
        _maybe("recording_id"),
        sa.Column("encounter_id", OF_NOCASE),
        _text("kind"),
        sa.Column("at_s", sa.Double()),
        *map(_text, ("at", "by", "value")),
        *map(_maybe, ("taken_back_at", "taken_back_by")),
        sa.CheckConstraint("(recording_id IS NULL) = (at_s IS NULL)", name="code_event_in_sound"),
        sa.CheckConstraint(
            "recording_id IS NOT NULL OR encounter_id IS NOT NULL", name="code_event_of_something"
        ),
        sa.ForeignKeyConstraint(["recording_id"], ["live_recordings.id"]),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounters.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_code_events_recording_id", "code_events", ["recording_id"])
    columns = [sa.text(f"encounter_id {NAMED}")]
    op.create_index("ix_code_events_encounter", "code_events", columns)


def _words() -> None:
    op.create_table(
        "vetoes",
        sa.Column("key", COUNT, nullable=False),
        *map(_text, ("heard", "written", "scope")),
        *map(_maybe, ("note_id", "user_id")),
        *map(_text, ("at", "by")),
        *map(_maybe, ("ended_at", "ended_by")),
        sa.CheckConstraint("(scope = 'note') = (note_id IS NOT NULL)", name="veto_of_note"),
        sa.CheckConstraint("(scope = 'user') = (user_id IS NOT NULL)", name="veto_of_user"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_vetoes_heard", "vetoes", ["heard"])
    op.create_table(
        "macros",
        *map(_text, ("id", "owner_id", "name", "language", "text", "at", "by")),
        *map(_maybe, ("ended_at", "ended_by")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_macros_owner_id", "macros", ["owner_id"])


def _list() -> None:
    """A merged encounter is not listed; what of it is unfinished makes the kept one so."""
    new = f"NEW.encounter_id {NAMED}"
    recorded, noted, signed = _again(new), _again(OF_NOTE.format(note="NEW.id")), "NEW.note_id"
    again = (
        ("encounter_recorded", "INSERT", "live_recordings", recorded, "true"),
        ("encounter_recording", "UPDATE OF state", "live_recordings", recorded, "true"),
        ("encounter_noted", "INSERT", "notes", noted, "true"),
        (
            "encounter_signed",
            "INSERT",
            "note_versions",
            _again(OF_NOTE.format(note=signed)),
            "NEW.kind <> 'draft'",
        ),
    )
    for name, event, table, statement, condition in again:
        no_longer(name, table)
        after(name, event, table, statement, condition)
    kept = _again("NEW.into_id")
    gone = f"DELETE FROM encounter_list WHERE encounter_id = NEW.encounter_id; {kept}"  # noqa: S608
    after("encounter_merged", "INSERT", "encounter_merges", gone)
    back = (
        "INSERT INTO encounter_list SELECT id, true, coalesce(arrived_at, first_at), "  # noqa: S608
        "coalesce(department, '') FROM encounters LEFT JOIN encounter_patients "
        f"ON encounter_patients.encounter_id {NAMED} = encounters.id "
        f"WHERE encounters.id = NEW.encounter_id; {_again('NEW.encounter_id')}; {kept}"
    )
    after("encounter_parted", "UPDATE OF undone_at", "encounter_merges", back)


def _again(encounter: str) -> str:
    """Say of the encounter, or of the one that it was merged into, whether it is unfinished."""
    return (
        f"UPDATE encounter_list SET unfinished = {UNFINISHED} WHERE encounter_id IN "  # noqa: S608
        f"(SELECT {encounter} UNION ALL SELECT into_id FROM encounter_merges "
        f"WHERE undone_at IS NULL AND encounter_id = {encounter})"
    )


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _maybe(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String())
