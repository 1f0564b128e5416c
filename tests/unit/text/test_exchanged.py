"""Minimal pairs, by the plain rule: one half heard and not the other, the other half written."""

from itertools import pairwise
from pathlib import Path

import pytest

from app.text.lexicon.minimal_pairs import AFFIXES
from tests.lexicons import shipped

LINES = Path(__file__).parents[2] / "data" / "text"
PAIRS = (*AFFIXES, *shipped().minimal_pairs)


def has(text: str, part: str) -> bool:
    if part.endswith("-"):
        return any(word.startswith(part[:-1]) for word in text.split())
    if part.startswith("-"):
        return any(word.endswith(part[1:]) for word in text.split())
    return part in (text.split() if part.isascii() and " " not in part else text)


def plainly(heard: str, text: str) -> bool:
    both = [*PAIRS, *((other, one) for one, other in PAIRS)]
    return any(
        has(heard, had) and has(text, gets) and not has(heard, gets) and not has(text, had)
        for had, gets in both
    )


def test_a_pair_is_exchanged_where_the_plain_rule_says_so() -> None:
    some = [(one.replace("-", "ol"), other.replace("-", "ol")) for one, other in PAIRS[::40]]
    texts = [f"{half} now" for pair in some for half in pair] + list(map(" ".join, some))
    found = {(one, two): shipped().exchanged(one, two) for one in texts for two in texts}
    assert found == {(one, two): plainly(one, two) for one, two in found}
    assert set(found.values()) == {True, False}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lines_of_speech_exchange_what_the_plain_rule_says(language: str) -> None:
    lines = [
        *(LINES / f"ordinary_{language}.txt").read_text(encoding="utf-8").splitlines(),
        *(LINES / f"mishearings_{language}.tsv").read_text(encoding="utf-8").split(),
    ]
    changed = [
        line.replace(one, other, 1)
        for line in lines
        for one, other in PAIRS
        if one in line and len(one) > 1
    ]
    asked = [*pairwise(lines), *pairwise([*changed, *lines[: len(changed)]])]
    found = [shipped().exchanged(*pair) for pair in asked]
    assert found == [plainly(*pair) for pair in asked]
    assert set(found) == {True, False}
    assert len(asked) > 200


@pytest.mark.parametrize("half", [0, 1])
def test_each_half_may_be_the_heard_one(half: int) -> None:
    pair = next(one for one in PAIRS if all(part.isalpha() for part in one))
    heard, text = pair[half], pair[1 - half]
    assert shipped().exchanged(heard, text)
    assert not shipped().exchanged(f"{heard} {text}", text)
