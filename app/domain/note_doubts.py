"""What a signer has to look at before a note is signed: doubts that nobody settled.

A doubt is named by its subject, under which it is settled: `flag:u1:0` (a flag of an utterance),
`word:u1:3` (a protected word heard with low confidence), `correction:4`, `query:2` and `value:2`
(of a finding), `alert:0`, `alert:live:3` (one raised while it was recorded that the final text has
not), `suggestion:1`. `slot:7`, a sentence with a [slot] nobody filled, is settled by filling it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.domain.findings import REPEAT_S, Alert, Finding
from app.domain.live import LiveAlert
from app.domain.macros import slots
from app.domain.note_versions import NoteBody
from app.domain.result import JobResult
from app.domain.suggestions import Suggestion
from app.domain.transcript import Utterance

DoubtKind = Literal["flag", "word", "correction", "query", "alert", "slot", "suggestion"]
Protected = Callable[[Utterance], Iterable[tuple[int, int]]]
"""The spans of an utterance's heard words, both ends included, that no rule may change."""

LOW: Final = 0.5
"""A protected word under this probability is to be confirmed (R17)."""
LIVE: Final = "alert:live:"
"""How the subject of a live alert begins; its number follows."""
SLOT: Final = "slot:"
"""How the subject of an unfilled slot begins; the number of its sentence follows."""
DISMISSED: Final = "dismissed"
"""What an alert is settled with when somebody says that it was none."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at. words: what it is about, patient text; says: why it is doubted.

    first, last: its heard words, both included. clinical: it touches a drug, a number, a negation,
    a side, an alert, a correction or a question; the other words that were heard badly do not, nor
    what was never filled in.
    keyword: of an alert, a code.
    """

    subject: str
    kind: DoubtKind
    words: str
    says: str
    utterance: str | None = None
    start_s: float = 0.0
    end_s: float = 0.0
    first: int = 0
    last: int = 0
    clinical: bool = True
    keyword: str = ""


def open_doubts(
    result: JobResult,
    body: NoteBody,
    protected: Protected,
    settled: Collection[str],
    suggestions: Iterable[Suggestion] = (),
    raised: Sequence[LiveAlert] = (),
) -> tuple[Doubt, ...]:
    """Everything that is not settled yet, in the order it was said; suggestions come last.

    Only what the note still says as it was dictated is doubted: a sentence that a person typed
    over, or took out, is theirs. Red alerts are never moot. raised: while it was recorded.
    """
    said = {one.id: one for one in result.understanding.transcript.utterances}
    live = [said[id_] for id_ in said if id_ in dictated(body)]
    found = (
        *_flags(live, protected),
        *_low_words(live, protected),
        *_corrections(result, live),
        *_queries(result, live),
        *_alerts(result, raised),
        *_slots(body),
        *(
            Doubt(f"suggestion:{one.number}", "suggestion", one.after, f"{one.made_by} suggests")
            for one in suggestions
            if one.accepted is None
        ),
    )
    ordered = sorted(found, key=lambda one: (one.kind == "suggestion", one.start_s, one.end_s))
    return tuple(doubt for doubt in ordered if doubt.subject not in settled)


def walk(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """What is gone through one by one beside the sound: what could do harm, in the order it was
    said."""
    return tuple(one for one in doubts if one.clinical and one.kind != "suggestion")


def dictated(body: NoteBody) -> frozenset[str]:
    """The utterances that a sentence still stands for as it was dictated."""
    return frozenset(
        id_
        for sentence in body.sentences()
        if sentence.source == "dictated"
        for id_ in sentence.utterances
    )


def is_vital(finding: Finding) -> bool:
    return finding.kind == "vital"


def subject_finding(result: JobResult, subject: str) -> Finding | None:
    """The finding that a `value:` or `query:` subject is about."""
    kind, _, number = subject.partition(":")
    findings = result.understanding.findings
    if kind not in {"value", "query"} or not number.isdecimal() or int(number) >= len(findings):
        return None
    return findings[int(number)]


def _flags(utterances: Iterable[Utterance], protected: Protected) -> Iterator[Doubt]:
    for one in utterances:
        guarded = tuple(protected(one)) if one.flags else ()
        for number, flag in enumerate(one.flags):
            clinical = any(first <= flag.last and flag.first <= last for first, last in guarded)
            doubt = _about(
                one, f"flag:{one.id}:{number}", "flag", (flag.first, flag.last), flag.reason
            )
            yield replace(doubt, clinical=clinical)


def _low_words(utterances: Iterable[Utterance], protected: Protected) -> Iterator[Doubt]:
    for one in utterances:
        seen: set[int] = set()
        for first, last in protected(one):
            low = [n for n in range(first, last + 1) if one.words[n].probability < LOW]
            if low and first not in seen:
                seen.add(first)
                least = min(one.words[n].probability for n in low)
                says = f"heard with confidence {least:.2f}"
                yield _about(one, f"word:{one.id}:{first}", "word", (first, last), says)


def _corrections(result: JobResult, live: Iterable[Utterance]) -> Iterator[Doubt]:
    said = {one.id: one for one in live}
    for number, one in enumerate(result.understanding.corrections):
        if one.state == "proposed" and one.utterance in said:
            span = (one.first, one.last)
            says = f"a correction is proposed ({one.rule})"
            doubt = _about(said[one.utterance], f"correction:{number}", "correction", span, says)
            yield replace(doubt, words=f"{one.heard} -> {one.text}")


def _queries(result: JobResult, live: Iterable[Utterance]) -> Iterator[Doubt]:
    said = {one.id: one for one in live}
    for number, one in enumerate(result.understanding.findings):
        if one.query is not None and one.utterance in said:
            span = (one.first, one.last)
            doubt = _about(said[one.utterance], f"query:{number}", "query", span, one.query)
            yield replace(doubt, words=one.text)


def _slots(body: NoteBody) -> Iterator[Doubt]:
    """Sentences that wait for somebody to fill in what their [slots] name."""
    for one in body.sentences():
        found = [one.text[start:end] for start, end in slots(one.text)]
        if found:
            yield Doubt(
                f"{SLOT}{one.number}",
                "slot",
                ", ".join(found),
                "not filled in yet",
                next(iter(one.utterances), None),
                one.start_s,
                one.end_s,
                clinical=False,
            )


def _alerts(result: JobResult, raised: Sequence[LiveAlert]) -> Iterator[Doubt]:
    """Red ones that nobody acknowledged: of the final text, and of the live text alone."""
    red = [
        (number, one)
        for number, one in enumerate(result.understanding.alerts)
        if one.level == "red" and not _acknowledged(one, raised)
    ]
    for number, one in red:
        yield _alert(f"alert:{number}", one, one.utterance, (one.first, one.last))
    for live in raised:
        told = any(_same(one, live) for _, one in red)
        if live.level == "red" and not live.acknowledged_by and not told:
            yield _alert(f"{LIVE}{live.number}", live)


def _acknowledged(one: Alert, raised: Iterable[LiveAlert]) -> bool:
    """Whether somebody saw the alert that was raised for this while it was recorded."""
    near = [live for live in raised if _same(one, live)]
    nearest = min(near, key=lambda live: abs(live.start_s - one.start_s), default=None)
    return nearest is not None and bool(nearest.acknowledged_by)


def _same(one: Alert, live: LiveAlert) -> bool:
    """Within this time a keyword has one alert for all its mentions."""
    return one.keyword == live.keyword and abs(one.start_s - live.start_s) < REPEAT_S


def _alert(
    subject: str,
    one: Alert | LiveAlert,
    utterance: str | None = None,
    span: tuple[int, int] = (0, 0),
) -> Doubt:
    says = "a red keyword alert was not acknowledged"
    times = (one.start_s, one.end_s)
    return Doubt(subject, "alert", one.heard, says, utterance, *times, *span, keyword=one.keyword)


def _about(
    one: Utterance, subject: str, kind: DoubtKind, span: tuple[int, int], says: str
) -> Doubt:
    words = one.words[span[0] : span[1] + 1]
    joint = " " if one.language == "en" else ""
    return Doubt(
        subject,
        kind,
        joint.join(word.text for word in words),
        says,
        one.id,
        words[0].start_s if words else 0.0,
        words[-1].end_s if words else 0.0,
        *span,
    )
