"""The short way to an empty store's tables ends where the migrations end."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from app.store.database import Database
from tests import ready_tables

_MADE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name <> 'sqlite_sequence'"


def contents(folder: Path) -> list[tuple[object, ...]]:
    """All that a new store holds: what its tables are, the revision, how many rows each has."""
    database = Database.open(folder / "store.sqlite3")
    with database.transaction() as transaction:
        made = transaction.execute(text(_MADE)).all()
        counted = [
            (name, *transaction.execute(text(f"SELECT count(*) FROM {name}")).one())  # noqa: S608
            for kind, name, *_ in made
            if kind == "table"
        ]
        revision = transaction.execute(text("SELECT version_num FROM alembic_version")).all()
    return [*sorted(map(tuple, made), key=str), *sorted(counted), *map(tuple, revision)]


def test_both_ways_end_with_the_same_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.upgrade is ready_tables.upgrade
    contents(tmp_path / "first")  # the statements are known from here on
    short = contents(tmp_path / "short")
    monkeypatch.setattr(command, "upgrade", ready_tables.MIGRATE)
    assert short == contents(tmp_path / "long")
    assert len(short) > 100
