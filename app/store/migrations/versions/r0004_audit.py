"""The audit log as a chain, with its signed checkpoints; what was there is linked in."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, then their guards."""
