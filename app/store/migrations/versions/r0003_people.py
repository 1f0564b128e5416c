"""Users, their sign-ins and sessions, who is assigned to whom, two-person acts."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables, then their guards."""
