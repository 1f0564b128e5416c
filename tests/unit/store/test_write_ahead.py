"""What a crash left in the log is read, and damage within it is not taken for its end."""

import shutil
from pathlib import Path

import pytest

from app.domain.errors import IntegrityError
from app.store import audit
from app.store.database import Database
from tests.audit_log import act

FRAME = 24 + 4096
ACTS = 6


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """A database with six committed acts in its log, as a kill leaves it."""
    database = Database.open(tmp_path / "busy" / "erscribe.sqlite3")
    with database.transaction() as transaction:
        transaction.connection().exec_driver_sql("SELECT 1 FROM audit_log").all()
    keeper = database._engine.connect()
    keeper.exec_driver_sql("SELECT 1 FROM audit_log").all()
    keeper.rollback()
    for number in range(ACTS):
        with database.transaction() as transaction:
            audit.append(transaction, act(number))
    copy = tmp_path / "crashed"
    copy.mkdir()
    for name in ("erscribe.sqlite3", "erscribe.sqlite3-wal", "keys.json"):
        shutil.copyfile(database.folder / name, copy / name)
    keeper.close()
    return copy / "erscribe.sqlite3"


def acts(path: Path) -> int:
    with Database.open(path).transaction() as transaction:
        return len(audit.rows(transaction, code="NOTE-READ"))


def commits(log: bytes) -> list[int]:
    """Where the frames begin that end a transaction."""
    starts = range(32, len(log) - FRAME + 1, FRAME)
    return [at for at in starts if log[at + 4 : at + 8] != bytes(4)]


def test_what_a_crash_left_in_the_log_is_there(crashed: Path) -> None:
    assert acts(crashed) == ACTS


@pytest.mark.parametrize("part", [3, 9, 17, 24 + 100])
@pytest.mark.parametrize("transaction", [0, 2, ACTS - 2])
def test_a_damaged_frame_with_commits_behind_it_is_refused(
    crashed: Path, part: int, transaction: int
) -> None:
    log = crashed.with_name(f"{crashed.name}-wal")
    content = bytearray(log.read_bytes())
    at = commits(bytes(content))[transaction - ACTS] + part
    content[at] ^= 1
    log.write_bytes(content)
    with pytest.raises(IntegrityError, match="store rescue"):
        acts(crashed)
    assert log.read_bytes() == content


@pytest.mark.parametrize("cut", [1, 4_096, FRAME + 1])
def test_a_torn_end_is_no_damage(crashed: Path, cut: int) -> None:
    """What was not committed whole was never told to be saved."""
    log = crashed.with_name(f"{crashed.name}-wal")
    log.write_bytes(log.read_bytes()[:-cut])
    assert acts(crashed) == ACTS - 1


def test_a_damaged_head_of_a_log_is_refused(crashed: Path) -> None:
    log = crashed.with_name(f"{crashed.name}-wal")
    content = bytearray(log.read_bytes())
    content[17] ^= 1
    log.write_bytes(content)
    with pytest.raises(IntegrityError, match="is damaged"):
        acts(crashed)
