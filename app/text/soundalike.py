"""Critical Chinese keywords written with other characters that sound the same.

A recogniser writes 血压测不除 for 血压测不出: the sound was heard, the character guessed. Whoever
reads it sees a doubtful (amber) alert; the words themselves are not changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.text.clinical import Concept, Meaning
from app.text.lexicon.phonetics_zh import syllable

# Shorter keywords have too many harmless homophones.
_SHORTEST = 4
Sound = tuple[str, ...]


class Soundalikes:
    """The critical terms of one language by their syllables without tones."""

    def __init__(
        self,
        meanings: Mapping[tuple[str, ...], tuple[Meaning, ...]],
        concepts: Mapping[str, Concept],
    ) -> None:
        self._terms: dict[Sound, tuple[Meaning, ...]] = {}
        for tokens, found in meanings.items():
            critical = tuple(
                replace(meaning, role="misheard")
                for meaning in found
                if meaning.role == "term" and concepts[meaning.concept].severity == "high"
            )
            if critical and len(tokens) >= _SHORTEST and all(map(_is_hanzi, tokens)):
                self._terms.setdefault(_sound(tokens), critical)
        self._lengths = sorted({len(sound) for sound in self._terms})

    def meanings(self, tokens: Sequence[str]) -> tuple[Meaning, ...]:
        """What tokens that sound like a critical term may mean; empty for others."""
        if len(tokens) not in self._lengths or not all(map(_is_hanzi, tokens)):
            return ()
        return self._terms.get(_sound(tokens), ())

    def spans(self, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where such words stand (end excluded); they may overlap."""
        sounds = [syllable(token).bare if _is_hanzi(token) else "" for token in tokens]
        for length in self._lengths:
            for start in range(len(tokens) - length + 1):
                sound = tuple(sounds[start : start + length])
                if sound in self._terms:
                    yield start, start + length


def _is_hanzi(token: str) -> bool:
    return len(token) == 1 and "\u4e00" <= token <= "\u9fff"


def _sound(tokens: Sequence[str]) -> Sound:
    return tuple(syllable(token).bare for token in tokens)
