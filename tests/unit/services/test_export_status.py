"""Who may know how far a note came, who is told of it, and who sends it again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, NotFoundError, StoreError, UnwritableError
from app.services.export_status import LONG, OutgoingDesk, in_trouble, standing
from app.services.outgoing import Outgoing
from app.store.outbox import UNWRITABLE, WITHDRAWN, Step, add_step
from tests.note_ward import NoteWard, note_ward
from tests.outgoing_desk import lines, outgoing, refusing
from tests.outgoing_lines import AT, one
from tests.ward import (
    AUDITOR,
    AUTHOR,
    COLLEAGUE,
    COMPLIANCE,
    NURSE,
    SECADMIN,
    STRANGER,
    SYSADMIN,
    proved,
)


def desk_of(ward: NoteWard, out: Outgoing) -> OutgoingDesk:
    return OutgoingDesk(lambda: ward.database, lambda: out)


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    """Its note is signed and waits."""
    made = note_ward(tmp_path, outgoing=outgoing())
    made.sign()
    return made


@pytest.fixture
def desk(ward: NoteWard) -> OutgoingDesk:
    return desk_of(ward, outgoing())


def refuse(ward: NoteWard, code: str = "422", sentence: str = "it refused") -> str:
    (found,) = lines(ward.database)
    with ward.database.transaction() as transaction:
        add_step(transaction, found.id, "sending", datetime.now(UTC))
        add_step(transaction, found.id, "rejected", datetime.now(UTC), code=code, sentence=sentence)
    return found.id


def audited(ward: NoteWard, code: str) -> list[tuple[str, int]]:
    return [(user, outcome) for found, user, outcome, _ in ward.audited() if found == code]


def test_those_who_look_after_the_patient_may_know(ward: NoteWard, desk: OutgoingDesk) -> None:
    for actor in (AUTHOR, COLLEAGUE, COMPLIANCE, SYSADMIN):
        found = desk.sending(actor, ward.note)
        assert found is not None
        assert found.state == "waiting", actor.id
    before = len(ward.audited())
    for actor in (STRANGER, NURSE, AUDITOR, SECADMIN):
        found = desk.sending(actor, ward.note)
        assert found is not None
        assert found.state == "hidden", actor.id
    assert len(ward.audited()) == before  # nobody was refused anything
    assert len(audited(ward, "EXP-VIEW")) == 4


def test_a_physician_lists_their_own_and_compliance_all(ward: NoteWard, desk: OutgoingDesk) -> None:
    def listed(actor: Actor) -> int:
        return len(desk.listing(actor))

    assert [listed(actor) for actor in (AUTHOR, COLLEAGUE, COMPLIANCE, SYSADMIN)] == [1, 0, 1, 1]
    assert len(desk.listing(COMPLIANCE, settled=True)) == 1
    for actor in (NURSE, AUDITOR, SECADMIN):
        with pytest.raises(AccessError):
            desk.listing(actor)


def test_what_was_refused_is_told_and_sent_again(ward: NoteWard, desk: OutgoingDesk) -> None:
    assert desk.troubles(AUTHOR) == ()
    name = refuse(ward)
    assert [found.id for found in desk.troubles(AUTHOR)] == [name]
    assert [found.id for found in desk.troubles(COMPLIANCE)] == [name]
    assert desk.troubles(COLLEAGUE) == desk.troubles(NURSE) == ()
    told = desk.sending(AUTHOR, ward.note)
    assert told is not None
    assert (told.state, told.sentence) == ("refused", "it refused")
    for actor in (COLLEAGUE, NURSE, SYSADMIN):
        with pytest.raises(AccessError):
            desk.resend(actor, name)
    desk.resend(AUTHOR, name[:6])
    assert lines(ward.database)[0].last.state == "queued"
    assert audited(ward, "EXP-RESEND")[-1] == ("author", 0)
    with pytest.raises(StoreError, match="only what was refused"):
        desk.resend(COMPLIANCE, name)
    with pytest.raises(NotFoundError):
        desk.resend(COMPLIANCE, "nothing")


def test_what_could_not_be_written_is_written_when_it_is_sent_again(tmp_path: Path) -> None:
    ward = note_ward(tmp_path, outgoing=outgoing(write=refusing))
    ward.sign()
    (broken,) = lines(ward.database)
    with pytest.raises(UnwritableError):
        desk_of(ward, outgoing(write=refusing)).resend(AUTHOR, broken.id)
    desk_of(ward, outgoing()).resend(AUTHOR, broken.id)
    assert [found.last.state for found in lines(ward.database)] == ["rejected", "queued"]
    assert len(desk_of(ward, outgoing()).listing(AUTHOR)) == 1


def test_what_was_withdrawn_or_is_in_error_stays_here(ward: NoteWard, desk: OutgoingDesk) -> None:
    name = refuse(ward)
    ward.life.mark_error(proved(AUTHOR), ward.note, "another patient's")
    ward.life.decide_error(proved(COMPLIANCE), ward.note, approve=True)
    with pytest.raises(StoreError, match="entered in error meanwhile"):
        desk.resend(COMPLIANCE, name)
    refuse(ward, WITHDRAWN)
    with pytest.raises(StoreError, match="taken back"):
        desk.resend(COMPLIANCE, name)


def test_all_messages_of_a_note_come_to_one_standing() -> None:
    filed, waits = one("A", "acked"), one("B", "queued")
    received, refused = one("C", "committed"), one("D", "rejected", code="422", sentence="why")
    withdrawn = one("E", "rejected", code=WITHDRAWN)
    for found, state in (
        ((), None),
        ((withdrawn,), None),
        ((filed, withdrawn), "filed"),
        ((filed, received), "received"),
        ((filed, received, waits), "waiting"),
        ((filed, waits, refused), "refused"),
    ):
        told = standing(found)
        assert (told.state if told else None) == state
    broken = one("F", "rejected", code=UNWRITABLE)
    assert standing((broken,)) is not None
    written = replace(broken, id="G", last=Step(2, "acked", AT))
    told = standing((broken, written))
    assert told is not None
    assert told.state == "filed"


def test_somebody_is_told_after_three_tries_a_refusal_or_half_an_hour() -> None:
    fresh = one("A", "retry", tries=2)
    assert not in_trouble(fresh, AT + LONG - timedelta(seconds=1))
    assert in_trouble(fresh, AT + LONG)
    assert in_trouble(replace(fresh, tries=3), AT)
    assert in_trouble(one("B", "rejected"), AT)
