"""Finding context phrases in a line: cues, stops, pseudo-cues, and cues made of two parts.

Also what unmakes a mention: an ordinary word across its border (浴室|颤抖), or company that gives
it another meaning ("arrested" beside "police").
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.text.context import Mark, MentionSpan, pauses, sentence_ends
from app.text.context_data import ContextData, Effect, Pair
from app.text.reading import spellings

Tokens = tuple[str, ...]
_COMPANY = 8


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    phrase: Tokens


class PhraseIndex:
    """Phrases by their first token, so that a line is searched in one pass."""

    def __init__(self, phrases: Iterable[Tokens]) -> None:
        lengths: dict[str, set[int]] = {}
        self._phrases = frozenset(phrases)
        for phrase in self._phrases:
            lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: sorted(found) for first, found in lengths.items()}

    def places(self, tokens: Tokens) -> Iterator[_Place]:
        """Every place of every phrase; they may overlap."""
        for start, token in enumerate(tokens):
            for length in self._lengths.get(token, ()):
                phrase = tokens[start : start + length]
                if phrase in self._phrases:
                    yield _Place(start, start + len(phrase), phrase)


class ContextMarks:
    """One language's context phrases, ready to be found. Read-only."""

    def __init__(self, context: ContextData) -> None:
        self._alike = context.alike
        self._effects = self._by_tokens(context.effects)
        self._firsts = self._owners(context.pairs, lambda pair: pair.first)
        self._seconds = self._owners(context.pairs, lambda pair: pair.second)
        self._pairs = context.pairs
        self._index = PhraseIndex([*self._effects, *self._firsts, *self._seconds])
        self._whole = PhraseIndex(_spelled(context.whole_words))
        self._company = {
            term: PhraseIndex(_spelled(words))
            for phrase, words in context.company.items()
            for term in spellings(phrase)
        }

    def effect(self, tokens: Tokens) -> Effect | None:
        """What a phrase does, or None for words that are no phrase."""
        return self._effects.get(self._sounding(tokens))

    def _sounding(self, tokens: Iterable[str]) -> Tokens:
        return tuple(self._alike.get(token, token) for token in tokens)

    def marks(self, tokens: Tokens, mentions: Sequence[MentionSpan]) -> tuple[Mark, ...]:
        """Phrases, longest first where they overlap, without those inside a longer mention.

        A phrase that is a mention and a cue as a whole ("ROSC") stays both.
        """
        found = sorted(
            self._effective(tokens), key=lambda one: (one[0].start - one[0].end, one[0].start)
        )
        taken = {at for span in mentions for at in range(span.start, span.end)}
        whole = frozenset((span.start, span.end) for span in mentions)
        marks = []
        for place, effect in found:
            covered = range(place.start, place.end)
            if (place.start, place.end) in whole or taken.isdisjoint(covered):
                taken.update(covered)
                marks.append(Mark(place.start, place.end, effect.cues, effect.stops))
        return tuple(sorted(marks, key=lambda mark: mark.start))

    def _effective(self, tokens: Tokens) -> Iterator[tuple[_Place, Effect]]:
        """Phrases with their effects; that of a second part replaces what it means alone."""
        places = list(self._index.places(self._sounding(tokens)))
        firsts, seconds = self._parts(places, self._firsts), self._parts(places, self._seconds)
        joined: dict[_Place, Effect] = {}
        for number, pair in enumerate(self._pairs):
            for first in firsts.get(number, ()):
                for second in seconds.get(number, ()):
                    if _follows(second, first, pair, tokens):
                        place = first if pair.at_first else second
                        before = joined.get(place)
                        joined[place] = before.with_other(pair.effect) if before else pair.effect
        for place in places:
            effect = joined.get(place) or self._effects.get(place.phrase)
            if effect is not None:
                yield place, effect

    def _by_tokens(self, effects: Mapping[str, Effect]) -> dict[Tokens, Effect]:
        found: dict[Tokens, Effect] = {}
        for phrase, effect in effects.items():
            for tokens in map(self._sounding, spellings(phrase)):
                found[tokens] = found[tokens].with_other(effect) if tokens in found else effect
        return found

    def _owners(
        self, pairs: Sequence[Pair], side: Callable[[Pair], Iterable[str]]
    ) -> dict[Tokens, tuple[int, ...]]:
        """Which pairs, by number, a phrase is a part of."""
        found: dict[Tokens, tuple[int, ...]] = {}
        for number, pair in enumerate(pairs):
            for tokens in map(self._sounding, _spelled(side(pair))):
                found[tokens] = (*found.get(tokens, ()), number)
        return found

    @staticmethod
    def _parts(
        places: Iterable[_Place], owners: Mapping[Tokens, tuple[int, ...]]
    ) -> dict[int, list[_Place]]:
        """Places by the number of the pair that they are a part of."""
        found: dict[int, list[_Place]] = {}
        for place in places:
            for number in owners.get(place.phrase, ()):
                found.setdefault(number, []).append(place)
        return found

    def ordinary(self, tokens: Tokens) -> tuple[tuple[int, int], ...]:
        """Where ordinary words stand that no mention may cut in two."""
        return tuple((place.start, place.end) for place in self._whole.places(tokens))

    def in_other_company(self, tokens: Tokens, start: int, end: int) -> bool:
        """True when words near a mention, in its sentence, say that something else is meant."""
        index = self._company.get(tokens[start:end])
        if index is None:
            return False
        first, last = start, end
        while first > max(0, start - _COMPANY) and not sentence_ends(tokens[first - 1]):
            first -= 1
        while last < min(len(tokens), end + _COMPANY) and not sentence_ends(tokens[last]):
            last += 1
        around = (tokens[first:start], tokens[end:last])
        return any(any(index.places(side)) for side in around)


def cut(start: int, end: int, words: Iterable[tuple[int, int]]) -> bool:
    """True when a word crosses either border of a mention."""
    return any(one < start < other or one < end < other for one, other in words)


def _follows(second: _Place, first: _Place, pair: Pair, tokens: Tokens) -> bool:
    """True when a first part stands before a second one, near enough and in its sentence.

    Only a first part that carries the effect may be parted from the second by a pause.
    """
    between = tokens[first.end : second.start]
    near = 0 <= second.start - first.end <= pair.gap
    ends = sentence_ends if pair.at_first else pauses
    return near and not any(ends(token) for token in between)


def _spelled(phrases: Iterable[str]) -> Iterator[Tokens]:
    for phrase in phrases:
        yield from spellings(phrase)
