"""What users prove themselves with: argon2id hashes of passwords, and one-time codes."""

import hmac
import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from pyotp import TOTP, random_base32

from app.domain.errors import InternalError, ResourceError, SettingsError
from app.domain.passwords import normal

SALT_BYTES = 16
HASH_BYTES = 32
STEP_S = 30
WINDOW = 1  # steps before and after, for clocks that differ
TEMPORARY_BYTES = 12


@dataclass(frozen=True, slots=True)
class Cost:
    """What a hash costs to make, and so to guess. Defaults: RFC 9106, 4, second choice."""

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 4


FLOOR = Cost(19456, 2, 1)
"""No cheaper hash is made or kept (OWASP)."""


class Hashes:
    """argon2id hashes of passwords as PHC strings, each with 16 random bytes of salt."""

    def __init__(self, cost: Cost = Cost(), floor: Cost = FLOOR) -> None:
        """Raises SettingsError for a cost under the floor."""
        if not _reaches(cost, floor):
            raise SettingsError(f"passwords are hashed with at least {floor}")
        self._cost = cost
        self._hasher = PasswordHasher(
            cost.passes, cost.memory_kib, cost.lanes, HASH_BYTES, SALT_BYTES, type=Type.ID
        )
        self._nobodys = _nobodys_hash(cost)

    def make(self, password: str) -> str:
        return self._hasher.hash(normal(password))

    def matches(self, password: str, kept: str | None) -> bool:
        """Whether the hash is the password's. None, for nobody, takes as long and never is.

        Raises InternalError when what is kept is no hash.
        """
        try:
            found = self._hasher.verify(kept or self._nobodys, normal(password))
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError) as error:
            raise InternalError(error) from error
        return found and kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether a hash costs less, in any way, than one that is made now."""
        found = extract_parameters(kept)
        cost = Cost(found.memory_cost, found.time_cost, found.parallelism)
        return found.type is not Type.ID or not _reaches(cost, self._cost)


def _reaches(cost: Cost, least: Cost) -> bool:
    return (
        cost.memory_kib >= least.memory_kib
        and cost.passes >= least.passes
        and cost.lanes >= least.lanes
    )


def _nobodys_hash(cost: Cost) -> str:
    """A hash of no password, in which only what the check costs is like any other."""
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (SALT_BYTES, HASH_BYTES)
    )
    costs = f"m={cost.memory_kib},t={cost.passes},p={cost.lanes}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


@cache
def common_passwords(resources: Path) -> frozenset[str]:
    """Passwords that are refused, in small letters. Raises ResourceError."""
    path = resources / "access" / "common_passwords.txt"
    try:
        return frozenset(path.read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path} cannot be used; install ERScribe again") from error


def temporary_password() -> str:
    """A random password to be told to a user, who must change it at the next sign-in."""
    return secrets.token_urlsafe(TEMPORARY_BYTES)


def new_totp_secret() -> str:
    """160 random bits, as an authenticator takes them."""
    return random_base32()


def totp_address(secret: str, login: str) -> str:
    """The otpauth address to enrol an authenticator with."""
    return TOTP(secret, interval=STEP_S).provisioning_uri(name=login, issuer_name="ERScribe")


def totp_secret(address: str) -> str:
    """The secret of such an address in groups of four, for who types it."""
    text = parse_qs(urlsplit(address).query)["secret"][0]
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def totp_step(secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """The step of time (RFC 6238) whose code this is, one step before or after `at` included.

    None when it is the code of no such step, or of one not after last_step: a code counts once.
    """
    totp = TOTP(secret, interval=STEP_S)
    now = int(at.timestamp()) // STEP_S
    typed = code.replace(" ", "")
    found = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        same = hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
        if same and (last_step is None or step > last_step):
            found = step
    return found
