"""Makes `resources/timeline/course_LANG.npz`: `python -m app.bench.timeline_fit [--check] [LANG]`.

A ridge-penalised logistic regression for each kind over all open timelines, the same every time, in
a minute on one core. What it learns from is the true course, so that an act is told by its
neighbours and not by itself. `--check` writes nothing: it prints the figures of each writer's
recordings by weights that were fitted without them, beside those of the rules alone.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from app.bench.understanding_timeline import Case, cases, outcome
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text import timeline_course as course
from app.text.timeline import followed
from app.text.timeline_data import cues_of
from app.text.timeline_words import hits, said

_FOLDER: Final = RESOURCES.parent / "tests" / "data" / "timeline"
_FILES: Final = ("open.jsonl", "own.jsonl", "g.txt", "h.txt")
_WRITERS: Final = ("g.txt", "h.txt")
_RIDGE: Final = 0.5
_FEW: Final = 2
"""A feature that is in fewer utterances is not learned."""

Row = tuple[frozenset[int], bool]
"""The fingerprints of an utterance's features, and whether the act is in it."""


def files(language: Language, without: str = "") -> list[Path]:
    """The open files of a language that exist, but one."""
    named = [_FOLDER / f"{language}_{name}" for name in _FILES if name != without]
    return [path for path in named if path.exists()]


def fit(examples: Sequence[Case]) -> course.Weights:
    """The weights for these recordings."""
    by_kind = [list(_rows(examples, kind)) for kind in course.KINDS]
    counts: dict[int, int] = {}
    for features, _ in by_kind[0]:
        for one in features:
            counts[one] = counts.get(one, 0) + 1
    known = np.array(sorted(one for one, count in counts.items() if count >= _FEW), np.uint32)
    columns = [_fit_kind(rows, known) for rows in by_kind]
    return course.Weights(known, np.stack(columns, axis=1))


def _rows(examples: Sequence[Case], kind: course.SpokenKind) -> Iterator[Row]:
    """Every utterance of every recording, amid the true events but those of its own kind in it."""
    for case in examples:
        spoken = list(enumerate(case.transcript.utterances))
        lines = [said(index, one, cues_of(one.language)) for index, one in spoken]
        heard = [(line, hits(line, cues_of(case.language))) for line in lines]
        events = [(one.utterance, one.kind, one.at_s) for one in case.wanted]
        told = {
            index: [one for at, one, _ in events if at == index and one in course.KINDS]
            for index, _ in spoken
        }
        _, moments = followed(heard, told)
        for at, (_, found) in enumerate(heard):
            others = [one for one in events if one[0] != at or one[1] != kind]
            names = course.features(at, heard, found, moments[at], others)
            yield frozenset(crc32(one.encode()) for one in names), kind in told[at]


def _fit_kind(rows: Sequence[Row], known: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    place = {int(one): at for at, one in enumerate(known)}
    pairs = [
        (row, place[one]) for row, (names, _) in enumerate(rows) for one in names if one in place
    ]
    down, across = zip(*sorted(pairs), strict=True)
    shape = (len(rows), len(known))
    features = csr_matrix((np.ones(len(down)), (down, across)), shape=shape)
    wanted = np.array([one for _, one in rows], np.float64)

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights, bias = flat[:-1], flat[-1]
        likely = 1.0 / (1.0 + np.exp(-(features @ weights + bias)))
        right = np.where(wanted > 0, likely, 1.0 - likely)
        slope = likely - wanted
        steep = features.T @ slope + _RIDGE * weights
        value = -np.log(right + 1e-12).sum() + 0.5 * _RIDGE * (weights**2).sum()
        return float(value), np.append(steep, slope.sum())

    start = np.zeros(len(known) + 1)
    options = {"maxiter": 200}
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return np.asarray(best.x, np.float64)


def _cases(paths: Sequence[Path]) -> list[Case]:
    return [case for path in paths for case in cases(path)]


def check(language: Language) -> None:
    """The figures of a writer whom the weights do not know."""
    for name in _WRITERS:
        path = _FOLDER / f"{language}_{name}"
        if not path.exists():
            continue
        made = fit(_cases(files(language, without=name)))
        for label, weights in (("rules", None), ("with the course", made)):
            course.weights_of = lambda _, one=weights: one  # type: ignore[assignment,misc]
            found = [outcome(one) for one in cases(path)]
            for part in (0, 1):
                _print(f"{path.stem} {label} {('even', 'odd')[part]}", found[1 - part :: 2])


def _print(name: str, found: Sequence[object]) -> None:
    right = sum(len(one.right) for one in found)  # type: ignore[attr-defined]
    missed = sum(len(one.missed) for one in found)  # type: ignore[attr-defined]
    false = sum(len(one.false) for one in found)  # type: ignore[attr-defined]
    f1 = 200 * right / (2 * right + missed + false)
    sys.stdout.write(f"{name}: F1 {f1:.1f}, found {right}/{right + missed}, false {false}\n")


def main(arguments: Sequence[str]) -> None:
    named = [one for one in arguments if one in ("en", "zh")]
    for language in named or ["en"]:
        if "--check" in arguments:
            check(language)
        else:
            course.write_weights(
                fit(_cases(files(language))), RESOURCES / "timeline" / f"course_{language}.npz"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
