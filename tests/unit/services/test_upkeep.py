"""A backup holds the store as it was, gives it back anywhere, and is never taken for whole when it
is not."""

import os
import shutil
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import (
    AccessError,
    IntegrityError,
    LockedStoreError,
    NotFoundError,
    StoreError,
)
from app.services.filing import Filing
from app.services.upkeep import Backups, Restored, backups, restore
from app.store import audit, backup, retention
from app.store.database import Database
from app.store.facts import set_fact
from app.store.key_keeping import create_keys, unlock
from app.store.key_protectors import RecoveryProtector
from app.store.keys import StoreKeys, new_master, sandbox_keys
from app.store.people import begin_session, end_session
from app.store.recording_keys import new_seal
from app.store.recordings import verify
from app.store.results import load_result, summaries
from app.store.sqlite_file import connect
from tests.adopted_keys import adopt_and_forget
from tests.clinical import clinical_store, person, sound_keys
from tests.fakes import finished_job
from tests.recording_desk import Desk, ramp

NAME = f"{7:032x}"
NOW = datetime.now(UTC)


def filled(database: Database, actor: Actor = SANDBOX_ACTOR) -> str:
    """A note with its acts; gives its id."""
    return Filing(database).save(actor, replace(finished_job(), profile=database.profile))


def sound(database: Database, name: str = NAME) -> None:
    seal, keep_key = new_seal(database.folder, name)
    keep_key()
    desk = Desk(database.folder / "recordings")
    writer = desk.begin(recording=name, seal=seal)
    desk.record(writer, ramp(0.5))
    writer.finish()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database.open(tmp_path / "store" / "erscribe.sqlite3")
    filled(made)
    sound(made)
    return made


@pytest.fixture
def desk(database: Database) -> Backups:
    return Backups(database, database.folder / "recordings")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def dump(path: Path, keys: StoreKeys) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    sql = connect(path, keys, 1.0)
    try:
        names = sql.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        return {
            name: sorted(sql.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
            for (name,) in names.fetchall()
        }
    finally:
        sql.close()


def files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def restored(found: Path, folder: Path, keys: StoreKeys, *, over: bool = False) -> Restored:
    return restore(found, folder, keys, lambda _: SANDBOX_ACTOR, over=over)


def test_a_backup_holds_every_row_and_all_sound(
    database: Database, desk: Backups, to: Path
) -> None:
    before = dump(database.path, database.keys)
    made = desk.make(SANDBOX_ACTOR, to)
    after = dump(made.folder / "erscribe.sqlite3", database.keys)
    assert {**after, "audit_log": []} == {**before, "audit_log": []}
    assert after["audit_log"][: len(before["audit_log"])] == before["audit_log"]
    assert files(to / "recordings" / NAME) == files(database.folder / "recordings" / NAME)
    assert backups(to) == (made,)


def test_what_is_copied_is_ciphertext_and_no_open_key(
    database: Database, desk: Backups, to: Path
) -> None:
    desk.make(SANDBOX_ACTOR, to)
    everything = b"".join(files(to).values())
    with database.transaction() as transaction:
        said = load_result(transaction, summaries(transaction)[0].id)
    for utterance in said.understanding.transcript.utterances:
        assert utterance.text.encode() not in everything
    assert database.keys.master not in everything
    assert database.keys.master.hex().encode() not in everything


def test_both_ends_of_a_backup_are_in_the_log(database: Database, desk: Backups, to: Path) -> None:
    made = desk.make(SANDBOX_ACTOR, to)
    with database.transaction() as transaction:
        rows = audit.rows(transaction, code="SYS-BACKUP")
    assert ['"step":"begun"' in rows[0].detail_json, rows[1].object_id] == [True, made.manifest.id]


def test_a_backup_is_restored_as_it_was(
    database: Database, desk: Backups, to: Path, tmp_path: Path
) -> None:
    made = desk.make(SANDBOX_ACTOR, to)
    done = restored(made.folder, tmp_path / "new", database.keys)
    assert (done.notes, done.recordings, done.aside) == (1, 1, None)
    again = Database.open(tmp_path / "new" / "erscribe.sqlite3")
    before, after = (dump(one.path, one.keys) for one in (database, again))
    del before["audit_log"], after["audit_log"], before["audit_checkpoints"]
    del after["audit_checkpoints"]
    assert after == before
    verify(tmp_path / "new" / "recordings", NAME, sound_keys(again).seal(NAME))
    with again.transaction() as transaction:
        assert audit.rows(transaction)[-1].code == "SYS-BACKUP"


def test_on_another_machine_the_printed_key_opens_it(tmp_path: Path, to: Path) -> None:
    paper = RecoveryProtector.new()
    folder = tmp_path / "store"
    keys = create_keys(folder, "clinical", (paper,))
    database = clinical_store(folder, keys, protected=True)
    note = filled(database, person("physician"))
    sound(database)
    adopt_and_forget(database, folder, NAME, NOW)
    made = Backups(database, folder / "recordings").make(person("sysadmin"), to)
    moved = tmp_path / "usb"
    shutil.move(to, moved)
    shutil.rmtree(folder)
    with pytest.raises(LockedStoreError):
        unlock(moved / made.folder.name, (RecoveryProtector.new(),))
    typed = RecoveryProtector.typed(paper.printed.lower())
    found = unlock(moved / made.folder.name, (typed,))
    new = tmp_path / "another machine" / "clinical"
    restore(moved / made.folder.name, new, found, lambda _: person("sysadmin"))
    again = Database.open(new / "erscribe.sqlite3", keys=unlock(new, (typed,)), profile="clinical")
    with again.transaction() as transaction:
        assert load_result(transaction, note).understanding.note.id == note
    verify(new / "recordings", NAME, sound_keys(again).seal(NAME))


@pytest.mark.parametrize("role", ["physician", "emr_compliance"])
def test_nobody_but_the_system_administrator_does_it(tmp_path: Path, to: Path, role: str) -> None:
    database = clinical_store(tmp_path / "store")
    desk = Backups(database, tmp_path / "recordings")
    with pytest.raises(AccessError):
        desk.make(person(role), to)  # type: ignore[arg-type]
    made = desk.make(person("sysadmin"), to)
    with pytest.raises(AccessError):
        restore(made.folder, tmp_path / "new", database.keys, lambda _: person(role))  # type: ignore[arg-type]
    assert not (tmp_path / "new" / "erscribe.sqlite3").exists()


@pytest.mark.parametrize("name", ["erscribe.sqlite3", "keys.json", "manifest.json"])
def test_a_flipped_byte_is_found_and_nothing_is_changed(
    database: Database, desk: Backups, to: Path, tmp_path: Path, name: str
) -> None:
    made = desk.make(SANDBOX_ACTOR, to)
    path = next(path for path in made.folder.iterdir() if path.name.startswith(name))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises((IntegrityError, StoreError)):
        restored(made.folder, tmp_path / "new", database.keys)
    assert not [path for path in (tmp_path / "new").glob("*") if path.is_file()]


def test_a_manifest_signed_by_another_store_is_refused(
    database: Database, desk: Backups, to: Path, tmp_path: Path
) -> None:
    made = desk.make(SANDBOX_ACTOR, to)
    with pytest.raises(IntegrityError, match="another store's"):
        restored(made.folder, tmp_path / "new", StoreKeys(new_master()))


def test_damaged_sound_is_found(
    database: Database, desk: Backups, to: Path, tmp_path: Path
) -> None:
    made = desk.make(SANDBOX_ACTOR, to)
    path = max((to / "recordings" / NAME).iterdir(), key=lambda one: one.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(IntegrityError, match="recording"):
        restored(made.folder, tmp_path / "new", database.keys)
    shutil.rmtree(to / "recordings" / NAME)
    with pytest.raises(IntegrityError, match="is missing"):
        restored(made.folder, tmp_path / "new", database.keys)


def test_a_newer_store_is_replaced_only_when_asked_and_lies_aside_then(
    database: Database, desk: Backups, to: Path
) -> None:
    made = desk.make(SANDBOX_ACTOR, to)
    note = save_another(database)
    before = database.path.read_bytes()
    with pytest.raises(StoreError, match=r"newer by \d+ acts.*--replace"):
        restored(made.folder, database.folder, database.keys)
    assert database.path.read_bytes() == before
    done = restored(made.folder, database.folder, database.keys, over=True)
    assert done.aside is not None
    assert done.aside.parent == database.folder
    assert (done.aside / "erscribe.sqlite3").read_bytes() == before
    with Database.open(database.path).transaction() as transaction, pytest.raises(NotFoundError):
        load_result(transaction, note)
    shutil.copy(database.folder / "keys.json", done.aside)
    with Database.open(done.aside / "erscribe.sqlite3").transaction() as transaction:
        assert load_result(transaction, note).understanding.note.id == note


def save_another(database: Database) -> str:
    result = finished_job()
    understanding = result.understanding
    return Filing(database).save(
        SANDBOX_ACTOR,
        replace(
            result,
            recording=replace(result.recording, id="another"),
            understanding=replace(understanding, note=replace(understanding.note, id="nanother")),
        ),
    )


def test_a_store_that_is_damaged_is_replaced_only_when_asked(
    database: Database, desk: Backups, to: Path
) -> None:
    made = desk.make(SANDBOX_ACTOR, to)
    keys = sandbox_keys(database.folder)
    database.path.write_bytes(database.path.read_bytes()[:-5_000])
    with pytest.raises(StoreError, match=r"cannot be read.*--replace"):
        restored(made.folder, database.folder, keys)
    restored(made.folder, database.folder, keys, over=True)
    with Database.open(database.path).transaction() as transaction:
        assert len(summaries(transaction)) == 1


def test_sound_is_copied_once(database: Database, desk: Backups, to: Path) -> None:
    desk.make(SANDBOX_ACTOR, to)
    first = {path: path.stat().st_mtime_ns for path in (to / "recordings").rglob("*")}
    sound(database, f"{8:032x}")
    made = desk.make(SANDBOX_ACTOR, to)
    assert len(made.manifest.recordings) == 2
    assert {path: path.stat().st_mtime_ns for path in first if path.is_file()} == {
        path: at for path, at in first.items() if path.is_file()
    }
    without = desk.make(SANDBOX_ACTOR, to, audio=False)
    assert without.manifest.recordings == {}


def test_old_backups_go_but_never_the_last_ones(
    database: Database, desk: Backups, to: Path
) -> None:
    with database.transaction() as transaction:
        set_fact(transaction, "retention_backup_days", "7")
        assert retention.days(transaction, "backup") == 7
    root = database.folder / "recordings"
    for days in (10, 9, 8):
        backup.make_backup(database, root, to, NOW - timedelta(days=days))
    gone = f"{9:032x}"
    sound(database, gone)
    backup.make_backup(database, root, to, NOW - timedelta(days=11))
    shutil.rmtree(root / gone)
    assert len(desk.expire(SANDBOX_ACTOR, to)) == 2
    assert len(backups(to)) == 2
    assert not (to / "recordings" / gone).exists()
    assert (to / "recordings" / NAME).is_dir()


def test_a_backup_is_made_every_hour_and_not_more_often(desk: Backups, to: Path) -> None:
    assert desk.when_due(to) is not None
    assert desk.when_due(to) is None
    assert desk.when_due(to, datetime.now(UTC) + timedelta(minutes=59)) is None
    assert desk.when_due(to, datetime.now(UTC) + timedelta(minutes=61)) is not None


def test_a_backup_follows_a_sign_out_when_the_last_one_is_not_quite_new(tmp_path: Path) -> None:
    place = clinical_store(tmp_path / "store")
    desk, to = Backups(place, place.folder / "recordings"), tmp_path / "backups"
    assert desk.when_due(to) is not None
    at = datetime.now(UTC)
    assert desk.when_due(to, at + timedelta(minutes=15)) is None
    with place.transaction() as transaction:
        begin_session(transaction, "s1", person("physician").id, "bay-3", at)
        end_session(transaction, "s1", at, "user")
    assert desk.when_due(to, at + timedelta(minutes=9)) is None
    assert desk.when_due(to, at + timedelta(minutes=15)) is not None


@pytest.mark.skipif(sys.platform == "win32", reason="fork and signals are POSIX")
def test_killed_at_any_file_a_backup_is_whole_or_none(database: Database, to: Path) -> None:
    root = database.folder / "recordings"
    steps = 0
    while not _survives(database, root, to, steps):
        for one in backups(to):
            backup.verify_backup(one, database.keys)
        steps += 1
    assert steps > 10
    backup.verify_backup(backups(to)[-1], database.keys)
    backup.make_backup(database, root, to, NOW)
    assert not list(to.glob(".making-*"))


def _survives(database: Database, root: Path, to: Path, step: int) -> bool:
    """Make a backup in a child that is killed as it opens, renames or deletes for the step-th
    time."""
    child = os.fork()
    if child == 0:
        left = step

        def count(name: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if name in {"open", "os.rename", "os.remove", "os.mkdir", "shutil.copyfile"}:
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1

        sys.addaudithook(count)
        backup.make_backup(database, root, to, NOW)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)
