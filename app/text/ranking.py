"""How likely it is that a name was said where other words were heard: weighed evidence.

Every feature is a plain fact about what was heard and the name; their weights are in
resources/correction/ranking.toml and were fitted by app.bench.correction_fit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.lexicon import Lexicon
from app.text.lexicon.phonetics_en import fine_sound, skeleton, sound, voiceless
from app.text.lexicon.phonetics_zh import (
    MERGED,
    SAME_SYLLABLE,
    SAME_TONE,
    SHAPE,
    homophones,
    similarity,
)
from app.text.lexicon.slips import singular
from app.text.neighbours_zh import Beside
from app.text.tables import Table, load
from app.text.tokens import letters

_WIDEST_MARGIN = 0.3
_MOST_LETTERS = 16
_MOST_CHARACTERS = 8
_MOST_EDITS = 5
_MOST_GAIN = 15.0
_MOST_BESIDE = 12.0
_TWO = 2
_NO_WORD = 20.0
_MOST_COMMON = 4.0
_WIDE = 5.0
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The probability in [0, 1] that a name was said, and from which on what may be done."""

    chance: float
    proposed: float
    applied: float


def weighed(features: Features, language: Language) -> Weighed:
    """Logistic regression over the features."""
    table = _weights()[section(features, language)]
    weights = table["weights"]
    total = table["constant"] + sum(weights[name] * value for name, value in features.items())
    return Weighed(1.0 / (1.0 + math.exp(-total)), table["proposed"], table["applied"])


def section(features: Features, language: Language) -> str:
    """Chinese names of two characters, of three and longer ones are weighed apart."""
    if language == "en":
        return "en"
    return "zh2" if features["two"] else "zh3" if features["three"] else "zh"


def features_en(
    words: Sequence[str], text: str, lexicon: Lexicon, score: float, margin: float
) -> Features:
    """What is alike and what is not; words are plain, score and margin the look-up's."""
    heard, name = letters("".join(words)), letters(text)
    heard = singular(heard, text) if len(words) == 1 else heard
    parts = text.casefold().replace("-", " ").split()
    new = [word for word in words if not lexicon.knows("en", word)]
    edits = Levenshtein.editops(heard, name)
    one, other = _consonants(tuple(words)), _consonants(tuple(parts))
    drug = lexicon.names_drug("en", text)
    known = 1.0 - len("".join(new)) / max(len(heard), 1)
    spelled = Levenshtein.normalized_similarity(heard, name)
    return {
        "score": score,
        "spelled": spelled,
        "consonants": Levenshtein.normalized_similarity(one, other),
        "margin": min(margin, _WIDEST_MARGIN),
        "letters": min(len(name), _MOST_LETTERS) / _MOST_LETTERS,
        "edits": min(len(edits), _MOST_EDITS) / _MOST_EDITS,
        "long run": _longest_run(heard, name) / _MOST_EDITS,
        "known": known,
        "all known": float(not new),
        "drug": float(drug),
        "brand": float(text != text.lower()),
        "same start": float(heard[:1] == name[:1]),
        "same first sound": float(one[:1] == other[:1]),
        "same end": float(heard[-2:] == name[-2:]),
        "one word of one": float(len(words) == len(parts) == 1),
        "breaks": min(abs(len(words) - len(parts)), 3) / 3,
        "words right": sum(part in words for part in parts) / len(parts) if parts[1:] else 0.0,
        "several words": float(len(parts) > 1),
        "known drug": known * drug,
        "longer": min(max(len(heard) - len(name), 0), _MOST_EDITS) / _MOST_EDITS,
        "shorter": min(max(len(name) - len(heard), 0), _MOST_EDITS) / _MOST_EDITS,
        "ending": float(_only_ending(heard, name)),
    }


def features_zh(
    words: Sequence[str], text: str, lexicon: Lexicon, score: float, margin: float, gain: float
) -> Features:
    """As in English. gain: how much likelier the line becomes, in bits of e."""
    heard = "".join(words)
    size = max(len(text), 1)
    alike = _pairs(heard, text)
    changed = [one for one in alike if one < 1.0]
    drug = lexicon.names_drug("zh", text)
    count = max(len(changed), 1)
    return {
        "score": score,
        "margin": min(margin, _WIDEST_MARGIN),
        "length": min(len(text), _MOST_CHARACTERS) / _MOST_CHARACTERS,
        "two": float(len(text) == _TWO),
        "three": float(len(text) == _TWO + 1),
        "right": 1.0 - len(changed) / size,
        "changed": min(len(changed), _MOST_EDITS) / _MOST_EDITS,
        "uneven": float(len(heard) != len(text)),
        "least": min(alike, default=1.0),
        "same tone": sum(one >= SAME_TONE for one in changed) / count,
        "same syllable": sum(SAME_SYLLABLE <= one < SAME_TONE for one in changed) / count,
        "accent": sum(MERGED <= one < SAME_SYLLABLE for one in changed) / count,
        "other": sum(one < MERGED for one in changed) / size,
        "shape": sum(one == SHAPE for one in changed) / count,
        "gain": _share(gain, _MOST_GAIN),
        "word": float(lexicon.chinese.knows(heard)),
        "drug": float(drug),
        "first right": float(heard[:1] == text[:1]),
        "last right": float(heard[-1:] == text[-1:]),
        "likelier word": _likelier_word(heard, text, lexicon),
        "common": min(math.log10(1 + lexicon.chinese.count(text)), _MOST_COMMON) / _MOST_COMMON,
    }


def beside_zh(beside: Beside) -> Features:
    """What the characters around say of a Chinese name, in [-1, 1]."""
    return {
        "beside": _share(beside.written, _MOST_BESIDE),
        "beside heard": _share(beside.heard, _MOST_BESIDE),
        "least beside": _share(beside.least_written, _MOST_BESIDE / 2),
        "least beside heard": _share(beside.least_heard, _MOST_BESIDE / 2),
    }


def _share(value: float, most: float) -> float:
    return min(max(value, -most), most) / most


def _likelier_word(heard: str, text: str, lexicon: Lexicon) -> float:
    """How much likelier than the name another word of the same sound is, in [-1, 1].

    Looked for only where two characters were heard, which sound like many words.
    """
    if len(heard) != _TWO or len(text) != _TWO:
        return 0.0
    words = ((one + other) for one in homophones(heard[0]) for other in homophones(heard[1]))
    cost = lexicon.chinese.word_cost
    least = min((cost(word) for word in words if word != text), default=_NO_WORD)
    return min(max((cost(text) - least) / _WIDE, -1.0), 1.0)


def _pairs(heard: str, text: str) -> list[float]:
    """How alike each character of the name is to the one heard in its place; 0 for none."""
    found = []
    for code in Levenshtein.opcodes(heard, text):
        gone, come = code.src_end - code.src_start, code.dest_end - code.dest_start
        for at in range(max(gone, come)):
            paired = at < min(gone, come)
            found.append(
                similarity(heard[code.src_start + at], text[code.dest_start + at])
                if paired
                else 0.0
            )
    return found


def _longest_run(heard: str, name: str) -> int:
    """The longest stretch that is other, in letters."""
    codes = (code for code in Levenshtein.opcodes(heard, name) if code.tag != "equal")
    runs = (max(c.src_end - c.src_start, c.dest_end - c.dest_start) for c in codes)
    return min(max(runs, default=0), _MOST_EDITS)


def _only_ending(heard: str, name: str) -> bool:
    """True when only the end was swallowed."""
    return name.startswith(heard)


@cache
def _consonants(words: tuple[str, ...]) -> str:
    return skeleton(voiceless(sound(fine_sound(words))))


@cache
def _weights() -> Table:
    return load(RESOURCES / "correction" / "ranking.toml")
