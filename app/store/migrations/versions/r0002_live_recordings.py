"""Recordings under way: their state, what their final stages gave, and their live alerts."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations import columns, guards

revision = "0002"
down_revision = "0001"

# What may still change; all else of a row stays as it was written.
MAY_CHANGE = {
    "live_recordings": {"state"},
    "live_alerts": {
        "source",
        "level",
        "assertion",
        "start_s",
        "end_s",
        "heard",
        "mentions",
        "acknowledged_by",
        "acknowledged_at",
    },
}
KEYS = {
    "live_recordings": "id = NEW.id",
    "live_alerts": "recording_id = NEW.recording_id AND number = NEW.number",
}
ENDED = "('saved', 'discarded')"


def upgrade() -> None:
    """Make the tables, then their guards."""
    made = {"live_recordings": _recordings(), "live_alerts": _alerts()}
    _stages()
    for table, names in made.items():
        frozen = [name for name in names if name not in MAY_CHANGE[table]]
        guards.keep(table, KEYS[table], frozen)
    _rules()


def _rules() -> None:
    guards.rule(
        "live_recordings_end",
        "live_recordings",
        "UPDATE OF state",
        f"OLD.state IN {ENDED} AND NEW.state <> OLD.state",
        "an ended recording stays ended",
    )
    guards.rule(
        "live_stages_no_delete",
        "live_stages",
        "DELETE",
        "(SELECT state FROM live_recordings WHERE id = OLD.recording_id) "  # noqa: S608
        f"NOT IN {ENDED}",
        "live_stages are kept until the note is saved",
    )
    guards.rule(
        "live_alerts_acknowledged",
        "live_alerts",
        "UPDATE OF acknowledged_by, acknowledged_at",
        "OLD.acknowledged_by IS NOT NULL AND (NEW.acknowledged_by IS NOT OLD.acknowledged_by "
        "OR NEW.acknowledged_at IS NOT OLD.acknowledged_at)",
        "an acknowledgement once given stays",
    )


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, columns.COUNT, nullable=False)


def _of_recording() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["recording_id"], ["live_recordings.id"])


def _recordings() -> list[str]:
    table = op.create_table(
        "live_recordings",
        _text("id"),
        _text("encounter_id", nullable=True),
        *map(_text, ("profile", "started_at", "started_by", "state")),
        sa.PrimaryKeyConstraint("id"),
    )
    return table.columns.keys()


def _stages() -> None:
    op.create_table(
        "live_stages",
        *map(_text, ("recording_id", "stage", "payload")),
        sa.Column("models", sa.JSON(), nullable=False),
        _number("took_s"),
        _text("finished_at"),
        _of_recording(),
        sa.PrimaryKeyConstraint("recording_id", "stage"),
    )


def _alerts() -> list[str]:
    table = op.create_table(
        "live_alerts",
        _text("recording_id"),
        _count("number"),
        *map(_text, ("keyword", "source", "level", "severity", "assertion")),
        *map(_number, ("start_s", "end_s")),
        _text("heard"),
        _count("mentions"),
        _text("raised_at"),
        *(_text(name, nullable=True) for name in ("acknowledged_by", "acknowledged_at")),
        _of_recording(),
        sa.CheckConstraint(
            "(acknowledged_by IS NULL) = (acknowledged_at IS NULL)", name="acknowledged_by_and_at"
        ),
        sa.PrimaryKeyConstraint("recording_id", "number"),
    )
    return table.columns.keys()
