"""Others propose, the author decides, and what was proposed stays as it was."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, NotFoundError, SignedNoteError, StoreError
from app.domain.findings import Finding, Part
from app.domain.live import LiveAlert
from app.domain.note_doubts import DISMISSED
from app.domain.note_edits import Reword
from app.domain.result import JobResult
from app.services.suggestions import Proposed
from app.store import live
from app.store.results import save_result
from tests.fakes import finished_job
from tests.note_ward import NoteWard, note_ward
from tests.ward import AUTHOR, COLLEAGUE, ENCOUNTER, NURSE, RECORDING, STRANGER, SYSADMIN

BETTER = Proposed("reword", "1", "Give hydroxyzine 50 mg.", "I drew it up")


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


def test_a_suggestion_changes_nothing_until_the_author_accepts(ward: NoteWard) -> None:
    number = ward.suggestions.suggest(NURSE, ward.note, BETTER)
    assert len(ward.versions()) == 1
    (listed,) = ward.suggestions.list_suggestions(AUTHOR, ward.note)
    assert (listed.before, listed.after) == ("Give hydroxyzine 25 mg.", "Give hydroxyzine 50 mg.")
    assert (listed.made_by, listed.accepted, listed.reason) == ("nurse", None, "I drew it up")
    made = ward.suggestions.resolve(AUTHOR, ward.note, number, accept=True)
    assert next(made.body.sentences()).text == "Give hydroxyzine 50 mg."
    assert made.reason == "suggestion 1 of nurse"
    (decided,) = ward.suggestions.list_suggestions(AUTHOR, ward.note)
    assert decided == replace(listed, accepted=True, decided_by="author")


def test_a_rejected_suggestion_is_kept_and_changes_nothing(ward: NoteWard) -> None:
    number = ward.suggestions.suggest(COLLEAGUE, ward.note, BETTER)
    ward.suggestions.resolve(AUTHOR, ward.note, number, accept=False)
    assert len(ward.versions()) == 1
    (decided,) = ward.suggestions.list_suggestions(AUTHOR, ward.note)
    assert decided.accepted is False
    with pytest.raises(StoreError, match="decided already"):
        ward.suggestions.resolve(AUTHOR, ward.note, number, accept=True)


@pytest.mark.parametrize("actor", [STRANGER, SYSADMIN], ids=lambda one: one.id)
def test_who_is_not_with_the_patient_suggests_nothing(ward: NoteWard, actor: Actor) -> None:
    with pytest.raises(AccessError):
        ward.suggestions.suggest(actor, ward.note, BETTER)


@pytest.mark.parametrize("actor", [NURSE, COLLEAGUE], ids=lambda one: one.id)
def test_only_the_author_decides(ward: NoteWard, actor: Actor) -> None:
    number = ward.suggestions.suggest(NURSE, ward.note, BETTER)
    with pytest.raises(AccessError):
        ward.suggestions.resolve(actor, ward.note, number, accept=True)
    assert ward.suggestions.list_suggestions(AUTHOR, ward.note)[0].accepted is None


def test_a_sentence_that_changed_meanwhile_is_not_overwritten(ward: NoteWard) -> None:
    number = ward.suggestions.suggest(NURSE, ward.note, BETTER)
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "Give nothing.")])
    with pytest.raises(StoreError, match="changed since"):
        ward.suggestions.resolve(AUTHOR, ward.note, number, accept=True)
    assert ward.suggestions.list_suggestions(AUTHOR, ward.note)[0].accepted is None
    ward.suggestions.resolve(AUTHOR, ward.note, number, accept=False)


@pytest.mark.parametrize(
    ("proposed", "texts"),
    [
        (Proposed("strike", "2"), ["Give hydroxyzine 25 mg."]),
        (
            Proposed("write", "plan", "Admit."),
            ["Give hydroxyzine 25 mg.", "Admit.", "否认胸痛。"],
        ),
        (Proposed("speaker", "u2", "S2 family"), ["Give hydroxyzine 25 mg.", "否认胸痛。"]),
    ],
)
def test_each_kind_of_suggestion_does_what_it_says(
    ward: NoteWard, proposed: Proposed, texts: list[str]
) -> None:
    number = ward.suggestions.suggest(NURSE, ward.note, proposed)
    made = ward.suggestions.resolve(AUTHOR, ward.note, number, accept=True)
    assert [one.text for one in made.body.sentences()] == texts
    if proposed.kind == "speaker":
        assert made.body.labels[0].role == "family"
        (listed,) = ward.suggestions.list_suggestions(AUTHOR, ward.note)
        assert listed.before == "S2 patient"


@pytest.mark.parametrize(
    "proposed",
    [
        Proposed("reword", "77", "x"),
        Proposed("reword", "plan", "x"),
        Proposed("reword", "1", "  "),
        Proposed("write", "nowhere", "x"),
        Proposed("speaker", "u9", "S1 nurse"),
        Proposed("speaker", "u1", "S1 butler"),
        Proposed("speaker", "u1", ""),
    ],
)
def test_what_could_never_be_accepted_is_not_proposed(ward: NoteWard, proposed: Proposed) -> None:
    with pytest.raises(StoreError):
        ward.suggestions.suggest(NURSE, ward.note, proposed)


def test_a_signed_note_takes_no_suggestions(ward: NoteWard) -> None:
    ward.sign()
    with pytest.raises(SignedNoteError):
        ward.suggestions.suggest(NURSE, ward.note, BETTER)


VITAL = Finding(
    "u1",
    0,
    1,
    "vital",
    "vital.bp",
    "120/80",
    "present",
    parts=(Part("systolic", "120", "mm[Hg]", 0, 0), Part("diastolic", "80", "mm[Hg]", 1, 1)),
)


def with_vital(ward: NoteWard, state: str = "proposed") -> str:
    """Another note of the author, with a vital sign and a correction that is only proposed."""
    job = finished_job()
    understanding = job.understanding
    correction = replace(
        understanding.corrections[0],
        heard="hydroxyzine",
        text="hydralazine",
        state=state,  # type: ignore[arg-type]
    )
    changed: JobResult = replace(
        job,
        recording=replace(job.recording, id="c" * 32),
        profile="clinical",
        encounter_id=ENCOUNTER,
        understanding=replace(
            understanding,
            note=replace(understanding.note, id="n-vital"),
            findings=(*understanding.findings, VITAL),
            corrections=(correction,),
        ),
    )
    with ward.database.transaction() as transaction:
        return save_result(transaction, changed, AUTHOR, datetime.now(UTC))


def test_a_nurse_confirms_vital_signs_and_nothing_else(ward: NoteWard) -> None:
    note = with_vital(ward)
    confirmed = ward.suggestions.confirm(NURSE, note, "value:2")
    assert confirmed.value == "systolic 120 mm[Hg]; diastolic 80 mm[Hg]"
    assert confirmed.by == "nurse"
    for subject in ("value:0", "flag:u1:0"):
        with pytest.raises(AccessError):
            ward.suggestions.confirm(NURSE, note, subject)
        ward.suggestions.confirm(AUTHOR, note, subject)
    with pytest.raises(AccessError):
        ward.suggestions.confirm(COLLEAGUE, note, "value:2")


def test_a_confirmed_value_may_be_put_right_and_both_are_kept(ward: NoteWard) -> None:
    note = with_vital(ward)
    ward.suggestions.confirm(NURSE, note, "value:2")
    right = ward.suggestions.confirm(AUTHOR, note, "value:2", "130/80 mm[Hg]")
    assert right.value == "130/80 mm[Hg]"
    signed = ward.signing  # the signature covers both
    subjects = [one.subject for one in signed.doubts(AUTHOR, note)]
    assert "query:0" in subjects


@pytest.mark.parametrize(
    "subject", ["value:9", "value:x", "flag:u1:7", "word:u1:99", "word:u9:0", "alert:5", "", "x:1"]
)
def test_there_is_nothing_to_confirm_of_an_unknown_name(ward: NoteWard, subject: str) -> None:
    with pytest.raises(NotFoundError):
        ward.suggestions.confirm(AUTHOR, ward.note, subject)


def test_a_nurse_acknowledges_an_alert(ward: NoteWard) -> None:
    ward.suggestions.confirm(NURSE, ward.note, "alert:0")
    assert "alert:0" not in [one.subject for one in ward.signing.doubts(AUTHOR, ward.note)]
    assert ("ALR-ACK", "nurse", 0, 1) in ward.audited()


def test_an_alert_of_the_live_text_is_acknowledged_or_marked_as_none(ward: NoteWard) -> None:
    heard = LiveAlert(3, "pulseless", "text", "red", "high", "present", 30.0, 31.0, "no pulse")
    with ward.database.transaction() as transaction:
        for alert in (heard, replace(heard, number=4, start_s=1300.0, heard="")):
            live.keep_alert(transaction, RECORDING, alert, 1, datetime.now(UTC))
    assert ward.suggestions.confirm(NURSE, ward.note, "alert:live:3").value == "no pulse"
    assert ward.suggestions.confirm(AUTHOR, ward.note, "alert:live:4").value == "pulseless"
    assert ("ALR-ACK", "nurse", 0, 1) in ward.audited()
    assert ward.suggestions.confirm(AUTHOR, ward.note, "alert:live:3", DISMISSED).by == "author"
    left = [one.subject for one in ward.signing.doubts(AUTHOR, ward.note)]
    assert [one for one in left if one.startswith("alert:")] == ["alert:0"]
    for subject in ("alert:live:9", "alert:live:", "alert:live:x"):
        with pytest.raises(NotFoundError):
            ward.suggestions.confirm(AUTHOR, ward.note, subject)


def test_a_proposed_correction_is_accepted_into_the_sentence_or_rejected(ward: NoteWard) -> None:
    note = with_vital(ward)
    assert "correction:0" in [one.subject for one in ward.signing.doubts(AUTHOR, note)]
    made = ward.suggestions.resolve_correction(AUTHOR, note, 0, accept=True)
    assert next(made.body.sentences()).text == "Give hydralazine 25 mg."
    assert next(made.body.sentences()).utterances == ("u1",)
    assert made.reason.startswith("correction 0 (sound")


def test_a_rejected_correction_is_no_doubt_any_more(ward: NoteWard) -> None:
    note = with_vital(ward)
    made = ward.suggestions.resolve_correction(AUTHOR, note, 0, accept=False)
    assert made.version == 1
    assert "correction:0" not in [one.subject for one in ward.signing.doubts(AUTHOR, note)]


def test_a_correction_of_other_words_is_refused(ward: NoteWard) -> None:
    note = with_vital(ward)
    ward.life.edit(AUTHOR, note, [Reword(1, "Give nothing.")])
    with pytest.raises(StoreError, match="no longer says"):
        ward.suggestions.resolve_correction(AUTHOR, note, 0, accept=True)
    with pytest.raises(NotFoundError):
        ward.suggestions.resolve_correction(AUTHOR, ward.note, 0, accept=True)
