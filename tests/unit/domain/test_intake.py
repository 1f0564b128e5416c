"""What becomes of files that were dropped."""

from pathlib import Path

import pytest

from app.domain.intake import MOST_FILES, Intake, LeftOut, Offered, is_sound, sorted_out

A = Offered(Path("/in/a.wav"), 10, "aa")
B = Offered(Path("/in/b.mp3"), 20, "bb")
NONE: frozenset[str] = frozenset()


def test_what_is_plain_needs_no_question() -> None:
    intake = sorted_out([A, B], [], NONE, 0)
    assert intake == Intake((A, B))
    assert intake.plain


def test_the_same_bytes_are_taken_once_whatever_the_file_is_called() -> None:
    copy = Offered(Path("/in/copy of a.wav"), 10, "aa")
    intake = sorted_out([A, copy, B], [], frozenset({"bb"}), 0)
    assert intake.files == (A,)
    assert [one.why for one in intake.left_out] == ["waiting_already", "waiting_already"]
    assert not intake.plain


def test_what_became_a_note_before_is_only_done_again_if_somebody_insists() -> None:
    before = Offered(A.path, 10, "aa", note="n1")
    intake = sorted_out([before, B], [], NONE, 0)
    assert (intake.files, intake.again) == ((B,), (before,))
    assert not intake.plain


def test_a_folder_and_an_empty_file_are_said() -> None:
    empty = Offered(Path("/in/empty.wav"), 0, "00")
    assert not sorted_out([A], [], NONE, 1).plain
    assert sorted_out([empty], [], NONE, 0).left_out == (LeftOut(empty.path, "empty"),)
    assert not sorted_out([], [], NONE, 0).plain, "there is nothing to begin"


def test_no_more_than_so_many_at_once() -> None:
    many = [Offered(Path(f"/in/{at}.wav"), 1, str(at)) for at in range(MOST_FILES + 2)]
    intake = sorted_out(many, [], NONE, 1)
    assert len(intake.files) == MOST_FILES
    assert [one.why for one in intake.left_out] == ["too_many", "too_many"]


@pytest.mark.parametrize(
    ("name", "sound"),
    [("a.WAV", True), ("胸痛.m4a", True), ("a.mkv", True), ("a.txt", False), ("wav", False)],
)
def test_names_tell_what_may_hold_sound(name: str, sound: bool) -> None:
    assert is_sound(name) is sound
