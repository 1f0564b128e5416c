"""Which heard words are words: the test that keeps correct speech from being corrected."""

import math
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

from app.text.lexicon.records import Entry
from app.text.tokens import is_han, plain

_SUFFIXES = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""),
    ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""), ("er", "e"), ("ness", ""),
    ("able", ""), ("able", "e"), ("ment", ""), ("ful", ""), ("less", ""), ("ity", ""), ("ity", "e"),
    ("ous", ""), ("ish", ""), ("ist", ""), ("ion", ""), ("ion", "e"), ("ation", "e"), ("ation", ""),
    ("ive", "e"), ("al", ""), ("al", "e"), ("or", ""), ("or", "e"), ("ers", ""), ("ers", "e"),
    ("ors", "e"), ("y", ""), ("y", "e"), ("ily", "y"), ("iness", "y"), ("ier", "y"), ("iest", "y"),
    ("est", ""), ("est", "e"), ("ings", ""), ("ings", "e"), ("ability", ""),
)  # fmt: skip
_PREFIXES = ("un", "re", "dis", "mis", "non", "over", "under", "out", "pre", "in", "im")
_MIN_STEM = 3
_LONGEST_ZH = 8
_LEXICON_FREQUENCY = 2000
_LIST_FREQUENCY = 500
_ONLY_KNOWN_FREQUENCY = 10
_UNKNOWN_FREQUENCY = 2
_MIN_FREQUENCY = 3
_PERSON_TAG = "nr"


class EnglishVocabulary:
    """Ordinary words, all words of the lexicon's names, and their regular inflections."""

    def __init__(self, common: Iterable[str], names: Iterable[str]) -> None:
        self.common = frozenset(map(plain, common))
        parts = (plain(part) for name in names for part in name.replace("/", " ").split())
        self._words = self.common.union(*([part, *part.split("-")] for part in parts))

    def knows(self, word: str) -> bool:
        """True for a plain word that is spelled right, inflected, or not alphabetic."""
        if word in self._words or not word.isascii() or any(map(str.isdigit, word)):
            return True
        if "'" in word:
            head = word.partition("'")[0]
            return self.knows(head) or self.knows(head.removesuffix("n"))
        if "-" in word:
            return all(map(self.knows, filter(None, word.split("-"))))
        american = word.replace("ae", "e").replace("oe", "e").replace("our", "or")
        return (
            american in self._words
            or any(self._inflected(word, suffix, base) for suffix, base in _SUFFIXES)
            or any(self._prefixed(word, prefix) for prefix in _PREFIXES)
            or self._compound(word)
        )

    def _inflected(self, word: str, suffix: str, base: str) -> bool:
        stem = word.removesuffix(suffix) + base
        if not word.endswith(suffix) or len(stem) < _MIN_STEM:
            return False
        return stem in self._words or (stem[-1] == stem[-2] and stem[:-1] in self._words)

    def _prefixed(self, word: str, prefix: str) -> bool:
        stem = word.removeprefix(prefix)
        return stem != word and len(stem) > _MIN_STEM and stem in self.common

    def _compound(self, word: str) -> bool:
        """Two ordinary words written as one: backyard, courtroom."""
        cuts = range(_MIN_STEM, len(word) - _MIN_STEM)
        return any(word[:cut] in self.common and word[cut:] in self.common for cut in cuts)


class ChineseVocabulary:
    """Words by frequency, and the likeliest way to cut a run of characters into them."""

    def __init__(
        self,
        common: Iterable[str],
        names: Iterable[str],
        more: Sequence[str] = (),
        known: Sequence[str] = (),
    ) -> None:
        """more: names that no part is looked for in; known: those that may not be written, and
        seldom are what was meant."""
        self._listed = {name: _ONLY_KNOWN_FREQUENCY for name in known if is_han(name)}
        self._listed |= {word: _LIST_FREQUENCY for word in common if is_han(word)}
        own = [name for name in names if is_han(name)]
        self._listed |= dict.fromkeys((*own, *more), _LEXICON_FREQUENCY)
        self._names = "\n".join(own)
        self._all_names = "\n".join(("", *own, *more, *known))

    @cached_property
    def _costs(self) -> dict[str, float]:
        """Minus log probability of each word; read on first use, it is 350,000 lines."""
        counts = dict(_jieba_counts())
        for word, count in self._listed.items():
            counts[word] = max(count, counts.get(word, 0))
        total = math.log(sum(counts.values()))
        return {word: total - math.log(count) for word, count in counts.items()}

    @cached_property
    def _unknown_cost(self) -> float:
        return max(self._costs.values()) + math.log(_UNKNOWN_FREQUENCY)

    def knows(self, word: str) -> bool:
        return word in self._costs

    def count(self, word: str) -> int:
        """How often the segmenter's own list counts a word, however well the lexicon knows it."""
        return _jieba_counts().get(word, 0)

    def within(self, text: str) -> bool:
        """Whether a name of the lexicon holds a text: 漱液 is in 复方氯己定含漱液."""
        return text in self._names

    def in_a_name(self, text: str) -> bool:
        """As `within`, of all names; it takes longer."""
        return text in self._all_names

    def begins_a_name(self, text: str) -> bool:
        """Whether any name begins with a text."""
        return "\n" + text in self._all_names

    def word_cost(self, word: str) -> float:
        """Minus log probability of a word; as if it were never seen for others."""
        return self._costs.get(word, self._unknown_cost)

    def cost(self, characters: Sequence[str]) -> float:
        """Minus log probability of the likeliest words that the characters can be cut into."""
        return self._ways(characters)[-1][0]

    def cut(self, characters: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """The likeliest words as half-open index pairs covering all characters in order."""
        best = self._ways(characters)
        pieces = []
        end = len(characters)
        while end:
            start = best[end][1]
            pieces.append((start, end))
            end = start
        return tuple(reversed(pieces))

    def _ways(self, characters: Sequence[str]) -> list[tuple[float, int]]:
        """For each end the least cost of the words up to it, and where the last of them starts."""
        costs, unknown = self._costs, self._unknown_cost
        line, places = "".join(characters), [0, *accumulate(map(len, characters))]
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(characters) + 1):
            start = end - 1
            least = best[start][0] + costs.get(line[places[start] : places[end]], unknown), start
            for start in range(max(0, end - _LONGEST_ZH), end - 1):
                cost = costs.get(line[places[start] : places[end]])
                if cost is not None:
                    least = min(least, (best[start][0] + cost, start))
            best.append(least)
        return best


@lru_cache(maxsize=1)
def _jieba_counts() -> dict[str, int]:
    """Chinese words with counts from the segmenter's own list; empty when it is not installed.

    Names of persons are left out: their transliterations look like misheard drugs. The list is
    read without importing jieba, which would write a cache to the temporary folder.
    """
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return {}
    path = Path(spec.origin).with_name("dict.txt")
    cells = path.read_text(encoding="utf-8").split()  # a word, its count, its kind
    return {
        word: number
        for word, count, tag in zip(cells[::3], cells[1::3], cells[2::3], strict=True)
        if len(word) <= _LONGEST_ZH
        and not tag.startswith(_PERSON_TAG)
        and (number := int(count)) >= _MIN_FREQUENCY
    }


def names_of(entries: Iterable[Entry], pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Every spelling the lexicon knows: names and the members of its confusable pairs."""
    return [name for entry in entries for name in entry.names] + [
        name for pair in pairs for name in pair
    ]
