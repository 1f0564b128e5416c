"""Versions, signatures and marks of notes, suggestions, confirmed values, handovers."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables, then their guards."""
