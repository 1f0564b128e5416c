"""Whether a medicine is taken, by words said of medicines only, and where its room ends."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.domain.findings import Assertion, Finding
from app.text.findings_data import MedicationData, TakingRule
from app.text.line import Line

AHEAD = 90
BACK = 60
SENTENCE = re.compile(
    r"[;!?；！？]|。(?!\d)|(?<!\d)。|(?<![^A-Za-z][A-Za-z])(?<!^[A-Za-z])\.(?=\s|,|$)|\n"
)
_POINT = re.compile(r"(?<=\d)。(?=\d)")
_HEADING = re.compile(r"(?:^|[.,;\n])\s*[A-Z][A-Z ]{3,30}:")


class Place(NamedTuple):
    """A stretch of the written line: characters start to end, end not included."""

    start: int
    end: int


def taken(
    line: Line, finding: Finding, name: Place, others: Sequence[Place], data: MedicationData
) -> Finding:
    """The assertion where words that are said of medicines only speak for another one.

    others: where the line names medicines, this one too.
    """
    ordered = _standing_order(line, name, data) or _regimen(line, finding, name, data)
    if finding.assertion == "hypothetical" and ordered:
        finding = replace(finding, assertion="present")
    rule = _ruled(line.written.text, name, others, finding.assertion, data)
    return finding if rule is None else replace(finding, assertion=rule.assertion)


def _ruled(
    text: str, name: Place, others: Sequence[Place], known: Assertion, data: MedicationData
) -> TakingRule | None:
    """The first rule that holds and may overrule what is known of a medicine."""
    start = cut_back(text, 0, name.start)
    stop = SENTENCE.search(text, name.end)
    end = stop.start() if stop else len(text)
    before, after = text[start : name.start], text[name.end : end]
    around, across = "", ""
    for rule in data.taking:
        if known not in rule.over and not (known == "present" and rule.present):
            continue
        if rule.around is not None or rule.across is not None:
            across = across or _with_marks(text, name, others, Place(0, len(text)))
            around = around or _with_marks(text, name, others, Place(start, end + 1))
        if (
            (rule.before is not None and rule.before.search(before))
            or (rule.after is not None and rule.after.search(after))
            or (rule.around is not None and rule.around.search(around))
            or (rule.across is not None and rule.across.search(across))
        ):
            return rule
    return None


def _with_marks(text: str, name: Place, others: Sequence[Place], room: Place) -> str:
    """The text of a room with a mark for each medicine: ● for this one, ◆ for others."""
    pieces, at = [], room.start
    for one in others:
        if room.start <= one.start and one.end <= room.end:
            pieces += [text[at : one.start], "●" if one == name else "◆"]
            at = one.end
    return _POINT.sub(".", "".join([*pieces, text[at : room.end]]))


def _regimen(line: Line, finding: Finding, name: Place, data: MedicationData) -> bool:
    """True for an example with a dose of its own, which is an order unless a condition stands."""
    text = line.written.text
    start = cut_back(text, 0, name.start)
    return (
        data.suppose is not None
        and (finding.value is not None or any(one.name == "frequency" for one in finding.parts))
        and not data.suppose.search(text, start, name.start)
    )


def _standing_order(line: Line, name: Place, data: MedicationData) -> bool:
    """True where the only condition near is "as needed", which orders all the same."""
    text = line.written.text
    start = cut_back(text, max(0, name.start - BACK), name.start)
    near = text[start : cut(text, name.end, min(len(text), name.end + AHEAD), data)]
    needed = any(
        data.standing.fullmatch(one) is not None
        for match in data.frequency.finditer(near)
        for one in (match[0], *match[0].split()[-2:])
    )
    return needed and not re.search(r"\b(?:if|unless|when(?! needed))\b|如果|若", near)


def cut(text: str, start: int, end: int, data: MedicationData) -> int:
    """Where what belongs to a name ends: at a sentence, a heading or another clause."""
    marks = [
        mark.start()
        for pattern in (SENTENCE, _HEADING, data.stops)
        if (mark := pattern.search(text, start, end))
    ]
    return min(marks, default=end)


def cut_back(text: str, start: int, end: int) -> int:
    return max((mark.end() for mark in SENTENCE.finditer(text, start, end)), default=start)
