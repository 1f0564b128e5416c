"""Users, sessions, claims and grants as either kind of store keeps them."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.errors import NotFoundError, StoreError
from app.store import care, claims, people
from app.store.database import Transaction
from app.store.live import LiveRecording, find_recording
from app.store.people import Kept, User
from app.store.relations import begin_encounter, relation
from tests.stores import REFUSED, Store

NOW = datetime.now(UTC)
HOUSE = User("u-house", "house", "Gregory House", "physician", "er", password_at=NOW)
WILSON = User("u-wilson", "wilson", "James Wilson", "physician", "oncology", password_at=NOW)
ACTOR = Actor(HOUSE.id, HOUSE.name, "physician", department="er")
OTHER = Actor(WILSON.id, WILSON.name, "physician", department="oncology")


def add(transaction: Transaction) -> None:
    for user in (HOUSE, WILSON):
        people.add_user(transaction, user, Kept("$hash", None, people.NO_STEP), NOW, "test")


def test_a_user_is_read_back_as_written(store: Store) -> None:
    database = store.open()
    with database.transaction() as transaction:
        add(transaction)
    with database.transaction() as transaction:
        assert people.find_user(transaction, "house") == HOUSE
        assert people.list_users(transaction) == (HOUSE, WILSON)
        assert people.login_of(transaction, HOUSE.id) == "house"
        assert people.kept_credential(transaction, HOUSE.id) == Kept("$hash", None, -1)
        with pytest.raises(StoreError, match="already"):
            add(transaction)


def test_failures_are_counted_by_login_and_forgotten(store: Store) -> None:
    database = store.open()
    with database.transaction() as transaction:
        for minutes in (40, 2, 1):
            at = NOW - timedelta(minutes=minutes)
            people.add_failure(transaction, "house", at, NOW - timedelta(minutes=30))
        people.add_failure(transaction, "wilson", NOW, NOW - timedelta(minutes=30))
        since = NOW - timedelta(hours=1)
        assert len(people.failures(transaction, "house", since)) == 2
        people.forget_failures(transaction, "house")
        assert people.failures(transaction, "house", since) == ()
        assert len(people.failures(transaction, "wilson", since)) == 1


def test_a_session_ends_once(store: Store) -> None:
    database = store.open()
    with database.transaction() as transaction:
        add(transaction)
        people.begin_session(transaction, "s1", HOUSE.id, "er-3", NOW)
        assert people.session_open(transaction, "s1")
        assert people.end_session(transaction, "s1", NOW, "user")
        assert not people.end_session(transaction, "s1", NOW, "timeout")
        assert people.session_over(transaction, "s1")
        assert not people.session_over(transaction, "s2")


def test_another_program_rewrites_neither_login_nor_claim_nor_grant(store: Store) -> None:
    database = store.open()
    recording = LiveRecording("ab" * 16, None, NOW, EMERGENCY_ACTOR.id)
    with database.transaction() as transaction:
        add(transaction)
        begin_encounter(transaction, ACTOR, "SANDBOX-1", NOW)
        claims.add_emergency(transaction, recording, "er-3", "")
        claims.claim(transaction, recording.id, HOUSE.id, NOW, None)
        until = NOW + timedelta(hours=4)
        grant = care.Grant("g1", WILSON.id, WILSON.name, "SANDBOX-1", "cover", "why", NOW, until)
        care.add_grant(transaction, grant)
    with store.sql() as sql:
        for change in (
            "UPDATE users SET login = 'mallory' WHERE login = 'house'",
            "UPDATE emergencies SET claimed_by = 'u-wilson'",
            "UPDATE break_glass SET until = '2099-01-01'",
            "DELETE FROM break_glass",
            "DELETE FROM emergencies",
            "DELETE FROM users",
        ):
            with pytest.raises(REFUSED):
                sql.execute(change)


def test_a_claimed_recording_is_its_claimers(store: Store) -> None:
    database = store.open()
    recording = LiveRecording("ab" * 16, None, NOW, EMERGENCY_ACTOR.id)
    with database.transaction() as transaction:
        add(transaction)
        claims.add_emergency(transaction, recording, "er-3", "")
        assert [one.workstation for one in claims.unclaimed(transaction)] == ["er-3"]
        claims.claim(transaction, recording.id, HOUSE.id, NOW, "SANDBOX-1")
        found = find_recording(transaction, recording.id)
        assert found is not None
        assert (found.started_by, found.encounter_id) == (HOUSE.id, "SANDBOX-1")
        assert claims.unclaimed(transaction) == ()
        assert relation(transaction, ACTOR, NOW, recording=recording.id).recorded
        assert not relation(transaction, OTHER, NOW, recording=recording.id).recorded
        with pytest.raises(StoreError, match="already"):
            claims.claim(transaction, recording.id, WILSON.id, NOW, None)
        with pytest.raises(NotFoundError):
            claims.claim(transaction, "cd" * 16, WILSON.id, NOW, None)


def test_an_encounter_is_the_same_however_its_letters_are_spelt(store: Store) -> None:
    database = store.open()
    with database.transaction() as transaction:
        add(transaction)
        begin_encounter(transaction, ACTOR, "SANDBOX-Ab", NOW)
        assert care.known(transaction, "sandbox-aB") == "SANDBOX-Ab"
        for spelt in ("SANDBOX-Ab", "sandbox-ab"):
            assert relation(transaction, ACTOR, NOW, encounter=spelt).assigned
            mine = relation(transaction, OTHER, NOW, encounter=spelt)
            assert (mine.assigned, mine.author, mine.department) == (False, False, False)
        care.assign(transaction, "SANDBOX-Ab", WILSON.id, NOW, HOUSE.id)
        assert relation(transaction, OTHER, NOW, encounter="sandbox-AB").assigned
        care.unassign(transaction, "SANDBOX-Ab", WILSON.id, NOW)
        later = NOW + timedelta(seconds=1)
        assert not relation(transaction, OTHER, later, encounter="SANDBOX-Ab").assigned
