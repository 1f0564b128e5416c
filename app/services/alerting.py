"""One alert out of two signals: what the spotter heard, and the words when they arrive.

A keyword alert says that something was heard. It never advises. The rules are those of the text
alerts (SAFETY 4.4), with sound as a second witness that is earlier and less sure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Final, get_args

from app.domain.errors import ResourceError
from app.domain.findings import REPEAT_S, Alert, AlertLevel, Assertion, Severity
from app.domain.live import KeywordHeard, LiveAlert
from app.text.tables import load, option, part

SeverityOf = Callable[[str], Severity]

NEAR_S: Final = 3.0  # sound and words no further apart than this are one mention
_RANK: Final[dict[AlertLevel, int]] = {"grey": 0, "amber": 1, "red": 2}
_UNLISTED: Final[Severity] = "medium"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the words of a mention say, and why they are read so. Seconds of the recording."""

    level: AlertLevel
    assertion: Assertion
    heard: str
    start_s: float
    end_s: float
    cue: str
    doubted: bool


@dataclass(slots=True)
class _Mention:
    """One keyword said once. sound: where the spotter heard it; number: of its alert, if any."""

    keyword: str
    severity: Severity
    sound: tuple[float, float] | None = None
    said: _Said | None = None
    number: int | None = None
    count: int = 0

    @property
    def span(self) -> tuple[float, float]:
        spans = [self.sound] if self.sound else []
        spans += [(self.said.start_s, self.said.end_s)] if self.said else []
        return min(start for start, _ in spans), max(end for _, end in spans)

    @property
    def peak(self) -> AlertLevel:
        """The higher of what either signal says alone: that decides whether it is raised."""
        sound = sound_level(self.severity) if self.sound else "grey"
        said = self.said.level if self.said else "grey"
        return max(sound, said, key=_RANK.__getitem__)

    def alert(self, number: int, acknowledged_by: str) -> LiveAlert:
        """As it stands now. Sure words that deny it calm what only sounded so, if still open."""
        said = self.said
        level = said.level if said and not acknowledged_by else self.peak
        return LiveAlert(
            number,
            self.keyword,
            "both" if self.sound and said else "audio" if self.sound else "text",
            level,
            self.severity,
            said.assertion if said else "uncertain",
            *self.span,
            said.heard if said else "",
            acknowledged_by,
            said.cue if said else "",
            bool(said and said.doubted),
        )


class AlertFusion:
    """The live alerts of one recording. Not safe to share between threads.

    Every method gives the alerts that are new or no longer as they were; an alert that was raised
    is never taken back.
    """

    def __init__(self, severity: SeverityOf, first: int = 0) -> None:
        """first: the number of the first alert."""
        self._severity = severity
        self._first = first
        self._mentions: dict[str, list[_Mention]] = {}
        self._raised: dict[int, LiveAlert] = {}
        self._sounds: set[int] = set()

    @property
    def alerts(self) -> tuple[LiveAlert, ...]:
        """All that were raised, in that order."""
        return tuple(self._raised[number] for number in sorted(self._raised))

    def mentions(self, number: int) -> int:
        """How often the keyword of an alert was mentioned while that alert stood for it."""
        alert = self._raised[number]
        return sum(
            one.count
            for one in self._mentions[alert.keyword]
            if one.number in (number, None) and _covers(alert, one.span[0])
        )

    def restore(self, alerts: Iterable[LiveAlert]) -> tuple[LiveAlert, ...]:
        """Go on from what another window had raised."""
        for alert in alerts:
            span = (alert.start_s, alert.end_s)
            said = _said_by(alert)
            mention = _Mention(
                alert.keyword,
                alert.severity,
                None if alert.source == "text" else span,
                None if alert.source == "audio" else said,
                alert.number,
                1,
            )
            self._mentions.setdefault(alert.keyword, []).append(mention)
            self._raised[alert.number] = alert
        return self.alerts

    def heard(self, event: KeywordHeard) -> tuple[LiveAlert, ...]:
        """The spotter heard a keyword; told twice it counts once."""
        if event.number in self._sounds:
            return ()
        self._sounds.add(event.number)
        span = (event.start_s, event.end_s)
        mention = self._near(event.keyword, span, lambda one: one.sound is not None)
        mention.count += mention.count == 0 or mention.sound is not None
        mention.sound = mention.sound or span
        return self._told(mention)

    def said(self, found: Iterable[Alert]) -> tuple[LiveAlert, ...]:
        """Confirmed words raise these by themselves; told again with more words they count once."""
        return tuple(changed for alert in found for changed in self._said(alert))

    def acknowledge(self, number: int, by: str) -> LiveAlert | None:
        """Somebody saw it; None when there is no such alert or it was acknowledged before."""
        alert = self._raised.get(number)
        if alert is None or alert.acknowledged_by:
            return None
        self._raised[number] = replace(alert, acknowledged_by=by)
        return self._raised[number]

    def _said(self, alert: Alert) -> tuple[LiveAlert, ...]:
        span = (alert.start_s, alert.end_s)
        mention = self._near(alert.keyword, span, lambda one: not _rereads(one, span))
        before = mention.said
        mention.count += mention.count == 0
        if before is None or _RANK[alert.level] >= _RANK[before.level]:
            mention.said = _said_by(alert)
            mention.severity = alert.severity
        return self._told(mention)

    def _near(
        self, keyword: str, span: tuple[float, float], last: Callable[[_Mention], bool]
    ) -> _Mention:
        """The nearest mention that this can be part of, those that are `last` after all others."""
        known = self._mentions.setdefault(keyword, [])
        near = [one for one in known if _apart(one.span, span) <= NEAR_S]
        if near:
            return min(near, key=lambda one: (last(one), _apart(one.span, span)))
        known.append(_Mention(keyword, self._severity(keyword)))
        return known[-1]

    def _told(self, mention: _Mention) -> tuple[LiveAlert, ...]:
        if mention.number is None:
            return self._raise(mention)
        before = self._raised[mention.number]
        now = mention.alert(before.number, before.acknowledged_by)
        if now == before:
            return ()
        self._raised[mention.number] = now
        if _RANK[now.level] >= _RANK[before.level]:
            return (now,)
        silent = [one for one in self._mentions[now.keyword] if one.number is None]
        return (now, *(alert for one in silent for alert in self._raise(one)))

    def _raise(self, mention: _Mention) -> tuple[LiveAlert, ...]:
        """One alert per keyword in REPEAT_S, unless the level rises."""
        for alert in self._raised.values():
            same = alert.keyword == mention.keyword and _covers(alert, mention.span[0])
            if same and _RANK[alert.level] >= _RANK[mention.peak]:
                return ()
        mention.number = max(self._raised, default=self._first - 1) + 1
        alert = self._raised[mention.number] = mention.alert(mention.number, "")
        return (alert,)


def fused(
    found: Sequence[Alert],
    mentions: Sequence[Alert],
    heard: Sequence[KeywordHeard],
    severity: SeverityOf,
) -> tuple[Alert, ...]:
    """The alerts of a finished recording with what the spotter heard while it was made.

    found: those of the whole transcript; mentions: those of each utterance by itself, so that a
    sound whose words were covered by an earlier alert is known to have words.
    """
    result = [
        replace(alert, source="both") if any(_same(alert, one) for one in heard) else alert
        for alert in found
    ]
    for event in sorted(heard, key=lambda one: one.start_s):
        if any(_same(alert, event) for alert in (*found, *mentions)):
            continue
        level = sound_level(severity(event.keyword))
        covering = (
            one for one in result if one.keyword == event.keyword and _covers(one, event.start_s)
        )
        if all(_RANK[one.level] < _RANK[level] for one in covering):
            result.append(_sounded(event, level, severity(event.keyword)))
    return tuple(sorted(result, key=lambda one: one.start_s))


def sound_level(severity: Severity) -> AlertLevel:
    """How a keyword interrupts that was heard and is in no words (yet)."""
    return "grey" if severity == "low" else "amber"


def on_doubt(_keyword: str) -> Severity:
    """While nobody knows, every keyword is a severe one."""
    return "high"


class ListedSeverities:
    """Severity by keyword, as the resources name it; of one they do not list, medium."""

    def __init__(self, keywords: Path) -> None:
        """keywords: the folder of the keyword files, of which one is read when first asked."""
        self._file = keywords / "en.toml"
        self._listed: Mapping[str, Severity] | None = None
        self._reading = Lock()

    def __call__(self, keyword: str) -> Severity:
        """On doubt, since the file cannot be read, a severe one: who loads it all says why."""
        try:
            return self._read().get(keyword, _UNLISTED)
        except ResourceError:
            return on_doubt(keyword)

    def _read(self) -> Mapping[str, Severity]:
        with self._reading:
            if self._listed is None:
                rows = part(load(self._file), "alerts", self._file)
                self._listed = {
                    keyword: option(row, "severity", get_args(Severity), self._file)
                    for keyword, row in rows.items()
                }
            return self._listed


def _said_by(alert: Alert | LiveAlert) -> _Said:
    span = (alert.start_s, alert.end_s)
    return _Said(alert.level, alert.assertion, alert.heard, *span, alert.cue, alert.doubted)


def _sounded(event: KeywordHeard, level: AlertLevel, severity: Severity) -> Alert:
    return Alert(
        event.keyword,
        "audio",
        event.start_s,
        event.end_s,
        "",
        severity,
        "uncertain",
        level,
        level != "grey",
    )


def _same(alert: Alert, event: KeywordHeard) -> bool:
    apart = _apart((alert.start_s, alert.end_s), (event.start_s, event.end_s))
    return alert.keyword == event.keyword and apart <= NEAR_S


def _covers(alert: Alert | LiveAlert, at_s: float) -> bool:
    return abs(at_s - alert.start_s) < REPEAT_S


def _rereads(mention: _Mention, span: tuple[float, float]) -> bool:
    """Whether a mention has no words yet, or those at this very place."""
    said = mention.said
    return said is None or _apart((said.start_s, said.end_s), span) <= 0


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Seconds between two spans; 0 or less where they touch or overlap."""
    return max(one[0], other[0]) - min(one[1], other[1])
