"""Spans of heard words that may be names, and what each name found for one would change."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from rapidfuzz.distance import Levenshtein

from app.domain.transcript import Language, Word
from app.text.drug_shapes import Shapes, shapes_of
from app.text.guard import FREE_STANDING, LOW_PROBABILITY
from app.text.lexicon import Lexicon, Match
from app.text.lexicon.index import Asked
from app.text.protected import protected
from app.text.tokens import edges, is_han, plain

_LONGEST: Final = {"en": 4, "zh": 8}
_NEW_SHARE: Final = 0.2
_SHORTEST_NEW: Final = 3
_LEAST_SCORE: Final = 0.68
_AROUND: Final = 5
_FORM_WITHIN: Final = 8


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
    may be half of an unknown name, whose other characters stand beside it."""

    first: int
    last: int
    match: Match
    known: bool
    gain: float = 0.0
    part: bool = False


LookUp = Callable[[Span], Sequence[Match]]


class Spans(Protocol):
    """The spans of a line that are looked up, and what is found for them."""

    @property
    def asked(self) -> Sequence[Span]: ...

    def found(self, look_up: LookUp) -> Iterator[Found]:
        """Names that may have been said, span after span."""
        ...


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


class EnglishSpans:
    """Spans with a word out of vocabulary, or of several words one of which was hardly heard."""

    def __init__(
        self, words: Sequence[Word], texts: Sequence[str], lexicon: Lexicon, taken: frozenset[int]
    ) -> None:
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


class ChineseSpans:
    """Spans of characters that are no word, with one that belongs to none or was hardly heard."""

    def __init__(
        self, words: Sequence[Word], texts: Sequence[str], lexicon: Lexicon, taken: frozenset[int]
    ) -> None:
        self._texts, self._lexicon = texts, lexicon
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
            heard, gain_of = "".join(span.heard), _gains(self._texts, span, self._lexicon)
            for match in matches:
                changed = {span.first + at for at in _changed(heard, match.name)}
                if changed and match.score >= _LEAST_SCORE:
                    yield self._named(span, match, changed, gain_of(match.name))

    def _named(self, span: Span, match: Match, changed: AbstractSet[int], gain: float) -> Found:
        """known when what would change is a word, or part of one."""
        texts, first, last = self._texts, span.first, span.last
        cuts = first in self._inner or last + 1 in self._inner
        part = _goes_on(texts, first, last, self._new) or _in_a_medicine(texts, first, last, match)
        return Found(first, last, match, cuts or not self._new.issuperset(changed), gain, part)


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


def _goes_on(texts: Sequence[str], first: int, last: int, new: AbstractSet[int]) -> bool:
    """True when characters that make no word stand between the span and an amount, or before it.

    兰士 before 灵十四毫克 is not 兰释: what an amount follows is one name.
    """
    shapes = shapes_of("zh")
    before = first - 1 in new and texts[first - 1] not in shapes.opened | shapes.edges
    if not before and last + 1 not in new:  # before the search for numbers, which costs more
        return False
    numbers = {token.first for token in protected(texts, "zh") if token.kind == "number"}
    end = last + 1
    while end in new and end not in numbers:
        end += 1
    return end in numbers and (before or _longer(texts[last + 1 : end], shapes))


def _longer(rest: Sequence[str], shapes: Shapes) -> bool:
    """Whether characters behind a name go on with it; a dosage form does not."""
    text = "".join(rest)
    return bool(text) and (shapes.forms is None or shapes.forms.match(text) is None)


def _in_a_medicine(texts: Sequence[str], first: int, last: int, match: Match) -> bool:
    """True when a dosage form behind shows a longer name, of which this would alter a part.

    益肝 in 益肝健骨片 is not 乙肝, nor is it before 颗粒: only a medicine comes in a form.
    """
    forms = shapes_of("zh").forms
    line = "".join(text if len(text) == 1 else "." for text in texts[: last + 1 + _FORM_WITHIN])
    found = forms.search(line, first) if forms is not None else None
    if found is None or not line[first : found.start()].isalpha():
        return False
    if found.start() <= last:
        return found.group() not in match.name
    return found.start() > last + 1 or match.entry.kind != "drug"


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
