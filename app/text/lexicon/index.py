"""Fuzzy look-up of spoken spans: block by sound, score few candidates, report the margin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from app.domain.transcript import Language
from app.text.lexicon import phonetics_en as en
from app.text.lexicon import phonetics_zh as zh
from app.text.lexicon.blocks import Block, LargeBlock, with_blanks, without_one, without_some
from app.text.lexicon.records import Entry
from app.text.lexicon.shapes_zh import alike_to
from app.text.tokens import all_han, plain

_WEIGHTS = (0.25, 0.25, 0.3, 0.2)
_FIRST_SOUND_PENALTY = 0.06
_PREFIX_MIN_SOUNDS = 7
_PREFIX_MIN_SHARE = 0.7
_PREFIX_SAME_LETTERS = 4
_LONGEST_ABBREVIATION = 4
_RIVAL_MARGIN = 0.25
_WORST_SCORE = 0.6
_WORST_CLOSE = 0.8
_SHORTEST_SPELLED = 6
_SHORTEST_ZH = 2
_SHORTEST_UNEVEN_ZH = 4
_CONCEPTS = 3

Words = tuple[str, ...]
"""Words of a span, plain and in small letters; of a Chinese one its characters, simplified."""
Asked = tuple[Words, bool]
"""A span, and whether only what sounds nearly the same is looked for."""


@dataclass(frozen=True, slots=True)
class Match:
    """The best name for a span. score in [0, 1]; margin: score minus the best other concept's.

    rivals: names of other concepts that sound nearly as close, each with its own margin.
    """

    entry: Entry
    name: str
    score: float
    margin: float
    rivals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Letters of a span or name, and its sound at three levels of detail."""

    letters: str
    fine: str
    sound: str
    voiceless: str


@dataclass(frozen=True, slots=True)
class _Name:
    entry: Entry
    text: str
    spoken: _Spoken


class EnglishIndex:
    """Names by the consonants they sound like."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._names = [
            _english_name(entry, name)
            for entry in entries
            for name in entry.names
            if _has_a_sound(name)
        ]
        keys = (en.skeleton(name.spoken.voiceless) for name in self._names)
        self._block = Block(dict(enumerate(keys)), without_some)
        self._spelled: dict[str, list[int]] = {}
        for at, name in enumerate(self._names):
            for letters in _a_letter_off((name.text.lower(),)):
                self._spelled.setdefault(letters, []).append(at)

    def lookup(self, words: Sequence[str], *, close: bool = False) -> Match | None:
        """The best match for plain lower-case words said in a row, or None.

        close: look only for names with nearly the same consonants, which is faster.
        """
        return next(iter(self.matches(words, close=close)), None)

    def matches(self, words: Sequence[str], *, close: bool = False) -> tuple[Match, ...]:
        """The best names of a few concepts, the best first."""
        said = [_spoken(one) for one in (words, *(() if close else _singular(words)))]
        worst = _WORST_CLOSE if close else _WORST_SCORE
        scored = []
        for position in self._near(words, close=close):
            name = self._names[position]
            both = said[: 1 if name.spoken.letters.endswith("s") else None]
            score = max(_spelled_alike(heard, name.spoken, worst) for heard in both)
            if score >= _WORST_SCORE:
                scored.append((score, name))
        return _best(scored)

    def _near(self, words: Sequence[str], *, close: bool) -> set[int]:
        """Positions of names that sound nearly so or, in one word, are a letter off."""
        found = self._block.find(en.skeleton(_spoken(words).voiceless), 1 if close else None)
        if close:
            return found
        for one in (words, *_singular(words)):
            found |= {at for its in _a_letter_off(one) for at in self._spelled.get(its, ())}
        return found.union(
            *(self._block.find(en.skeleton(_spoken(one).voiceless)) for one in _singular(words))
        )

    def reached(self, spans: Sequence[Words], *, close: bool) -> NDArray[np.bool_]:
        """For each span whether `matches` may find anything; now and then True where it does not.

        Much faster for all spans of a talk than to look each up.
        """
        found = self._sounding(spans, 1 if close else None)
        if close:
            return found
        ones = [(row, one) for row, words in enumerate(spans) for one in _singular(words)]
        rows, singular = [row for row, _ in ones], [one for _, one in ones]
        found[rows] |= self._sounding(singular, None) | self._a_letter_off(singular)
        return found | self._a_letter_off(spans)

    def _sounding(self, spans: Sequence[Words], deepest: int | None) -> NDArray[np.bool_]:
        keys = [en.skeleton(_spoken(words).voiceless) for words in spans]
        return self._block.reached(keys, deepest)

    def _a_letter_off(self, spans: Sequence[Words]) -> NDArray[np.bool_]:
        known = self._spelled.keys()
        near = (not known.isdisjoint(_a_letter_off(words)) for words in spans)
        return np.fromiter(near, np.bool_, len(spans))


class ChineseIndex:
    """Names by their syllables, tones dropped and regional pairs merged."""

    def __init__(self, entries: Iterable[Entry], readings: zh.Readings | None = None) -> None:
        self._names = [
            _Name(entry, name, _Spoken(name, "", "", ""))
            for entry in entries
            for name in entry.names
            if len(name) >= _SHORTEST_ZH and all_han(name)
        ]
        self._said = {
            name.text: readings.of(name.text)
            for name in self._names
            if readings is not None and readings.special(name.text)
        }
        keys = {at: _syllables(name.text) for at, name in enumerate(self._names)}
        keys |= self._settled(keys)
        self._block = LargeBlock(keys, with_blanks)
        long = {at: key for at, key in keys.items() if len(key) >= _SHORTEST_UNEVEN_ZH}
        self._uneven = LargeBlock(long, without_one)
        self._two: dict[str, list[int]] = {}
        for at, name in enumerate(self._names):
            if len(name.text) == _SHORTEST_ZH:
                self._two.setdefault(name.text, []).append(at)

    def _settled(self, usual: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
        """Names by their own readings too: 旁胱 is heard for 膀胱, whose 膀 is bang elsewhere.

        Such a key's place is behind those of all names.
        """
        found = {}
        for at, name in enumerate(self._names):
            said = self._said.get(name.text, ())
            key = tuple(one.merged for one in said)
            if key and key != usual[at]:
                found[at + len(self._names)] = key
        return found

    def lookup(self, characters: Sequence[str], *, close: bool = False) -> Match | None:
        """The best match for simplified characters said in a row, or None.

        close: look only for names with the same syllables throughout, which is faster.
        """
        return next(iter(self.matches(characters, close=close)), None)

    def matches(self, characters: Sequence[str], *, close: bool = False) -> tuple[Match, ...]:
        """The best names of a few concepts, the best first.

        Unless `close`, one syllable more or less than the name has may have been heard.
        """
        heard = "".join(characters)
        key = _syllables(heard)
        found = self._block.find(key, 0 if close else None)
        if not close:
            found |= self._uneven.find(key)
            found.update(*(self._two[one] for one in self._seen_alike(heard)))
        names = (self._names[at] for at in {position % len(self._names) for position in found})
        return _best(
            (score, name) for name in names if (score := self._alike(heard, name.text)) >= 0.0
        )

    def reached(self, spans: Sequence[Words], *, close: bool) -> NDArray[np.bool_]:
        """As the English index's."""
        keys = list(map(_syllables, spans))
        found = self._block.reached(keys, 0 if close else None)
        if close:
            return found
        looks = (next(self._seen_alike(span), "") != "" for span in spans)
        return found | self._uneven.reached(keys) | np.fromiter(looks, np.bool_, len(spans))

    def _seen_alike(self, heard: Sequence[str]) -> Iterator[str]:
        """Names of two characters, one of which looks like what was heard in its place."""
        if len(heard) != _SHORTEST_ZH:
            return
        one, other = heard
        yield from (name for seen in alike_to(one) if (name := seen + other) in self._two)
        yield from (name for seen in alike_to(other) if (name := one + seen) in self._two)

    def _alike(self, heard: str, meant: str) -> float:
        """How alike they sound in [0, 1], by the readings that the name's characters have in it.

        A syllable more or less counts as one that is quite other.
        """
        if len(heard) < len(meant):
            return max(
                self._alike(heard[:at] + " " + heard[at:], meant) for at in range(len(meant))
            )
        if len(heard) > len(meant):
            kept = (heard[:at] + heard[at + 1 :] for at in range(len(heard)))
            return max(self._alike(one, meant) for one in kept) * len(meant) / len(heard)
        said = self._said.get(meant)
        if said is None:
            return _spoken_alike(heard, meant)
        pairs = zip(heard, meant, said, strict=True)
        return sum(zh.similarity_read(*pair) for pair in pairs) / len(meant)


def index_for(
    language: Language, entries: Iterable[Entry], readings: zh.Readings | None = None
) -> "EnglishIndex | ChineseIndex":
    """The index of one language over its entries."""
    own = [entry for entry in entries if entry.language == language]
    return ChineseIndex(own, readings) if language == "zh" else EnglishIndex(own)


def _a_letter_off(words: Sequence[str]) -> tuple[str, ...]:
    """The letters of one long word, whole and with one left out; none of others.

    Two words share one of these when a letter of one is lost, added, another or out of its place.
    """
    word = words[0] if len(words) == 1 else ""
    if len(word) < _SHORTEST_SPELLED or not word.isalpha():
        return ()
    return tuple(dict.fromkeys((word, *(word[:at] + word[at + 1 :] for at in range(len(word))))))


def _singular(words: Sequence[str]) -> tuple[Words, ...]:
    """One long word without the s of a plural; none for others: people say Vicodins."""
    word = words[0] if len(words) == 1 else ""
    long = len(word) > _SHORTEST_SPELLED and word.endswith("s")
    return ((word[:-1],),) if long else ()


def _english_name(entry: Entry, name: str) -> _Name:
    words = map(plain, name.replace("-", " ").replace("/", " ").split())
    return _Name(entry, name, _spoken(tuple(words)))


def _spoken(words: Sequence[str]) -> _Spoken:
    fine = en.fine_sound(tuple(words))
    sound = en.sound(fine)
    letters = "".join(filter(str.isalpha, "".join(words)))
    return _Spoken(letters, fine, sound, en.voiceless(sound))


def _syllables(text: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(zh.merged, text))


def _spoken_alike(heard: str, meant: str) -> float:
    pairs = zip(heard, meant, strict=True)
    return sum(zh.similarity(one, other) for one, other in pairs) / len(meant)


def _spelled_alike(heard: _Spoken, name: _Spoken, worst: float = _WORST_SCORE) -> float:
    """Similarity in [0, 1] of what was heard and a name: consonants, then vowels, then letters.

    0 where not even the consonants and vowels are as alike as `worst`.
    """
    if heard.letters == name.letters:
        return 1.0
    merged = Levenshtein.normalized_similarity(heard.voiceless, name.voiceless, score_cutoff=worst)
    if merged < worst:
        return 0.0
    exact = Levenshtein.normalized_similarity(heard.sound, name.sound)
    fine = Levenshtein.normalized_similarity(heard.fine, name.fine)
    spelled = Levenshtein.normalized_similarity(heard.letters, name.letters)
    score = sum(
        weight * part for weight, part in zip(_WEIGHTS, (merged, exact, fine, spelled), strict=True)
    )
    if heard.voiceless[:2] != name.voiceless[:2]:
        score -= _FIRST_SOUND_PENALTY
    return max(score, _cut_short(heard, name))


def _has_a_sound(name: str) -> bool:
    """False for abbreviations, which are spelled and not misheard as words."""
    longest = max(map(len, name.split()), default=0)
    return len(name) > _LONGEST_ABBREVIATION and longest > 1 and name != name.upper()


def _cut_short(heard: _Spoken, name: _Spoken) -> float:
    """A long name whose end was swallowed: good evidence, never certainty."""
    share = len(heard.sound) / max(len(name.sound), 1)
    if len(heard.sound) < _PREFIX_MIN_SOUNDS or not _PREFIX_MIN_SHARE <= share < 1.0:
        return 0.0
    same_start = heard.letters[:_PREFIX_SAME_LETTERS] == name.letters[:_PREFIX_SAME_LETTERS]
    return 0.72 + 0.2 * share if same_start and name.sound.startswith(heard.sound) else 0.0


def _best(scored: Iterable[tuple[float, _Name]]) -> tuple[Match, ...]:
    """The best name of each of the best concepts, each with its margin over all others."""
    ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1].text))
    first: dict[str, tuple[float, _Name]] = {}
    for pair in ranked:
        first.setdefault(pair[1].entry.id, pair)
        if len(first) == _CONCEPTS:
            break
    return tuple(_match(score, name, ranked) for score, name in first.values())


def _match(score: float, name: _Name, ranked: Sequence[tuple[float, _Name]]) -> Match:
    margin, rivals = round(score, 4), []
    for its, other in ranked:
        if other.entry.id != name.entry.id:
            rivals.append((other.text, round(score - its, 4)))
            if score - its >= _RIVAL_MARGIN:
                break
    margin = rivals[0][1] if rivals else margin
    return Match(name.entry, name.text, round(score, 4), margin, tuple(rivals))
