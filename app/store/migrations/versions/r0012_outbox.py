"""What waits to go to the EMR: frozen messages, their steps, and who sends now."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.columns import COUNT
from app.store.migrations.guards import after, keep

revision = "0012"
down_revision = "0011"

SETTLED = "NEW.state IN ('acked', 'rejected')"


def upgrade() -> None:
    """Make the tables and their guards; nothing waits yet."""
    _messages()
    _steps()
    op.create_table(
        "outgoing_open",
        _text("message"),
        sa.ForeignKeyConstraint(["message"], ["outgoing.id"]),
        sa.PrimaryKeyConstraint("message"),
    )
    op.create_table(
        "outgoing_lease",
        _text("name"),
        _text("holder"),
        sa.Column("beat", COUNT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    keep("outgoing", "id = NEW.id OR number = NEW.number")
    keep("outgoing_steps", "message = NEW.message AND number = NEW.number")
    after(
        "outgoing_settles",
        "INSERT",
        "outgoing_steps",
        "DELETE FROM outgoing_open WHERE message = NEW.message",
        SETTLED,
    )
    after(
        "outgoing_opens",
        "INSERT",
        "outgoing_steps",
        "INSERT INTO outgoing_open (message) SELECT NEW.message "
        "WHERE NOT EXISTS (SELECT 1 FROM outgoing_open WHERE message = NEW.message)",
        f"NOT {SETTLED}",
    )


def _messages() -> None:
    op.create_table(
        "outgoing",
        _text("id"),
        sa.Column("number", COUNT, nullable=False),
        *map(_text, ("destination", "form", "act", "note_id")),
        sa.Column("version", COUNT, nullable=False),
        _text("lane"),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        *map(_text, ("sha256", "queued_at", "queued_by")),
        sa.ForeignKeyConstraint(
            ["note_id", "version"], ["note_versions.note_id", "note_versions.version"]
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_outgoing_note_id", "outgoing", ["note_id"])


def _steps() -> None:
    op.create_table(
        "outgoing_steps",
        _text("message"),
        sa.Column("number", COUNT, nullable=False),
        *map(_text, ("state", "at", "code", "sentence")),
        sa.Column("due_at", sa.String()),
        sa.ForeignKeyConstraint(["message"], ["outgoing.id"]),
        sa.PrimaryKeyConstraint("message", "number"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)
