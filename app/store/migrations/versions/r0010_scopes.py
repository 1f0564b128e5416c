"""Where a correction is not wanted: in one section of a note, or in one department of the site."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.guards import rule

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns; what was said before holds in all sections and departments."""
    for name in ("section", "department"):
        column = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("vetoes", column)
        rule(
            f"vetoes_{name}",
            "vetoes",
            f"UPDATE OF {name}",
            "true",
            "vetoes are kept as they are",
        )
