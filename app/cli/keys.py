"""`erscribe store keys ...`: what wraps the store's key, and what two administrators do with it."""

import argparse
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from app import bootstrap, paths
from app.cli.acting import NOBODY, acting, password_from, typed
from app.domain.errors import AccessError, LockedStoreError
from app.services import moving
from app.services.key_care import KeyCare, Pair, refuse_sandbox, state
from app.services.reception import open_reception
from app.services.sign_in import SignIn
from app.services.unlocking import unlocked
from app.store.key_protectors import HospitalProtector, Protector, RecoveryProtector


def status(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - one signature for all verbs
    """What wraps the key, and whether this machine opens it; no key is shown."""
    by = bootstrap.protectors() if paths.store_dir() == paths.clinical_dir() else ()
    found = state(paths.store_dir(), by)
    _say(f"store key {found.store} in {paths.store_dir()}")
    _say(f"wrapped for: {', '.join(found.protectors)}")
    _say(f"opened here by: {found.here or 'nothing; erscribe store keys recover'}")
    if found.rotating:
        _say("a change of the key was cut off; the next start finishes it")
    return 0 if found.here else 3


def rotate(arguments: argparse.Namespace) -> int:
    """New secrets around the key; with --full a new key, and everything encrypted anew."""
    who = _pair(arguments)
    if arguments.full:
        printed = _care().rotate(who, arguments.ending.close)  # they sign out while it is theirs
        _say("everything is encrypted with a new key")
    else:
        printed = _care().wrap_anew(who)
        _say("the key is wrapped anew")
    _say_printed(printed)
    return 0


def recovery(arguments: argparse.Namespace) -> int:
    """A new recovery key to be printed; the old one opens nothing any more."""
    who = _pair(arguments)
    _say_printed(_care().new_recovery_key(who))
    return 0


def recover(arguments: argparse.Namespace) -> int:
    """Open the store with its recovery key, or the hospital's, and wrap its key for this machine.

    Who asks for it signs in to the store that was opened so.
    """
    refuse_sandbox()
    if not arguments.user:
        raise AccessError(NOBODY)
    by = (_given(arguments),)
    keys = unlocked(paths.store_dir(), paths.database_file(), by)
    database = moving.open_store(bootstrap.store_place(), keys, "clinical")
    reception = open_reception(
        lambda: database, bootstrap.load_settings(), platform.node(), paths.RESOURCES
    )
    who = _pair(arguments, lambda: reception.sign_in)
    kind = KeyCare(database, bootstrap.protectors()).recover(who)
    _say(f"the store opens on this machine again; its key is kept by the {kind}")
    return 0


def protect(arguments: argparse.Namespace) -> int:
    """Wrap the key for one more, or with --remove for one less."""
    who = _pair(arguments)
    if arguments.remove:
        _care().unprotect(who, arguments.kind)
        _say(f"'{arguments.kind}' opens this store no more")
        return 0
    pem = _file(arguments.public_key) if arguments.kind == "hospital" else b""
    _care().protect(who, arguments.kind, pem)
    _say(f"the store's key is wrapped for '{arguments.kind}' too")
    return 0


def _care() -> KeyCare:
    return KeyCare(bootstrap.database(), bootstrap.protectors())


def _pair(arguments: argparse.Namespace, desk: Callable[[], SignIn] = bootstrap.sign_in) -> Pair:
    """Two people, who sign in one after the other. Raises AccessError, SignInError."""
    refuse_sandbox()
    if arguments.user and not arguments.and_user:
        raise AccessError("two people are needed for this; give --and-user LOGIN too")
    first = acting(arguments, desk)
    second = argparse.Namespace(
        user=arguments.and_user,
        password_from=arguments.and_password_from,
        code=arguments.and_code,
        ending=arguments.ending,
    )
    return first, acting(second, desk)


def _given(arguments: argparse.Namespace) -> Protector:
    """The key that opens the store this once. Raises LockedStoreError."""
    if arguments.private_key is not None:
        place = arguments.private_key_password_from
        password = password_from(place, "").encode() if place else None
        return HospitalProtector(b"", _file(arguments.private_key), password)
    if arguments.key_from is None:
        return RecoveryProtector.typed(typed("Recovery key, as printed: "))
    return RecoveryProtector.typed(password_from(arguments.key_from, ""))


def _file(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path is not None else b""
    except OSError as error:
        raise LockedStoreError(f"{path} cannot be read ({error.strerror}); name another") from error


def _say_printed(key: str) -> None:
    _say(f"recovery key, to be printed and locked away now: {key}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
