"""Spans of heard words that may be names, and what each name found for one would change."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from rapidfuzz.distance import Levenshtein

from app.domain.transcript import Language, Word
from app.text.drug_shapes import shapes_of
from app.text.guard import FREE_STANDING, LOW_PROBABILITY
from app.text.lexicon import Lexicon, Match
from app.text.lexicon.index import Asked
from app.text.neighbours_zh import NOTHING, Beside, Line, neighbours
from app.text.part_of_name_zh import goes_on, in_a_medicine, joined_on
from app.text.protected import Protected, protected
from app.text.tokens import edges, is_han, plain

_LONGEST: Final = {"en": 4, "zh": 8}
_NEW_SHARE: Final = 0.2
_SHORTEST_NEW: Final = 3
_LEAST_SCORE: Final = 0.68
_AROUND: Final = 5
_OPENS: Final = "头孢"  # of many drugs more than we know: 头孢丙脒 holds no 丙嘧


@dataclass(frozen=True, slots=True)
class Span:
    """Heard words `first`..`last`, both included, to be looked up; heard: them as plain texts.

    close: nothing in them is strange, so that only what sounds nearly the same is looked for.
    """

    first: int
    last: int
    heard: tuple[str, ...]
    close: bool

    @property
    def asked(self) -> Asked:
        """What the lexicon is asked."""
        return self.heard, self.close


@dataclass(frozen=True, slots=True)
class Found:
    """A look-up that gave a name; known: heard words of the vocabulary would change; part: it
    may be half of an unknown name, whose other characters stand beside it; cut: only a cut of the
    line into words says so. gain, beside: what the
    line and its characters say of it, in Chinese."""

    first: int
    last: int
    match: Match
    known: bool
    gain: float = 0.0
    part: bool = False
    cut: bool = False
    beside: Beside = NOTHING


LookUp = Callable[[Span], Sequence[Match]]


class Spans(ABC):
    """The spans of a line that are looked up, and what is found for them.

    texts: the words, plain and simplified.
    """

    asked: Sequence[Span]

    def __init__(self, language: Language, texts: Sequence[str]) -> None:
        self.language, self.texts = language, texts

    @cached_property
    def protected(self) -> Sequence[Protected]:
        """Tokens of the line, looked for only where a name was found."""
        return protected(self.texts, self.language)

    @abstractmethod
    def found(self, look_up: LookUp) -> Iterator[Found]:
        """Names that may have been said, span after span."""


def spans_of(
    language: Language,
    words: Sequence[Word],
    texts: Sequence[str],
    lexicon: Lexicon,
    taken: frozenset[int],
) -> Spans:
    """texts: the words, plain and simplified; taken: what other rules wrote, in no span."""
    kind = ChineseSpans if language == "zh" else EnglishSpans
    return kind(words, texts, lexicon, taken)


class EnglishSpans(Spans):
    """Spans with a word out of vocabulary, or of several words one of which was hardly heard."""

    def __init__(
        self, words: Sequence[Word], texts: Sequence[str], lexicon: Lexicon, taken: frozenset[int]
    ) -> None:
        super().__init__("en", texts)
        known = [len(text) < _SHORTEST_NEW or lexicon.knows("en", text) for text in texts]
        self.asked = tuple(_asked_en(words, texts, known, taken))

    def found(self, look_up: LookUp) -> Iterator[Found]:
        for span in self.asked:
            for match in look_up(span):
                if match.score >= _LEAST_SCORE and not _same(span.heard, match.name):
                    yield Found(span.first, span.last, match, span.close)


def _asked_en(
    words: Sequence[Word], texts: Sequence[str], known: Sequence[bool], taken: frozenset[int]
) -> Iterator[Span]:
    for first, end in _windows(words, "en", taken):
        new, letters, unsure = 0, 0, False
        for last in range(first, end):
            letters += len(texts[last])
            new += 0 if known[last] else len(texts[last])
            unsure = unsure or words[last].probability < LOW_PROBABILITY
            enough = new >= _NEW_SHARE * letters
            if (new and enough) or (unsure and last > first and not new):
                yield Span(first, last, tuple(texts[first : last + 1]), not new)


class ChineseSpans(Spans):
    """Spans of characters that are no word, with one that belongs to none or was hardly heard."""

    def __init__(
        self, words: Sequence[Word], texts: Sequence[str], lexicon: Lexicon, taken: frozenset[int]
    ) -> None:
        super().__init__("zh", texts)
        self._lexicon = lexicon
        self._words = words
        cut = lexicon.chinese.cut(texts)
        self._new = {
            start for start, end in cut if end - start == 1 and texts[start] not in FREE_STANDING
        }
        self._inner = {index for start, end in cut for index in range(start + 1, end)}
        self.asked = tuple(_asked_zh(words, texts, self._new, frozenset(cut), taken))

    def found(self, look_up: LookUp) -> Iterator[Found]:
        for span in self.asked:
            matches = look_up(span)
            if not matches:
                continue
            heard, gain_of = "".join(span.heard), _gains(self.texts, span, self._lexicon)
            for match in matches:
                changed = {span.first + at for at in _changed(heard, match.name)}
                if changed and match.score >= _LEAST_SCORE:
                    yield self._named(span, match, changed, gain_of(match.name))

    def _named(self, span: Span, match: Match, changed: AbstractSet[int], gain: float) -> Found:
        """known when what would change is a word, or part of one."""
        first, last = span.first, span.last
        cuts = first in self._inner or last + 1 in self._inner
        hard = self._in_a_name(first, last, match)
        part = hard or self._in_a_word(first, match)
        known = cuts or not self._new.issuperset(changed)
        beside = self._line.beside(first, "".join(span.heard), match.name, neighbours())
        return Found(first, last, match, known, gain, part, part and not hard, beside)

    @cached_property
    def _line(self) -> Line:
        return Line(self.texts, (bool(edges(word.text)[1]) for word in self._words))

    def _in_a_name(self, first: int, last: int, match: Match) -> bool:
        """Whether the span may be a part of a longer name that nobody knows, or is one of a known
        name."""
        texts = self.texts
        return (
            goes_on(texts, first, last, self._new, self._numbers)
            or "".join(texts[max(0, first - len(_OPENS)) : first]) == _OPENS
            or (_alone(match) and self._joined(first, match))
            or in_a_medicine(texts, first, last, match)
            or self._lexicon.chinese.within("".join(texts[first : last + 1]))
        )

    def _in_a_word(self, first: int, match: Match) -> bool:
        """Whether it begins within a word, as the line was cut; errors cut lines wrongly."""
        return (first in self._inner and match.entry.kind != "drug") or self._joined(first, match)

    def _joined(self, first: int, match: Match) -> bool:
        leads = shapes_of("zh").opened | shapes_of("zh").edges
        alone = first - 1 in self._new and self.texts[first - 1] not in leads
        return alone and joined_on(self.texts, first, match, self._lexicon)

    @cached_property
    def _numbers(self) -> frozenset[int]:
        """Where numbers begin."""
        return frozenset(token.first for token in self.protected if token.kind == "number")


def _alone(match: Match) -> bool:
    """Whether what stands before may make another name: of drugs there are many, and of two
    characters too."""
    return match.entry.kind == "drug" or len(match.name) <= len("二字")


def _asked_zh(
    words: Sequence[Word],
    texts: Sequence[str],
    new: AbstractSet[int],
    cut: AbstractSet[tuple[int, int]],
    taken: frozenset[int],
) -> Iterator[Span]:
    chinese = [len(text) == 1 and is_han(text) for text in texts]
    for first, end in _windows(words, "zh", taken):
        strange = unsure = False
        for last in range(first, end):
            if not chinese[last]:
                break
            strange = strange or last in new
            unsure = unsure or words[last].probability < LOW_PROBABILITY
            if last > first and (unsure or strange) and (first, last + 1) not in cut:
                yield Span(first, last, tuple(texts[first : last + 1]), not strange)


def _changed(heard: str, name: str) -> Iterator[int]:
    """Places of heard characters that a name replaces or takes away, or puts one before."""
    for code in Levenshtein.opcodes(heard, name):
        if code.tag != "equal":
            yield from range(code.src_start, max(code.src_end, code.src_start + 1))


def _gains(texts: Sequence[str], span: Span, lexicon: Lexicon) -> Callable[[str], float]:
    """How much likelier the words around a span become with a name in its place."""
    first, end = span.first, span.last + 1
    before, after = texts[max(0, first - _AROUND) : first], texts[end : end + _AROUND]
    cost = lexicon.chinese.cost
    heard = cache(lambda: cost((*before, *span.heard, *after)))  # for all its names
    return lambda name: heard() - cost((*before, *name, *after))


def _windows(
    words: Sequence[Word], language: Language, taken: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Where spans of heard words may begin, and the end (excluded) of the longest that begins
    there; none crosses punctuation or a taken word."""
    pauses = [bool(edges(word.text)[1]) for word in words]
    for first in range(len(words)):
        end = first
        while end < min(first + _LONGEST[language], len(words)) and end not in taken:
            end += 1
            if pauses[end - 1]:
                break
        yield first, end


def _same(heard: Sequence[str], name: str) -> bool:
    """True when the name was heard as it is written, but for case, hyphens and spaces."""
    plain_name = [plain(part) for part in name.replace("-", " ").split()]
    return plain_name == [part for word in heard for part in word.replace("-", " ").split()]
