"""`erscribe store migrate` as people use it, and the power cut in the middle of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import paths
from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import StoreError
from app.store import moving
from app.store.copying import contents, whole
from app.store.database import Database
from app.store.keys import sandbox_keys
from app.store.results import save_result
from tests.audit_log import fill
from tests.fakes import finished_job
from tests.postgres_server import Server
from tests.stores import Store

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(os.name != "posix", reason="the server and SIGKILL are those of POSIX"),
]
CHILD = Path(__file__).with_name("moving_child.py")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOTE = finished_job().understanding.note.id
POINTS = 6


@pytest.fixture
def there(postgres: Server, tmp_path: Path) -> Iterator[Store]:
    made = Store("postgresql", tmp_path / "store.sqlite3", postgres, postgres.make())
    yield made
    postgres.drop(made.name)


def filled(path: Path) -> Database:
    database = Database.open(path)
    with database.transaction() as transaction:
        save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
    fill(database, 10)
    return database


def held(database: Database) -> str:
    with database.transaction() as transaction:
        return whole(contents(transaction.connection()))


def erscribe(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "app", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_verb_moves_a_store_and_brings_it_back(own_folders: Path, there: Store) -> None:
    filled(paths.database_file())
    url = str(there.address)
    moved = erscribe("store", "migrate", "--to", url)
    assert moved.returncode == 0, moved.stderr
    assert f'store_url = "{url}"' in moved.stdout
    assert "the audit log was whole before and after: 1" in moved.stdout
    left = erscribe("notes", "list")
    assert left.returncode == 1
    assert f"was moved to {url}" in left.stderr

    settings = Path(os.environ["ERSCRIBE_CONFIG"])
    settings.write_text(f'store_url = "{url}"\n', "utf-8")
    listed = erscribe("notes", "list")
    assert listed.returncode == 0, listed.stderr
    assert NOTE in listed.stdout
    assert erscribe("store", "migrate", "--to", url).returncode == 1  # it is there already

    back = erscribe("store", "migrate", "--to", "sqlite")
    assert back.returncode == 0, back.stderr
    assert "was moved to the file" in erscribe("notes", "list").stderr
    settings.write_text("", "utf-8")
    assert NOTE in erscribe("notes", "list").stdout
    assert erscribe("store", "migrate", "--to", "sqlite").returncode == 1


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    refused = erscribe("store", "migrate", "--to", "postgresql://erscribe:s3cret@localhost/x")
    assert refused.returncode == 2
    assert "must not hold a password" in refused.stderr


def moved_by_child(there: Store, to: str, fatal: int) -> "subprocess.CompletedProcess[str]":
    folder = str(there.path.parent)
    command = [sys.executable, str(CHILD), folder, str(there.address), to, str(fatal)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def in_use(place: Store) -> Database | None:
    try:
        return place.open()
    except StoreError:
        return None


@pytest.mark.parametrize("to", ["server", "file"])
def test_a_move_killed_anywhere_leaves_one_store_whole(
    postgres: Server, tmp_path: Path, to: str
) -> None:
    total = 0
    for point in range(POINTS + 1):
        folder = tmp_path / str(point)
        here = Store("sqlite", folder / "store.sqlite3")
        there = Store("postgresql", here.path, postgres, postgres.make())
        before = held(filled(here.path))
        if to == "file":
            moving.to_server(here.open(), moving.Server(there.address), lambda _: None)
        run = moved_by_child(there, to, total * point // POINTS)
        if point == 0:
            assert run.returncode == 0, run.stderr
            total = int(run.stdout)
        else:
            assert run.returncode == -signal.SIGKILL
            finish_or_repeat(here, there, to)
        stores = [one for one in (in_use(here), in_use(there)) if one is not None]
        assert [held(one) for one in stores] == [before]
        postgres.drop(there.name)


def finish_or_repeat(here: Store, there: Store, to: str) -> None:
    """What giving the command again does."""
    place, keys = moving.Server(there.address), sandbox_keys(here.path.parent)
    if moving.finish(place, here.path, keys):
        return
    if to == "server":
        moving.to_server(here.open(), place, lambda _: None)
    else:
        moving.to_file(there.open(), here.path, lambda _: None)
