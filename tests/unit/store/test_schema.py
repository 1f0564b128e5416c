"""The revisions make exactly the tables the program works with."""

from functools import partial
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlcipher3 import dbapi2 as sqlcipher

from app.store.database import Database
from app.store.tables import Base
from tests import encrypted


def migrated(path: Path) -> Connection:
    Database.open(path)
    creator = partial(encrypted.connect, path)
    return create_engine("sqlite://", module=sqlcipher, creator=creator).connect()


def test_revisions_and_tables_agree(tmp_path: Path) -> None:
    with migrated(tmp_path / "store.sqlite3") as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    connection.engine.dispose()


def test_every_table_refers_only_to_rows_that_are_there(tmp_path: Path) -> None:
    with migrated(tmp_path / "store.sqlite3") as connection:
        for table in Base.metadata.sorted_tables:
            found = connection.exec_driver_sql(f"PRAGMA foreign_key_list({table.name})").all()
            assert {row[2] for row in found} == {
                key.column.table.name for key in table.foreign_keys
            }
    connection.engine.dispose()


def test_opening_again_runs_no_revision(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    Database.open(path)
    before = path.read_bytes()
    Database.open(path)
    assert path.read_bytes() == before
