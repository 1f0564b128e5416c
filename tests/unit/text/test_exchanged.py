"""Minimal pairs, by the plain rule: one half heard and not the other, the other half written."""

import pytest

from app.text.guard import _AFFIXES, exchanged
from app.text.understanding import Understander


def has(text: str, part: str) -> bool:
    if part.endswith("-"):
        return any(word.startswith(part[:-1]) for word in text.split())
    if part.startswith("-"):
        return any(word.endswith(part[1:]) for word in text.split())
    return part in (text.split() if part.isascii() and " " not in part else text)


def plainly(heard: str, text: str, pairs: tuple[tuple[str, str], ...]) -> bool:
    both = [*pairs, *((other, one) for one, other in pairs)]
    return any(
        has(heard, had) and has(text, gets) and not has(heard, gets) and not has(text, had)
        for had, gets in both
    )


def test_a_pair_is_exchanged_where_the_plain_rule_says_so(understander: Understander) -> None:
    lexicon = understander.resources.lexicon
    pairs = (*_AFFIXES, *lexicon.minimal_pairs)
    some = [(one.replace("-", "ol"), other.replace("-", "ol")) for one, other in pairs[::40]]
    texts = [f"{half} now" for pair in some for half in pair] + list(map(" ".join, some))
    found = {(one, two): exchanged(one, two, lexicon) for one in texts for two in texts}
    assert found == {(one, two): plainly(one, two, pairs) for one, two in found}
    assert set(found.values()) == {True, False}


@pytest.mark.parametrize("half", [0, 1])
def test_each_half_may_be_the_heard_one(understander: Understander, half: int) -> None:
    lexicon = understander.resources.lexicon
    pair = next(one for one in lexicon.minimal_pairs if all(part.isalpha() for part in one))
    heard, text = pair[half], pair[1 - half]
    assert exchanged(heard, text, lexicon)
    assert not exchanged(f"{heard} {text}", text, lexicon)
