"""What the final words say otherwise than the live ones, where that may not go unseen.

Drugs, numbers with their units, negations and alerts: what is in one reading and not in the other
at that time of the recording. Ordinary words are left out; the final ones simply replace them.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.domain.findings import Correction, Finding
from app.domain.reading import Difference, DifferenceKind
from app.domain.result import Understanding
from app.domain.transcript import Transcript, Utterance
from app.text.protected import protected
from app.text.tokens import joined
from app.text.understanding import Understander

NEAR_S: Final = 1.5  # the two readings place the same word so far apart at most
MOST: Final = 50
_KINDS: Final[tuple[DifferenceKind, ...]] = ("drug", "number", "negation", "alert")
_REACH: Final = 6  # words between a denying word and what it may deny
_SAID_OF: Final = 1.0  # seconds around the live words that still count as covered by them


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing a reading says. key: what makes it the same in the other; text: its words."""

    kind: DifferenceKind
    key: str
    text: str
    start_s: float
    end_s: float


def differences(
    live: Understanding, final: Understanding, understander: Understander
) -> tuple[Difference, ...]:
    """At most MOST, in time order; only where there were live words at all."""
    drafted, settled = (list(_items(reading, understander)) for reading in (live, final))
    shown = _shown(live.transcript)
    found = [
        difference
        for kind in _KINDS
        for difference in _compared(
            [one for one in drafted if one.kind == kind],
            [one for one in settled if one.kind == kind],
            shown,
        )
    ]
    return tuple(sorted(found, key=lambda one: (one.start_s, one.kind)))[:MOST]


def _compared(
    live: list[_Item], final: list[_Item], shown: tuple[float, float]
) -> Iterator[Difference]:
    """What is left when equal things at the same time are set aside: pairs first, then singles.

    shown: from when to when there were live words.
    """
    mine, others = _unmatched(live, final, _equal)
    pairs: list[tuple[_Item, _Item]] = []
    alone, rest = _unmatched(mine, others, lambda _, __: True, pairs)
    for one, other in pairs:
        yield Difference(one.kind, min(one.start_s, other.start_s), one.text, other.text)
    for one in alone:
        yield Difference(one.kind, one.start_s, one.text, "")
    for other in rest:
        if shown[0] <= other.start_s and other.end_s <= shown[1]:
            yield Difference(other.kind, other.start_s, "", other.text)


def _unmatched(
    live: list[_Item],
    final: list[_Item],
    same: Callable[[_Item, _Item], bool],
    pairs: list[tuple[_Item, _Item]] | None = None,
) -> tuple[list[_Item], list[_Item]]:
    """What of either has no partner in the other; the nearest in time are partners."""
    rest = list(final)
    alone: list[_Item] = []
    for one in live:
        near = [other for other in rest if _apart(one, other) <= NEAR_S and same(one, other)]
        if not near:
            alone.append(one)
            continue
        partner = min(near, key=lambda other: abs(other.start_s - one.start_s))
        rest.remove(partner)
        if pairs is not None:
            pairs.append((one, partner))
    return alone, rest


def _equal(one: _Item, other: _Item) -> bool:
    """Two denials at one place are equal, though what they deny was understood differently."""
    if one.kind == "negation" and ("" in (one.key, other.key) or _apart(one, other) < 0):
        return True
    return one.key == other.key


def _items(reading: Understanding, understander: Understander) -> Iterator[_Item]:
    by_utterance: dict[str | None, list[Correction]] = {}
    for correction in reading.corrections:
        by_utterance.setdefault(correction.utterance, []).append(correction)
    utterances = {one.id: one for one in reading.transcript.utterances if one.words}
    for utterance in utterances.values():
        corrections = by_utterance.get(utterance.id, [])
        found = [one for one in reading.findings if one.utterance == utterance.id]
        yield from _numbers(utterance, corrections)
        yield from _denials(utterance, found)
        for alert in understander.alerts_of(utterance, corrections):
            yield _Item("alert", alert.keyword, alert.heard, alert.start_s, alert.end_s)
        for one in found:
            if one.kind in ("medication", "allergy"):
                yield _Item("drug", one.concept, one.text, *_span(utterance, one.first, one.last))


def _denials(utterance: Utterance, found: Sequence[Finding]) -> Iterator[_Item]:
    """Concepts that are denied, and denying words with none of these near."""
    denied = [one for one in found if one.assertion == "negated"]
    for one in denied:
        text = _text(utterance, one.first - 3, one.last)
        yield _Item("negation", one.concept, text, *_span(utterance, one.first, one.last))
    for cue in protected([word.text for word in utterance.words], utterance.language):
        near = any(
            one.first - _REACH <= cue.last and cue.first <= one.last + _REACH for one in denied
        ) or any(one.first <= cue.first <= one.last for one in found)  # "no pulse" denies nothing
        if cue.kind == "negation" and not near:
            text = _text(utterance, cue.first, cue.last + 3)
            yield _Item("negation", "", text, *_span(utterance, cue.first, cue.last))


def _numbers(utterance: Utterance, corrections: Sequence[Correction]) -> Iterator[_Item]:
    """Runs of number and unit words, compared by how they are written."""
    texts = [word.text for word in utterance.words]
    tokens = protected(texts, utterance.language)
    numbers = {at for one in tokens if one.kind == "number" for at in _places(one.first, one.last)}
    units = {at for one in tokens if one.kind == "unit" for at in _places(one.first, one.last)}
    inside = sorted(numbers | units)
    starts = [at for before, at in pairwise([-2, *inside]) if at != before + 1]
    for first in starts:
        last = first
        while last + 1 in numbers | units:
            last += 1
        if numbers.isdisjoint(_places(first, last)):
            continue
        text = _written(utterance, corrections, first, last)
        yield _Item("number", text.casefold(), text, *_span(utterance, first, last))


def _written(utterance: Utterance, corrections: Sequence[Correction], first: int, last: int) -> str:
    """Words `first` to `last` with the corrections that lie in them."""
    parts: list[str] = []
    at = first
    inside = {one.first: one for one in corrections if one.state == "applied"}
    while at <= last:
        correction = inside.get(at)
        parts.append(correction.text if correction else utterance.words[at].text)
        at = correction.last + 1 if correction else at + 1
    return joined(parts, utterance.language).strip()


def _text(utterance: Utterance, first: int, last: int) -> str:
    words = utterance.words[max(0, first) : last + 1]
    return joined([word.text for word in words], utterance.language).strip()


def _span(utterance: Utterance, first: int, last: int) -> tuple[float, float]:
    return utterance.words[first].start_s, utterance.words[last].end_s


def _shown(live: Transcript) -> tuple[float, float]:
    """From when to when live words were shown; before and after, nothing was seen."""
    words = [word for one in live.utterances for word in one.words]
    first_s = min((word.start_s for word in words), default=math.inf)
    last_s = max((word.end_s for word in words), default=-math.inf)
    return first_s - _SAID_OF, last_s + _SAID_OF


def _places(first: int, last: int) -> range:
    return range(first, last + 1)


def _apart(one: _Item, other: _Item) -> float:
    return max(one.start_s, other.start_s) - min(one.end_s, other.end_s)
