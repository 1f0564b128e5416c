"""A version's bytes are the same for ever, and no two contents share them."""

import json
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
import rfc8785
from hypothesis import given, settings

from app.domain.errors import NotFoundError, StoreError
from app.domain.note_edits import Move, Reword, SetTimes, Strike, Write, apply
from app.domain.note_versions import (
    Confirmation,
    NoteVersion,
    as_note,
    content,
    first_body,
    of_content,
    sha256,
)
from tests.fakes import NOTE
from tests.job_results import results
from tests.note_versions import NOON, body, chains, version


@settings(max_examples=100, deadline=None)
@given(chain=chains())
def test_every_version_is_read_back_and_spelled_again_byte_by_byte(
    chain: tuple[NoteVersion, ...],
) -> None:
    for one in chain:
        data = content(one)
        assert of_content(data) == one
        assert content(of_content(data)) == data


@settings(max_examples=60, deadline=None)
@given(result=results())
def test_the_spelling_is_that_of_rfc_8785(result: object) -> None:
    note = result.understanding.note  # type: ignore[attr-defined]
    data = content(version(first_body(note)))
    assert rfc8785.dumps(json.loads(data)) == data


def test_no_number_in_the_content_is_a_fraction() -> None:
    assert isinstance(json.loads(content(version(body("Pain.")))), dict)
    assert not [one for one in _numbers(json.loads(content(version(body("Pain."))))) if one % 1]


def _numbers(plain: object) -> list[float]:
    if isinstance(plain, dict):
        return [number for one in plain.values() for number in _numbers(one)]
    if isinstance(plain, list):
        return [number for one in plain for number in _numbers(one)]
    return [plain] if isinstance(plain, float) else []


def test_whatever_is_changed_changes_the_hash() -> None:
    one = version(body("Give 25 mg."))
    others = [
        replace(one, author_id="dr-wu"),
        replace(one, created_at=NOON + timedelta(microseconds=1)),
        replace(one, reason="x"),
        replace(one, late=True),
        replace(one, needs_cosign=True),
        replace(one, overridden=("flag:u1:0",)),
        replace(one, confirmed=(Confirmation("value:1", "120 mm[Hg]", "dr-lin", NOON),)),
        replace(one, body=body("Give 26 mg.")),
        replace(one, origin=replace(one.origin, encounter_id=None)),
    ]
    assert len({sha256(content(other)) for other in (one, *others)}) == len(others) + 1


def test_a_time_is_spelled_in_utc_wherever_it_was_taken() -> None:
    east = NOON.astimezone(timezone(timedelta(hours=8)))
    assert content(version(body("x"), created_at=east)) == content(version(body("x")))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b'{"schema":1}', b"\xff", b"[" * 5000]
)
def test_other_bytes_are_no_version(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
        of_content(data)


def test_the_same_facts_spelled_otherwise_are_no_version() -> None:
    data = content(version(body("Pain.")))
    with pytest.raises(ValueError, match="spelled"):
        of_content(json.dumps(json.loads(data)).encode())


def test_a_first_body_shows_the_note_it_came_from() -> None:
    assert as_note(NOTE.id, first_body(NOTE), NOTE.status) == NOTE


def test_a_reworded_sentence_is_typed_and_keeps_what_it_came_from() -> None:
    after = apply(body("Give 15 mg."), [Reword(1, "Give 50 mg.")])
    (sentence,) = after.sentences()
    assert (sentence.source, sentence.text) == ("typed", "Give 50 mg.")
    assert (sentence.utterances, sentence.start_s, sentence.end_s) == (("u1",), 1, 2.5)


def test_the_same_words_again_leave_a_sentence_dictated() -> None:
    assert apply(body("Give 15 mg."), [Reword(1, " Give  15 mg. ")]) == body("Give 15 mg.")


def test_a_written_sentence_is_typed_and_came_from_nowhere() -> None:
    after = apply(body("Pain."), [Write("plan", "Admit.")])
    written = list(after.sentences())[1]
    assert (written.number, written.source, written.utterances) == (2, "typed", ())


def test_a_number_is_never_given_twice() -> None:
    after = apply(body("a", "b"), [Write("plan", "c"), Strike(3), Write("plan", "d")])
    assert [one.number for one in after.sentences()] == [1, 2, 4]


def test_a_moved_sentence_stays_as_it_was() -> None:
    before = body("a", "b")
    after = apply(before, [Move(1, "plan")])
    assert [(key, [one.number for one in there]) for key, there in after.places()] == [
        ("chief_complaint", [2]),
        ("meds", []),
        ("plan", [1]),
        ("", []),
    ]
    assert list(after.sentences())[1] == next(before.sentences())


def test_times_are_set_one_by_one() -> None:
    first = apply(body("a"), [SetTimes(arrival_at=NOON)])
    both = apply(first, [SetTimes(rescue_ended_at=NOON + timedelta(hours=1))])
    assert (both.arrival_at, both.rescue_ended_at) == (NOON, NOON + timedelta(hours=1))


def test_what_cannot_be_edited_says_why() -> None:
    with pytest.raises(NotFoundError, match="no sentence 7"):
        apply(body("a"), [Strike(7)])
    with pytest.raises(NotFoundError, match="it has: chief_complaint, meds, plan"):
        apply(body("a"), [Write("nowhere", "x")])
    with pytest.raises(StoreError, match="needs words"):
        apply(body("a"), [Reword(1, " \n ")])
    with pytest.raises(StoreError, match="at most"):
        apply(body("a"), [Reword(1, "x" * 30_000)])
    with pytest.raises(StoreError, match="offset"):
        apply(body("a"), [SetTimes(NOON.replace(tzinfo=None))])
