"""Routing to sections on MTS-Dialog's published parts, beside TF-IDF and logistic regression.

The baseline is the textbook one (words and word pairs, sublinear, balanced), trained on the same
training part, for each kind of text by itself. Neither saw the validation or test part. Accuracy
carries Wilson's interval, macro-F1 a bootstrap interval over rows; the difference of both, paired
by row, a bootstrap interval of its own.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from app.bench.evaluation import Figure
from app.bench.scoring import Interval, share
from app.text.sections import SectionModel

TRAINING: Final = "MTS-Dialog-TrainingSet.csv"
PARTS: Final = {
    "validation": "MTS-Dialog-ValidationSet.csv",
    "test 1": "MTS-Dialog-TestSet-1-MEDIQA-Chat-2023.csv",
}
COLUMNS: Final = ("dialogue", "section_text")
_SEED: Final = 7
_RESAMPLES: Final = 1000
Measure = Callable[[Sequence[str], Sequence[str], np.ndarray | None], float]


@dataclass(frozen=True, slots=True)
class Rows:
    """The headers of some rows, and what was said of them."""

    wanted: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def figures(corpus: Path, model: SectionModel) -> Iterator[Figure]:
    """Accuracy and macro-F1 of the model and the baseline on each part and kind of text.

    corpus: the folder of MTS-Dialog.
    """
    training = _read(corpus / TRAINING)
    for column in COLUMNS:
        guess = baseline([row[column] for row in training], _headers(training))
        everything = []
        for part, name in PARTS.items():
            rows = _read(corpus / name)
            texts = [row[column] for row in rows]
            judged = Rows(_headers(rows), tuple(map(model.header, texts)), tuple(guess(texts)))
            everything.append(judged)
            yield from _figures(f"MTS-Dialog {part}, {column}", judged)
        yield from _figures(f"MTS-Dialog both, {column}", _together(everything))


def baseline(texts: Sequence[str], headers: Sequence[str]) -> Callable[[Sequence[str]], list[str]]:
    """TF-IDF and logistic regression, fitted."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - train extra
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    fitted = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=10, class_weight="balanced", max_iter=1000),
    ).fit(texts, headers)
    return lambda asked: [str(one) for one in fitted.predict(asked)]


def _figures(name: str, rows: Rows) -> Iterator[Figure]:
    count = len(rows.wanted)
    for model, said in (("sections-embedded", rows.ours), ("TF-IDF + LR", rows.theirs)):
        right = sum(one == other for one, other in zip(rows.wanted, said, strict=True))
        told = share(right, count)
        yield Figure(model, name, count, "accuracy", told.value, told.low, told.high)
        score = _resampled(count, partial(macro_f1, rows.wanted, said))
        yield Figure(model, name, count, "macro-F1", score.value, score.low, score.high)
    for measure, one in (("accuracy", accuracy), ("macro-F1", macro_f1)):
        gain = _resampled(count, partial(_gain, one, rows))
        yield Figure(
            "ours - baseline", name, count, f"{measure} difference",
            gain.value, gain.low, gain.high, "points", "> 0",
        )  # fmt: skip


def _gain(measure: Measure, rows: Rows, drawn: np.ndarray | None) -> float:
    return measure(rows.wanted, rows.ours, drawn) - measure(rows.wanted, rows.theirs, drawn)


def macro_f1(wanted: Sequence[str], said: Sequence[str], drawn: np.ndarray | None = None) -> float:
    """Mean F1 in percent over the headers that occur among the rows drawn."""
    truth, guess = np.array(wanted), np.array(said)
    if drawn is not None:
        truth, guess = truth[drawn], guess[drawn]
    scores = []
    for header in np.unique(truth):
        right = np.sum((truth == header) & (guess == header))
        scores.append(2 * right / (np.sum(truth == header) + np.sum(guess == header)))
    return 100 * float(np.mean(scores))


def accuracy(wanted: Sequence[str], said: Sequence[str], drawn: np.ndarray | None = None) -> float:
    """Share of right headers in percent among the rows drawn."""
    same = np.array([one == other for one, other in zip(wanted, said, strict=True)])
    return 100 * float(np.mean(same if drawn is None else same[drawn]))


def _resampled(count: int, measure: Callable[[np.ndarray | None], float]) -> Interval:
    rng = np.random.default_rng(_SEED)
    values = [measure(rng.integers(0, count, count)) for _ in range(_RESAMPLES)]
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(measure(None), float(low), float(high))


def _together(parts: Sequence[Rows]) -> Rows:
    return Rows(
        tuple(one for part in parts for one in part.wanted),
        tuple(one for part in parts for one in part.ours),
        tuple(one for part in parts for one in part.theirs),
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _headers(rows: Sequence[dict[str, str]]) -> tuple[str, ...]:
    return tuple(row["section_header"] for row in rows)
