"""What a spoken command did to a note can be taken back; what was said stays as it was heard."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import NotFoundError, StoreError
from app.domain.findings import Correction
from app.domain.note_edits import Restore, apply
from app.domain.note_versions import UNPLACED, NoteBody, VersionSection, first_body
from app.domain.review_lines import lines
from app.domain.transcript import Transcript
from app.domain.written import spans
from app.paths import RESOURCES
from app.services.rewording import disobeyed
from app.store.results import load_result, save_result
from app.text.correction import overlays
from app.text.understanding import Understander
from tests.fakes import finished_job
from tests.note_ward import NoteWard, note_ward
from tests.utterances import said
from tests.ward import AUTHOR, ENCOUNTER, RECORDING

SAID = (
    "Physical exam. Lungs are clear.",
    "Blood pressure was one twenty over eighty.",
    "Scratch that.",
    "Insert normal chest exam.",
    "Insert neuro exam.",
    "Fill number with fifteen.",
)
CHEST = "Lungs: clear on the right, clear on the left. Heart: regular, no murmur."


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander.load(RESOURCES)


@pytest.fixture
def ward(tmp_path: Path, understander: Understander) -> NoteWard:
    """A note that was dictated with a sentence scratched and an exam put in."""
    utterances = tuple(
        said(line, key=f"u{number}", start_s=10.0 * number) for number, line in enumerate(SAID, 1)
    )
    lexicon = understander.resources.lexicon
    written, corrections = overlays(Transcript(utterances), lexicon)
    found = understander.understand(written, corrections, "ncommands")
    one = finished_job()
    result = replace(
        one,
        recording=replace(one.recording, id=RECORDING),
        profile="clinical",
        encounter_id=ENCOUNTER,
        understanding=found,
    )
    made = note_ward(tmp_path)
    at = made.versions()[0].created_at
    with made.database.transaction() as transaction:
        note = save_result(transaction, result, AUTHOR, at)
    return replace(made, note=note)


def commands(ward: NoteWard) -> dict[str, tuple[int, Correction]]:
    with ward.database.transaction() as transaction:
        made = load_result(transaction, ward.note).understanding.corrections
    return {one.rule: (at, one) for at, one in enumerate(made) if one.kind == "command"}


def note(ward: NoteWard) -> dict[str, list[str]]:
    body = ward.versions()[-1].body
    return {key: [one.text for one in there] for key, there in body.places() if there}


def test_what_was_scratched_is_put_back_as_it_was_written(ward: NoteWard) -> None:
    assert note(ward)["exam"][:3] == ["Physical exam.", "Lungs are clear.", CHEST]
    assert list(note(ward)) == ["exam"]
    number, struck = commands(ward)["command.struck"]
    ward.desk().corrections.undo(AUTHOR, ward.note, number)
    body = ward.versions()[-1].body
    assert note(ward)[struck.concept][2] == "Blood pressure was 120/80."
    back = next(one for one in body.sentences() if one.utterances == ("u2",))
    assert (back.source, back.start_s) == ("dictated", 20.0)
    with pytest.raises(NotFoundError):
        ward.desk().corrections.undo(AUTHOR, ward.note, number)


def test_what_was_put_in_is_taken_out_and_its_words_are_text(ward: NoteWard) -> None:
    number, _ = commands(ward)["command.macro"]
    ward.desk().corrections.undo(AUTHOR, ward.note, number)
    assert note(ward)["exam"] == [
        "Physical exam.",
        "Lungs are clear.",
        CHEST,
        "Insert neuro exam.",
    ]


def test_a_slot_that_was_filled_is_one_again(ward: NoteWard) -> None:
    assert note(ward)["exam"][3].startswith("GCS 15. Pupils")
    number, _ = commands(ward)["command.fill"]
    ward.desk().corrections.undo(AUTHOR, ward.note, number)
    assert note(ward)["exam"][3].startswith("GCS [number]. Pupils")
    assert note(ward)["exam"][4] == "Fill number with 15."


def test_a_command_that_was_none_is_text_again(ward: NoteWard) -> None:
    number, _ = commands(ward)["command.scratch"]
    ward.desk().corrections.undo(AUTHOR, ward.note, number)
    assert note(ward)[UNPLACED] == ["Scratch that."]


def test_the_transcript_says_what_was_said_and_marks_what_the_note_leaves_out(
    ward: NoteWard,
) -> None:
    with ward.database.transaction() as transaction:
        result = load_result(transaction, ward.note)
    body = first_body(result.understanding.note)
    shown = lines(result, body, body)
    assert [one.left_out for one in shown] == [False, True, True, False, False, False]
    assert shown[1].utterance.text == "Blood pressure was 120/80."
    written = spans(shown[1].utterance, shown[1].corrections)
    assert any(one.correction is not None for one in written), "the number's correction is shown"


def test_words_that_the_record_does_not_have_are_not_put_back() -> None:
    one = Correction("u9", 0, 0, "a", "", "command", "exam", 1.0, 1.0, "command.struck", "applied")
    with pytest.raises(StoreError, match="no longer has these words"):
        disobeyed(NoteBody("ed_default"), one, Transcript(()), (), "simplified")


def test_what_is_put_back_stands_where_its_time_puts_it() -> None:
    body = NoteBody("ed_default", (VersionSection("exam", "29545-1", ()),))
    for at, text in ((9.0, "last"), (1.0, "first"), (5.0, "middle")):
        body = apply(body, [Restore("exam", text, "u1", at, at + 1)])
    assert [one.text for one in body.sentences()] == ["first", "middle", "last"]
    lost = apply(body, [Restore("gone", "elsewhere", "u1", 0.0, 1.0)])
    assert [one.text for one in lost.unplaced] == ["elsewhere"]
