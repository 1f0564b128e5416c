"""How a Chinese word sounds: pinyin syllables, with and without tone, and merged by accent.

Merged pairs are the common regional ones and the ones recognisers confuse: n/l, zh/z, ch/c,
sh/s, an/ang, en/eng, in/ing.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_INITIAL = re.compile(r"^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?")
_MERGE_INITIAL = {"zh": "z", "ch": "c", "sh": "s", "n": "l"}
_MERGE_FINAL = re.compile(r"(?<=[aei])ng$")
SAME_CHARACTER, SAME_TONE, SAME_SYLLABLE, MERGED, NEAR = 1.0, 0.98, 0.95, 0.85, 0.4
RARER_READING = 0.85


@dataclass(frozen=True, slots=True)
class Syllable:
    """One spoken syllable: with its tone number, without, and with confusable parts merged."""

    toned: str
    bare: str
    initial: str
    final: str

    @property
    def merged(self) -> str:
        return self.initial + self.final


@lru_cache(maxsize=16384)
def syllable(character: str) -> Syllable:
    """The most common reading of one character, so that equal characters always agree."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - half a second of readings

    return _syllable(lazy_pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0])


@lru_cache(maxsize=16384)
def readings(character: str) -> tuple[Syllable, ...]:
    """Every reading of a character, the most common first."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - as above

    found = pinyin(character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
    return tuple(_syllable(reading) for reading in found[0])


def _syllable(toned: str) -> Syllable:
    bare = toned.rstrip("12345")
    match = _INITIAL.match(bare)
    initial = match.group() if match else ""
    final = _MERGE_FINAL.sub("n", bare[len(initial) :])
    return Syllable(toned, bare, _MERGE_INITIAL.get(initial, initial), final)


@lru_cache(maxsize=65536)
def similarity(heard: str, meant: str) -> float:
    """How alike two characters sound, in [0, 1]; rarer readings count for a little less."""
    if heard == meant:
        return SAME_CHARACTER
    usual = _alike(syllable(heard), syllable(meant))
    if usual >= MERGED:
        return usual
    rarer = max(_alike(one, other) for one in readings(heard) for other in readings(meant))
    return max(usual, RARER_READING * rarer)


def same_reading(heard: str, meant: str) -> bool:
    """True when the usual readings of two characters agree in syllable and tone."""
    return syllable(heard).toned == syllable(meant).toned


def _alike(one: Syllable, other: Syllable) -> float:
    if one.toned == other.toned:
        return SAME_TONE
    if one.bare == other.bare:
        return SAME_SYLLABLE
    if one.merged == other.merged:
        return MERGED
    return NEAR if one.initial == other.initial or one.final == other.final else 0.0
