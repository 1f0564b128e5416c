"""The first administrator and the clinical store come together, or not at all."""

from dataclasses import replace
from pathlib import Path

import pyotp
import pytest

from app.domain.errors import AccessError, LockedStoreError, SignInError, StoreError
from app.services.founding import Founded, found_store
from app.services.people import Account
from app.services.sign_in import SignIn
from app.store.database import Database
from app.store.key_keeping import unlock
from app.store.key_protectors import Cost, PassphraseProtector, Protector, RecoveryProtector
from app.store.keys import Wrap
from tests.people_desk import HASHES, NAME, PASSWORD, WORKSTATION, log

KEEPER = Account("Keeper", "Keeper of the keys", "secadmin")
PASSPHRASE = PassphraseProtector(lambda: "a passphrase of the machine", Cost(64, 1, 1))


class NoKeystore:
    kind = "keystore"

    def wrap(self, store: str, master: bytes) -> Wrap:
        raise LockedStoreError("this machine's keystore does not take the store's key")

    def unwrap(self, store: str, wrap: Wrap) -> bytes:
        raise LockedStoreError("no")


def found(folder: Path, *protectors: Protector, account: Account = KEEPER) -> Founded:
    return found_store(folder, account, PASSWORD, "us", protectors or (PASSPHRASE,), hashes=HASHES)


def test_the_first_administrator_signs_in_to_an_encrypted_clinical_store(tmp_path: Path) -> None:
    folder = tmp_path / "clinical"
    made = found(folder)
    assert (made.user.login, made.kept_by, made.authenticator) == ("keeper", "passphrase", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clinical"]
    assert (folder.stat().st_mode & 0o077) == 0
    keys = unlock(folder, (PASSPHRASE,))
    database = Database.open(folder / NAME, keys=keys, profile="clinical")
    actor = SignIn(lambda: database, WORKSTATION, hashes=HASHES).sign_in("keeper", PASSWORD)
    assert actor.role == "secadmin"
    rows = [(row.code, row.user_id) for row in log(database, "ENC-ON", "SEC-USER")]
    assert rows == [("ENC-ON", "system"), ("SEC-USER", "system")]


def test_the_printed_recovery_key_opens_it_too(tmp_path: Path) -> None:
    made = found(tmp_path / "clinical")
    recovery = RecoveryProtector.typed(made.recovery_key)
    keys = unlock(tmp_path / "clinical", (recovery,))
    assert keys.id == unlock(tmp_path / "clinical", (PASSPHRASE,)).id
    assert made.recovery_key not in repr(made)


def test_nothing_is_left_when_nothing_takes_the_key(tmp_path: Path) -> None:
    with pytest.raises(LockedStoreError, match="does not take"):
        found(tmp_path / "other", NoKeystore())
    assert list(tmp_path.iterdir()) == []


def test_there_is_one_first_administrator(tmp_path: Path) -> None:
    found(tmp_path / "clinical")
    with pytest.raises(StoreError, match="already"):
        found(tmp_path / "clinical", account=replace(KEEPER, login="other"))


def test_what_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "clinical.new").mkdir()
    (tmp_path / "clinical.new" / "keys.json").write_text("cut off", "utf-8")
    assert found(tmp_path / "clinical")


@pytest.mark.parametrize(
    "account",
    [replace(KEEPER, role="sysadmin"), replace(KEEPER, directory=True), replace(KEEPER, login="")],
)
def test_the_first_user_is_a_local_security_administrator(tmp_path: Path, account: Account) -> None:
    with pytest.raises(AccessError):
        found(tmp_path / "clinical", account=account)
    assert list(tmp_path.iterdir()) == []


def test_the_rules_of_the_site_hold_for_the_first_password(tmp_path: Path) -> None:
    folder = tmp_path / "clinical"
    for password, site in (("short", "us"), ("plain-words-for-tests", "cn-l3")):
        with pytest.raises(SignInError, match="choose another password"):
            found_store(folder, KEEPER, password, site, (PASSPHRASE,), hashes=HASHES)  # type: ignore[arg-type]
    made = found_store(folder, KEEPER, "Plain-words-7", "cn-l3", (PASSPHRASE,), hashes=HASHES)
    totp = pyotp.parse_uri(made.authenticator)
    assert isinstance(totp, pyotp.TOTP)
    keys = unlock(folder, (PASSPHRASE,))
    database = Database.open(folder / NAME, keys=keys, profile="clinical")
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES)
    assert desk.sign_in("keeper", "Plain-words-7", totp.now())
