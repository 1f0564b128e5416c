"""Medicines named in an utterance, each with the dose, unit and route that were said of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.domain.transcript import Language
from app.text.drugs_named import drugs_named
from app.text.timeline_data import Cues, cues_of
from app.text.timeline_words import Said, number, searched

_REACH: Final = {"en": 60, "zh": 20}
"""How many characters after its name a dose may stand."""
_BEFORE: Final = 6
_RATE: Final = re.compile("[每一](?:分钟?|小时)$")
_RATED: Final = frozenset({"mcg", "mg", "mmol", "units", "mL"})
_STRENGTH: Final = r"1 in \d+(?:,000)?|\d+(?:\.\d+)? ?(?:percent|per cent|%)"
_COUNTED: Final = re.compile("[一二三四五六七八九]{3,}")
"""三二一: counting aloud."""
_CLOCK: Final = re.compile("[一二两三四五六七八九十]点(?:零|[二三四五]?十)")
"""十点零五 is a time: no dose has a nought or a ten after its point and anything before it."""
_NO_MEDICINE: Final = frozenset(
    {
        "normal_saline",
        "lactated_ringers",
        "hypertonic_saline",
        "albumin",
        "ivig",
        "racemic_epinephrine",
    }
)
"""Fluids and blood products of the list of drugs, and one that the cues name."""
_OF: Final = re.compile(rf"[ ,]*(?:(?:of|the|iv|io|的|静推|静滴|骨内|{_STRENGTH})[ ,]*)*")


@dataclass(slots=True, eq=False)
class Mention:
    """A medicine that is named. start..end: its name; first..last: with its dose and route."""

    drug: str
    start: int
    end: int
    details: dict[str, str]
    first: int
    last: int
    given: bool = False


@dataclass(frozen=True, slots=True)
class Dose:
    """A number that may be a dose. unit: "" when none was said."""

    amount: str
    unit: str
    start: int
    end: int


def mentions(said: Said, cues: Cues) -> list[Mention]:
    """All medicines named, in order."""
    names = _names(said, cues)
    found = doses(said, cues)
    made: list[Mention] = []
    taken: set[Dose] = set()
    for at, (name, start, end) in enumerate(names):
        stop = names[at + 1][1] if at + 1 < len(names) else len(said.text)
        dose = _before(said, found, taken, start)
        if dose is None:
            room = (end, min(stop, end + _REACH[cues.language], _room(said, end, found)))
            dose = _after(said, cues, found, taken, names[at + 1 : at + 2], room)
        details = dict(_written(dose))
        first = min(start, dose.start) if dose else start
        last = max(end, dose.end) if dose else end
        if dose:
            taken.add(dose)
        made.append(Mention(name, start, end, details, first, last))
    for at, one in enumerate(made):
        stop = made[at + 1].first if at + 1 < len(made) else len(said.text)
        way = route(said, cues, (one.first, min(stop, said.sentence(one.start)[1])))
        way = way or _way_before(said, cues, one)
        if way:
            one.details["route"] = way
    return made


def _way_before(said: Said, cues: Cues, one: Mention) -> str:
    """从骨髓推肾上: in Chinese a route may stand before the medicine; a line that is in is none."""
    start = max(said.clause(one.start)[0], one.first - _BEFORE)
    told = cues.language == "en" or "了" in said.text[start : one.first]
    return "" if told else route(said, cues, (start, one.first))


def doses(said: Said, cues: Cues, room: tuple[int, int] | None = None) -> list[Dose]:
    """Numbers that may be doses, with their units, in some characters or in all."""
    found = []
    for match in cues.doses.finditer(said.text, *(room or (0, len(said.text)))):
        unit = match["unit"] or ""
        if not unit and not _bare_dose(said, cues, match):
            continue
        glued = re.search(r"[a-z\d.]$", said.text[: match.start()])
        if unit and glued and match["number"].strip().isascii():
            continue
        if cues.not_dose_before.search(said.text[: match.start("number")]) and not unit:
            continue
        written = next((name for name, pattern in cues.units if pattern.fullmatch(unit)), "")
        if _of_fluid(said, cues, match):
            continue
        rate = _RATE.search(said.text[: match.start()])
        if rate and written in _RATED:
            written += "/min" if rate[0].startswith(("每分", "一分")) else "/h"
        start = rate.start() if rate and "/" in written else match.start()
        text = _after_strength(said.text[: match.start("number")], match["number"])
        found.append(Dose(number(text), written, start, match.end()))
    return found


def _after_strength(before: str, text: str) -> str:
    """万分之一零点六毫升: the first figure is the strength of the solution."""
    strong = before.endswith(("万分之", "千分之")) and len(text) > 1
    return text[1:] if strong else text


def last_dose(said: Said, cues: Cues, room: tuple[int, int]) -> dict[str, str]:
    """The details of the last dose in some characters."""
    found = doses(said, cues, room)
    return dict(_written(found[-1] if found else None))


def route(said: Said, cues: Cues, room: tuple[int, int]) -> str:
    for name, pattern in cues.routes:
        if pattern.search(said.text[room[0] : room[1]]):
            return name
    return ""


def _names(said: Said, cues: Cues) -> list[tuple[str, int, int]]:
    found = sorted(
        (start, -end, name)
        for name, pattern in (cues.drugs[at] for at in cues.drug_index.possible(said.text))
        for start, end in searched(said, pattern)
    )
    if cues.language == "zh":
        found = sorted([*found, *_listed(said)])
    kept: list[tuple[str, int, int]] = []
    for start, end, name in found:
        if not kept or start >= kept[-1][2]:
            kept.append((name, start, -end))
    return kept


def _listed(said: Said) -> Iterator[tuple[int, int, str]]:
    """Medicines that only the list of drugs names: where each starts, its end with a minus."""
    for start, end, drug in drugs_named(said.text):
        if drug not in _NO_MEDICINE and not _known(said.text[start:end], "zh"):
            yield start, -end, drug


@lru_cache(maxsize=2048)
def _known(name: str, language: Language) -> bool:
    """Whether the cues have a name themselves, so that they decide where it counts."""
    return any(pattern.pattern.fullmatch(name) for _, pattern in cues_of(language).drugs)


def _bare_dose(said: Said, cues: Cues, match: re.Match[str]) -> bool:
    """A number without a unit, unless what follows it makes it something else."""
    text = match["number"].strip()
    before, after = said.text[: match.start("number")], said.text[match.end() :]
    inside = re.search(r"[\w.]$", before) if cues.language == "en" else re.search(r"[\d.]$", before)
    figure = text[:1].isdigit() or (cues.language == "zh" and len(text) > 1)
    if inside or not figure or cues.not_dose_after.match(after) or _CLOCK.search(text):
        return False
    if _COUNTED.fullmatch(text):
        return False
    return not (cues.language == "en" and re.match(r"[\w'/]|\.\d", after))


def _of_fluid(said: Said, cues: Cues, match: re.Match[str]) -> bool:
    """The amount of a flush or a fluid is no dose of the medicine beside it."""
    fluids = cues.drug_cues["fluids"]
    after = re.sub(r"^[ 的]*(?:of )?", "", said.text[match.end() :])
    before = said.text[: match.start()].rstrip(" 了")
    return bool(fluids.match(after)) or any(
        found.end() == len(before) for found in fluids.finditer(before)
    )


def _before(said: Said, found: Sequence[Dose], taken: set[Dose], start: int) -> Dose | None:
    """The dose right before a name: "1 mg of epi", 一支肾上腺素; a bare count is none."""
    for dose in reversed(found):
        if dose.end <= start and dose not in taken:
            between = said.text[dose.end : start]
            joined = _OF.fullmatch(between)
            named = bool(dose.unit) or " of " in between
            if joined and named and "," not in between:
                return dose
            if named:
                return None
    return None


def _after(
    said: Said,
    cues: Cues,
    found: Sequence[Dose],
    taken: set[Dose],
    following: Sequence[tuple[str, int, int]],
    room: tuple[int, int],
) -> Dose | None:
    """The first dose after a name, or the last one when it was corrected; not the next name's."""
    inside = [one for one in found if room[0] <= one.start < room[1] and one not in taken]
    if following:
        inside = [one for one in inside if not _belongs(said, one, following[0][1])]
    if not inside:
        return None
    between = said.text[inside[0].end : inside[-1].start]
    if len(inside) > 1 and cues.drug_cues["correction"].search(between):
        return inside[-1]
    return inside[0]


def _belongs(said: Said, dose: Dose, name: int) -> bool:
    """Whether a dose stands right before the next name, as in "2 amps of bicarb"."""
    between = said.text[dose.end : name]
    return bool(dose.unit) and " of " in between and _OF.fullmatch(between) is not None


def _room(said: Said, at: int, found: Sequence[Dose]) -> int:
    """The end of the sentence, or of a later one that opens with a dose: "Giving it. 1 mg."."""
    end = said.sentence(max(0, at - 1))[1]
    opening = {one.start for one in found}
    later = [stop for start, stop in said.sentences if start >= end and start in opening]
    return max([end, *later])


def _written(dose: Dose | None) -> Iterator[tuple[str, str]]:
    if dose is not None:
        yield "dose", dose.amount
        if dose.unit:
            yield "unit", dose.unit
