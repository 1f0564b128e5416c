"""Brings a database's tables to the revision this program knows, inside one transaction."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from app.domain.errors import StoreError
from app.store import (
    tables_admissions,
    tables_audit,
    tables_keys,
    tables_notes,
    tables_outbox,
    tables_people,
    tables_upkeep,
    tables_window,
)

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
HEAD: Final = "0013"
"""The newest revision; Alembic is loaded (18 MiB, half a second) where the tables are older."""
TABLES = (
    *(tables_admissions, tables_audit, tables_keys, tables_notes, tables_outbox),
    *(tables_people, tables_upkeep, tables_window),
)
"""Whoever has this module has every table there is."""


def upgrade(connection: Connection) -> None:
    """Run the missing revisions; the caller's transaction keeps all of them or none.

    Raises StoreError when a newer program made the tables.
    """
    current = revision(connection)
    if current == HEAD:
        return

    from alembic import command  # noqa: PLC0415 - see HEAD
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = configuration(connection)
    scripts = ScriptDirectory.from_config(config)
    if current and current not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(
            "the database was made by a newer ERScribe; install that version to open it "
            "(nothing in it was changed)"
        )
    command.upgrade(config, "head")


def revision(connection: Connection) -> str | None:
    """Of the tables that are there; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def configuration(connection: Connection) -> "Config":
    """For Alembic's commands on one connection."""
    from alembic.config import Config  # noqa: PLC0415 - see HEAD

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
