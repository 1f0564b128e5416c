"""What must not be wrong in a sentence: numbers with their units, drug names, and word times."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from app.bench.scoring import comparable
from app.bench.voices import Span
from app.domain.transcript import Language, Utterance, Word
from app.text.correction import overlay
from app.text.lexicon import Lexicon
from app.text.tokens import plain, tokenize
from app.text.units import units_of

_BARE: Final = re.compile(r"\d+(?:\.\d+)?")
_RISES: Final = ("升到", "升至", "升高")  # a verb, not a litre
_LONGEST_NAME: Final = {"en": 4, "zh": 10}
_SHORTEST_NAME: Final = 2


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it must be written; measured: it has a unit, a second number or a percent."""

    text: str
    measured: bool


def values(text: str, language: Language, lexicon: Lexicon) -> tuple[Value, ...]:
    """The numbers of a reference sentence as the product writes them, with the unit that follows.

    The rules that write them have tests of their own; here they only say what is to be found.
    """
    words = tokenize(text)
    _, corrections = overlay(Utterance("", "", language, words), lexicon)
    found = []
    for one in corrections:
        if one.kind == "number" and one.state == "applied":
            unit = _unit([word.text for word in words[one.last + 1 :]], language)
            written = one.text + unit
            found.append(Value(written, not _BARE.fullmatch(written)))
    return tuple(found)


def _unit(words: Sequence[str], language: Language) -> str:
    """The unit that is said right after a number and kept in words, as it is written."""
    if language == "zh":
        line = "".join(words)
        match = units_of("zh").starts(line)
        return line[: match.length] if match and not line.startswith(_RISES) else ""
    match = units_of("en").match([plain(word) for word in words], 0)
    return " " + " ".join(words[: match.length]) if match else ""


def values_right(wanted: Sequence[Value], written: str) -> int:
    """How many values stand in a written sentence, each place counted once."""
    return found_once([_value_pattern(value.text) for value in wanted], written)


def _value_pattern(text: str) -> str:
    return rf"(?<![A-Za-z0-9./:]){re.escape(text)}(?![A-Za-z0-9%/]|[.:]\d)"


def drugs(text: str, language: Language, lexicon: Lexicon) -> tuple[str, ...]:
    """The drug names of a reference sentence, the longest where they overlap, as comparable text.

    A name counts as often as it is said.
    """
    names = _drug_names(lexicon, language)
    line = comparable(text, language)
    units = list(line) if language == "zh" else line.split()
    joiner = "" if language == "zh" else " "
    found, first = [], 0
    while first < len(units):
        for last in range(min(len(units), first + _LONGEST_NAME[language]), first, -1):
            if joiner.join(units[first:last]) in names:
                found.append(joiner.join(units[first:last]))
                first = last - 1
                break
        first += 1
    return tuple(found)


@lru_cache(maxsize=4)
def _drug_names(lexicon: Lexicon, language: Language) -> frozenset[str]:
    names = (
        comparable(name, language)
        for entry in lexicon.entries
        if entry.kind == "drug" and entry.language == language
        for name in entry.names
    )
    return frozenset(name for name in names if len(name) >= _SHORTEST_NAME)


def drugs_right(wanted: Sequence[str], heard: str, language: Language) -> int:
    """How many of the drug names stand in a heard or written line, each place counted once."""
    before, after = ("", "") if language == "zh" else (r"(?<!\w)", r"(?!\w)")
    patterns = [before + re.escape(name) + after for name in wanted]
    return found_once(patterns, comparable(heard, language))


def found_once(patterns: Sequence[str], line: str) -> int:
    """How many patterns are found in a line, the longest first, each place counted once."""
    count = 0
    for pattern in sorted(patterns, key=len, reverse=True):
        line, found = re.subn(pattern, "\0", line, count=1)
        count += found
    return count


def time_errors(said: Sequence[Span], heard: Sequence[Word]) -> list[tuple[float, float]]:
    """|start| and |end| errors in seconds of the words that were heard right, in order.

    Words are matched by the fewest edits between what was said and what was heard.
    """
    wanted, got = [plain(span.text) for span in said], [plain(word.text) for word in heard]
    errors = []
    for code in Levenshtein.opcodes(wanted, got):
        if code.tag == "equal":
            for span, word in zip(
                said[code.src_start : code.src_end],
                heard[code.dest_start : code.dest_end],
                strict=True,
            ):
                errors.append((abs(word.start_s - span.start_s), abs(word.end_s - span.end_s)))
    return errors
