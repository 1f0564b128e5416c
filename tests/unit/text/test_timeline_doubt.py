"""What the rules heard and what was learned does not believe is no event, only in a code."""

from app.bench import understanding_timeline
from app.paths import ROOT
from app.text import timeline_course as course
from app.text import timeline_done as done
from app.text.timeline import spoken_events
from tests.unit.text import weighed_lines

ARREST = ("A: start cpr", "A: stop compressions", "A: it's v f", "A: carry on compressions")


def told(word: str | None, *lines: str) -> list[str]:
    """The kinds of events where an utterance with one word is not believed, and all else is."""
    if word is None:
        found = weighed_lines.told(lines)
    else:
        of_course = weighed_lines.weights(f"word {word}", [-9.5] * len(course.KINDS), -1.5)
        of_done = weighed_lines.weights(f"word {word}", [-8.0] * len(done.KINDS), -1.0)
        found = weighed_lines.told(lines, of_course, of_done)
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


def test_what_was_guessed_is_taken_back_once_its_neighbours_are_known() -> None:
    cases = understanding_timeline.cases(ROOT / "tests/data/timeline/en_m.txt")
    transcript = next(one.transcript for one in cases if one.id == "tl_en_m04")
    places = {one.utterance for one in spoken_events(transcript)}
    assert {"u19", "u23", "u24"} <= places
    assert not places & {"u20", "u22"}
