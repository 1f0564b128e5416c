"""Keys of recordings, which an erase takes away."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.guards import keep, rule

revision = "0006"
down_revision = "0005"

KEPT = ("recording_id", "key_id", "adopted_at")
TAKEN = ("wrapped", "erased_at", "erased_by")


def upgrade() -> None:
    """Make the table, then its guards."""
    op.create_table(
        "recording_keys",
        *(sa.Column(name, sa.String(), nullable=False) for name in KEPT),
        *(sa.Column(name, sa.String()) for name in TAKEN),
        sa.PrimaryKeyConstraint("recording_id"),
    )
    keep("recording_keys", "recording_id = NEW.recording_id", KEPT)
    rule(
        "recording_keys_erased",
        "recording_keys",
        f"UPDATE OF {', '.join(TAKEN)}",
        "OLD.wrapped IS NULL",
        "what was erased stays erased",
    )
