"""Who acts on a verb, and that nobody else does."""

import os
import stat
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import paths
from app.cli.acting import NOBODY, acting, password_from, typed
from app.cli.user_options import add_user_options
from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import AccessError, SignInError
from app.services.sign_in import SignIn
from app.store.database import Database
from tests.people_desk import HASHES, PASSWORD, WORKSTATION, add, clinical, log


def options(*argv: str) -> Namespace:
    parser = ArgumentParser()
    add_user_options(parser)
    return parser.parse_args(argv)


@pytest.fixture
def store() -> Database:
    """A clinical store is in force, with one user."""
    database = clinical(paths.clinical_dir())
    add(database, "house")
    return database


def desk(database: Database) -> Callable[[], SignIn]:
    return lambda: SignIn(lambda: database, WORKSTATION, hashes=HASHES)


def test_in_the_sandbox_its_one_user_acts() -> None:
    assert acting(options()) is SANDBOX_ACTOR
    with pytest.raises(AccessError, match="erscribe users init"):
        acting(options("--user", "house"))


def test_in_a_clinical_store_nobody_acts_without_a_login(store: Database) -> None:
    with pytest.raises(AccessError) as refusal:
        acting(options())
    assert str(refusal.value) == NOBODY
    assert refusal.value.exit_code == 3


def test_a_user_acts_until_the_verb_is_over(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSWORD_OF_HOUSE", PASSWORD)
    chosen = options("--user", "House", "--password-from", "env:PASSWORD_OF_HOUSE")
    with ExitStack() as chosen.ending:
        assert acting(chosen, desk(store)).name == "Dr. House"
        assert [row.code for row in log(store)] == ["AUTH-LOGIN"]
    assert [row.code for row in log(store)] == ["AUTH-LOGIN", "AUTH-LOGOUT"]


def test_a_wrong_password_lets_nobody_act(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD_OF_HOUSE", "wrong")
    with pytest.raises(SignInError, match="wrong"):
        acting(options("--user", "house", "--password-from", "env:PASSWORD_OF_HOUSE"), desk(store))


def test_a_password_lies_in_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n", "utf-8")
    path.chmod(stat.S_IRUSR)
    assert password_from(f"file:{path}", "") == PASSWORD
    if os.name == "posix":
        for others in (stat.S_IRGRP, stat.S_IROTH, stat.S_IWOTH):
            path.chmod(stat.S_IRUSR | others)
            with pytest.raises(SignInError, match="chmod 600"):
                password_from(f"file:{path}", "")


def test_a_password_that_is_not_there_is_asked_for_where_it_should_be(tmp_path: Path) -> None:
    for place in ("env:NOT_THERE", f"file:{tmp_path / 'missing'}"):
        with pytest.raises(SignInError):
            password_from(place, "")


def test_nothing_is_asked_for_where_nobody_can_type(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SignInError, match="--password-from"):
        typed("Password: ")


@pytest.mark.parametrize("place", ["hunter2", "env:", "file:", "https://x"])
def test_a_password_never_stands_on_the_command_line(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        options("--password-from", place)
    assert "never the password itself" in capsys.readouterr().err
