"""Order, ratio, interval and verdict of a comparison, and engines in processes of their own."""

from pathlib import Path

import pytest

from app.bench import protocol
from app.bench.protocol import Claim, Engine, EngineError, Measured, Pass, child, here, measure
from app.bench.scoring import Interval
from app.domain.errors import AppError

SCRIPT = """
import sys
def load(arguments):
    print("a library that talks")
    if arguments[0] == "broken":
        raise RuntimeError("no weights")
    count = 0
    def run():
        nonlocal count
        count += 1
        if arguments[0] == "dies" and count == 2:
            sys.exit("out of memory")
        return {"count": count, "said": arguments[0]}
    return run
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "engine.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def test_engines_run_in_turn_after_a_warm_up() -> None:
    order: list[str] = []
    engines = [here(name, lambda name=name: order.append(name)) for name in "ABC"]  # type: ignore[misc]
    found = measure(engines, repeats=3)
    assert "".join(order) == "CBA" + "ABC" + "CBA" + "ABC"
    assert [len(one.passes) for one in found.values()] == [3, 3, 3]
    assert all(one.wall_s > 0 for one in found.values())


def test_who_fails_is_left_out_with_its_reason() -> None:
    passes = [0]

    def work() -> None:
        passes[0] += 1
        if passes[0] == 2:
            raise EngineError("no room")

    found = measure([here("ours", lambda: 7), here("peer", work), protocol.skipped("far", "why")])
    assert found["ours"].value == 7
    assert (found["peer"].passes, found["peer"].trouble) == ((), "no room")
    assert found["far"].trouble == "why"
    assert passes == [2]
    assert "| t | far | skipped: why |" in list(protocol.rows("t", found, "ours"))[2]


def test_an_error_that_is_a_bug_is_not_swallowed() -> None:
    def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        measure([here("ours", work)])


def test_a_ratio_is_of_medians_and_its_interval_holds_it() -> None:
    found = protocol.slower([1.0, 1.1, 0.9, 1.0, 9.0], [3.0, 3.3, 2.7, 3.0, 27.0])
    assert found.value == pytest.approx(3.0)
    assert found.low == pytest.approx(3.0)  # sweeps are drawn whole: a slow one slows both
    assert found.high == pytest.approx(3.0)
    wide = protocol.slower([1.0, 2.0, 1.0, 2.0, 1.0], [2.0, 2.0, 2.0, 2.0, 2.0])
    assert wide.low == pytest.approx(1.0)
    assert wide.high == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (Claim(">= 2.5"), "reached"),
        (Claim(">= 2.7"), "not shown"),
        (Claim(">= 4"), "missed"),
        (Claim("<= 3.5"), "reached"),
        (Claim("<= 2.7"), "not shown"),
        (Claim("<= 2"), "missed"),
        (Claim(), ""),
        (Claim(">= 2.5", "WER +0.4"), "FAILED: WER +0.4"),
    ],
)
def test_a_goal_is_reached_only_by_the_whole_interval(claim: Claim, said: str) -> None:
    assert protocol.outcome(Interval(2.9, 2.6, 3.2), claim) == said


def test_a_goal_without_a_direction_is_a_bug() -> None:
    with pytest.raises(ValueError, match="begin with"):
        protocol.outcome(Interval(1, 1, 1), Claim("= 2"))


def test_a_table_has_ours_first_and_ratios_to_it() -> None:
    ours = Measured("ours", (Pass(1.0, 2.0),) * 5)
    peer = Measured("peer", (Pass(3.0, 4.0),) * 5)
    lines = list(protocol.rows("t", {"ours": ours, "peer": peer}, "ours", {"peer": Claim(">= 2")}))
    assert lines[0] == "| t | ours | 5 | 1.000 | 2.000 |  |  |  |  |\n"
    assert lines[1] == (
        "| t | peer | 5 | 3.000 | 4.000 | 3.00 x (3.00 to 3.00) | 2.00 x (2.00 to 2.00) "
        "| >= 2 | reached |\n"
    )
    assert all(one.count("|") == protocol.HEAD.splitlines()[0].count("|") for one in lines)


def test_a_child_is_loaded_once_and_does_passes(script: Path) -> None:
    with child("peer", script, ["hello"]) as engine:
        first, second = engine.run(), engine.run()
    assert first.value == {"count": 1, "said": "hello"}
    assert second.value["count"] == 2
    assert second.wall_s > 0


def test_a_child_that_breaks_is_skipped_with_its_last_words(script: Path) -> None:
    with child("peer", script, ["broken"]) as engine:
        assert engine.trouble == "RuntimeError: no weights"
    with child("peer", script, ["dies"]) as dying:
        found = measure([dying])
    assert found["peer"].trouble == "out of memory"
    with child("peer", script, ["hello"], "it could not be installed") as missing:
        assert missing.trouble == "it could not be installed"


def test_errors_of_engines_are_the_products_own() -> None:
    def work() -> Pass:
        raise AppError("no recording")

    assert measure([Engine("ours", work)])["ours"].trouble == "no recording"
