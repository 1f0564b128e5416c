"""Hashes that cost what they must, and one-time codes that count once."""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import Type, extract_parameters

from app.domain.errors import InternalError, SettingsError
from app.services.credentials import (
    FLOOR,
    Cost,
    Hashes,
    new_totp_secret,
    temporary_password,
    totp_address,
    totp_step,
)
from tests import cheap_hashes

SMALL = Cost(64, 1, 1)
LARGER = Cost(128, 2, 1)
NOON = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - RFC 6238, appendix B


@pytest.fixture(autouse=True)
def as_in_the_product() -> Iterator[None]:
    cheap_hashes.dear()
    yield
    cheap_hashes.install()


def hashes(cost: Cost = SMALL) -> Hashes:
    return Hashes(cost, floor=SMALL)


def test_a_hash_is_made_as_rfc_9106_says() -> None:
    found = extract_parameters(Hashes().make("vicodin-at-noon"))
    assert (found.memory_cost, found.time_cost, found.parallelism) == (65536, 3, 4)
    assert (found.type, found.salt_len, found.hash_len) == (Type.ID, 16, 32)


def test_a_cost_under_the_floor_is_refused() -> None:
    Hashes(FLOOR)
    for cheaper in (Cost(19455, 2, 1), Cost(19456, 1, 1), Cost(19456, 2, 0)):
        with pytest.raises(SettingsError, match="at least"):
            Hashes(cheaper)


def test_a_password_matches_its_own_hash_only() -> None:
    kept = hashes().make("vicodin-at-noon")
    assert hashes().matches("vicodin-at-noon", kept)
    assert not hashes().matches("vicodin-at-noom", kept)
    assert hashes().make("vicodin-at-noon") != kept  # another salt


def test_a_password_matches_from_whatever_keyboard_it_is_typed() -> None:
    assert hashes().matches("Ro\u0308ntgen", hashes().make("R\u00f6ntgen"))


def test_a_kept_hash_that_is_none_is_a_fault_and_no_refusal() -> None:
    with pytest.raises(InternalError):
        hashes().matches("vicodin-at-noon", "$argon2id$broken")


def test_a_hash_is_outdated_once_any_parameter_rose() -> None:
    kept = hashes().make("vicodin-at-noon")
    assert not hashes().outdated(kept)
    for risen in (Cost(128, 1, 1), Cost(64, 2, 1), Cost(64, 1, 2)):
        assert hashes(risen).outdated(kept)
    assert not hashes(SMALL).outdated(hashes(LARGER).make("x"))


def test_nobody_has_a_password_that_matches() -> None:
    assert not hashes().matches("", None)
    assert not hashes().matches("vicodin-at-noon", None)


@pytest.mark.full
def test_nobody_costs_the_same_work_as_somebody() -> None:
    """Counted in processor time: what else the machine does is not ours to hide."""
    made = Hashes()
    kept = made.make("vicodin-at-noon")
    took: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(40):
        for known in (True, False):
            started = time.process_time()
            made.matches("wrong", kept if known else None)
            took[known].append(time.process_time() - started)
    somebody, nobody = (statistics.median(took[known]) for known in (True, False))
    assert nobody == pytest.approx(somebody, rel=0.05)


def test_nobody_is_hashed_with_the_same_parameters_as_somebody() -> None:
    made = hashes(LARGER)
    assert extract_parameters(made._nobodys) == extract_parameters(made.make("x"))


def test_temporary_passwords_differ_and_are_long_enough_alone() -> None:
    assert len({temporary_password() for _ in range(100)}) == 100
    assert len(temporary_password()) >= 15


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp_step(RFC_SECRET, code, at, None) == seconds // 30


@pytest.mark.parametrize(("off_s", "taken"), [(-60, 0), (-30, 1), (0, 1), (30, 1), (60, 0)])
def test_a_clock_may_be_one_step_off(off_s: int, taken: bool) -> None:
    secret = new_totp_secret()
    code = pyotp.TOTP(secret).at(NOON + timedelta(seconds=off_s))
    assert (totp_step(secret, code, NOON, None) is not None) == taken


def test_a_code_counts_once_and_no_older_one_after_it() -> None:
    secret = new_totp_secret()
    totp = pyotp.TOTP(secret)
    step = totp_step(secret, totp.at(NOON), NOON, None)
    assert step == int(NOON.timestamp()) // 30
    assert totp_step(secret, totp.at(NOON), NOON, step) is None
    assert totp_step(secret, totp.at(NOON - timedelta(seconds=30)), NOON, step) is None
    assert totp_step(secret, totp.at(NOON + timedelta(seconds=30)), NOON, step) == step + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert totp_step(RFC_SECRET, code, NOON, None) is None


def test_a_code_may_be_typed_with_a_space() -> None:
    code = pyotp.TOTP(RFC_SECRET).at(NOON)
    assert totp_step(RFC_SECRET, f"{code[:3]} {code[3:]}", NOON, None) is not None


def test_an_authenticator_is_enrolled_by_an_address() -> None:
    address = totp_address(RFC_SECRET, "g.house")
    assert address.startswith("otpauth://totp/ERScribe:g.house?secret=" + RFC_SECRET)
    assert len(new_totp_secret()) == 32
