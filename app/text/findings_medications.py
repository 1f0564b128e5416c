"""Medicines out of written text: dose, route and frequency beside each drug that is named.

Nothing is computed or completed: a part is there only when its words were said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.findings import Finding, Part, Value
from app.text.findings_data import MedicationData, medication_data
from app.text.findings_shared import shared_parts
from app.text.findings_taking import AHEAD, BACK, SENTENCE, Place, cut, cut_back, taken
from app.text.line import Line
from app.text.numbers_heard import doubtful_number

_CLAIM = 2
_CLOSE = 8
_NEXT = 4
_REGIMEN_END = re.compile(r"[前后次片粒克g]\s*$")
_GRAMS = re.compile(r"(?:片|胶囊|颗粒)?(?:每次|一次)?\s*(?P<number>\d\.\d{1,2})(?:[，,]|\s*)")
_LATER, _AROUND, _FAR = 90, 16, 24
_INSULIN, _INSULIN_KIND = "drug.insulin", "insulin"
_ENDS = re.compile(r"[!！。；]")
_BARE_NUMBER = re.compile(
    r"\s*(?:level\s*)?(?:is|was|of|at|:|=|为|是|达到|高达|有)?\s*\d+(?:\.\d+)?"
)
_FRACTION = re.compile(r"\s*(?:of\s+)?(?P<number>\d/\d{2,3})(?!\d|/)")


@dataclass(frozen=True, slots=True)
class _Amount:
    """A dose and whether its unit was said or plain from the form that is counted."""

    part: Part
    sure: bool = True


def with_doses(line: Line, drugs: Sequence[tuple[Finding, Place]]) -> tuple[Finding, ...]:
    """Each drug finding with the dose, route and frequency that were said of it.

    drugs: in order, each with the characters of the written line that name it. What is named as a
    test or a disease ("digoxin level") is left out; what is only abused becomes history.
    """
    data = medication_data(line.utterance.language)
    drugs = _merged(line, drugs)
    places = [name for _, name in drugs]
    found = []
    for index, (finding, name) in enumerate(drugs):
        before = drugs[index - 1][1].end if index else 0
        after = drugs[index + 1][1].start if index + 1 < len(drugs) else len(line.written.text)
        dosed = _dosed(line, finding, name, Place(before, after), data)
        found.append((dosed, name))
    shared = [
        (taken(line, one, name, places, data), name)
        for one, name in shared_parts(line, found, data)
    ]
    return tuple(_kind(one, data) for one, name in shared if not _tested(line, one, name, data))


def _merged(line: Line, drugs: Sequence[tuple[Finding, Place]]) -> list[tuple[Finding, Place]]:
    """ "Humulin N insulin" is one medicine: the class right behind its brand names nothing new."""
    merged: list[tuple[Finding, Place]] = []
    for finding, name in drugs:
        if merged and finding.concept == _INSULIN and _INSULIN_KIND in merged[-1][0].concept:
            before, at = merged[-1]
            if not line.written.text[at.end : name.start].strip(" ."):
                span = Place(at.start, name.end)
                text = line.written.text[span.start : span.end]
                merged[-1] = replace(before, last=finding.last, text=text), span
                continue
        merged.append((finding, name))
    return merged


def _kind(finding: Finding, data: MedicationData) -> Finding:
    if finding.concept in data.substances and finding.value is None:
        return replace(finding, kind="history")
    return finding


def _tested(line: Line, finding: Finding, name: Place, data: MedicationData) -> bool:
    """True where the drug is measured, screened for, a poison or in something else, not given."""
    text = line.written.text
    if data.tests.match(text, name.end):
        return True
    if data.contents is not None and data.contents.search(text, 0, name.end):
        return True
    return (
        finding.concept in data.measured
        and finding.value is None
        and _BARE_NUMBER.match(text, name.end) is not None
    )


def _dosed(line: Line, finding: Finding, name: Place, room: Place, data: MedicationData) -> Finding:
    text = line.written.text
    end = cut(text, name.end, min(room.end, name.end + AHEAD), data)
    ahead = Place(name.end, end)
    back = Place(cut_back(text, max(room.start, name.start - BACK), name.start), name.start)
    dose = _dose(line, name, ahead, back, data)
    route = _route(line, ahead, back, data)
    frequency = _frequency(line, ahead, back, data, dosed=dose is not None)
    told = _told_later(text, ahead, room, data) if dose is None or frequency is None else None
    if told is not None:
        dose = dose or _dose(line, name, told, back, data)
        route = route or _route(line, told, back, data)
        frequency = frequency or _frequency(line, told, back, data, dosed=True)
    said = (dose.part if dose else None, route, frequency)
    parts = [part for part in said if part is not None]
    query, value = None, None
    if dose is not None:
        amount = dose.part
        value = Value(amount.number, amount.unit)
        query = doubtful_number(line, amount.first, amount.last, amount.unit)
        query = query or (None if dose.sure else _unit_query(line, amount))
    return replace(finding, value=value, parts=tuple(parts), query=finding.query or query)


def _told_later(text: str, ahead: Place, room: Place, data: MedicationData) -> Place | None:
    """The room of a regimen that follows in a later clause, as in a leaflet: 口服。一次1片."""
    if data.regimen is None:
        return None
    found = data.regimen.search(text, ahead.end, min(room.end, ahead.start + _LATER))
    if found is None:
        return None
    end = cut(text, found.end(), min(room.end, found.end() + _AROUND), data)
    return Place(max(ahead.start, found.start() - _AROUND), end)


def _dose(
    line: Line, name: Place, ahead: Place, back: Place, data: MedicationData
) -> _Amount | None:
    """The dose beside a name: "0.5 mg of X"; behind it; or before it where no other claims it."""
    text = line.written.text
    before = _before(text, back, data)
    behind = _behind(text, ahead, data)
    if before is not None and behind is not None and _says_more(text, behind, before, data):
        before = None
    if before is not None:
        of = data.leads.match(text, before.end())
        if of or not _claimed(text, before, back, data) or behind is None:
            return _Amount(_amount(line, _whole(text, before, back, data), data))
    if behind is not None and not _leads_next(text, behind, ahead, data):
        return _Amount(_amount(line, behind, data))
    return _counted(line, name, ahead, back, data)


def _behind(text: str, ahead: Place, data: MedicationData) -> re.Match[str] | None:
    """The dose behind a name: that of one time where several amounts stand, none of a day."""
    found = [
        one
        for one in data.doses.finditer(text, *ahead)
        if data.whole is None
        or not (data.whole.search(text, ahead.start, one.start()) or _far_strength(one, ahead))
    ]
    return next((one for one in found if _of_each(text, one, data)), next(iter(found), None))


def _far_strength(dose: re.Match[str], ahead: Place) -> bool:
    """True for a percentage that does not stand right behind the name: it is of something else."""
    return dose["unit"] == "%" and dose.start() > ahead.start + _NEXT


def _of_each(text: str, dose: re.Match[str], data: MedicationData) -> bool:
    """True where an amount is said to be that of one time (每次两片)."""
    return data.each is not None and data.each.search(text, 0, dose.start()) is not None


def _says_more(
    text: str, behind: re.Match[str], before: re.Match[str], data: MedicationData
) -> bool:
    """True where the dose behind a name counts: each time two, or 40 mL of a strength before it."""
    strength = data.exact is not None and before["unit"] == "%" != behind["unit"]
    return strength or _of_each(text, behind, data)


def _before(text: str, back: Place, data: MedicationData) -> re.Match[str] | None:
    """The dose that ends right before the name: "0.5 mg of epinephrine"."""
    for match in reversed(list(data.doses.finditer(text, *back))):
        return match if data.joined_back.fullmatch(text[match.end() : back.end]) else None
    return None


def _claimed(text: str, dose: re.Match[str], back: Place, data: MedicationData) -> bool:
    """True where a dose follows another name directly: "heparin 5000 units aspirin 325 mg"."""
    gap = text[back.start : dose.start()]
    named = back.start > 0 and not SENTENCE.match(text, back.start - 1)
    return named and len(gap.split()) <= _CLAIM and data.parts.search(gap) is None


def _leads_next(text: str, dose: re.Match[str], ahead: Place, data: MedicationData) -> bool:
    """True where a dose belongs to the name that follows: "morphine and 4 mg of Zofran"."""
    if (
        ahead.end == len(text)
        or _ENDS.match(text, ahead.end)
        or not data.joined_back.fullmatch(text[dose.end() : ahead.end])
    ):
        return False
    gap = text[ahead.start : dose.start()]
    of = data.leads.match(text, dose.end()) is not None
    return of or data.parts.search(gap) is not None


def _whole(text: str, dose: re.Match[str], back: Place, data: MedicationData) -> re.Match[str]:
    """The amount where a strength follows it: 1.5 mL in "1.5 mL of 0.5% bupivacaine"."""
    earlier = list(data.doses.finditer(text, back.start, dose.start()))
    if earlier and re.fullmatch(r"\s*(?:of|的)?\s*", text[earlier[-1].end() : dose.start()]):
        return earlier[-1]
    return dose


def _counted(
    line: Line, name: Place, ahead: Place, back: Place, data: MedicationData
) -> _Amount | None:
    """A number without a unit that can only be an amount: "two Vicodin", "4 of morphine"."""
    text = line.written.text
    fraction = _FRACTION.match(text, name.end, ahead.end)
    if fraction:
        words = _words(line, *fraction.span("number"))
        return _Amount(Part("dose", fraction["number"], "", *words), sure=False)
    for match in data.count.finditer(text, *back):
        joint = text[match.end() : back.end]
        form = data.forms.match(text, name.end)
        given = form or "of" in joint or data.given.search(text, back.start, match.start())
        if given and re.fullmatch(r"\s+(?:of\s+(?:the\s+)?)?", joint):
            return _Amount(_count(line, match, data), sure=form is not None)
    behind = data.count.match(text, name.end + 1) if data.exact is None else _bare(text, name, data)
    if behind and (data.exact or data.frequency.match(text, behind.end() + 1)):
        return _Amount(_count(line, behind, data), sure=False)
    return None


def _bare(text: str, name: Place, data: MedicationData) -> re.Match[str] | None:
    """A Chinese order without its unit, right before how often or by which way: 阿莫西林0.5 tid."""
    match = _GRAMS.match(text, name.end)
    if match is None:
        return None
    followed = (
        pattern.match(text, match.end())
        for pattern in (data.frequency, *(way for way, _ in data.routes))
    )
    return match if any(followed) else None


def _count(line: Line, match: re.Match[str], data: MedicationData) -> Part:
    number = data.number_words.get(match["number"].lower(), match["number"])
    return Part("dose", number, "", *_words(line, *match.span("number")))


def _amount(line: Line, match: re.Match[str], data: MedicationData) -> Part:
    unit = next(ucum for pattern, ucum in data.units if pattern.fullmatch(match["unit"]))
    for pattern, ucum in data.per:
        if pattern.search(match["rate"] + match["per"]):
            unit += ucum
    number = re.sub("[。·]", ".", match["number"].replace(",", ""))
    number = data.number_words.get(number.lower(), number)
    if match.groupdict().get("half"):
        number += ".5"
    if match["most"]:
        most = re.sub(r"[^0-9.]", "", match["most"])
        number += f"-{most or data.number_words[match['most'][-1]]}"
    return Part("dose", number, unit, *_words(line, *match.span()))


def _unit_query(line: Line, amount: Part) -> str:
    if line.utterance.language == "zh":
        return f"“{amount.number}”没有说单位，请核对。"
    return f'"{amount.number}" was said without a unit; please check.'


def _route(line: Line, ahead: Place, back: Place, data: MedicationData) -> Part | None:
    """The route said behind the name, or right before it and its dose."""
    text = line.written.text
    behind = [
        (match.start(), match.end(), code)
        for pattern, code in data.routes
        if (match := pattern.search(text, *ahead)) and not _of_next(line, match, ahead, data)
    ]
    before = [
        (match.start(), match.end(), code)
        for pattern, code in data.routes
        for match in pattern.finditer(text, *back)
        if _leads(text[match.end() : back.end], data)
        and not (back.start and _after_name(text, match, back, data))
    ]
    led = data.listed is not None and any(end == back.end for _, end, _ in before)
    found = min(behind) if behind and not led else max(before, default=None)
    if found is None:
        return None
    start, end, code = found
    return Part("route", code, "", *_words(line, start, end))


def _leads(between: str, data: MedicationData) -> bool:
    """True when nothing but a dose stands between a route or frequency and the name."""
    return data.joint.fullmatch(data.doses.sub("", between)) is not None


def _of_next(line: Line, match: re.Match[str], ahead: Place, data: MedicationData) -> bool:
    """True where a route or frequency stands before the next name, and "and" before it."""
    text = line.written.text
    return (
        ahead.end < len(text)
        and not (data.exact and SENTENCE.match(text, ahead.end))
        and _leads(text[match.end() : ahead.end], data)
        and data.parts.search(text, ahead.start, match.start()) is not None
    )


def _after_name(text: str, match: re.Match[str], back: Place, data: MedicationData) -> bool:
    """True where what was said belongs to the medicine named before it in the same breath.

    In Chinese it does not right before a name (口服多潘立酮) but behind a regimen (餐前口服).
    """
    if data.listed is not None and match.end() == back.end:
        return _REGIMEN_END.search(text, 0, match.start()) is not None
    gap = text[back.start : match.start()]
    named = not SENTENCE.match(text, back.start - 1)
    return named and data.parts.search(gap) is None


def _frequency(
    line: Line, ahead: Place, back: Place, data: MedicationData, *, dosed: bool
) -> Part | None:
    """How often it is taken: what is said behind, or before.

    dosed: a dose was said; far behind a name without one, only a count of times counts in Chinese.
    """
    text = line.written.text
    behind = [
        one
        for one in data.frequency.finditer(text, *ahead)
        if data.exact is None or not _of_next(line, one, ahead, data)
    ]
    match = _most_exact(behind, data)
    far = match and data.exact is not None and match.start() > ahead.start + _FAR and not dosed
    if match is None or far:
        before = [
            one
            for one in data.frequency.finditer(text, *back)
            if _leads(text[one.end() : back.end], data)
            and not (back.start and _after_name(text, one, back, data))
        ]
        exact = match if match and data.exact and data.exact.search(match[0]) else None
        match = _most_exact(list(reversed(before)), data) or exact
    return Part("frequency", match[0], "", *_words(line, *match.span())) if match else None


def _most_exact(found: Sequence[re.Match[str]], data: MedicationData) -> re.Match[str] | None:
    """The first; where a meal or time of day comes first, a count of times close behind it."""
    if not found or data.exact is None:
        return found[0] if found else None
    near = (one for one in found if abs(one.start() - found[0].end()) <= _CLOSE)
    return next((one for one in near if data.exact.search(one[0])), found[0])


def _words(line: Line, start: int, end: int) -> tuple[int, int]:
    return line.written.heard(*line.written.tokens_at(start, end))
