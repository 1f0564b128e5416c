"""Names as trials of the correction bench make them over, and how alike they are."""

from functools import cache

from rapidfuzz.distance import Levenshtein

from app.domain.transcript import Language
from app.text.lexicon.phonetics_zh import bare_syllables, common_by


def exchanged(name: str, gets: str, had: str, language: Language) -> str:
    """A name with `had` where it says `gets`; "" when it does not. Prefixes end with a hyphen."""
    if language == "zh":
        return name.replace(gets, had, 1) if gets in name else ""
    words = name.split()
    for at, word in enumerate(words):
        if gets.endswith("-") and word.startswith(gets[:-1]):
            words[at] = had[:-1] + word.removeprefix(gets[:-1])
        elif gets.startswith("-") and word.endswith(gets[1:]):
            words[at] = word.removesuffix(gets[1:]) + had[1:]
        elif word == gets:
            words[at] = had
        else:
            continue
        return " ".join(words)
    return ""


def sounds_alike(one: str, other: str) -> float:
    return Levenshtein.normalized_similarity(bare_syllables(one), bare_syllables(other))


@cache
def homophones() -> dict[str, tuple[str, ...]]:
    """The 3,755 common Hanzi (the first level of GB 2312) by toneless syllable."""
    return common_by(lambda one: one.bare)
