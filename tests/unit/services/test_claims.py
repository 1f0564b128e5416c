"""Recordings that were begun without sign-in become somebody's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.claims import urgency
from app.domain.errors import AccessError, NotFoundError, StoreError
from app.services.claims import Claims, from_folder
from app.services.filing import DictationStore, LiveRecording
from app.services.people import ROLES
from app.store.database import Database
from tests.people_desk import acting_as, clinical, log

NOW = datetime.now(UTC)
RECORDING = "ab" * 16


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical(tmp_path)


@pytest.fixture
def claims(database: Database) -> Claims:
    return Claims(lambda: database)


def begin(database: Database, *, session: str = "", hours: float = 0.0) -> None:
    """An emergency recording that began so long ago at this workstation."""
    nobody = replace(EMERGENCY_ACTOR, workstation="er-3", session_id=session)
    began = NOW - timedelta(hours=hours)
    live = LiveRecording(RECORDING, None, began, nobody.id, "clinical")
    DictationStore(lambda: database).begun(nobody, live)


def owner(database: Database) -> tuple[str, str | None]:
    found = DictationStore(lambda: database).find(RECORDING)
    assert found is not None
    return found.started_by, found.encounter_id


def test_an_emergency_recording_leaves_its_row_without_sign_in(database: Database) -> None:
    begin(database)
    (row,) = log(database)
    assert (row.code, row.user_id, row.role) == ("REC-EMERG", "emergency", "emergency_unauth")
    assert row.workstation == "er-3"


def test_physicians_and_nurses_see_that_it_is_there_and_where_and_since_when(
    database: Database, claims: Claims
) -> None:
    begin(database, hours=2)
    for role in ("physician", "nurse"):
        (one,) = claims.unclaimed(acting_as(database, role, role))
        assert (one.recording, one.workstation, one.urgency) == (RECORDING, "er-3", "remind")
        assert one.started_at == NOW - timedelta(hours=2)


def test_nobody_else_sees_it(database: Database, claims: Claims) -> None:
    begin(database)
    for role in set(ROLES) - {"physician", "nurse"}:
        with pytest.raises(AccessError):
            claims.unclaimed(acting_as(database, role.replace("_", "-"), role))


def test_a_physician_claims_it_and_it_is_theirs(database: Database, claims: Claims) -> None:
    begin(database)
    house = acting_as(database, "house")
    claims.claim(house, RECORDING, "E-77")
    assert owner(database) == (house.id, "E-77")
    assert claims.unclaimed(house) == ()
    (row,) = log(database, "REC-CLAIM")
    assert (row.user_id, row.object_id, row.outcome) == (house.id, RECORDING, 0)


def test_it_is_claimed_once(database: Database, claims: Claims) -> None:
    begin(database)
    house = acting_as(database, "house")
    claims.claim(house, RECORDING)
    with pytest.raises(StoreError, match="already"):
        claims.claim(acting_as(database, "wilson"), RECORDING)
    assert owner(database) == (house.id, None)


def test_whoever_claims_gives_the_credential_again(database: Database, claims: Claims) -> None:
    begin(database)
    house = acting_as(database, "house")
    with pytest.raises(AccessError, match="password again"):
        claims.claim(replace(house, proved_at=None), RECORDING)
    assert owner(database)[0] == "emergency"


def test_a_nurse_claims_only_what_began_at_their_own_locked_screen(
    database: Database, claims: Claims
) -> None:
    nurse = acting_as(database, "nurse", "nurse")
    begin(database, session=nurse.session_id)
    other = acting_as(database, "other", "nurse")
    elsewhere: Actor = replace(nurse, workstation="er-4")
    for somebody in (other, elsewhere):
        with pytest.raises(AccessError):
            claims.claim(somebody, RECORDING)
    claims.claim(nurse, RECORDING)
    assert owner(database)[0] == nurse.id


def test_what_began_at_nobodys_screen_is_no_nurses(database: Database, claims: Claims) -> None:
    begin(database)
    with pytest.raises(AccessError):
        claims.claim(acting_as(database, "nurse", "nurse"), RECORDING)


def test_a_recording_of_somebody_else_cannot_be_claimed(database: Database, claims: Claims) -> None:
    wilson = acting_as(database, "wilson")
    live = LiveRecording(RECORDING, None, NOW, wilson.id, "clinical")
    DictationStore(lambda: database).begun(wilson, live)
    with pytest.raises(StoreError, match="already"):
        claims.claim(acting_as(database, "house"), RECORDING)


def test_one_that_only_its_folder_tells_of_is_claimed_by_a_physician(
    database: Database, claims: Claims
) -> None:
    found = from_folder(RECORDING, NOW)
    with pytest.raises(AccessError):
        claims.claim(acting_as(database, "nurse", "nurse"), RECORDING, found=found)
    house = acting_as(database, "house")
    with pytest.raises(NotFoundError):
        claims.claim(house, RECORDING)
    claims.claim(house, RECORDING, found=found)
    assert owner(database)[0] == house.id


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (timedelta(0), "new"),
        (timedelta(minutes=59, seconds=59), "new"),
        (timedelta(hours=1), "remind"),
        (timedelta(hours=5, minutes=59, seconds=59), "remind"),
        (timedelta(hours=6), "escalate"),
        (timedelta(days=9), "escalate"),
    ],
)
def test_after_an_hour_the_ward_is_reminded_and_after_six_those_above(
    waited: timedelta, expected: str
) -> None:
    assert urgency(NOW - waited, NOW) == expected


@pytest.mark.parametrize("begun", [True, False], ids=["with a row", "as a folder"])
def test_before_it_is_claimed_nobody_finishes_or_deletes_it(
    database: Database, claims: Claims, begun: bool
) -> None:
    store = DictationStore(lambda: database)
    if begun:
        begin(database)
    house = acting_as(database, "house")
    live = from_folder(RECORDING, NOW)
    for act in (store.recovering, store.discarded):
        with pytest.raises(AccessError, match="claim it first"):
            act(house, live)
    claims.claim(house, RECORDING, found=live)
    mine = store.find(RECORDING)
    assert mine is not None
    store.recovering(house, mine)
