"""Acts that the course tells of: only amid a resuscitation, only where sure, marked unsure."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.code_spoken import SpokenEvent, SpokenKind
from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text.timeline_course import KINDS, Weights, read_weights, shipped, write_weights
from tests.unit.text import weighed_lines

ARREST = ("A: start cpr", "A: stop compressions", "A: it's v f", "A: charge to 200", "B: charged")


def weighing(feature: str, kind: SpokenKind, weight: float = 8.0) -> Weights:
    return weighed_lines.weighing(KINDS, feature, kind, weight)


def told(made: Weights | None, *lines: str) -> list[SpokenEvent]:
    return weighed_lines.told(lines, of_course=made)


def test_an_unknown_word_is_an_act_where_the_course_tells_of_it() -> None:
    made = weighing("word blorp", "shock")
    found = told(made, *ARREST, "A: everybody blorp", "A: back on the chest")
    assert [one.kind for one in found][-2:] == ["shock", "cpr_start"]
    shock = found[-2]
    assert (shock.value, shock.certainty, shock.heard) == ("200 J", "unsure", "everybody blorp")
    assert [one.kind for one in told(None, *ARREST, "A: everybody blorp")][-1] == "rhythm"


def test_what_cannot_be_is_not_told() -> None:
    kinds: tuple[SpokenKind, ...] = ("shock", "cpr_start", "cpr_stop")
    for kind in kinds:
        made = weighing("word blorp", kind)
        found = told(made, "A: start cpr", "A: what do we have", "B: blorp", "A: stop compressions",
                     "A: it's v f", "A: carry on compressions")  # fmt: skip
        heard = [one.kind for one in found if one.heard == "blorp"]
        assert heard == (["cpr_stop"] if kind == "cpr_stop" else [])


def test_without_a_resuscitation_there_is_no_course() -> None:
    made = weighing("word blorp", "cpr_stop")
    assert told(made, "A: where does it hurt", "B: blorp", "A: start cpr") == told(
        None, "A: where does it hurt", "B: blorp", "A: start cpr"
    )


def test_who_is_not_sure_tells_nothing() -> None:
    made = weighing("word blorp", "shock", weight=2.5)
    assert told(made, *ARREST, "A: blorp") == told(None, *ARREST, "A: blorp")


def test_an_act_that_was_heard_is_not_told_again() -> None:
    made = weighing("word shock", "shock")
    found = told(made, *ARREST, "A: clear, shock")
    assert [one.kind for one in found].count("shock") == 1
    assert found[-1].certainty == "sure"


def test_weights_are_written_in_small_steps_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "course_en.npz"
    made = weighing("word blorp", "pulse_check")
    write_weights(made, path)
    again = read_weights(path)
    assert again.known.tolist() == made.known.tolist()
    assert np.allclose(again.weights, made.weights, atol=0.04)


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    path = tmp_path / "course_en.npz"
    path.write_bytes(b"nothing of it")
    with pytest.raises(ResourceError, match="course_en"):
        read_weights(path)
    falling = np.array([3, 2], np.uint32)
    np.savez(path, known=falling, weights=np.zeros((3, len(KINDS)), np.int8), step=np.float32(1))
    with pytest.raises(ResourceError, match="course_en"):
        read_weights(path)


def test_the_shipped_weights_are_small() -> None:
    made = shipped("en")
    assert made is not None
    assert len(made.known) > 1000
    assert (RESOURCES / "timeline" / "course_en.npz").stat().st_size < 200_000
