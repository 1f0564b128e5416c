"""English numbers that stand side by side: gases, Apgar scores, sutures, combined tablets."""

from collections.abc import Sequence
from itertools import pairwise

from app.text.numbers_line_en import Num, Said
from app.text.numbers_said import Raw
from app.text.numbers_unit_en import with_unit
from app.text.numbers_words_en import DIGITS, NUMBER_WORDS, parse

_SUTURES = frozenset(
    {"nylon", "prolene", "vicryl", "ethilon", "silk", "monocryl", "chromic", "gut", "pds", "suture",
     "sutures", "ethibond", "stitch", "stitches", "rapide", "plain", "fast", "absorbable", "dexon"}
)  # fmt: skip
_SEWN = _SUTURES | frozenset(
    {"closed", "sutured", "stitched", "layers", "layer", "interrupted", "closure", "repaired",
     "closing", "repair", "sewed", "sewn", "suturing", "throws"}
)  # fmt: skip
_SEWN_ON = frozenset(
    {"", ",", "on", "for", "in", "to", "and", "deep", "running", "simple", "interrupted", "at",
     "through", "superficial", "skin", "subcuticular", "mattress"}
)  # fmt: skip
_SEWN_ROOM = 12
_REPEATS, _ROUND = (2, 3), 10
_USUAL: dict[tuple[str, ...], tuple[str, ...]] = {("6", "12"): ("adenosine", "adenocard")}
"""Doses that everybody gives one after the other."""
_TABLETS = frozenset(
    {("2.5", "325"), ("5", "325"), ("7.5", "325"), ("10", "325"), ("5", "300"), ("7.5", "300"),
     ("10", "300"), ("875", "125"), ("500", "125"), ("250", "125"), ("800", "160"), ("400", "80"),
     ("30", "500"), ("300", "30"), ("160", "4.5"), ("80", "4.5"), ("250", "50"), ("500", "50")}
)  # fmt: skip
_SLASHED = _TABLETS | frozenset(
    {("24", "26"), ("49", "51"), ("97", "103"), ("115", "21"), ("230", "21"),
     ("45", "21"), ("200", "5"), ("100", "5"), ("1000", "62.5"), ("2", "0.5"), ("4", "1"),
     ("8", "2"), ("25", "100"), ("25", "250"), ("50", "200"), ("20", "12.5"), ("10", "12.5"),
     ("20", "25"), ("50", "12.5"), ("100", "25"), ("37.5", "25"), ("100", "6"), ("200", "6")}
)  # fmt: skip
_LOWER_PRESSURE = 30
_GASES = frozenset({"gas", "abg", "vbg", "ph", "h", "g"})
_APGARS, _BEST = frozenset({"apgar", "apgars"}), 10
_ACID = frozenset({"6.", "7."})
_ROOM, _PAIR = 8, 2
_COMA_ROOM, _PARTS_OF_COMA = 6, 3
_TUBED = frozenset({"t", "tube", "tubed", "intubated"})
_TALL = {"four": 4, "five": 5, "six": 6}
_FOOT, _STONE = 12, 14
"""Inches; pounds."""
_DRUGS = frozenset({"drug"})
_PLURALS = {"fives": "5", "sixes": "6"}


def suture(said: Said, first: int) -> Raw | None:
    """ "four oh nylon": the size of a thread."""
    size = said.number(first)
    if size is not None and said.at(size.end + 1) in {"oh", "o"} and _thread(said, size.end):
        return Raw(first, size.end - 1, first, size.end, size.text, "", "")  # so many of them
    if size is None or len(size.text) > 1 or said.at(size.end) not in {"oh", "o", "zero"}:
        return None
    if not _thread(said, first):
        return None
    return Raw(first, size.end, first, size.end + 1, f"{size.text}-0", "", "", "plain", "gauge")


def feet(said: Said, first: int) -> Raw | None:
    """ "four foot eleven", "five feet two inches": one height, no two values."""
    whole = said.number(first)
    if said.at(first) in _TALL and (said.at(first - 1) == "height" or said.at(first + 2) == "tall"):
        rest = parse(said.texts, first + 1)  # "height five eleven"
        if rest is not None and rest.end == first + 2 and rest.value < _FOOT:
            shown = f"{_TALL[said.at(first)]} ft {rest.text} in"
            return Raw(first, first + 1, first, first + 2, shown, "", "[ft_i]", "plain", "height")
    if whole is not None and said.at(whole.end) == "stone":
        return _stone(said, whole)
    if whole is None or said.at(whole.end) not in {"foot", "feet"}:
        return None
    inches = said.number(whole.end + 1)
    if inches is None or inches.value >= _FOOT:
        return None
    unit = said.unit(inches.end)
    if unit is not None and unit[0].ucum != "[in_i]":
        return None
    shown, last = f"{whole.text} ft {inches.text} in", inches.end - (unit is None)
    return Raw(first, last, first, inches.end, shown, "", "[ft_i]", "plain", "height")


def _stone(said: Said, whole: Num) -> Raw | None:
    """ "eleven stone four": one weight."""
    rest = said.number(whole.end + 1)
    if rest is None or not rest.text.isdigit() or int(rest.text) >= _STONE:
        return None
    unit = said.unit(rest.end)
    if unit is not None and unit[0].ucum != "[lb_av]":
        return None
    shown, last = f"{whole.text} st {rest.text} lb", rest.end - (unit is None)
    return Raw(whole.first, last, whole.first, rest.end, shown, "", "[stone_av]", "plain", "weight")


def _thread(said: Said, at: int) -> bool:
    """True for "four oh nylon" at this place."""
    if _digit(said, at) is None:
        return False
    sewn = bool(_SEWN & set(said.before(at, _SEWN_ROOM))) and said.at(at + 2) in _SEWN_ON
    return sewn or bool({said.at(at + 2), said.at(at + 3)} & _SUTURES)


def tablet(said: Said, first: int) -> Raw | None:
    """ "norco five three twenty five", "ten slash three twenty five": a tablet of two drugs."""
    slashed = _slashed(said, first) if "slash" in said.words else None
    if slashed is not None:
        return slashed
    one = said.number(first)
    other = said.number(one.end) if one else None
    for upper, lower in ((one, other), _split(said, first)):
        if upper is None or lower is None or (upper.text, lower.text) not in _TABLETS:
            continue
        if said.number(lower.end) or not said.labelled(first, _DRUGS):
            return None
        shown = f"{upper.text}/{lower.text}"
        return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "fraction", "dose")
    return None


def _slashed(said: Said, first: int) -> Raw | None:
    """ "entresto twenty four slash twenty six", "the ten slash three twenty fives"."""
    upper = said.number(first)
    if upper is None or said.at(upper.end) != "slash":
        return None
    lower = said.number(upper.end + 1)
    short = _split(said, upper.end + 1)[0]
    if short is not None and (upper.text, short.text) in _SLASHED:
        lower = short  # "two fifty slash fifty, one puff"
    more = _PLURALS.get(said.at(lower.end)) if lower else None
    if lower is not None and more and lower.text.endswith("0"):
        lower = Num(lower.first, lower.end + 1, f"{lower.text[:-1]}{more}")
    if lower is None or (said.unit(lower.end) is not None and lower is not short):
        return None
    drug = any(said.drug(at) for at in range(max(0, first - _PAIR), first))
    drug |= any(said.drug(at) for at in range(lower.end, lower.end + _PAIR))
    known = (upper.text, lower.text) in _SLASHED and lower.value < _LOWER_PRESSURE
    if not drug and not known and "." not in upper.text + lower.text:
        return None
    shown = f"{upper.text}/{lower.text}"
    return Raw(first, lower.end - 1, first, lower.end, shown, "", "", "fraction", "dose")


def _split(said: Said, first: int) -> tuple[Num | None, Num | None]:
    """ "five three twenty five" read as five and 325, not as digits or 503."""
    head = parse([said.at(first)], 0) if said.at(first) else None
    if head is None or first in said.named:
        return None, None
    return Num(first, first + 1, head.text), said.number(first + 1)


def scored(said: Said, first: int) -> list[Raw]:
    """ "apgars four seven nine", "gcs four four six", "e four v one t m six": each a value."""
    coma = _coma(said, first) or _coma_digits(said, first)
    if coma:
        return coma
    if not _APGARS & said.near(first, _ROOM):
        return []
    found: list[Raw] = []
    at = first
    while (digit := _digit(said, at)) is not None:
        found.append(Raw(at, at, at, at + 1, digit, "", ""))
        at += 1
    return found if len(found) > 1 and said.number(at) is None else []


def _coma(said: Said, first: int) -> list[Raw]:
    """ "e four v one t m six" from its first digit on."""
    places = [first]
    for part in ("v", "m"):
        at = places[-1] + 1
        at += said.at(at) in _TUBED
        if said.at(at) != part:
            return []
        places.append(at + 1)
    digits = [_coma_digit(said, at) for at in places]
    if said.at(first - 1) != "e" or not _coma_parts(digits):
        return []
    return _one_word_each(places, digits)


def _coma_digits(said: Said, first: int) -> list[Raw]:
    """ "gcs four four six", "gcs nine two two five": the total first or not."""
    near = f" {' '.join(said.before(first, _COMA_ROOM))}"
    if not {"gcs", "glasgow"} & said.near(first, _COMA_ROOM) and " g c s" not in near:
        return []
    total = parse([said.at(first)], 0) if said.at(first) else None
    start = first + 1
    digits = [_coma_digit(said, start + at) for at in range(_PARTS_OF_COMA)]
    if total is None or not _coma_parts(digits) or total.value != sum(map(int, digits)):
        start = first
        digits = [_coma_digit(said, start + at) for at in range(_PARTS_OF_COMA)]
    if not _coma_parts(digits) or said.at(start + _PARTS_OF_COMA) in NUMBER_WORDS:
        return []
    if start > first and total is not None:
        digits.insert(0, total.text)
    return _one_word_each(range(first, first + len(digits)), digits)


def _coma_digit(said: Said, at: int) -> str:
    return str(DIGITS.get(said.at(at), ""))


def _coma_parts(digits: Sequence[str]) -> bool:
    """Whether these can be eyes, voice and movement."""
    best = ("4", "5", "6")
    return all("1" <= digit <= top for digit, top in zip(digits, best, strict=True))


def repeated(said: Said, first: int) -> list[Raw]:
    """ "adenosine six twelve twelve": doses one after the other, the last of them twice."""
    if said.at(first + 1) not in NUMBER_WORDS or not said.drug(first - 1):
        return []
    texts: list[str] = []
    while (word := parse([said.at(first + len(texts))], 0)) is not None:
        texts.append(word.text)
    falls = texts != sorted(texts, key=float)
    usual = said.at(first - 1) in _USUAL.get(tuple(texts), ())
    again = len(texts) in _REPEATS and texts[-1] == texts[-2]
    again |= len(texts) > 1 and float(texts[0]) >= _ROUND and _doubling(texts)
    if not (again or usual) or falls or said.unit(first + len(texts)):
        return []
    return _one_word_each(range(first, first + len(texts)), texts, "dose")


def _one_word_each(places: Sequence[int], numbers: Sequence[str], hint: str = "") -> list[Raw]:
    """Values of one word each, where they stand."""
    return [
        Raw(at, at, at, at + 1, number, "", "", hint=hint)
        for at, number in zip(places, numbers, strict=True)
    ]


def _doubling(texts: Sequence[str]) -> bool:
    """True for "twenty forty eighty"."""
    return all(float(after) == 2 * float(one) for one, after in pairwise(texts))


def gases(said: Said, before: Raw, first: int) -> list[Raw]:
    """Pressures, bicarbonate and saturation right behind a pH: "seven two eight fifty nine ten"."""
    acid = before.number[:2] in _ACID and before.shape == "plain"
    if not acid or not _GASES & said.near(before.first, _ROOM):
        return []
    found: list[Raw] = []
    at = first
    while (number := said.number(at)) is not None:
        found.append(with_unit(said, number, hint="lab"))
        at = found[-1].last + 1
    return found


def _digit(said: Said, at: int) -> str | None:
    found = parse([said.at(at)], 0) if said.at(at) and at not in said.named else None
    return found.text if found is not None and found.value <= _BEST else None
