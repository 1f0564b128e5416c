"""How a Chinese word sounds: pinyin syllables, with and without tone, and merged by accent.

Merged pairs are the common regional ones and the ones recognisers confuse: n/l, zh/z, ch/c,
sh/s, an/ang, en/eng, in/ing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app.text.lexicon.shapes_zh import look_alike
from app.text.tokens import is_han

_INITIAL = re.compile(r"^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?")
_MERGE_INITIAL = {"zh": "z", "ch": "c", "sh": "s", "n": "l"}
_MERGE_FINAL = re.compile(r"(?<=[aei])ng$")
SAME_CHARACTER, SAME_TONE, SAME_SYLLABLE, MERGED, NEAR = 1.0, 0.98, 0.95, 0.85, 0.4
RARER_READING = 0.85
SHAPE = 0.5
"""Of two characters that only look alike: a weaker sign than any syllable that is heard alike."""


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
def merged(character: str) -> str:
    """A character's usual syllable without its tone, confusable parts merged."""
    return syllable(character).merged


def bare_syllables(text: str) -> list[str]:
    """The syllables of Chinese characters without their tones."""
    return [syllable(character).bare for character in text]


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
    """How alike two characters sound or, failing that, look, in [0, 1].

    Rarer readings count for a little less.
    """
    if heard == meant:
        return SAME_CHARACTER
    usual = _alike(syllable(heard), syllable(meant))
    if usual >= MERGED:
        return usual
    rarer = max(_alike(one, other) for one in readings(heard) for other in readings(meant))
    return max(usual, RARER_READING * rarer, SHAPE if look_alike(heard, meant) else 0.0)


class Readings:
    """How the characters of a name are read in it: 塞 is se4 in 栓塞 and sai1 in 塞来昔布.

    table: a part of a name with one syllable for each of its characters, tone number last; the
    longest part that fits holds, elsewhere a character's usual reading does.
    """

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._table = {part: tuple(map(_syllable, said)) for part, said in table.items()}
        parts = sorted(self._table, key=lambda part: (-len(part), part))
        self._parts = re.compile("|".join(map(re.escape, parts)) or r"(?!)")

    def of(self, name: str) -> tuple[Syllable, ...]:
        """One syllable for each Chinese character of a name; other letters have none."""
        said: list[Syllable] = []
        end = 0
        for found in self._parts.finditer(name):
            said += map(syllable, filter(is_han, name[end : found.start()]))
            said += self._table[found.group()]
            end = found.end()
        return (*said, *map(syllable, filter(is_han, name[end:])))

    def special(self, name: str) -> bool:
        """True when a part of the name is read otherwise than usual."""
        return self._parts.search(name) is not None


def similarity_read(heard: str, meant: str, said: Syllable) -> float:
    """As `similarity`, where the meant character's reading in its name is known."""
    usual = similarity(heard, meant)
    return usual if usual >= MERGED else max(usual, _alike(syllable(heard), said))


@cache
def homophones(character: str) -> tuple[str, ...]:
    """Common characters of the same syllable but for accent and tone, itself among them."""
    alike = _common().get(syllable(character).merged, ())
    return alike if character in alike else (character, *alike)


@cache
def _common() -> dict[str, tuple[str, ...]]:
    return common_by(lambda one: one.merged)


def common_by(sound: Callable[[Syllable], str]) -> dict[str, tuple[str, ...]]:
    """The 3,755 characters of the first level of GB 2312 by what of their syllable is asked for."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    groups: dict[str, list[str]] = {}
    for character in (raw.decode("gb2312", "ignore") for raw in cells):
        if character:
            groups.setdefault(sound(syllable(character)), []).append(character)
    return {one: tuple(alike) for one, alike in groups.items()}


def same_reading(heard: str, meant: str) -> bool:
    """True when the usual readings of two characters agree in syllable and tone."""
    return syllable(heard).toned == syllable(meant).toned


def same_syllable(heard: str, meant: str) -> bool:
    """True when the usual readings of two characters agree but for the tone."""
    return syllable(heard).bare == syllable(meant).bare


def _alike(one: Syllable, other: Syllable) -> float:
    if one.toned == other.toned:
        return SAME_TONE
    if one.bare == other.bare:
        return SAME_SYLLABLE
    if one.merged == other.merged:
        return MERGED
    return NEAR if one.initial == other.initial or one.final == other.final else 0.0
