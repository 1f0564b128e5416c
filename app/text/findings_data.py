"""What stands around values and medicines as data: reading `resources/findings/*.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from app.domain.errors import ResourceError
from app.domain.findings import Assertion
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.tables import Table, load, many, option, part, strings, text

Pattern = re.Pattern[str]
Coded = tuple[tuple[Pattern, str], ...]
_AROUND = (
    "not_values", "conditions", "foreign", "again", "rising", "from", "span", "palpated",
)  # fmt: skip
_BESIDE = (
    "forms", "leads", "parts", "given", "joined_back", "joined_forward", "glued", "standing",
    "stops", "tests", "joint",
)  # fmt: skip
_MAYBE = ("each", "whole", "exact", "listed", "suppose", "regimen", "together", "contents")


@dataclass(frozen=True, slots=True)
class VitalUnit:
    """A unit of a vital sign: the pattern behind the number and what a person can have in it."""

    after: Pattern
    ucum: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Size:
    """A unit that a value from low to high leaves no doubt of, where none was said."""

    low: float
    high: float
    ucum: str


@dataclass(frozen=True, slots=True)
class VitalRule:
    """One vital sign.

    names, letters: patterns of its name, and letters that mean it beside other vital signs only;
    bare: its unit where none needs saying; not_after: what before the name makes it another thing.
    """

    id: str
    names: tuple[str, ...]
    letters: tuple[str, ...]
    units: tuple[VitalUnit, ...]
    sizes: tuple[Size, ...]
    bare: str
    not_after: Pattern | None


@dataclass(frozen=True, slots=True)
class VitalData:
    """Vital signs of one language, and the words around a number that are of any of them.

    not_values, foreign: before and behind a number that is no measurement; conditions: before a
    name that states one; again: before a further reading; unnamed: behind a value without a name.
    pressures: names of a blood pressure and of its halves, by id; upper, lower, link: names of both
    halves beside each other, and what may stand between name and number; alone: what may stand
    between the name and a single value.
    """

    vitals: tuple[VitalRule, ...]
    pressures: Mapping[str, tuple[str, ...]]
    upper: str | None
    lower: str | None
    link: str
    alone: Pattern | None
    not_values: Pattern
    conditions: Pattern
    foreign: Pattern
    again: Pattern
    rising: Pattern
    from_: Pattern
    span: Pattern
    palpated: Pattern
    unnamed: Mapping[str, Pattern]

    def rule(self, vital: str) -> VitalRule:
        """The vital sign of an id."""
        return next(one for one in self.vitals if one.id == vital)


@dataclass(frozen=True, slots=True)
class TakingRule:
    """Words before or behind a medicine that say it is not taken (any more, or not yet).

    around: of its sentence, where it is ● and each other medicine ◆; across: of the whole line so.
    over: what it overrules besides what is present;
    present: False for a rule that leaves what is present as it is.
    """

    assertion: Assertion
    before: Pattern | None
    after: Pattern | None
    around: Pattern | None
    across: Pattern | None
    over: frozenset[str]
    present: bool


@dataclass(frozen=True, slots=True)
class MedicationData:
    """What is said of medicines in one language: see the comments in the file.

    each, whole, exact, listed, suppose, regimen, together, contents: None where a language needs
    none.
    """

    doses: Pattern
    units: Coded
    per: Coded
    count: Pattern
    forms: Pattern
    leads: Pattern
    parts: Pattern
    given: Pattern
    joined_back: Pattern
    joined_forward: Pattern
    glued: Pattern
    routes: Coded
    frequency: Pattern
    standing: Pattern
    stops: Pattern
    tests: Pattern
    joint: Pattern
    each: Pattern | None
    whole: Pattern | None
    exact: Pattern | None
    listed: Pattern | None
    suppose: Pattern | None
    regimen: Pattern | None
    together: Pattern | None
    contents: Pattern | None
    number_words: Mapping[str, str]
    measured: frozenset[str]
    substances: frozenset[str]
    taking: tuple[TakingRule, ...]


@lru_cache(maxsize=2)
def vital_data(language: Language) -> VitalData:
    """Vital signs of one language. Raises ResourceError naming file and key."""
    return read_vitals(RESOURCES / "findings" / f"{language}.toml")


@lru_cache(maxsize=2)
def medication_data(language: Language) -> MedicationData:
    """Words around medicines in one language. Raises ResourceError naming file and key."""
    return read_medications(RESOURCES / "findings" / f"{language}.toml")


def read_vitals(path: Path) -> VitalData:
    """The vital signs of one file. Raises ResourceError naming file and key."""
    table = load(path)
    common = sub_table(table, "vitals", path)
    unnamed = sub_table(common, "unnamed", path)
    around = {key: compiled(text(common, key, path), path) for key in _AROUND}
    return VitalData(
        tuple(_vital(row, path) for row in many(table, "vital", path)),
        _pressures(common, path),
        common.get("upper"),
        common.get("lower"),
        common.get("link", ""),
        compiled_or_none(common, "alone", path),
        unnamed={key: compiled(text(unnamed, key, path), path) for key in unnamed},
        not_values=around["not_values"],
        conditions=around["conditions"],
        foreign=around["foreign"],
        again=around["again"],
        rising=around["rising"],
        from_=around["from"],
        span=around["span"],
        palpated=around["palpated"],
    )


def _pressures(common: Table, path: Path) -> dict[str, tuple[str, ...]]:
    """Names of a blood pressure, of its upper half, and of its lower one where there are any."""
    names = {
        "blood_pressure": strings(common, "pressure", path),
        "systolic": strings(common, "systolic", path),
        "diastolic": strings(common, "diastolic", path, optional=True),
    }
    return {vital: one for vital, one in names.items() if one}


def _vital(row: Table, path: Path) -> VitalRule:
    return VitalRule(
        text(row, "id", path),
        strings(row, "names", path),
        strings(row, "letters", path, optional=True),
        tuple(
            VitalUnit(
                compiled(text(unit, "after", path), path),
                text(unit, "ucum", path),
                float(unit["low"]),
                float(unit["high"]),
            )
            for unit in many(row, "units", path)
        ),
        tuple(
            Size(float(size["low"]), float(size["high"]), text(size, "ucum", path))
            for size in many(row, "sizes", path)
        ),
        row.get("bare", ""),
        compiled_or_none(row, "not_after", path),
    )


def read_medications(path: Path) -> MedicationData:
    """The words around medicines of one file. Raises ResourceError naming file and key."""
    table = load(path)
    rows = sub_table(table, "medications", path)
    language = option(table, "language", get_args(Language), path)
    units, per = pairs(rows, "units", path), pairs(rows, "per", path)
    routes = [(_edged(pattern, language), code) for pattern, code in pairs(rows, "routes", path)]
    words = texts(rows, "number_words", path)
    around = {key: compiled(text(rows, key, path), path) for key in _BESIDE}
    maybe: dict[str, Any] = {key: compiled_or_none(rows, key, path) for key in _MAYBE}
    return MedicationData(
        doses=compiled(_doses(units, per, words, language), path),
        units=coded([(_closed(pattern, language), code) for pattern, code in units], path),
        per=coded(per, path),
        count=compiled(_count(words if language == "en" else {}), path),
        routes=coded(routes, path),
        frequency=compiled(_frequencies(strings(rows, "frequency", path), language), path),
        number_words=words,
        measured=frozenset(strings(rows, "measured", path)),
        substances=frozenset(strings(rows, "substances", path)),
        taking=tuple(_taking(row, path) for row in many(rows, "assertion", path)),
        **around,
        **maybe,
    )


def _taking(row: Table, path: Path) -> TakingRule:
    return TakingRule(
        option(row, "assertion", get_args(Assertion), path),
        compiled_or_none(row, "before", path),
        compiled_or_none(row, "after", path),
        compiled_or_none(row, "around", path),
        compiled_or_none(row, "across", path),
        frozenset(strings(row, "over", path, optional=True)),
        bool(row.get("present", True)),
    )


def _doses(
    units: list[tuple[str, str]], per: list[tuple[str, str]], words: Mapping[str, str], lang: str
) -> str:
    """An amount with its unit, and per what: "5 mcg/kg/min", "1-2 tablets", 每公斤每分钟五微克."""
    below = "|".join(pattern for pattern, _ in per)
    unit = "|".join(_closed(pattern, lang) for pattern, _ in units)
    edge = r"\b" if lang == "en" else ""
    alone = "" if lang == "en" else "(?<![一二两三四五六七八九十百千第])"
    spelled = "".join(rf"|{alone}{edge}{word}{edge}" for word in words)
    # "twice a day/1 tablet" is written in Chinese; elsewhere a slash makes the number a share
    before, dash = (
        (r"(?<![\d.,/-])", "") if lang == "en" else (r"(?<![\d.。·-])(?<!\d[/,])", "一(?=[0-9])|")
    )
    most = r"\d+(?:\.\d+)?" if lang == "en" else r"(?:\d+(?:\.\d+)?|[一二两三四五六八])"
    half = "" if lang == "en" else "(?P<half>半)?"
    point = r"\." if lang == "en" else "[.。·]"
    return (
        rf"(?P<rate>(?:{below})*){before}(?<!point )"
        rf"(?P<number>(?:\d+(?:,\d{{3}})*(?:{point}\d+)?|(?<![\w.])\.\d+|\d+/\d+){spelled})"
        rf"(?P<most>\s*(?:{dash}-|–|—|to|or|至|到|~|～)\s*{most})?"
        rf"\s*-?\s*(?P<unit>{unit}){half}(?P<per>(?:{below})*)"
    )


def _closed(pattern: str, language: str) -> str:
    """A unit that ends where its word does."""
    return rf"(?:{pattern})(?![a-z])" if language == "en" else f"(?:{pattern})"


def _count(words: Mapping[str, str]) -> str:
    spelled = "".join(rf"|{word}" for word in words)
    return rf"(?<![\w.,/-])(?P<number>\d{{1,2}}{spelled})"


def _edged(pattern: str, language: str) -> str:
    return rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])" if language == "en" else pattern


def _frequencies(patterns: tuple[str, ...], language: str) -> str:
    """One or several frequencies in a row: "daily p.r.n."."""
    one = "|".join(patterns)
    if language == "zh":
        return rf"(?:{one})(?:[，、\s]?(?:{one}))*"
    return rf"(?<![a-z0-9])(?:{one})(?![a-z0-9])(?:,?\s+(?:{one})(?![a-z0-9]))*"


def compiled(source: str, path: Path) -> Pattern:
    """A pattern that holds in any case. Raises ResourceError naming the file."""
    try:
        return re.compile(source, re.IGNORECASE)
    except re.error as error:
        raise ResourceError(f"{path}: '{source}' is no pattern: {error}") from error


def compiled_or_none(table: Table, key: str, path: Path) -> Pattern | None:
    """The pattern of a key that a language may do without."""
    return compiled(text(table, key, path), path) if key in table else None


def coded(rows: list[tuple[str, str]], path: Path) -> Coded:
    """Patterns and what each stands for. Raises ResourceError naming the file."""
    return tuple((compiled(source, path), code) for source, code in rows)


def pairs(table: Table, key: str, path: Path) -> list[tuple[str, str]]:
    """A list of pairs of texts."""
    rows = table.get(key)
    if not isinstance(rows, list) or not all(_is_pair(row) for row in rows):
        raise ResourceError(f"{path}: '{key}' must be a list of pairs of texts")
    return [(row[0], row[1]) for row in rows]


def _is_pair(row: Any) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(one, str) for one in row)  # noqa: PLR2004


def texts(table: Table, key: str, path: Path) -> dict[str, str]:
    """A table of texts."""
    value = table.get(key)
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ResourceError(f"{path}: '{key}' must be a table of texts")
    return dict(value)


def sub_table(table: Table, key: str, path: Path) -> Table:
    """A table within a table. Raises ResourceError when it is missing."""
    return part({key: {key: table.get(key)}}, key, path)[key]
