"""Values that another number sounds like, and words that may have been a number.

Only values whose partner is possible are doubted: a pressure of 70 is no 17. Windows are those of
tests/data/numbers/README.md.
"""

import re
from collections.abc import Callable, Sequence

from app.text.lexicon.phonetics_zh import syllable
from app.text.numbers_kind import Named
from app.text.numbers_said import Missed, Raw
from app.text.numbers_table import NumberTable
from app.text.numbers_words_en import DIGITS, NUMBER_WORDS, TEENS, TENS

_STEMS = ("thir", "four", "fif", "six", "seven", "eigh", "nine")
_TEENS = [f"{stem}teen" for stem in _STEMS]
_TENS = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_PARTNER = dict(zip(_TEENS, _TENS, strict=True)) | dict(zip(_TENS, _TEENS, strict=True))
_DIGIT_WORDS = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh", "o", "zero"}
)
_NEVER = frozenset({"ratio", "year", "ordinal", "digits", "score", "fraction", "plus"})
_WINDOWS: dict[str, tuple[float, float]] = {
    "heart_rate": (20, 300),
    "oxygen_saturation": (30, 100),
    "gcs": (3, 15),
    "pain_score": (0, 10),
    "respiratory_rate": (4, 60),
    "mean_pressure": (15, 250),
    "age": (0, 120),
    "strength": (0, 5),
    "gcs_part": (1, 6),
    "apgar": (0, 10),
}
_THEM = frozenset({"him", "her", "them", "himself", "herself"})
_ANY: tuple[float, float] = (-1_000_000, 100_000_000)
_TEMPERATURE = {"Cel": (25, 45), "[degF]": (77, 113)}
_SYSTOLIC, _DIASTOLIC = (30, 300), (20, 300)
_MINUTES, _HOURS = 60, 24
_ZH_PARTNER = {"四": "十", "十": "四", "十四": "四十", "四十": "十四", "四五": "十五"}
_FOUR_OR_TEN = "四十"
_ROUND = re.compile(r"^(.*[百千])([一二三四五六七八九])$")
_ROUND_ZERO = re.compile(r"^(.*[百千])零([一二三四五六七八九])$")
_DIGIT_SOUNDS = frozenset({"yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi"})
_NO_DIGIT = frozenset("每几多半以按论来共计无需以上下各一二三四五六七八九十百千万两零〇俩点余")
_PAIR = 2
Again = Callable[[Sequence[str], Raw], str | None]
"""Reads the number at a known place again, with one word replaced."""
_DOSED_ZH = re.compile(
    r"毫克|微克|毫升|单位|克(?![隆罗氏雷林拉制服山伦霉化痢])|[片支粒喷袋](?![丁剂状子面段刻细大小架气原持配撑援鼻雾套装])"
)
_SHORT_CUE = re.compile(r"[含服吃推打给兑加用喂喷吸嚼注泵滴药片剂素钾钠松林唑平醇啡啶]")
"""A unit of one character is a dose only where an act or the end of a drug's name is near."""
_SHORT_REACH, _NEAR = 5, 8
_IN_UNITS = re.compile(
    "胰岛素|肝素|青霉素|缩宫素|催产素|尿激酶|凝血酶|毒素|球蛋白|加压素|后叶素|血浆|红细胞"
)


def partners(words: Sequence[str], raw: Raw, read_again: Again) -> list[str]:
    """English: what the number would be with each word replaced by the one it sounds like."""
    found = []
    for at in range(raw.begin, raw.end):
        other = _PARTNER.get(words[at])
        after = words[at + 1] if at + 1 < len(words) else ""
        digit_follows = at + 1 < raw.end and after in _DIGIT_WORDS
        if other is None or digit_follows or (words[at] in _TEENS and after == "hundred"):
            continue
        again = read_again([*words[:at], other, *words[at + 1 :]], raw)
        if again is not None:
            found.append(again)
    return found


def joined_en(
    words: Sequence[str], raw: Raw, what: Named, taken: Sequence[bool], table: NumberTable
) -> str | None:
    """The other reading of a number that nothing tells to be one: the number word beside it that
    belongs to no value ("l four five"), or its two words as two numbers ("pushed six twelve").

    taken: the words that belong to a value. None where a unit, a name or a label holds it together.
    """
    if raw.shape != "plain" or raw.unit or raw.hint or what.label or what.name:
        return None
    first = raw.begin - 1
    if _gas(words, first):
        return None  # d ten, two fifty
    left = first >= 0 and words[first] in NUMBER_WORDS and not taken[first]  # "the right one, 150"
    if left and words[first] != "one" and words[raw.begin].isalpha():
        return f"{words[first]} {raw.number}"
    said = words[raw.begin : raw.end]
    if first >= 0 and words[first] in table.lists["one_number_behind"]:
        return None
    if len(said) == _PAIR and said[0] in DIGITS and DIGITS[said[0]] and said[1] in TEENS | TENS:
        return f"{DIGITS[said[0]]}, {(TEENS | TENS)[said[1]]}"
    return None


def _gas(words: Sequence[str], at: int) -> bool:
    """True for the two of "o two", "f i o two", and for the ten of "d ten"."""
    before = words[at - 1] if at > 0 else ""
    return before == "d" or (before.endswith("o") and words[at] == "two")


def possible(raw: Raw, what: Named, other: str) -> bool:
    """True when `other` could be meant where `raw` was said."""
    if raw.shape in _NEVER or raw.hint == "gauge" or (raw.vague and not raw.vague.isascii()):
        return False
    if raw.shape == "clock":
        return _clock(other)
    if raw.shape == "pair" or (raw.shape == "range" and raw.number != "4-5"):
        return _rising(raw, what, other)
    return _inside(what, _value(other), _value(raw.number))


def _clock(other: str) -> bool:
    hour, _, minute = other.partition(":")
    return hour.isdigit() and int(hour) < _HOURS and (not minute or int(minute) < _MINUTES)


def _rising(raw: Raw, what: Named, other: str) -> bool:
    first, _, second = other.partition("/" if raw.shape == "pair" else "-")
    high, low = _value(first), _value(second)
    if raw.shape == "range":
        return high < low and _inside(what, high) and _inside(what, low)
    if what.kind == "ratio":
        return False
    fits = _SYSTOLIC[0] <= high <= _SYSTOLIC[1] and _DIASTOLIC[0] <= low
    return fits and low < high


def _window(what: Named, said: float | None) -> tuple[float, float]:
    """What a value can be. said: as it was heard; outside the window of a label it is of another
    thing ("ef by eye fifteen percent")."""
    window = _WINDOWS.get(what.name or what.label, _ANY)
    inside = said is None or window[0] <= said <= window[1]
    return window if what.name or inside else _ANY


def _inside(what: Named, value: float, said: float | None = None) -> bool:
    low: float
    high: float
    if what.name == "temperature":
        low, high = _TEMPERATURE.get(what.unit or "", (25, 113))
    elif what.name == "blood_pressure":
        low, high = _SYSTOLIC
    elif what.kind == "age" and what.unit in {None, "a"}:
        low, high = _WINDOWS["age"]
    else:
        low, high = _window(what, said)
    return low <= value <= high


def _value(text: str) -> float:
    match = re.match(r"-?\d+(?:\.\d+)?", text)
    return float(match[0]) if match else -1.0


def missed_en(words: Sequence[str], table: NumberTable) -> list[Missed]:
    """ "for milligrams", "to milligrams": a dose unit without a number, behind such a word."""
    lists = table.lists
    units, forms = lists["misheard_before"], lists["misheard_form"]
    alike = {True: lists["misheard"], False: lists["misheard_before_form"]}
    return [
        Missed(at - 1, at, f"{words[at - 1]} {words[at]}")
        for at in range(1, len(words))
        if (dose := words[at] in units) or words[at] in forms  # "too puffs"; "ate pills" is none
        if words[at - 1] in alike[dose] or (not dose and _before_form(words, at, table))
    ]


def _before_form(words: Sequence[str], at: int, table: NumberTable) -> bool:
    """True for "gave for puffs", "got to liters": never for "switched to tablets"."""
    if not words[at].endswith("s") or words[at - 1] not in {"to", "for"}:
        return False
    before = words[max(0, at - 3) : at - 1]
    act = before[:1] if before[1:] and before[1] in _THEM else before[-1:]
    return bool(set(act) & table.lists["dosed_before_form"])


def missed_zh(line: str) -> list[Missed]:
    """是毫克: a dose unit behind a character that sounds like a numeral."""
    found = []
    for match in _DOSED_ZH.finditer(line):
        before = line[match.start() - 1 : match.start()]
        chinese = len(before) == 1 and "\u4e00" <= before <= "\u9fff"
        near = line[max(0, match.start() - _SHORT_REACH) : match.start() - 1]
        unlike = before not in "是事似思吴伍武巴而"
        if match[0] == "单位":
            around = line[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            dosed = not unlike and _IN_UNITS.search(around) is not None
        else:
            dosed = len(match[0]) > 1 or not (unlike or _SHORT_CUE.search(near) is None)
        if dosed and chinese and before not in _NO_DIGIT and syllable(before).bare in _DIGIT_SOUNDS:
            found.append(Missed(match.start() - 1, match.end() - 1, before + match[0]))
    return found


def partners_zh(numerals: str) -> list[str]:
    """Chinese numerals that sound like these: 四 and 十, 一百五 and 一百零五."""
    if numerals in _ZH_PARTNER:
        return [_ZH_PARTNER[numerals]]
    clipped = _ROUND.match(numerals)
    if clipped:
        return [f"{clipped[1]}零{clipped[2]}"]
    zeroed = _ROUND_ZERO.match(numerals)
    return [zeroed[1] + zeroed[2]] if zeroed else []
