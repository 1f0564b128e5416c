"""Critical Chinese keywords written with the wrong character still raise a doubtful alert."""

import json
import subprocess
import sys

import pytest

from app.paths import ROOT


def alerts_of(*lines: str) -> list[list[tuple[str, str]]]:
    answer = subprocess.run(
        [sys.executable, "-m", "app", "understand", "--lang", "zh"],
        input="\n".join(lines) + "\n",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [json.loads(line)["alerts"] for line in answer.stdout.splitlines()]
    return [[(alert["keyword"], alert["level"]) for alert in alerts] for alerts in found]


def test_a_homophone_raises_amber_and_the_word_itself_red() -> None:
    wrong, right = alerts_of("现在血压测不除了", "现在血压测不出了")
    assert [level for _, level in right] == ["red"]
    assert wrong == [(right[0][0], "amber")]


def test_a_denied_homophone_does_not_interrupt() -> None:
    (said,) = alerts_of("没有心脏骤听")
    assert {level for _, level in said} <= {"grey"}


@pytest.mark.parametrize("harmless", ["血压测过了", "测血压不出门", "心脏彩超正常", "病人心情骤变"])
def test_words_that_sound_otherwise_raise_nothing(harmless: str) -> None:
    assert alerts_of(harmless) == [[]]
