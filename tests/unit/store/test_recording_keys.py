"""A recording's key: made without a secret of the store, opened by the store, erased for ever."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.domain.errors import IntegrityError, LockedStoreError, NotFoundError, StoreError
from app.store.database import Database
from app.store.keys import KEYS, StoreKeys, sandbox_keys
from app.store.recording_key_rows import adopt, erase, erased, kept_key
from app.store.recording_keys import (
    FOLDER,
    RecordingKeys,
    forget_file,
    key_path,
    new_seal,
    read_wrapped,
    unwrap,
    waiting,
    wrap,
    wrap_files_anew,
)
from app.store.recordings import RecordingReader
from app.store.segments import PLAIN, Seal
from tests.adopted_keys import adopt_and_forget
from tests.recording_desk import ID, Desk, ramp
from tests.stores import REFUSED, Store

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(store: Store) -> Database:
    return store.open()


def keys_of(database: Database) -> RecordingKeys:
    return RecordingKeys(
        lambda: database.folder, lambda: database.keys, lambda one: kept_key(database, one)
    )


def recorded(store: Path, seconds: float = 1.0) -> None:
    desk = Desk(store / "recordings")
    seal, keep = new_seal(store, ID)
    keep()
    writer = desk.begin(seal=seal)
    desk.record(writer, ramp(seconds))
    writer.finish()


def frames_read(root: Path, seal: Seal) -> int:
    """Samples that are not silence."""
    reader = RecordingReader(root, ID, seal)
    reader.poll()
    return int((reader.read(0, reader.available) != 0).sum())


def decrypted(database: Database) -> bytes:
    """All pages as they lie in the file, freed ones too."""
    content, plain = database.path.read_bytes(), b""
    for at in range(0, len(content), 4_096):
        page = content[at + (16 if at == 0 else 0) : at + 4_096]
        mode = modes.CBC(page[-80:-64])
        plain += (
            Cipher(algorithms.AES(database.keys.database_key), mode).decryptor().update(page[:-80])
        )
    return plain


def test_whoever_records_knows_no_secret_of_the_store(database: Database) -> None:
    store = database.folder
    public = StoreKeys(b"x" * 32).recording_public
    content = json.loads((store / KEYS).read_text("ascii"))
    (store / KEYS).write_text(json.dumps({**content, "recording_public": public.hex()}), "ascii")
    seal, keep = new_seal(store, ID)
    keep()
    found = read_wrapped(store, ID)
    assert found is not None
    assert unwrap(StoreKeys(b"x" * 32), found)
    assert found.key_id == seal.key_id
    with pytest.raises(LockedStoreError, match="another store"):
        unwrap(StoreKeys(b"y" * 32), found)


def test_a_key_opens_its_own_recording_only(database: Database) -> None:
    made = wrap(database.keys.recording_public, "ab12", b"k" * 32)
    assert unwrap(database.keys, made) == b"k" * 32
    with pytest.raises(LockedStoreError):
        unwrap(database.keys, type(made)("cd34", made.key_id, made.wrapped))


def test_a_recording_is_read_before_and_after_the_database_has_its_key(database: Database) -> None:
    recorded(database.folder)
    root, keys = database.folder / "recordings", keys_of(database)
    assert frames_read(root, keys.seal(ID)) > 15_000
    assert frames_read(root, PLAIN) == 0
    adopt_and_forget(database, database.folder, ID, NOON)
    assert not key_path(database.folder, ID).exists()
    assert frames_read(root, keys.seal(ID)) > 15_000
    adopt_and_forget(database, database.folder, ID, NOON)


def test_after_an_erase_no_frame_can_be_read_of_any_copy(
    database: Database, tmp_path: Path
) -> None:
    recorded(database.folder)
    root = database.folder / "recordings"
    shutil.copytree(root, tmp_path / "copy")
    keys = keys_of(database)
    before = keys.key(ID)
    with database.transaction() as transaction:
        assert erase(transaction, database.folder, ID, "u1", NOON)
        assert erased(transaction, ID)
        assert not erase(transaction, database.folder, ID, "u1", NOON)
    forget_file(database.folder, ID)
    with pytest.raises(NotFoundError, match="was erased"):
        keys.seal(ID)
    for folder in (root, tmp_path / "copy"):
        assert frames_read(folder, PLAIN) == 0
    assert not [
        path
        for path in database.folder.rglob("*")
        if path.is_file() and before.encode() in path.read_bytes()
    ]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # about the file
def test_an_erase_leaves_nothing_of_the_key_in_the_database(database: Database) -> None:
    recorded(database.folder)
    adopt_and_forget(database, database.folder, ID, NOON)
    found = kept_key(database, ID)
    assert found is not None
    before = decrypted(database)
    with database.transaction() as transaction:
        erase(transaction, database.folder, ID, "u1", NOON)
    assert not database.path.with_name(database.path.name + "-wal").exists()
    after = decrypted(database)
    assert found.wrapped.encode() in before
    assert found.wrapped.encode() not in after


def test_what_was_erased_stays_erased(store: Store, database: Database) -> None:
    recorded(database.folder)
    with database.transaction() as transaction:
        erase(transaction, database.folder, ID, "u1", NOON)
    for change in (
        "UPDATE recording_keys SET wrapped = 'aa'",
        "UPDATE recording_keys SET erased_by = 'other'",
        "DELETE FROM recording_keys",
        store.written_over("recording_keys"),
    ):
        with store.sql() as sql, pytest.raises(REFUSED, match=r"stays erased|kept as they are"):
            sql.execute(change)
    with database.transaction() as transaction:
        assert not adopt(transaction, database.folder, ID, NOON)


def test_a_damaged_key_says_which_and_where(database: Database) -> None:
    recorded(database.folder)
    key_path(database.folder, ID).write_text("{", "ascii")
    with pytest.raises(IntegrityError, match=f"{ID} cannot be read"):
        keys_of(database).key(ID)


def test_a_recording_without_a_key_is_one_of_an_earlier_version(database: Database) -> None:
    assert keys_of(database).key(ID) == ""
    assert keys_of(database).seal(ID) is PLAIN


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # about the file
def test_a_lost_key_file_of_the_store_stops_no_recording(database: Database) -> None:
    public = sandbox_keys(database.folder).recording_public
    recorded(database.folder)
    key_path(database.folder, ID).unlink()
    for damage in (b"{", None):
        if damage is None:
            (database.folder / KEYS).unlink()
        else:
            (database.folder / KEYS).write_bytes(damage)
        seal, keep = new_seal(database.folder, ID)
        keep()
        assert seal.key_id
        assert (database.folder / FOLDER / "store.public").read_text("ascii") == public.hex()
    (database.folder / FOLDER / "store.public").unlink()
    with pytest.raises(IntegrityError, match="nothing can be recorded"):
        new_seal(database.folder, ID)


def test_keys_in_files_are_wrapped_anew_as_often_as_it_takes(database: Database) -> None:
    recorded(database.folder)
    new = StoreKeys(b"n" * 32)
    for _ in range(2):
        wrap_files_anew(database.folder, database.keys, new)
        found = read_wrapped(database.folder, ID)
        assert found is not None
        assert unwrap(new, found)
    assert waiting(database.folder) == (ID,)


def test_a_key_that_cannot_be_deleted_says_so(database: Database) -> None:
    key_path(database.folder, ID).mkdir(parents=True)
    with pytest.raises(StoreError, match="delete it by hand"):
        forget_file(database.folder, ID)


def test_recording_loads_no_database(tmp_path: Path) -> None:
    """The recording process starts without SQLAlchemy, Alembic and SQLCipher."""
    look = (
        "import sys, app.capture.process; "
        "print([one for one in ('sqlalchemy', 'alembic', 'sqlcipher3') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
