"""The revisions make exactly the tables the program works with."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from app.store import schema
from app.store.tables import Base
from tests.stores import Store


@contextmanager
def migrated(store: Store) -> Iterator[Connection]:
    database = store.open()
    with database.transaction() as transaction:
        yield transaction.connection()


def test_revisions_and_tables_agree(store: Store) -> None:
    with migrated(store) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_no_table_is_unknown(store: Store) -> None:
    with migrated(store) as connection:
        there = set(inspect(connection).get_table_names())
        assert there == {*Base.metadata.tables, "alembic_version"}


def test_every_table_refers_only_to_rows_that_are_there(store: Store) -> None:
    with migrated(store) as connection:
        found = inspect(connection)
        for table in Base.metadata.sorted_tables:
            referred = {key["referred_table"] for key in found.get_foreign_keys(table.name)}
            assert referred == {key.column.table.name for key in table.foreign_keys}


def test_opening_again_changes_nothing(store: Store) -> None:
    store.open()
    before = state(store)
    store.open()
    assert state(store) == before


def state(store: Store) -> object:
    """Changes with every change of tables or of what a store says of itself."""
    if store.kind == "sqlite":
        return store.path.read_bytes()
    with store.sql() as sql:
        return sql.execute(
            "SELECT oid, xmin::text FROM pg_class UNION ALL "
            "SELECT objoid, xmin::text FROM pg_description ORDER BY oid"
        )


def test_the_newest_revision_is_known_without_alembic() -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert scripts.get_current_head() == schema.HEAD
