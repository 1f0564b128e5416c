"""What is done with a store's keys: made, unlocked, wrapped anew, recovered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.access import Profile
from app.domain.errors import IntegrityError, LockedStoreError, NotFoundError, StoreError
from app.store.durable import keep_new
from app.store.key_protectors import KeystoreProtector, Protector
from app.store.keys import (
    KEYS,
    KeyFile,
    StoreKeys,
    Wrap,
    bytes_of,
    missing,
    new_master,
    read_key_file,
    write_key_file,
)

ALONE: tuple[str, ...] = ("keystore", "passphrase", "sandbox")
"""Protectors that unlock a store without anybody typing a key from paper."""


def create_keys(folder: Path, profile: Profile, protectors: Sequence[Protector]) -> StoreKeys:
    """New keys for a new store. Raises StoreError when it has keys, LockedStoreError when no
    protector takes them, and OSError."""
    keys = StoreKeys(new_master())
    made = KeyFile.of(keys, profile, wrapped(keys, protectors))
    if not keep_new(folder / KEYS, bytes_of(made)):
        raise StoreError(f"there are keys in {folder} already; they were left as they are")
    return keys


def wrapped(keys: StoreKeys, protectors: Sequence[Protector]) -> tuple[Wrap, ...]:
    """By each of them. Raises LockedStoreError when one of them cannot, or there is none."""
    if not protectors:
        raise LockedStoreError("a store needs a keystore or a passphrase that keeps its key")
    return tuple(one.wrap(keys.id, keys.master) for one in protectors)


def key_file(folder: Path) -> KeyFile:
    """Raises LockedStoreError when there is none, IntegrityError when it is damaged."""
    found = read_key_file(folder)
    if found is None:
        raise LockedStoreError(missing(folder))
    return found


def unlock(folder: Path, protectors: Sequence[Protector]) -> StoreKeys:
    """The keys, by the first protector that gives them. Raises LockedStoreError with what each of
    them says, IntegrityError for a damaged key file."""
    return opened(key_file(folder), protectors)


def opened(file: KeyFile, protectors: Sequence[Protector]) -> StoreKeys:
    """As unlock, of a key file that was read."""
    reasons: dict[str, None] = {}
    for protector in protectors:
        for wrap in file.wraps:
            if wrap.kind == protector.kind:
                try:
                    master = _unwrapped(file, protector, wrap)
                except (LockedStoreError, IntegrityError) as error:
                    reasons[str(error)] = None
                else:
                    return file.keys(master)
    kinds = ", ".join(dict.fromkeys(wrap.kind for wrap in file.wraps))
    why = "; ".join(reasons) or f"it is wrapped for: {kinds}"
    raise LockedStoreError(
        f"the store cannot be unlocked: {why}. With the printed recovery key: "
        "erscribe store keys recover"
    )


def _unwrapped(file: KeyFile, protector: Protector, wrap: Wrap) -> bytes:
    try:
        return protector.unwrap(file.id, wrap)
    except (ValueError, KeyError, TypeError) as error:
        raise IntegrityError(
            f"the part '{wrap.kind}' of the key file {KEYS} is damaged; put its copy from a backup "
            "back, or recover with: erscribe store keys recover"
        ) from error


def wrap_anew(folder: Path, keys: StoreKeys, protectors: Sequence[Protector]) -> None:
    """New secrets for these protectors, in place of those of their kinds; others stay. Nothing is
    encrypted anew. Raises LockedStoreError, and nothing is changed then."""
    file = key_file(folder)
    new = wrapped(keys, protectors)
    kinds = {wrap.kind for wrap in new}
    kept = tuple(wrap for wrap in file.wraps if wrap.kind not in kinds)
    write_key_file(folder, file.with_wraps(keys, (*new, *kept)))
    forget(protectors, [wrap for wrap in file.wraps if wrap.kind in kinds])


def unwrap_kind(folder: Path, keys: StoreKeys, kind: str, protectors: Sequence[Protector]) -> None:
    """Take a kind of protector away. Raises NotFoundError when it is not there and StoreError when
    nothing else would unlock the store by itself."""
    file = key_file(folder)
    left = tuple(wrap for wrap in file.wraps if wrap.kind != kind)
    if left == file.wraps:
        raise NotFoundError(f"the store's key is not wrapped for '{kind}'")
    if not any(wrap.kind in ALONE for wrap in left):
        raise StoreError(f"nothing but '{kind}' opens this store by itself; add another first")
    write_key_file(folder, file.with_wraps(keys, left))
    forget(protectors, [wrap for wrap in file.wraps if wrap.kind == kind])


def forget(protectors: Sequence[Protector], gone: Sequence[Wrap]) -> None:
    """Take the secrets of these wraps out of the keystore."""
    for protector in protectors:
        if isinstance(protector, KeystoreProtector):
            for wrap in gone:
                if wrap.kind == protector.kind:
                    protector.forget(wrap)


def settled(
    folder: Path,
    protectors: Sequence[Protector],
    encrypted_with: Callable[[StoreKeys], bool],
    finish: Callable[[StoreKeys, StoreKeys], None],
) -> StoreKeys:
    """As unlock, after a change of the master key that was cut off is brought to an end.

    encrypted_with: whether the database is, with these keys. finish: does what is left to do from
    the old keys to the new ones, again where it must.
    """
    file = key_file(folder)
    following = file.following
    keys = opened(file, protectors)
    if following is None:
        return keys
    new = opened(following, protectors)
    if not encrypted_with(new):
        write_key_file(folder, replace(file, following=None))
        return keys
    finish(keys, new)
    write_key_file(folder, following)
    return new
