"""How this workstation unlocks its store: by the system's keystore, or by a passphrase."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import Final, cast

from app import paths
from app.domain.access import Profile
from app.domain.errors import LockedStoreError, StoreError
from app.export.peers import NotDeliveredError, secret
from app.store.database import Database
from app.store.key_keeping import create_keys, settled
from app.store.key_protectors import (
    Cost,
    Keystore,
    KeystoreProtector,
    PassphraseProtector,
    Protector,
    RecoveryProtector,
)
from app.store.keys import StoreKeys, sandbox_keys
from app.store.recording_key_rows import kept_key
from app.store.recording_keys import RecordingKeys, sandbox_sound, wrap_files_anew
from app.store.sqlite_file import encrypted_with, unencrypted

SETTING: Final = "key_passphrase"
_UNSAFE: Final = "keyrings.alt"  # keeps secrets in a plain file
NEW: Final = ".new"
COST: Final = Cost()  # of a passphrase


def system_keystore() -> Keystore | None:
    """DPAPI, Keychain, Secret Service or KWallet; None where this account has none."""
    import keyring  # noqa: PLC0415 - a fifth of a second that no sandbox needs

    try:
        backend = keyring.get_keyring()
        usable = backend.priority > 0 and not type(backend).__module__.startswith(_UNSAFE)
    except Exception:  # noqa: BLE001 - each system has errors of its own
        return None
    return cast(Keystore, backend) if usable else None


def passphrase(place: str) -> str:
    """From env:VARIABLE or file:PATH, as the settings say, or typed at a terminal.

    Raises LockedStoreError when it is not to be had.
    """
    if place:
        try:
            return secret(place, SETTING)
        except NotDeliveredError as error:
            raise LockedStoreError(str(error)) from error
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass("Passphrase of the store: ")
    raise LockedStoreError(
        f"the store's passphrase is not to be had: set {SETTING} in the settings to env:VARIABLE "
        "or file:PATH"
    )


def protectors(place: str, keystore: Callable[[], Keystore | None]) -> tuple[Protector, ...]:
    """What may unlock the store here. place: of the passphrase, "" when it would be typed."""
    found = keystore()
    by_phrase = PassphraseProtector(partial(passphrase, place), COST)
    return (KeystoreProtector(found), by_phrase) if found is not None else (by_phrase,)


def unlocked(folder: Path, database: Path, by: tuple[Protector, ...]) -> StoreKeys:
    """The keys of a clinical store; a change of them that was cut off is brought to its end.

    Raises LockedStoreError with what each protector says, IntegrityError for a damaged key file.
    """
    return settled(folder, by, partial(encrypted_with, database), partial(wrap_files_anew, folder))


def profile_in_force() -> Profile:
    return "clinical" if paths.store_dir() == paths.clinical_dir() else "sandbox"


def keys_in_force(by: Callable[[], tuple[Protector, ...]]) -> StoreKeys:
    """The keys of the store in force; a sandbox has none to unlock. Raises StoreError."""
    folder, file = paths.store_dir(), paths.database_file()
    if profile_in_force() == "sandbox":
        return sandbox_keys(folder, partial(unencrypted, file))
    return unlocked(folder, file, by())


def sound_keys(
    keys: Callable[[], StoreKeys], database: Callable[[], Database], data: Path | None = None
) -> RecordingKeys:
    """What opens recordings. data: of a replay's own folder, not of the store in force."""
    if data is not None:
        return sandbox_sound(data)
    return RecordingKeys(paths.store_dir, keys, lambda one: kept_key(database(), one))


@contextmanager
def new_clinical_store(
    folder: Path, name: str, by: tuple[Protector, ...]
) -> Iterator[tuple[Database, str]]:
    """A store for real encounters, and its recovery key to be printed; it is there when this ends.

    folder: where it will be; not there yet. name: of its database file. by: the keystore, else a
    passphrase. When this raises, nothing is left.
    """
    if folder.exists():
        raise StoreError(f"there is a clinical store in {folder} already; it was left as it is")
    new = folder.with_name(folder.name + NEW)
    shutil.rmtree(new, ignore_errors=True)
    recovery = RecoveryProtector.new()
    try:
        keys = create_keys(new, "clinical", (by[0], recovery))
        yield Database.open(new / name, keys=keys, profile="clinical"), recovery.printed
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
