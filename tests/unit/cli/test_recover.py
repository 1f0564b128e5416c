"""`erscribe recover`: what is listed, finished and deleted, and what is not."""

import argparse
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import cast

import pytest

from app.cli.recover import recover
from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import NotFoundError, RecognitionError
from app.services.claims import Claims, Unclaimed
from app.services.events import RecordingDone
from app.services.recovery import Recovery, Waiting
from app.services.stages import Listener
from app.store.live import LiveRecording
from tests.fakes import finished_job

WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
CUT = Waiting("aa" * 16, "cut_off", 61.0, WHEN, "SANDBOX-1")
WHOLE = Waiting("ab" * 16, "not_saved", 5.0, WHEN)
OPEN = Waiting("dd" * 16, "not_saved", 5.0, WHEN, owner="emergency", unclaimed=True)
NOBODYS = Waiting("ee" * 16, "not_saved", 5.0, WHEN, unclaimed=True)
HOUSE = Actor("u-house", "Gregory House", "physician")
LOST = Waiting("cc" * 16, "lost", 0.0, WHEN)


@dataclass
class Shelf:
    """Recordings that wait; `broken` ones cannot be finished."""

    found: tuple[Waiting, ...]
    broken: frozenset[str] = frozenset()
    finished: list[str] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)

    def offered(self, actor: Actor) -> tuple[Waiting, ...]:
        return self.found

    def finish(
        self,
        actor: Actor,
        recording: str,
        listener: Listener = lambda _: None,
        cancelled: Event | None = None,
    ) -> RecordingDone:
        if recording in self.broken:
            raise RecognitionError("the recogniser failed; try again")
        self.finished.append(recording)
        return RecordingDone(recording, finished_job())

    def discard(self, actor: Actor, recording: str) -> None:
        self.discarded.append(recording)


@dataclass
class Book:
    """Claims as they are made; `begun` waits for one."""

    begun: tuple[Unclaimed, ...] = ()
    claimed: list[tuple[str, str | None, bool]] = field(default_factory=list)

    def unclaimed(self, actor: Actor) -> tuple[Unclaimed, ...]:
        return self.begun

    def claim(
        self, actor: Actor, recording: str, encounter: str | None, found: LiveRecording | None
    ) -> None:
        self.claimed.append((recording, encounter, found is not None))


def _recover(
    shelf: Shelf,
    *named: str,
    listing: bool = False,
    discard: bool = False,
    claim: bool = False,
    book: Book | None = None,
    actor: Actor = SANDBOX_ACTOR,
) -> int:
    arguments = argparse.Namespace(
        recordings=list(named), list=listing, discard=discard, claim=claim, encounter="E-77"
    )
    return recover(cast(Recovery, shelf), arguments, actor, cast(Claims, book or Book()))


def test_what_nobody_claimed_is_listed_without_content_and_not_finished_by_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shelf = Shelf((OPEN, WHOLE))
    book = Book((Unclaimed(OPEN.recording, WHEN, "er-3", "escalate"),))
    assert _recover(shelf, listing=True, book=book, actor=HOUSE) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(OPEN.recording)
    assert "er-3" in first
    assert "MORE THAN SIX HOURS" in first
    assert _recover(shelf, actor=HOUSE, book=book) == 0
    assert shelf.finished == [WHOLE.recording]
    assert book.claimed == []


def test_what_is_claimed_is_finished_as_its_claimers() -> None:
    shelf = Shelf((OPEN, NOBODYS, WHOLE))
    book = Book()
    assert _recover(shelf, claim=True, book=book, actor=HOUSE) == 2
    assert book.claimed == []
    assert _recover(shelf, "dd", "ee", claim=True, book=book, actor=HOUSE) == 0
    assert book.claimed == [(OPEN.recording, "E-77", False), (NOBODYS.recording, "E-77", True)]
    assert shelf.finished == [OPEN.recording, NOBODYS.recording]


def test_all_that_wait_are_finished_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    shelf = Shelf((CUT, WHOLE))
    assert _recover(shelf) == 0
    assert shelf.finished == [CUT.recording, WHOLE.recording]
    assert capsys.readouterr().out.count("Give hydroxyzine 25 mg.") >= 2


def test_nothing_unfinished_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert _recover(Shelf(())) == 0
    assert "no recording is unfinished" in capsys.readouterr().err


def test_one_failure_stops_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    shelf = Shelf((CUT, WHOLE), broken=frozenset({CUT.recording}))
    assert _recover(shelf) == 1
    assert shelf.finished == [WHOLE.recording]
    assert "the recogniser failed" in capsys.readouterr().err


def test_a_lost_folder_is_named_and_the_rest_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    shelf = Shelf((LOST, WHOLE))
    assert _recover(shelf) == 1
    assert shelf.finished == [WHOLE.recording]
    assert "its folder is gone" in capsys.readouterr().err


def test_listing_finishes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    shelf = Shelf((CUT, WHOLE))
    assert _recover(shelf, listing=True) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(CUT.recording)
    assert "01:01" in first
    assert "SANDBOX-1" in first
    assert "cut off" in first
    assert "note was not made" in second
    assert not shelf.finished


def test_first_letters_name_a_recording_when_they_are_its_alone() -> None:
    shelf = Shelf((CUT, WHOLE))
    assert _recover(shelf, "ab") == 0
    assert shelf.finished == [WHOLE.recording]
    with pytest.raises(NotFoundError, match="more than one"):
        _recover(shelf, "a")
    with pytest.raises(NotFoundError, match="no unfinished"):
        _recover(shelf, "ff")


def test_only_named_recordings_are_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    shelf = Shelf((CUT, WHOLE))
    assert _recover(shelf, discard=True) == 2
    assert not shelf.discarded
    assert "nothing was deleted" in capsys.readouterr().err
    assert _recover(shelf, "aa", discard=True) == 0
    assert shelf.discarded == [CUT.recording]
