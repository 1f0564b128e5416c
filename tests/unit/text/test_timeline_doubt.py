"""What the rules heard and what was learned does not believe is no event, only in a code."""

from zlib import crc32

import numpy as np

from app.domain.transcript import Language
from app.text import timeline_course as course
from app.text import timeline_done as done
from app.text.timeline import spoken_events
from app.text.timeline_course import Weights
from tests.unit.text.test_timeline import transcript

ARREST = ("A: start cpr", "A: stop compressions", "A: it's v f", "A: carry on compressions")


def against(feature: str, kinds: int) -> Weights:
    """All is believed but an utterance with one feature."""
    rows = np.zeros((2, kinds))
    rows[0], rows[1] = -8.0, 0.0
    return Weights(np.array([crc32(feature.encode())], np.uint32), rows)


def told(word: str | None, *lines: str) -> list[str]:
    of_course = None if word is None else against(f"word {word}", len(course.KINDS))
    of_done = None if word is None else against(f"word {word}", len(done.KINDS))

    def chest(_: Language) -> Weights | None:
        return of_course and Weights(of_course.known, of_course.weights - 1.5)

    def others(_: Language) -> Weights | None:
        return of_done

    found = spoken_events(transcript(*lines), weights_of=chest, done_of=others)
    return [one.kind for one in found]


def test_a_report_that_is_not_believed_is_left_out() -> None:
    lines = (*ARREST, "A: epi one milligram iv", "B: zindle epi's in", "B: zindle tube's in")
    assert told(None, *lines)[-2:] == ["drug", "airway"]
    assert told("zindle", *lines) == ["cpr_start", "cpr_stop", "rhythm", "cpr_start"]


def test_an_order_that_was_no_report_still_waits() -> None:
    lines = (*ARREST, "A: zindle epi's in", "B: given")
    assert told("zindle", *lines)[-1] == "drug"


def test_a_command_to_the_chest_may_be_none() -> None:
    lines = (*ARREST, "A: everybody hands off, zindle")
    assert told(None, *lines)[-1] == "cpr_stop"
    assert told("zindle", *lines)[-1] == "cpr_start"


def test_outside_of_a_code_nothing_is_doubted() -> None:
    lines = ("A: start cpr zindle", "B: zindle")
    assert told("zindle", *lines) == told(None, *lines)
