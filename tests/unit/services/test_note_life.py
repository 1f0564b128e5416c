"""What may be done to a note, by whom, and what it leaves."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, NotFoundError, SignedNoteError, StoreError
from app.domain.note_edits import Reword, Write
from app.domain.note_history import history
from app.domain.note_state import NoteState
from app.domain.note_versions import SpeakerLabel
from app.store import retention
from app.store.note_standing import mark
from tests.note_ward import SECRET, NoteWard, note_ward
from tests.ward import (
    AUTHOR,
    COLLEAGUE,
    COMPLIANCE,
    COMPLIANCE_2,
    ENCOUNTER,
    NURSE,
    STRANGER,
    SUPERVISOR,
    SYSADMIN,
    proved,
)

NOW = datetime.now(UTC)


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


def test_an_edit_is_a_new_version_and_the_old_one_stays(ward: NoteWard) -> None:
    (first,) = ward.versions()
    second = ward.life.edit(AUTHOR, ward.note, [Reword(1, "Give 50 mg.")], "misheard")
    assert ward.versions() == (first, second)
    assert (second.version, second.kind, second.author_id) == (2, "draft", "author")
    assert (second.reason, second.created_at.tzinfo) == ("misheard", UTC)
    assert ("NOTE-EDIT", "author", 0, 2) in ward.audited()


def test_an_edit_that_changes_nothing_makes_no_version(ward: NoteWard) -> None:
    (first,) = ward.versions()
    same = next(first.body.sentences())
    assert ward.life.edit(AUTHOR, ward.note, [Reword(same.number, same.text)]) == first
    assert ward.versions() == (first,)


def test_a_note_is_named_by_the_beginning_of_its_id(ward: NoteWard) -> None:
    assert ward.life.edit(AUTHOR, ward.note[:4], [Write("plan", "Admit.")]).version == 2
    with pytest.raises(NotFoundError):
        ward.life.edit(AUTHOR, "zzz", [])
    assert ("NOTE-EDIT", "author", 4, 0) in ward.audited()


@pytest.mark.parametrize("actor", [COLLEAGUE, NURSE, SYSADMIN, COMPLIANCE], ids=lambda one: one.id)
def test_nobody_but_the_author_edits(ward: NoteWard, actor: Actor) -> None:
    with pytest.raises(AccessError):
        ward.life.edit(actor, ward.note, [Write("plan", "Admit.")])
    assert len(ward.versions()) == 1
    assert ("NOTE-EDIT", actor.id, 8, 0) in ward.audited()


def test_a_nurse_relabels_a_speaker_and_is_named_for_it(ward: NoteWard) -> None:
    label = SpeakerLabel("u1", "S1", "nurse")
    made = ward.life.relabel(NURSE, ward.note, [label])
    assert (made.body.labels, made.author_id) == ((label,), "nurse")
    assert made.body.sections == ward.versions()[0].body.sections
    (step,) = history(ward.versions())
    assert (step.by, step.added_labels) == ("nurse", (label,))
    with pytest.raises(StoreError, match="no such utterance"):
        ward.life.relabel(NURSE, ward.note, [SpeakerLabel("u99", "S1", "nurse")])


def test_a_draft_is_handed_over_and_the_history_keeps_both(ward: NoteWard) -> None:
    assert ward.life.offer(AUTHOR, ward.note, "colleague") == "colleague"
    with pytest.raises(AccessError):
        ward.life.take(proved(STRANGER), ward.note)
    with pytest.raises(AccessError, match="password again"):
        ward.life.take(COLLEAGUE, ward.note)
    ward.life.take(proved(COLLEAGUE), ward.note)
    assert ward.owner() == "colleague"
    with pytest.raises(AccessError):
        ward.life.edit(AUTHOR, ward.note, [Write("plan", "Admit.")])
    ward.life.edit(COLLEAGUE, ward.note, [Write("plan", "Admit.")])
    signed = ward.signing.sign(proved(COLLEAGUE), ward.note, SECRET, "looked at")
    assert [one.author_id for one in ward.versions()] == ["author", "colleague", "colleague"]
    assert signed.author_id == "colleague"


def test_an_authors_supervisor_may_offer_the_draft_too(ward: NoteWard) -> None:
    assert ward.life.offer(SUPERVISOR, ward.note, "colleague") == "colleague"
    with pytest.raises(AccessError):
        ward.life.offer(COLLEAGUE, ward.note, "stranger")


def test_a_draft_goes_only_to_a_physician_who_has_not_got_it(ward: NoteWard) -> None:
    with pytest.raises(StoreError, match="physician"):
        ward.life.offer(AUTHOR, ward.note, "nurse")
    with pytest.raises(StoreError, match="already"):
        ward.life.offer(AUTHOR, ward.note, "author")
    with pytest.raises(StoreError):
        ward.life.offer(AUTHOR, ward.note, "nobody-of-this-name")


def test_what_was_not_offered_is_not_taken(ward: NoteWard) -> None:
    with pytest.raises(AccessError):
        ward.life.take(proved(COLLEAGUE), ward.note)
    assert ward.owner() == "author"


def test_an_archived_note_is_opened_by_two_people(ward: NoteWard) -> None:
    ward.sign()
    ward.life.archive(proved(AUTHOR), ward.note)
    assert ward.state().archived
    with pytest.raises(SignedNoteError, match="archived"):
        ward.signing.amend(proved(AUTHOR), ward.note, SECRET, [Write("plan", "x")], "late")
    ward.life.propose_unarchive(proved(COMPLIANCE), ward.note, "court order")
    with pytest.raises(AccessError, match="two people"):
        ward.life.decide_unarchive(proved(COMPLIANCE), ward.note, approve=True)
    ward.life.decide_unarchive(proved(COMPLIANCE_2), ward.note, approve=True)
    assert ward.state() == NoteState("signed")
    ward.signing.amend(proved(AUTHOR), ward.note, SECRET, [Write("plan", "x")], "late")


def test_a_refusal_leaves_the_note_archived(ward: NoteWard) -> None:
    ward.sign()
    ward.life.archive(proved(AUTHOR), ward.note)
    ward.life.propose_unarchive(proved(COMPLIANCE), ward.note, "asked")
    ward.life.decide_unarchive(proved(COMPLIANCE_2), ward.note, approve=False, reason="no")
    assert ward.state() == NoteState("signed", archived=True)


def test_entered_in_error_is_said_by_the_author_and_approved_by_compliance(ward: NoteWard) -> None:
    ward.sign()
    with pytest.raises(AccessError):
        ward.life.mark_error(proved(COLLEAGUE), ward.note, "wrong patient")
    with pytest.raises(AccessError, match="password again"):
        ward.life.mark_error(AUTHOR, ward.note, "wrong patient")
    with pytest.raises(StoreError, match="say why"):
        ward.life.mark_error(proved(AUTHOR), ward.note, "")
    ward.life.mark_error(proved(AUTHOR), ward.note, "wrong patient")
    assert ward.state().error == "proposed"
    with pytest.raises(AccessError):
        ward.life.decide_error(proved(AUTHOR), ward.note, approve=True)
    ward.life.decide_error(proved(COMPLIANCE), ward.note, approve=True)
    assert ward.state() == NoteState("signed", error="approved")
    assert not ward.state().final
    with pytest.raises(SignedNoteError, match="entered in error"):
        ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "x")
    codes = [code for code, _, outcome, _ in ward.audited() if outcome == 0]
    assert codes.count("NOTE-EIE") == 2


def test_a_sealed_note_stays_as_it_is(ward: NoteWard) -> None:
    ward.sign()
    with ward.database.transaction() as transaction:
        mark(transaction, ward.note, "sealed", COMPLIANCE, datetime.now(UTC), "dispute")
    for act in (
        lambda: ward.signing.amend(proved(AUTHOR), ward.note, SECRET, [Write("", "x")], "y"),
        lambda: ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "x"),
        lambda: ward.life.archive(proved(AUTHOR), ward.note),
        lambda: ward.life.mark_error(proved(AUTHOR), ward.note, "x"),
    ):
        with pytest.raises(SignedNoteError, match="legal hold"):
            act()


def test_the_seal_of_an_encounters_record_is_one_on_its_notes(ward: NoteWard) -> None:
    ward.sign()
    with ward.database.transaction() as transaction:
        hold = retention.set_hold(transaction, ENCOUNTER, "seal", "dispute", "ruth", NOW)
    assert ward.state() == NoteState("signed", sealed=True)
    with pytest.raises(SignedNoteError, match="legal hold"):
        ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "x")
    with ward.database.transaction() as transaction:
        retention.lift_hold(transaction, hold, "settled", "ruth", NOW)
        retention.set_hold(transaction, ENCOUNTER, "hold", "lawsuit", "ruth", NOW)
    assert ward.state() == NoteState("signed")


def test_an_old_proof_does_not_take_over(ward: NoteWard) -> None:
    ward.life.offer(AUTHOR, ward.note, "colleague")
    stale = replace(COLLEAGUE, proved_at=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(AccessError, match="password again"):
        ward.life.take(stale, ward.note)
