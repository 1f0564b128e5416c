"""When a patient was born, as an EMR, a list or a wristband says it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column; of whom nobody said it, it stays empty."""
    column = sa.Column("birth_date", sa.String(), nullable=False, server_default="")
    op.add_column("encounter_patients", column)
