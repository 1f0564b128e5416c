"""Keyword alerts: which mentions of critical words interrupt, and which are only shown.

A keyword alert says that something was heard. It never advises.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.findings import REPEAT_S, Alert, AlertLevel
from app.text.line import Heard, Line, unsure
from app.text.tokens import joined

_RANK: dict[AlertLevel, int] = {"grey": 0, "amber": 1, "red": 2}
_AFFIRMED = frozenset({"present", "uncertain"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an alert has its assertion and level.

    cue: the heard words that decided the assertion, "" where the keyword stands for itself;
    cue_first, cue_last: their places, None likewise; doubted: some word was not heard surely, or
    the keyword is only a likeness.
    """

    cue: str = ""
    cue_first: int | None = None
    cue_last: int | None = None
    doubted: bool = False


def alerts(lines: Sequence[Line]) -> tuple[Alert, ...]:
    """Alerts of a transcript in time order; words that state the opposite raise none.

    Repeated mentions of a concept within REPEAT_S merge into the first, unless a later one is of
    a higher level: an escalation is an alert of its own.
    """
    return tuple(alert for alert, _ in reasoned(lines))


def reasoned(lines: Sequence[Line]) -> tuple[tuple[Alert, Reason], ...]:
    """The alerts of a transcript, each with its reason."""
    raised: list[tuple[Alert, Reason]] = []
    latest: dict[str, Alert] = {}
    for alert, reason in sorted(_all(lines), key=lambda one: (one[0].start_s, one[0].first)):
        before = latest.get(alert.keyword)
        fresh = before is None or alert.start_s - before.start_s >= REPEAT_S
        if fresh or before is None or _RANK[alert.level] > _RANK[before.level]:
            latest[alert.keyword] = alert
            raised.append((alert, reason))
    return tuple(raised)


def _all(lines: Sequence[Line]) -> Iterator[tuple[Alert, Reason]]:
    for line in lines:
        for heard in line.heard:
            if heard.mention.concept.severity is not None and not heard.mention.opposite:
                yield _alert(line, heard), _reason(line, heard)


def _reason(line: Line, heard: Heard) -> Reason:
    doubted = _doubted(line, heard) or bool(heard.cue and unsure(line.utterance, *heard.cue))
    if heard.cue is None:
        return Reason(doubted=doubted)
    first, last = heard.cue
    said = [word.text for word in line.utterance.words[first : last + 1]]
    return Reason(joined(said, line.utterance.language).strip(), first, last, doubted)


def _doubted(line: Line, heard: Heard) -> bool:
    likeness = heard.mention.doubtful or heard.proposed
    return likeness or unsure(line.utterance, heard.first, heard.last)


def _alert(line: Line, heard: Heard) -> Alert:
    utterance, concept = line.utterance, heard.mention.concept
    words = utterance.words[heard.first : heard.last + 1]
    level = _level(line, heard)
    return Alert(
        keyword=concept.id,
        source="text",
        start_s=words[0].start_s,
        end_s=words[-1].end_s,
        heard=joined([word.text for word in words], utterance.language).strip(),
        severity=concept.severity or "low",
        assertion=heard.mention.assertion,
        level=level,
        interrupts=level != "grey",
        utterance=utterance.id or None,
        first=heard.first,
        last=heard.last,
    )


def _level(line: Line, heard: Heard) -> AlertLevel:
    """Red for a sure high one, amber for a doubtful one, grey for what is not said of now.

    A doubted cue interrupts: losing a "no" would turn the meaning round (SAFETY 4.4).
    """
    mention, severity = heard.mention, heard.mention.concept.severity
    if severity == "low":
        return "grey"
    if mention.assertion not in _AFFIRMED:
        return "amber" if heard.cue and unsure(line.utterance, *heard.cue) else "grey"
    sure = mention.assertion == "present" and not _doubted(line, heard)
    return "red" if sure and severity == "high" else "amber"
