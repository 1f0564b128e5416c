"""Keys of recordings, which an erase takes away."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables, then their guards."""
