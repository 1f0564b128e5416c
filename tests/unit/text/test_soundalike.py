"""Critical Chinese keywords written with the wrong character still raise a doubtful alert."""

import json
import subprocess
import sys
from functools import cache

import pytest

from app.paths import ROOT

HARMLESS = ("血压测过了", "测血压不出门", "心脏彩超正常", "病人心情骤变")
LINES = ("现在血压测不除了", "现在血压测不出了", "没有心脏骤听", *HARMLESS)


def alerts_of(*lines: str) -> list[list[tuple[str, str]]]:
    return [_answered()[line] for line in lines]


@cache
def _answered() -> dict[str, list[tuple[str, str]]]:
    """All lines asked of one process: it takes seconds to load."""
    answer = subprocess.run(
        [sys.executable, "-m", "app", "understand", "--lang", "zh"],
        input="\n".join(LINES) + "\n",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [json.loads(line)["alerts"] for line in answer.stdout.splitlines()]
    said = [[(alert["keyword"], alert["level"]) for alert in alerts] for alerts in found]
    return dict(zip(LINES, said, strict=True))


def test_a_homophone_raises_amber_and_the_word_itself_red() -> None:
    wrong, right = alerts_of("现在血压测不除了", "现在血压测不出了")
    assert [level for _, level in right] == ["red"]
    assert wrong == [(right[0][0], "amber")]


def test_a_denied_homophone_does_not_interrupt() -> None:
    (said,) = alerts_of("没有心脏骤听")
    assert {level for _, level in said} <= {"grey"}


@pytest.mark.parametrize("harmless", HARMLESS)
def test_words_that_sound_otherwise_raise_nothing(harmless: str) -> None:
    assert alerts_of(harmless) == [[]]
