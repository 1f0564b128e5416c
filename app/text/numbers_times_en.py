"""English clock times out of number words."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.text.numbers_said import Raw
from app.text.numbers_table import SaidUnit
from app.text.numbers_words_en import parse

UnitAt = Callable[[int], tuple[SaidUnit, int] | None]
_AT = frozenset({"at", "around", "about", "by", "since", "until", "till", "before", "after", "was"})
_AT_EXACT = frozenset(
    {"at", "around", "by", "since", "until", "till", "before", "after", "past", "death"}
)
_HOURS, _MINUTES = range(1, 13), range(1, 60)
_DAY_HOURS = range(24)
_LATE_HOURS, _EVENING = range(13, 24), range(20, 24)
_QUARTERS = {"half": 30, "quarter": 15}
_USUAL = frozenset({5, 10, 20, 25})
_BEFORE_HOUR = frozenset({20, 25})
_SCORED = frozenset({"pain", "score", "scored", "strength", "rated", "rates", "power", "apgar"})
_RELATED = frozenset({"cpr", "r", "compressions", "ratio", "breaths", "compression"})
OH = frozenset({"oh", "o", "zero"})
_TEN = 10
_SPELLED_TENS = {"twenty": 20, "thirty": 30}
_YEAR_OR_HOUR, RECENT = 20, range(10, 36)
_DOSED = frozenset({25, 50})
_SETTING_ROOM = 4
_TIME_ROOM = 5
_SETTINGS = frozenset(
    {"run", "running", "shock", "shocked", "cardioverted", "defibrillated", "tachy", "sats",
     "tachycardic", "brady", "bradycardic", "paced", "pacing", "titrated", "infusing", "satting",
     "heart", "pulse", "racing", "beating", "pounding", "clipping", "bradying", "tachying",
     "ticking", "hr", "ventricular"}
)  # fmt: skip
_HAPPENED = frozenset(
    {"began", "started", "arrived", "ended", "finished", "stopped", "happened", "collapsed", "woke",
     "tourniquet", "clamped", "rosc", "paged", "dispatched", "departed", "extubated", "intubated",
     "landed", "left", "delivered", "born", "died", "pronounced", "onset", "fell"}
)  # fmt: skip
_SHIFTS = frozenset(
    {"handoff", "shift", "meds", "labs", "rounds", "vitals", "check", "draw", "report", "huddle",
     "dose", "signout", "turnover", "feed"}
)  # fmt: skip
_OPENS = frozenset({"", ",", "the", "his", "her", "our", "their", "and", "before", "until", "for"})
_NUMBERED = frozenset({"room", "bed", "bay", "extension", "ext", "pager", "number", "of"})
_UNTIL = frozenset({"to", "until", "till"})
_LAST_WELL = frozenset(
    {
        ("last", "normal"),
        ("known", "well"),
        ("last", "seen"),
        ("known", "normal"),
        ("k", "w"),
        ("was", "lkw"),
        ("is", "lkw"),
        ("with", "lkw"),
        ("normal", "was"),
        ("well", "was"),
    }
)
_NOT_HOURS = frozenset(
    {"rate", "flow", "drip", "liters", "running", "is", "peep", "saline", "ringers", "fluids",
     "fluid", "maintenance", "infusion", "heparin", "levo", "levophed", "propofol", "dopamine",
     "cardene", "insulin", "bicarb", "vac", "suction", "drain", "evd", "pump", "tube", "pacer",
     "warmer", "volume", "volumes", "neo", "phenylephrine", "norepi", "norepinephrine",
     "dobutamine", "esmolol", "precedex", "cleviprex", "milrinone", "nicardipine"}
)  # fmt: skip


def timed(texts: Sequence[str], first: int, unit: UnitAt) -> Raw | None:
    """A clock time that starts at `first`, or None."""
    return (
        _quartered(texts, first, unit)
        or _minutes_from(texts, first)
        or _with_oh(texts, first)
        or _hour(texts, first, unit)
    )


def _clock(first: int, end: int, hour: str, minute: int | None) -> Raw:
    shown = hour if minute is None else f"{hour}:{minute:02}"
    return Raw(first, end - 1, first, end, shown, "", "", "clock", "time")


def _quartered(texts: Sequence[str], first: int, unit: UnitAt) -> Raw | None:
    """Quarter to three, half past nine, and British half ten."""
    minutes = _QUARTERS.get(_at(texts, first))
    if minutes is None:
        return None
    start = first - 1 if _at(texts, first - 1) == "a" else first
    joint = _at(texts, first + 1)
    if joint in {"past", "after", "to", "of", "till", "before"}:
        hour = _whole(texts, first + 2, _HOURS)
        halved = minutes == _QUARTERS["half"] and joint not in {"past", "after"}
        if hour is None or halved:  # "a half to one tablet"
            return None
        late = joint in {"to", "of", "till", "before"}
        value = _earlier(hour[0]) if late else hour[0]
        return _halved(texts, start, hour[1], value, 60 - minutes if late else minutes)
    hour = _whole(texts, first + 1, _HOURS)
    if minutes != _QUARTERS["half"] or hour is None or unit(hour[1]) is not None:
        return None
    if _at(texts, first - 1) not in _AT and not _of_day(texts, hour[1]):
        return None
    return _halved(texts, first, hour[1], hour[0], minutes)


def _halved(texts: Sequence[str], first: int, end: int, hour: int, minute: int) -> Raw:
    return _with_half(texts, _clock(first, end, str(hour), minute))


def _earlier(hour: int) -> int:
    return hour - 1 or 12


def _minutes_from(texts: Sequence[str], first: int) -> Raw | None:
    """Twenty past three, ten minutes to six."""
    minute = _whole(texts, first, _MINUTES)
    if minute is None:
        return None
    end = minute[1] + (_at(texts, minute[1]) in {"minutes", "minute"})
    joint = _at(texts, end)
    hour = _whole(texts, end + 1, _HOURS)
    if hour is None or joint not in {"past", "to", "till", "before", "of"} or parse(texts, hour[1]):
        return None
    if joint == "of" and not (_of_the_hour(texts, first, minute[0]) and closes(texts, hour[1])):
        return None
    if _RELATED & set(texts[max(0, first - _SETTING_ROOM) : first]):
        return None  # compressions at thirty to two
    if joint != "past" and not _before_the_hour(texts, (first, hour[1]), minute[0], hour[0]):
        return None
    late = joint != "past"
    value, minutes = (_earlier(hour[0]), 60 - minute[0]) if late else (hour[0], minute[0])
    return _with_half(texts, _clock(first, hour[1], str(value), minutes))


def _of_the_hour(texts: Sequence[str], first: int, minute: int) -> bool:
    """True for "twenty of two", and for "at ten of six" where no score is told."""
    scored = _SCORED & set(texts[max(0, first - _SETTING_ROOM) : first])
    at = _at(texts, first - 1) in {"at", "until", "since", "by", "around", "about"}
    return minute in _BEFORE_HOUR or (at and minute in _USUAL and not scored)


def _before_the_hour(texts: Sequence[str], place: tuple[int, int], minute: int, hour: int) -> bool:
    """True where "twenty to ten" is a time: it falls, or a word of time stands beside it."""
    first, end = place
    if minute % 5 or parse(texts, end):
        return False
    if _of_day(texts, end) or "".join(texts[end : end + 2])[:2] in {"am", "pm"}:
        return True
    opens = minute > hour and minute in _USUAL and _at(texts, first - 1) in {"", ",", "is", "was"}
    when = _at(texts, end) == "when" or tuple(texts[end : end + 2]) in {("is", "when")}
    cued = _at(texts, first - 1) in _AT and closes(texts, end)
    return cued or when or (opens and closes(texts, end))


def _with_oh(texts: Sequence[str], first: int) -> Raw | None:
    """ "oh eight thirty", "oh two fifteen", "oh six hundred", "zero nine oh five"."""
    if _at(texts, first) not in OH or parse(texts, first + 1) is None:
        return None
    hour = small(texts, first + 1)
    if hour is None or _at(texts, first - 1) in {"point", *OH}:
        return None
    if _at(texts, first + 2) == "hundred":
        end = first + 3 + (_at(texts, first + 3) == "hours")
        return _clock(first, end, f"0{hour}", 0)
    minute = _minute(texts, first + 2)
    return _clock(first, minute[1], f"0{hour}", minute[0]) if minute else None


def _hour(texts: Sequence[str], first: int, unit: UnitAt) -> Raw | None:
    """ "eleven twenty p m", "four a m", "at six thirty", "sixteen hundred", "three o'clock"."""
    hour = _head(texts, first)
    if hour is None:
        return None
    value, end = hour
    exact = _at(texts, first - 1) in _AT_EXACT and not _runs_at(texts, first)
    between = _from_to(texts, first, end)
    cued = exact or between or _timed_by(texts, first) or _sure(texts, first, end, value)
    if _at(texts, end) == "hundred":
        return _military(texts, (first, end), value, cued and unit(end + 1) is None)
    if _at(texts, end) in {"o'clock", "oclock"}:
        return _with_half(texts, _clock(first, end + 1, str(value), 0))
    minute = _minute(texts, end)
    shown = _clock(first, minute[1] if minute else end, str(value), minute[0] if minute else None)
    halved = _with_half(texts, _with_hours(texts, shown))
    if halved != shown or (minute is not None and _of_day(texts, shown.last + 1)):
        return halved
    if (
        not cued
        or unit(shown.last + 1) is not None
        or (not between and _goes_on(texts, shown.last + 1, minute))
    ):
        return None
    lone = _at(texts, first - 1) == "at" and value in _HOURS and closes(texts, end)
    alone = parse(texts, minute[1]) is None if minute else lone
    return shown if alone else None


def day_clock(texts: Sequence[str], first: int, unit: UnitAt) -> Raw | None:
    """ "twenty two thirty", "nineteen oh five": after noon and with minutes nothing else."""
    hour = _head(texts, first)
    minute = _minute(texts, hour[1]) if hour else None
    if hour is None or minute is None or hour[0] not in _LATE_HOURS:
        return None
    if unit(minute[1]) or parse(texts, minute[1]) or _at(texts, minute[1]) in _OPEN:
        return None
    if hour[0] == _YEAR_OR_HOUR and minute[0] in RECENT:
        return None  # 2019, too
    if hour[0] not in _EVENING and minute[0] in _DOSED:
        return None  # 1750 of a drug, too
    return _with_hours(texts, _clock(first, minute[1], str(hour[0]), minute[0]))


def _goes_on(texts: Sequence[str], end: int, minute: tuple[int, int] | None) -> bool:
    """True where more of a number follows; behind minutes, "and" only joins."""
    if minute is not None and _at(texts, end) == "or":
        return _at(texts, end + 1) not in {"so", "thereabouts"}
    if minute is not None and _at(texts, end) == "and":
        return _at(texts, end + 1) == "a" or parse(texts, end + 1) is not None
    return _at(texts, end) in _OPEN


def _timed_by(texts: Sequence[str], first: int) -> bool:
    """True for "time is twelve nineteen", "time of arrest was fourteen twenty two"."""
    before = texts[max(0, first - _TIME_ROOM) : first]
    if (before and before[-1] in {"time", "lkw"}) or tuple(before[-2:]) in _LAST_WELL:
        return True
    if before and before[-1] in _HAPPENED and _minute(texts, first + 1) is not None:
        return True
    if _at(texts, first - 1) == "called" and "death" in texts[first : first + _TIME_ROOM + 1]:
        return True
    told = {"time", "time's"} & set(before)
    return bool(told) and before[-1] in {"is", "was", "time's"}


def _sure(texts: Sequence[str], first: int, end: int, hour: int) -> bool:
    """True for "ten oh five", which is no other number; not for a year or a room."""
    told = _at(texts, first - 1) not in _NUMBERED
    return told and _TEN <= hour < _YEAR_OR_HOUR - 1 and _at(texts, end) in OH - {"zero"}


def _from_to(texts: Sequence[str], first: int, end: int) -> bool:
    """True for both times of "from nine fifty to ten oh five"."""
    minute = _minute(texts, end)
    if _at(texts, first - 1) == "from" and minute and _at(texts, minute[1]) in _UNTIL:
        later = _head(texts, minute[1] + 1)
        if later is None or _at(texts, later[1]) not in OH:
            return False
        return later[0] != small(texts, first)  # cooled from one oh eight to one oh two
    return False


def _runs_at(texts: Sequence[str], first: int) -> bool:
    """True for "run it at one fifty", "tachy at one thirty": a rate or a setting, no hour."""
    before = texts[max(0, first - _SETTING_ROOM) : first - 1]
    said = {word.removesuffix("'s") for word in before}
    return before[-1:] != () and (before[-1] in _NOT_HOURS or bool(_SETTINGS & said))


def _military(texts: Sequence[str], place: tuple[int, int], hour: int, cued: bool) -> Raw | None:
    """ "at sixteen hundred", "nine hundred hours"."""
    first, end = place
    hours = _at(texts, end + 1) == "hours"
    shift = not hours and _at(texts, end + 1) in _SHIFTS and _at(texts, first - 1) in _OPENS
    cued |= shift
    clear = cued and hour in _LATE_HOURS and not parse(texts, end + 1)
    return _clock(first, end + 1 + hours, str(hour), 0) if clear or hours else None


_OPEN = frozenset({"over", "point", "out", "to", "or", "percent", "and", "hundred", "by"})


def closes(texts: Sequence[str], end: int) -> bool:
    """True where nothing after the hour makes it a number of things."""
    after = _at(texts, end)
    return parse(texts, end) is None and (
        after in {"", ",", "and", "then", "tonight", "today", "yesterday", "sharp", "in", "on",
                  "last", "this", "he", "she", "they", "i", "we", "it", "with", "when", "but",
                  "so", "for"}
    )  # fmt: skip


def _with_half(texts: Sequence[str], clock: Raw) -> Raw:
    """The time with "a m" or "p m" after it; "in the morning" is not part of it."""
    end = clock.last + 1
    letters = "".join(texts[end : end + 2])
    if letters in {"am", "pm"} and _at(texts, end) in {"a", "p"}:
        length = 2
    elif _at(texts, end) in {"am", "pm", "a.m", "p.m"}:
        letters, length = _at(texts, end).replace(".", ""), 1
    else:
        return clock
    return Raw(clock.first, end + length - 1, clock.begin, clock.end, clock.number, letters, "",
               "clock", "time")  # fmt: skip


def _with_hours(texts: Sequence[str], clock: Raw) -> Raw:
    """The time with the "hours" of "fourteen thirty hours"."""
    hour, _, minute = clock.number.partition(":")
    said = minute and int(hour) in _LATE_HOURS and _at(texts, clock.last + 1) == "hours"
    return replace(clock, last=clock.last + 1) if said else clock


def _of_day(texts: Sequence[str], at: int) -> bool:
    """True before "this afternoon", "in the morning", "tonight" and their like."""
    said = tuple(texts[at : at + 3])
    parts = {"morning", "afternoon", "evening", "night"}
    return bool(
        said[:1] in {("tonight",), ("yesterday",)} or
        (said[:1] in {("this",), ("last",), ("yesterday",)} and said[1:2] and said[1] in parts)
        or (said[:2] == ("in", "the") and said[2:] and said[2] in parts)
        or said[:2] == ("at", "night")
    )  # fmt: skip


def _head(texts: Sequence[str], first: int) -> tuple[int, int] | None:
    """The hour in one or two words ("twenty two"), and where it ends."""
    word = _at(texts, first)
    if word in _SPELLED_TENS:
        ones = small(texts, first + 1)
        two = _SPELLED_TENS[word] + (ones or 0)
        if ones and two in _DAY_HOURS:
            return two, first + 2
        return (20, first + 1) if word == "twenty" else None
    found = parse([word], 0) if word and not word.isdigit() else None
    if found is None or "." in found.text or int(found.text) not in _DAY_HOURS:
        return None
    return int(found.text), first + 1


def _minute(texts: Sequence[str], first: int) -> tuple[int, int] | None:
    """Minutes behind an hour: "thirty", "fifteen", "oh five", "forty two"."""
    if _at(texts, first) in OH:
        digit = small(texts, first + 1)
        return (digit, first + 2) if digit else None
    end = first
    value = 0
    word = _at(texts, first)
    found = parse([word], 0) if word else None
    if found is None or not found.text.isdigit() or int(found.text) < _TEN:
        return None
    value, end = int(found.text), first + 1
    ones = small(texts, end) if value % 10 == 0 and value > _TEN else None
    if ones:
        value, end = value + ones, end + 1
    return (value, end) if value in _MINUTES else None


def small(texts: Sequence[str], at: int) -> int | None:
    found = parse([_at(texts, at)], 0) if _at(texts, at).isalpha() else None
    return int(found.text) if found and found.text.isdigit() and len(found.text) == 1 else None


def _whole(texts: Sequence[str], first: int, allowed: range) -> tuple[int, int] | None:
    found = parse(texts, first)
    if found is None or not found.text.isdigit() or int(found.text) not in allowed:
        return None
    return int(found.text), found.end


def _at(texts: Sequence[str], index: int) -> str:
    return texts[index] if 0 <= index < len(texts) else ""
