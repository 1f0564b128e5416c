"""A line without names and strings that look like cues: the second look at a calmed alert.

A person's name says nothing of whether a thing is so, but may look as if it did: 曾 (once) and 史
(history of) are family names, 若 (if) is a part of given ones, 王奶奶 (grandma Wang) is a patient,
a "sister" who is called a nurse, and there is a Mrs Prior. A string
of letters and digits falls into words ("kv7x"). What is calmed in such company must be as calm
without it (`Pipeline`); other words that nobody knows calm nothing, and true denials were lost
where they were left out as well.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from app.domain.findings import Assertion
from app.text.context import Glue, Judgement, Mark, MentionSpan, judge
from app.text.context_data import Names
from app.text.context_features import Judged

Pair = tuple[str, ...]

_PIECES: Final = 2
_LOUD: Final[dict[Assertion, int]] = {"present": 2, "uncertain": 1}


def unknown_words(line: Judged, names: Names, knows: Callable[[str], bool]) -> frozenset[int]:
    """The places of strings of letters and digits, and of cues of one word behind a title.

    A string has a word that was never learned, and numbers and single letters beside it.
    """
    phrases = _covered(line.mentions) | _covered(line.marks)
    lost = {
        one.start for one in line.marks if one.end - one.start == 1 and _called(line, one, names)
    }
    for run in _runs(line, phrases, knows):
        pieces = sum(_short(line.tokens[at]) for at in run)
        if _PIECES <= pieces < len(run):
            lost.update(run)
    return frozenset(lost)


def _called(line: Judged, cue: Mark, names: Names) -> bool:
    """True for a name behind a title, and for whoever is spoken to at a line's beginning: another
    statement follows ("mum he's not breathing"), or staff ("sister cardiac arrest in bay 3")."""
    if cue.start > 0:
        return line.tokens[cue.start - 1] in names.titles
    after = line.tokens[cue.end : cue.end + 1]
    spoken = not names.statements.isdisjoint(after)
    staff = line.tokens[0] in names.staff and cue.end in {one.start for one in line.mentions}
    return any(one.assertion == "family" for one in cue.cues) and (spoken or staff)


def _runs(
    line: Judged, phrases: AbstractSet[int], knows: Callable[[str], bool]
) -> Iterator[list[int]]:
    """The places in a row that could be pieces of a string."""
    run: list[int] = []
    for at, token in enumerate(line.tokens):
        if at not in phrases and (_short(token) or (token.isalpha() and not knows(token))):
            run.append(at)
        elif run:
            yield run
            run = []
    yield run


def unknown_characters(
    line: Judged, names: Names, together: Callable[[Sequence[Pair]], Sequence[bool]]
) -> frozenset[int]:
    """The places of persons' names that hold a cue of one character.

    together: whether two characters were learned side by side. A family name is one where a title
    follows or what was never learned behind it; a given name where that is so on either side and
    a surname stands before. A relative behind a surname is nobody's relative but the one
    addressed.
    """
    tokens = line.tokens
    said = _covered(line.mentions)
    lost = set(_titled(tokens, names)) - said
    silent = said | _covered(one for one in line.marks if one.end - one.start > 1)
    silent |= {at for at, one in enumerate(tokens) if not one.isalpha()}
    asked = {at for at, one in enumerate(tokens) if one in names.family | names.given} - silent
    if not asked:
        return frozenset(lost)
    beside = {at for one in asked for at in (one - 1, one) if 0 <= at < len(tokens) - 1}
    pairs = [at for at in sorted(beside) if silent.isdisjoint((at, at + 1))]
    learned = together([tokens[at : at + 2] for at in pairs])
    strange = {at for at, known in zip(pairs, learned, strict=True) if not known}
    for at in asked:
        ends = at + 1 in silent or at + 1 == len(tokens)
        called = at - 1 in strange and not names.surnames.isdisjoint(tokens[max(0, at - 2) : at])
        if tokens[at] in names.family and at in strange:
            lost.update({at, at + 1} - silent)
        elif tokens[at] in names.given and called and (at in strange or ends):
            lost.update({at - 1, at, at + 1} - silent)
    return frozenset(lost)


def _titled(tokens: Sequence[str], names: Names) -> Iterator[int]:
    """Places of surnames with their titles (曾医生, 老曾, 王奶奶); cues that are surnames are none
    before a relative (病史奶奶)."""
    for at, token in enumerate(tokens):
        if token not in names.surnames:
            continue
        behind = "".join(tokens[at + 1 : at + 3])
        if behind in names.titles or (behind in names.kin and token not in names.family):
            yield from (at, at + 1, at + 2)
        elif at and token in names.family and tokens[at - 1] in names.titles:
            yield from (at - 1, at)


def _covered(ones: Iterable[MentionSpan | Mark]) -> set[int]:
    return {at for one in ones for at in range(one.start, one.end)}


def _short(token: str) -> bool:
    return token.isdigit() or (len(token) == 1 and token.isascii() and token.isalpha())


def without(line: Judged, lost: AbstractSet[int], glue: Glue) -> tuple[Judged, tuple[int, ...]]:
    """The line without these of its tokens, judged anew by the rules; where each one left stood."""
    kept = tuple(at for at in range(len(line.tokens)) if at not in lost)

    def now(at: int) -> int:
        return bisect_left(kept, at)

    tokens = tuple(line.tokens[at] for at in kept)
    mentions = [replace(one, start=now(one.start), end=now(one.end)) for one in line.mentions]
    marks = [
        replace(one, start=now(one.start), end=now(one.end))
        for one in line.marks
        if lost.isdisjoint(range(one.start, one.end))
    ]
    return Judged(tokens, mentions, marks, judge(tokens, mentions, marks, glue)), kept


def louder(one: Judgement, other: Judgement, kept: Sequence[int]) -> Judgement:
    """The one, or where it is calmer the other, whose tokens stood at `kept` in the one's line."""
    if _LOUD.get(one.assertion, 0) >= _LOUD.get(other.assertion, 0):
        return one
    cue = other.cue and (kept[other.cue[0]], kept[other.cue[1] - 1] + 1)
    return Judgement(other.assertion, cue)
