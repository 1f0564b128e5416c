"""Accounts as the security administrator keeps them, and nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest

from app.domain.access import Actor, Role
from app.domain.errors import AccessError, NotFoundError, SignInError, StoreError
from app.services.filing import DictationStore, LiveRecording
from app.services.people import ROLES, Account, People
from app.services.review import NoteReview
from app.services.sign_in import SignIn
from app.store import people
from app.store.database import Database
from tests.people_desk import (
    HASHES,
    PASSWORD,
    WORKSTATION,
    Clock,
    acting_as,
    add,
    clinical,
    log,
    site,
)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path)


@pytest.fixture
def accounts(database: Database) -> People:
    return People(lambda: database, HASHES)


@pytest.fixture
def keeper(database: Database) -> Actor:
    return acting_as(database, "keeper", "secadmin")


@pytest.fixture
def desk(database: Database) -> SignIn:
    return SignIn(lambda: database, WORKSTATION, hashes=HASHES)


def changes(database: Database) -> list[str]:
    return [row.detail_json for row in log(database, "SEC-USER", "SEC-ROLE") if not row.outcome]


def test_a_new_user_has_a_temporary_password_to_change(
    accounts: People, keeper: Actor, desk: SignIn, database: Database
) -> None:
    added = accounts.add(keeper, Account(" House ", "Gregory House", "physician", "er"))
    assert (added.user.login, added.authenticator) == ("house", "")
    actor = desk.change_password("house", added.password, "vicodin-at-noon")
    assert (actor.id, actor.department) == (added.user.id, "er")
    assert added.password not in repr(added)
    assert '"change":"added"' in changes(database)[0].replace(" ", "")


def test_level_three_enrols_a_second_factor_with_the_account(
    accounts: People, keeper: Actor, database: Database, desk: SignIn
) -> None:
    site(database, "cn-l3")
    added = accounts.add(keeper, Account("house", "Gregory House", "physician"))
    code = pyotp.parse_uri(added.authenticator)
    assert isinstance(code, pyotp.TOTP)
    assert desk.change_password("house", added.password, "Vicodin-7", code.now())


def test_a_user_of_the_directory_has_no_password_here(
    accounts: People, keeper: Actor, database: Database
) -> None:
    added = accounts.add(keeper, Account("cuddy", "Lisa Cuddy", "physician", directory=True))
    assert added.password == ""
    with database.transaction() as transaction:
        assert people.kept_credential(transaction, added.user.id).password_hash is None
    with pytest.raises(StoreError, match="reset it there"):
        accounts.reset_password(keeper, "cuddy")


@pytest.mark.parametrize(
    "account",
    [
        Account("", "Somebody", "nurse"),
        Account("two words", "Somebody", "nurse"),
        Account("x" * 65, "Somebody", "nurse"),
        Account("house", " ", "nurse"),
        Account("house", "two\nlines", "nurse"),
        Account("house", "Somebody", "sandbox"),
        Account("house", "Somebody", "emergency_unauth"),
    ],
)
def test_what_is_no_account_is_refused(accounts: People, keeper: Actor, account: Account) -> None:
    with pytest.raises(AccessError):
        accounts.add(keeper, account)


def test_no_two_users_share_a_login(accounts: People, keeper: Actor, database: Database) -> None:
    add(database, "house")
    with pytest.raises(StoreError, match="already"):
        accounts.add(keeper, Account("HOUSE", "Another House", "nurse"))


ACTS: dict[str, Callable[[People, Actor], Any]] = {
    "add": lambda on, actor: on.add(actor, Account("new", "New", "nurse")),
    "list": lambda on, actor: on.list_users(actor),
    "disable": lambda on, actor: on.disable(actor, "house"),
    "role": lambda on, actor: on.change_role(actor, "house", "nurse"),
    "password": lambda on, actor: on.reset_password(actor, "house"),
    "unlock": lambda on, actor: on.unlock(actor, "house"),
    "totp": lambda on, actor: on.enrol(actor, "house"),
    "supervisor": lambda on, actor: on.set_supervisor(actor, "house", ""),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [role for role in ROLES if role != "secadmin"])
def test_nobody_else_keeps_accounts(
    accounts: People, database: Database, act: str, role: Role
) -> None:
    add(database, "house")
    actor = acting_as(database, "other", role)
    with pytest.raises(AccessError):
        ACTS[act](accounts, actor)
    assert [row.outcome for row in log(database) if row.code.startswith("SEC-")] == [8]
    with database.transaction() as transaction:
        assert [user.login for user in people.list_users(transaction)] == ["house", "other"]
        assert people.get_user(transaction, "house").role == "physician"


@pytest.mark.parametrize("act", ACTS)
def test_the_keeper_gives_the_credential_again_for_each_change(
    accounts: People, keeper: Actor, database: Database, act: str
) -> None:
    add(database, "house")
    with pytest.raises(AccessError, match="password again"):
        ACTS[act](accounts, replace(keeper, proved_at=None))
    ACTS[act](accounts, keeper)


def test_a_disabled_user_is_out_at_once(
    accounts: People, keeper: Actor, desk: SignIn, database: Database
) -> None:
    add(database, "house")
    house = desk.sign_in("house", PASSWORD)
    accounts.disable(keeper, "house")
    with database.transaction() as transaction:
        assert not people.session_open(transaction, house.session_id)
    with pytest.raises(SignInError, match="disabled"):
        desk.sign_in("house", PASSWORD)
    with pytest.raises(AccessError, match="own account"):
        accounts.disable(keeper, "keeper")


def test_nobody_changes_their_own_role(
    accounts: People, keeper: Actor, desk: SignIn, database: Database
) -> None:
    add(database, "house")
    accounts.change_role(keeper, "house", "auditor")
    assert desk.sign_in("house", PASSWORD).role == "auditor"
    with pytest.raises(AccessError):
        accounts.change_role(keeper, "keeper", "auditor")
    with pytest.raises(AccessError, match="one of"):
        accounts.change_role(keeper, "house", "sandbox")


def test_a_reset_password_is_temporary_and_unlocks(
    accounts: People, keeper: Actor, database: Database
) -> None:
    add(database, "house")
    clock = Clock()
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES, clock=clock)
    for _ in range(5):
        clock.wait(60)
        with pytest.raises(SignInError):
            desk.sign_in("house", "wrong")
    password = accounts.reset_password(keeper, "house")
    with pytest.raises(SignInError, match="must be changed"):
        desk.sign_in("house", password)


def test_an_unlocked_user_may_try_again(
    accounts: People, keeper: Actor, database: Database
) -> None:
    add(database, "house")
    clock = Clock()
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES, clock=clock)
    for _ in range(5):
        clock.wait(60)
        with pytest.raises(SignInError):
            desk.sign_in("house", "wrong")
    with pytest.raises(SignInError, match="too many"):
        desk.sign_in("house", PASSWORD)
    accounts.unlock(keeper, "house")
    assert desk.sign_in("house", PASSWORD)


def test_a_newly_enrolled_second_factor_takes_the_place_of_the_old_one(
    accounts: People, keeper: Actor, desk: SignIn, database: Database
) -> None:
    add(database, "house")
    old = pyotp.parse_uri(accounts.enrol(keeper, "house"))
    new = pyotp.parse_uri(accounts.enrol(keeper, "House"))
    assert isinstance(old, pyotp.TOTP)
    assert isinstance(new, pyotp.TOTP)
    with pytest.raises(SignInError):
        desk.sign_in("house", PASSWORD, old.now())
    assert desk.sign_in("house", PASSWORD, new.now())


def test_a_trainee_has_a_registered_supervisor(
    accounts: People, keeper: Actor, desk: SignIn, database: Database
) -> None:
    add(database, "house")
    add(database, "nurse", "nurse")
    added = accounts.add(keeper, Account("cameron", "Allison Cameron", "physician", "er", "house"))
    assert added.user.trainee
    for no_supervisor in ("nurse", "cameron"):
        with pytest.raises(AccessError, match="no trainee"):
            accounts.set_supervisor(keeper, "cameron", no_supervisor)
    with pytest.raises(AccessError, match="themselves"):
        accounts.set_supervisor(keeper, "house", "house")
    accounts.set_supervisor(keeper, "cameron", "")
    assert not desk.change_password("cameron", added.password, "another-plain-word").trainee


def test_a_user_that_is_not_there_is_not_changed(accounts: People, keeper: Actor) -> None:
    with pytest.raises(NotFoundError, match="erscribe users list"):
        accounts.unlock(keeper, "nobody")


def test_users_are_listed_with_what_an_administrator_needs(
    accounts: People, keeper: Actor, database: Database
) -> None:
    add(database, "house", department="er")
    found = {user.login: user for user in accounts.list_users(keeper)}
    assert set(found) == {"house", "keeper"}
    assert found["house"].department == "er"
    assert [row.code for row in log(database, "SEC-LIST")] == ["SEC-LIST"]


def test_who_was_signed_out_elsewhere_reads_nothing_more_but_their_recording_goes_on(
    accounts: People, keeper: Actor, desk: SignIn, database: Database
) -> None:
    add(database, "house")
    house = desk.sign_in("house", PASSWORD)
    store = DictationStore(lambda: database)
    live = LiveRecording("ab" * 16, None, datetime.now(UTC), house.id, "clinical")
    store.begun(house, live)
    NoteReview(database).list_notes(house)
    accounts.disable(keeper, "house")
    with pytest.raises(AccessError, match="your session has ended"):
        NoteReview(database).list_notes(house)
    assert log(database)[-1].outcome == 8
    store.stopped(house, live.id, 1.0, "00")
