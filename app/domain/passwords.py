"""What a password must be, by the rules of the place where it is used."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Site = Literal["us", "cn-l3"]

LONGEST = 256  # characters; NIST asks that at least 64 be taken
_SHORTEST_WORD = 3  # a shorter login or name is part of too many good passwords
_LONGEST_UNIT = 4  # "abcabcabcabcabc" is the three letters it repeats


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's rules. Lengths are in characters after NFKC; classes: how many of the four.

    shortest_alone: when no second factor is given with it. days: how long it may be used; None is
    for ever. second_factor: nobody signs in without one.
    """

    shortest_alone: int
    shortest: int
    classes: int
    days: int | None
    second_factor: bool


RULES: Mapping[Site, Rules] = {
    # NIST SP 800-63B-4, 3.1.1.2: neither composition rules nor periodic change
    "us": Rules(shortest_alone=15, shortest=8, classes=0, days=None, second_factor=False),
    # GB/T 22239-2019, 8.1.4.1: complexity, periodic change, two factors
    "cn-l3": Rules(shortest_alone=8, shortest=8, classes=3, days=90, second_factor=True),
}

_ROWS = (
    "0123456789" * 2,
    "1234567890" * 2,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
)
_ALIKE = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "0": "o", "$": "s", "5": "s"})
_NO_LETTER = re.compile(r"[\W\d_]+")


def normal(password: str) -> str:
    """The one spelling under which a password is hashed, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


def weakness(
    password: str,
    rules: Rules,
    *,
    second_factor: bool,
    blocked: Collection[str] = (),
    own: Iterable[str] = (),
) -> str:
    """What the rules object to, as the end of a sentence; "" when nothing.

    second_factor: the user gives one too. blocked: common passwords in small letters. own: login
    and names of the user.
    """
    typed = normal(password)
    shortest = rules.shortest if second_factor else rules.shortest_alone
    if not typed.isprintable() or len(typed) > LONGEST:
        return f"it is one line of at most {LONGEST} characters"
    if len(typed) < shortest:
        return f"it needs {shortest} characters or more"
    if _classes(typed) < rules.classes:
        return f"it needs {rules.classes} of: small letters, capitals, digits, other characters"
    words = {*blocked, *_words(own)}
    return "it is too easy to guess" if _guessable(typed.casefold(), words) else ""


def expired(set_at: datetime, now: datetime, rules: Rules) -> bool:
    """Whether a password set at one time must be changed at another."""
    return rules.days is not None and now - set_at >= timedelta(days=rules.days)


def _classes(typed: str) -> int:
    kinds = (str.islower, str.isupper, str.isdecimal, _other)
    return sum(any(kind(letter) for letter in typed) for kind in kinds)


def _other(letter: str) -> bool:
    return not (letter.islower() or letter.isupper() or letter.isdecimal())


def _words(own: Iterable[str]) -> set[str]:
    """Names whole and in their parts; a Chinese name has two letters."""
    parts = {part.casefold() for name in own for part in (name, *re.split(r"[\s.@_-]+", name))}
    return {part for part in parts if len(part) >= _SHORTEST_WORD or (part and not part.isascii())}


def _guessable(typed: str, words: Collection[str]) -> bool:
    """A known word alone, repeated, spelt with signs, or with digits and signs around it."""
    spellings = {typed, typed.translate(_ALIKE)}
    spellings |= {_NO_LETTER.sub("", one) for one in spellings}
    spellings |= {typed.strip("0123456789!@#$%^&*?._- ").translate(_ALIKE)}
    units = {unit for one in spellings if one for unit in (one, _unit(one))}
    in_row = any(typed in row or typed[::-1] in row for row in _ROWS)
    return in_row or len(_unit(typed)) <= _LONGEST_UNIT or not units.isdisjoint(words)


def _unit(text: str) -> str:
    """The shortest beginning that, repeated, is the text."""
    return text[: (text + text).find(text, 1)]
