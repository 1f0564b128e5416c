"""The first administrator, and with them the store that real encounters are kept in."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app import paths
from app.domain.access import SYSTEM_ACTOR, AuditEvent
from app.domain.errors import AccessError, SignInError
from app.domain.passwords import RULES, Site, weakness
from app.services.credentials import Hashes, new_totp_secret, totp_address
from app.services.people import Account, check, new_user
from app.services.sign_in import SITE_FACT
from app.services.unlocking import new_clinical_store
from app.store import people
from app.store.audit import append
from app.store.database import Transaction
from app.store.facts import set_fact
from app.store.key_protectors import Protector
from app.store.keys import StoreKeys
from app.store.people import Kept, User

__all__ = ["Founded", "found_store"]


@dataclass(frozen=True, slots=True)
class Founded:
    """What the first administrator must keep, told once. recovery_key: opens the store when
    nothing else does. authenticator: the otpauth address, "" where none was enrolled. kept_by:
    what unlocks the store from now on."""

    user: User
    recovery_key: str
    authenticator: str
    kept_by: str

    def __repr__(self) -> str:
        return f"Founded({self.user.id})"


def found_store(
    folder: Path,
    account: Account,
    password: str,
    site: Site,
    by: tuple[Protector, ...],
    *,
    hashes: Hashes | None = None,
    blocked: Collection[str] = (),
) -> Founded:
    """Make a clinical store with one security administrator, whole or not at all.

    by: what unlocks the store; the first keeps its key. Raises StoreError when there is a clinical
    store already, AccessError for what is no account of an administrator, SignInError for a
    password that the site refuses, LockedStoreError when the key is not taken.
    """
    secret = _checked(account, password, site, blocked)
    kept = Kept((hashes or Hashes()).make(password), secret, people.NO_STEP)
    with (
        new_clinical_store(folder, paths.database_file(folder).name, by) as (database, recovery),
        database.transaction() as transaction,
    ):
        user = _first_user(transaction, account, kept, site, database.keys)
    address = totp_address(secret, user.login) if secret else ""
    return Founded(user, recovery, address, by[0].kind)


def _checked(account: Account, password: str, site: Site, blocked: Collection[str]) -> str | None:
    """The secret of the second factor, where there shall be one. Raises AccessError."""
    check(account)
    if account.role != "secadmin" or account.directory:
        raise AccessError("the first user is a security administrator with a password of their own")
    rules = RULES[site]
    second_factor = account.second_factor or rules.second_factor
    own = (account.login, account.name)
    wrong = weakness(password, rules, second_factor=second_factor, blocked=blocked, own=own)
    if wrong:
        raise SignInError(f"choose another password: {wrong}")
    return new_totp_secret() if second_factor else None


def _first_user(
    transaction: Transaction, account: Account, kept: Kept, site: Site, keys: StoreKeys
) -> User:
    at = datetime.now(UTC)
    set_fact(transaction, SITE_FACT, site)
    user = new_user(transaction, account, at, must_change=False)
    people.add_user(transaction, user, kept, at, SYSTEM_ACTOR.id)
    append(transaction, AuditEvent(at, SYSTEM_ACTOR, "ENC-ON", "E", 0, "store", keys.id))
    event = AuditEvent(at, SYSTEM_ACTOR, "SEC-USER", "C", 0, "user", user.id)
    append(transaction, replace(event, detail={"change": "added", "role": user.role}))
    return replace(user, second_factor=kept.totp_secret is not None)
