"""Opening: what is ours is opened, what is not is left as it is, each with one sentence."""

import sqlite3
import stat
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import IntegrityError, StoreError
from app.store.database import Database
from app.store.results import load_result, save_result
from tests import encrypted
from tests.fakes import finished_job

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def filled(path: Path) -> Database:
    database = Database.open(path)
    with database.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
    return database


def refused_and_unchanged(path: Path, kind: type[StoreError]) -> str:
    before = path.read_bytes()
    with pytest.raises(kind) as refusal:
        Database.open(path, wait_s=0.1)
    assert path.read_bytes() == before
    return str(refusal.value)


def test_a_new_database_is_made_where_there_was_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "a 100% new?" / "病历#1" / "store.sqlite3"
    Database.open(path)
    assert sorted(one.name for one in path.parent.iterdir()) == [
        "keys.json",
        "store.sqlite3",
        "store.sqlite3.lock",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission bits")
def test_nobody_else_may_read_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "data" / "store.sqlite3"
    Database.open(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_was_saved_is_there_when_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    filled(path)
    with Database.open(path).transaction() as transaction:
        assert load_result(transaction, finished_job().understanding.note.id) == finished_job()


def test_the_promised_pragmas_hold_in_every_transaction(tmp_path: Path) -> None:
    with Database.open(tmp_path / "store.sqlite3").transaction() as transaction:
        values = {
            name: transaction.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_a_transaction_that_raises_leaves_nothing(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "store.sqlite3")

    def fail_after_saving() -> None:
        with database.transaction() as transaction:
            save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
            raise KeyError

    with pytest.raises(KeyError):
        fail_after_saving()
    with database.transaction() as transaction:
        assert transaction.execute(text("SELECT count(*) FROM recordings")).scalar() == 0


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    path.write_text("Dear diary, " * 1000, "utf-8")
    assert "damaged or no database" in refused_and_unchanged(path, IntegrityError)


def test_an_empty_file_is_not_taken_for_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    path.touch()
    assert "backup" in refused_and_unchanged(path, IntegrityError)


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (id)")
    connection.close()
    assert "another program" in refused_and_unchanged(path, IntegrityError)


def test_a_truncated_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    filled(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "backup" in refused_and_unchanged(path, IntegrityError)


def test_a_database_with_pages_of_rubbish_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    filled(path)
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 6] = b"\x5a" * (4096 * 4)
    path.write_bytes(content)
    assert "backup" in refused_and_unchanged(path, IntegrityError)


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_changes_without_their_database_are_kept_for_it(tmp_path: Path, end: str) -> None:
    path = tmp_path / "store.sqlite3"
    left = tmp_path / f"store.sqlite3{end}"
    left.write_bytes(b"pages")
    with pytest.raises(IntegrityError, match="put the file back"):
        Database.open(path)
    assert left.read_bytes() == b"pages"
    assert not path.exists()


def test_a_newer_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    filled(path)
    with encrypted.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "newer ERScribe" in refused_and_unchanged(path, StoreError)


def test_a_database_held_by_another_program_says_so(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    filled(path)
    holder = encrypted.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(StoreError, match="held by another program; close that"):
            Database.open(path, wait_s=0.1)
    finally:
        holder.close()


def test_a_second_writer_waits_and_then_says_so(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "store.sqlite3", wait_s=0.1)
    with (
        database.transaction(),
        pytest.raises(StoreError, match="another ERScribe is writing"),
        database.transaction(),
    ):
        pass


def test_threads_take_turns(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "store.sqlite3")

    def add() -> None:
        for _ in range(5):
            with database.transaction() as transaction:
                now = transaction.execute(text("PRAGMA user_version")).scalar_one()
                transaction.execute(text(f"PRAGMA user_version={now + 1}"))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.transaction() as transaction:
        assert transaction.execute(text("PRAGMA user_version")).scalar() == 20


def test_a_database_that_vanished_is_not_made_anew_unasked(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    database = filled(path)
    path.unlink()

    def look() -> None:
        with database.transaction() as transaction:
            transaction.execute(text("SELECT count(*) FROM notes"))

    with pytest.raises(StoreError, match="see that the file is there"):
        look()
    assert not path.exists()


def test_a_full_disk_keeps_what_was_saved_before(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    database = filled(path)

    def fill() -> None:
        with database.transaction() as transaction:
            pages = transaction.execute(text("PRAGMA page_count")).scalar_one()
            transaction.execute(text(f"PRAGMA max_page_count={pages}"))
            transaction.execute(text("CREATE TABLE growing AS SELECT zeroblob(100000)"))

    with pytest.raises(StoreError, match="free some space"):
        fill()
    with Database.open(path).transaction() as transaction:
        assert load_result(transaction, finished_job().understanding.note.id) == finished_job()


@pytest.mark.parametrize("name", ["data", "data/store.sqlite3.lock"])
def test_a_place_that_cannot_be_used_says_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / "data" / "store.sqlite3"
    if name == "data":
        (tmp_path / "data").touch()
    else:
        (tmp_path / name).mkdir(parents=True)
    with pytest.raises(StoreError, match="ERSCRIBE_DATA_DIR"):
        Database.open(path)


def test_a_half_made_database_is_made_again_from_the_start(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    (tmp_path / "store.sqlite3.new").write_bytes(b"half")
    (tmp_path / "store.sqlite3.new-wal").write_bytes(b"half")
    filled(path)
    assert sorted(one.name for one in tmp_path.glob("store*")) == [
        "store.sqlite3",
        "store.sqlite3.lock",
    ]


def test_a_file_system_without_wal_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite answers `memory` where it has no file; that stands for any mode but `wal`."""
    monkeypatch.setattr(sqlcipher, "connect", lambda *_, **__: sqlcipher.Connection(":memory:"))
    with pytest.raises(StoreError, match="local disk"):
        Database.open(tmp_path / "store.sqlite3")
    assert not (tmp_path / "store.sqlite3").exists()
