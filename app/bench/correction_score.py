"""What corrections did to a line: terms won back, corrections right, words that they spoiled.

Everything is counted by aligning words (English) or Hanzi (Chinese) with what was meant, before and
after: a term was broken when some of its words were not heard right, and it is won back when all of
them are right afterwards; a word is harmed when it was heard right and is no longer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz.distance import Levenshtein

from app.bench.correction_terms import Span, units
from app.domain.transcript import Language, Utterance
from app.text.correction import overlay
from app.text.lexicon import Lexicon
from app.text.tokens import tokenize

PROBABILITY: Final = 0.3
"""Of every word, at which recall and harm are measured alike."""
_PLURALS: Final = ("s", "es")


@dataclass(frozen=True, slots=True)
class Change:
    """Heard units first..last, both included, become `text`; applied, or proposed only and why."""

    first: int
    last: int
    text: str
    applied: bool
    reason: str = ""


Corrector = Callable[[Sequence[str], Language], list[Change]]


@dataclass(frozen=True, slots=True)
class Case:
    """A line as it was meant and as it was heard; terms: the medical ones in `meant`."""

    language: Language
    meant: tuple[str, ...]
    heard: tuple[str, ...]
    terms: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A term that was not heard right.

    heard: the units in its place; applied, offered: it is won back by what was applied, by what was
    applied or proposed; touched: an applied correction changed something in its place; reason: why
    what was proposed there was not applied.
    """

    name: str
    heard: tuple[str, ...]
    applied: bool
    offered: bool
    touched: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Counts of one line. kept: words heard right; harmed: those that applied changes spoiled.

    right of made: applied changes after which every word of theirs is meant and more of the line is
    right than before, but for a plural ending; wrong: what the others made of what.
    """

    broken: tuple[Broken, ...]
    kept: int
    harmed: int
    made: int
    right: int
    proposed: int
    wrong: tuple[tuple[str, str], ...] = ()


def rules(lexicon: Lexicon) -> Corrector:
    """The product's own term corrections, every heard word doubted alike."""

    def corrected(heard: Sequence[str], language: Language) -> list[Change]:
        words = tokenize(("" if language == "zh" else " ").join(heard), PROBABILITY)
        if len(words) != len(heard):  # Hanzi and plain words are tokens of their own
            raise ValueError("a line of other words than its units")
        _, found = overlay(Utterance("", "", language, words), lexicon)
        return [
            Change(one.first, one.last, one.text, one.state == "applied", _reason(one.rule))
            for one in found
            if one.kind == "term"
        ]

    return corrected


def _reason(rule: str) -> str:
    """Of a rule as corrections carry it: "term.between-drugs@..."."""
    return rule.partition("@")[0].removeprefix("term.")


def judge(case: Case, correct: Corrector) -> Judged:
    """Everything that is counted on one line."""
    changes = correct(case.heard, case.language) if case.heard else []
    applied = [change for change in changes if change.applied]
    before = _right(case.meant, case.heard)
    after = _right(case.meant, _changed(case, applied))
    offered = _right(case.meant, _changed(case, changes)) if changes != applied else after
    found = [change for change in applied if any(good(case, one) for one in _numbers(change))]
    return Judged(
        tuple(_broken(case, before, after, offered, changes)),
        kept=len(before),
        harmed=len(before - after),
        made=len(applied),
        right=len(found),
        proposed=len(changes) - len(applied),
        wrong=tuple(
            (" ".join(case.heard[one.first : one.last + 1]), one.text)
            for one in applied
            if one not in found
        ),
    )


def _right(meant: Sequence[str], heard: Sequence[str]) -> set[int]:
    """Which meant units stand in what was heard."""
    return {
        index
        for code in Levenshtein.opcodes(meant, heard)
        if code.tag == "equal"
        for index in range(code.src_start, code.src_end)
    }


def _changed(case: Case, changes: Sequence[Change]) -> list[str]:
    made = list(case.heard)
    for change in sorted(changes, key=lambda one: -one.first):
        made[change.first : change.last + 1] = units(change.text, case.language)
    return made


def _numbers(change: Change) -> list[Change]:
    """A change in its own number and in the other: a plural that was lost is no wrong term."""
    texts = (change.text, *(change.text + end for end in _PLURALS), change.text.removesuffix("s"))
    return [replace(change, text=text) for text in dict.fromkeys(texts)]


def good(case: Case, change: Change) -> bool:
    """All words of the change are meant where it stands, and the line is nearer to the truth."""
    made = _changed(case, [change])
    size = len(units(change.text, case.language))
    right = {
        index
        for code in Levenshtein.opcodes(case.meant, made)
        if code.tag == "equal"
        for index in range(code.dest_start, code.dest_end)
    }
    nearer = Levenshtein.distance(case.meant, made) < Levenshtein.distance(case.meant, case.heard)
    return nearer and right.issuperset(range(change.first, change.first + size))


def _broken(
    case: Case, before: set[int], after: set[int], offered: set[int], changes: Sequence[Change]
) -> list[Broken]:
    found = []
    for span in case.terms:
        inside = set(range(span.first, span.end))
        if inside <= before:
            continue
        first, end = in_place(case, span)
        heard = case.heard[first:end]
        if not _inflected(case.meant[span.first : span.end], heard):
            here = [one for one in changes if one.first < end and first <= one.last]
            touched = any(one.applied for one in here)
            reason = next((one.reason for one in here if not one.applied), "")
            won, offers = inside <= after, inside <= offered
            found.append(Broken(span.name, heard, won, offers, touched, reason))
    return found


def in_place(case: Case, span: Span) -> tuple[int, int]:
    """The heard units that stand where a term was meant, half-open; changed words beside it that
    the alignment cannot tell from it are included."""
    ends = []
    for code in Levenshtein.opcodes(case.meant, case.heard):
        inside = code.src_start < span.end and code.src_end > span.first
        added = code.tag == "insert" and span.first <= code.src_start <= span.end
        if inside or added:
            if code.tag == "equal":
                shift = code.dest_start - code.src_start
                low, high = max(code.src_start, span.first), min(code.src_end, span.end)
                ends.append((low + shift, high + shift))
            else:
                ends.append((code.dest_start, code.dest_end))
    return min(low for low, _ in ends), max(high for _, high in ends)


def _inflected(meant: Sequence[str], heard: Sequence[str]) -> bool:
    """True when only a plural ending was lost or added: the term is still there."""
    if len(meant) != len(heard):
        return False
    return all(
        one == other or any(one + end == other or other + end == one for end in _PLURALS)
        for one, other in zip(meant, heard, strict=True)
    )
