"""`erscribe store keys`: two administrators, and nothing without them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app import bootstrap, paths
from app.cli import run
from app.domain.errors import LockedStoreError
from app.services import unlocking
from app.store.key_protectors import Cost
from app.store.lock import taken_file
from app.store.recording_keys import new_seal
from tests.clinical_verbs import KEEPER, clinical_store, fresh
from tests.fake_keystore import FakeKeystore
from tests.people_desk import PASSWORD, add, log

ID = "ab12cd34"
TWO = (*KEEPER, "--and-user", "helper", "--and-password-from", "env:PASSWORD_OF_HELPER")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two administrators and a recording."""
    monkeypatch.setenv("PASSWORD_OF_HELPER", PASSWORD)
    monkeypatch.setattr(unlocking, "COST", Cost(64, 1, 1))
    with clinical_store(monkeypatch):
        add(bootstrap.database(), "helper", "sysadmin")
        _, keep = new_seal(paths.clinical_dir(), ID)
        keep()
        yield paths.clinical_dir()


def verb(*argv: str, code: int = 0) -> None:
    """As in a process of its own."""
    with fresh():
        assert run(["store", "keys", *argv]) == code


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """The recovery key that was said last."""
    return capsys.readouterr().out.split("now: ")[1].splitlines()[0]


def on_another_machine(monkeypatch: pytest.MonkeyPatch, recovery: str) -> None:
    """There is no passphrase there, and a keystore that knows nothing."""
    monkeypatch.setenv("RECOVERY_KEY", recovery.lower().replace("-", " "))
    Path(os.environ["ERSCRIBE_CONFIG"]).unlink()
    keystore = FakeKeystore()
    monkeypatch.setattr(unlocking, "system_keystore", lambda: keystore)


def test_status_says_what_opens_the_store_and_shows_no_key(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = bootstrap.store_keys().master.hex()
    capsys.readouterr()
    verb("status")
    said = capsys.readouterr().out
    assert "wrapped for: passphrase, recovery" in said
    assert "opened here by: passphrase" in said
    assert master not in said


def test_status_of_a_sandbox_says_that_it_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    with fresh():
        bootstrap.database()
    verb("status")
    assert "opened here by: sandbox" in capsys.readouterr().out
    verb("rotate", code=1)
    assert "a sandbox's key protects nothing" in capsys.readouterr().err


def test_a_change_gives_a_new_printed_key_and_ends_the_old_one(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for change in (("rotate",), ("recovery",), ("rotate", "--full")):
        capsys.readouterr()
        with fresh():
            before = bootstrap.store_keys().id
        verb(*change, *TWO)
        said.append(printed(capsys))
        with fresh():
            assert (bootstrap.store_keys().id != before) == ("--full" in change)
            assert len(bootstrap.sound_keys().key(ID)) == 64
    assert len(set(said)) == 3
    first, second = said[1:]
    with fresh():
        users = [row.user_id for row in log(bootstrap.database(), "SEC-ROTATE")]
        assert (len(set(users)), len(users)) == (2, 6)
    on_another_machine(monkeypatch, first)
    verb("recover", "--key-from", "env:RECOVERY_KEY", *TWO, code=3)
    assert "does not open this store" in capsys.readouterr().err
    monkeypatch.setenv("RECOVERY_KEY", second)
    verb("recover", "--key-from", "env:RECOVERY_KEY", *TWO)
    with fresh():
        assert len(bootstrap.sound_keys().key(ID)) == 64


def test_a_store_on_another_machine_is_recovered_once_and_opens_by_itself(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    verb("recovery", *TWO)
    on_another_machine(monkeypatch, printed(capsys))
    with fresh(), pytest.raises(LockedStoreError, match=r"cannot be unlocked.*recover"):
        bootstrap.database()
    verb("recover", "--key-from", "env:RECOVERY_KEY", *KEEPER, code=3)
    assert "two people" in capsys.readouterr().err
    verb("recover", "--key-from", "env:RECOVERY_KEY", *TWO)
    assert "kept by the keystore" in capsys.readouterr().out
    with fresh():
        assert {row.user_id for row in log(bootstrap.database(), "SEC-RECOVER")}


def test_the_hospitals_key_opens_the_store_too(
    store: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    private = X25519PrivateKey.generate()
    (tmp_path / "public.pem").write_bytes(
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    (tmp_path / "private.pem").write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    verb("protect", "hospital", "--public-key", str(tmp_path / "public.pem"), *TWO)
    verb("rotate", "--full", *TWO)
    on_another_machine(monkeypatch, "")
    verb("recover", "--private-key", str(tmp_path / "private.pem"), *TWO)
    with fresh():
        assert len(bootstrap.sound_keys().key(ID)) == 64


def test_one_person_changes_no_key(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verb("rotate", *KEEPER, code=3)
    assert "two people are needed" in capsys.readouterr().err
    same = ("--and-user", "keeper", "--and-password-from", "env:PASSWORD_OF_KEEPER")
    verb("rotate", *KEEPER, *same, code=3)
    assert "two people" in capsys.readouterr().err


def test_a_physician_changes_no_key(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(bootstrap.database(), "house")
    who = ("--and-user", "house", "--and-password-from", "env:PASSWORD_OF_HELPER")
    verb("rotate", *KEEPER, *who, code=3)
    with fresh():
        refused = [row.outcome for row in log(bootstrap.database(), "SEC-ROTATE")]
        assert refused
        assert set(refused) == {8}


def test_while_somebody_records_the_key_stays(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with taken_file(paths.run_dir(store) / "capture.lock") as held:
        assert held
        verb("rotate", "--full", *TWO, code=1)
    assert "a recording runs" in capsys.readouterr().err


def test_the_last_way_in_stays(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verb("protect", "passphrase", "--remove", *TWO, code=1)
    assert "nothing but 'passphrase' opens this store" in capsys.readouterr().err
