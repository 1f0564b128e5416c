"""Doses that do not fit: by the signed table ten or a thousand times too much, or too little.

A dose is read with its drug, its unit, and the concentration it may stand for; it is compared with
the rows of the route that is told. What is told of a poisoning or of tolerance is no slip.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.transcript import Language
from app.text import queries_reckoned, queries_routes, queries_units
from app.text.doses import DoseRange, DoseTable
from app.text.drugs_named import Named, drugs_named
from app.text.queries_found import SENTENCE_END, Doubt, Patient, compiled, table

_NUMBER = r"(?<![\d.,/~～-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)"
_UNITS = (
    ("mg", r"m\.?g|milligrams?|毫克"),
    ("mcg", r"mcg|µg|μg|ug|micrograms?|mics?|mikes?|微克"),
    ("ng", r"ng|nanograms?"),
    ("g", r"g|gm|grams?|克"),
    ("mU", r"milli ?units?"),
    ("U", r"international units?|units?|iu|国际单位|个?单位|u"),
    ("mEq", r"meq|m eq|milliequivalents?|毫当量"),
    ("mmol", r"mmol|millimoles?|毫摩尔"),
    ("mL", r"ml|m l|cc|millilit(?:er|re)s?|毫升"),
    ("L", r"l|lit(?:er|re)s?|升"),
)
_MASS = {"ng": 1e-6, "mcg": 1e-3, "mg": 1.0, "g": 1000.0}
_ACTIVITY = {"mU": 1e-3, "U": 1.0}
_VOLUME = {"mL": 1.0, "L": 1000.0}
_PER = (
    ("/kg", r"\s*(?:/|per |a |每|·|\.)\s*\(?(?:kg|kilo(?:gram)?s?|公斤|千克)(?:-1)?"),
    ("/min", r"\s*(?:/|per |a |an |每|·|\.)\s*(?:min(?:ute)?|分钟?)(?![a-z])(?:-1)?\)?"),
    ("/h", r"\s*(?:/|per |an |every |每|·|\.)\s*(?:h(?:ou)?r?|小时)(?![a-z])(?:-1)?\)?"),
)
_MINUTES = {"/min": 1.0, "/h": 60.0}
_OTHER_PER = re.compile(r"\s*(?:/|per )\s*(?:d?l\b|ml|m2|m²|㎡|mm|毫升|升|平方|支|片)", re.I)
_DAILY = re.compile(
    r"\s*(?:/|per |a |each |每|(?:over|in|during|for) (?:the )?(?:first |last |past |whole )?)"
    r"\s*(?:day|24 ?h\w*|天|日)(?!\s*(?:[1-6一二两三四五六]\s*次|[晨早晚睡空顿]|口服|服))",
    re.I,
)
_DOSES_A_DAY = 4
_TABLE_ROUTE = {"IV": "iv", "IVP": "iv", "IM": "im", "SC": "sc", "PO": "po", "PR": "pr",
                "SL": "sl", "NASAL": "nasal", "NEB": "neb", "IT": "it"}  # fmt: skip
_REACH: dict[Language, int] = {"en": 70, "zh": 30}
_COMMA = re.compile(r"[,，、](?!\d)\s*(?=\S)")
"""Behind it another drug may stand, one that the table does not name."""
_AGAINST = re.compile(r" (?:for|against) (?:the |his |her |an? |their )?", re.I)
_PERCENT = re.compile(r"(?P<percent>\d+(?:\.\d+)?)\s*(?:%|percent|per cent)(?:的|\s)*$", re.I)
_PERCENT_AFTER = re.compile(r"\s*(?P<percent>\d+(?:\.\d+)?)\s*(?:%|percent|per cent)", re.I)
_RATIO = re.compile(r"1\s*(?::|：|比|to |in )\s*(?P<in>\d+(?:,000)?)", re.I)
_TENFOLD, _THOUSANDFOLD, _SLACK = 5.0, 20.0, 4.0
_TINY = 50.0
_NO_ANTIDOTE = 100.0
"""So many usual doses are a slip even against a poison that was taken: naloxone 400 mg."""
_OLD_YEARS, _ADULT_YEARS, _ADULT_KG = 75.0, 12.0, 40.0
_USUAL_KG, _SMALLEST_SHARE = 70.0, 0.15
_WEIGHT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:kg|kilos?|公斤|千克)(?![/每])", re.I)


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose in the text: characters start..end, amount, unit with its denominators, its drug.

    route: of the table ("iv", "inh"), None where none is told.
    """

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
    yield from queries_units.doubts(text, language)
    yield from queries_routes.doubts(text, language)
    reckoned = list(queries_reckoned.doubts(text)) if language == "en" else []
    yield from reckoned
    if doses is not None:
        for dose in _doses(text, language, doses):
            kind = _slip(dose, doses.ranges.get(dose.drug, ()), patient, text)
            known = any(one.start < dose.end and dose.start < one.end for one in reckoned)
            if kind is not None and not known:
                yield Doubt(kind, dose.start, dose.end, dose.drug)


# --- reading


@lru_cache(maxsize=1)
def _amounts() -> re.Pattern[str]:
    units = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS)
    per = "|".join(pattern for _, pattern in _PER)
    return re.compile(
        rf"{_NUMBER}\s*(?P<times>million |thousand |万)?\s*(?:{units})(?![a-z])(?P<per>(?:{per})*)",
        re.I,
    )


_TIMES = {"million": 1e6, "thousand": 1e3, "万": 1e4}


def _doses(text: str, language: Language, doses: DoseTable) -> Iterator[Dose]:
    named = drugs_named(text)
    for match in _amounts().finditer(text):
        drug = _owner(text, language, match.span(), named)
        if drug is None or _OTHER_PER.match(text, match.end()):
            continue
        unit = next(name for name, _ in _UNITS if match[name])
        amount = float(match["number"].replace(",", ""))
        amount *= _TIMES.get((match["times"] or "").strip().lower(), 1.0)
        if _DAILY.match(text, match.end()):
            amount /= _DOSES_A_DAY
        if unit in _VOLUME and _only_solvent(text, drug, match.start()):
            continue
        amount, unit = _of_solution(text, amount, unit, drug)
        for shown, pattern in _PER:
            if compiled(pattern).search(match["per"]):
                unit += shown
        unit += _rate_said_before(text, match.start(), unit)
        rows = doses.ranges.get(drug[2], ())
        route = _route(text, language, match.span(), drug, {row.route for row in rows})
        yield Dose(match.start(), match.end(), amount, unit, drug[2], route)


def _owner(
    text: str, language: Language, span: tuple[int, int], named: Sequence[Named]
) -> Named | None:
    """The drug a dose is of: right behind it with "of", else the last one before it."""
    start, end = span
    after = [one for one in named if one[0] >= end]
    if after and re.fullmatch(
        r"\s*(?:of\s+)?(?:the\s+|iv\s+|的)?\s*", text[end : after[0][0]], re.I
    ):
        own = _amounts().match(text[after[0][1] :].lstrip()) is not None
        joined = " of" in text[end : after[0][0]] or not _waiting(text, start, named)
        if joined and not own:
            return after[0]
    before = [one for one in named if one[1] <= start]
    if len(before) > 1 and _AGAINST.fullmatch(text, before[-2][1], before[-1][0]):
        before.pop()  # "acetylcysteine for the paracetamol: 150 mg/kg"
    if not before or start - before[-1][1] > _REACH[language]:
        return None
    between = text[before[-1][1] : start]
    goes_on = compiled(table("doses")[language]["continues"])
    listed = any(not goes_on.match(between, mark.end()) for mark in _COMMA.finditer(between))
    return None if listed or SENTENCE_END.search(between) else before[-1]


def _waiting(text: str, start: int, named: Sequence[Named]) -> bool:
    """True where a drug before a dose has none yet: not in 芬太尼75 µg再加10 mg羟考酮."""
    before = [one for one in named if one[1] <= start]
    return bool(before) and _amounts().search(text, before[-1][1], start) is None


def _of_solution(text: str, amount: float, unit: str, drug: Named) -> tuple[float, str]:
    """A volume of a solution whose strength is told as grams: `10% 氯化钾 150 mL` is 15 g."""
    if unit not in _VOLUME:
        return amount, unit
    millilitres = amount * _VOLUME[unit]
    percent = _PERCENT.search(text[: drug[0]]) or _PERCENT_AFTER.match(text, drug[1])
    if percent is not None:
        return float(percent["percent"]) * millilitres / 100, "g"
    ratio = _RATIO.search(text[max(0, drug[0] - 14) : drug[1] + 14])
    if ratio is not None and float(ratio["in"].replace(",", "")) > 0:
        return millilitres * 1000 / float(ratio["in"].replace(",", "")), "mg"
    return amount, unit


def _only_solvent(text: str, drug: Named, start: int) -> bool:
    """True for a volume that the drug before it is only given in."""
    diluted = compiled(table("doses")["diluted"])
    return drug[1] <= start and diluted.search(text[drug[1] : start]) is not None


def _rate_said_before(text: str, start: int, unit: str) -> str:
    """`/h` of 每小时 right before the dose, where it says no rate behind it."""
    if "/min" in unit or "/h" in unit:
        return ""
    room = text[max(0, start - 6) : start]
    weight = (
        "/kg"
        if "/kg" not in unit and re.search("每公斤|每千克", text[max(0, start - 9) : start])
        else ""
    )
    if re.search("每小时", room):
        return f"{weight}/h"
    return f"{weight}/min" if re.search("每分钟?", room) else weight


def _route(
    text: str, language: Language, span: tuple[int, int], drug: Named, usual: set[str]
) -> str | None:
    """The route that is told of a dose, or that its form tells of, as the table names it."""
    rules, around = table("doses"), text[max(0, min(span[0], drug[0]) - 12) : span[1] + 34]
    inhaled = compiled(rules["inhaled"]).search(around) is not None
    if "inh" in usual and inhaled and not compiled(rules["nebulised"]).search(around):
        return "inh"
    if "nasal" in usual and compiled(rules["nasal_spray"]).search(around):
        return "nasal"
    told = (
        queries_routes.route_after(text, language, span[1])
        or queries_routes.route_after(text, language, drug[1])
        or queries_routes.route_before(text, language, drug[0])
    )
    if told is not None:
        return _TABLE_ROUTE.get(told[0])
    if "iv" in usual and compiled(rules["infused"]).search(around):
        return "iv"
    return "po" if "po" in usual and compiled(rules["by_mouth"]).search(around) else None


# --- judging


def _slip(dose: Dose, rows: Sequence[DoseRange], patient: Patient, text: str) -> str | None:
    """`tenfold` or `mg_mcg` when every row that could apply finds the dose far out."""
    weight = _weight(text, patient.age_years)
    fitting = [
        (row, amount) for row in rows if (amount := _in_unit_of(row, dose, weight)) is not None
    ]
    fitting = [one for one in fitting if one[0].route == dose.route] or fitting
    if dose.route == "it" and not any(row.route == "it" for row in rows):
        return None  # no row tells what the spine takes
    bounds = [
        (amount, *_bounds(row, patient, weight, per_kg="/kg" in dose.unit))
        for row, amount in fitting
    ]
    if not bounds:
        return None
    times = min(amount / high for amount, _, high in bounds)
    if _meant(dose, rows, text, times):
        return None
    if dose.unit.partition("/")[0] in _MASS and _thousand(dose, bounds, times):
        return "mg_mcg"
    return "tenfold" if times >= _TENFOLD and not _large(dose, text) else None


def _in_unit_of(row: DoseRange, dose: Dose, weight: float | None) -> float | None:
    """The dose's amount in the row's unit, None where they cannot be compared."""
    (head, *per), (wanted, *wanted_per) = dose.unit.split("/"), row.unit.split("/")
    alike = (one for one in (_MASS, _VOLUME, _ACTIVITY) if head in one and wanted in one)
    scales = next(alike, None)
    if scales is None and head != wanted:
        return None
    amount = dose.amount * (scales[head] / scales[wanted] if scales else 1.0)
    time, wanted_time = (next((x for x in p if x != "kg"), "") for p in (per, wanted_per))
    if bool(time) != bool(wanted_time):
        return None
    if time:
        amount *= _MINUTES[f"/{wanted_time}"] / _MINUTES[f"/{time}"]
    if "kg" in per and "kg" not in wanted_per:
        if time:
            return amount * (weight or _USUAL_KG)
        return amount if row.kg_high else None
    if "kg" in wanted_per and "kg" not in per:
        return amount / (weight or _USUAL_KG)
    return amount


def _meant(dose: Dose, rows: Sequence[DoseRange], text: str, times: float) -> bool:
    """True for what was taken, what a course adds up to, a pump's or bag's content, antidotes;
    times: the largest usual dose."""
    rules = table("doses")
    if times >= _NO_ANTIDOTE and dose.drug in rules["never_taken"]:
        return False
    pumped = any(row.route == "rate" and row.unit.startswith(("mg", "mcg", "U/")) for row in rows)
    if pumped and compiled(rules["prepared"]).search(text[dose.end :]):
        return True
    if compiled(rules["taken"]).search(text) or compiled(rules["total"]).search(text[: dose.start]):
        return True
    poison = any(compiled(rules[name]).search(text) for name in ("poison", "poison_en"))
    return dose.drug in rules["antidotes"] and poison


def _large(dose: Dose, text: str) -> bool:
    rules = table("doses")
    return dose.drug in rules["titrated"] and compiled(rules["tolerance"]).search(text) is not None


def _thousand(dose: Dose, bounds: Sequence[tuple[float, float, float]], times: float) -> bool:
    """True when the number fits once mg and mcg are exchanged."""
    milli = dose.unit.startswith("mg")
    if milli and times >= _THOUSANDFOLD:
        return any(low / _SLACK <= amount / 1000 <= high * _SLACK for amount, low, high in bounds)
    if dose.unit.startswith("mcg") and all(amount <= low / _TINY for amount, low, _ in bounds):
        return any(low / _SLACK <= amount * 1000 <= high * _SLACK for amount, low, high in bounds)
    return False


def _bounds(
    row: DoseRange, patient: Patient, weight: float | None, *, per_kg: bool
) -> tuple[float, float]:
    """The lowest and largest usual dose for this patient, in the row's unit."""
    age = patient.age_years
    if "/" in row.unit:
        return row.low, row.high
    if per_kg and row.kg_high:
        return row.kg_high / 20, row.kg_high
    if weight is not None and weight < _ADULT_KG:
        share = max(weight / _ADULT_KG, _SMALLEST_SHARE)
        high = min(row.kg_high * weight, row.high) if row.kg_high else row.high * share
        return min(row.low, high / 10), high
    if row.old_high and age is not None and age >= _OLD_YEARS:
        return row.low, row.old_high
    return row.low, row.high


def _weight(text: str, age: float | None) -> float | None:
    """Body weight in kg as said, else the usual one of a child's age; None for adults."""
    said = _WEIGHT.search(text)
    if said is not None:
        return float(said[1])
    if age is None or age >= _ADULT_YEARS:
        return None
    return 4 + age * 6 if age < 1 else 8 + age * 2.5
