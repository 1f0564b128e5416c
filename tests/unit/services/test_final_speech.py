"""The final stages asked of the speech process: answers, refusals, and patience."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import RecognitionError
from app.domain.live import (
    Detect,
    Diarize,
    Ready,
    Refused,
    Regions,
    Turns,
    Working,
)
from app.services.final_speech import SpeechDesk
from app.services.stages import CancelledError
from tests.fake_live import PATIENCE_S, FakeSpeech
from tests.finishing_bench import LIVE, Bench, bench

__all__ = ["bench"]


class Waiting(threading.Thread):
    """Does something on another thread, and keeps what it gave or raised."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.error: Exception | None = None
        self.given: Any = None
        self._work = work
        self.start()

    def outcome(self) -> Any:
        self.join(PATIENCE_S)
        assert not self.is_alive()
        return self.given

    def run(self) -> None:
        try:
            self.given = self._work()
        except Exception as error:  # noqa: BLE001
            self.error = error


@pytest.fixture
def speech() -> FakeSpeech:
    return FakeSpeech()


@pytest.fixture
def desk(speech: FakeSpeech) -> SpeechDesk:
    return SpeechDesk(lambda: speech)


def test_the_speech_process_gives_the_same_as_this_process(
    bench: Bench, desk: SpeechDesk, speech: FakeSpeech, tmp_path: Path
) -> None:
    done = bench.finishing(desk).run(SANDBOX_ACTOR, LIVE)
    names = [type(command).__name__ for command in speech.sent]
    assert names == ["Detect", "Recognize", "Diarize"]
    assert [one.keyword for one in done.result.understanding.alerts] == ["cardiac_arrest", "apnea"]
    assert done.result.models["recognizer"].name == "fake-recognizer"
    assert {"segmentation", "embedding", "lexicon", "keywords"} <= set(done.result.models)


def test_what_the_speech_process_refuses_is_a_recognition_error(
    bench: Bench, desk: SpeechDesk, speech: FakeSpeech
) -> None:
    speech.refuses["Recognize"] = "the model ran out of memory; choose a smaller one"
    with pytest.raises(RecognitionError, match="choose a smaller one"):
        bench.finishing(desk).run(SANDBOX_ACTOR, LIVE)
    assert bench.stages() == ["detect"]


def test_models_that_cannot_be_loaded_are_said(desk: SpeechDesk, speech: FakeSpeech) -> None:
    desk.listen(lambda _: None)
    speech.say(Refused("Load", "recognizer-embedded is damaged; run: erscribe models verify", 3))
    with pytest.raises(RecognitionError, match="erscribe models verify"):
        desk.models(lambda _: None)
    speech.say(Ready({"recognizer": ("m", "f" * 64)}))  # started again, and well
    assert desk.models(lambda _: None)["recognizer"].name == "m"


def test_models_that_do_not_come_are_not_waited_for_for_ever(speech: FakeSpeech) -> None:
    class Silent(FakeSpeech):
        def listen(self, on_event: Callable[[Any], None]) -> None:
            """Never says that it is ready."""

    asked: list[float] = []
    with pytest.raises(RecognitionError, match="erscribe doctor"):
        SpeechDesk(Silent, ready_s=0.3).models(asked.append)
    assert asked


def test_progress_of_the_speech_process_is_told(desk: SpeechDesk, speech: FakeSpeech) -> None:
    speech.holds = (Detect,)
    seen: list[float] = []
    half = threading.Event()

    def tell(fraction: float) -> None:
        seen.append(fraction)
        if fraction == 0.5:
            half.set()

    waiting = Waiting(lambda: desk.regions("aa", tell))
    speech.wait_sent(Detect)
    speech.say(Working(0.5))
    assert half.wait(PATIENCE_S)
    speech.say(Working(0.1), Regions(()))  # it began anew
    assert waiting.outcome() == ()
    assert seen == sorted(seen)


def test_cancel_does_not_wait_for_the_speech_process(
    bench: Bench, desk: SpeechDesk, speech: FakeSpeech
) -> None:
    speech.holds = (Detect,)
    cancelled = threading.Event()
    waiting = Waiting(lambda: bench.finishing(desk).run(SANDBOX_ACTOR, LIVE, cancelled=cancelled))
    speech.wait_sent(Detect)
    cancelled.set()
    waiting.outcome()
    assert isinstance(waiting.error, CancelledError)


def test_the_late_answer_to_a_cancelled_question_is_not_taken_for_the_next_ones(
    desk: SpeechDesk, speech: FakeSpeech
) -> None:
    speech.holds = (Detect,)

    def cancels(_: float) -> None:
        raise CancelledError("cancelled")

    with pytest.raises(CancelledError):
        desk.regions("aa", cancels)
    waiting = Waiting(lambda: desk.regions("bb", lambda _: None))
    speech.wait_sent(Detect, 2)
    speech.say(Regions(speech.regions[:1]), Regions(speech.regions))
    assert waiting.outcome() == speech.regions


def test_each_question_gets_the_answer_of_its_kind(desk: SpeechDesk, speech: FakeSpeech) -> None:
    speech.holds = (Detect, Diarize)
    regions = Waiting(lambda: desk.regions("aa", lambda _: None))
    speech.wait_sent(Detect)
    turns = Waiting(lambda: desk.turns("bb", lambda _: None, max_speakers=2))
    assert speech.wait_sent(Diarize) == Diarize("bb", None, 2)
    speech.say(Turns(()), Refused("Detect", "the recording cannot be read"))
    assert turns.outcome() == ()
    regions.outcome()
    assert "cannot be read" in str(regions.error)


def test_a_speech_process_that_was_closed_refuses(desk: SpeechDesk, speech: FakeSpeech) -> None:
    speech.holds = (Detect,)
    waiting = Waiting(lambda: desk.regions("aa", lambda _: None))
    speech.wait_sent(Detect)
    desk.close()
    waiting.outcome()
    assert isinstance(waiting.error, RecognitionError)
    with pytest.raises(RecognitionError, match="closed"):
        desk.regions("aa", lambda _: None)


def test_refusals_of_other_commands_are_passed_on(desk: SpeechDesk, speech: FakeSpeech) -> None:
    told: list[Any] = []
    desk.listen(told.append)
    refused = Refused("Follow", "there is no such recording")
    speech.say(refused)
    assert told[-1] == refused
