"""The store against kill -9, a full disk, missing rights and other writers."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.services.filing import Filing
from app.services.review import NoteReview
from app.store.database import Database
from tests import encrypted
from tests.fakes import finished_job

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="fork, signals and resource limits are POSIX"
)
ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 900.0  # every step of making a store is killed once: minutes on a busy machine


def start(verb: str, path: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.integration.store_process", verb, str(path)]
    return subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> list[str]:
    out, _ = process.communicate(timeout=TIMEOUT_S)
    return out.splitlines()


def whole_notes(path: Path) -> set[str]:
    """Every note's id, after each was read whole and its audit event was found."""
    review = NoteReview(Database.open(path))
    ids = {note.id for note in review.list_notes(SANDBOX_ACTOR)}
    for note_id in ids:
        assert review.show(SANDBOX_ACTOR, note_id).understanding.note.id == note_id
    connection = encrypted.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    saves = connection.execute(
        "SELECT object_id, outcome FROM audit_log WHERE code = 'NOTE-CREATE'"
    ).fetchall()
    counts = [
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in ("recordings", "jobs", "notes")
    ]
    connection.close()
    assert sorted(note_id for note_id, _ in saves) == sorted(ids)
    assert all(outcome == 0 for _, outcome in saves)
    assert counts == [len(ids)] * 3
    return ids


def test_killed_at_any_step_of_a_save_everything_or_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    process = start("die_while_saving", path)
    (steps,) = finish(process)
    assert process.returncode == 0
    assert int(steps) > 20
    assert len(whole_notes(path)) == 1  # the last attempt, which nobody killed


@pytest.mark.parametrize("stride", ["37", pytest.param("1", marks=pytest.mark.full)])
def test_killed_at_any_step_of_making_the_database_it_is_made_at_the_next(
    tmp_path: Path, stride: str
) -> None:
    path = tmp_path / "store.sqlite3"
    process = start("die_while_opening", path, stride)
    (steps,) = finish(process)
    assert process.returncode == 0
    assert int(steps) > 20
    assert whole_notes(path) == set()
    assert sorted(one.name for one in tmp_path.glob("store*")) == [
        "store.sqlite3",
        "store.sqlite3.lock",
    ]


@pytest.mark.parametrize("after_s", [0.0, 0.07, 0.19, 0.33])
def test_killed_at_any_time_no_note_that_was_told_of_is_lost(
    tmp_path: Path, after_s: float
) -> None:
    path = tmp_path / "store.sqlite3"
    process = start("save", path, "1000")
    assert process.stdout is not None
    told = {process.stdout.readline().strip()}
    time.sleep(after_s)
    process.kill()
    told |= {line for line in finish(process) if line}
    assert process.returncode == -signal.SIGKILL
    kept = whole_notes(path)
    assert told <= kept
    assert len(kept - told) <= 1  # saved, but killed before it could tell


def test_two_processes_make_and_fill_one_database_together(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    processes = [start("save", path, "15") for _ in range(2)]
    told = [finish(process) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert whole_notes(path) == set(told[0]) | set(told[1])
    assert len(set(told[0]) | set(told[1])) == 30


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    note_id = Filing(Database.open(path)).save(SANDBOX_ACTOR, finished_job())
    process = start("save_on_a_full_disk", path)
    (sentence,) = finish(process)
    assert process.returncode == 1
    assert sentence.startswith("StoreError: the database ")
    assert "disk" in sentence
    assert "what was saved before is safe" in sentence
    assert whole_notes(path) == {note_id}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(
    any(not parent.stat().st_mode & 0o001 for parent in ROOT.parents),
    reason="other accounts may not enter the folder that this checkout lies in",
)
@pytest.mark.parametrize("folder_mode", [0o555, 0o777])
def test_a_database_one_may_not_write_is_one_sentence(open_folder: Path, folder_mode: int) -> None:
    path = open_folder / "store.sqlite3"
    Filing(Database.open(path)).save(SANDBOX_ACTOR, finished_job())
    before = path.read_bytes()
    path.chmod(0o444)
    (open_folder / "keys.json").chmod(0o444)
    (open_folder / "store.sqlite3.lock").chmod(folder_mode & 0o666)
    open_folder.chmod(folder_mode)
    process = start("list_as_nobody", path)
    (sentence,) = finish(process)
    assert process.returncode == 1
    assert sentence.startswith("StoreError: the database ")
    assert "your account may write" in sentence
    assert path.read_bytes() == before
