"""People's verbs, on a clinical store that `users init` made."""

import json
import re
from collections.abc import Iterator

import pyotp
import pytest

from app import bootstrap, paths
from app.cli import run
from tests.clinical_verbs import INIT, KEEPER, KEEPER_PASSWORD, clinical_store, fresh
from tests.people_desk import log

HOUSE = ("--user", "house", "--password-from", "env:PASSWORD_OF_HOUSE")
TEMPORARY = re.compile(r"temporary password of house, to be changed at once: (\S+)")

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Iterator[str]:
    """What `users init` printed."""
    with clinical_store(monkeypatch):
        yield capsys.readouterr().out


def said(capsys: Captured, *argv: str, code: int = 0) -> str:
    """What a verb prints; its errors go to stderr and are given when it fails."""
    found = run(argv)
    captured = capsys.readouterr()
    assert found == code, captured.err
    return captured.err if code else captured.out


def add_house(capsys: Captured, monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    """A physician who changed the temporary password."""
    add = ("users", "add", "house", "--name", "Gregory House", "--role", "physician", *more)
    found = TEMPORARY.search(said(capsys, *add, *KEEPER))
    assert found
    monkeypatch.setenv("PASSWORD_OF_HOUSE", found[1])
    monkeypatch.setenv("NEW_OF_HOUSE", "vicodin-at-noon")
    said(capsys, "users", "password", *HOUSE, "--new-password-from", "env:NEW_OF_HOUSE")
    monkeypatch.setenv("PASSWORD_OF_HOUSE", "vicodin-at-noon")


def test_the_first_administrator_is_told_the_recovery_key_once(
    store: str, capsys: Captured
) -> None:
    assert "security administrator: keeper" in store
    assert re.search(r"recovery key, to be printed and locked away now: (\w{4}-){13}\w{4}", store)
    assert KEEPER_PASSWORD not in store
    again = said(capsys, *INIT, code=1)
    assert "already" in again
    assert paths.store_dir() == paths.clinical_dir()


def test_a_weak_first_password_makes_no_store(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("PASSWORD_OF_KEEPER", "password1234567")
    with fresh():
        assert "choose another password" in said(capsys, *INIT, code=3)
    assert not paths.clinical_dir().exists()


def test_who_signs_in_is_told_who_they_are(store: str, capsys: Captured) -> None:
    assert said(capsys, "users", "whoami", *KEEPER) == "Keeper, secadmin, no department\n"
    codes = [row.code for row in log(bootstrap.database(), "AUTH-LOGIN", "AUTH-LOGOUT")]
    assert codes == ["AUTH-LOGIN", "AUTH-LOGOUT"]


def test_a_user_is_made_changed_and_disabled(
    store: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_house(capsys, monkeypatch, "--department", "er")
    assert said(capsys, "users", "whoami", *HOUSE) == "Gregory House, physician, er\n"
    said(capsys, "users", "role", "house", "nurse", *KEEPER)
    assert "nurse" in said(capsys, "users", "whoami", *HOUSE)
    said(capsys, "users", "unlock", "house", *KEEPER)
    rows = json.loads(said(capsys, "users", "list", "--json", *KEEPER))
    assert [(row["login"], row["role"]) for row in rows] == [
        ("house", "nurse"),
        ("keeper", "secadmin"),
    ]
    said(capsys, "users", "disable", "house", *KEEPER)
    assert "disabled" in said(capsys, "users", "list", *KEEPER)
    assert "disabled" in said(capsys, "users", "whoami", *HOUSE, code=3)
    said(capsys, "users", "enable", "house", *KEEPER)
    assert "nurse" in said(capsys, "users", "whoami", *HOUSE)


def test_a_second_factor_is_enrolled_and_asked_for(
    store: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_house(capsys, monkeypatch)
    line = said(capsys, "users", "totp", "house", *KEEPER)
    totp = pyotp.parse_uri(line.split(": ", 1)[1].strip())
    assert isinstance(totp, pyotp.TOTP)
    assert "--code" in said(capsys, "users", "whoami", *HOUSE, code=3)
    assert "House" in said(capsys, "users", "whoami", *HOUSE, "--code", totp.now())
    said(capsys, "users", "totp", "house", "--off", *KEEPER)
    assert "House" in said(capsys, "users", "whoami", *HOUSE)


def test_a_password_is_reset_by_an_administrator(
    store: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_house(capsys, monkeypatch)
    found = TEMPORARY.search(said(capsys, "users", "password", "house", *KEEPER))
    assert found
    monkeypatch.setenv("PASSWORD_OF_HOUSE", found[1])
    assert "must be changed" in said(capsys, "users", "whoami", *HOUSE, code=3)


def test_a_trainee_gets_a_supervisor(
    store: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_house(capsys, monkeypatch)
    add = [
        "users",
        "add",
        "cameron",
        "--name",
        "Cameron",
        "--role",
        "physician",
        "--supervisor",
        "house",
    ]
    said(capsys, *add, *KEEPER)
    assert "trainee" in said(capsys, "users", "list", *KEEPER)
    said(capsys, "users", "supervisor", "cameron", *KEEPER)
    assert "trainee" not in said(capsys, "users", "list", *KEEPER)


def test_nobody_but_the_administrator_keeps_users(
    store: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_house(capsys, monkeypatch)
    refused = said(capsys, "users", "list", *HOUSE, code=3)
    assert "you may not do this" in refused


def test_in_a_sandbox_there_are_no_users(capsys: Captured) -> None:
    with fresh():
        for verb in ("whoami", "list", "password"):
            refused = said(capsys, "users", verb, "--user", "house", code=3)
            assert "erscribe users init" in refused
        assert said(capsys, "users", "whoami").startswith("Sandbox user, sandbox")


def test_an_encounter_is_begun_assigned_and_looked_at_through_broken_glass(
    store: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_house(capsys, monkeypatch, "--department", "er")
    said(capsys, "users", "add", "watcher", "--name", "W", "--role", "emr_compliance", *KEEPER)
    wilson = ("--user", "wilson", "--password-from", "env:PASSWORD_OF_WILSON")
    out = said(
        capsys, *["users", "add", "wilson", "--name", "Wilson", "--role", "physician"], *KEEPER
    )
    monkeypatch.setenv("PASSWORD_OF_WILSON", out.splitlines()[0].rsplit(" ", 1)[1])
    monkeypatch.setenv("NEW_OF_WILSON", "monster-trucks-on-ice")
    said(capsys, "users", "password", *wilson, "--new-password-from", "env:NEW_OF_WILSON")
    monkeypatch.setenv("PASSWORD_OF_WILSON", "monster-trucks-on-ice")

    said(capsys, "encounters", "begin", "E-77", "--patient", "MRN-1", "--name", "Adler", *HOUSE)
    assert "Adler" in said(capsys, "encounters", "list", *HOUSE)
    assert said(capsys, "encounters", "list", *wilson) == ""
    assert "--reason" in _usage(capsys, "encounters", "glass", "E-77", *wilson)
    why = ("--reason", "consult", "--why", "asked for an opinion")
    assert "until" in said(capsys, "encounters", "glass", "E-77", *why, *wilson)
    rows = json.loads(said(capsys, "encounters", "list", "--json", *wilson))
    assert [row["encounter"] for row in rows] == ["E-77"]
    said(capsys, "encounters", "assign", "E-77", "wilson", *HOUSE)
    said(capsys, "encounters", "assign", "E-77", "wilson", "--end", *HOUSE)
    assert "you may not" in said(capsys, "encounters", "grants", *HOUSE, code=3)


def _usage(capsys: Captured, *argv: str) -> str:
    with pytest.raises(SystemExit):
        run(argv)
    return capsys.readouterr().err
