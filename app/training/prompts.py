"""What a decoder may be told before it listens: names that may come up, or what was said before.

faster-whisper puts `hotwords` and `initial_prompt` before the transcript. A decoder that never
saw anything there in training falls silent or babbles; one that did spells the names it was told.
"""

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np

from app.training.chance import chance
from app.training.scripts import IGNORED, UNTIMED, Script
from app.training.tokenizer import Vocabulary

_SHARE: Final = 0.15  # of the scripts get a prompt
_NAMES_SHARE: Final = 0.6  # of the prompts are names, the others an earlier sentence
_TRUE_SHARE: Final = 0.5  # of the names that could be told are told
_OTHERS: Final = 4  # names of other sentences, at most
_LONG: Final = 6  # letters of an English word that is worth telling
_HANZI: Final = (2, 5)  # length of a Chinese name, from and below
_KEPT: Final = 40  # sentences that other names come from


def with_prompt(script: Script, ids: Sequence[int], vocabulary: Vocabulary) -> Script:
    """The script after a prompt of text ids, none of which is to be written."""
    given = (vocabulary.special("startofprev"), *ids)
    count = len(given)
    return Script(
        (*given, *script.given),
        (*[IGNORED] * count, *script.wanted),
        (*[UNTIMED] * count, *script.timed),
        (*[0.0] * count, *script.spread),
    )


class Prompter:
    """Puts a prompt before some scripts: names out of the sentence and others, or a sentence."""

    def __init__(self, vocabulary: Vocabulary, rng: np.random.Generator) -> None:
        self._vocabulary, self._rng = vocabulary, rng
        self._earlier: dict[str, deque[tuple[str, ...]]] = {
            language: deque(maxlen=_KEPT) for language in ("en", "zh")
        }

    def __call__(self, script: Script, words: Sequence[str], language: str) -> Script:
        """The script of `words` (English words or Hanzi), now and then after a prompt."""
        earlier = self._earlier[language]
        told = ""
        if earlier and chance(self._rng, _SHARE):
            names = chance(self._rng, _NAMES_SHARE)
            told = self._names(words, language) if names else self._sentence(language)
        earlier.append(tuple(words))
        return (
            with_prompt(script, self._vocabulary.encode(f" {told}"), self._vocabulary)
            if told
            else script
        )

    def _sentence(self, language: str) -> str:
        earlier = self._earlier[language]
        chosen = earlier[int(self._rng.integers(len(earlier)))]
        return (" " if language == "en" else "").join(chosen)

    def _names(self, words: Sequence[str], language: str) -> str:
        rng, earlier = self._rng, self._earlier[language]
        found = [name for name in _candidates(words, language, rng) if chance(rng, _TRUE_SHARE)]
        for _ in range(int(rng.integers(_OTHERS + 1))):
            others = _candidates(earlier[int(rng.integers(len(earlier)))], language, rng)
            found += others[:1]
        rng.shuffle(found)
        return (" " if chance(rng, 0.5) else ", ").join(found)


def _candidates(words: Sequence[str], language: str, rng: np.random.Generator) -> list[str]:
    """Names of a sentence in random order: long English words, or short runs of Hanzi."""
    if language == "en":
        found = [word for word in words if len(word) >= _LONG]
    else:
        starts = range(0, max(1, len(words) - _HANZI[0] + 1), _HANZI[1])
        found = ["".join(words[start : start + int(rng.integers(*_HANZI))]) for start in starts]
    rng.shuffle(found)
    return found
