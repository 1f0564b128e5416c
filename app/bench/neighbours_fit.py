"""The judge of Chinese characters by their neighbours, from open clinical text and our sentences.

Log-linear: at each place of a text the character that stands there must weigh more than others
that sound or look like it (multinomial logistic regression over the hashed templates of
`app.text.neighbours_zh`, a few likely rivals drawn at each step, AdaGrad by Duchi and others, 2011;
the idea of comparing with drawn rivals is that of Gutmann and Hyvarinen, 2010). Some templates are
hidden at each step, so that none learns by heart what the others explain. Deterministic: the same
texts give the same bytes.

Only documents of the half on which rules are tuned are read (`app.bench.correction_texts`), so that
the other half says what the judge is worth.

python -m app.bench.neighbours_fit --data DIR [--out FILE] [--half 0|1]
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.bench.correction_cases import right_sides
from app.bench.correction_terms import digest, units
from app.bench.correction_texts import lines
from app.paths import MODELS
from app.text.lexicon.phonetics_zh import homophones
from app.text.lexicon.shapes_zh import pairs
from app.text.neighbours_zh import FILE, REACH, STEP, TEMPLATES, WEIGHTS, contexts, mixed
from app.text.tokens import is_han
from app.training.context import sentences, written
from app.training.spoken import mandarin

SIZE: Final = 1_200_007
RIVALS: Final = 12
MOST_RIVALS: Final = 48
DRAWS: Final = 256
EPOCHS: Final = 3
RATE: Final = 0.3
HIDDEN: Final = 0.3
BATCH: Final = 2048
SEED: Final = 25
_END: Final = "\0" * REACH

Floats = NDArray[np.float32]
Codes = NDArray[np.uint32]


def half(document: str) -> int:
    """0 or 1, by which the weights of corrections are fitted with a judge that never saw a text."""
    return int(digest("neighbours:" + document)[-1], 16) % 2


def documents(data: Path) -> Iterator[tuple[str, str]]:
    """The open texts of the tuning half, as they are said, each with its document."""
    for line in lines(data, "zh"):
        if line.part == "tuning":
            yield line.document, "".join(line.parts)
    yield from ((one, "".join(units(one, "zh"))) for one in right_sides(data, "tuning"))


def texts(data: Path, only: int | None = None) -> Iterator[str]:
    """What it learns from; only: the open texts of one half of the documents."""
    yield from (text for one, text in documents(data) if only is None or half(one) == only)
    for path in written("zh").values():
        for one in sentences(path):
            yield from mandarin(one.text)


def rivals(counts: Counter[str]) -> dict[str, tuple[str, ...]]:
    """For each character those that sound or look like it, the most common first."""
    looks: dict[str, set[str]] = {}
    for pair in pairs():
        looks.setdefault(pair[0], set()).add(pair[1])
    found = {}
    for one in sorted(filter(is_han, counts)):
        alike = {*homophones(one), *looks.get(one, ())} - {one}
        found[one] = tuple(sorted(alike, key=lambda other: (-counts[other], other))[:MOST_RIVALS])
    return found


class Recipe:
    """Fits the weights to lines, some of which are drawn at each step."""

    def __init__(self, said: Sequence[str], size: int = SIZE) -> None:
        counts = Counter(character for line in said for character in line)
        self._size = size
        self._codes = np.array([*map(ord, _END + _END.join(said) + _END)], np.uint32)
        self._rivals = _table(rivals(counts), counts)
        self._weights = np.zeros(size, np.float32)
        self._squares = np.ones(size, np.float32)
        self._rng = np.random.default_rng(SEED)
        self.places = np.flatnonzero(self._rivals[self._codes, 0])

    def fit(self, epochs: int = EPOCHS) -> NDArray[np.int8]:
        """The weights in whole steps; prints what each epoch costs."""
        for epoch in range(epochs):
            order, total = self._rng.permutation(self.places), 0.0
            for start in range(0, len(order), BATCH):
                total += self._step(order[start : start + BATCH])
            sys.stderr.write(f"epoch {epoch + 1}: {total / len(order):.4f} a place\n")
        return np.clip(np.rint(self._weights / STEP), -127, 127).astype(np.int8)

    def _step(self, at: NDArray[np.int64]) -> float:
        """One batch of places; the sum of their losses."""
        said = self._codes[at]
        drawn = self._rivals[said[:, None], self._rng.integers(DRAWS, size=(len(at), RIVALS))]
        shown = np.concatenate([said[:, None], drawn], 1)
        keys = np.stack(contexts([self._codes[at + o] for o in range(-REACH, REACH + 1)]), 1)
        rows = mixed(keys[:, None, :], shown[:, :, None]) % np.uint32(self._size)
        kept = (self._rng.random((len(at), 1, len(TEMPLATES))) >= HIDDEN).astype(np.float32)
        scores = (self._weights[rows] * kept).sum(2)
        shares = np.exp(scores - scores.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        loss = -np.log(shares[:, 0] + 1e-9).sum()
        shares[:, 0] -= 1.0
        self._learn(rows, shares[:, :, None] * kept)
        return float(loss)

    def _learn(self, rows: NDArray[np.uint32], slopes: Floats) -> None:
        slope = np.bincount(rows.ravel(), slopes.ravel(), self._size).astype(np.float32)
        self._squares += slope * slope
        self._weights -= RATE * slope / np.sqrt(self._squares)


def _table(found: dict[str, tuple[str, ...]], counts: Counter[str]) -> Codes:
    """By code point its rivals, each as often as the root of its count asks for; 0 for none."""
    table = np.zeros((max(map(ord, found)) + 1, DRAWS), np.uint32)
    for one, others in found.items():
        if others:
            often = np.cumsum(np.sqrt([1.0 + counts[other] for other in others]))
            picks = np.searchsorted(often, (np.arange(DRAWS) + 0.5) / DRAWS * often[-1])
            table[ord(one)] = np.array([*map(ord, others)])[picks]
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODELS / FILE)
    parser.add_argument("--half", type=int, choices=(0, 1))
    options = parser.parse_args(arguments)
    found = dict.fromkeys(texts(options.data, options.half))
    said = [one for one in found if len(one) > 1]
    np.savez_compressed(options.out, allow_pickle=False, **{WEIGHTS: Recipe(said).fit()})


if __name__ == "__main__":
    main()
