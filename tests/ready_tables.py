"""Empty SQLite stores get their tables at once: each test that opens one would run all migrations.

What the migrations make of an empty database is read once a process and written into every further
one. Older databases, PostgreSQL, and processes that tests start go the whole way;
`test_ready_tables.py` holds that both ways end with the same database.
"""

from collections.abc import Callable
from typing import Any, Final

from alembic import command
from sqlalchemy import Connection, inspect

MIGRATE: Final[Callable[..., None]] = command.upgrade
"""Alembic's own, whatever stands in its place later."""


def upgrade(config: Any, to: str) -> None:
    """As `alembic.command.upgrade` in our use of it."""
    connection: Connection = config.attributes["connection"]
    empty = connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()
    if not empty or to != "head":
        MIGRATE(config, to)
    elif _made:
        for statement in _made:
            connection.exec_driver_sql(statement)
    else:
        MIGRATE(config, to)
        _made.extend(connection.exec_driver_sql(_STATEMENTS).scalars())
        (revision,) = connection.exec_driver_sql("SELECT version_num FROM alembic_version").one()
        _made.append(f"INSERT INTO alembic_version VALUES ('{revision}')")  # noqa: S608


def install() -> None:
    """Put it in place of Alembic's, for this process."""
    command.upgrade = upgrade  # type: ignore[assignment]  # we give it these two only


_made: list[str] = []
"""The statements that make the tables; the one that names the revision comes last."""
_STATEMENTS: Final = (
    "SELECT sql FROM sqlite_master "
    "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid"
)
