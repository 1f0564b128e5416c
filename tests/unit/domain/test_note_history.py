"""Every edit is in the history, and the history gives the last version."""

from datetime import timedelta

import pytest
from hypothesis import given, settings

from app.domain.note_edits import Move, Relabel, Reword, SetTimes, Strike, Write, apply
from app.domain.note_history import Piece, history, pieces, play, words
from app.domain.note_versions import NoteBody, NoteVersion, SpeakerLabel
from tests.note_versions import NOON, TEXTS, body, chains, version


@settings(max_examples=100, deadline=None)
@given(chain=chains())
def test_played_forward_the_history_gives_the_last_version(
    chain: tuple[NoteVersion, ...],
) -> None:
    steps = history(chain)
    assert play(chain[0].body, steps) == chain[-1].body
    for number, one in enumerate(chain):
        assert play(chain[0].body, steps[:number]) == one.body


@settings(max_examples=100, deadline=None)
@given(chain=chains())
def test_every_difference_between_two_versions_is_listed(chain: tuple[NoteVersion, ...]) -> None:
    for before, after, step in zip(chain, chain[1:], history(chain), strict=False):
        old = {one.number: one for one in before.body.sentences()}
        new = {one.number: one for one in after.body.sentences()}
        changed = {n for n in old.keys() | new.keys() if old.get(n) != new.get(n)}
        assert changed <= {one.number for one in step.changes}
        assert (step.by, step.at) == (after.author_id, after.created_at)


@settings(max_examples=100, deadline=None)
@given(before=TEXTS, after=TEXTS)
def test_struck_and_added_words_are_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(one.text for one in found if one.mark != "added") == before
    assert "".join(one.text for one in found if one.mark != "struck") == after
    assert "".join(words(before)) == before


def test_english_is_struck_by_the_word_and_chinese_by_the_character() -> None:
    assert pieces("Give 15 mg now.", "Give 50 mg now.") == (
        Piece("kept", "Give "),
        Piece("struck", "15"),
        Piece("added", "50"),
        Piece("kept", " mg now."),
    )
    assert pieces("否认胸痛", "否认腹痛") == (
        Piece("kept", "否认"),
        Piece("struck", "胸"),
        Piece("added", "腹"),
        Piece("kept", "痛"),
    )


def steps_of(*bodies: NoteBody) -> list[list[tuple[str, int]]]:
    chain = [version(one, number) for number, one in enumerate(bodies, 1)]
    return [[(one.what, one.number) for one in step.changes] for step in history(chain)]


def test_each_kind_of_edit_is_told_as_what_it_is() -> None:
    first = body("a", "b", "c")
    assert steps_of(first, apply(first, [Reword(2, "x")])) == [[("reworded", 2)]]
    assert steps_of(first, apply(first, [Strike(1)])) == [[("struck", 1)]]
    assert steps_of(first, apply(first, [Write("plan", "x")])) == [[("added", 4)]]
    assert steps_of(first, apply(first, [Move(3, "plan")])) == [[("moved", 3)]]
    assert steps_of(first, first) == [[]]


def test_labels_and_times_are_in_the_history() -> None:
    label = SpeakerLabel("u1", "S2", "nurse")
    first = body("a")
    second = apply(first, [Relabel(label), SetTimes(NOON, NOON + timedelta(minutes=5))])
    (step,) = history([version(first), version(second, 2)])
    assert step.added_labels == (label,)
    assert step.times == (NOON, NOON + timedelta(minutes=5))


def test_an_addendum_adds_and_changes_nothing() -> None:
    first = body("a")
    added = apply(body(), [Write("plan", "Late result: troponin normal.")])
    chain = (version(first), version(added, 2, kind="addendum"), version(body("b"), 3))
    steps = history(chain)
    assert [(one.what, one.number) for one in steps[0].changes] == [("added", 1)]
    assert play(first, steps) == body("b")


@pytest.mark.parametrize("text", ["", "a b", "  ", "胸痛2小时", "a_b", "1.5/2", "\n", "𠮷𠮷"])
def test_words_lose_nothing(text: str) -> None:
    assert "".join(words(text)) == text
