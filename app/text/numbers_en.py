"""English numbers as clinicians write them: a display rule over words that stay as heard.

Only readings that are certain become digits ("one twenty over eighty" -> 120/80). Number words
that could be read in two ways ("fifteen fifty") stay as spoken, all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.text.forms import NumberForm
from app.text.tokens import edges, plain
from app.text.units import UnitMatch, units_of

_DIGIT_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip
_TEEN_WORDS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS_WORDS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
_DIGITS = {word: value for value, word in enumerate(_DIGIT_WORDS)}
_TEENS = {word: value for value, word in enumerate(_TEEN_WORDS, _TEN)}
_TENS = {word: value * _TEN for value, word in enumerate(_TENS_WORDS, 2)}
SPELLED = (
    _DIGITS
    | _TEENS
    | _TENS
    | {
        f"{ten}{mark}{word}": tens + one
        for ten, tens in _TENS.items()
        for word, one in _DIGITS.items()
        for mark in " -"
        if one
    }
)
"""Numbers below a hundred in words, with a hyphen or without."""
_SCALES = {"hundred": _HUNDRED, "thousand": _THOUSAND}
_OH = frozenset({"oh", "o"})
NUMBER_WORDS = frozenset({*_DIGITS, *_TEENS, *_TENS, *_SCALES})
_GRADED = frozenset({"systolic", "diastolic", "murmur", "strength", "pulses"})
_GRADE_CUES = frozenset({"grade", "strength", "power", "murmur"})
_PRESSURE_CUES = frozenset({"pressure", "pressures", "bp"})
_YEAR_CUES = frozenset({"in", "since"})
_SCORES = frozenset({"ten", "10", "fifteen", "15"})
_TABLET_WORDS = frozenset(
    {"tablet", "tablets", "tab", "tabs", "capsule", "capsules", "dose", "doses", "vial", "vials"}
)
_UNWRITTEN_ONES = frozenset({"one", "1"})
_MIN_DIGIT_STRING = 4
_EMERGENCY = ("nine", "one", "one")
_SYSTOLIC, _DIASTOLIC = range(40, 301), range(10, 201)
_OLDEST = 120
_YEARS = range(10, 100)
_PAIR = 2
_EIGHTHS, _SHORT_FRACTION = frozenset({25, 50, 75}), len("0.12")
_PAUSE = ","
_CLIPPED_CERTAIN = range(100, 400)
_HOURS, _MINUTES = range(1, 13), range(1, 60)
_DAYTIME = frozenset(
    tuple(words.split())
    for words in ("am", "pm", "a m", "p m", "this morning", "this afternoon", "this evening",
                  "in the", "at night", "last night", "tonight", "yesterday")
)  # fmt: skip
_CLOCK_CUES = frozenset({"at", "around", "about", "by", "since", "until", "before", "after"})


@dataclass(frozen=True, slots=True)
class _Number:
    """A number in words `first`..`end` (end excluded); words: how many tokens were spoken."""

    first: int
    end: int
    text: str
    kind: Literal["whole", "decimal", "fraction"] = "whole"
    digits: bool = False

    @property
    def value(self) -> float:
        return float(self.text)


def number_forms(words: Sequence[str]) -> tuple[NumberForm, ...]:
    """The written forms of all certain numbers in heard words, in order, not overlapping."""
    texts, owners = _paused(words)
    forms: list[NumberForm] = []
    taken = -1
    for numbers in _runs(texts):
        if numbers[0].first <= taken:
            continue
        form = _special(texts, numbers) or (
            _measured(texts, numbers[0]) if len(numbers) == 1 else None
        )
        if form is not None:
            forms.append(replace(form, first=owners[form.first], last=owners[form.last]))
            taken = form.last
    return tuple(forms)


def _paused(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """Plain words with a mark where punctuation was heard, which no number crosses."""
    texts: list[str] = []
    owners: list[int] = []
    for index, word in enumerate(words):
        pause = [_PAUSE] if edges(word)[1] else []
        texts += [plain(word), *pause]
        owners += [index] * (1 + len(pause))
    return texts, owners


def _runs(texts: Sequence[str]) -> Iterator[list[_Number]]:
    """Numbers said without a word between them: one list is one place to decide."""
    run: list[_Number] = []
    index = 0
    while index < len(texts):
        number = parse(texts, index)
        if number is None:
            if run:
                yield run
            run = []
            index += 1
        else:
            run.append(number)
            index = number.end
    if run:
        yield run


def parse(texts: Sequence[str], first: int) -> _Number | None:
    """The longest number that starts at `first`, or None."""
    whole = _figures(texts, first) or _cardinal(texts, first)
    if whole is not None and "." in whole.text:
        return whole
    start = whole.end if whole is not None else first
    if _at(texts, start) != "point":
        return whole
    below_one = whole is None or whole.text == "0"
    fraction, end = _fraction(texts, start + 1, decimal=not below_one)
    if below_one and not fraction:
        fraction, end = _eighths(texts, start + 1)
    if not fraction or (whole is not None and whole.digits and not whole.text.isdigit()):
        return whole
    kind: Literal["decimal", "fraction"] = "decimal" if whole is not None else "fraction"
    return _Number(first, end, f"{whole.text if whole else 0}.{fraction}", kind)


def _figures(texts: Sequence[str], first: int) -> _Number | None:
    text = _at(texts, first)
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return _Number(first, first + 1, text, digits=True)
    return None


def _cardinal(texts: Sequence[str], first: int) -> _Number | None:
    """Whole numbers: "three hundred and twenty five", "one twenty", "one oh five", "a hundred"."""
    if _at(texts, first) == "a" and _at(texts, first + 1) in _SCALES:
        head, end = 1, first + 1
    else:
        head, end = _below_hundred(texts, first)
    if end == first:
        return None
    if _at(texts, end) in _SCALES:
        value, end = _scaled(texts, head, end)
    elif head in range(1, 10) and end == first + 1:
        value, end = _clipped_hundred(texts, head, end)
    else:
        value = head
    return _Number(first, end, str(value))


def _scaled(texts: Sequence[str], head: int, end: int) -> tuple[int, int]:
    thousands, below = 0, head
    while True:
        scale = _at(texts, end)
        if scale == "hundred" and 0 < below < _HUNDRED:
            below *= _HUNDRED
        elif scale == "thousand" and not thousands:
            thousands, below = below, 0
        else:
            return thousands * _THOUSAND + below, end
        end += 1
        start = end + 1 if _at(texts, end) == "and" else end
        more, after = _below_hundred(texts, start)
        if scale == "thousand" and _at(texts, after) == "point":
            continue  # "a hundred thousand, two point two mils"
        if after > start and not (below and _at(texts, after) == "hundred"):
            below, end = below + more, after


def _clipped_hundred(texts: Sequence[str], head: int, end: int) -> tuple[int, int]:
    """ "one twenty" and "one oh five" leave the hundred unsaid."""
    if _at(texts, end) in _OH and _DIGITS.get(_at(texts, end + 1), 0):
        return head * _HUNDRED + _DIGITS[texts[end + 1]], end + 2
    more, after = _below_hundred(texts, end)
    if more < _TEN or after == end or _at(texts, after) in _SCALES:
        return head, end
    return head * _HUNDRED + more, after


def _below_hundred(texts: Sequence[str], first: int) -> tuple[int, int]:
    word = _at(texts, first)
    if "-" in word and all(part in NUMBER_WORDS for part in word.split("-")):
        tens, _, rest = word.partition("-")
        if tens in _TENS and rest in _DIGITS:
            return _TENS[tens] + _DIGITS[rest], first + 1
    if word in _TENS:
        ones = _DIGITS.get(_at(texts, first + 1), 0)
        return (_TENS[word] + ones, first + 2) if ones else (_TENS[word], first + 1)
    if word in _TEENS:
        return _TEENS[word], first + 1
    return (_DIGITS[word], first + 1) if word in _DIGITS else (0, first)


def _fraction(texts: Sequence[str], first: int, *, decimal: bool = True) -> tuple[str, int]:
    """Digits after the point: single digits one by one, or one two-digit number.

    decimal: digits stand before the point, too; without them "point one twenty five" stays open.
    """
    spoken, end = "", first
    while _at(texts, end) in _DIGITS or _at(texts, end) in _OH:
        spoken += str(_DIGITS.get(texts[end], 0))
        end += 1
    if spoken:
        after = _at(texts, end)
        tens = after in _TEENS or after in _TENS
        clear = after not in NUMBER_WORDS or (tens and (decimal or len(spoken) >= _PAIR))
        return (spoken, end) if clear else ("", first)
    value, end = _below_hundred(texts, first)
    if end > first and _at(texts, end) not in NUMBER_WORDS:
        return str(value), end
    text = _at(texts, first)
    return (text, first + 1) if text.isascii() and text.isdigit() else ("", first)


def _eighths(texts: Sequence[str], first: int) -> tuple[str, int]:
    """ "point one twenty five", "point three seventy five": eighths of a unit."""
    digit = _DIGITS.get(_at(texts, first), 0)
    value, end = _below_hundred(texts, first + 1)
    eighth = digit and value in _EIGHTHS and _at(texts, end) not in NUMBER_WORDS
    return (f"{digit}{value}", end) if eighth else ("", first)


def _special(texts: Sequence[str], run: list[_Number]) -> NumberForm | None:
    first, last = run[0], run[-1]
    clock = _clock(texts, run)
    if clock is not None:
        return clock
    if len(run) == 1:
        return _over(texts, first) or _out_of(texts, first) or _aged(texts, first)
    spoken = texts[first.first : last.end]
    alone = all(word in _DIGITS or word in _OH for word in spoken)
    if tuple(spoken) == _EMERGENCY or (alone and len(spoken) >= _MIN_DIGIT_STRING):
        text = "".join(str(_DIGITS.get(word, 0)) for word in spoken)
        return NumberForm(first.first, last.end - 1, text, "number.digits")
    return _pressure_pair(texts, run) or _year(texts, run)


def _over(texts: Sequence[str], upper: _Number) -> NumberForm | None:
    """Blood pressure and graded findings: N over N."""
    if _at(texts, upper.end) != "over":
        return None
    lower = parse(texts, upper.end + 1)
    if lower is None or "." in upper.text + lower.text or _adjoined(texts, lower):
        return None
    graded = _at(texts, lower.end) in _GRADED or _before(texts, upper) in _GRADE_CUES
    pressure = (
        int(upper.text) in _SYSTOLIC
        and int(lower.text) in _DIASTOLIC
        and int(upper.text) > int(lower.text)
    )
    if not (pressure or (graded and upper.value <= lower.value)):
        return None
    rule = "number.pressure" if pressure else "number.grade"
    return NumberForm(upper.first, lower.end - 1, f"{upper.text}/{lower.text}", rule)


def _out_of(texts: Sequence[str], score: _Number) -> NumberForm | None:
    """Pain and coma scores: seven out of ten."""
    end = score.end
    if texts[end : end + 2] != ["out", "of"] or _at(texts, end + 2) not in _SCORES:
        return None
    total = parse(texts, end + 2)
    if total is None or score.value > total.value or "." in score.text:
        return None
    return NumberForm(score.first, total.end - 1, f"{score.text}/{total.text}", "number.score")


def _aged(texts: Sequence[str], age: _Number) -> NumberForm | None:
    unit = _at(texts, age.end)
    if unit not in {"year", "month", "week", "day"} or _at(texts, age.end + 1) != "old":
        return None
    if age.value > _OLDEST:
        return None
    return NumberForm(age.first, age.end + 1, f"{age.text}-{unit}-old", "number.age")


def _clock(texts: Sequence[str], run: list[_Number]) -> NumberForm | None:
    """ "nine fifteen this evening": a time only when the words after it say so."""
    first, end = run[0].first, run[-1].end
    hour = _DIGITS.get(texts[first], _TEENS.get(texts[first], 0))
    after_oh = _at(texts, first + 1) in _OH
    minute, after = _below_hundred(texts, first + 1 + after_oh)
    if after != end or hour not in _HOURS or minute not in _MINUTES or after_oh != (minute < _TEN):
        return None
    if tuple(texts[end : end + 1]) not in _DAYTIME and tuple(texts[end : end + 2]) not in _DAYTIME:
        return None
    return NumberForm(first, end - 1, f"{hour}:{minute:02}", "number.clock")


def _may_be_clock(texts: Sequence[str], number: _Number) -> bool:
    """ "at nine fifteen" without a unit is a time or a figure: it stays as spoken.

    From four on, an unsaid hundred is rarer than an hour, whatever stands before.
    """
    clipped = number.end - number.first > 1 and texts[number.first] in _DIGITS
    if not clipped or _at(texts, number.first + 1) in _SCALES or not number.text.isdigit():
        return False
    value = int(number.text)
    cued = _before(texts, number) in _CLOCK_CUES or value not in _CLIPPED_CERTAIN
    return cued and value >= _HUNDRED and value % _HUNDRED in _MINUTES


def _pressure_pair(texts: Sequence[str], run: list[_Number]) -> NumberForm | None:
    """ "pressure one twenty eighty": probable, hence only proposed."""
    if len(run) != _PAIR or not _PRESSURE_CUES.intersection(
        texts[max(0, run[0].first - 4) : run[0].first]
    ):
        return None
    upper, lower = run
    if "." in upper.text + lower.text or int(upper.text) not in _SYSTOLIC:
        return None
    if int(lower.text) not in _DIASTOLIC or int(lower.text) >= int(upper.text):
        return None
    text = f"{upper.text}/{lower.text}"
    return NumberForm(upper.first, lower.end - 1, text, "number.pressure", "proposed")


def _year(texts: Sequence[str], run: list[_Number]) -> NumberForm | None:
    century, rest = run[0], run[-1]
    known = len(run) == _PAIR and century.text in {"19", "20"} and rest.text.isdigit()
    if not known or _before(texts, century) not in _YEAR_CUES or int(rest.text) not in _YEARS:
        return None
    return NumberForm(century.first, rest.end - 1, century.text + rest.text, "number.year")


def _measured(texts: Sequence[str], number: _Number) -> NumberForm | None:
    """A number with its unit, or a bare number of ten and more."""
    end, text = number.end, number.text
    if texts[end : end + 3] == ["and", "a", "half"] and text.isdigit():
        end, text = end + 3, f"{text}.5"
    unit = units_of("en").match(texts, end)
    if unit is None:
        return None if end != number.end else _bare(texts, number)
    last = end + unit.length - 1
    if not _unit_may_follow(texts, number, unit, last):
        return None
    if not unit.written:
        return _keep_unit(number, end, text)
    space = "" if unit.written.startswith("%") else " "
    return NumberForm(number.first, last, f"{text}{space}{unit.written}", "number.unit")


def _unit_may_follow(texts: Sequence[str], number: _Number, unit: UnitMatch, last: int) -> bool:
    """No when "two fifty milligram tablets" or "one day" leave the reading open."""
    if _at(texts, last + 1) in _TABLET_WORDS:
        return False
    return not (unit.time and texts[number.first] in _UNWRITTEN_ONES)


def _keep_unit(number: _Number, end: int, text: str) -> NumberForm | None:
    if number.digits and end == number.end:
        return None
    return NumberForm(number.first, end - 1, text, "number.unit")


def _bare(texts: Sequence[str], number: _Number) -> NumberForm | None:
    short = number.kind == "fraction" and len(number.text) <= _SHORT_FRACTION
    if number.digits or short or _may_be_clock(texts, number):
        return None
    if number.kind != "whole" or number.value >= _TEN or _starts_range(texts, number):
        return NumberForm(number.first, number.end - 1, number.text, "number.cardinal")
    return None


def _starts_range(texts: Sequence[str], number: _Number) -> bool:
    """ "five to ten milligrams": the first figure belongs to the unit of the second."""
    if _at(texts, number.end) not in {"to", "or"}:
        return False
    upper = parse(texts, number.end + 1)
    if upper is None or upper.value <= number.value or _adjoined(texts, upper):
        return False
    return upper.value >= _TEN or units_of("en").match(texts, upper.end) is not None


def _adjoined(texts: Sequence[str], number: _Number) -> bool:
    """True when another number follows at once, so that its end is not certain."""
    return parse(texts, number.end) is not None


def _before(texts: Sequence[str], number: _Number) -> str:
    return texts[number.first - 1] if number.first else ""


def _at(texts: Sequence[str], index: int) -> str:
    return texts[index] if 0 <= index < len(texts) else ""
