"""Doses that do not fit: no unit, a route that cannot be, and by the signed table ten or a
thousand times too much."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.transcript import Language
from app.text.doses import DoseRange, DoseTable, drug_names
from app.text.queries_found import Doubt, Patient, compiled, table

_NUMBER = r"(?<![\d.,/])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)"
_UNITS = (
    ("mg", r"mg|milligrams?|毫克"),
    ("mcg", r"mcg|µg|μg|ug|micrograms?|mics?|微克"),
    ("ng", r"ng|nanograms?"),
    ("g", r"g|grams?|克"),
    ("U", r"international units?|units?|iu|国际单位|个?单位|u"),
)
_MASS = {"ng": 1e-6, "mcg": 1e-3, "mg": 1.0, "g": 1000.0}
_PER = (
    ("/kg", r"\s*(?:/|per|每)\s*(?:kg|kilo(?:gram)?s?|公斤|千克)"),
    ("/min", r"\s*(?:/|per |a |每)\s*(?:min(?:ute)?|分钟?)"),
    ("/h", r"\s*(?:/|per |an |每)\s*(?:h(?:ou)?r?|小时)"),
)
_ROUTES: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("IT", r"\bintrathecal(?:ly)?\b|\binto the spine\b"),
        ("IVP", r"\b(?:iv|i v) (?:slow )?push\b"),
        ("IV", r"\b(?:iv|i v|ivpb|i\.v\.|intravenous(?:ly)?)\b"),
        ("IM", r"\b(?:im|i m|intramuscular(?:ly)?)\b"),
        ("SC", r"\b(?:sc|sq|subq|sub q|subcut(?:aneous(?:ly)?)?)\b"),
        ("PO", r"\b(?:po|p o|by mouth|orally|oral)\b"),
        ("PR", r"\b(?:rectal(?:ly)?|per rectum)\b"),
        ("SL", r"\b(?:sl|sublingual(?:ly)?)\b"),
        ("NASAL", r"\b(?:intranasal(?:ly)?|in the nose|nasal(?:ly)?)\b"),
        ("NEB", r"\b(?:neb\w*|inhal\w+)\b"),
        ("IA", r"\bintra-?arterial(?:ly)?\b"),
    ),
    "zh": (
        ("IT", "鞘内注射|鞘内|椎管内"),
        ("IVP", "静推|静脉推注|静脉直推|直接推"),
        ("IV", "静滴|静脉滴注|静脉注射|静注|静点|静脉点滴|静脉|泵入"),
        ("IM", "肌注|肌肉注射|肌内注射"),
        ("SC", "皮下注射|皮下"),
        ("PO", "口服|嚼服"),
        ("PR", "直肠|灌肠"),
        ("SL", "舌下"),
        ("NASAL", "滴鼻|鼻腔"),
        ("NEB", "雾化|吸入"),
    ),
}
_TABLE_ROUTE = {"IV": "iv", "IVP": "iv", "IM": "im", "SC": "sc", "PO": "po", "PR": "pr",
                "SL": "sl", "NASAL": "nasal", "NEB": "neb"}  # fmt: skip
_REACH, _BACK = {"en": 60, "zh": 26}, {"en": 30, "zh": 8}
_SENTENCE = re.compile(r"[;!?。；！？\n]|\.(?=\s|$)")
_FORBIDS = re.compile(
    r"(?:\bnever\b|\bnot\b|\bno\b|\bavoid|n't|不可?|禁|勿|别|严禁|nothing)[^,，]{0,14}$", re.I
)
_TOLERANT = re.compile(
    r"overdose|poison|toxic|organophosph|pesticide|insecticide|orchard|nerve agent|secretions"
    r"|cancer|palliat|hospice|tolerant|tolerance|myasthen"
    r"|中毒|有机磷|农药|敌敌畏|敌百虫|乐果|癌|安宁|临终|耐受",
    re.I,
)
_AFTER_BARE: dict[Language, str] = {
    "en": r"i v|iv|ivpb|im|i m|po|p o|io|i o|sc|sub ?q|subcut\w*|sl|pr|by mouth|by neb|oral\w*|slow"
    r"|push|bolus|daily|nightly|once|twice|bid|b i d|tid|qid|q \d|q\d|every|now|stat|please|for the"
    r"|again|then|neb|chewed",
    "zh": "静推|静滴|静注|静脉|静点|肌注|肌肉|皮下|口服|舌下|推|泵|入壶|壶入|雾化|直肠|嚼服|鞘内"
    "|qd|bid|tid|每[日天晚]|一天|[,，。；、]|$",
}
"""What follows a dose without a unit: a route, how often, or the end."""
_BARE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\s+(?:(?:i v|iv|po|p o|im|i m|bolus|push|drip at|dose of|about)\s+)?"
        + _NUMBER
        + rf"(?=\s+(?:{_AFTER_BARE['en']})\b|\s*[,;]|\s*\.(?!\d)|\s*$)",
        re.I,
    ),
    "zh": re.compile(rf"(?:给|用|打|推|先|各)?\s*{_NUMBER}(?=\s*(?:{_AFTER_BARE['zh']}))", re.I),
}
_LEVEL = re.compile(r"(?:level|浓度|血药|test|allerg|过敏)\W*$", re.I)
_TENFOLD, _THOUSANDFOLD, _SLACK = 6.0, 20.0, 4.0
_TINY = 50.0
_OLD_YEARS, _ADULT_YEARS, _ADULT_KG = 75.0, 12.0, 40.0
_WEIGHT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:kg|kilos?|公斤|千克)(?![/每])", re.I)


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose in the text: characters start..end, amount, unit with its denominators, its drug."""

    start: int
    end: int
    amount: float
    unit: str
    drug: str
    route: str | None


def doubts(
    text: str, language: Language, patient: Patient, doses: DoseTable | None
) -> Iterator[Doubt]:
    """All queries about doses and routes. doses: None until a pharmacist signed the table in."""
    named = _named(text)
    yield from _without_unit(text, language, named)
    yield from _wrong_routes(text, language)
    if doses is not None:
        for dose in _doses(text, language, named):
            kind = _slip(dose, doses.ranges.get(dose.drug, ()), patient, text)
            if kind is not None:
                yield Doubt(kind, dose.start, dose.end, dose.drug)


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[tuple[str, str], ...]]:
    """Names with their drugs by their first two characters, longest first."""
    by_start: dict[str, list[tuple[str, str]]] = {}
    for name, drug in drug_names():
        by_start.setdefault(name[:2], []).append((name, drug))
    return {start: tuple(pairs) for start, pairs in by_start.items()}


@lru_cache(maxsize=64)
def _named(text: str) -> tuple[tuple[int, int, str], ...]:
    """Every drug that is named: start, end, and which."""
    lowered, names = text.lower(), _names()
    found: list[tuple[int, int, str]] = []
    end = 0
    for at in range(len(lowered) - 1):
        candidates = names.get(lowered[at : at + 2])
        if candidates is None or at < end or (at and _within_word(lowered, at)):
            continue
        for name, drug in candidates:
            if lowered.startswith(name, at) and not _goes_on(lowered, at + len(name), name):
                found.append((at, at + len(name), drug))
                end = at + len(name)
                break
    return tuple(found)


def _within_word(text: str, at: int) -> bool:
    before = text[at - 1]
    return text[at].isascii() and before.isascii() and before.isalpha()


def _goes_on(text: str, end: int, name: str) -> bool:
    """True when an English name is only the beginning of the word there."""
    after = text[end : end + 1]
    return name.isascii() and after.isascii() and after.isalpha()


def _without_unit(
    text: str, language: Language, named: Sequence[tuple[int, int, str]]
) -> Iterator[Doubt]:
    for start, end, _ in named:
        if _LEVEL.search(text[:start]):
            continue
        match = _BARE[language].match(text, end)
        if match is not None:
            yield Doubt("unit_missing", start, match.end("number"))


def _wrong_routes(text: str, language: Language) -> Iterator[Doubt]:
    lowered = text.lower()
    if not any(compiled(pattern).search(text) for _, pattern in _ROUTES[language]):
        return
    for row in table("routes")["bad"]:
        for drug in compiled(row["drug"]).finditer(lowered):
            route = _route_after(text, language, drug.end())
            forbidden = _FORBIDS.search(text[: drug.start()]) is not None
            if route is not None and route[0] in row["routes"] and not forbidden:
                yield Doubt("wrong_route", route[1], route[2], drug[0])


def _route_after(text: str, language: Language, at: int) -> tuple[str, int, int] | None:
    """The first route said after a drug: in its sentence, before the next drug."""
    stop = _SENTENCE.search(text, at)
    end = min(stop.start() if stop else len(text), at + _REACH[language])
    following = [start for start, _, _ in _named(text[:end]) if start >= at]
    end = min([end, *following])
    found = [
        (match.start(), -match.end(), code)
        for code, pattern in _ROUTES[language]
        if (match := compiled(pattern).search(text, at, end)) is not None
    ]
    if not found:
        return None
    start, negative, code = min(found)
    return None if _FORBIDS.search(text[at:start]) else (code, start, -negative)


def _route_before(text: str, language: Language, at: int) -> tuple[str, int, int] | None:
    """A route right before a drug: 静推胰岛素."""
    room = text[max(0, at - _BACK[language]) : at]
    room = _SENTENCE.split(room)[-1]
    for code, pattern in _ROUTES[language]:
        match = compiled(pattern).search(room)
        if match is not None:
            return code, at - len(room) + match.start(), at - len(room) + match.end()
    return None


@lru_cache(maxsize=1)
def _amounts() -> re.Pattern[str]:
    units = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS)
    return re.compile(
        rf"{_NUMBER}\s*(?P<million>million )?(?:{units})(?![a-z])"
        rf"(?P<per>(?:{'|'.join(pattern for _, pattern in _PER)})*)",
        re.I,
    )


def _doses(text: str, language: Language, named: Sequence[tuple[int, int, str]]) -> Iterator[Dose]:
    for match in _amounts().finditer(text):
        drug = _owner(text, language, match.span(), named)
        if drug is None:
            continue
        unit = next(name for name, _ in _UNITS if match[name])
        for shown, pattern in _PER:
            if re.search(pattern, match["per"], re.I):
                unit += shown
        amount = float(match["number"].replace(",", "")) * (1e6 if match["million"] else 1.0)
        route = (
            _route_after(text, language, match.end())
            or _route_after(text, language, drug[1])
            or _route_before(text, language, drug[0])
        )
        yield Dose(match.start(), match.end(), amount, unit, drug[2], route[0] if route else None)


def _owner(
    text: str, language: Language, span: tuple[int, int], named: Sequence[tuple[int, int, str]]
) -> tuple[int, int, str] | None:
    """The drug a dose is of: right behind it with "of", else the last one before it."""
    start, end = span
    after = [one for one in named if one[0] >= end]
    if after and re.fullmatch(r"\s*(?:of\s+)?(?:the\s+|iv\s+|的)?\s*", text[end : after[0][0]]):
        joined = " of" in text[end : after[0][0]] or not any(one[1] <= start for one in named)
        if joined:
            return after[0]
    before = [one for one in named if one[1] <= start]
    if not before or start - before[-1][1] > _REACH[language]:
        return None
    between = text[before[-1][1] : start]
    return None if _SENTENCE.search(between) else before[-1]


def _slip(dose: Dose, rows: Sequence[DoseRange], patient: Patient, text: str) -> str | None:
    """`tenfold` or `mg_mcg` when every row that could apply finds the dose far out."""
    fitting = [row for row in rows if _dimension(row.unit) == _dimension(dose.unit)]
    per_kg = dose.unit.endswith("/kg")
    if per_kg:
        fitting = [row for row in rows if row.kg_high and row.unit in {"mg", "U", "g"}]
    wanted = _TABLE_ROUTE.get(dose.route or "")
    fitting = [row for row in fitting if row.route == wanted] or fitting
    bounds = [_bounds(row, dose, patient, text, per_kg) for row in fitting]
    if not bounds:
        return None
    times = min(amount / high for amount, _, high in bounds)
    if "U" not in dose.unit and _thousand(dose, bounds, times):
        return "mg_mcg"
    return "tenfold" if times >= _TENFOLD and not _TOLERANT.search(text) else None


def _thousand(dose: Dose, bounds: Sequence[tuple[float, float, float]], times: float) -> bool:
    """True when the number fits once mg and mcg are exchanged."""
    milli = dose.unit.startswith("mg")
    if milli and times >= _THOUSANDFOLD:
        return any(low / _SLACK <= amount / 1000 <= high * _SLACK for amount, low, high in bounds)
    if dose.unit.startswith("mcg") and all(amount <= low / _TINY for amount, low, _ in bounds):
        return any(low / _SLACK <= amount * 1000 <= high * _SLACK for amount, low, high in bounds)
    return False


def _bounds(
    row: DoseRange, dose: Dose, patient: Patient, text: str, per_kg: bool
) -> tuple[float, float, float]:
    """The dose in the row's unit, and the lowest and largest usual one for this patient."""
    amount = dose.amount * _scale(dose.unit) / _scale(row.unit)
    age = patient.age_years
    if per_kg and row.kg_high:
        return amount, row.kg_high / 20, row.kg_high
    weight = _weight(text, age)
    if row.kg_high and weight is not None and weight < _ADULT_KG:
        high = min(row.kg_high * weight, row.high)
        return amount, min(row.low, high / 10), high
    if row.old_high and age is not None and age >= _OLD_YEARS:
        return amount, row.low, row.old_high
    return amount, row.low, row.high


def _weight(text: str, age: float | None) -> float | None:
    """Body weight in kg as said, else the usual one of a child's age; None for adults."""
    said = _WEIGHT.search(text)
    if said is not None:
        return float(said[1])
    if age is None or age >= _ADULT_YEARS:
        return None
    return 4 + age * 6 if age < 1 else 8 + age * 2.5


def _dimension(unit: str) -> str:
    head, slash, rest = unit.partition("/")
    return ("mass" if head in _MASS else head) + slash + rest


def _scale(unit: str) -> float:
    return _MASS.get(unit.partition("/")[0], 1.0)
