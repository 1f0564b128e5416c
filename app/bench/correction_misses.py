"""Why a broken term was not won back: what was heard in its place, sorted into a few kinds."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from app.bench.correction_score import Broken
from app.domain.transcript import Language
from app.text.lexicon import Lexicon
from app.text.lexicon.phonetics_zh import syllable

_CLOSE: Final = 0.8
ROUGH: Final = 0.6
"""Less like than this, a term cannot be told from what was heard in its place."""


def likeness(name: str, heard: Sequence[str], language: Language) -> float:
    """How like a term the likest stretch of what was heard is, in [0, 1]: English by letters,
    Chinese by initials and finals, regional pairs merged."""
    meant = _symbols((name,), language)
    stretches = (
        _symbols(heard[first:end], language)
        for first in range(len(heard))
        for end in range(first + 1, len(heard) + 1)
    )
    alike = (Levenshtein.normalized_similarity(meant, stretch) for stretch in stretches)
    return max(alike, default=0.0)


def _symbols(parts: Sequence[str], language: Language) -> list[str]:
    if language == "zh":
        said = [syllable(character) for part in parts for character in part]
        return [sound for one in said for sound in (one.initial, one.final)]
    return [letter for part in parts for letter in part if letter.isalpha()]


def miss_class(broken: Broken, language: Language, lexicon: Lexicon) -> str:
    """Heard how, and what the rules did about it."""
    alike = likeness(broken.name, broken.heard, language)
    if not broken.heard:
        return "nothing was heard"
    if alike < ROUGH:
        return f"heard as something else (likeness < {ROUGH})"
    if broken.offered:
        return f"proposed only: {broken.reason}" if broken.reason else "proposed only"
    done = "changed into another" if broken.touched else _seen(broken, language, lexicon)
    return f"{'close' if alike >= _CLOSE else 'rough'}, {done}"


def _seen(broken: Broken, language: Language, lexicon: Lexicon) -> str:
    if language == "en" and all(lexicon.knows("en", word) for word in broken.heard):
        return "heard as real words"
    if len(broken.name.split()) != len(broken.heard) and language == "en":
        return "with other word breaks"
    return "two Hanzi" if language == "zh" and len(broken.name) <= len("两字") else "left alone"
