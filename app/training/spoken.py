"""Written text as it is said: lower-case words, numbers and units spelled out."""

import re
from collections.abc import Sequence

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
_LONGEST_NUMBER = 6  # digits
_LONGEST_ABBREVIATION = 5  # letters
_LONGEST_PART = 3  # digits of either side of a slash
_LONGEST_HANZI_NUMBER = 4  # digits
_UNITS = {
    "mg": "milligrams", "mcg": "micrograms", "ug": "micrograms", "ml": "milliliters",
    "cc": "c c", "kg": "kilograms", "g": "grams", "gm": "grams", "cm": "centimeters",
    "mm": "millimeters", "l": "liters", "dl": "deciliter", "hr": "hour", "hrs": "hours",
    "min": "minutes", "lbs": "pounds", "lb": "pounds", "meq": "milliequivalents",
    "mmhg": "millimeters of mercury", "bpm": "beats per minute", "%": "percent",
    "yo": "year old", "mmol": "millimoles", "u": "units", "iu": "international units",
}  # fmt: skip
_ABBREVIATIONS = {
    "dr": "doctor", "mr": "mister", "mrs": "missus", "ms": "miss", "vs": "versus", "pt": "patient",
    "hx": "history", "dx": "diagnosis", "tx": "treatment", "rx": "prescription", "yr": "year",
    "yrs": "years", "approx": "approximately", "w": "with", "c": "c", "q": "every",
}  # fmt: skip
_TOKEN = re.compile(r"\d+(?:,\d{3})+|\d+\.\d+|\.\d+|\d+/\d+|\d+|[A-Za-z]+(?:'[A-Za-z]+)*|%")
_VOWELS = re.compile(r"[aeiouy]", re.IGNORECASE)
_DIGITS = "零一二三四五六七八九"
_HANZI = re.compile(r"[\u4e00-\u9fff]+")
LETTER_NAMES = frozenset("bcdefghjklmnopqrstuvwxyz")


def number_words(value: int) -> list[str]:
    """An integer from 0 to 999,999 in English words."""
    if value < len(_SMALL):
        return [_SMALL[value]]
    if value < _HUNDRED:
        tens, rest = divmod(value, _TEN)
        return [_TENS[tens], *([_SMALL[rest]] if rest else [])]
    if value < _THOUSAND:
        hundreds, rest = divmod(value, _HUNDRED)
        return [_SMALL[hundreds], "hundred", *(number_words(rest) if rest else [])]
    thousands, rest = divmod(value, _THOUSAND)
    return [*number_words(thousands), "thousand", *(number_words(rest) if rest else [])]


def pair_words(value: int) -> list[str]:
    """How a clinician says a three-digit value: 120 is "one twenty", 105 "one oh five"."""
    hundreds, rest = divmod(value, _HUNDRED)
    if not _HUNDRED <= value < _THOUSAND or rest == 0:
        return number_words(value)
    return [_SMALL[hundreds], *(["oh"] if rest < _TEN else []), *number_words(rest)]


def decimal_words(text: str) -> list[str]:
    """`2.5` as "two point five", `.5` as "point five"."""
    whole, _, digits = text.partition(".")
    head = number_words(int(whole)) if whole else []
    return [*head, "point", *(_SMALL[int(digit)] for digit in digits)]


def english(text: str) -> list[str]:
    """The words of written English as spoken; tokens with no spoken form are left out."""
    words: list[str] = []
    for token in _TOKEN.findall(text):
        words += _english_token(token)
    return words


def _english_token(written: str) -> list[str]:
    if written[0].isdigit() or written[0] == ".":
        return _number_token(written.replace(",", ""))
    lower = written.lower()
    if lower in _UNITS and (len(lower) > 1 or lower == "%"):
        return _UNITS[lower].split()
    if lower in _ABBREVIATIONS:
        return [_ABBREVIATIONS[lower]]
    short = 1 < len(written) <= _LONGEST_ABBREVIATION
    spelled = written.isupper() and short and not _VOWELS.search(written)
    return list(lower) if spelled else [lower]


def _number_token(written: str) -> list[str]:
    if "/" in written:
        top, _, bottom = written.partition("/")
        if max(len(top), len(bottom)) > _LONGEST_PART:
            return []
        return [*pair_words(int(top)), "over", *pair_words(int(bottom))]
    if "." in written:
        return decimal_words(written) if len(written) <= _LONGEST_NUMBER else []
    return number_words(int(written)) if len(written) <= _LONGEST_NUMBER else []


def hanzi_number(value: int) -> str:
    """An integer from 0 to 9,999 in Chinese numerals, as said aloud."""
    if value < _TEN:
        return _DIGITS[value]
    if value < 2 * _TEN:
        return "十" + (_DIGITS[value % _TEN] if value % _TEN else "")
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        elif text:
            gap = True
    return text


def mandarin(text: str) -> list[str]:
    """Runs of Hanzi in a Chinese text, integers and decimals said aloud; the rest splits runs."""

    def said(match: re.Match[str]) -> str:
        whole, _, digits = match.group().partition(".")
        if len(whole) > _LONGEST_HANZI_NUMBER:
            return " "
        tail = "点" + "".join(_DIGITS[int(d)] for d in digits) if digits else ""
        return hanzi_number(int(whole)) + tail

    text = re.sub(r"\d+\.\d+|\d+", said, text.replace("%", " ").replace("℃", "度"))
    return _HANZI.findall(text)


def speller_case(words: Sequence[str]) -> list[str]:
    """Words as a synthesiser must see them: single letters in capitals, so that they are named."""
    return [word.upper() if word in LETTER_NAMES else word for word in words]
