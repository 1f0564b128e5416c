"""Stores of every earlier version open with all that was in them, whenever the first start is
killed."""

import shutil
import sys
from pathlib import Path

import pytest

from app.store import audit
from app.store.audit_verify import verify
from app.store.database import Database
from app.store.results import load_result, summaries
from tests.old_stores import ACTS, PLAIN, SEALED, killed_at, old_store, results, statements

posix = pytest.mark.skipif(sys.platform == "win32", reason="fork and signals are POSIX")
SAVED = results()
MOST = 150


def check(path: Path, revision: str) -> None:
    """Everything is there, in tables of today, encrypted."""
    database = Database.open(path)
    with database.transaction() as transaction:
        assert len(summaries(transaction)) == len(SAVED)
        for result in SAVED:
            assert load_result(transaction, result.understanding.note.id) == result
        moved = audit.rows(transaction, code="NOTE-SHOW")
    assert [row.object_id for row in moved] == (
        [f"n{number}" for number in range(ACTS)] if revision < "0004" else []
    )
    assert verify(database).fault is None
    assert not path.read_bytes().startswith(b"SQLite format 3")
    beside = {one.name for one in path.parent.iterdir()} - {"now"}
    assert beside <= {path.name, f"{path.name}.lock", "keys.json", "audit-anchor.jsonl"}


@pytest.fixture(scope="module", params=[*PLAIN, *SEALED])
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old") / request.param
    return old_store(folder, request.param, SAVED)


def copied(old: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(old.parent, to, ignore=shutil.ignore_patterns("now"))
    return to / old.name


def test_a_store_of_an_earlier_version_opens_whole(old: Path, tmp_path: Path) -> None:
    path = copied(old, tmp_path / "copy")
    check(path, old.parent.name)
    check(path, old.parent.name)  # and again


@posix
def test_killed_at_some_statements_nothing_is_lost(old: Path, tmp_path: Path) -> None:
    if old.parent.name not in {"0001", "0003"}:
        pytest.skip("the others are killed in the full tests")
    _kill_at_every(old, tmp_path / "copy", 8)


@posix
@pytest.mark.full
def test_killed_at_every_statement_nothing_is_lost(old: Path, tmp_path: Path) -> None:
    _kill_at_every(old, tmp_path / "copy", MOST)


def _kill_at_every(old: Path, copy: Path, most: int) -> None:
    """most: so many steps, evenly spread, of all there are; the first and the last among them."""
    whole = statements(copied(old, copy))
    assert whole > 50
    for step in sorted({round(number * (whole - 1) / (most - 1)) for number in range(most)}):
        path = copied(old, copy)
        assert killed_at(path, step), f"statement {step} of {whole}"
        check(path, old.parent.name)
    assert not killed_at(copied(old, copy), whole + 1)
