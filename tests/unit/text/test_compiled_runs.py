"""The distinct runs of words of a talk, and where each of them is said."""

from pathlib import Path

import pytest

from app.text.lexicon.compiled.finding import Runs

LINES = Path(__file__).parents[2] / "data" / "text" / "ordinary_en.txt"


def plainly(words: list[str], longest: int) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for first in range(len(words)):
        for end in range(first + 1, min(first + longest, len(words)) + 1):
            places.setdefault(tuple(words[first:end]), []).append((first, end - 1))
    return places


@pytest.mark.parametrize("longest", [1, 3, 6])
@pytest.mark.parametrize("text", ["", "stop", "no no no no no no no", "lines"])
def test_each_run_is_there_once_with_all_its_places(text: str, longest: int) -> None:
    words = (LINES.read_text(encoding="utf-8") if text == "lines" else text).split()
    runs, expected = Runs(words, longest), plainly(words, longest)
    assert len(runs.runs) == len(expected)
    for row, (first, end) in enumerate(runs.runs.tolist()):
        assert runs.places(row) == expected[tuple(words[first:end])]
    assert runs.runs.tolist() == [[its[0][0], its[0][1] + 1] for its in expected.values()]
