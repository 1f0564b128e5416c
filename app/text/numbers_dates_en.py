"""English years, days of the month and running days out of number words."""

from collections.abc import Sequence

from app.text.numbers_said import Raw
from app.text.numbers_table import NumberTable
from app.text.numbers_times_en import OH, RECENT, UnitAt, closes, small
from app.text.numbers_words_en import parse, word_at

_ORDINAL_WORDS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
ORDINALS = {word: at for at, word in enumerate(_ORDINAL_WORDS, 1)} | {"thirtieth": 30}
_SPELLED_TENS = {"twenty": 20, "thirty": 30}
_YEAR_CUES = frozenset({"in", "since", "of", "from", "year", "early", "late", "around", "until"})
_CENTURIES = frozenset({"19", "20"})
_THOUSANDS = range(2000, 2100)
_MIN_YEAR = 10
_LIVED = 30
"""Nineteen fifteen is rather a time of day than a year."""
_OWNED = frozenset({"his", "her", "the", "a", "their", "my", "that", "old"})
_NOT_OF_YEAR = frozenset(
    {"vision", "acuity", "and", "in", "on", "at", "to", "by", "with", "or", "for", "is"}
)
_NUMBERED = frozenset(
    {"floor", "attempt", "dose", "day", "visit", "street", "avenue", "ward", "try", "percentile",
     "time", "unit", "week", "hour", "night", "one"}
)  # fmt: skip
"""What is counted off: no day of the month."""
_RARELY_COUNTED = 13
_LAST_DAY = 31
_WEEKDAYS = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)
_BEFORE_A_DAY = frozenset(
    {"on", "since", "until", "by", "till", "from", "was", "before", "through", "for"}
)
_MONTH_END = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)
_SOME_MONTH = frozenset((which, "month") for which in ("last", "this", "the", "next", "every"))


def dated(texts: Sequence[str], first: int, table: NumberTable, unit: UnitAt) -> Raw | None:
    """A year, a day of the month or a running day that starts at `first`, or None."""
    return _year(texts, first, table.lists["months"], unit) or _day(texts, first, table)


def _year(texts: Sequence[str], first: int, months: frozenset[str], unit: UnitAt) -> Raw | None:
    """Nineteen ninety eight, twenty seventeen, two thousand and five: as a year only."""
    before = word_at(texts, first - 1)
    cued = before in _YEAR_CUES or before in ORDINALS or before in months
    head = word_at(texts, first)
    century = parse([head], 0) if head in {"nineteen", "twenty"} else None
    if century is not None and century.text in _CENTURIES:
        rest = _rest(texts, first + 1)
        if rest is None or unit(rest[1]) is not None:
            return None
        after = word_at(texts, rest[1])
        told = before in _OWNED and after.isalpha() and after not in _NOT_OF_YEAR
        cued = cued or (told and (century.text == "19" or rest[0] in RECENT))  # "his 2019 echo"
        if not cued and (century.text != "19" or rest[0] < _LIVED):
            return None
        return _dated_as(first, rest[1], f"{century.text}{rest[0]:02}", "year")
    found = (
        parse(texts, first) if head == "two" and word_at(texts, first + 1) == "thousand" else None
    )
    if found is None or not cued or int(found.text) not in _THOUSANDS or unit(found.end):
        return None
    return _dated_as(first, found.end, found.text, "year")


def _rest(texts: Sequence[str], at: int) -> tuple[int, int] | None:
    if word_at(texts, at) in OH:
        digit = small(texts, at + 1)
        return (digit, at + 2) if digit else None
    found = parse(texts, at)
    if found is None or not found.text.isdigit():
        return None
    value = int(found.text)
    return (value, found.end) if _MIN_YEAR <= value < 10 * _MIN_YEAR else None


def _dated_as(first: int, end: int, text: str, shape: str) -> Raw:
    return Raw(first, end - 1, first, end, text, "", "", shape, "time")  # type: ignore[arg-type]


def _day(texts: Sequence[str], first: int, table: NumberTable) -> Raw | None:
    """ "march third", "on the fifteenth", "the third of march", "december twenty"."""
    months = table.lists["months"]
    after_month = word_at(texts, first - 1) in months or (
        word_at(texts, first - 1) == "the" and word_at(texts, first - 2) in months
    )
    ordinal = _ordinal(texts, first)
    if ordinal is None:
        found = parse(texts, first) if after_month and word_at(texts, first - 1) != "may" else None
        whole = found is not None and found.text.isdigit() and int(found.text) <= _LAST_DAY
        return _dated_as(first, found.end, found.text, "date") if found and whole else None
    value, end = ordinal
    of = word_at(texts, end) == "of"
    before_month = of and (
        word_at(texts, end + 1) in months or tuple(texts[end + 1 : end + 3]) in _SOME_MONTH
    )
    said = tuple(texts[max(0, first - 2) : first])
    of_the = said[1:] == ("the",) and said[0] in _BEFORE_A_DAY | _WEEKDAYS
    late = value >= _RARELY_COUNTED and word_at(texts, end) not in _NUMBERED
    alone = of_the and value > len(_MONTH_END) and (late or closes(texts, end))
    if not (after_month or before_month or alone) or value > _LAST_DAY:
        return None
    ending = "th" if value in _TEENS else _MONTH_END.get(value % 10, "th")
    return _dated_as(first, end, f"{value}{ending}", "ordinal")


def _ordinal(texts: Sequence[str], first: int) -> tuple[int, int] | None:
    word = word_at(texts, first)
    if word in _SPELLED_TENS:
        ones = ORDINALS.get(word_at(texts, first + 1), 0)
        return (_SPELLED_TENS[word] + ones, first + 2) if 0 < ones < 10 else None  # noqa: PLR2004
    return (ORDINALS[word], first + 1) if word in ORDINALS else None
