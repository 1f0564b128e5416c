"""English numbers as clinicians write them: a display rule over words that stay as heard.

Only readings that are certain become digits ("one twenty over eighty" -> 120/80). Number words
that could be read in two ways ("fifteen fifty") stay as spoken, all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.text.forms import NumberForm
from app.text.numbers_words_en import (
    DIGITS,
    HUNDRED,
    OH,
    SCALES,
    TEENS,
    TEN,
    Number,
    below_hundred,
    parse,
    word_at,
)
from app.text.tokens import edges, plain
from app.text.units import UnitMatch, units_of

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
_SHORT_FRACTION = len("0.12")
_PAUSE = ","
_CLIPPED_CERTAIN = range(100, 400)
_HOURS, _MINUTES = range(1, 13), range(1, 60)
_DAYTIME = frozenset(
    tuple(words.split())
    for words in ("am", "pm", "a m", "p m", "this morning", "this afternoon", "this evening",
                  "in the", "at night", "last night", "tonight", "yesterday")
)  # fmt: skip
_CLOCK_CUES = frozenset({"at", "around", "about", "by", "since", "until", "before", "after"})


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


def _runs(texts: Sequence[str]) -> Iterator[list[Number]]:
    """Numbers said without a word between them: one list is one place to decide."""
    run: list[Number] = []
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


def _special(texts: Sequence[str], run: list[Number]) -> NumberForm | None:
    first, last = run[0], run[-1]
    clock = _clock(texts, run)
    if clock is not None:
        return clock
    if len(run) == 1:
        return _over(texts, first) or _out_of(texts, first) or _aged(texts, first)
    spoken = texts[first.first : last.end]
    alone = all(word in DIGITS or word in OH for word in spoken)
    if tuple(spoken) == _EMERGENCY or (alone and len(spoken) >= _MIN_DIGIT_STRING):
        text = "".join(str(DIGITS.get(word, 0)) for word in spoken)
        return NumberForm(first.first, last.end - 1, text, "number.digits")
    return _pressure_pair(texts, run) or _year(texts, run)


def _over(texts: Sequence[str], upper: Number) -> NumberForm | None:
    """Blood pressure and graded findings: N over N."""
    if word_at(texts, upper.end) != "over":
        return None
    lower = parse(texts, upper.end + 1)
    if lower is None or "." in upper.text + lower.text or _adjoined(texts, lower):
        return None
    graded = word_at(texts, lower.end) in _GRADED or _before(texts, upper) in _GRADE_CUES
    pressure = (
        int(upper.text) in _SYSTOLIC
        and int(lower.text) in _DIASTOLIC
        and int(upper.text) > int(lower.text)
    )
    if not (pressure or (graded and upper.value <= lower.value)):
        return None
    rule = "number.pressure" if pressure else "number.grade"
    return NumberForm(upper.first, lower.end - 1, f"{upper.text}/{lower.text}", rule)


def _out_of(texts: Sequence[str], score: Number) -> NumberForm | None:
    """Pain and coma scores: seven out of ten."""
    end = score.end
    if texts[end : end + 2] != ["out", "of"] or word_at(texts, end + 2) not in _SCORES:
        return None
    total = parse(texts, end + 2)
    if total is None or score.value > total.value or "." in score.text:
        return None
    return NumberForm(score.first, total.end - 1, f"{score.text}/{total.text}", "number.score")


def _aged(texts: Sequence[str], age: Number) -> NumberForm | None:
    unit = word_at(texts, age.end)
    if unit not in {"year", "month", "week", "day"} or word_at(texts, age.end + 1) != "old":
        return None
    if age.value > _OLDEST:
        return None
    return NumberForm(age.first, age.end + 1, f"{age.text}-{unit}-old", "number.age")


def _clock(texts: Sequence[str], run: list[Number]) -> NumberForm | None:
    """ "nine fifteen this evening": a time only when the words after it say so."""
    first, end = run[0].first, run[-1].end
    hour = DIGITS.get(texts[first], TEENS.get(texts[first], 0))
    after_oh = word_at(texts, first + 1) in OH
    minute, after = below_hundred(texts, first + 1 + after_oh)
    if after != end or hour not in _HOURS or minute not in _MINUTES or after_oh != (minute < TEN):
        return None
    if tuple(texts[end : end + 1]) not in _DAYTIME and tuple(texts[end : end + 2]) not in _DAYTIME:
        return None
    return NumberForm(first, end - 1, f"{hour}:{minute:02}", "number.clock")


def _may_be_clock(texts: Sequence[str], number: Number) -> bool:
    """ "at nine fifteen" without a unit is a time or a figure: it stays as spoken.

    From four on, an unsaid hundred is rarer than an hour, whatever stands before.
    """
    clipped = number.end - number.first > 1 and texts[number.first] in DIGITS
    if not clipped or word_at(texts, number.first + 1) in SCALES or not number.text.isdigit():
        return False
    value = int(number.text)
    cued = _before(texts, number) in _CLOCK_CUES or value not in _CLIPPED_CERTAIN
    return cued and value >= HUNDRED and value % HUNDRED in _MINUTES


def _pressure_pair(texts: Sequence[str], run: list[Number]) -> NumberForm | None:
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


def _year(texts: Sequence[str], run: list[Number]) -> NumberForm | None:
    century, rest = run[0], run[-1]
    known = len(run) == _PAIR and century.text in {"19", "20"} and rest.text.isdigit()
    if not known or _before(texts, century) not in _YEAR_CUES or int(rest.text) not in _YEARS:
        return None
    return NumberForm(century.first, rest.end - 1, century.text + rest.text, "number.year")


def _measured(texts: Sequence[str], number: Number) -> NumberForm | None:
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


def _unit_may_follow(texts: Sequence[str], number: Number, unit: UnitMatch, last: int) -> bool:
    """No when "two fifty milligram tablets" or "one day" leave the reading open."""
    if word_at(texts, last + 1) in _TABLET_WORDS:
        return False
    return not (unit.time and texts[number.first] in _UNWRITTEN_ONES)


def _keep_unit(number: Number, end: int, text: str) -> NumberForm | None:
    if number.digits and end == number.end:
        return None
    return NumberForm(number.first, end - 1, text, "number.unit")


def _bare(texts: Sequence[str], number: Number) -> NumberForm | None:
    short = number.kind == "fraction" and len(number.text) <= _SHORT_FRACTION
    if number.digits or short or _may_be_clock(texts, number):
        return None
    if number.kind != "whole" or number.value >= TEN or _starts_range(texts, number):
        return NumberForm(number.first, number.end - 1, number.text, "number.cardinal")
    return None


def _starts_range(texts: Sequence[str], number: Number) -> bool:
    """ "five to ten milligrams": the first figure belongs to the unit of the second."""
    if word_at(texts, number.end) not in {"to", "or"}:
        return False
    upper = parse(texts, number.end + 1)
    if upper is None or upper.value <= number.value or _adjoined(texts, upper):
        return False
    return upper.value >= TEN or units_of("en").match(texts, upper.end) is not None


def _adjoined(texts: Sequence[str], number: Number) -> bool:
    """True when another number follows at once, so that its end is not certain."""
    return parse(texts, number.end) is not None


def _before(texts: Sequence[str], number: Number) -> str:
    return texts[number.first - 1] if number.first else ""
