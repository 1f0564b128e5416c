"""What can be seen of a mention, for the model that reconsiders it (`context_model.py`).

Names of things about its line: what the rules found, the words around it with their side and
distance, and pairs of these, since the same word tells otherwise in other company.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.domain.findings import Assertion
from app.domain.transcript import Language
from app.text.context import Judgement, Mark, MentionSpan, Span, sentence_ends

_NEAR: Final = ((1, "1"), (2, "2"), (4, "4"), (8, "8"), (14, "14"))
_FAR: Final = "far"
_LONGEST: Final[dict[Language, int]] = {"en": 3, "zh": 4}
_WIDEST: Final[dict[Language, int]] = {"en": 24, "zh": 36}
_FIRST_WORDS: Final = 3
_COMPANY: Final = 6
_APART: Final = 8
_FURTHEST: Final = 4
_TOUCHING: Final = 3
_MENTION: Final = "<m>"
_NUMBER: Final = "<n>"

Feature = tuple[str, Span]
"""What speaks for or against an assertion, and the tokens it was seen in (end excluded)."""

_Shown = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A line's tokens and mentions with what the rules made of them."""

    tokens: tuple[str, ...]
    mentions: Sequence[MentionSpan]
    marks: Sequence[Mark]
    found: Sequence[Judgement]


def features(line: Judged, at: int, language: Language) -> Iterator[Feature]:
    """What can be seen of a mention: the rules' answer, their marks, and the words around it."""
    mention = line.mentions[at]
    own = "inverted" if mention.inverted else ""
    yield f"own {own}", (0, 0)
    yield from _ruled(line, at, own)
    yield from _named(line, at)
    for number, other in enumerate(line.mentions):
        if number != at:
            side, far = _where(mention, other.start, other.end)
            yield f"other {side}{far} {line.found[number].assertion}", (0, 0)
    for mark in line.marks:
        side, far = _where(mention, mark.start, mark.end)
        for cue in mark.cues:
            span = (mark.start, mark.end)
            yield f"mark {side}{far} {cue.assertion}", span
            yield f"mark {side} {cue.assertion} {own}", span
    shown = _shown(line, mention)
    before = [one for one in shown if one[1] <= mention.start][::-1]
    after = [one for one in shown if one[0] >= mention.end]
    longest, widest = _LONGEST[language], _WIDEST[language]
    yield from _runs(before[:widest], "-", longest)
    yield from _runs(after[:widest], "+", longest)
    yield from _frame(line, mention)
    yield from _pairs(before, after, line.found[at].assertion)
    yield from _anywhere(shown)


def _ruled(line: Judged, at: int, own: str) -> Iterator[Feature]:
    found, mention = line.found[at], line.mentions[at]
    yield f"rule {found.assertion} {own}", found.cue or (0, 0)
    if found.cue is not None:
        side, far = _where(mention, *found.cue)
        yield f"rule {found.assertion} {own} {side}{far}", found.cue
        yield f"rule {found.assertion} {' '.join(line.tokens[slice(*found.cue)])}", found.cue


def _named(line: Judged, at: int) -> Iterator[Feature]:
    """The mention's own words ("arrested" tells another time than "arresting", and there are stroke
    units but no anaphylaxis units), whether it names what passes, and both in near company."""
    mention, ruled = line.mentions[at], line.found[at].assertion
    tokens, nothing = line.tokens, (0, 0)
    said = tokens[mention.start : mention.end]
    term, kind = f"term {' '.join(said)}", "passing" if mention.passing else "lasting"
    for name in (term, kind):
        yield name, nothing
        yield f"{name} {ruled}", nothing
        yield f"{name} opens {tokens[0]}", (0, 1)
    yield f"terms {said[0]}", nothing
    yield f"terme {said[-1]}", nothing
    first = max(0, mention.start - _TOUCHING)
    last = min(len(tokens), mention.end + _TOUCHING)
    for side, near in (
        ("-", range(mention.start - 1, first - 1, -1)),
        ("+", range(mention.end, last)),
    ):
        for far, place in enumerate(near):
            yield f"{term} {side}{far} {tokens[place]}", (place, place + 1)
            yield f"{kind} {side} {tokens[place]}", (place, place + 1)
        if near:
            ends = sorted(near[:2])
            words = " ".join(tokens[place] for place in near[:2])
            yield f"{kind} {side} {words}", (ends[0], ends[-1] + 1)


def _where(mention: MentionSpan, start: int, end: int) -> tuple[str, str]:
    """On which side of a mention, and how far away."""
    if end <= mention.start:
        return "-", _distance(mention.start - end + 1)
    if start >= mention.end:
        return "+", _distance(start - mention.end + 1)
    return "=", ""


def _distance(steps: int) -> str:
    return next((name for most, name in _NEAR if steps <= most), _FAR)


def _shown(line: Judged, mention: MentionSpan) -> list[_Shown]:
    """The line's tokens as start, end and text; other mentions as one, numbers alike."""
    shown: list[_Shown] = []
    for start, end, number in steps(line):
        if number is not None:
            if line.mentions[number] is not mention:
                shown.append((start, end, _MENTION))
        else:
            token = line.tokens[start]
            shown.append((start, end, _NUMBER if token.isdigit() else token))
    return shown


def steps(line: Judged) -> Iterator[tuple[int, int, int | None]]:
    """A line a token at a time, each mention as one: first token, end (excluded), and the number
    of the mention; None for a token of none."""
    starts = {one.start: number for number, one in enumerate(line.mentions)}
    at = 0
    while at < len(line.tokens):
        number = starts.get(at)
        end = at + 1 if number is None else line.mentions[number].end
        yield at, end, number
        at = end


def _runs(outward: Sequence[_Shown], side: str, longest: int) -> Iterator[Feature]:
    """Words in a row on one side of a mention, by distance within its sentence and without."""
    beyond = 0
    for last, (_, _, text) in enumerate(outward):
        beyond += sentence_ends(text)
        for length in range(1, min(longest, last + 1) + 1):
            run = outward[last - length + 1 : last + 1]
            if side == "-":
                run = run[::-1]
            words = " ".join(text for _, _, text in run)
            span = (run[0][0], run[-1][1])
            yield f"{side}{'beyond' if beyond else ''} {words}", span
            if not beyond:
                yield f"{side}{_distance(last - length + 2)} {words}", span


def _frame(line: Judged, mention: MentionSpan) -> Iterator[Feature]:
    """How the line opens and closes, and what touches the mention."""
    tokens = line.tokens
    for length in range(1, min(_FIRST_WORDS, len(tokens)) + 1):
        yield f"first {' '.join(tokens[:length])}", (0, length)
    yield f"last {tokens[-1]}", (len(tokens) - 1, len(tokens))
    before = tokens[mention.start - 1] if mention.start else ""
    after = tokens[mention.end] if mention.end < len(tokens) else ""
    yield f"between {before} {after}", (0, 0)


def _pairs(
    before: Sequence[_Shown], after: Sequence[_Shown], ruled: Assertion
) -> Iterator[Feature]:
    """Words near a mention, together with the rules' answer, the line's outermost words, and one
    another. before, after: outward from the mention."""
    if not before and not after:
        return
    first = (before[-1] if before else after[0])[2]
    last = (after[-1] if after else before[0])[2]
    found: dict[str, Span] = {}
    for side, outward in (("-", before), ("+", after)):
        for start, end, word in outward[:_COMPANY]:
            for company in (f"ruled {ruled}", f"opens {first}", f"closes {last}"):
                found.setdefault(f"{company} {side} {word}", (start, end))
        for at, one in enumerate(outward[:_APART]):
            for other in outward[at + 2 : min(at + 1 + _FURTHEST, _APART)]:
                span = (min(one[0], other[0]), max(one[1], other[1]))
                found.setdefault(f"{side}.. {one[2]} {other[2]}", span)
    yield from found.items()


def _anywhere(shown: Sequence[_Shown]) -> Iterator[Feature]:
    """Words and pairs of neighbours wherever in the line they stand."""
    found: dict[str, Span] = {}
    for start, end, word in shown:
        found.setdefault(f"any {word}", (start, end))
    for one, following in pairwise(shown):
        found.setdefault(f"any {one[2]} {following[2]}", (one[0], following[1]))
    yield from found.items()
