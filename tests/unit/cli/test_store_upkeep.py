"""`erscribe store backup|restore|rescue|retention`, as somebody types it."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from app import bootstrap, paths
from app.cli import store_upkeep
from app.cli.parser import build_parser
from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import AccessError, IntegrityError, StoreError
from app.services.filing import Filing
from app.store.database import Database
from app.store.results import load_result
from tests.clinical import clinical_store
from tests.fakes import finished_job


@pytest.fixture
def note(own_folders: Path) -> str:
    """A sandbox store with one note; no store of another test is remembered."""
    bootstrap.database.cache_clear()
    bootstrap.store_keys.cache_clear()
    return Filing(bootstrap.database()).save(SANDBOX_ACTOR, finished_job())


def run(*words: str) -> int:
    arguments: argparse.Namespace = build_parser().parse_args(["store", *words])
    with ExitStack() as arguments.ending:
        code: int = getattr(store_upkeep, arguments.action[1])(arguments)
    return code


def test_a_backup_is_made_listed_and_put_into_another_folder(
    note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to, new = tmp_path / "backups", tmp_path / "new"
    assert run("backup", "--to", str(to)) == 0
    assert run("backup", "--to", str(to), "--list") == 0
    assert capsys.readouterr().out.count("backup-") == 2
    assert run("restore", "--from", str(to), "--to", str(new)) == 0
    assert "1 notes" in capsys.readouterr().out
    with Database.open(new / "erscribe.sqlite3").transaction() as transaction:
        assert load_result(transaction, note) == finished_job()


def test_a_damaged_store_is_rescued_and_one_is_told_how_to_read_it(
    note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = paths.database_file()
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 4] = bytes(4096)
    path.write_bytes(content)
    code = run("rescue", "--out", str(tmp_path / "out"))
    said = capsys.readouterr().out
    assert "1 of" in said
    assert f"ERSCRIBE_DATA_DIR={tmp_path / 'out'}" in said
    assert code == (0 if "1 notes are whole" in said else 4)
    assert path.read_bytes() == content


def test_where_no_backup_is_one_is_told_so(note: str, tmp_path: Path) -> None:
    with pytest.raises(IntegrityError, match="no whole backup"):
        run("restore", "--from", str(tmp_path))


def test_the_sandbox_erases_nothing(note: str) -> None:
    with pytest.raises(Exception, match="sandbox"):
        run("retention", "--propose")


def test_a_clinical_store_asks_who_it_is(note: str) -> None:
    clinical_store(paths.clinical_dir())
    for words in (
        ("backup", "--to", "x"),
        ("retention",),
        ("hold", "E-1", "--reason", "x"),
        ("lift", "h", "--reason", "x"),
        ("holds",),
    ):
        with pytest.raises(AccessError, match="--user LOGIN"):
            run(*words)


HOLDER = """
import sys
from pathlib import Path
from app.services.one_window import take_place
held = take_place(Path(sys.argv[1]))
print("open" if held else "taken", flush=True)
sys.stdin.read()
"""


def test_while_a_window_has_the_store_open_nothing_is_put_in_its_place(
    note: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another process holds the window's place; killed, it holds it no longer."""
    to, path = tmp_path / "backups", paths.database_file()
    run("backup", "--to", str(to))
    before = path.read_bytes()
    words = [sys.executable, "-c", HOLDER, str(paths.run_dir())]
    with Popen(words, stdin=PIPE, stdout=PIPE, text=True) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "open\n"
        try:
            with pytest.raises(StoreError, match="open; close its window, then try again"):
                run("restore", "--from", str(to), "--replace")
            assert path.read_bytes() == before
        finally:
            window.kill()
    assert run("restore", "--from", str(to), "--replace") == 0
    assert "1 notes" in capsys.readouterr().out
