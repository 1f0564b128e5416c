"""What is said of a complaint: when it began, how long it has lasted, how bad it is.

Only words of the same sentence count, and none that another complaint stands nearer to. Nothing
is reckoned: "3 days ago" stays so and is no date.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from app.domain.findings import Finding, Part
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.findings_data import Coded, Pattern, coded, compiled, pairs, sub_table, texts
from app.text.line import Line
from app.text.tables import load, text

_AHEAD = 60
_BACK = 40
_SENTENCE = re.compile(r"[;!?。；！？]|\.(?=\s|$)")
_ELSEWHERE = re.compile(r"\b(?:denies|but|except|without)\b|否认|但|无|没有", re.IGNORECASE)


class Span(NamedTuple):
    """Characters start to end of the written line, end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DetailData:
    """The words of one language; numbers and severity: what words stand for."""

    units: Coded
    numbers: Mapping[str, str]
    severity: Mapping[str, str]
    duration: Pattern
    duration_before: Pattern
    onset: Pattern
    severity_behind: Pattern
    severity_before: Pattern


@lru_cache(maxsize=2)
def detail_data(language: Language) -> DetailData:
    """The words of one language. Raises ResourceError naming file and key."""
    return read_details(RESOURCES / "findings" / f"{language}.toml")


def read_details(path: Path) -> DetailData:
    """The words of one file. Raises ResourceError naming file and key."""
    table = sub_table(load(path), "details", path)
    units, severity = pairs(table, "units", path), texts(table, "severity", path)
    edge = r"(?![a-z])"
    unit = "|".join(pattern for pattern, _ in units)
    time = rf"{text(table, 'number', path)}\s*-?(?P<unit>{unit}){edge}"
    words = "|".join(sorted(severity, key=len, reverse=True))

    def pattern(key: str, begin: str = r"(?<![a-z0-9])") -> Pattern:
        source = text(table, key, path).replace("{time}", time)
        return compiled(rf"{begin}(?:{source.replace('{severity}', words)}){edge}", path)

    return DetailData(
        coded(units, path),
        texts(table, "numbers", path),
        severity,
        pattern("duration"),
        pattern("duration_before"),
        pattern("onset"),
        pattern("severity_behind", begin=""),
        pattern("severity_before"),
    )


def with_details(line: Line, complaints: Sequence[tuple[Finding, Span]]) -> tuple[Finding, ...]:
    """Each complaint with onset, duration and severity where they were said of it.

    complaints: in order, each with the characters that name it. Absent ones are left as they are.
    """
    data = detail_data(line.utterance.language)
    found = []
    for at, (finding, name) in enumerate(complaints):
        before = complaints[at - 1][1].end if at else 0
        after = complaints[at + 1][1].start if at + 1 < len(complaints) else None
        if finding.assertion in {"present", "uncertain", "historical"}:
            room = _room(line, name, before, after)
            parts = (*finding.parts, *_details(line, name, room, data))
            found.append(replace(finding, parts=parts))
        else:
            found.append(finding)
    return tuple(found)


def _room(line: Line, name: Span, before: int, after: int | None) -> Span:
    """The stretch around a name that may hold what is said of it."""
    written = line.written.text
    start = max(before, name.start - _BACK)
    start = max((m.end() for m in _SENTENCE.finditer(written, start, name.start)), default=start)
    end = min(name.end + _AHEAD, len(written) if after is None else after)
    marks = [
        mark.start()
        for pattern in (_SENTENCE, _ELSEWHERE)
        if (mark := pattern.search(written, name.end, end))
    ]
    return Span(start, min(marks, default=end))


def _details(line: Line, name: Span, room: Span, data: DetailData) -> list[Part]:
    written, parts = line.written.text, []
    onset = data.onset.search(written, name.end, room.end) or _last(
        data.onset, written, room.start, name.start
    )
    if onset:
        parts.append(Part("onset", onset[0], "", *_words(line, *onset.span())))
    ahead = data.duration.search(written, name.end, room.end)
    if ahead is None or (onset and ahead.start() < onset.end() and ahead.end() > onset.start()):
        ahead = data.duration_before.search(written[: name.start], room.start)
    if ahead:
        parts.append(_duration(line, ahead, data))
    severity = data.severity_before.search(written[: name.start], room.start)
    severity = severity or data.severity_behind.match(written, name.start, name.end)
    severity = severity or data.severity_behind.match(written, name.end, room.end)
    if severity:
        word = data.severity[severity["word"].lower()]
        parts.append(Part("severity", word, "", *_words(line, *severity.span("word"))))
    return parts


def _last(pattern: Pattern, written: str, start: int, end: int) -> re.Match[str] | None:
    found = list(pattern.finditer(written, start, end))
    return found[-1] if found else None


def _duration(line: Line, match: re.Match[str], data: DetailData) -> Part:
    unit = next(ucum for pattern, ucum in data.units if pattern.fullmatch(match["unit"]))
    number = data.numbers.get(match["number"].lower(), match["number"])
    words = _words(line, match.start("number"), match.end("unit"))
    return Part("duration", number, unit, *words)


def _words(line: Line, start: int, end: int) -> tuple[int, int]:
    return line.written.heard(*line.written.tokens_at(start, end))
