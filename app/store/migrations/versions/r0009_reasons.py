"""Why an alert has its level, how sure a speaker's role is, and by what a note is to be made."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.store.migrations.columns import COUNT
from app.store.migrations.guards import rule

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns; what was saved before has none of it."""
    for table in ("alerts", "live_alerts"):
        op.add_column(table, _text("cue"))
        op.add_column(table, _doubted())
    for name in ("cue_first", "cue_last"):
        op.add_column("alerts", sa.Column(name, COUNT))
    sure: sa.Column[Any] = sa.Column(
        "role_confidence", sa.Double(), nullable=False, server_default=sa.text("0")
    )
    op.add_column("utterances", sure)
    op.add_column("live_recordings", _text("template"))
    rule(
        "live_recordings_template",
        "live_recordings",
        "UPDATE OF template",
        "NEW.template <> OLD.template",
        "live_recordings are kept as they are",
    )


def _doubted() -> sa.Column[Any]:
    return sa.Column("doubted", sa.Boolean(), nullable=False, server_default=sa.false())


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, server_default="")
