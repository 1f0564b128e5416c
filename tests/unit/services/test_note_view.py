"""A note is shown as it is now or was in a version, to those who may read it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, SignedNoteError, StoreError
from app.domain.live import LiveAlert
from app.domain.note_edits import Reword, Strike
from app.domain.note_versions import SpeakerLabel, content, of_content
from app.services.suggestions import Proposed
from app.store import live
from tests.note_ward import SECRET, TRAINEE, NoteWard, note_ward
from tests.ward import (
    AUTHOR,
    COLLEAGUE,
    COMPLIANCE,
    GRANTED,
    NURSE,
    OTHER_NURSE,
    RECORDING,
    STRANGER,
    SUPERVISOR,
    SYSADMIN,
    proved,
)


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


def texts(ward: NoteWard, version: int | None = None) -> list[str]:
    note = ward.review.view(AUTHOR, ward.note, version).result.understanding.note
    return [one.text for one in note.sentences()]


def test_the_current_text_is_shown_and_every_earlier_one_on_asking(ward: NoteWard) -> None:
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "Give hydroxyzine 50 mg.")])
    ward.life.edit(AUTHOR, ward.note, [Strike(2)])
    assert texts(ward) == ["Give hydroxyzine 50 mg."]
    assert texts(ward, 2) == ["Give hydroxyzine 50 mg.", "否认胸痛。"]
    assert texts(ward, 1) == ["Give hydroxyzine 25 mg.", "否认胸痛。"]
    with pytest.raises(StoreError, match="versions 1 to 3"):
        texts(ward, 4)


def test_every_version_renders_byte_by_byte_as_when_it_was_made(ward: NoteWard) -> None:
    made = [ward.versions()[0]]
    made.append(ward.life.edit(AUTHOR, ward.note, [Reword(1, "Give hydroxyzine 50 mg.")]))
    made.append(ward.sign())
    for one in made:
        shown = ward.review.view(AUTHOR, ward.note, one.version).version
        assert content(shown) == content(one)
        assert content(of_content(content(shown))) == content(one)


def test_heard_words_stay_whatever_is_edited(ward: NoteWard) -> None:
    before = ward.review.show(AUTHOR, ward.note).understanding.transcript.utterances
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "Something else.")])
    ward.life.relabel(NURSE, ward.note, [SpeakerLabel("u1", "S9", "nurse")])
    after = ward.review.show(AUTHOR, ward.note).understanding.transcript.utterances
    assert [one.words for one in after] == [one.words for one in before]
    assert [one.text for one in after] == [one.text for one in before]
    assert (after[0].speaker, after[0].role) == ("S9", "nurse")


def test_a_view_tells_all_that_happened(ward: NoteWard) -> None:
    ward.suggestions.suggest(NURSE, ward.note, Proposed("strike", "2", reason="said by family"))
    ward.suggestions.confirm(AUTHOR, ward.note, "flag:u1:0")
    ward.life.offer(AUTHOR, ward.note, "colleague")
    view = ward.review.view(AUTHOR, ward.note)
    assert view.name("nurse") == "Nurse"
    assert view.name("somebody-gone") == "somebody-gone"
    assert (view.owner_id, view.offered_to) == ("author", "colleague")
    assert [one.kind for one in view.suggestions] == ["strike"]
    assert [one.subject for one in view.confirmed] == ["flag:u1:0"]


def test_a_list_gives_where_each_note_stands(ward: NoteWard) -> None:
    (listed,) = ward.review.list_notes(AUTHOR)
    assert (listed.status, listed.state) == ("draft", "draft")
    ward.sign(TRAINEE)
    (listed,) = ward.review.list_notes(AUTHOR)
    assert (listed.status, listed.state) == ("signed", "signed, awaiting co-sign")
    ward.signing.cosign(proved(SUPERVISOR), ward.note, SECRET)
    ward.signing.amend(proved(AUTHOR), ward.note, SECRET, [Strike(2)], "not hers")
    assert ward.review.list_notes(AUTHOR)[0].status == "amended"
    assert ward.review.show(AUTHOR, ward.note).understanding.note.status == "amended"


@pytest.mark.parametrize(
    ("actor", "count"),
    [
        (AUTHOR, 1),
        (COLLEAGUE, 1),
        (NURSE, 1),
        (SUPERVISOR, 1),
        (STRANGER, 0),
        (OTHER_NURSE, 0),
    ],
    ids=lambda one: getattr(one, "id", str(one)),
)
def test_a_list_holds_what_its_reader_may_read(ward: NoteWard, actor: Actor, count: int) -> None:
    assert len(ward.review.list_notes(actor)) == count
    if count:
        ward.review.show(actor, ward.note)
    else:
        with pytest.raises(AccessError):
            ward.review.show(actor, ward.note)


def test_with_the_glass_broken_a_note_is_read(ward: NoteWard) -> None:
    assert ward.review.show(GRANTED, ward.note).understanding.note.id == ward.note


def test_an_administrator_lists_and_reads_nothing(ward: NoteWard) -> None:
    with pytest.raises(AccessError):
        ward.review.list_notes(SYSADMIN)
    with pytest.raises(AccessError):
        ward.review.show(SYSADMIN, ward.note)


def test_what_was_entered_in_error_is_withheld_and_kept(ward: NoteWard) -> None:
    signed = ward.sign()
    ward.life.mark_error(proved(AUTHOR), ward.note, "wrong patient")
    ward.review.show(AUTHOR, ward.note)  # until it is approved
    ward.life.decide_error(proved(COMPLIANCE), ward.note, approve=True)
    for actor in (AUTHOR, NURSE):
        with pytest.raises(AccessError, match="withheld"):
            ward.review.show(actor, ward.note)
    assert ward.versions()[-1] == signed
    assert "entered in error" in ward.review.list_notes(AUTHOR)[0].state


def test_a_copy_is_of_a_signed_note_of_ones_own(ward: NoteWard) -> None:
    with pytest.raises((AccessError, SignedNoteError)):
        ward.review.disclose(proved(AUTHOR), ward.note, "txt")
    ward.sign()
    with pytest.raises(AccessError, match="password again"):
        ward.review.disclose(AUTHOR, ward.note, "txt")
    with pytest.raises(AccessError):
        ward.review.disclose(proved(COLLEAGUE), ward.note, "txt")
    view = ward.review.disclose(proved(AUTHOR), ward.note, "txt")
    assert view.version.kind == "signed"
    assert ("EXP-DISCLOSE", "author", 0, 2) in ward.audited()


def test_compliance_copies_only_what_is_final(ward: NoteWard) -> None:
    ward.sign(TRAINEE)
    with pytest.raises(SignedNoteError, match="co-signed"):
        ward.review.disclose(proved(COMPLIANCE), ward.note, "txt")
    ward.signing.cosign(proved(SUPERVISOR), ward.note, SECRET)
    ward.review.disclose(proved(COMPLIANCE), ward.note, "txt")


def test_the_alerts_while_it_was_recorded_are_shown_with_it(ward: NoteWard) -> None:
    assert ward.review.view(AUTHOR, ward.note).raised == ()
    heard = LiveAlert(3, "pulseless", "text", "red", "high", "present", 30.0, 31.0, "no pulse")
    with ward.database.transaction() as transaction:
        live.keep_alert(transaction, RECORDING, heard, 1, datetime.now(UTC))
    assert ward.review.view(AUTHOR, ward.note).raised == (heard,)
