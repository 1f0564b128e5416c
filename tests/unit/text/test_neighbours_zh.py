"""The judge of characters by their neighbours: its arithmetic, its line, what it changes."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ModelError
from app.text.correction import correct_line
from app.text.neighbours_zh import (
    NOTHING,
    REACH,
    STEP,
    Line,
    Neighbours,
    contexts,
    mixed,
    neighbours,
)
from tests.lexicons import shipped

SIZE = 4099


def test_arrays_hash_as_their_numbers_do() -> None:
    ones, others = [7, 0xFFFFFFFF, 30340], [0, 0x9E3779B1, 20013]
    hashed = mixed(np.array(ones, np.uint32), np.array(others, np.uint32))
    assert hashed.tolist() == [mixed(*pair) for pair in zip(ones, others, strict=True)]


def test_contexts_of_arrays_are_those_of_their_places() -> None:
    line = [*map(ord, "患者有糖尿病史多年")]
    columns = [np.array([code, 0], np.uint32) for code in line]
    assert [int(one[0]) for one in contexts(columns)] == contexts(line)


def _taught(said: str, at: int) -> Neighbours:
    """A judge that has seen one character in one place only."""
    weights = np.zeros(SIZE, np.int8)
    around = (said[at + o] if 0 <= at + o < len(said) else "\0" for o in range(-REACH, REACH + 1))
    for key in contexts([*map(ord, around)]):
        weights[mixed(key, ord(said[at])) % SIZE] = 6
    return Neighbours(weights)


def test_what_was_seen_is_likelier_than_what_was_not() -> None:
    judge = _taught("有糖尿病史", 1)
    assert judge.odds("有糖尿病史", 1, "唐") > 10 * 6 * STEP
    assert judge.odds("有唐尿病史", 1, "糖") == -judge.odds("有糖尿病史", 1, "唐")
    assert judge.odds("吃糖多了好", 1, "唐") < judge.odds("有糖尿病史", 1, "唐") / 2


def test_nothing_reaches_across_a_pause() -> None:
    judge, said = _taught("有糖尿病史", 1), ["有", "唐", "尿", "病", "史"]
    whole = Line(said, [False] * 5).beside(1, "唐尿病", "糖尿病", judge)
    cut = Line(said, [True, False, False, False, False]).beside(1, "唐尿病", "糖尿病", judge)
    assert 0 < cut.written < whole.written


def test_words_of_several_characters_keep_the_places() -> None:
    judge = _taught("有糖尿病史", 1)
    line = Line(["mri", "有", "唐", "尿", "病", "史"], [False] * 6)
    alone = Line(["有", "唐", "尿", "病", "史"], [False] * 5)
    assert line.beside(2, "唐尿病", "糖尿病", judge) == alone.beside(1, "唐尿病", "糖尿病", judge)


def test_names_of_another_length_are_not_compared() -> None:
    line = Line(["唐", "尿"], [False] * 2)
    assert line.beside(0, "唐尿", "糖尿病", _taught("糖尿病", 0)) == NOTHING


def test_the_least_likely_place_counts_by_itself() -> None:
    judge = neighbours()
    found = Line([*"孕妇有唐鸟病怎么办"], [False] * 9).beside(3, "唐鸟病", "糖尿病", judge)
    assert found.least_written <= found.written / 2
    assert found.least_heard <= found.heard / 2


@pytest.mark.parametrize(
    ("line", "at", "other"),
    [("患者有糖尿病史", 3, "唐"), ("孕妇怀孕三个月", 2, "坏"), ("孩子发烧三天了", 3, "绕"),
     ("有点头晕恶心", 3, "荤"), ("高血压吃什么药", 2, "鸭")],
)  # fmt: skip
def test_the_embedded_judge_knows_clinical_speech(line: str, at: int, other: str) -> None:
    wrong = line[:at] + other + line[at + 1 :]
    assert neighbours().odds(line, at, other) > 2.0
    assert neighbours().odds(wrong, at, line[at]) < -2.0


def test_a_missing_judge_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "neighbours.npz").write_bytes(b"x")
    for name in ("neighbours.npz", "none.npz"):
        with pytest.raises(ModelError):
            Neighbours.open(tmp_path / name)


@pytest.mark.parametrize(
    ("line", "name", "state"),
    [
        ("孕妇坏孕三个月", "怀孕", "applied"),
        ("病人出皿两小时", "出血", "applied"),
        ("皮肤巩膜黄胆", "黄疸", "applied"),
        ("孩子发绕三毫克", "发烧", "proposed"),
    ],
)
def test_names_of_two_characters_by_sound_or_shape(line: str, name: str, state: str) -> None:
    found = correct_line(line, "zh", 0.3, shipped())["corrections"]
    assert [one["state"] for one in found if one["text"] == name] == [state]


def test_what_looks_like_a_name_is_reached_by_a_scan_too() -> None:
    lexicon = shipped()
    asked = ((*"出皿",), False)
    assert "出血" in [match.name for match in lexicon.scan("zh", [asked])[asked]]
