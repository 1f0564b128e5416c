"""What is said now is read before a long stage takes its next step."""

from types import SimpleNamespace
from typing import Any

from app.speech.process import SpeechProcess


class Following:
    """Busy for so many looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    @property
    def busy(self) -> bool:
        self.looks -= 1
        return self.looks > 0


def process(*followings: Following) -> SpeechProcess:
    pipe: Any = SimpleNamespace(send=lambda *_, **__: None)
    made = SpeechProcess(pipe, SimpleNamespace())  # type: ignore[arg-type]
    made._followings.extend(followings)  # type: ignore[arg-type]
    return made


def test_a_stage_waits_at_its_next_step_while_live_words_are_read() -> None:
    live = Following(5)
    process(live)._progress()(0.5)
    assert live.looks == 0


def test_a_stage_goes_on_at_once_when_nobody_speaks() -> None:
    quiet = Following(1)
    process(quiet)._progress()(0.5)
    assert quiet.looks == 0
    process()._progress()(0.5)


def test_a_process_that_ends_waits_for_nobody() -> None:
    endless = Following(1_000_000)
    ending = process(endless)
    ending._over.set()
    ending._progress()(0.5)
    assert endless.looks == 999_999
