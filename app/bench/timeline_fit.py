"""Makes `course_LANG.npz`, `done_LANG.npz`: `python -m app.bench.timeline_fit [--check] [LANG]`.

Both lie in resources/timeline. A ridge-penalised logistic regression for each kind over all open
timelines, the same every time, in two minutes on one core. What it learns from is the true course,
so that an act is told by its neighbours and not by itself; of `ways_LANG.txt` it learns words.
`--check` writes nothing: it prints the figures of each writer's recordings by weights that were
fitted without them, beside those of the rules alone.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, get_args
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from app.bench.understanding_timeline import Case, cases, outcome
from app.domain.code_spoken import SpokenKind
from app.domain.transcript import Language, Utterance
from app.paths import RESOURCES
from app.text import timeline_course as course
from app.text import timeline_done as done
from app.text.timeline import followed
from app.text.timeline_data import cues_of
from app.text.timeline_words import Hit, Said, hits, said
from app.text.tokens import tokenize

_FOLDER: Final = RESOURCES.parent / "tests" / "data" / "timeline"
_WRITERS: Final = ("g.txt", "h.txt", "i.txt", "j.txt", "k.txt", "l.txt", "m.txt",
                   "n.txt", "o.txt")  # fmt: skip
_FILES: Final = ("open.jsonl", "own.jsonl", *_WRITERS)
_RIDGE: Final[Mapping[Language, float]] = {"en": 1.0, "zh": 0.5}
_SMALL: Final[Mapping[Language, float]] = {"en": 0.08, "zh": 0.12}
_FEW: Final = 2
"""A feature that is in fewer utterances is not learned."""

Row = tuple[frozenset[int], bool]
"""The fingerprints of an utterance's features, and whether the act is in it."""


def files(language: Language, without: str = "") -> list[Path]:
    """The open files of a language that exist, but one."""
    named = [_FOLDER / f"{language}_{name}" for name in _FILES if name != without]
    return [path for path in named if path.exists()]


def fit(
    examples: Sequence[Case], ways: Mapping[str, Sequence[str]] | None = None
) -> course.Weights:
    """The weights for these recordings. ways: in which an act is said, by its kind."""
    language = examples[0].language
    return _weights(
        [[*_rows(examples, kind), *_alone(language, ways or {}, kind)] for kind in course.KINDS],
        language,
    )


def fit_done(
    examples: Sequence[Case], ways: Mapping[str, Sequence[str]] | None = None
) -> course.Weights:
    """The weights for medicines, airways and lines. ways: in which an act is said, by its kind."""
    language, rows = examples[0].language, list(_open_rows(examples))
    return _weights(
        [
            [
                *((names, wanted) for one, names, wanted in rows if one == kind),
                *_alone(language, ways or {}, kind, of_done=True),
            ]
            for kind in done.KINDS
        ],
        language,
    )


def _weights(by_kind: Sequence[Sequence[Row]], language: Language) -> course.Weights:
    """A column for each kind, of features that are in several utterances."""
    counts = Counter[int]()
    for rows in by_kind:
        kind_counts = Counter(one for names, _ in rows for one in names)
        counts |= kind_counts
    known = np.array(sorted(one for one, count in counts.items() if count >= _FEW), np.uint32)
    columns = [_fit_kind(rows, known, _RIDGE[language]) for rows in by_kind]
    return _slim(course.Weights(known, np.stack(columns, axis=1)), _SMALL[language])


def _slim(made: course.Weights, least: float) -> course.Weights:
    """Without what weighs next to nothing: half the file, the same answers."""
    small = np.abs(made.weights[:-1]) < least
    kept = ~small.all(axis=1)
    weights = np.where(small, 0.0, made.weights[:-1])[kept]
    return course.Weights(made.known[kept], np.vstack([weights, made.weights[-1:]]))


def _rows(examples: Sequence[Case], kind: SpokenKind) -> Iterator[Row]:
    """Every utterance of every recording, amid the true events but those of its own kind in it."""
    for case in examples:
        heard = _heard(case)
        events = [(one.utterance, one.kind, one.at_s) for one in case.wanted]
        told = {
            index: [one for at, one, _ in events if at == index and one in course.KINDS]
            for index in range(len(heard))
        }
        moments = followed(heard, told)[1]
        for at, (_, found) in enumerate(heard):
            others = [one for one in events if one[0] != at or one[1] != kind]
            names = course.features(at, heard, found, moments[at], others)
            yield frozenset(crc32(one.encode()) for one in names), kind in told[at]


def _heard(case: Case) -> list[tuple[Said, Sequence[Hit]]]:
    """Each utterance with the phrases of the rules in it."""
    cues = cues_of(case.language)
    lines = (said(at, one, cues) for at, one in enumerate(case.transcript.utterances))
    return [(line, hits(line, cues)) for line in lines]


def _open_rows(examples: Sequence[Case]) -> Iterator[tuple[SpokenKind, frozenset[int], bool]]:
    """Every utterance in which a medicine, an airway or a line may be told of, by its kind."""
    for case in examples:
        cues, heard = cues_of(case.language), _heard(case)
        told: dict[int, list[SpokenKind]] = {}
        for one in case.wanted:
            if one.kind in course.KINDS or one.kind in done.KINDS:
                told.setdefault(one.utterance, []).append(one.kind)
        opens = followed(heard, told)[2]
        for at, (line, found) in enumerate(heard):
            words = done.named(line, cues)
            names = list(done.features(at, heard, found, opens[at], words))
            prints = frozenset(crc32(one.encode()) for one in names)
            for kind in done.KINDS:
                if done.possible(kind, words, opens[at]):
                    yield kind, prints, kind in told.get(at, ())


def _alone(
    language: Language,
    ways: Mapping[str, Sequence[str]],
    kind: SpokenKind,
    *,
    of_done: bool = False,
) -> Iterator[Row]:
    """Every way of every kind, by its words alone."""
    cues = cues_of(language)
    for of, some in ways.items():
        for text in some:
            line = said(0, Utterance("u", "S1", language, tokenize(text), text=text), cues)
            names = done.spoken(done.named(line, cues), cues) if of_done else course.words(line)
            yield frozenset(crc32(one.encode()) for one in names), of == kind


def ways_of(language: Language) -> dict[str, list[str]]:
    """The file's ways by kind; {} where there is none."""
    path = _FOLDER / f"ways_{language}.txt"
    found: dict[str, list[str]] = {}
    some: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.startswith("# "):
            some = found.setdefault(line[2:], [])
        else:
            some.append(line)
    return found


def _fit_kind(
    rows: Sequence[Row], known: npt.NDArray[np.uint32], ridge: float
) -> npt.NDArray[np.float64]:
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
        steep = features.T @ slope + ridge * weights
        value = -np.log(right + 1e-12).sum() + 0.5 * ridge * (weights**2).sum()
        return float(value), np.append(steep, slope.sum())

    start = np.zeros(len(known) + 1)
    options = {"maxiter": 200}
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return np.asarray(best.x, np.float64)


def _cases(paths: Sequence[Path]) -> list[Case]:
    return [case for path in paths for case in cases(path)]


def check(language: Language) -> Iterator[str]:
    """The figures of each writer, whom the weights do not know, by rules alone and with them."""
    for name in _WRITERS:
        path = _FOLDER / f"{language}_{name}"
        if path.exists():
            examples, ways = _cases(files(language, without=name)), ways_of(language)
            made = fit(examples, ways), fit_done(examples, ways)
            yield from _compared(path, {"rules": (None, None), "with what was learned": made})


def _always(made: course.Weights | None, _: Language) -> course.Weights | None:
    return made


def _compared(
    path: Path, ways: Mapping[str, tuple[course.Weights | None, course.Weights | None]]
) -> Iterator[str]:
    for label, (of_course, of_done) in ways.items():
        learned = partial(_always, of_course), partial(_always, of_done)
        found = [outcome(one, *learned) for one in cases(path)]
        for part, some in (("odd", found[::2]), ("even", found[1::2])):
            right = sum(len(one.right) for one in some)
            missed = sum(len(one.missed) for one in some)
            false = sum(len(one.false) for one in some)
            f1 = 200 * right / max(1, 2 * right + missed + false)
            counts = f"{right}/{right + missed} found, {false} false"
            yield f"{path.stem} {part}, {label}: F1 {f1:.1f}, {counts}"


def main(arguments: Sequence[str]) -> None:
    languages: tuple[Language, ...] = get_args(Language)
    for language in [one for one in languages if one in arguments] or ["en"]:
        if "--check" in arguments:
            for line in check(language):
                sys.stdout.write(f"{line}\n")
        else:
            examples, ways = _cases(files(language)), ways_of(language)
            folder = RESOURCES / "timeline"
            course.write_weights(fit(examples, ways), folder / f"course_{language}.npz")
            course.write_weights(fit_done(examples, ways), folder / f"done_{language}.npz")


if __name__ == "__main__":
    main(sys.argv[1:])
