"""Sign-in and what comes of it, with its audit rows."""

from pathlib import Path

import pyotp
import pytest

from app.domain.errors import ChangeNeededError, CodeNeededError, SignInError
from app.services.credentials import Cost, Hashes, new_totp_secret
from app.services.sign_in import SignIn, folded
from app.store import people
from app.store.database import Database
from tests.people_desk import (
    HASHES,
    PASSWORD,
    SMALL,
    WORKSTATION,
    Clock,
    add,
    clinical,
    log,
    site,
)

WRONG = "not-the-password"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> SignIn:
    return SignIn(lambda: database, WORKSTATION, hashes=HASHES, clock=clock)


def codes(database: Database) -> list[tuple[str, int, str]]:
    return [(row.code, row.outcome, row.reason) for row in log(database)]


def fail(desk: SignIn, clock: Clock, times: int, login: str = "house") -> None:
    """Fail so often, each time after the wait is over."""
    for _ in range(times):
        clock.wait(60)
        with pytest.raises(SignInError):
            desk.sign_in(login, WRONG)


def test_who_gives_the_right_password_is_signed_in(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    user = add(database, "house", department="er")
    actor = desk.sign_in("  HOUSE ", PASSWORD)
    assert (actor.id, actor.name, actor.role) == (user.id, "Dr. House", "physician")
    assert (actor.department, actor.workstation) == ("er", WORKSTATION)
    assert actor.proved_at == clock.at
    with database.transaction() as transaction:
        assert people.session_open(transaction, actor.session_id)
    (row,) = log(database)
    assert (row.code, row.outcome, row.user_id, row.role) == ("AUTH-LOGIN", 0, user.id, "physician")
    assert (row.session_id, row.workstation) == (actor.session_id, WORKSTATION)


@pytest.mark.parametrize(("login", "password"), [("house", WRONG), ("wilson", PASSWORD)])
def test_who_does_not_is_told_the_same_whether_or_not_there_is_such_a_user(
    desk: SignIn, database: Database, login: str, password: str
) -> None:
    add(database, "house")
    with pytest.raises(SignInError, match=r"^login, password or code is wrong; try again$"):
        desk.sign_in(login, password)
    assert codes(database) == [("AUTH-FAIL", 8, "password")]


def test_a_login_that_nobody_has_is_not_logged_since_it_may_be_a_password(
    desk: SignIn, database: Database
) -> None:
    with pytest.raises(SignInError):
        desk.sign_in("hunter2hunter2", "house")
    (row,) = log(database)
    assert row.user_id == "unknown"
    assert "hunter2" not in repr(row)


def test_from_the_third_failure_on_each_doubles_the_wait(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    add(database, "house")
    for wait_s in (0, 0, 2, 4):
        with pytest.raises(SignInError, match="wrong"):
            desk.sign_in("house", WRONG)
        clock.wait(wait_s - 0.01 if wait_s else 0)
        if wait_s:
            with pytest.raises(SignInError, match=r"too many wrong tries; try again in 1 s"):
                desk.sign_in("house", PASSWORD)
            clock.wait(0.01)
    assert desk.sign_in("house", PASSWORD)


@pytest.mark.parametrize("login", ["house", "nobody"])
def test_the_fifth_failure_locks_for_15_minutes(
    desk: SignIn, database: Database, clock: Clock, login: str
) -> None:
    add(database, "house")
    fail(desk, clock, 4, login)
    clock.wait(60)
    with pytest.raises(SignInError, match="locked for 15 minutes"):
        desk.sign_in(login, WRONG)
    assert [row.reason for row in log(database, "AUTH-LOCKOUT")] == ["failures"]
    clock.wait(15 * 60 - 1)
    with pytest.raises(SignInError, match=r"try again in 1 s, or: the security administrator"):
        desk.sign_in(login, PASSWORD)
    clock.wait(1)
    with pytest.raises(SignInError, match="wrong; try again") if login == "nobody" else _works():
        desk.sign_in(login, PASSWORD)


class _works:  # noqa: N801 - reads as pytest.raises does
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_a_success_forgives_what_failed_before(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    add(database, "house")
    fail(desk, clock, 4)
    clock.wait(60)
    desk.sign_in("house", PASSWORD)
    fail(desk, clock, 4)
    assert log(database, "AUTH-LOCKOUT") == []


def test_one_user_who_is_locked_locks_no_other(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    add(database, "house")
    add(database, "wilson")
    fail(desk, clock, 5)
    assert desk.sign_in("wilson", PASSWORD)


def test_wrong_proofs_are_counted_like_wrong_sign_ins(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    add(database, "house")
    actor = desk.sign_in("house", PASSWORD)
    for _ in range(5):
        clock.wait(60)
        with pytest.raises(SignInError):
            desk.prove(actor, WRONG)
    assert len(log(database, "AUTH-LOCKOUT")) == 1
    assert {row.session_id for row in log(database, "AUTH-FAIL")} == {actor.session_id}


def test_a_second_factor_is_asked_for_once_enrolled(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    secret = new_totp_secret()
    add(database, "house", secret=secret)
    with pytest.raises(CodeNeededError):
        desk.sign_in("house", PASSWORD)
    with pytest.raises(SignInError, match="wrong"):
        desk.sign_in("house", WRONG, pyotp.TOTP(secret).at(clock.at))
    with pytest.raises(SignInError, match="wrong"):
        desk.sign_in("house", PASSWORD, "000000")
    assert desk.sign_in("house", PASSWORD, pyotp.TOTP(secret).at(clock.at))
    reasons = [row.reason for row in log(database, "AUTH-FAIL")]
    assert reasons == ["CodeNeededError", "password", "code"]


def test_a_replayed_code_is_refused(desk: SignIn, database: Database, clock: Clock) -> None:
    secret = new_totp_secret()
    add(database, "house", secret=secret)
    code = pyotp.TOTP(secret).at(clock.at)
    desk.sign_in("house", PASSWORD, code)
    with pytest.raises(SignInError, match="wrong"):
        desk.sign_in("house", PASSWORD, code)
    clock.wait(30)
    assert desk.sign_in("house", PASSWORD, pyotp.TOTP(secret).at(clock.at))


def test_level_three_lets_nobody_in_without_a_second_factor(
    desk: SignIn, database: Database
) -> None:
    add(database, "house")
    site(database, "cn-l3")
    with pytest.raises(SignInError, match="second factor and you have none"):
        desk.sign_in("house", PASSWORD)


def test_level_three_asks_for_the_code_at_every_proof_and_others_do_not(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    secret = new_totp_secret()
    add(database, "house", secret=secret)
    actor = desk.sign_in("house", PASSWORD, pyotp.TOTP(secret).at(clock.at))
    desk.prove(actor, PASSWORD)
    site(database, "cn-l3")
    with pytest.raises(CodeNeededError):
        desk.prove(actor, PASSWORD)
    clock.wait(30)
    assert desk.prove(actor, PASSWORD, pyotp.TOTP(secret).at(clock.at)).proved_at == clock.at


def test_level_three_asks_for_another_password_after_90_days(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    secret = new_totp_secret()
    add(database, "house", secret=secret, at=clock.at)
    site(database, "cn-l3")
    clock.wait(90 * 86400)
    with pytest.raises(ChangeNeededError):
        desk.sign_in("house", PASSWORD, pyotp.TOTP(secret).at(clock.at))
    code = pyotp.TOTP(secret).at(clock.at)  # it was not used up
    assert desk.change_password("house", PASSWORD, "Another-word-7", code)
    clock.wait(30)
    assert desk.sign_in("house", "Another-word-7", pyotp.TOTP(secret).at(clock.at))


def test_a_temporary_password_only_serves_to_set_another(desk: SignIn, database: Database) -> None:
    user = add(database, "house", must_change=True)
    with pytest.raises(ChangeNeededError, match="erscribe users password"):
        desk.sign_in("house", PASSWORD)
    with pytest.raises(SignInError, match="15 characters"):
        desk.change_password("house", PASSWORD, "short")
    with pytest.raises(SignInError, match="easy to guess"):
        desk.change_password("house", PASSWORD, "house house house")
    with pytest.raises(SignInError, match="the old one"):
        desk.change_password("house", PASSWORD, PASSWORD)
    with pytest.raises(SignInError, match="wrong"):
        desk.change_password("house", WRONG, "another-plain-word")
    actor = desk.change_password("house", PASSWORD, "another-plain-word")
    assert actor.id == user.id
    assert desk.sign_in("house", "another-plain-word").id == user.id
    assert [row.reason for row in log(database, "SEC-USER")] == ["password"]


def test_common_passwords_are_refused(database: Database) -> None:
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES, blocked={"correcthorse"})
    add(database, "house")
    with pytest.raises(SignInError, match="easy to guess"):
        desk.change_password("house", PASSWORD, "correct horse 12!")


def test_a_disabled_user_is_told_so_only_with_the_right_password(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    user = add(database, "house")
    with database.transaction() as transaction:
        people.disable(transaction, user.id, clock.at)
    with pytest.raises(SignInError, match="wrong"):
        desk.sign_in("house", WRONG)
    with pytest.raises(SignInError, match="disabled"):
        desk.sign_in("house", PASSWORD)
    assert log(database, "AUTH-LOGIN") == []


def test_a_hash_made_with_less_is_made_anew_at_sign_in(database: Database) -> None:
    user = add(database, "house")
    larger = Hashes(Cost(128, 2, 1), floor=SMALL)
    SignIn(lambda: database, WORKSTATION, hashes=larger).sign_in("house", PASSWORD)
    with database.transaction() as transaction:
        kept = people.kept_credential(transaction, user.id).password_hash
    assert kept is not None
    assert "m=128,t=2" in kept
    assert larger.matches(PASSWORD, kept)


def test_a_password_that_changed_while_it_was_checked_is_checked_again(
    database: Database,
) -> None:
    user = add(database, "house")

    class Slow(Hashes):
        def matches(self, password: str, kept: str | None) -> bool:
            found = super().matches(password, kept)
            with database.transaction() as transaction:
                people.rehash(transaction, user.id, HASHES.make("another-plain-word"))
            return found

    desk = SignIn(lambda: database, WORKSTATION, hashes=Slow(SMALL, floor=SMALL))
    with pytest.raises(SignInError, match="wrong"):
        desk.sign_in("house", PASSWORD)


def test_guesses_made_at_the_same_time_do_not_slip_through_the_lock(
    database: Database, clock: Clock
) -> None:
    add(database, "house")

    class Crowd(Hashes):
        def matches(self, password: str, kept: str | None) -> bool:
            with database.transaction() as transaction:
                for _ in range(5):
                    people.add_failure(transaction, "house", clock.at, clock.at)
            return super().matches(password, kept)

    crowd = Crowd(SMALL, floor=SMALL)
    desk = SignIn(lambda: database, WORKSTATION, hashes=crowd, clock=clock)
    with pytest.raises(SignInError, match="too many wrong tries"):
        desk.sign_in("house", PASSWORD)


def test_a_login_has_one_spelling() -> None:
    assert folded("  Ｇ.House ") == folded("g.house") == "g.house"


def test_a_session_that_ended_is_under_a_checkpoint(desk: SignIn, database: Database) -> None:
    add(database, "house")
    desk.sign_out(desk.sign_in("house", PASSWORD))
    (row,) = log(database, "AUD-CHECKPOINT")
    (ended,) = log(database, "AUTH-LOGOUT")
    assert row.object_id == str(ended.seq)
