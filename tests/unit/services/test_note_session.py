"""What an author does to a draft in one sitting: versions, undo and redo, chips and queries."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import AccessError, NotFoundError, StoreError
from app.domain.findings import Correction, Finding, Part, Value
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.note_edits import Move, Reword, Strike, Write
from app.domain.result import JobResult
from app.domain.transcript import Transcript, Utterance, Word
from app.services.note_session import HeldEdits, NoteSession
from app.services.suggestions import Proposed
from app.store.results import save_result
from app.store.suggestions import confirmations, settled
from tests.fakes import finished_job
from tests.note_ward import NoteWard, note_ward
from tests.ward import AUTHOR, ENCOUNTER, NURSE, RECORDING, proved

HEARD = "give hydroxy scene fifteen mg then hydra lazy now"
NOTE = "Give hydroxyzine 15 mg then hydra lazy now."


def job() -> JobResult:
    """One sentence with an applied correction (0), a proposed one (1) and a query (finding 0)."""
    words = tuple(Word(one, at, at + 0.9, 0.4) for at, one in enumerate(HEARD.split()))
    said = Utterance("u1", "S1", "en", words, "physician", text=NOTE)
    made = ("c", 0.9, 0.2, "sound/1")
    corrections = (
        Correction("u1", 1, 2, "hydroxy scene", "hydroxyzine", "term", *made, "applied"),
        Correction("u1", 6, 7, "hydra lazy", "hydralazine", "term", *made, "proposed"),
    )
    finding = Finding(
        *("u1", 1, 4, "medication", "drug.hydroxyzine", "hydroxyzine 15 mg", "present"),
        value=Value("15", "mg"),
        parts=(Part("dose", "15", "mg", 3, 3),),
        query="15 mg or 50 mg?",
    )
    sentence = NoteSentence(NOTE, ("u1",), 0.0, words[-1].end_s)
    note = Note("nsession", "ed_default", (NoteSection("plan", "18776-5", (sentence,)),))
    one = finished_job()
    understanding = replace(
        one.understanding,
        transcript=Transcript((said,)),
        corrections=corrections,
        findings=(finding,),
        alerts=(),
        note=note,
    )
    return replace(
        one,
        recording=replace(one.recording, id=RECORDING),
        profile="clinical",
        encounter_id=ENCOUNTER,
        understanding=understanding,
    )


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    ward = note_ward(tmp_path)
    at = ward.versions()[0].created_at
    with ward.database.transaction() as transaction:
        note = save_result(transaction, job(), AUTHOR, at)
    return replace(ward, note=note)


@pytest.fixture
def session(ward: NoteWard) -> NoteSession:
    return NoteSession(ward.desk, ward.note, ward.versions()[-1])


def texts(session: NoteSession) -> list[str]:
    return [one.text for one in session.version.body.sentences()]


def open_subjects(ward: NoteWard) -> set[str]:
    with ward.database.transaction() as transaction:
        closed = settled(confirmations(transaction, ward.note))
    return {"correction:0", "correction:1", "query:0"} - closed


def test_each_act_is_a_version_and_undo_makes_a_new_one(
    ward: NoteWard, session: NoteSession
) -> None:
    session.edit(AUTHOR, [Reword(1, "Give water.")])
    session.edit(AUTHOR, [Write("plan", "Admit."), Move(2, "plan", 0)])
    session.edit(AUTHOR, [Strike(1)])
    assert texts(session) == ["Admit."]
    assert [one.version for one in ward.versions()] == [1, 2, 3, 4]
    for expected in (["Admit.", "Give water."], ["Give water."], [NOTE]):
        session.undo(AUTHOR)
        assert texts(session) == expected
    assert session.version.version == 7
    assert session.version.body.numbers == 2, "a number is never given twice"
    with pytest.raises(StoreError, match="nothing to undo"):
        session.undo(AUTHOR)
    for expected in (["Give water."], ["Admit.", "Give water."], ["Admit."]):
        session.redo(AUTHOR)
        assert texts(session) == expected
    with pytest.raises(StoreError, match="nothing to redo"):
        session.redo(AUTHOR)
    assert ward.versions()[-1] == session.version


def test_a_new_act_ends_what_could_be_redone(session: NoteSession) -> None:
    session.edit(AUTHOR, [Reword(1, "One.")])
    session.undo(AUTHOR)
    session.edit(AUTHOR, [Reword(1, "Two.")])
    assert not session.can_redo
    session.undo(AUTHOR)
    assert texts(session) == [NOTE]


def test_nothing_is_undone_over_what_somebody_did_elsewhere(
    ward: NoteWard, session: NoteSession
) -> None:
    session.edit(AUTHOR, [Reword(1, "One.")])
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "Elsewhere.")])
    with pytest.raises(StoreError, match="changed elsewhere"):
        session.undo(AUTHOR)
    assert next(ward.versions()[-1].body.sentences()).text == "Elsewhere."
    assert not session.can_undo


def test_what_may_not_be_done_is_not_remembered(session: NoteSession) -> None:
    with pytest.raises(AccessError):
        session.edit(NURSE, [Reword(1, "One.")])
    with pytest.raises(NotFoundError):
        session.edit(AUTHOR, [Strike(9)])
    assert not session.can_undo


def test_a_correction_is_taken_back_and_made_again(ward: NoteWard, session: NoteSession) -> None:
    session.take_back(AUTHOR, 0)
    assert texts(session) == ["Give hydroxy scene 15 mg then hydra lazy now."]
    assert "correction:0" not in open_subjects(ward)
    assert next(session.version.body.sentences()).source == "dictated", "other doubts stay"
    with pytest.raises(NotFoundError, match="not made"):
        session.take_back(AUTHOR, 0)
    session.undo(AUTHOR)
    assert texts(session) == [NOTE]
    assert "correction:0" in open_subjects(ward)
    session.redo(AUTHOR)
    assert texts(session) == ["Give hydroxy scene 15 mg then hydra lazy now."]
    assert "correction:0" not in open_subjects(ward)


def test_a_proposed_correction_is_accepted_or_rejected(
    ward: NoteWard, session: NoteSession
) -> None:
    session.accept(AUTHOR, 1)
    assert texts(session) == ["Give hydroxyzine 15 mg then hydralazine now."]
    session.undo(AUTHOR)
    assert texts(session) == [NOTE]
    session.reject(AUTHOR, 1)
    assert texts(session) == [NOTE]
    assert open_subjects(ward) == {"correction:0", "query:0"}
    session.undo(AUTHOR)
    assert "correction:1" in open_subjects(ward)
    with pytest.raises(NotFoundError):
        session.take_back(AUTHOR, 1)


def test_a_query_is_answered_with_one_reading_and_its_number_is_settled(
    ward: NoteWard, session: NoteSession
) -> None:
    doubted = replace(ward, protected=lambda _: [(3, 3)])
    assert "word:u1:3" in {one.subject for one in doubted.signing.doubts(AUTHOR, ward.note)}
    session.choose(AUTHOR, 0, "50 mg")
    assert texts(session) == ["Give hydroxyzine 50 mg then hydra lazy now."]
    left = {one.subject for one in doubted.signing.doubts(AUTHOR, ward.note)}
    assert left == {"correction:1"}
    session.undo(AUTHOR)
    assert texts(session) == [NOTE]
    assert "query:0" in open_subjects(ward)


@pytest.mark.parametrize("choice", ["40 mg", "", "50"])
def test_only_a_reading_that_was_offered_is_chosen(session: NoteSession, choice: str) -> None:
    with pytest.raises(StoreError, match="no longer says"):
        session.choose(AUTHOR, 0, choice)
    assert texts(session) == [NOTE]


def test_a_query_is_kept_as_it_is_written(ward: NoteWard, session: NoteSession) -> None:
    session.settle(AUTHOR, "query:0")
    assert "query:0" not in open_subjects(ward)
    session.undo(AUTHOR)
    assert "query:0" in open_subjects(ward)
    assert len(ward.versions()) == 1


def test_a_suggestion_is_decided_and_its_text_undone(ward: NoteWard, session: NoteSession) -> None:
    number = ward.suggestions.suggest(NURSE, ward.note, Proposed("strike", "1"))
    session.resolve(AUTHOR, number, accept=True)
    assert texts(session) == []
    session.undo(AUTHOR)
    assert texts(session) == [NOTE]


def test_a_sentence_that_was_typed_over_cannot_be_corrected_back(session: NoteSession) -> None:
    session.edit(AUTHOR, [Reword(1, "Give it now.")])
    with pytest.raises(StoreError, match="no longer says"):
        session.take_back(AUTHOR, 0)


def test_never_here_takes_it_back_and_ends_when_undone(
    ward: NoteWard, session: NoteSession
) -> None:
    session.never(AUTHOR, 0, "note")
    assert texts(session) == ["Give hydroxy scene 15 mg then hydra lazy now."]
    session.undo(AUTHOR)
    assert texts(session) == [NOTE]
    assert not session.can_redo
    session.never(AUTHOR, 1, "user")
    (veto,) = ward.desk().vetoes.mine(AUTHOR)
    assert (veto.heard, veto.written) == ("hydra lazy", "hydralazine")
    session.undo(AUTHOR)
    assert ward.desk().vetoes.mine(AUTHOR) == ()


def test_another_version_that_was_seen_ends_the_undoing(
    ward: NoteWard, session: NoteSession
) -> None:
    session.edit(AUTHOR, [Reword(1, "One.")])
    session.seen(session.version)
    assert session.can_undo
    session.seen(ward.life.edit(AUTHOR, ward.note, [Reword(1, "Two.")]))
    assert not session.can_undo


def test_an_amendment_is_held_and_undone_before_it_is_signed(ward: NoteWard) -> None:
    held = HeldEdits(ward.versions()[0].body)
    assert not held.changed
    held.edit([Write("plan", "Admit.")])
    for typed in ("D", "Disch", "Discharge."):
        held.type(2, typed)
    assert len(held.edits) == 1, "a new sentence that is being typed is one change"
    for typed in ("G", "Give water."):
        held.type(1, typed)
    assert len(held.edits) == 2
    held.undo()
    assert [one.text for one in held.body.sentences()] == [NOTE, "Discharge."]
    assert [one.text for one in held.undo().sentences()] == [NOTE]
    assert held.can_redo
    held.redo()
    ward.signing.sign(proved(AUTHOR), ward.note, "correct horse battery", "looked")
    made = ward.signing.amend(
        proved(AUTHOR), ward.note, "correct horse battery", held.edits, "forgotten"
    )
    assert made.body == held.body
    with pytest.raises(NotFoundError):
        held.edit([Strike(7)])
    assert held.changed


def test_a_view_that_grew_says_what_one_read_anew_says(ward: NoteWard) -> None:
    ward.life.edit(AUTHOR, ward.note, [Strike(1), Write("plan", "Begun.")])
    before = ward.review.view(AUTHOR, ward.note)
    made = ward.life.edit(AUTHOR, ward.note, [Reword(2, "One."), Write("plan", "Two.")])
    grown, anew = before.grown(made), ward.review.view(AUTHOR, ward.note)
    assert replace(grown, steps=anew.steps) == anew
    assert anew.grown(made) is anew
