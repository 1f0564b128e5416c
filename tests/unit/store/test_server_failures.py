"""Each complaint of a server is one sentence that says what to do and quotes no patient."""

import traceback

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError as ConstraintError

from app.domain.errors import IntegrityError, StoreError
from app.domain.store_address import store_address
from app.store.server_failures import one_sentence

ADDRESS = store_address("postgresql://erscribe@localhost/erscribe")
CANARY = "Zebulon Quartermain"


def told(error: BaseException) -> StoreError:
    with pytest.raises(StoreError) as refusal, one_sentence(ADDRESS):
        raise error
    return refusal.value


def of_state(state: str) -> psycopg.Error:
    return psycopg.errors.lookup(state)(f"DETAIL: Failing row contains ({CANARY}).")


@pytest.mark.parametrize(
    ("state", "kind", "sentence"),
    [
        ("55P03", StoreError, "is being written to by another ERScribe"),
        ("57014", StoreError, "took too long"),
        ("25P03", StoreError, "took too long"),
        ("57P01", StoreError, "cannot be reached"),
        ("08006", StoreError, "cannot be reached"),
        ("23505", StoreError, "breaks one of its rules; nothing was changed"),
        ("23000", StoreError, "breaks one of its rules; nothing was changed"),
        ("22P02", IntegrityError, "nothing was saved"),
        ("28P01", StoreError, "store_password"),
        ("3D000", StoreError, "is not there"),
        ("42P01", StoreError, "is not there"),
        ("42501", StoreError, "owner of the database"),
        ("25006", StoreError, "can only be read just now"),
        ("53300", StoreError, "too many users"),
        ("53100", StoreError, "has no room left"),
        ("58030", StoreError, "server's disk"),
        ("XX001", IntegrityError, "is damaged"),
        ("0A000", StoreError, "ask with this code: 0A000"),
    ],
)
def test_every_state_has_its_sentence(state: str, kind: type[StoreError], sentence: str) -> None:
    error = told(of_state(state))
    assert type(error) is kind
    assert sentence in str(error)
    assert str(error).startswith(f"the store {ADDRESS} ")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("connection to server failed: Connection refused", "cannot be reached"),
        ("SSL error: certificate verify failed", "did not prove with its certificate"),
        ("server does not support SSL, but SSL was required", "did not prove"),
        ("fe_sendauth: no password supplied", "store_password"),
        ('FATAL: database "x" does not exist', "is not there"),
    ],
)
def test_what_has_no_state_is_told_by_its_words(said: str, sentence: str) -> None:
    assert sentence in str(told(psycopg.OperationalError(said)))


def test_no_row_is_quoted_however_deep_one_looks() -> None:
    wrapped = ConstraintError("INSERT", {}, of_state("23514"))
    for error in (told(of_state("23514")), told(wrapped)):
        assert CANARY not in "".join(traceback.format_exception(error))


def test_text_that_is_no_valid_unicode_says_so() -> None:
    error = told(UnicodeEncodeError("utf-8", CANARY, 0, 1, "surrogates not allowed"))
    assert "not valid Unicode" in str(error)
    assert CANARY not in "".join(traceback.format_exception(error))
