"""Reads English number words into values without asking yet what they are values of."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.text.numbers_dates_en import ORDINALS, dated
from app.text.numbers_digits_en import acid, digit_at, digits
from app.text.numbers_line_en import Num, Said
from app.text.numbers_lists_en import feet, gases, repeated, scored, suture, tablet
from app.text.numbers_pairs_en import acuity_beside, hundreds_unsaid, over, packed, pressure_beside
from app.text.numbers_panels_en import PANEL_WORDS, days, panel, series
from app.text.numbers_ratio_en import chance, ratio, score, told_from, weeks_plus
from app.text.numbers_row_en import row
from app.text.numbers_said import Raw
from app.text.numbers_shares_en import fraction, half_range, share
from app.text.numbers_table import NumberTable
from app.text.numbers_times_en import day_clock, timed
from app.text.numbers_unit_en import with_unit
from app.text.numbers_unwritten_en import compound, unsure
from app.text.numbers_words_en import NOUGHT, NUMBER_WORDS

_PARTS = {"half": ".5", "quarter": ".25"}
_SCALED = {"hundred": "100", "thousand": "1000", "million": "1000000"}
_SHARES = {
    "thirds": 3,
    "third": 3,
    "quarters": 4,
    "fifths": 5,
    "fifth": 5,
    "eighths": 8,
    "tenths": 10,
}
_TO = frozenset({"to", "or", "dash", "through"})
_TENTHS_CUES = frozenset(
    {"temp", "temperature", "tmax", "febrile", "afebrile", "fever", "spiked", "rectal", "tympanic",
     "max", "axillary", "esophageal", "core", "oral", "temporal", "forehead", "ear", "bladder"}
)  # fmt: skip
_TAKEN_AT = frozenset(
    {"oral", "orally", "rectal", "rectally", "axillary", "tympanic", "temporal", "forehead", "core",
     "mouth", "ear"}
)  # fmt: skip
_HOW_ROOM = 4
_TUBES = frozenset({"tube", "e", "et", "ett", "cuffed", "uncuffed", "intubated", "tubed"})
_TOLD_ROOM = 12
_SINGLE_CUES = frozenset(
    {"potassium", "k", "lactate", "phos", "magnesium", "creatinine", "ph", "inr", "calcium", "tsh",
     "bili", "bilirubin", "albumin", "lactic", "mag", "a1c", "phosphorus", "phosphate", "dimer",
     "cr"}
)  # fmt: skip
_BLOOD_CUES, _BLOOD = frozenset({"hemoglobin", "hgb", "hb", "whites", "count", "wbc"}), range(3, 30)
_COLD = range(24, 33)
_DECIMAL_OF = {"99": range(90, 110), "37": range(33, 43)}
_PAIR = 2
_STARTERS = (
    NUMBER_WORDS
    | ORDINALS.keys()
    | {"million", "point", "double", "triple", "dozen", "half", "quarter", "minus", "negative"}
    | NOUGHT
)
_AFTER_ARTICLE = frozenset({"hundred", "thousand", "million", "half", "quarter", "third", "dozen"})
_TIMES_OF = frozenset({"times", "x"})
_BARE_OTHER = frozenset({"gauge"})
_DOSES = frozenset({"doses", "boluses", "syringes", "shots", "pieces", "strips", "films", "pens"})
_GAUGES = frozenset({"14", "16", "18", "20", "22", "24"})
_OF_A_NEEDLE = frozenset(
    {"", ",", "in", "and", "for", "or", "to", "into", "over", "needle", "catheter", "angiocath",
     "iv", "i", "went", "blew", "infiltrated", "g", "line", "here", "there"}
)  # fmt: skip
_CLIPPED_ROOM = 4
_RATES = range(100, 301)
_TAKEN = frozenset(
    {"i", "by", "po", "iv", "im", "daily", "nightly", "twice", "every", "q", "tid", "bid", "prn"}
)
_DAILY = frozenset({("a", "day"), ("per", "day"), ("at", "bedtime"), ("b", "i"), ("t", "i")})
_DRUG = frozenset({"drug"})
_SIGNS = frozenset({"plus", "minus"})
_SPANS = frozenset({"minute", "hour", "day", "week", "month", "year", "liter", "litre", "gram"})
_SPANNED = frozenset({"past", "last", "good", "another", "full", "solid", "about", "next"})
_APGARS, _APART = frozenset({"apgar", "apgars"}), 8
_PARA = frozenset({"p", "para"})
_NUMBERED = frozenset({"gcs_part", "apgar", "other", "strength", "pain_score"})
_OF_A_YEAR = frozenset({"in", "since", "from", "year"})


def read(texts: Sequence[str], table: NumberTable) -> list[Raw]:
    """All values in order, not overlapping."""
    said = Said(tuple(texts), table)
    found: list[Raw] = []
    at = 0
    while at < len(said.texts):
        if not _may_start(said, at):
            at += 1
            continue
        told = _several(said, at) or _one(said, at)
        found += [raw for raw in told if raw.shape != "approximate"]
        at = told[-1].last + 1 if told else at + 1
    return found


def _several(said: Said, at: int) -> list[Raw]:
    """The values that a rule reads together from here on."""
    for rule, words in _LISTS:
        if not said.words.isdisjoint(words) and (raws := rule(said, at)):
            return raws
    return repeated(said, at) or series(said, at)


def _one(said: Said, at: int) -> list[Raw]:
    """The value that starts here, with those that stand right behind it without their names."""
    raw = next((raw for rule in _RULES if (raw := rule(said, at)) is not None), None)
    if raw is None:
        return []
    pressure = raw.shape == "pair" and raw.hint == "vital"
    end = raw.last + 1
    return [raw, *(packed(said, end) if pressure else gases(said, raw, end))]


def _may_start(said: Said, at: int) -> bool:
    """Quickly, whether a value can start here: most words of an encounter start none."""
    text = said.texts[at]
    if text in {"a", "an", "one"}:
        return said.at(at + 1) in _AFTER_ARTICLE or text == "one" or said.unit(at + 1) is not None
    return text in _STARTERS or text in _SPANS or text[:1].isdigit() or "-" in text


def _clipped_decimal(said: Said, first: int) -> Raw | None:
    """ "temp thirty eight five", "ninety eight six", "one oh one six", "potassium six nine"."""
    whole = said.number(first)
    if whole is None or "." in whole.text:
        return None
    tenth = digit_at(said, whole.end)
    if said.unit(whole.end + 1) is not None:
        return None
    near = said.near(first, _CLIPPED_ROOM)
    if tenth is None or digit_at(said, whole.end + 1) or said.at(whole.end + 1) == "point":
        return None
    warm = any(int(whole.text) in span for span in _DECIMAL_OF.values())
    warm |= int(whole.text) in _COLD and bool(_TENTHS_CUES & near)
    told = said.near(first, _TOLD_ROOM)
    taken = warm and _taken(said, first, whole.end + 1)
    single = len(whole.text) == 1 and _SINGLE_CUES & near and whole.end - first == 1
    blood = _BLOOD_CUES & near and int(whole.text) in _BLOOD and whole.end - first == 1
    tube = len(whole.text) == 1 and tenth in "05" and _tubed(said, whole.end + 1, told)
    if not (taken or (warm and _TENTHS_CUES & told) or single or blood or tube):
        return None
    hint = "temperature" if taken else ""
    return with_unit(said, Num(first, whole.end + 1, f"{whole.text}.{tenth}"), hint=hint)


def _taken(said: Said, first: int, end: int) -> bool:
    """True for "t thirty nine three", and for "one oh one five by ear"."""
    how = said.texts[end + (said.at(end) in {"by", "at", "on"}) :][:_HOW_ROOM]
    return said.at(first - 1) == "t" or bool(_TAKEN_AT & set(how))


def _tubed(said: Said, end: int, told: set[str]) -> bool:
    """True for "seven oh tube", and for "intubated with a seven five at twenty three"."""
    fixed = end + (said.at(end) in {"taped", "secured", "sitting"})
    depth = said.at(fixed) == "at" and said.number(fixed + 1) is not None
    deep = depth and said.at(end - 1) in {"oh", "o"}  # seven oh at twenty two
    return said.at(end) in _TUBES or deep or (depth and bool(told & _TUBES))


def _one_and_a_half(said: Said, first: int) -> Raw | None:
    """ "an hour and a half", "the past day and a half"."""
    start = first + (said.at(first) in {"a", "an", "one"})
    unit = said.unit(start) if start > first or said.at(first) in _SPANS else None
    if unit is None or first in said.named:
        return None
    tail = said.texts[start + unit[1] : start + 3 + unit[1]]
    if tail[:2] != ("and", "a") or tail[2:] not in {("half",), ("quarter",)}:
        return None
    if start == first and said.at(first - 1) not in _SPANNED:
        return None  # "two an hour and a half apart", "every day and a half tablet"
    last = start + unit[1] + 2
    word = unit[0].written or f"{' '.join(said.texts[start : start + unit[1]]).rstrip('s')}s"
    number = f"1{_PARTS[tail[2]]}"
    return Raw(first, last, first, last + 1, number, word, unit[0].ucum, "plain", unit[0].kind)


def _range(said: Said, first: int) -> Raw | None:
    """Two to three days, fifteen to twenty percent, two or three."""
    low = said.number(first)
    if low is not None and (beside := _two_three(said, low)) is not None:
        return beside
    if low is None or said.at(low.end) not in _TO:
        return None
    if said.at(first - 1) in _TIMES_OF and said.unit(low.end) is None and _or_doses(said, low):
        return None
    high = said.number(low.end + 1)
    if high is None or high.value <= low.value or said.number(high.end):
        return None
    unit = said.unit(high.end)
    timed_ = unit is not None and unit[0].kind == "duration"
    if told_from(said, first) and not timed_:
        return None
    joined = replace(high, first=first, text=f"{low.text}-{high.text}")
    return with_unit(said, joined, shape="range")


def _two_three(said: Said, low: Num) -> Raw | None:
    """ "two three days": one digit and the next, before a unit of time."""
    high = said.number(low.end)
    if high is None or len(low.text + high.text) > _PAIR or high.value != low.value + 1:
        return None
    unit = said.unit(high.end)
    if unit is None or unit[0].kind != "duration" or said.at(low.first - 1) in _TIMES_OF:
        return None
    joined = replace(high, first=low.first, text=f"{low.text}-{high.text}")
    return with_unit(said, joined, shape="range")


def _or_doses(said: Said, low: Num) -> bool:
    """True for "times three or four puffs": two orders, no range."""
    high = said.number(low.end + 1)
    return said.at(low.end) == "or" and high is not None and said.unit(high.end) is not None


def _size(said: Said, first: int) -> Raw | None:
    """Five by two centimeters."""
    numbers = []
    at = first
    while (number := said.number(at)) is not None:
        numbers.append(number)
        if said.at(number.end) != "by":
            break
        at = number.end + 1
    if len(numbers) < _PAIR or at != numbers[-1].first:
        return None
    text = "x".join(number.text for number in numbers)
    return with_unit(said, Num(first, numbers[-1].end, text), shape="size")


def _graded(said: Said, first: int) -> Raw | None:
    """ "four plus over five", "four minus out of five"."""
    upper = None if said.words.isdisjoint(_SIGNS) else said.number(first)
    sign = {"plus": "+", "minus": "-"}.get(said.at(upper.end)) if upper else None
    if upper is None or sign is None or len(upper.text) > 1:
        return None
    at = upper.end + 1
    at += 2 if said.texts[at : at + 2] == ("out", "of") else said.at(at) in {"over", "of"}
    lower = said.number(at) if at > upper.end + 1 else None
    if lower is None or lower.text not in {"4", "5"}:
        return None
    shown = f"{upper.text}{sign}/{lower.text}"
    return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "score", "ratio")


def _plus(said: Said, first: int) -> Raw | None:
    """ "two plus blood"."""
    number = said.number(first)
    if number is None or len(number.text) != 1 or said.at(number.end) != "plus":
        return None
    if said.at(number.end + 1) == "or" or said.number(number.end + 1):
        return None
    return Raw(first, number.end, first, number.end, f"{number.text}+", "", "", "plus", "lab")


def _minus(said: Said, first: int) -> Raw | None:
    if said.at(first) not in {"minus", "negative"} or said.at(first - 1) in {"plus", "or"}:
        return None
    if said.at(first) == "negative" and said.at(first - 1) == "is":
        return None
    number = said.number(first + 1)
    if number is None:
        return None
    return with_unit(said, Num(first, number.end, f"-{number.text}"))


def _plain(said: Said, first: int) -> Raw | None:
    """Any other number, with its unit where one follows."""
    number = said.number(first)
    if number is None:
        return None
    after = said.number(number.end)
    counted = after is not None and (said.at(after.end) in _TIMES_OF or said.blocked(after.end))
    if (
        after is not None
        and "." not in number.text
        and not (said.unit(after.end) or counted or said.unit(number.end) is not None)
    ):
        last = after.end - 1  # two readings: "fifteen fifty"
        return Raw(first, last, first, after.end, "", "", "", "approximate")
    if _two_readings(said, number, after) or unsure(said, number):
        return Raw(first, number.end - 1, first, number.end, "", "", "", "approximate")
    if number.text == "1" and not _counts_one(said, number):
        return None
    if compound(said, number):
        return None
    return with_unit(said, number, hint=_hint(said, number))


def _hint(said: Said, number: Num) -> str:
    """The kind of a number without a unit that its neighbours tell."""
    if said.unit(number.end) is not None:
        return ""
    before, after = said.at(number.first - 1), said.at(number.end)
    if after in _BARE_OTHER or _bore(said, number):
        return "gauge"
    if before in _TIMES_OF or after == "times":
        return "count"
    if before == "over" and not said.number(number.end):
        return "duration"
    if before == "day" and said.at(number.first - 2) not in {"per", "a"}:
        return "time"
    aged = before in {"he's", "she's", "i'm", "age", "aged"} and after in {"", "and", "with", "now"}
    return "age" if aged else ""


def _bore(said: Said, number: Num) -> bool:
    """True for "an eighteen in the left": the width of a needle, never doubted."""
    if number.text not in _GAUGES:
        return False
    other = said.number(number.end + 1) if said.at(number.end) in {"and", "or", "to"} else None
    if said.at(number.first - 1) == "gauge" or (other and said.at(other.end) == "gauge"):
        return True
    if said.at(number.first - 1) not in {"a", "an"}:
        return False
    return said.at(number.end) in _OF_A_NEEDLE


def _two_readings(said: Said, number: Num, after: Num | None) -> bool:
    """ "two fifty milligram tablets": two of 50, or one of 250?"""
    unit = said.unit(number.end)
    if unit is None or after is not None:
        return False
    clipped = number.end - number.first > 1 and said.at(number.first + 1) not in _SCALED
    tail = said.unit(number.end + unit[1])
    return (
        clipped
        and len(number.text) > _PAIR
        and tail is not None
        and (tail[0].ucum in {"{tablet}", "{capsule}", "{vial}", "{ampule}", "{bag}", "{patch}"})
    ) or (clipped and len(number.text) > _PAIR and said.at(number.end + unit[1]) in _DOSES)


def _counts_one(said: Said, number: Num) -> bool:
    """ "one" alone counts only with a unit, or as what a drug or a label has."""
    if said.unit(number.end) is not None or said.at(number.first - 1) in {"times", "para", "minus"}:
        return True
    counted = said.table.lists["counted"] | said.table.lists["counted_by_one"]
    told = {said.at(number.end), said.at(number.end + 1)} & counted
    if told or said.at(number.first - 1) == "day" or said.labelled(number.first, _NUMBERED):
        return True
    daily = said.texts[number.end : number.end + 2] in _DAILY or said.at(number.end) in _TAKEN
    aborted = said.at(number.first - 1) in {"a", "ab"} and said.at(number.first - 3) in _PARA
    scored = said.at(number.first - 1) == "at" and _APGARS & set(said.before(number.first, _APART))
    return daily or aborted or bool(scored) or _beside_drug(said, number)


def _beside_drug(said: Said, number: Num) -> bool:
    """True for "ativan one", "one amio", "one of dilaudid"."""
    behind = number.end + (said.at(number.end) == "of")
    return said.drug(number.first - 1) or said.drug(behind)


def _timed(said: Said, first: int) -> Raw | None:
    found = None if first in said.named else timed(said.texts, first, said.unit)
    if found is None or said.at(first - 1) != "at" or not found.number[:1].isdigit():
        return found
    whole = said.number(first)  # "his pulse topped out at one sixty"
    reads = whole is not None and whole.end == found.end and whole.value in _RATES
    if reads and not found.unit and said.of_a_rate(first):
        return None
    back = said.at(first - 2) == "back" and not found.unit and said.of_a_result(first)
    return None if back else found


def _day_clock(said: Said, first: int) -> Raw | None:
    """A time after noon that no word cues, where nothing says what else the number is of."""
    found = None if first in said.named else day_clock(said.texts, first, said.unit)
    return None if found is None or said.labelled(first) else found


def _dated(said: Said, first: int) -> Raw | None:
    if first in said.named:
        return None
    found = dated(said.texts, first, said.table, said.unit)
    if found is None or found.shape != "year" or said.at(first - 1) in _OF_A_YEAR:
        return found
    return None if said.labelled(first) else found


_LISTS: tuple[tuple[Callable[[Said, int], list[Raw]], frozenset[str]], ...] = (
    (row, frozenset({"over", "slash"})),
    (scored, frozenset({"apgar", "apgars", "e", "gcs", "g", "glasgow"})),
    (panel, PANEL_WORDS),
    (days, frozenset({"day", "days"})),
)
"""Rules that read several values, with the words one of which they need."""

_RULES: tuple[Callable[[Said, int], Raw | None], ...] = (
    suture, tablet, feet, acuity_beside, _timed, _dated, acid, _clipped_decimal, digits, _minus,
    share, half_range, fraction, _one_and_a_half, score, over, pressure_beside, _size, chance,
    ratio, _range, weeks_plus, _graded, _plus, _day_clock, hundreds_unsaid, _plain,
)  # fmt: skip
