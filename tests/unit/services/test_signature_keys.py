"""A signature fits one content and one claim, to the byte; its key opens by one password."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import Actor
from app.domain.note_versions import content
from app.domain.signatures import Claims
from app.services.signature_keys import PasswordKeys
from tests.note_versions import body, version
from tests.note_ward import CHEAP, HospitalCard

DOCTOR = Actor("dr-lin", "Lin", "physician")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CLAIMS = Claims("dr-lin", "legal", NOON)
CONTENT = content(version(body("Give hydroxyzine 25 mg.", "否认胸痛。")))


def test_a_signature_says_who_what_and_when() -> None:
    key, signature = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    assert CHEAP.check(key, CONTENT, signature) == CLAIMS
    assert (key.user_id, key.provider, key.made_at) == ("dr-lin", "internal", NOON)


def test_the_content_is_left_out_of_the_signature() -> None:
    _, signature = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    header, payload, signed = signature.split(".")
    assert header
    assert signed
    assert payload == ""


@pytest.mark.parametrize("provider", [CHEAP, HospitalCard(pin="password")], ids=["own", "card"])
def test_of_1000_changed_bytes_of_note_or_signature_none_passes(
    provider: PasswordKeys | HospitalCard,
) -> None:
    key, signature = provider.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    chance = random.Random(5)  # noqa: S311 - the same positions each time
    passed = 0
    for _ in range(500):
        at, flip = chance.randrange(len(CONTENT)), chance.randrange(1, 256)
        changed = CONTENT[:at] + bytes([CONTENT[at] ^ flip]) + CONTENT[at + 1 :]
        passed += provider.check(key, changed, signature) is not None
        at = chance.randrange(len(signature))
        other = chance.choice([one for one in map(chr, range(32, 127)) if one != signature[at]])
        changed_signature = signature[:at] + other + signature[at + 1 :]
        passed += provider.check(key, CONTENT, changed_signature) is not None
    assert passed == 0


def test_another_spelling_of_the_same_signature_is_refused() -> None:
    key, signature = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    assert CHEAP.check(key, CONTENT, signature + "=") is None
    assert CHEAP.check(key, CONTENT, signature + " ") is None
    last = signature[-1]
    sixteen = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = sixteen[sixteen.index(last) ^ 1]  # the last bits of the last character mean nothing
    assert CHEAP.check(key, CONTENT, signature[:-1] + twin) is None


def test_a_signature_that_brings_its_own_content_is_refused() -> None:
    key, signature = CHEAP.sign(DOCTOR, "password", (), CLAIMS, b"{}")
    header, _, signed = signature.split(".")
    assert CHEAP.check(key, CONTENT, f"{header}.{{}}.{signed}") is None
    assert CHEAP.check(key, b"{}", f"{header}.{{}}.{signed}") is None


def test_longer_content_is_signed_too() -> None:
    long = content(version(body(*["Chest pain since this morning." * 20] * 400)))
    assert len(long) > 200_000
    key, signature = CHEAP.sign(DOCTOR, "password", (), CLAIMS, long)
    assert CHEAP.check(key, long, signature) == CLAIMS


def test_the_same_password_opens_the_same_key() -> None:
    key, _ = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    again, signature = CHEAP.sign(DOCTOR, "password", (key,), CLAIMS, b"{}")
    assert again == key
    assert CHEAP.check(key, b"{}", signature) == CLAIMS


def test_after_a_password_reset_there_is_a_new_key_and_the_old_one_still_checks() -> None:
    old, signed = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    later = Claims("dr-lin", "legal", NOON + timedelta(days=1))
    new, _ = CHEAP.sign(DOCTOR, "another", (old,), later, CONTENT)
    assert new.id != old.id
    assert CHEAP.check(old, CONTENT, signed) == CLAIMS
    assert CHEAP.check(new, CONTENT, signed) is None


def test_nobody_signs_with_anothers_key() -> None:
    key, _ = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    other = Actor("dr-wu", "Wu", "physician")
    own, _ = CHEAP.sign(other, "password", (key,), Claims("dr-wu", "legal", NOON), CONTENT)
    assert own.id != key.id


def test_the_private_key_is_nowhere_in_the_clear() -> None:
    key, _ = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    assert '"d"' not in key.public
    assert set(json.loads(key.sealed)) == {"kdf", "m", "t", "p", "salt", "nonce", "data"}
    assert "password" not in key.sealed


def test_a_sealed_key_moved_to_another_signer_does_not_open() -> None:
    key, _ = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    moved = type(key)(key.id, "dr-wu", key.provider, key.public, key.sealed, key.made_at)
    other = Actor("dr-wu", "Wu", "physician")
    used, _ = CHEAP.sign(other, "password", (moved,), Claims("dr-wu", "legal", NOON), CONTENT)
    assert used.id != key.id


@pytest.mark.parametrize("signature", ["", "..", "a.b.c", "a..c", "e30..AA", "ä..ö", "." * 9])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    key, _ = CHEAP.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    assert CHEAP.check(key, CONTENT, signature) is None


def test_an_algorithm_that_is_not_the_keys_is_refused() -> None:
    card = HospitalCard(pin="password")
    key, signature = card.sign(DOCTOR, "password", (), CLAIMS, CONTENT)
    assert CHEAP.check(key, CONTENT, signature) is None
