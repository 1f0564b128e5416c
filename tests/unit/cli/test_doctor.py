"""What `erscribe doctor` says of the store's key."""

import pytest

from app import bootstrap, paths
from app.cli.doctor import Check, examine
from app.store.keys import KEYS
from tests.clinical_verbs import clinical_store, fresh


def said(name: str) -> Check:
    return next(one for one in examine() if one.name == name)


def test_it_names_the_cipher() -> None:
    found = said("encryption")
    assert found.well
    assert found.found.startswith("SQLCipher 4.")


def test_without_a_store_nothing_is_missing() -> None:
    assert said("store key").well
    assert not paths.data_dir().exists()


def test_a_sandbox_is_called_one() -> None:
    with fresh():
        bootstrap.database()
    assert said("store key").found == "wrapped for sandbox; opened here by sandbox"


def test_a_key_that_does_not_open_here_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with clinical_store(monkeypatch):
        assert said("store key").found.endswith("opened here by passphrase")
        monkeypatch.setenv("PASSPHRASE_OF_TESTS", "another")
        found = said("store key")
        assert (found.well, found.hint) == (False, "erscribe store keys recover")
        (paths.store_dir() / KEYS).write_text("{", "ascii")
        assert "damaged" in said("store key").found
