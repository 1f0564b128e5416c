"""The database file: nothing of it can be read without its key, and a wrong key is told from
damage."""

import secrets
import sqlite3
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import IntegrityError, LockedStoreError
from app.store.audit import rows
from app.store.database import Database
from app.store.keys import KEYS, StoreKeys
from app.store.results import load_result, save_result
from app.store.schema import upgrade
from app.store.sqlite_file import APPLICATION_ID
from tests.fakes import finished_job

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOTE = finished_job().understanding.note.id


def keep(database: Database) -> None:
    with database.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)


def plain_database(path: Path) -> None:
    """As versions before encryption wrote it, with a result in it."""
    engine = create_engine("sqlite://", creator=partial(sqlite3.connect, path))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        upgrade(connection)
    engine.dispose()


def words_of(job_words: str = "") -> bytes:
    utterance = finished_job().understanding.transcript.utterances[0]
    return max(utterance.words, key=lambda word: len(word.text)).text.encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


def test_sqlite_is_one_without_the_wal_reset_fault() -> None:
    assert sqlcipher.sqlite_version_info >= (3, 51, 3)


def test_no_word_of_a_note_stands_in_any_file(path: Path) -> None:
    keep(Database.open(path))
    for file in path.parent.iterdir():
        assert words_of() not in file.read_bytes()
        assert b"SQLite format" not in file.read_bytes()


def test_the_file_cannot_be_opened_without_a_key(path: Path) -> None:
    Database.open(path)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        connection.execute("SELECT * FROM notes")
    connection.close()


def test_another_stores_key_is_one_clear_sentence(path: Path) -> None:
    Database.open(path)
    before = path.read_bytes()
    with pytest.raises(LockedStoreError, match="encrypted with another key"):
        Database.open(path, keys=StoreKeys(secrets.token_bytes(32)))
    assert path.read_bytes() == before


def test_a_database_without_its_key_file_gets_no_new_one(path: Path) -> None:
    Database.open(path)
    (path.parent / KEYS).unlink()
    with pytest.raises(LockedStoreError, match=r"keys\.json is missing"):
        Database.open(path)
    assert not (path.parent / KEYS).exists()


def test_a_damaged_key_file_says_so(path: Path) -> None:
    Database.open(path)
    (path.parent / KEYS).write_text("{", "utf-8")
    with pytest.raises(IntegrityError, match="recovery key"):
        Database.open(path)


@pytest.mark.parametrize("place", [0, 7, 15, 16, 2_000, 4_095, 4_096, 20_000])
def test_a_flipped_byte_is_damage_and_no_wrong_key(path: Path, place: int) -> None:
    keep(Database.open(path))
    content = bytearray(path.read_bytes())
    content[place] ^= 0x10
    path.write_bytes(content)
    with pytest.raises(IntegrityError, match="damaged"):
        Database.open(path)


def test_nothing_of_the_drivers_complaints_reaches_the_terminal(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    keep(Database.open(path))
    content = bytearray(path.read_bytes())
    content[3_000] ^= 0x10
    path.write_bytes(content)
    with pytest.raises(IntegrityError):
        Database.open(path)
    assert capfd.readouterr() == ("", "")


def test_the_key_is_in_no_repr_and_leaves_no_process() -> None:
    keys = StoreKeys(b"k" * 32)
    assert repr(keys) == f"StoreKeys({keys.id})"
    with pytest.raises(TypeError, match="stay in this process"):
        keys.__reduce__()


def test_every_derived_key_is_another_one() -> None:
    keys = StoreKeys(b"k" * 32)
    derived = {
        keys.database_key,
        keys.recording_private.private_bytes_raw(),
        keys.checkpoint_key().private_bytes_raw(),
        keys.master,
    }
    assert len(derived) == 4
    assert StoreKeys(b"k" * 32).database_key == keys.database_key


def test_a_database_of_an_earlier_version_is_encrypted_where_it_is(path: Path) -> None:
    plain_database(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("INSERT INTO store_facts VALUES ('marker', 'Asthmaanfall')")
    connection.commit()  # stays in the log, as after a kill
    left = path.with_name(path.name + "-wal").read_bytes()
    shared = path.with_name(path.name + "-shm").read_bytes()
    connection.close()
    path.with_name(path.name + "-wal").write_bytes(left)
    path.with_name(path.name + "-shm").write_bytes(shared)
    database = Database.open(path)
    with database.transaction() as transaction:
        facts = transaction.execute(text("SELECT value FROM store_facts WHERE name = 'marker'"))
        assert facts.scalar() == "Asthmaanfall"
    for file in path.parent.iterdir():
        assert b"Asthmaanfall" not in file.read_bytes()
        assert b"SQLite format" not in file.read_bytes()
    keep(database)
    with Database.open(path).transaction() as transaction:
        assert load_result(transaction, NOTE) == finished_job()
        told = [(row.code, row.object_id) for row in rows(transaction, code="ENC-ON")]
        assert told == [("ENC-ON", database.keys.id)]


def test_triggers_still_guard_what_was_encrypted(path: Path) -> None:
    plain_database(path)
    database = Database.open(path)
    keep(database)

    def change() -> None:
        with database.transaction() as transaction:
            transaction.execute(text("UPDATE recordings SET sha256 = 'x'"))

    with pytest.raises(Exception, match="breaks one of its rules"):
        change()


def test_a_damaged_database_of_an_earlier_version_is_left_as_it_is(path: Path) -> None:
    plain_database(path)
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 6] = b"\x5a" * (4096 * 4)
    path.write_bytes(content)
    with pytest.raises(IntegrityError, match="backup"):
        Database.open(path)
    assert path.read_bytes() == bytes(content)
    assert not list(path.parent.glob("*.encrypting"))


def test_what_is_left_of_the_unencrypted_file_is_overwritten(path: Path, tmp_path: Path) -> None:
    plain_database(path)
    another_name = tmp_path / "old"
    another_name.hardlink_to(path)
    Database.open(path)
    assert set(another_name.read_bytes()) == {0}
