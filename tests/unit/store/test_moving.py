"""A store is moved whole or not at all, and never are two of it in use."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import IntegrityError, StoreError
from app.store import live, moving, server_header
from app.store.copying import contents, whole
from app.store.database import Database
from app.store.live import LiveRecording
from app.store.moved import mark_of, read_mark
from app.store.results import load_result, save_result, summaries
from app.store.server import bare
from app.store.server_header import Header
from tests.audit_log import fill
from tests.fakes import finished_job
from tests.postgres_server import Server
from tests.stores import REFUSED, Store

pytestmark = pytest.mark.full
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BY = (SANDBOX_ACTOR, NOON)
NOTE = finished_job().understanding.note.id


@pytest.fixture
def there(postgres: Server, tmp_path: Path) -> Iterator[Store]:
    """A database on a server with nothing in it yet."""
    made = Store("postgresql", tmp_path / "store.sqlite3", postgres, postgres.make())
    yield made
    postgres.drop(made.name)


@pytest.fixture
def here(tmp_path: Path) -> Store:
    """A store in a file, with rows in it."""
    store = Store("sqlite", tmp_path / "store.sqlite3")
    database = store.open()
    with database.transaction() as transaction:
        save_result(
            transaction, replace(finished_job(), encounter_id="SANDBOX-1"), SANDBOX_ACTOR, NOON
        )
        live.add_recording(transaction, LiveRecording("a\x00b", None, NOON, "sandbox"))
    fill(database, 30)
    return store


def place(there: Store) -> moving.Server:
    return moving.Server(there.address)


def nothing(_: Database) -> None:
    """No check."""


def held(database: Database) -> str:
    with database.transaction() as transaction:
        return whole(contents(transaction.connection()))


def schema_of(there: Store) -> object:
    assert there.server is not None
    with closing(there.server.connect(there.name)) as connection:
        found = connection.execute("SELECT to_regnamespace('erscribe')").fetchone()
    return found and found[0]


def test_a_store_goes_to_a_server_and_back(here: Store, there: Store) -> None:
    before = held(here.open())
    moved = moving.to_server(here.open(), place(there), nothing)
    on_server = there.open()
    assert whole(moved) == held(on_server) == before
    with on_server.transaction() as transaction:
        assert load_result(transaction, NOTE).encounter_id == "SANDBOX-1"
        assert live.find_recording(transaction, "a\x00b") is not None
    moving.to_file(on_server, here.path, nothing)
    assert held(here.open()) == before


def test_the_old_file_stays_as_it_was_and_says_where_the_store_is(
    here: Store, there: Store
) -> None:
    before = here.path.read_bytes()
    moving.to_server(here.open(), place(there), nothing)
    assert here.path.read_bytes() == before
    with pytest.raises(StoreError, match="was moved to postgresql://erscribe@/store_") as refusal:
        here.open()
    assert f'store_url = "{there.address}"' in str(refusal.value)
    assert here.path.read_bytes() == before


def test_a_window_that_was_open_writes_no_more_to_the_old_store(here: Store, there: Store) -> None:
    window = here.open()
    moving.to_server(here.open(), place(there), nothing)
    with pytest.raises(StoreError, match="is no longer used"):
        held(window)
    other_window = there.open()
    moving.to_file(there.open(), here.path, nothing)
    with pytest.raises(StoreError, match="was moved to the file"):
        held(other_window)


def test_what_another_workstation_finds_in_the_middle_of_a_move(here: Store, there: Store) -> None:
    def look(_: Database) -> None:
        with pytest.raises(StoreError, match="not finished"):
            there.open()
        with pytest.raises(StoreError, match="another ERScribe is writing"):
            here.open(0.1)

    moving.to_server(here.open(), place(there), look)
    there.open()


def test_what_is_not_whole_on_arrival_has_not_moved(here: Store, there: Store) -> None:
    def refuse(_: Database) -> None:
        raise IntegrityError("row 7 was changed")

    before = held(here.open())
    with pytest.raises(IntegrityError, match="row 7"):
        moving.to_server(here.open(), place(there), refuse)
    assert schema_of(there) is None
    assert held(here.open()) == before
    moving.to_server(here.open(), place(there), nothing)
    with pytest.raises(IntegrityError, match="row 7"):
        moving.to_file(there.open(), here.path, refuse)
    assert held(there.open()) == before
    moving.to_file(there.open(), here.path, nothing)


def test_a_text_that_arrives_changed_is_found(here: Store, there: Store) -> None:
    def change(_c: Any, _u: Any, statement: str, values: Any, *_: Any) -> Any:
        if statement.startswith("INSERT INTO utterances") and "%" in statement:
            values = [{**one, "text": "Give 50 mg."} for one in values]
        return statement, values

    event.listen(Engine, "before_cursor_execute", change, retval=True)
    try:
        with pytest.raises(IntegrityError, match=r"did not give back .*\(utterances\)"):
            moving.to_server(here.open(), place(there), nothing)
    finally:
        event.remove(Engine, "before_cursor_execute", change)
    assert schema_of(there) is None
    here.open()


def test_guards_and_numbers_go_on_in_the_new_store(here: Store, there: Store) -> None:
    moving.to_server(here.open(), place(there), nothing)
    with there.open().transaction() as transaction:
        again = replace(finished_job().understanding.note, id="n2")
        understanding = replace(finished_job().understanding, note=again)
        save_result(transaction, replace(finished_job(), understanding=understanding), *BY)
        assert len(summaries(transaction)) == 2
    with there.sql() as sql:
        assert sql.execute("SELECT conname FROM pg_constraint WHERE condeferrable") == []
        with pytest.raises(REFUSED, match="kept as they are"):
            sql.execute("DELETE FROM audit_log")
    moving.to_file(there.open(), here.path, nothing)
    with here.sql() as sql, pytest.raises(REFUSED, match="kept as they are"):
        sql.execute("DELETE FROM audit_log")


def test_a_table_that_nobody_knows_is_not_left_behind(here: Store, there: Store) -> None:
    with here.sql() as sql:
        sql.execute("CREATE TABLE extra (id)")
    with pytest.raises(IntegrityError, match=r"does not know .extra"):
        moving.to_server(here.open(), place(there), nothing)
    assert schema_of(there) is None


def test_a_store_that_is_there_is_not_written_over(
    here: Store, there: Store, tmp_path: Path
) -> None:
    there.open()
    with pytest.raises(StoreError, match="holds a store already"):
        moving.to_server(here.open(), place(there), nothing)
    with pytest.raises(StoreError, match="there is a store in use"):
        moving.to_file(there.open(), here.path, nothing)
    here.open()
    there.open()


def test_a_move_cut_off_before_the_mark_begins_again(here: Store, there: Store) -> None:
    before = held(here.open())
    with bare(there.address, "") as connection:
        unfinished = Header(here.open().keys.id, "sandbox", "arriving", content="0")
        server_header.make(connection, there.address, unfinished)
    assert not moving.finish(place(there), here.path, here.open().keys)
    moving.to_server(here.open(), place(there), nothing)
    assert held(there.open()) == before


def test_a_move_cut_off_after_the_mark_is_finished(here: Store, there: Store) -> None:
    keys, before = here.open().keys, held(here.open())
    moving.to_server(here.open(), place(there), nothing)
    moved = read_mark(here.path)
    assert moved is not None
    with bare(there.address, "") as connection:
        server_header.write(
            connection, Header(keys.id, "sandbox", "arriving", content=moved.content)
        )
    for store in (here, there):
        with pytest.raises(StoreError, match=r"moved|not finished"):
            store.open()
    assert moving.finish(place(there), here.path, keys)
    assert held(there.open()) == before
    assert not moving.finish(place(there), here.path, keys)


def test_a_move_back_cut_off_before_the_file_is_in_place_is_finished(
    here: Store, there: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, before = here.open().keys, held(here.open())
    moving.to_server(here.open(), place(there), nothing)
    on_server = there.open()
    with monkeypatch.context() as power:
        power.setattr(Path, "rename", power_cut)
        with pytest.raises(KeyboardInterrupt):
            moving.to_file(on_server, here.path, nothing)
    for store in (here, there):
        with pytest.raises(StoreError, match="moved"):
            store.open()
    assert moving.finish(place(there), here.path, keys)
    assert held(here.open()) == before
    assert not mark_of(here.path).exists()
    assert not list(here.path.parent.glob("*.arriving*"))
    assert not moving.finish(place(there), here.path, keys)


def power_cut(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_mark_that_makes_no_sense_lets_nobody_in(here: Store) -> None:
    here.open()
    mark_of(here.path).write_text("{}", "utf-8")
    with pytest.raises(IntegrityError, match="ask your administrator"):
        here.open()
