"""How likely a line of clinical speech is, by runs of up to three words or Hanzi.

Interpolated Kneser-Ney probabilities (Chen and Goodman, 1999), made by
`erscribe train language-model`. Two files a language:

  words.txt   one word a line; its line is its number; the first three stand for the start of a
              line, its end, and every word that is not listed
  runs.npz    compressed arrays:
    logs1               natural logarithm of each word's probability
    keys2 logs2, keys3 logs3
                        runs of two and three words in ascending order, and their logarithms
    weights1, heads2 weights2
                        logarithm of what is left for the shorter run after one word, after two

Of ascending numbers the file holds the gaps, which take a fifth of the room.
A run's key is its words' numbers, 21 bits each, the last word lowest.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import ModelError
from app.speech.heard import units

BITS: Final = 21
START, END, OTHER = range(3)
MARKS: Final = ("<s>", "</s>", "<other>")
WORDS: Final = "words.txt"
RUNS: Final = "runs.npz"
_ASCENDING: Final = frozenset({"keys2", "heads2", "keys3"})
Arrays = dict[str, NDArray[Any]]


class LanguageModel:
    """Reads one language's folder; safe to share between threads."""

    def __init__(self, words: Sequence[str], arrays: Arrays) -> None:
        self._numbers = {word: number for number, word in enumerate(words)}
        self._arrays = arrays

    @classmethod
    def open(cls, folder: Path) -> "LanguageModel":
        """Raises ModelError."""
        try:
            words = (folder / WORDS).read_text(encoding="utf-8").split("\n")
            arrays = _read(folder / RUNS)
        except (OSError, ValueError, EOFError, BadZipFile) as error:
            raise ModelError(
                f"the language model {folder.name} is missing or damaged; run: erscribe models "
                "verify"
            ) from error
        return cls(words, arrays)

    def knows(self, word: str) -> bool:
        return self._numbers.get(word, OTHER) > OTHER

    def log_probability(self, text: str) -> tuple[float, int]:
        """Natural logarithm of a line's probability, its end included, and its length in units.

        Units are words, or Hanzi one by one.
        """
        numbers = [START, *(self._numbers.get(unit, OTHER) for unit in units(text)), END]
        total = sum(
            self._step(numbers[max(0, at - 2) : at], numbers[at]) for at in range(1, len(numbers))
        )
        return total, len(numbers) - 2

    def _step(self, before: Sequence[int], word: int) -> float:
        """The logarithm of one word's probability after one or two others."""
        arrays = self._arrays
        total = 0.0
        if len(before) > 1:
            head = key(before)
            if (at := _place(arrays["keys3"], head << BITS | word)) is not None:
                return float(arrays["logs3"][at])
            if (at := _place(arrays["heads2"], head)) is not None:
                total += float(arrays["weights2"][at])
        if (at := _place(arrays["keys2"], key((before[-1], word)))) is not None:
            return total + float(arrays["logs2"][at])
        return total + float(arrays["weights1"][before[-1]]) + float(arrays["logs1"][word])


def save(folder: Path, words: Sequence[str], arrays: Arrays) -> None:
    """What `LanguageModel.open` reads; equal arrays give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WORDS).write_text("\n".join(words), encoding="utf-8")
    kept = {
        name: np.diff(array, prepend=0) if name in _ASCENDING else array
        for name, array in arrays.items()
    }
    np.savez_compressed(folder / RUNS, allow_pickle=False, **kept)


def _read(file: Path) -> Arrays:
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
        return {name: np.cumsum(kept[name]) if name in _ASCENDING else kept[name] for name in kept}


def key(numbers: Sequence[int]) -> int:
    """A run of words as one number."""
    found = 0
    for number in numbers:
        found = found << BITS | number
    return found


def _place(keys: NDArray[np.int64], wanted: int) -> int | None:
    at = int(np.searchsorted(keys, wanted))
    return at if at < len(keys) and int(keys[at]) == wanted else None


def perplexity(model: LanguageModel, lines: Sequence[str]) -> float:
    """Of lines, each with its end."""
    found = [model.log_probability(line) for line in lines]
    return math.exp(-sum(log for log, _ in found) / sum(count + 1 for _, count in found))
