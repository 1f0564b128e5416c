"""Users as an administrator looks at them, and the way back from what was done to them."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, SignInError, StoreError
from app.services.credentials import totp_secret
from app.services.people import Account, Listed, People
from app.services.sign_in import SignIn
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


def listed(accounts: People, keeper: Actor, login: str) -> Listed:
    return next(one for one in accounts.roster(keeper) if one.user.login == login)


def changed(database: Database) -> str:
    return log(database, "SEC-USER")[-1].detail_json


def test_a_trainee_stands_beside_the_supervisor(
    accounts: People, keeper: Actor, database: Database
) -> None:
    add(database, "house")
    accounts.add(keeper, Account("li", "李 医生", "physician", supervisor="house"))
    assert listed(accounts, keeper, "li").supervisor == "Dr. House"
    assert listed(accounts, keeper, "house").supervisor == ""
    assert log(database, "SEC-LIST")[-1].outcome == 0


def test_who_tried_too_often_is_locked_until_somebody_unlocks(
    accounts: People, keeper: Actor, database: Database
) -> None:
    add(database, "house")
    clock = Clock()
    clock.wait(-120)
    desk = SignIn(lambda: database, WORKSTATION, hashes=HASHES, clock=clock)
    for _ in range(5):
        with pytest.raises(SignInError):
            desk.sign_in("house", "wrong")
        clock.wait(16)
    until = listed(accounts, keeper, "house").locked_until
    assert until is not None
    assert timedelta(minutes=13) < until - clock.at < timedelta(minutes=16)
    accounts.unlock(keeper, "house")
    assert listed(accounts, keeper, "house").locked_until is None


def test_who_was_disabled_comes_back_with_the_same_password(
    accounts: People, keeper: Actor, database: Database, desk: SignIn
) -> None:
    add(database, "house")
    with pytest.raises(StoreError, match="not disabled"):
        accounts.enable(keeper, "house")
    accounts.disable(keeper, "house")
    with pytest.raises(SignInError, match="disabled"):
        desk.sign_in("house", PASSWORD)
    accounts.enable(keeper, "house")
    assert "enabled" in changed(database)
    assert desk.sign_in("house", PASSWORD).name == "Dr. House"


def test_a_second_factor_is_withdrawn_where_the_site_allows_it(
    accounts: People, keeper: Actor, database: Database, desk: SignIn
) -> None:
    add(database, "house")
    with pytest.raises(StoreError, match="no second factor"):
        accounts.withdraw_factor(keeper, "house")
    secret = totp_secret(accounts.enrol(keeper, "house"))
    assert [len(part) for part in secret.split()] == [4] * 8
    accounts.withdraw_factor(keeper, "house")
    assert "second-factor-off" in changed(database)
    assert desk.sign_in("house", PASSWORD)
    accounts.enrol(keeper, "house")
    site(database, "cn-l3")
    with pytest.raises(StoreError, match="asks everybody"):
        accounts.withdraw_factor(keeper, "house")


def test_nobody_else_lists_them(accounts: People, database: Database) -> None:
    with pytest.raises(AccessError):
        accounts.roster(acting_as(database, "doctor"))
    assert log(database, "SEC-LIST")[-1].outcome == 8
