"""What was taken back by voice stays to be seen at the sentence that it stood behind."""

from dataclasses import replace
from datetime import UTC, datetime

from app.domain.findings import Correction
from app.domain.note_chips import STRUCK, UNDONE, evidence_of
from app.domain.note_edits import Strike, Write, apply
from app.domain.note_page import Line, rows
from app.domain.note_versions import Confirmation, first_body
from app.domain.result import JobResult
from tests.fakes import NOTE, finished_job

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def scratched(section: str) -> JobResult:
    """The finished job, with the words of its second utterance taken back."""
    result = finished_job()
    found = result.understanding
    said = found.transcript.utterances[1]
    last = len(said.words) - 1
    one = Correction(
        said.id, 0, last, said.text, "", "command", section, 1.0, 1.0, STRUCK, "applied"
    )
    return replace(result, understanding=replace(found, corrections=(*found.corrections, one)))


def struck(result: JobResult, *confirmed: Confirmation) -> list[tuple[str, str]]:
    body = apply(first_body(NOTE), [Strike(2), Write("exam", "Alert.")])
    found = rows(evidence_of(result), body, confirmed=confirmed)
    lines = [one for one in found if isinstance(one, Line)]
    return [(one.sentence.text, chip.correction.heard) for one in lines for chip in one.struck]


def test_it_is_shown_in_the_section_it_was_in() -> None:
    assert struck(scratched("exam")) == [("Alert.", "否认胸痛。")]
    assert struck(scratched("plan")) == [("Give hydroxyzine 25 mg.", "否认胸痛。")]


def test_where_its_section_says_nothing_it_is_shown_behind_what_was_said_before() -> None:
    assert struck(scratched("vitals")) == [("Give hydroxyzine 25 mg.", "否认胸痛。")]


def test_what_was_put_back_is_no_longer_struck() -> None:
    result = scratched("plan")
    number = len(result.understanding.corrections) - 1
    assert struck(result, Confirmation(f"correction:{number}", UNDONE, "u", NOON)) == []
