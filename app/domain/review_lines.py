"""A transcript as it is gone through beside its sound: a line an utterance, with all that is said
about it."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal, TypeVar

from app.domain.findings import Alert, AlertLevel
from app.domain.note_doubts import LOW, Doubt
from app.domain.note_versions import NoteBody, VersionSentence
from app.domain.result import JobResult
from app.domain.suggestions import Suggestion
from app.domain.transcript import Utterance
from app.domain.written import Numbered, Span, spans

Chip = Literal["", "heard", "written", "proposed"]
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance. sentences: those of the note that stand for it and were put into other words;
    left_out: the note no longer says it."""

    utterance: Utterance
    corrections: tuple[Numbered, ...] = ()
    alerts: tuple[Alert, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    sentences: tuple[VersionSentence, ...] = ()
    left_out: bool = False
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters that are written in one manner, for the heard words `first`..`last`.

    chip: of a correction, what was heard or what is written or proposed. mark: a sign that stands
    beside the words, and was not said. tone: of a keyword alert.
    """

    text: str
    first: int
    last: int
    doubted: bool = False
    chip: Chip = ""
    mark: bool = False
    tone: AlertLevel | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Heard words `first`..`last` of the line of this number."""

    line: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was looked for is in the line of this number; number: from 0, in the line."""

    line: int
    number: int


def lines(
    result: JobResult,
    body: NoteBody,
    before: NoteBody,
    suggestions: Iterable[Suggestion] = (),
) -> tuple[Line, ...]:
    """In the order of time. before: what the note said when it was composed."""
    found = result.understanding
    corrections = _by_utterance(
        (one.utterance, (n, one)) for n, one in enumerate(found.corrections)
    )
    alerts = _by_utterance((one.utterance, one) for one in found.alerts)
    sentences = _by_utterance(
        (id_, one) for one in body.sentences() if one.source == "typed" for id_ in one.utterances
    )
    told = {one.utterance for one in found.corrections if one.kind == "command" and one.utterance}
    lost = (_cited(before) | told) - _cited(body)
    proposed = _by_utterance(_targets(suggestions, body, before))
    return tuple(
        Line(
            one,
            corrections.get(one.id, ()),
            alerts.get(one.id, ()),
            (),
            sentences.get(one.id, ()),
            one.id in lost,
            proposed.get(one.id, ()),
        )
        for one in found.transcript.utterances
    )


def doubted(said: Sequence[Line], doubts: Iterable[Doubt]) -> tuple[Line, ...]:
    """The same lines, each with the doubts about it."""
    found = _by_utterance((one.utterance, one) for one in doubts if one.kind != "suggestion")
    return tuple(
        replace(one, doubts=found.get(one.utterance.id, ()))
        if one.doubts or one.utterance.id in found
        else one
        for one in said
    )


def sentence_of(body: NoteBody, line: Line, first: int) -> VersionSentence | None:
    """The sentence of the note that stands for a heard word; None when none does."""
    citing = [one for one in body.sentences() if line.utterance.id in one.utterances]
    if not line.utterance.words or not citing:
        return citing[0] if citing else None
    at = line.utterance.words[min(first, len(line.utterance.words) - 1)]
    middle_s = (at.start_s + at.end_s) / 2
    return min(citing, key=lambda one: max(one.start_s - middle_s, middle_s - one.end_s, 0.0))


def pieces(line: Line, *, heard: bool = False) -> tuple[Piece, ...]:
    """The written text of a line with its marks.

    Repaired terms are shown beside what was heard; numbers and spellings only when `heard` is
    asked for.
    """
    shown = dict(line.corrections)
    made: list[Piece] = []
    for span in spans(line.utterance, line.corrections):
        written = line.utterance.text[span.start : span.end]
        text = written.rstrip(_BEHIND) or written.rstrip()
        correction = None if span.correction is None else shown[span.correction]
        made += _opening(line, span)
        if correction is not None and (heard or correction.kind == "term"):
            made.append(_piece(line, span, correction.heard, "heard"))
            made.append(Piece(" → ", span.first, span.last, mark=True))
            made.append(_piece(line, span, text, "written"))
        else:
            made.append(_piece(line, span, text))
        made += _closing(line, span)
        made.append(Piece(written[len(text) :], span.first, span.last))
    return tuple(one for one in made if one.text)


def heard_pieces(line: Line) -> tuple[Piece, ...]:
    """What was heard, word for word, and nothing else."""
    return tuple(Piece(text, number, number) for text, number in _heard(line.utterance))


def word_at(said: Sequence[Line], starts: Sequence[float], at_s: float) -> tuple[int, int] | None:
    """The line and the heard word that is being said; starts: of all lines.

    Between two words it is the one before; None before the first line and where nobody speaks.
    """
    number = bisect_right(starts, at_s) - 1
    if number < 0:
        return None
    words = said[number].utterance.words
    if not words or at_s > words[-1].end_s:
        return None
    word = bisect_right([one.start_s for one in words], at_s) - 1
    return number, max(word, 0)


def find(said: Sequence[Line], wanted: str) -> tuple[Hit, ...]:
    """Where something is written, or else was heard; capitals do not matter."""
    pattern = _pattern(wanted)
    if pattern is None:
        return ()
    return tuple(
        Hit(number, nth) for number, line in enumerate(said) for nth in range(_count(line, pattern))
    )


def places(line: Line, wanted: str) -> tuple[tuple[int, int], ...]:
    """The heard words of each hit in a line."""
    pattern = _pattern(wanted)
    if pattern is None:
        return ()
    return tuple(_written_places(line, pattern)) or tuple(_heard_places(line, pattern))


def heard_text(line: Line) -> str:
    return "".join(one.text for one in heard_pieces(line))


def _heard(one: Utterance) -> Iterator[tuple[str, int]]:
    """Each heard word with the space before it, if there is one, and its number."""
    last = ""
    for number, word in enumerate(one.words):
        text = word.text.strip() if one.language == "en" or not number else word.text
        apart = one.language == "en" or (_latin(last[-1:]) and _latin(text[:1]))
        yield (" " if number and apart else "") + text, number
        last = text


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _pattern(wanted: str) -> re.Pattern[str] | None:
    needle = " ".join(wanted.split())
    return re.compile(re.escape(needle), re.IGNORECASE) if needle else None


def _count(line: Line, pattern: re.Pattern[str]) -> int:
    count = len(pattern.findall(line.utterance.text))
    if count or all(one.state != "applied" for _, one in line.corrections):
        return count  # what was heard is what is written
    return len(pattern.findall(heard_text(line)))


def _written_places(line: Line, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    matches = list(pattern.finditer(line.utterance.text))
    found = spans(line.utterance, line.corrections) if matches else ()
    for match in matches:
        hit = [one for one in found if one.start < match.end() and one.end > match.start()]
        yield (hit[0].first, hit[-1].last) if hit else (0, 0)


def _heard_places(line: Line, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    words = list(_heard(line.utterance))
    ends = list(accumulate(len(text) for text, _ in words))
    for match in pattern.finditer(heard_text(line)):
        yield bisect_right(ends, match.start()), bisect_right(ends, match.end() - 1)


def _opening(line: Line, span: Span) -> Iterator[Piece]:
    for alert in line.alerts:
        if span.first <= alert.first <= span.last:
            yield Piece(_SIGNS[alert.level], alert.first, alert.last, mark=True, tone=alert.level)


def _closing(line: Line, span: Span) -> Iterator[Piece]:
    for _, one in line.corrections:
        if one.state == "proposed" and span.first <= one.last <= span.last:
            yield Piece(" → ", one.first, one.last, mark=True)
            yield Piece(f"{one.text}?", one.first, one.last, chip="proposed")
    if _doubtful(line, span) and not _doubtful(line, Span(0, 0, span.last + 1, span.last + 1)):
        yield Piece("?", span.first, span.last, doubted=True, mark=True)


def _piece(line: Line, span: Span, text: str, chip: Chip = "") -> Piece:
    tones = [one.level for one in line.alerts if one.first <= span.last and one.last >= span.first]
    return Piece(
        text,
        span.first,
        span.last,
        _doubtful(line, span) and chip != "written",
        chip,
        tone=tones[0] if tones else None,
    )


def _doubtful(line: Line, span: Span) -> bool:
    """Whether any of the words was heard badly, or somebody has to look at them."""
    words = line.utterance.words[span.first : span.last + 1]
    doubts = [(one.first, one.last) for one in line.doubts if one.kind != "alert"]
    doubts += [(one.first, one.last) for one in line.utterance.flags]
    return any(word.probability < LOW for word in words) or any(
        first <= span.last and last >= span.first for first, last in doubts if words
    )


def _targets(
    suggestions: Iterable[Suggestion], body: NoteBody, before: NoteBody
) -> Iterator[tuple[str, Suggestion]]:
    """Each suggestion with the utterances it is about."""
    cited = {one.number: one.utterances for one in (*before.sentences(), *body.sentences())}
    for one in suggestions:
        if one.kind == "speaker":
            yield one.target, one
        elif one.target.isdecimal():
            for id_ in cited.get(int(one.target), ()):
                yield id_, one


def _cited(body: NoteBody) -> frozenset[str]:
    return frozenset(id_ for one in body.sentences() for id_ in one.utterances)


def _by_utterance(pairs: Iterable[tuple[str | None, Thing]]) -> dict[str, tuple[Thing, ...]]:
    found: defaultdict[str, list[Thing]] = defaultdict(list)
    for id_, one in pairs:
        if id_ is not None:
            found[id_].append(one)
    return {id_: tuple(them) for id_, them in found.items()}


_BEHIND = " .,;:?!，。；：？！、…"  # what stands behind a word is no part of it
_SIGNS: dict[AlertLevel, str] = {"red": "!! ", "amber": "! ", "grey": "· "}
