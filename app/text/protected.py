"""Protected tokens: heard words that may never change by themselves.

Numbers, units, doses, routes, frequencies, sides, negation and uncertainty cues, comparisons,
blood groups, dates and known drugs, in English and Mandarin. The words are in resources/protected.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.lexicon import Lexicon
from app.text.tokens import joined, plain
from app.text.units import units_of

Kind = Literal[
    "number",
    "unit",
    "route",
    "frequency",
    "side",
    "negation",
    "comparison",
    "blood_group",
    "drug",
    "time",
]
KINDS: tuple[Kind, ...] = (
    "number",
    "side",
    "negation",
    "comparison",
    "route",
    "frequency",
    "time",
    "blood_group",
)
_LONGEST_NAME = {"zh": 8, "en": 3}
_DIGITS = re.compile(r"[+\-]?\d+(?:[.,:/\-]\d+)*%?")
_NUMERAL = re.compile(r"[\d零〇一二两三四五六七八九十百千万半几每/]")
_NORADRENALINE = re.compile(r"nor (?:adr|ep|eb)")
_BLOOD_TYPES = frozenset({"a", "b", "ab", "o"})
_RHESUS = frozenset({"positive", "negative"})


@dataclass(frozen=True, slots=True)
class Protected:
    """Heard words `first`..`last` (both included) that no rule may change by itself."""

    kind: Kind
    first: int
    last: int
    text: str


def protected(
    words: Sequence[str], language: Language, lexicon: Lexicon | None = None
) -> tuple[Protected, ...]:
    """The protected tokens among heard words, in order; drugs only when a lexicon is given."""
    texts = [plain(word) for word in words]
    found = _protected_zh(texts) if language == "zh" else _protected_en(texts)
    if lexicon is not None:
        found += drugs(texts, language, lexicon)
    return tuple(sorted(found, key=lambda token: (token.first, token.last, token.kind)))


def counted(words: Sequence[str], language: Language) -> Counter[tuple[Kind, str]]:
    """How often each protected token occurs; drugs are judged apart, by what they become."""
    return Counter((token.kind, token.text) for token in protected(words, language))


def drugs(words: Sequence[str], language: Language, lexicon: Lexicon) -> list[Protected]:
    """Drugs heard by a name of the lexicon, longest names first; words are plain."""
    longest = _LONGEST_NAME[language]
    found: list[Protected] = []
    first = 0
    while first < len(words):
        for last in range(min(first + longest, len(words)) - 1, first - 1, -1):
            name = joined(words[first : last + 1], language)
            if _names_a_drug(name, language, lexicon):
                found.append(Protected("drug", first, last, name))
                first = last
                break
        first += 1
    return found


def _names_a_drug(name: str, language: Language, lexicon: Lexicon) -> bool:
    """True for a drug of the core, and for one of the open lists that is no ordinary phrase."""
    if lexicon.names_drug(language, name):
        return True
    known = lexicon.open_names.named(language, name)
    return bool(
        known and known.kind == "drug" and not all(map(lexicon.english.knows, name.split()))
    )


def _protected_en(words: Sequence[str]) -> list[Protected]:
    units = units_of("en")
    found: list[Protected] = []
    for index, word in enumerate(words):
        if _NORADRENALINE.match(" ".join(words[index : index + 2])):
            continue
        kinds = [kind for kind, listed in _words_en().items() if word in listed]
        if _DIGITS.fullmatch(word):
            kinds.append("number")
        if word in units.long_words or (_after_number(found, index) and units.match(words, index)):
            kinds.append("unit")
        found += [Protected(kind, index, index, word) for kind in kinds]
        if word in _BLOOD_TYPES and index + 1 < len(words) and words[index + 1] in _RHESUS:
            found.append(Protected("blood_group", index, index + 1, f"{word} {words[index + 1]}"))
    return found


def _after_number(found: Sequence[Protected], index: int) -> bool:
    return any(token.kind == "number" and token.last == index - 1 for token in found[-4:])


def _protected_zh(words: Sequence[str]) -> list[Protected]:
    line = "".join(word or " " for word in words)
    owners = [index for index, word in enumerate(words) for _ in word or " "]
    found = [
        Protected(kind, owners[match.start()], owners[match.end() - 1], match.group())
        for kind, pattern in (*_patterns_zh(), ("number", _DIGITS))
        for match in pattern.finditer(line)
    ]
    return found + _units_zh(line, owners)


def _units_zh(line: str, owners: Sequence[int]) -> list[Protected]:
    """Units of several characters anywhere; of one only after a numeral (克 is also a sound)."""
    units = units_of("zh")
    found: list[Protected] = []
    position = 0
    while position < len(line):
        match = units.starts(line[position:])
        before = line[position - 1 : position] if position else ""
        if match is not None and (match.length > 1 or _NUMERAL.match(before)):
            last = position + match.length - 1
            text = line[position : last + 1]
            found.append(Protected("unit", owners[position], owners[last], text))
            position = last
        position += 1
    return found


@lru_cache(maxsize=1)
def _words_en() -> dict[Kind, frozenset[str]]:
    table = _table("en")
    return {kind: frozenset(table[kind]) for kind in KINDS if kind in table}


@lru_cache(maxsize=1)
def _patterns_zh() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    table = _table("zh")
    return tuple((kind, re.compile(str(table[kind]))) for kind in KINDS if kind in table)


def _table(language: Language) -> dict[str, list[str]]:
    path = RESOURCES / "protected" / f"{language}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ResourceError(f"{path}: not a readable TOML file; install it again") from error
