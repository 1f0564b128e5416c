"""The window records before there is a dictation, and the dictation then knows of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import cast

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AudioError, StoreError
from app.domain.live import Arm, KeywordHeard, LiveAlert, Refused, Start, Status, Stop
from app.services.dictation import Dictation
from app.services.early_capture import EarlyCapture
from app.services.events import RecordingLeft
from app.services.ports import Capture
from app.services.soon import Soon
from tests.dictation_bench import Bench, Told, bench, benches, resources
from tests.fake_live import FakeCapture

__all__ = ["bench", "benches", "resources"]

Make = Callable[..., Bench]
ARM = Arm("mic", 2.0)


class Early:
    """A window whose dictation is there once `ready` is set."""

    def __init__(self, benches: Make, actor: Actor | None, root: Path) -> None:
        self.ready, self.told, self.capture = Event(), Told(), FakeCapture(root=root)
        self.failure: Exception | None = None
        self.over = Event()
        self._benches, self._actor = benches, actor
        self.bench: Bench | None = None
        sandbox = actor is SANDBOX_ACTOR
        self.soon = Soon.dictation(lambda: self.capture, self._make, ARM, sandbox=sandbox)
        self.soon.open(self.told)

    def _make(self, by: Capture) -> Dictation:
        try:
            return self._made(by)
        finally:
            self.over.set()

    def _made(self, by: Capture) -> Dictation:
        assert self.ready.wait(30)
        if self.failure is not None:
            raise self.failure
        profile = "sandbox" if self._actor is SANDBOX_ACTOR else "clinical"
        self.bench = self._benches(profile=profile, actor=self._actor, capture=by)
        return self.bench.dictation

    def starts(self) -> list[str]:
        return [one.recording for one in self.capture.sent if isinstance(one, Start)]


@pytest.fixture
def early(benches: Make, tmp_path: Path) -> Iterator[Callable[[Actor | None], Early]]:
    made: list[Early] = []

    def make(actor: Actor | None) -> Early:
        made.append(Early(benches, actor, tmp_path / "recordings"))
        return made[-1]

    yield make
    for one in made:
        one.ready.set()
        assert one.over.wait(30)
        one.soon.close()


def test_the_microphone_is_open_before_there_is_a_dictation(
    early: Callable[[Actor | None], Early],
) -> None:
    window = early(None)
    window.told.wait(Status, lambda one: one.state == "armed")
    assert window.capture.sent == [ARM]


@pytest.mark.parametrize("press", ["at once", "when it is connected"])
def test_an_emergency_is_recorded_at_once_and_once(
    early: Callable[[Actor | None], Early], press: str
) -> None:
    window = early(None)
    if press == "when it is connected":
        window.told.wait(Status)
    recording = window.soon.start_emergency("desk-3", "mic")
    window.told.wait(Status, lambda one: one.recording == recording)
    window.capture.settle()
    assert window.starts() == [recording]
    assert window.bench is None  # nobody waited for a dictation
    window.ready.set()
    window.soon.stop()
    left = window.told.wait(RecordingLeft)
    assert left.recording == recording
    assert window.starts() == [recording]
    assert isinstance(window.capture.sent[-1], Stop)
    assert window.bench is not None
    log = "SELECT user_id, code, object_id FROM audit_log WHERE object_type = 'recording'"
    assert window.bench.rows(log) == [
        ("emergency", "REC-EMERG", recording),
        ("emergency", "REC-STOP", recording),
    ]


def test_a_keyword_heard_meanwhile_is_alerted_afterwards(
    early: Callable[[Actor | None], Early],
) -> None:
    window = early(SANDBOX_ACTOR)
    recording = window.soon.start()
    assert window.told.wait(Status, lambda one: one.state == "recording").recording == recording
    window.capture.hear("cardiac_arrest", 1.4)
    window.capture.settle()
    assert window.told.of(KeywordHeard) == []
    window.ready.set()
    assert window.told.wait(LiveAlert).keyword == "cardiac_arrest"


def test_a_second_recording_asked_for_meanwhile_is_refused(
    early: Callable[[Actor | None], Early],
) -> None:
    window = early(None)
    first = window.soon.start_emergency("desk-3")
    assert window.soon.start_emergency("desk-3") == ""
    window.ready.set()
    assert "stop it before" in window.told.wait(Refused).sentence
    assert window.starts() == [first]
    with pytest.raises(AudioError, match="stop it before"):
        window.soon.start_emergency("desk-3")


def test_whoever_needs_permission_does_not_record_before_it_is_asked(
    early: Callable[[Actor | None], Early],
) -> None:
    window = early(None)
    window.told.wait(Status)
    window.soon.start()
    window.capture.settle()
    assert window.starts() == []
    window.ready.set()
    assert "sign in first" in window.told.wait(Refused).sentence
    assert window.starts() == []


def test_a_recording_goes_on_where_no_dictation_can_be_made_and_can_be_stopped(
    early: Callable[[Actor | None], Early],
) -> None:
    window = early(None)
    recording = window.soon.start_emergency("desk-3")
    window.failure = StoreError("the database is damaged")
    window.ready.set()
    assert window.told.wait(Refused).sentence == "the database is damaged"
    assert window.starts() == [recording]
    assert not any(isinstance(one, Stop) for one in window.capture.sent)
    window.soon.stop()
    window.told.wait(Status, lambda one: one.state == "idle" and Stop() in window.capture.sent)


def test_who_listens_late_is_told_all_in_order() -> None:
    capture, meanwhile, told = FakeCapture(), Told(), Told()
    early = EarlyCapture(capture)
    early.open(cast("Callable[[object], None]", meanwhile))
    early.begin(Start("r1", None, "mic"))
    capture.hear("apnea", 1.0)
    capture.settle()
    early.listen(told)
    capture.hear("cardiac_arrest", 2.0)
    capture.settle()
    heard = [one.keyword for one in told.of(KeywordHeard)]
    assert heard == ["apnea", "cardiac_arrest"]
    assert [one.state for one in told.of(Status)] == ["idle", "recording"]
    assert meanwhile.of(KeywordHeard) == []
    early.close()
