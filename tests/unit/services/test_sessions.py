"""Sessions: proved, locked, switched and ended; and users of a directory."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.errors import SignInError, StoreError
from app.services.sign_in import SignIn
from app.store import people
from app.store.database import Database
from app.store.tables_people import SessionRow
from tests.people_desk import HASHES, PASSWORD, WORKSTATION, Clock, add, clinical, log

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


def test_a_proof_keeps_the_session_and_is_fresh(
    desk: SignIn, database: Database, clock: Clock
) -> None:
    add(database, "house")
    actor = desk.sign_in("house", PASSWORD)
    clock.wait(3600)
    proved = desk.prove(actor, PASSWORD)
    assert proved.session_id == actor.session_id
    assert proved.proved_at == clock.at
    with pytest.raises(SignInError):
        desk.prove(actor, WRONG)


def test_lock_unlock_and_sign_out_leave_their_rows(desk: SignIn, database: Database) -> None:
    add(database, "house")
    actor = desk.sign_in("house", PASSWORD)
    desk.lock(actor, "idle")
    with pytest.raises(SignInError):
        desk.unlock(actor, WRONG)
    assert desk.unlock(actor, PASSWORD).session_id == actor.session_id
    desk.sign_out(actor)
    desk.sign_out(actor)  # it is over already
    assert codes(database) == [
        ("AUTH-LOGIN", 0, ""),
        ("AUTH-LOCK", 0, "idle"),
        ("AUTH-FAIL", 8, "password"),
        ("AUTH-UNLOCK", 0, ""),
        ("AUTH-LOGOUT", 0, "user"),
    ]


def test_a_time_out_is_called_so(desk: SignIn, database: Database) -> None:
    add(database, "house")
    desk.sign_out(desk.sign_in("house", PASSWORD), "timeout")
    assert codes(database)[-1] == ("AUTH-TIMEOUT", 0, "timeout")


@pytest.mark.parametrize("again", [SignIn.prove, SignIn.unlock])
def test_a_session_that_has_ended_takes_no_credential(
    desk: SignIn, database: Database, again: Callable[..., object]
) -> None:
    add(database, "house")
    actor = desk.sign_in("house", PASSWORD)
    desk.sign_out(actor)
    with pytest.raises(SignInError, match="your session has ended"):
        again(desk, actor, PASSWORD)


def test_a_switch_ends_one_session_and_begins_another(desk: SignIn, database: Database) -> None:
    add(database, "house")
    add(database, "wilson")
    house = desk.sign_in("house", PASSWORD)
    with pytest.raises(SignInError):
        desk.switch(house, "wilson", WRONG)
    with database.transaction() as transaction:
        assert people.session_open(transaction, house.session_id)
    wilson = desk.switch(house, "wilson", PASSWORD)
    with database.transaction() as transaction:
        row = transaction.get_one(SessionRow, house.session_id)
        assert row.end_reason == "switch"
        assert people.session_open(transaction, wilson.session_id)
    (switch,) = log(database, "AUTH-SWITCH")
    assert (switch.user_id, switch.session_id) == (house.id, house.session_id)


@pytest.mark.full
def test_a_switch_takes_three_seconds_at_most_at_full_cost(tmp_path: Path) -> None:
    database = clinical(tmp_path)
    add(database, "house")
    add(database, "wilson")
    desk = SignIn(lambda: database, WORKSTATION)  # hashes are made anew at full cost
    actor = desk.sign_in("house", PASSWORD)
    took = []
    for number in range(20):
        started = time.perf_counter()
        actor = desk.switch(actor, "wilson" if number % 2 else "house", PASSWORD)
        took.append(time.perf_counter() - started)
    assert sorted(took)[18] <= 3.0


def test_nobody_is_signed_in_when_the_audit_row_cannot_be_written(
    desk: SignIn, database: Database
) -> None:
    add(database, "house")
    with database.transaction() as transaction:
        transaction.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON audit_log "
                "BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        )
    with pytest.raises(StoreError):
        desk.sign_in("house", PASSWORD)
    with database.transaction() as transaction:
        assert transaction.query(SessionRow).count() == 0


class Hospital:
    """A directory that knows one user."""

    def __init__(self, *, reachable: bool = True) -> None:
        self.reachable = reachable

    def accepts(self, login: str, password: str) -> bool:
        if not self.reachable:
            raise SignInError("the hospital's directory cannot be reached")
        return (login, password) == ("cuddy", "of-the-directory")


def test_a_user_of_the_directory_proves_themselves_there(database: Database, clock: Clock) -> None:
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES, directory=Hospital(), clock=clock)
    user = add(database, "cuddy", directory=True)
    assert desk.sign_in("cuddy", "of-the-directory").id == user.id
    with pytest.raises(SignInError, match="wrong"):
        desk.sign_in("cuddy", PASSWORD)


def test_local_users_sign_in_while_the_directory_is_away(database: Database) -> None:
    away = Hospital(reachable=False)
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES, directory=away)
    add(database, "cuddy", directory=True)
    add(database, "house")
    with pytest.raises(SignInError, match="cannot be reached"):
        desk.sign_in("cuddy", "of-the-directory")
    assert desk.sign_in("house", PASSWORD)


def test_without_a_directory_its_users_are_told_where_it_would_be_set(
    desk: SignIn, database: Database
) -> None:
    add(database, "cuddy", directory=True)
    with pytest.raises(SignInError, match="ldap_url"):
        desk.sign_in("cuddy", "of-the-directory")
