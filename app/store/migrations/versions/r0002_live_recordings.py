"""Recordings under way: their state, what their final stages gave, and their live alerts."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

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
    columns = {
        "live_recordings": _recordings(),
        "live_alerts": _alerts(),
    }
    _stages()
    for table, names in columns.items():
        for statement in _guards(table, [name for name in names if name not in MAY_CHANGE[table]]):
            op.execute(statement)
    for statement in _rules():
        op.execute(statement)


def _guards(table: str, frozen: list[str]) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} are kept as they are'); END"
    yield (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {', '.join(frozen)} ON {table} {refuse}"
    )
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    # INSERT OR REPLACE deletes without firing the trigger above.
    yield (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {KEYS[table]}) {refuse}"
    )


def _rules() -> Iterator[str]:
    yield (
        "CREATE TRIGGER live_recordings_end BEFORE UPDATE OF state ON live_recordings "
        f"WHEN OLD.state IN {ENDED} AND NEW.state <> OLD.state "
        "BEGIN SELECT RAISE(ABORT, 'an ended recording stays ended'); END"
    )
    yield (
        "CREATE TRIGGER live_stages_no_delete BEFORE DELETE ON live_stages "  # noqa: S608
        "WHEN (SELECT state FROM live_recordings WHERE id = OLD.recording_id) "
        f"NOT IN {ENDED} "
        "BEGIN SELECT RAISE(ABORT, 'live_stages are kept until the note is saved'); END"
    )
    yield (
        "CREATE TRIGGER live_alerts_acknowledged "
        "BEFORE UPDATE OF acknowledged_by, acknowledged_at ON live_alerts "
        "WHEN OLD.acknowledged_by IS NOT NULL AND (NEW.acknowledged_by IS NOT OLD.acknowledged_by "
        "OR NEW.acknowledged_at IS NOT OLD.acknowledged_at) "
        "BEGIN SELECT RAISE(ABORT, 'an acknowledgement once given stays'); END"
    )


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


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
