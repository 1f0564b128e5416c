"""A connection that stays open between transactions changes nothing that anybody can see."""

import gc
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from app.domain.errors import StoreError
from app.store.database import Database
from app.store.sqlite_file import beside

OTHER = """
import sys
from pathlib import Path
from sqlalchemy import text
from app.store.database import Database
database = Database.open(Path(sys.argv[1]))
add = text("INSERT INTO store_facts VALUES (:name, 'theirs')")
for name in sys.argv[2:]:
    with database.transaction() as transaction:
        transaction.execute(add, {"name": name})
"""


class Kept:
    """A store with a kept connection, and how often it connected since it was opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = Database.open(path, kept=True)
        self.connected = 0
        event.listen(self.database._engine, "connect", self._count)

    def _count(self, connection: sqlite3.Connection, record: object) -> None:
        self.connected += 1

    def add(self, name: str) -> None:
        with self.database.transaction() as transaction:
            transaction.execute(text("INSERT INTO store_facts VALUES (:name, '')"), {"name": name})

    def names(self) -> set[str]:
        with self.database.transaction() as transaction:
            found = transaction.scalars(text("SELECT name FROM store_facts"))
            return {name for name in found if name.startswith("kept")}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    one = Kept(tmp_path / "store.sqlite3")
    one.add("kept 0")
    yield one
    one.database._engine.dispose()


def log_bytes(path: Path) -> int:
    log = beside(path, "-wal")
    return log.stat().st_size if log.exists() else 0


def test_it_connects_once_while_nobody_else_is_there(kept: Kept) -> None:
    before = kept.connected
    for number in range(5):
        kept.add(f"kept {number + 1}")
    assert kept.connected == before
    assert len(kept.names()) == 6


def test_what_was_committed_is_in_the_file_itself(kept: Kept) -> None:
    kept.add("kept 1")
    assert log_bytes(kept.path) == 0
    copy = kept.path.with_name("copy.sqlite3")
    copy.write_bytes(kept.path.read_bytes())
    assert Kept(copy).names() == {"kept 0", "kept 1"}


def test_it_connects_anew_when_another_process_wrote(kept: Kept) -> None:
    before = kept.connected
    subprocess.run([sys.executable, "-c", OTHER, kept.path, "kept by others"], check=True)
    assert kept.names() == {"kept 0", "kept by others"}
    assert kept.connected == before + 1


def test_two_stores_of_one_process_see_what_the_other_wrote(kept: Kept) -> None:
    other = Kept(kept.path)
    for number in range(1, 6):
        (kept if number % 2 else other).add(f"kept {number}")
    assert kept.names() == other.names() == {f"kept {number}" for number in range(6)}


def test_reading_the_bare_file_between_does_no_harm(kept: Kept) -> None:
    """Which lets go of the locks that SQLite holds for this process."""
    kept.path.read_bytes()
    names = [f"kept {number} of others" for number in range(3)]
    subprocess.run([sys.executable, "-c", OTHER, kept.path, *names], check=True)
    kept.add("kept 1")
    assert kept.names() == {"kept 0", "kept 1", *names}
    kept.database._engine.dispose()
    assert Kept(kept.path).names() == {"kept 0", "kept 1", *names}


def test_a_file_that_was_put_in_its_place_is_noticed(kept: Kept, tmp_path: Path) -> None:
    backup = kept.path.read_bytes()
    kept.add("kept after the backup")
    new = tmp_path / "restored"
    new.write_bytes(backup)
    with kept.database._exclusive():
        new.replace(kept.path)
    assert kept.names() == {"kept 0"}


def test_after_a_failure_it_connects_anew(kept: Kept) -> None:
    before = kept.connected
    with pytest.raises(StoreError), kept.database.transaction() as transaction:
        transaction.execute(text("INSERT INTO no_such_table VALUES (1)"))
    assert kept.names() == {"kept 0"}
    assert kept.connected == before + 1


def test_damage_on_the_disk_is_read_once_the_rest_is_let_go(kept: Kept) -> None:
    data = bytearray(kept.path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 + 100] ^= 0xFF
    with kept.path.open("r+b") as file:
        file.write(data)
    kept.database.let_go()
    with pytest.raises(StoreError):
        kept.names()


def test_threads_take_turns_on_it(kept: Kept) -> None:
    def work(letter: str) -> None:
        for number in range(10):
            kept.add(f"kept {letter}{number}")

    threads = [threading.Thread(target=work, args=(letter,)) for letter in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.names()) == 31


def test_nothing_stays_open_when_the_database_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    database = Database.open(path, kept=True)
    with database.transaction() as transaction:
        transaction.execute(text("SELECT 1"))
        assert beside(path, "-wal").exists()
    del database, transaction
    gc.collect()  # sessions know themselves
    assert not beside(path, "-wal").exists()
    assert not beside(path, "-shm").exists()
