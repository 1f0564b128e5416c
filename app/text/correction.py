"""Medical terms repaired and numbers written: overlays on heard words, each with its reason.

Corrections are computed from heard words only, never from each other, so that there is no
cascade and order does not matter; what one corrects no other touches.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from rapidfuzz.distance import Levenshtein

from app.domain.findings import Correction, CorrectionKind, CorrectionState
from app.domain.transcript import Language, Utterance, Word
from app.domain.vetoes import NO_PAIRS, Pairs, forbidden
from app.settings import Script
from app.text import numbers_en, numbers_zh
from app.text.drug_shapes import shapes_of
from app.text.guard import FREE_STANDING, LOW_PROBABILITY, Evidence, Verdict, allowed
from app.text.lexicon import Lexicon, Match
from app.text.part_of_name_zh import AMOUNT_WITHIN, goes_on, in_a_medicine, joined_on
from app.text.protected import Protected, protected
from app.text.tokens import edges, is_han, plain, tokenize
from app.text.writing import heard_line, simplified, written

_LONGEST = {"en": 4, "zh": 8}
_SHORTEST = {"en": 1, "zh": 2}
_NEW_SHARE = 0.2
_SHORTEST_NEW = 3
_WORDS_AFTER_LETTERS = 2
_LEAST_SCORE = 0.68
_AROUND = 5
_OPENS = "头孢"  # of many drugs more than we know: 头孢丙脒 holds no 丙嘧
_WITH_AMOUNTS = frozenset({"drug", "lab", "vital", "device"})


@dataclass(frozen=True, slots=True)
class _Found:
    """A look-up that gave a name; known: heard words of the vocabulary would change; part: it
    may be half of an unknown name, whose other characters stand beside it."""

    first: int
    last: int
    match: Match
    known: bool
    gain: float = 0.0
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: int
    last: int
    match: Match
    verdict: Verdict


def overlay(
    utterance: Utterance,
    lexicon: Lexicon,
    script: Script = "simplified",
    unwanted: Pairs = NO_PAIRS,
) -> tuple[Utterance, tuple[Correction, ...]]:
    """The utterance with its written text, and all corrections on it in word order.

    Numbers come first and are never touched by terms. unwanted: corrections that somebody said are
    never to be made; their words stay as they were heard, and no other rule takes them instead.
    """
    numbers, spelled = _numbers_and_spellings(utterance, lexicon)
    taken = _covered((*numbers, *spelled))
    terms = correct(utterance, lexicon, taken)
    wanted = [
        one for one in (*numbers, *spelled, *terms) if not forbidden(unwanted, one.heard, one.text)
    ]
    found = tuple(sorted(wanted, key=lambda item: item.first))
    text = written(utterance.words, found, utterance.language, script)
    return replace(utterance, text=text), found


def words_taken(utterance: Utterance, lexicon: Lexicon) -> frozenset[int]:
    """Places of heard words that numbers and spellings write, which no term may contain."""
    numbers, spelled = _numbers_and_spellings(utterance, lexicon)
    return _covered((*numbers, *spelled))


def _numbers_and_spellings(
    utterance: Utterance, lexicon: Lexicon
) -> tuple[tuple[Correction, ...], tuple[Correction, ...]]:
    numbers = _numbers(utterance)
    return numbers, _spellings(utterance, lexicon, _covered(numbers))


def _covered(found: Sequence[Correction]) -> frozenset[int]:
    return frozenset(index for item in found for index in range(item.first, item.last + 1))


def correct_line(
    line: str,
    language: Language,
    probability: float,
    lexicon: Lexicon,
    script: Script = "simplified",
) -> dict[str, Any]:
    """One typed line as `erscribe lexicon correct` prints it: heard, text, corrections."""
    words = tokenize(line, probability)
    if not words:
        return {"heard": line, "text": "", "corrections": []}
    utterance = Utterance("", "", language, words)
    text, corrections = overlay(utterance, lexicon, script)
    return {
        "heard": line,
        "text": text.text,
        "corrections": [asdict(replace(item, utterance=None)) for item in corrections],
    }


def correct(
    utterance: Utterance, lexicon: Lexicon, taken: frozenset[int] = frozenset()
) -> tuple[Correction, ...]:
    """Term corrections for spans of heard words, best first, not overlapping, in word order.

    taken: words that other rules already wrote; no term may contain them.
    """
    chosen = _chosen(
        [
            _Candidate(found.first, found.last, found.match, verdict)
            for found, words, evidence in candidates(utterance, lexicon, taken)
            if (
                verdict := allowed(words, found.match.name, utterance.language, lexicon, evidence)
            ).decision
            != "never"
        ]
    )
    return tuple(_correction(utterance, lexicon, candidate) for candidate in chosen)


def candidates(
    utterance: Utterance, lexicon: Lexicon, taken: frozenset[int] = frozenset()
) -> Iterator[tuple[_Found, Sequence[str], Evidence]]:
    """Every name that may have been said, with the plain words heard and what speaks for it.

    None begins or ends within a protected token (双侧眼压 is not 双测眼压), and none swallows one
    that only the line shows: "mics" is a unit where a number stands before it.
    """
    texts = [_normal(word) for word in utterance.words]
    find = _found_zh if utterance.language == "zh" else _found_en
    near = list(find(utterance.words, texts, lexicon, taken))
    whole = protected(texts, utterance.language) if near else ()
    for found in near:
        if any(_cuts(found, token) or _swallows(found, token) for token in whole):
            continue
        match, span = found.match, slice(found.first, found.last + 1)
        probability = min(word.probability for word in utterance.words[span])
        yield (
            found,
            texts[span],
            Evidence(
                match.score, match.margin, probability, found.known, match.rivals, found.gain,
                found.part, _unlike_an_amount(found, texts, whole, utterance.language),
            ),
        )  # fmt: skip


def _cuts(found: _Found, token: Protected) -> bool:
    """Whether a span holds some of a token's words and not all."""
    apart = found.last < token.first or found.first > token.last
    return not apart and (found.first > token.first or found.last < token.last)


def _swallows(found: _Found, token: Protected) -> bool:
    """Whether a span holds a token whose text the name does not."""
    inside = found.first <= token.first and token.last <= found.last
    name = found.match.name.casefold()
    return inside and token.text not in (name if is_han(token.text) else name.split())


def _unlike_an_amount(
    found: _Found, texts: Sequence[str], whole: Sequence[Protected], language: Language
) -> bool:
    """Whether a name that takes no amount would stand before one: nausea forty milligrams.

    In Chinese a few characters more may belong to the word that takes it: 甲硫咪唑一毫克.
    """
    if found.match.entry.kind in _WITH_AMOUNTS:
        return False
    at = found.last + 1
    most = at + (AMOUNT_WITHIN if language == "zh" else 0)
    while at < most and not _amount(at, whole) and texts[at : at + 1] and _goes_with(texts[at]):
        at += 1
    return _amount(at, whole)


def _goes_with(text: str) -> bool:
    return is_han(text) and text not in FREE_STANDING


def _amount(first: int, whole: Sequence[Protected]) -> bool:
    """Whether a number with its unit begins at a word."""
    ends = {token.first: token.last + 1 for token in whole if token.kind == "number"}
    at = first
    while at in ends:
        at = ends[at]
    return at > first and any(token.kind == "unit" and token.first == at for token in whole)


def _chosen(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The likeliest first; of equals the shorter, then the earlier; none overlap."""
    ranked = sorted(candidates, key=lambda c: (-c.verdict.chance, c.last - c.first, c.first))
    chosen: list[_Candidate] = []
    for candidate in ranked:
        if all(candidate.last < other.first or candidate.first > other.last for other in chosen):
            chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: candidate.first)


def _found_en(
    words: Sequence[Word], texts: Sequence[str], lexicon: Lexicon, taken: frozenset[int]
) -> Iterator[_Found]:
    """Look up spans with a word out of vocabulary, or several words of low probability."""
    known = [len(text) < _SHORTEST_NEW or lexicon.knows("en", text) for text in texts]
    for first, last in _windows(words, "en", taken):
        inside = range(first, last + 1)
        new = sum(len(texts[index]) for index in inside if not known[index])
        enough = new >= _NEW_SHARE * sum(len(texts[index]) for index in inside)
        unsure = min(words[index].probability for index in inside) < LOW_PROBABILITY
        if not ((new and enough) or (unsure and last > first and not new)):
            continue
        heard = tuple(texts[first : last + 1])
        for match in lexicon.matches("en", heard, close=not new):
            if match.score >= _LEAST_SCORE and not _same(heard, match.name):
                yield _Found(first, last, match, not new)


def _found_zh(
    words: Sequence[Word], texts: Sequence[str], lexicon: Lexicon, taken: frozenset[int]
) -> Iterator[_Found]:
    """Look up spans of characters; known when what would change is a word, or part of one."""
    cut = lexicon.chinese.cut(texts)
    new = {start for start, end in cut if end - start == 1 and texts[start] not in FREE_STANDING}
    inner = {index for start, end in cut for index in range(start + 1, end)}
    leads = shapes_of("zh").opened | shapes_of("zh").edges
    numbers = {token.first for token in protected(texts, "zh") if token.kind == "number"}
    for first, last in _windows(words, "zh", taken):
        inside = range(first, last + 1)
        if not all(len(texts[index]) == 1 and is_han(texts[index]) for index in inside):
            continue
        unsure = min(words[index].probability for index in inside) < LOW_PROBABILITY
        strange = any(index in new for index in inside)
        if (first, last + 1) in cut or not (unsure or strange):
            continue
        heard = tuple(texts[first : last + 1])
        cuts = first in inner or last + 1 in inner
        beside = goes_on(texts, first, last, new, numbers)
        alone = first - 1 in new and texts[first - 1] not in leads
        gain_of = _gains(texts, first, last, lexicon)
        for match in lexicon.matches("zh", heard, close=not strange):
            changed = {first + at for at in _changed("".join(heard), match.name)}
            if changed and match.score >= _LEAST_SCORE:
                gain = gain_of(match.name)
                part = (
                    beside
                    or "".join(texts[max(0, first - len(_OPENS)) : first]) == _OPENS
                    or (alone and joined_on(texts, first, match, lexicon))
                    or (first in inner and match.entry.kind != "drug")
                    or in_a_medicine(texts, first, last, match)
                )
                yield _Found(first, last, match, cuts or not new.issuperset(changed), gain, part)


def _changed(heard: str, name: str) -> Iterator[int]:
    """Places of heard characters that a name replaces or takes away, or puts one before."""
    for code in Levenshtein.opcodes(heard, name):
        if code.tag != "equal":
            yield from range(code.src_start, max(code.src_end, code.src_start + 1))


def _gains(texts: Sequence[str], first: int, last: int, lexicon: Lexicon) -> Callable[[str], float]:
    """How much likelier the words around a span become with a name in its place."""
    before, after = texts[max(0, first - _AROUND) : first], texts[last + 1 : last + 1 + _AROUND]
    cost = lexicon.chinese.cost
    heard = cache(lambda: cost((*before, *texts[first : last + 1], *after)))  # for all its names
    return lambda name: heard() - cost((*before, *name, *after))


def _windows(
    words: Sequence[Word], language: Language, taken: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Spans of heard words to look up; none crosses punctuation or a taken word."""
    pauses = {index for index, word in enumerate(words) if edges(word.text)[1]}
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST[language], len(words))):
            if last in taken:
                break
            if last - first + 1 >= _SHORTEST[language]:
                yield first, last
            if last in pauses:
                break


def _same(heard: Sequence[str], name: str) -> bool:
    """True when the name was heard as it is written, but for case, hyphens and spaces."""
    plain_name = [plain(part) for part in name.replace("-", " ").split()]
    return plain_name == [part for word in heard for part in word.replace("-", " ").split()]


def _correction(utterance: Utterance, lexicon: Lexicon, found: _Candidate) -> Correction:
    state: CorrectionState = "applied" if found.verdict.decision == "auto" else "proposed"
    return _made(
        utterance,
        (found.first, found.last, found.match.name),
        kind="term",
        state=state,
        rule=lexicon.rule(f"term.{found.verdict.reason}"),
        concept=found.match.entry.id,
        score=found.match.score,
        margin=found.match.margin,
    )


def _numbers(utterance: Utterance) -> tuple[Correction, ...]:
    texts = ["".join(map(simplified, word.text)) for word in utterance.words]
    find = numbers_zh.number_forms if utterance.language == "zh" else numbers_en.number_forms
    return tuple(
        _made(utterance, (form.first, form.last, form.text), "number", form.state, form.rule)
        for form in find(texts)
        if form.text != _core(utterance.words[form.first : form.last + 1])
    )


def _spellings(
    utterance: Utterance, lexicon: Lexicon, taken: frozenset[int]
) -> tuple[Correction, ...]:
    """Abbreviations and names in the letters clinicians write: "e c g" and "ecg" -> "ECG"."""
    texts = [plain(word.text) for word in utterance.words]
    found: list[Correction] = []
    index = 0
    while index < len(texts):
        end, form = _spelling(texts, index, lexicon)
        span = range(index, end)
        if form and taken.isdisjoint(span) and form != _core(utterance.words[index:end]):
            place = (index, end - 1, form)
            found.append(
                _made(utterance, place, "spelling", "applied", lexicon.rule("spelling.written"))
            )
        index = max(end, index + 1)
    return tuple(found)


def _spelling(texts: Sequence[str], first: int, lexicon: Lexicon) -> tuple[int, str]:
    """The end of the name that starts at `first`, and its written form ("" when none).

    Letters said one by one come first, also with the words that complete a name: "s t elevation".
    """
    forms = lexicon.written_forms
    end = first
    while end < len(texts) and _letter(texts[end]):
        end += 1
    for stop in range(end, first + 1, -1):
        letters = "".join(texts[first:stop])
        if letters.startswith("a") and letters[1:] in forms and len(letters) > len("ab"):
            continue
        for last in range(min(stop + _WORDS_AFTER_LETTERS, len(texts)), stop - 1, -1):
            form = forms.get(" ".join([letters, *texts[stop:last]]))
            if form:
                return last, form
    return first + 1, forms.get(texts[first], "") if len(texts[first]) > 1 else ""


def _letter(text: str) -> bool:
    return len(text) == 1 and text.isascii() and text.isalpha()


def _core(words: Sequence[Word]) -> str:
    return " ".join(word.text.strip(" .,;:?!") for word in words)


def _normal(word: Word) -> str:
    return "".join(map(simplified, plain(word.text)))


def _made(
    utterance: Utterance,
    place: tuple[int, int, str],
    kind: CorrectionKind,
    state: CorrectionState,
    rule: str,
    concept: str = "",
    score: float = 1.0,
    margin: float = 1.0,
) -> Correction:
    first, last, text = place
    heard = heard_line(utterance.words[first : last + 1], utterance.language)
    owner = utterance.id or None
    return Correction(owner, first, last, heard, text, kind, concept, score, margin, rule, state)
