"""The language model of clinical speech: counts of runs in open text, smoothed, as arrays.

Interpolated Kneser-Ney with one discount an order (Ney, Essen and Kneser, 1994; Chen and Goodman,
1999). Runs of three that occur too seldom are left out; what that frees goes to the shorter run,
so that probabilities still sum to one. Deterministic: the same texts give the same bytes.

A fiftieth of the lines is left out, to tune and to measure on (`held_out`).
"""

import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.transcript import Language
from app.speech.language_model import (
    BITS,
    END,
    MARKS,
    OTHER,
    START,
    LanguageModel,
    perplexity,
    save,
)
from app.training.corpus_text import load_sources
from app.training.options import TrainOptions

_PARTS: Final = 50
_LEFT_OUT: Final = 7
_SEEN: Final = 2  # a word seen once is more often a typing error than a word
_LEAST: Final = {2: 2, 3: 3}  # how often a run of two, of three, must count to be kept
_MASK: Final = (1 << BITS) - 1
_CHECKED: Final = 2000

Numbers = NDArray[np.int64]
Shares = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class _Runs:
    """Distinct runs of one length in ascending order, and how often each counts."""

    keys: Numbers
    counts: Numbers

    @property
    def heads(self) -> Numbers:
        """All words of each run but the last."""
        return self.keys >> BITS


@dataclass(frozen=True, slots=True)
class _Order:
    """One length of run: those kept, with their probabilities, and the weight left by head."""

    keys: Numbers
    shares: Shares
    heads: Numbers
    weights: Shares


def run(options: TrainOptions) -> None:
    """Write OUT/en and OUT/zh and print how well each fits the lines that were left out."""
    sources = load_sources(options.data)
    english = [" ".join(words) for words in (*sources.english, *sources.english_terms)]
    mandarin = [*sources.mandarin, *sources.mandarin_terms]
    texts: tuple[tuple[Language, list[str]], ...] = (("en", english), ("zh", mandarin))
    for language, lines in texts:
        train([line for line in lines if not held_out(line)], language, options.out / language)
        checked = [line for line in lines if held_out(line)][:_CHECKED]
        model = LanguageModel.open(options.out / language)
        if checked:
            fit = perplexity(model, checked)
            sys.stderr.write(f"{language}: perplexity {fit:.1f} on {len(checked)} other lines\n")


def held_out(line: str) -> bool:
    """Whether a line is kept for tuning and measuring."""
    return zlib.crc32(line.encode()) % _PARTS == _LEFT_OUT


def train(lines: Iterable[str], language: Language, folder: Path) -> None:
    """Write the model of one language's lines, English words split by spaces."""
    said = [line.split() if language == "en" else list(line) for line in lines]
    counts = Counter(word for words in said for word in words)
    listed = sorted(word for word, count in counts.items() if count >= _SEEN)
    words = [*MARKS, *listed]
    numbers = {word: number for number, word in enumerate(words)}
    arrays = _arrays([_numbered(one, numbers) for one in said], len(words))
    save(folder, words, arrays)


def _numbered(words: Sequence[str], numbers: dict[str, int]) -> list[int]:
    return [START, *(numbers.get(word, OTHER) for word in words), END]


def _arrays(lines: Sequence[Sequence[int]], size: int) -> dict[str, NDArray[np.generic]]:
    """What LanguageModel reads, by name."""
    stream = np.array([number for line in lines for number in line], np.int64)
    pairs = _inside(_distinct(stream[:-1] << BITS | stream[1:]))
    triples = _inside(_distinct(stream[:-2] << (2 * BITS) | stream[1:-1] << BITS | stream[2:]))
    single = _singles(pairs, size)
    continued = _continued(triples, pairs)
    second = _order(continued, single[continued.keys & _MASK], _LEAST[2])
    weights1 = np.ones(size)
    weights1[second.heads] = second.weights
    third = _order(triples, _probabilities(triples.keys, second, weights1, single), _LEAST[3])
    return {
        "logs1": _logs(single),
        "weights1": _logs(weights1),
        "keys2": second.keys,
        "logs2": _logs(second.shares),
        "heads2": third.heads,
        "weights2": _logs(third.weights),
        "keys3": third.keys,
        "logs3": _logs(third.shares),
    }


def _logs(shares: Shares) -> NDArray[np.float16]:
    return np.log(np.maximum(shares, 1e-12)).astype(np.float16)


def _distinct(keys: Numbers) -> _Runs:
    found, counts = np.unique(keys, return_counts=True)
    return _Runs(found, counts)


def _inside(runs: _Runs) -> _Runs:
    """Without runs that reach from one line into the next."""
    kept = (runs.keys & _MASK) != START
    kept &= (runs.heads & _MASK) != END
    kept &= runs.heads >> BITS != END
    return _Runs(runs.keys[kept], runs.counts[kept])


def _continued(triples: _Runs, pairs: _Runs) -> _Runs:
    """Pairs counted by how many different words stand before them; at a line's start by how often
    they occur."""
    after = _distinct(triples.keys & ((1 << (2 * BITS)) - 1))
    first = pairs.heads == START
    keys = np.concatenate([after.keys, pairs.keys[first]])
    counts = np.concatenate([after.counts, pairs.counts[first]])
    order = np.argsort(keys, kind="stable")
    return _Runs(keys[order], counts[order])


def _singles(pairs: _Runs, size: int) -> Shares:
    """Each word's probability by how many different words stand before it, shape (size,).

    What is taken off goes evenly to all words that can come; START never comes.
    """
    before = np.bincount(pairs.keys & _MASK, minlength=size)
    discount = _discount(before[before > 0])
    shares = np.maximum(before - discount, 0) / before.sum()
    shares[START] = 0.0
    left = 1.0 - shares.sum()
    shares[END:] += left / (size - 1)
    return shares


def _discount(counts: Numbers) -> float:
    """n1 / (n1 + 2 n2), of runs that count once and twice; 0.5 where there are none."""
    once, twice = int((counts == 1).sum()), int((counts == 2).sum())
    return once / (once + 2 * twice) if once else 0.5


def _order(runs: _Runs, lower: Shares, least: int) -> _Order:
    """lower: probability of each run's last word by the shorter run."""
    heads, places = np.unique(runs.heads, return_inverse=True)
    totals = np.bincount(places, runs.counts)
    kept = runs.counts >= least
    own = np.where(kept, (runs.counts - _discount(runs.counts)) / totals[places], 0.0)
    weights = 1.0 - np.bincount(places, own)
    shares = own + weights[places] * lower
    led = np.bincount(places, kept) > 0
    return _Order(runs.keys[kept], shares[kept], heads[led], weights[led])


def _probabilities(triples: Numbers, second: _Order, weights: Shares, single: Shares) -> Shares:
    """Of each triple's last word after the one before it."""
    pairs = triples & ((1 << (2 * BITS)) - 1)
    at = np.minimum(np.searchsorted(second.keys, pairs), len(second.keys) - 1)
    shorter = weights[pairs >> BITS] * single[pairs & _MASK]
    return np.where(second.keys[at] == pairs, second.shares[at], shorter)
