"""When the speech process is begun: not in the way of window and microphone, but never too late."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.live import Follow
from app.domain.reading import Heed, Known
from app.domain.vetoes import NO_PAIRS
from app.services.alerting import AlertFusion, on_doubt
from app.services.filing import LiveRecording
from app.services.following import Following
from app.services.session import Session
from tests.fake_live import PATIENCE_S, FakeSpeech

LONG_S = 600.0
PAIRS = frozenset({("heard", "written")})


class Bench:
    def __init__(self) -> None:
        self.speech, self.begun = FakeSpeech(), threading.Event()
        self.lock = threading.RLock()
        self.following = Following(self._make, self.lock)
        self.loading = threading.Thread(target=self._load, daemon=True)
        self.loading.start()

    def _make(self) -> FakeSpeech:
        self.begun.set()
        return self.speech

    def _load(self) -> None:
        self.following.load(lambda _: None, lambda _: None)

    def begin(self, pairs: frozenset[tuple[str, str]] = NO_PAIRS) -> Session:
        live = LiveRecording("ab12", None, datetime.now(UTC), "sandbox")
        session = Session(live, AlertFusion(on_doubt), SANDBOX_ACTOR)
        with self.lock:
            self.following.begin(session, 0.0, pairs)
        return session


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    with made.lock:
        made.following.close()
    made.loading.join(PATIENCE_S)
    made.speech.close()


def test_it_waits_until_window_and_microphone_are_there(bench: Bench) -> None:
    bench.following.go_ahead(calm_s=LONG_S)
    assert not bench.begun.wait(0.2)


def test_without_a_microphone_to_wait_for_it_begins_at_once(bench: Bench) -> None:
    bench.following.go_ahead()
    assert bench.begun.wait(PATIENCE_S)


def test_a_recording_does_not_wait_for_calm_and_is_followed(bench: Bench) -> None:
    bench.following.go_ahead(calm_s=LONG_S)
    bench.begin(PAIRS)
    assert bench.speech.wait_sent(Follow) == Follow("ab12", 0.0)
    assert bench.speech.wait_sent(Heed) == Heed("ab12", PAIRS)


def test_leaving_does_not_wait_either(bench: Bench) -> None:
    bench.following.go_ahead(calm_s=LONG_S)
    with bench.lock:
        bench.following.close()
    bench.loading.join(PATIENCE_S)
    assert not bench.loading.is_alive()
    assert not bench.begun.is_set()


def test_vetoes_reach_what_their_user_records_and_nothing_else(bench: Bench) -> None:
    bench.following.go_ahead()
    session = bench.begin()
    bench.speech.wait_sent(Follow)
    other = SANDBOX_ACTOR.__class__("other", "Other", "physician")
    with bench.lock:
        bench.following.heed(other, PAIRS)
        bench.following.heed(session.actor, PAIRS)
    assert [one.recording for one in bench.speech._of(Heed)] == ["ab12"]


def test_what_is_known_of_a_patient_and_what_is_unwanted_are_told_together(bench: Bench) -> None:
    bench.following.go_ahead()
    session = bench.begin(PAIRS)
    known = Known(54, "male")
    with bench.lock:
        bench.following.know(session, known)
        bench.following.know(session, known)
    bench.speech.wait_sent(Follow)
    bench.loading.join(PATIENCE_S)
    assert bench.speech._of(Heed) == [Heed("ab12", PAIRS), Heed("ab12", PAIRS, known)]
