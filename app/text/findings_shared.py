"""What is said once of several medicines of a line: "A and B twice a day", 口服A 0.2克，B 0.1克."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.domain.findings import Finding, Part
from app.text.findings_data import MedicationData, Pattern
from app.text.findings_taking import Place
from app.text.line import Line

_EACH, _PAUSE = re.compile("[，,]?(?:每次)?各"), re.compile("[，,；;]")


def shared_parts(
    line: Line, drugs: Sequence[tuple[Finding, Place]], data: MedicationData
) -> list[tuple[Finding, Place]]:
    """A pair shares what is said once: "A and B twice a day", "3 unit doses of A/B"."""
    text = line.written.text
    shared = list(drugs)
    for at in range(len(shared) - 2, -1, -1):
        (one, name), (other, behind) = shared[at], shared[at + 1]
        between = text[name.end : behind.start]
        if data.joined_forward.fullmatch(between) and not one.parts and other.value is None:
            shared[at] = replace(one, parts=other.parts), name
    for at in range(1, len(shared)):
        (one, name), (other, behind) = shared[at - 1], shared[at]
        if data.glued.fullmatch(text[name.end : behind.start]) and not other.parts:
            shared[at] = replace(other, value=one.value, parts=one.parts), behind
    if data.listed is None:
        return shared
    return _routed(line, _taken_together(line, shared, data), data.listed)


def _taken_together(
    line: Line, drugs: list[tuple[Finding, Place]], data: MedicationData
) -> list[tuple[Finding, Place]]:
    """What is said once behind a list: A 0.3克＋B 0.5克静滴，每日两次; A、B各12克."""
    text, shared = line.written.text, list(drugs)
    each = False
    for at in range(len(shared) - 2, -1, -1):
        (one, name), (other, behind) = shared[at], shared[at + 1]
        between = text[name.end : behind.start]
        bare = data.doses.sub("", between)
        if data.together is None or not data.together.fullmatch(bare):
            continue
        way = _part(other, "route")
        if way and not _part(one, "route") and not _PAUSE.search(bare):
            one = replace(one, parts=(*one.parts, way))
        each = (each and bare == between) or _EACH.match(text, behind.end) is not None
        if each and one.value is None:
            dose = _part(other, "dose")
            one = replace(one, value=other.value, parts=(*one.parts, *filter(None, [dose])))
        often = _part(other, "frequency")
        if often and not _part(one, "frequency") and (one.value or not _PAUSE.search(bare)):
            one = replace(one, parts=(*one.parts, often))
        shared[at] = one, name
    return shared


def _part(finding: Finding, name: str) -> Part | None:
    return next((part for part in finding.parts if part.name == name), None)


def _routed(
    line: Line, drugs: Sequence[tuple[Finding, Place]], listed: Pattern
) -> list[tuple[Finding, Place]]:
    """A route that leads a list holds for every medicine of it: 口服A 0.2克日三次，B 0.1克."""
    text, words = line.written.text, line.written
    routed: list[tuple[Finding, Place]] = []
    led: tuple[Part, Place] | None = None
    for finding, name in drugs:
        own = _part(finding, "route")
        parts = finding.parts
        if own is not None:
            leads = own.last < words.heard(*words.tokens_at(name.start, name.end))[0]
            led = (own, name) if leads else None
        elif led is not None and finding.text in {one.text for one, _ in routed}:
            led = None  # named again, and no item of a list
        elif led is not None and listed.fullmatch(text, led[1].end, name.start):
            parts = (*parts, led[0])
        routed.append((replace(finding, parts=parts), name))
    return routed
