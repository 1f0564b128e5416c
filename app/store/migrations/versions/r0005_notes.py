"""Versions, signatures and marks of notes, suggestions, confirmed values, handovers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.migrations.columns import COUNT
from app.store.migrations.guards import keep, rule

revision = "0005"
down_revision = "0004"

NUMBERED = "note_id = NEW.note_id AND number = NEW.number"
KEYS = {
    "note_versions": "note_id = NEW.note_id AND version = NEW.version",
    "signing_keys": "id = NEW.id",
    "note_signatures": "note_id = NEW.note_id AND version = NEW.version AND kind = NEW.kind",
    "note_marks": NUMBERED,
    "note_owners": NUMBERED,
    "suggestions": NUMBERED,
    "suggestion_decisions": NUMBERED,
    "confirmed_values": NUMBERED,
}


def upgrade() -> None:
    """Make the tables, then their guards."""
    settings = sa.Column("settings", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("jobs", settings)
    _versions()
    _signatures()
    _about_note("note_marks", *map(_text, ("kind", "made_by", "made_at", "reason")))
    _about_note("note_owners", *map(_text, ("step", "user_id", "made_by", "made_at")))
    _suggestions()
    _about_note("confirmed_values", *map(_text, ("subject", "value", "made_by", "made_at")))
    for table, key in KEYS.items():
        keep(table, key)
    rule(
        "note_versions_of_signed",
        "note_versions",
        "INSERT",
        "NEW.kind = 'draft' AND EXISTS (SELECT 1 FROM note_versions WHERE note_id = NEW.note_id "
        "AND kind <> 'draft')",
        "a signed note is never edited",
    )


def _versions() -> None:
    op.create_table(
        "note_versions",
        _text("note_id"),
        _count("version"),
        _text("kind"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *map(_text, ("sha256", "prev_sha256", "author_id", "created_at", "reason")),
        _flag("late"),
        _flag("needs_cosign"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"]),
        sa.PrimaryKeyConstraint("note_id", "version"),
    )


def _signatures() -> None:
    op.create_table(
        "signing_keys",
        *map(_text, ("id", "user_id", "provider", "public", "sealed", "made_at")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_signing_keys_user_id", "signing_keys", ["user_id"])
    op.create_table(
        "note_signatures",
        _text("note_id"),
        _count("version"),
        *map(_text, ("kind", "signer_id", "signed_at", "key_id", "jws")),
        sa.ForeignKeyConstraint(
            ["note_id", "version"], ["note_versions.note_id", "note_versions.version"]
        ),
        sa.ForeignKeyConstraint(["key_id"], ["signing_keys.id"]),
        sa.PrimaryKeyConstraint("note_id", "version", "kind"),
    )


def _suggestions() -> None:
    _about_note(
        "suggestions",
        *map(_text, ("kind", "target", "before", "after")),
        _count("version"),
        *map(_text, ("reason", "made_by", "made_at")),
    )
    op.create_table(
        "suggestion_decisions",
        _text("note_id"),
        _count("number"),
        _flag("accepted"),
        *map(_text, ("made_by", "made_at")),
        sa.ForeignKeyConstraint(
            ["note_id", "number"], ["suggestions.note_id", "suggestions.number"]
        ),
        sa.PrimaryKeyConstraint("note_id", "number"),
    )


def _about_note(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        _text("note_id"),
        _count("number"),
        *columns,
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"]),
        sa.PrimaryKeyConstraint("note_id", "number"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, COUNT, nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)
