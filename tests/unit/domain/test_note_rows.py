"""A note laid out: every sentence in its place, what is open at each, and who may do what."""

from datetime import timedelta

import pytest

from app.domain.access import Actor
from app.domain.note_chips import evidence_of
from app.domain.note_edits import Correct, Reword, Write, apply
from app.domain.note_page import AddendumHead, Heading, Line, offered_acts, rows, writes
from app.domain.note_sittings import sittings
from app.domain.note_state import Act, NoteState
from app.domain.note_versions import NoteVersion, first_body
from tests.note_versions import NOON, body, version
from tests.note_views import CHIEF, DOCTOR, NURSE, SUGGESTIONS, english, signed

RESULT = english()
KNOWN = evidence_of(RESULT)
BODY = first_body(RESULT.understanding.note)


def lines(**given: object) -> list[Line]:
    return [one for one in rows(KNOWN, BODY, **given) if isinstance(one, Line)]  # type: ignore[arg-type]


def test_every_sentence_has_its_row_and_every_section_its_heading() -> None:
    found = rows(KNOWN, BODY)
    assert [one.sentence for one in found if isinstance(one, Line)] == list(BODY.sentences())
    headings = [one for one in found if isinstance(one, Heading)]
    assert [one.key for one in headings] == [key for key, _ in BODY.places()]
    shorter = rows(KNOWN, BODY, empty=False)
    assert not any(isinstance(one, Heading) and one.empty for one in shorter)
    assert [one for one in shorter if isinstance(one, Line)] == lines()


def test_what_is_open_stands_at_its_sentence() -> None:
    found = {one.sentence.number: one for one in lines(suggestions=SUGGESTIONS)}
    assert [one.number for one in found[4].open_chips] == [1]
    assert [one.asks for one in found[7].queries] == ["15 mg or 50 mg?"]
    assert [one.number for one in found[6].suggestions] == [1]
    assert not found[8].suggestions, "a decided one is not open"
    assert not found[1].chips


def test_addenda_come_last_under_who_wrote_them() -> None:
    found = rows(KNOWN, BODY, addenda=signed().addenda)
    assert found[-2] == AddendumHead(CHIEF.id, signed().addenda[0].created_at)
    last = found[-1]
    assert isinstance(last, Line)
    assert last.added


def test_only_the_author_of_a_draft_writes_in_it() -> None:
    assert writes(DOCTOR, NoteState(), DOCTOR.id)
    assert not writes(NURSE, NoteState(), DOCTOR.id)
    assert not writes(DOCTOR, NoteState("signed"), DOCTOR.id)
    assert not writes(DOCTOR, NoteState(archived=True), DOCTOR.id)


@pytest.mark.parametrize(
    ("actor", "state", "offered", "acts"),
    [
        (DOCTOR, NoteState(), None, {"sign", "offer", "propose_error"}),
        (CHIEF, NoteState(), None, set()),
        (CHIEF, NoteState(), CHIEF.id, {"take"}),
        (DOCTOR, NoteState("signed"), None, {"amend", "addendum", "propose_error", "archive"}),
        (CHIEF, NoteState("signed"), None, {"addendum"}),
        (CHIEF, NoteState("signed", awaiting_cosign=True), None, {"cosign", "addendum"}),
        (DOCTOR, NoteState("signed", archived=True), None, {"propose_error"}),
        (DOCTOR, NoteState("signed", error="proposed"), None, set()),
        (DOCTOR, NoteState("signed", sealed=True), None, set()),
    ],
)
def test_only_acts_that_may_come_next_are_offered(
    actor: Actor, state: NoteState, offered: str | None, acts: set[Act]
) -> None:
    assert set(offered_acts(actor, state, DOCTOR.id, offered)) == acts


def test_a_corrected_sentence_still_counts_as_dictated() -> None:
    before = body("Give hydroxy scene.")
    after = apply(before, [Correct(1, "Give hydroxyzine.")])
    (one,) = after.sentences()
    assert (one.text, one.source) == ("Give hydroxyzine.", "dictated")
    assert apply(before, [Correct(1, "Give hydroxy scene.")]) is before
    typed = apply(after, [Reword(1, "Give water.")])
    assert next(apply(typed, [Correct(1, "Give it.")]).sentences()).source == "typed"


def chain(*steps: tuple[str, int, str, str]) -> list[NoteVersion]:
    """kind, minute, author and reason of each version after the first."""
    found = [version(body("One."))]
    for kind, minute, author, reason in steps:
        now = apply(found[-1].body, [Write("plan", f"At {minute}.")])
        found.append(
            version(
                now,
                len(found) + 1,
                kind=kind,
                created_at=NOON + timedelta(minutes=minute),
                author_id=author,
                reason=reason,
            )
        )
    return found


def test_a_sitting_is_one_step_and_nothing_of_it_is_lost() -> None:
    versions = chain(
        ("draft", 1, "dr-lin", ""),
        ("draft", 2, "dr-lin", ""),
        ("draft", 30, "dr-lin", ""),
        ("draft", 31, "dr-wu", ""),
        ("draft", 32, "dr-wu", "suggestion 1"),
        ("signed", 33, "dr-wu", ""),
    )
    steps = sittings(versions)
    assert [one.version for one in steps] == [3, 4, 5, 6, 7]
    assert len(steps[0].changes) == 2
    assert sum(len(one.changes) for one in steps) == 6
    assert sittings(versions[:1]) == ()
