"""First tables: recordings to notes, models used, encounters, audit; and their guards."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.migrations import columns, guards

revision = "0001"
down_revision = None

# What proves a result never changes; of an utterance only its written form and speaker may.
FROZEN: dict[str, tuple[str, ...]] = {
    "recordings": (),
    "jobs": (),
    "models_used": (),
    "turns": (),
    "utterances": ("job_key", "id", "position", "language", "heard", "flags"),
    "audit_events": (),
}
KEYS = {
    "recordings": "id = NEW.id",
    "jobs": "key = NEW.key",
    "models_used": "job_key = NEW.job_key AND part = NEW.part",
    "turns": "job_key = NEW.job_key AND position = NEW.position",
    "utterances": "job_key = NEW.job_key AND (id = NEW.id OR position = NEW.position)",
    "audit_events": "seq = NEW.seq",
}


def upgrade() -> None:
    """Make every table, then its guards."""
    columns.make_nocase(op.get_bind())
    _recordings()
    _jobs()
    _transcript()
    _meaning()
    _note()
    _citations()
    _audit()
    for table, frozen in FROZEN.items():
        guards.keep(table, KEYS[table], frozen)


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=False)


def _count(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, columns.COUNT, nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _of_utterance() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["job_key", "utterance"], ["utterances.job_key", "utterances.id"]
    )


def _of_job() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["job_key"], ["jobs.key"])


def _recordings() -> None:
    op.create_table(
        "recordings",
        _text("id"),
        _text("sha256"),
        _text("first_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "encounters",
        sa.Column("id", columns.NOCASE, nullable=False),
        _flag("sandbox"),
        _text("first_at"),
        sa.PrimaryKeyConstraint("id"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        _count("key"),
        _text("recording_id"),
        sa.Column("encounter_id", columns.OF_NOCASE),
        _text("profile"),
        _text("language"),
        sa.Column("file_name", sa.LargeBinary(), nullable=False),
        _number("duration_s"),
        _json("timings_s"),
        _text("saved_at"),
        _text("saved_by"),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"]),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounters.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_jobs_recording_id", "jobs", ["recording_id"])
    op.create_index("ix_jobs_encounter_id", "jobs", ["encounter_id"])
    op.create_table(
        "models_used",
        _count("job_key"),
        _text("part"),
        _text("name"),
        _text("sha256"),
        sa.CheckConstraint("sha256 <> ''", name="model_has_hash"),
        _of_job(),
        sa.PrimaryKeyConstraint("job_key", "part"),
    )


def _transcript() -> None:
    op.create_table(
        "turns",
        _count("job_key"),
        _count("position"),
        _text("speaker"),
        _number("start_s"),
        _number("end_s"),
        _of_job(),
        sa.PrimaryKeyConstraint("job_key", "position"),
    )
    op.create_table(
        "utterances",
        _count("job_key"),
        _text("id"),
        _count("position"),
        _text("speaker"),
        _text("role"),
        _text("language"),
        _flag("overlap"),
        _json("heard"),
        _json("flags"),
        _text("text"),
        sa.UniqueConstraint("job_key", "position", name="utterance_order"),
        _of_job(),
        sa.PrimaryKeyConstraint("job_key", "id"),
    )


def _about_words(name: str, *more: sa.Column[Any]) -> None:
    op.create_table(
        name,
        _count("job_key"),
        _count("position"),
        _text("utterance", nullable=True),
        _count("first"),
        _count("last"),
        *more,
        _of_job(),
        _of_utterance(),
        sa.PrimaryKeyConstraint("job_key", "position"),
    )


def _meaning() -> None:
    _about_words(
        "corrections",
        *map(_text, ("heard", "text", "kind", "concept")),
        *map(_number, ("score", "margin")),
        *map(_text, ("rule", "state")),
    )
    _about_words(
        "findings",
        *map(_text, ("kind", "concept", "text", "assertion")),
        *(
            _text(name, nullable=True)
            for name in ("code_system", "code_value", "value_number", "value_unit")
        ),
        _json("parts"),
        _text("query", nullable=True),
    )
    _about_words(
        "alerts",
        *map(_text, ("keyword", "source")),
        *map(_number, ("start_s", "end_s")),
        *map(_text, ("heard", "severity", "assertion", "level")),
        _flag("interrupts"),
    )


def _note() -> None:
    op.create_table(
        "notes",
        _text("id"),
        _count("job_key"),
        *map(_text, ("template", "status", "sha256")),
        _of_job(),
        sa.UniqueConstraint("job_key"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "note_sections",
        _text("note_id"),
        _count("position"),
        *map(_text, ("key", "code")),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"]),
        sa.PrimaryKeyConstraint("note_id", "position"),
    )
    op.create_table(
        "note_sentences",
        _text("note_id"),
        _count("position"),
        _count("section", nullable=True),
        _text("text"),
        *map(_number, ("start_s", "end_s")),
        _text("source"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"]),
        sa.ForeignKeyConstraint(
            ["note_id", "section"], ["note_sections.note_id", "note_sections.position"]
        ),
        sa.PrimaryKeyConstraint("note_id", "position"),
    )


def _citations() -> None:
    op.create_table(
        "citations",
        _text("note_id"),
        _count("sentence"),
        _count("position"),
        _count("job_key"),
        _text("utterance"),
        _of_utterance(),
        sa.ForeignKeyConstraint(
            ["note_id", "sentence"], ["note_sentences.note_id", "note_sentences.position"]
        ),
        sa.PrimaryKeyConstraint("note_id", "sentence", "position"),
    )


def _audit() -> None:
    op.create_table(
        "audit_events",
        _count("seq"),
        *map(_text, ("at", "actor_id", "action", "entity_kind", "entity_id")),
        _json("detail"),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
