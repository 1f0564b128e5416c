"""A process that changes the keys of a store, killed before the first call that reaches the disk,
before the second, and so on; after each, everything that was in the store must be there.

Usage: key_process.py rotate|encrypt FOLDER STRIDE; dies at every STRIDE-th step only. Prints at
which step it did not die any more.
"""

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import create_engine, text

from app.services.unlocking import unlocked
from app.store.database import Database
from app.store.key_keeping import create_keys, key_file
from app.store.key_protectors import Cost, PassphraseProtector, RecoveryProtector
from app.store.key_rotation import rotate
from app.store.keys import StoreKeys
from app.store.recording_key_rows import kept_key
from app.store.recording_keys import RecordingKeys, new_seal, wrap
from app.store.recordings import RecordingReader
from app.store.schema import upgrade
from app.store.sqlite_file import APPLICATION_ID
from tests.adopted_keys import adopt_and_forget
from tests.recording_desk import ID, Desk, ramp
from tests.unit.store.test_recording_keys import NOON

BY = (PassphraseProtector(lambda: "x", Cost(64, 1, 1)), RecoveryProtector(b"r" * 32))
CALLS = {"replace", "rename", "fsync", "fdatasync", "write", "link", "unlink", "open", "mkdir"}
FACT = "Asthmaanfall"
OTHER = "ab12"


def at_each_step(act: Callable[[], object], check: Callable[[int], None]) -> int:
    """How many steps there are; `check` runs after each death."""
    for step in range(0, 2_000, int(sys.argv[3])):
        child = os.fork()
        if child == 0:
            sys.setprofile(partial(_count, [step]))
            act()
            sys.setprofile(None)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        check(step)
        if not os.WIFSIGNALED(status):
            sys.exit(1) if status else None
            return step
    raise AssertionError("no end")


def _count(left: list[int], _: FrameType, event: str, called: Any) -> None:
    if event != "c_call":
        return
    of_disk = called.__module__ == "posix" and called.__name__ in CALLS
    owner = type(getattr(called, "__self__", None)).__module__ or ""
    if of_disk or (owner.startswith("sqlcipher3") and called.__name__ == "execute"):
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1


def rotating(folder: Path) -> int:
    path = folder / "erscribe.sqlite3"
    keys = create_keys(folder, "clinical", BY)
    database = Database.open(path, keys=keys, profile="clinical")
    with database.transaction() as transaction:
        transaction.execute(text(f"INSERT INTO store_facts VALUES ('marker', '{FACT}')"))  # noqa: S608
    _record(folder)
    shutil.copytree(folder / "recordings" / ID, folder / "copy" / ID)
    adopt_and_forget(database, folder, ID, NOON)
    seal, keep = new_seal(folder, OTHER)
    keep()

    def unlock() -> StoreKeys:
        return unlocked(folder, path, BY)

    def check(_: int) -> None:
        found = unlock()
        opened = Database.open(path, keys=found, profile="clinical")
        _has_fact(opened)
        sound = RecordingKeys(lambda: folder, lambda: found, lambda one: kept_key(opened, one))
        assert sound.seal(OTHER).key_id == seal.key_id
        reader = RecordingReader(folder / "copy", ID, sound.seal(ID))
        reader.poll()
        assert (reader.read(0, reader.available) != 0).sum() > 7_000
        assert key_file(folder).following is None
        assert wrap(found.recording_public, ID, b"k" * 32)

    def act() -> None:
        rotate(path, unlock(), BY)

    steps = at_each_step(act, check)
    assert unlock().id != keys.id
    return steps


def encrypting(folder: Path) -> int:
    path, plain = folder / "store.sqlite3", folder / "plain"
    engine = create_engine("sqlite://", creator=partial(sqlite3.connect, plain))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        upgrade(connection)
        connection.exec_driver_sql(f"INSERT INTO store_facts VALUES ('marker', '{FACT}')")  # noqa: S608
    engine.dispose()
    shutil.copy(plain, path)

    def check(_: int) -> None:
        _has_fact(Database.open(path))
        assert not path.read_bytes().startswith(b"SQLite")
        for rest in folder.glob("store.sqlite3*"):
            rest.unlink()
        shutil.copy(plain, path)

    return at_each_step(lambda: Database.open(path), check)


def _record(folder: Path) -> None:
    desk = Desk(folder / "recordings")
    seal, keep = new_seal(folder, ID)
    keep()
    writer = desk.begin(seal=seal)
    desk.record(writer, ramp(0.5))
    writer.finish()


def _has_fact(database: Database) -> None:
    with database.transaction() as transaction:
        found = transaction.execute(text("SELECT value FROM store_facts WHERE name = 'marker'"))
        assert found.scalar() == FACT


if __name__ == "__main__":
    act = {"rotate": rotating, "encrypt": encrypting}[sys.argv[1]]
    sys.stdout.write(f"{act(Path(sys.argv[2]))}\n")
