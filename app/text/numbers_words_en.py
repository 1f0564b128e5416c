"""English number words, and the longest number that begins at a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_DIGIT_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip
_TEEN_WORDS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
_TENS_WORDS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TEN, HUNDRED, THOUSAND = 10, 100, 1000
DIGITS = {word: value for value, word in enumerate(_DIGIT_WORDS)}
TEENS = {word: value for value, word in enumerate(_TEEN_WORDS, TEN)}
TENS = {word: value * TEN for value, word in enumerate(_TENS_WORDS, 2)}
SPELLED = (
    DIGITS
    | TEENS
    | TENS
    | {
        f"{ten}{mark}{word}": tens + one
        for ten, tens in TENS.items()
        for word, one in DIGITS.items()
        for mark in " -"
        if one
    }
)
"""Numbers below a hundred in words, with a hyphen or without."""
SCALES = {"hundred": HUNDRED, "thousand": THOUSAND}
OH = frozenset({"oh", "o"})
NOUGHT = frozenset({"oh", "o", "nought", "naught"})
"""Zero before a point."""
_LETTER_BEFORE_O = frozenset({"p", "i", "f", "c", "s", "h", "n"})
NUMBER_WORDS = frozenset({*DIGITS, *TEENS, *TENS, *SCALES})
_PAIR = 2
_EIGHTHS = frozenset({25, 50, 75})


@dataclass(frozen=True, slots=True)
class Number:
    """A number in words `first`..`end` (end excluded); words: how many tokens were spoken."""

    first: int
    end: int
    text: str
    kind: Literal["whole", "decimal", "fraction"] = "whole"
    digits: bool = False

    @property
    def value(self) -> float:
        return float(self.text)


def parse(texts: Sequence[str], first: int) -> Number | None:
    """The longest number that starts at `first`, or None."""
    whole = _figures(texts, first) or _cardinal(texts, first)
    if whole is None and first < len(texts) and texts[first] in NOUGHT:
        whole = _nought(texts, first)
    if whole is not None and "." in whole.text:
        return whole
    start = whole.end if whole is not None else first
    if word_at(texts, start) != "point":
        return whole
    below_one = whole is None or whole.text == "0"
    fraction, end = _fraction(texts, start + 1, decimal=not below_one)
    if below_one and not fraction:
        fraction, end = _eighths(texts, start + 1)
    if not fraction or (whole is not None and whole.digits and not whole.text.isdigit()):
        return whole
    kind: Literal["decimal", "fraction"] = "decimal" if whole is not None else "fraction"
    return Number(first, end, f"{whole.text if whole else 0}.{fraction}", kind)


def _nought(texts: Sequence[str], first: int) -> Number | None:
    """ "oh point five", "nought point three"; the o of "p o" is a letter."""
    if word_at(texts, first + 1) != "point":
        return None
    if texts[first] == "o" and word_at(texts, first - 1) in _LETTER_BEFORE_O:
        return None
    found = parse(texts, first + 1)
    return None if found is None else Number(first, first + 1, "0")


def _figures(texts: Sequence[str], first: int) -> Number | None:
    text = word_at(texts, first)
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return Number(first, first + 1, text, digits=True)
    return None


def _cardinal(texts: Sequence[str], first: int) -> Number | None:
    """Whole numbers: "three hundred and twenty five", "one twenty", "one oh five", "a hundred"."""
    if word_at(texts, first) == "a" and word_at(texts, first + 1) in SCALES:
        head, end = 1, first + 1
    else:
        head, end = below_hundred(texts, first)
    if end == first:
        return None
    if word_at(texts, end) in SCALES:
        value, end = _scaled(texts, head, end)
    elif head in range(1, 10) and end == first + 1:
        value, end = _clipped_hundred(texts, head, end)
    else:
        value = head
    return Number(first, end, str(value))


def _scaled(texts: Sequence[str], head: int, end: int) -> tuple[int, int]:
    thousands, below = 0, head
    while True:
        scale = word_at(texts, end)
        if scale == "hundred" and 0 < below < HUNDRED:
            below *= HUNDRED
        elif scale == "thousand" and not thousands:
            thousands, below = below, 0
        else:
            return thousands * THOUSAND + below, end
        end += 1
        start = end + 1 if word_at(texts, end) == "and" else end
        more, after = below_hundred(texts, start)
        if scale == "thousand" and word_at(texts, after) == "point":
            continue  # "a hundred thousand, two point two mils"
        if after > start and not (below and word_at(texts, after) == "hundred"):
            below, end = below + more, after


def _clipped_hundred(texts: Sequence[str], head: int, end: int) -> tuple[int, int]:
    """ "one twenty" and "one oh five" leave the hundred unsaid."""
    if word_at(texts, end) in OH and DIGITS.get(word_at(texts, end + 1), 0):
        return head * HUNDRED + DIGITS[texts[end + 1]], end + 2
    more, after = below_hundred(texts, end)
    if more < TEN or after == end or word_at(texts, after) in SCALES:
        return head, end
    return head * HUNDRED + more, after


def below_hundred(texts: Sequence[str], first: int) -> tuple[int, int]:
    """A number under a hundred and where it ends (excluded); where it begins if there is none."""
    word = word_at(texts, first)
    if "-" in word and all(part in NUMBER_WORDS for part in word.split("-")):
        tens, _, rest = word.partition("-")
        if tens in TENS and rest in DIGITS:
            return TENS[tens] + DIGITS[rest], first + 1
    if word in TENS:
        ones = DIGITS.get(word_at(texts, first + 1), 0)
        return (TENS[word] + ones, first + 2) if ones else (TENS[word], first + 1)
    if word in TEENS:
        return TEENS[word], first + 1
    return (DIGITS[word], first + 1) if word in DIGITS else (0, first)


def _fraction(texts: Sequence[str], first: int, *, decimal: bool = True) -> tuple[str, int]:
    """Digits after the point: single digits one by one, or one two-digit number.

    decimal: digits stand before the point, too; without them "point one twenty five" stays open.
    """
    spoken, end = "", first
    while word_at(texts, end) in DIGITS or word_at(texts, end) in OH:
        if spoken and word_at(texts, end + 1) == "point" and (decimal or texts[end] in OH):
            return spoken, end  # "point four, oh point four"
        spoken += str(DIGITS.get(texts[end], 0))
        end += 1
    if spoken:
        after = word_at(texts, end)
        tens = after in TEENS or after in TENS
        clear = after not in NUMBER_WORDS or (tens and (decimal or len(spoken) >= _PAIR))
        return (spoken, end) if clear else ("", first)
    value, end = below_hundred(texts, first)
    if end > first and word_at(texts, end) not in NUMBER_WORDS:
        return str(value), end
    text = word_at(texts, first)
    return (text, first + 1) if text.isascii() and text.isdigit() else ("", first)


def _eighths(texts: Sequence[str], first: int) -> tuple[str, int]:
    """ "point one twenty five", "point three seventy five": eighths of a unit."""
    digit = DIGITS.get(word_at(texts, first), 0)
    value, end = below_hundred(texts, first + 1)
    eighth = digit and value in _EIGHTHS and word_at(texts, end) not in NUMBER_WORDS
    return (f"{digit}{value}", end) if eighth else ("", first)


def word_at(texts: Sequence[str], index: int) -> str:
    """Empty beyond either end."""
    return texts[index] if 0 <= index < len(texts) else ""
