"""Verbs run inside the test process, on a clinical store of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import bootstrap
from app.cli import run

KEEPER_PASSWORD = "plain-words-of-the-keeper"  # noqa: S105 - of stores in temporary folders
SETTINGS = 'key_passphrase = "env:PASSPHRASE_OF_TESTS"\n'
SECRETS = {
    "PASSPHRASE_OF_TESTS": "a passphrase of the machine",
    "PASSWORD_OF_KEEPER": KEEPER_PASSWORD,
}
KEEPER = ("--user", "keeper", "--password-from", "env:PASSWORD_OF_KEEPER")
INIT = [
    "users",
    "init",
    "--login",
    "keeper",
    "--name",
    "Keeper",
    "--password-from",
    "env:PASSWORD_OF_KEEPER",
]


@contextmanager
def fresh() -> Iterator[None]:
    """Nothing that was opened for another test is used."""
    opened = (bootstrap.database, bootstrap.store_keys, bootstrap.reception)
    for one in opened:
        one.cache_clear()
    try:
        yield
    finally:
        for one in opened:
            one.cache_clear()


@contextmanager
def clinical_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clinical store is in force, with its first administrator, `keeper`."""
    Path(os.environ["ERSCRIBE_CONFIG"]).write_text(SETTINGS, "utf-8")
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    with fresh():
        assert run(INIT) == 0
        yield
