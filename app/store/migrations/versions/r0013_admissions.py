"""Who is in the emergency room, as HL7 v2 senders said."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.columns import NOCASE

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables. Nothing here proves anything, so no trigger guards it."""
    op.create_table(
        "admissions",
        sa.Column("visit", NOCASE, nullable=False),
        sa.Column("patient_id", NOCASE, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("name", "sex", "birth_date", "department", "place")
        ),
        *(sa.Column(name, sa.String()) for name in ("arrived_at", "left_at")),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.String(), nullable=False),
        sa.Column("contested", sa.JSON()),
        sa.PrimaryKeyConstraint("visit"),
    )
    op.create_index("ix_admissions_patient_id", "admissions", ["patient_id"])
    op.create_index("ix_admissions_seen_at", "admissions", ["seen_at"])
    op.create_table(
        "patient_merges",
        sa.Column("gone", NOCASE, nullable=False),
        sa.Column("kept", NOCASE, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("gone"),
    )
    op.create_table(
        "adt_messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_adt_messages_at", "adt_messages", ["at"])
