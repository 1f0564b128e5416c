"""Keyword alerts: which mentions of critical words interrupt, and which are only shown.

A keyword alert says that something was heard. It never advises.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.findings import REPEAT_S, Alert, AlertLevel
from app.text.line import Heard, Line, unsure
from app.text.tokens import joined

_RANK: dict[AlertLevel, int] = {"grey": 0, "amber": 1, "red": 2}
_AFFIRMED = frozenset({"present", "uncertain"})


def alerts(lines: Sequence[Line]) -> tuple[Alert, ...]:
    """Alerts of a transcript in time order; words that state the opposite raise none.

    Repeated mentions of a concept within REPEAT_S merge into the first, unless a later one is of
    a higher level: an escalation is an alert of its own.
    """
    raised: list[Alert] = []
    latest: dict[str, Alert] = {}
    for alert in sorted(_all(lines), key=lambda one: (one.start_s, one.first)):
        before = latest.get(alert.keyword)
        fresh = before is None or alert.start_s - before.start_s >= REPEAT_S
        if fresh or before is None or _RANK[alert.level] > _RANK[before.level]:
            latest[alert.keyword] = alert
            raised.append(alert)
    return tuple(raised)


def _all(lines: Sequence[Line]) -> Iterator[Alert]:
    for line in lines:
        for heard in line.heard:
            if heard.mention.concept.severity is not None and not heard.mention.opposite:
                yield _because(_alert(line, heard), line, heard)


def _because(alert: Alert, line: Line, heard: Heard) -> Alert:
    """The alert with its reason."""
    doubted = _doubted(line, heard) or bool(heard.cue and unsure(line.utterance, *heard.cue))
    if heard.cue is None:
        return replace(alert, doubted=doubted)
    first, last = heard.cue
    said = [word.text for word in line.utterance.words[first : last + 1]]
    cue = joined(said, line.utterance.language).strip()
    return replace(alert, cue=cue, cue_first=first, cue_last=last, doubted=doubted)


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
