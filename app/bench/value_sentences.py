"""Sentences dense in values and drug names, written by another hand with what must come out.

The truth is the written value ("0.5 mg", "120/80 mmHg"), never what our rules make of the text,
so a fault of the number rules counts as much as a misheard word.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.bench.content import drugs_right, found_once
from app.bench.evaluation import Figure
from app.bench.hearing import Ears, heard_text
from app.bench.scoring import language_of, share
from app.bench.sentences import Heard, error_figure, hear
from app.bench.voices import engines
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.correction import correct_line

VALUES_GOAL: Final = ">= 97"
DRUGS_GOAL: Final = ">= 95"
# the spoken unit may be missing where usage leaves one choice
_IMPLIED: Final = frozenset({"mmHg", "/min", "次/分", "°C", "℃"})
_WRITTEN: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "mmHg": "mm ?Hg", "%": "%|percent", "units": "units?", "mcg": "mcg|µg",
        "ms": "ms|millisec\\w+",
        "/min": "/min|bpm|beats per minute|breaths per minute", "°C": "°C|degrees(?: Celsius)?",
        "kg": "kg|kilos?|kilograms?", "min": "min|minute", "h": "h|hour", "J": "J|joules?",
        "cmH2O": "cm ?H2O|cm of water",
    },
    "zh": {
        "mg": "毫克", "g": "克", "µg": "微克", "ng": "纳克", "mL": "毫升", "L": "升", "dL": "分升",
        "mmol": "毫摩尔?", "µmol": "微摩尔?", "单位": "个?(?:国际)?单位", "J": "焦耳?",
        "cm": "厘米|公分",
        "mm": "毫米", "kg": "公斤|千克", "%": "%", "℃": "℃|度", "mmHg": "毫米汞柱",
        "cmH2O": "厘米水柱", "次": "次|下", "分": "分钟?", "min": "分钟?", "h": "小时",
    },
}  # fmt: skip
# a number that one of these follows is no vital sign
_DOSES: Final[dict[Language, tuple[str, ...]]] = {
    "en": ("mg", "mcg", "g", "mL", "L", "units", "%"),
    "zh": ("mg", "g", "µg", "mL", "单位"),
}
_NUMBER_BEFORE: Final = r"(?<![A-Za-z0-9.,/:])"
_NUMBER_AFTER: Final = r"(?![0-9]|[.,/:]\d)"
_UNIT_AFTER: Final[dict[Language, str]] = {
    "en": r"(?![A-Za-z/%])(?! per (?:kg|kilo|min|h))",
    "zh": "(?!/|每(?:分|小时|公斤|千克|升|毫升))",
}


@dataclass(frozen=True, slots=True)
class ValueSentence:
    """A sentence as spoken, the values and the drug names that must come out of it."""

    text: str
    values: tuple[str, ...]
    drugs: tuple[str, ...]


def read_values(path: Path) -> list[ValueSentence]:
    """The rows of a file with the columns text, values and drugs. Raises ResourceError."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        return [
            ValueSentence(row["text"], _parts(row["values"]), _parts(row["drugs"])) for row in rows
        ]
    except (OSError, KeyError, AttributeError) as error:
        raise ResourceError(f"{path.name} has no columns text, values and drugs") from error


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def values_written(values: Sequence[str], line: str, language: Language) -> int:
    """How many values stand in a written line with exactly their digits and their unit.

    Rates may stand before the number in Chinese; units that usage implies may be missing.
    """
    return found_once([_pattern(value, language) for value in values], line)


def _pattern(value: str, language: Language) -> str:
    match = re.match(r"([\d./]*\d) ?(.*)", value)
    if match is None:
        raise ResourceError(f"'{value}' is no value: give a number and its unit")
    number, unit = match.groups()
    digits = _NUMBER_BEFORE + re.escape(number) + _NUMBER_AFTER
    if not unit:
        return digits
    first, *below = [part for part in unit.split("/") if part] if unit != "/min" else ["/min"]
    after = rf"{digits} ?(?:{_unit(first, language)}){_below(below, language)}"
    forms = [after + _UNIT_AFTER[language]]
    if language == "zh" and below:
        before = "".join(f"每(?:{_unit(part, language)})" for part in below)
        forms.append(rf"{before}[一-鿿]{{0,2}}{digits} ?(?:{_unit(first, language)})")
    if unit in _IMPLIED:
        others = "|".join(_unit(name, language) for name in _DOSES[language])
        forms.append(rf"{digits}(?! ?(?:{others}))")
    return "|".join(f"(?:{form})" for form in forms)


def _unit(name: str, language: Language) -> str:
    written = _WRITTEN[language].get(name)
    return f"{written}|{re.escape(name)}" if written else re.escape(name)


def _below(parts: Sequence[str], language: Language) -> str:
    joiner = "(?:/| per )" if language == "en" else "(?:/|每)"
    return "".join(f"{joiner}(?:{_unit(part, language)})" for part in parts)


def value_figures(ears: Ears, paths: Sequence[Path], most: int, seed: int) -> Iterator[Figure]:
    """Values and drug names right, by the rules alone on the true words and then as heard."""
    for path in paths:
        rows = read_values(path)[:most]
        yield _rules_alone(ears, path.stem, rows)
        by_text = {row.text: row for row in rows}
        for engine in engines(seed):
            heard = hear(ears, engine, list(by_text))
            if heard:
                name = f"{path.stem}, {engine.name}"
                yield error_figure(ears, name, heard, seed, "")
                yield from _right(ears, name, heard, by_text)


def _rules_alone(ears: Ears, name: str, rows: Sequence[ValueSentence]) -> Figure:
    right = there = 0
    for row in rows:
        language = language_of(row.text)
        line = correct_line(row.text, language, 1.0, ears.lexicon)["text"]
        right += values_written(row.values, line, language)
        there += len(row.values)
    return _share(ears, f"{name}, the true words", "numbers right", right, there, VALUES_GOAL)


def _right(
    ears: Ears, name: str, heard: Sequence[Heard], rows: dict[str, ValueSentence]
) -> Iterator[Figure]:
    numbers = named = as_heard = as_written = there = 0
    for one in heard:
        row, language = rows[one.said.text], one.language
        numbers += values_written(row.values, one.written, language)
        there += len(row.values)
        as_heard += drugs_right(row.drugs, heard_text(one.region), language)
        as_written += drugs_right(row.drugs, one.written, language)
        named += len(row.drugs)
    yield _share(ears, name, "numbers right", numbers, there, VALUES_GOAL)
    yield _share(ears, name, "drug names right, as heard", as_heard, named, "")
    yield _share(ears, name, "drug names right, as written", as_written, named, DRUGS_GOAL)


def _share(ears: Ears, name: str, measure: str, right: int, there: int, goal: str) -> Figure:
    found = share(right, there)
    return Figure(
        ears.model.name, name, there, measure, found.value, found.low, found.high, "%", goal
    )
