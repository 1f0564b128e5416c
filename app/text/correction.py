"""Medical terms repaired and numbers written: overlays on heard words, each with its reason.

Corrections are computed from heard words only, never from each other, so that there is no
cascade and order does not matter; what one corrects no other touches.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.domain.findings import Correction, CorrectionKind, CorrectionState
from app.domain.transcript import Language, Transcript, Utterance, Word
from app.domain.vetoes import NO_PAIRS, Pairs, forbidden
from app.settings import Script
from app.text import numbers_en, numbers_zh
from app.text.evidence import Evidence
from app.text.guard import FREE_STANDING, Verdict, allowed
from app.text.lexicon import Lexicon, Match
from app.text.part_of_name_zh import AMOUNT_WITHIN
from app.text.protected import Protected
from app.text.spans import Found, LookUp, Spans, spans_of
from app.text.tokens import is_han, plain, tokenize
from app.text.writing import heard_line, simplified, written

_WORDS_AFTER_LETTERS = 2
_LASTING = frozenset({"天", "日", "周", "星期", "个月", "月", "年", "小时", "个小时"})
_WITH_AMOUNTS = frozenset({"drug", "lab", "vital", "device"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: int
    last: int
    match: Match
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Draft:
    """An utterance before names are looked up. texts: its words, plain and simplified; spans: those
    to be looked up; written: its numbers and spellings."""

    utterance: Utterance
    texts: Sequence[str]
    spans: Spans
    written: tuple[Correction, ...] = ()

    @property
    def language(self) -> Language:
        return self.utterance.language


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
    draft = _drafted(utterance, lexicon)
    return _laid(draft, lexicon, _each(utterance.language, lexicon), script, unwanted)


def overlays(
    transcript: Transcript,
    lexicon: Lexicon,
    script: Script = "simplified",
    unwanted: Callable[[Utterance], Pairs] = lambda _: NO_PAIRS,
) -> tuple[Transcript, tuple[Correction, ...]]:
    """As `overlay`, of all utterances: the lexicon is scanned once for all of them."""
    drafts = [_drafted(utterance, lexicon) for utterance in transcript.utterances]
    look_ups = {
        language: _scanned(language, lexicon, [d for d in drafts if d.language == language])
        for language in {draft.language for draft in drafts}
    }
    laid = [
        _laid(draft, lexicon, look_ups[draft.language], script, unwanted(draft.utterance))
        for draft in drafts
    ]
    return (
        replace(transcript, utterances=tuple(utterance for utterance, _ in laid)),
        tuple(correction for _, corrections in laid for correction in corrections),
    )


def _each(language: Language, lexicon: Lexicon) -> LookUp:
    """Looks up a span when it is asked for."""
    return lambda span: lexicon.matches(language, span.heard, close=span.close)


def _scanned(language: Language, lexicon: Lexicon, drafts: Iterable[_Draft]) -> LookUp:
    """Knows what is found for the spans of all drafts."""
    spans = (span for draft in drafts for span in draft.spans.asked)
    found = lexicon.scan(language, dict.fromkeys(span.asked for span in spans))
    return lambda span: found[span.asked]


def _drafted(utterance: Utterance, lexicon: Lexicon) -> _Draft:
    numbers, spelled = _numbers_and_spellings(utterance, lexicon)
    written = (*numbers, *spelled)
    return _draft(utterance, lexicon, _covered(written), written)


def _draft(
    utterance: Utterance,
    lexicon: Lexicon,
    taken: frozenset[int],
    written: tuple[Correction, ...] = (),
) -> _Draft:
    texts = tuple(_normal(word) for word in utterance.words)
    spans = spans_of(utterance.language, utterance.words, texts, lexicon, taken)
    return _Draft(utterance, texts, spans, written)


def _laid(
    draft: _Draft, lexicon: Lexicon, look_up: LookUp, script: Script, unwanted: Pairs
) -> tuple[Utterance, tuple[Correction, ...]]:
    utterance = draft.utterance
    terms = _terms(draft, lexicon, look_up)
    wanted = [
        one for one in (*draft.written, *terms) if not forbidden(unwanted, one.heard, one.text)
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
    draft = _draft(utterance, lexicon, taken)
    return _terms(draft, lexicon, _each(utterance.language, lexicon))


def _terms(draft: _Draft, lexicon: Lexicon, look_up: LookUp) -> tuple[Correction, ...]:
    chosen = _chosen(
        [
            _Candidate(found.first, found.last, found.match, verdict)
            for found, words, evidence in _candidates(draft, look_up)
            if (
                verdict := allowed(words, found.match.name, draft.language, lexicon, evidence)
            ).decision
            != "never"
        ]
    )
    return tuple(_correction(draft.utterance, lexicon, candidate) for candidate in chosen)


def candidates(
    utterance: Utterance, lexicon: Lexicon, taken: frozenset[int] = frozenset()
) -> Iterator[tuple[Found, Sequence[str], Evidence]]:
    """Every name that may have been said, with the plain words heard and what speaks for it.

    None begins or ends within a protected token (双侧眼压 is not 双测眼压), and none swallows one
    that only the line shows: "mics" is a unit where a number stands before it.
    """
    return _candidates(_draft(utterance, lexicon, taken), _each(utterance.language, lexicon))


def _candidates(draft: _Draft, look_up: LookUp) -> Iterator[tuple[Found, Sequence[str], Evidence]]:
    near = list(draft.spans.found(look_up))
    whole = draft.spans.protected if near else ()
    for found in near:
        if any(_cuts(found, token) or _swallows(found, token) for token in whole):
            continue
        match, span = found.match, slice(found.first, found.last + 1)
        probability = min(word.probability for word in draft.utterance.words[span])
        unit = _unlike_an_amount(found, draft.texts, whole, draft.language)
        yield (
            found,
            draft.texts[span],
            Evidence(
                match.score, match.margin, probability, found.known, match.rivals, found.gain,
                found.part, bool(unit), unit in _LASTING,
                found.cut, found.beside,
            ),
        )  # fmt: skip


def _cuts(found: Found, token: Protected) -> bool:
    """Whether a span holds some of a token's words and not all."""
    apart = found.last < token.first or found.first > token.last
    return not apart and (found.first > token.first or found.last < token.last)


def _swallows(found: Found, token: Protected) -> bool:
    """Whether a span holds a token whose text the name does not."""
    inside = found.first <= token.first and token.last <= found.last
    name = found.match.name.casefold()
    return inside and token.text not in (name if is_han(token.text) else name.split())


def _unlike_an_amount(
    found: Found, texts: Sequence[str], whole: Sequence[Protected], language: Language
) -> str:
    """The unit of an amount before which a name would stand that takes none: nausea forty
    milligrams; "" where there is none.

    In Chinese a few characters more may belong to the word that takes it: 甲硫咪唑一毫克.
    """
    if found.match.entry.kind in _WITH_AMOUNTS:
        return ""
    at = found.last + 1
    most = at + (AMOUNT_WITHIN if language == "zh" else 0)
    while at < most and not _amount(at, whole) and texts[at : at + 1] and _goes_with(texts[at]):
        at += 1
    return _amount(at, whole)


def _goes_with(text: str) -> bool:
    return is_han(text) and text not in FREE_STANDING


def _amount(first: int, whole: Sequence[Protected]) -> str:
    """The unit of the number that begins at a word; "" when none does."""
    ends = {token.first: token.last + 1 for token in whole if token.kind == "number"}
    at = first
    while at in ends:
        at = ends[at]
    units = (token.text for token in whole if token.kind == "unit" and token.first == at)
    return next(units, "") if at > first else ""


def _chosen(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The likeliest first; of equals the shorter, then the earlier; none overlap.

    What may be written goes before what may only be proposed for the same words. A name that would
    be made gives way to a longer one around it that would be made too.
    """
    auto = {(c.first, c.last) for c in candidates if c.verdict.decision == "auto"}
    whole = [
        c
        for c in candidates
        if (c.verdict.decision == "auto" or (c.first, c.last) not in auto)
        and not any(_around(other, c) for other in candidates)
    ]
    ranked = sorted(whole, key=lambda c: (-c.verdict.chance, c.last - c.first, c.first))
    chosen: list[_Candidate] = []
    for candidate in ranked:
        if all(candidate.last < other.first or candidate.first > other.last for other in chosen):
            chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: candidate.first)


def _around(other: _Candidate, one: _Candidate) -> bool:
    """Whether another correction holds this one and its name holds this one's: 支气管炎, 支气管."""
    name, within = other.match.name, one.match.name
    return (
        other.verdict.decision == one.verdict.decision == "auto"
        and other.first <= one.first <= one.last <= other.last
        and len(within) < len(name)
        and is_han(name)
        and within in name
    )


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
