"""Fits the weights of app/text/ranking.py on the tuning half of the correction bench.

    python -m app.bench.correction_fit --data DIR --cache DIR --judges FILE FILE [--language zh]

judges: what `app.bench.neighbours_fit --half 0` and `--half 1` made; a text is read with the one
that never saw it, as the product reads texts that nobody saw. Names of one language keep their
weights when only the other is asked for.

Candidates are what the product itself looks up and its guard does not forbid; one is right when the
bench would call it so. Cross-validation by name shows what to expect of names that were not seen.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.bench.correction import CorrectionBench
from app.bench.correction_cases import clean, confused, general, misspelt, spoken, typed, visits
from app.bench.correction_score import PROBABILITY, Case, Change, good
from app.bench.correction_terms import joined, units
from app.bench.correction_texts import SOURCES
from app.bench.neighbours_fit import documents, half
from app.domain.transcript import Language, Utterance
from app.paths import RESOURCES
from app.text.correction import candidates, words_taken
from app.text.guard import features, forbidden
from app.text.lexicon import Lexicon
from app.text.neighbours_zh import Neighbours, use
from app.text.ranking import Features, section
from app.text.tokens import tokenize

LANGUAGES: tuple[Language, ...] = ("en", "zh")
SPLIT = Path(__file__).resolve().parents[2] / "tests/data/correction/reporting_terms.txt"
MOST = {"en": 1500, "zh": 8000}
MOST_CONFUSED = 4000
FOLDS = 5
WEIGHTS = {"speech": 4.0, "typed": 1.0, "confused": 0.5, "misspelt": 1.0, "right": 2.0}
BOUNDS = {"en": (0.35, 0.78), "zh2": (0.4, 0.86), "zh3": (0.35, 0.7), "zh": (0.35, 0.75)}
"""From which chance on a name is proposed and applied, chosen by cross-validated precision."""
HEAD = (
    "# Weights of the features of app/text/ranking.py, fitted on the tuning half of the\n"
    "# correction bench by `python -m app.bench.correction_fit`. Not edited by hand.\n"
)


@dataclass(frozen=True)
class Row:
    """One candidate: which weights it is for, its name, how much it counts, whether it is right."""

    section: str
    name: str
    weight: float
    right: bool
    features: Features


def cases(
    bench: CorrectionBench, cache: Path, languages: Sequence[Language]
) -> Iterator[tuple[str, Case]]:
    """Lines of the tuning half with the kind that says how much they count."""
    terms, data, seed = bench.terms, bench.data, bench.seed
    for language in languages:
        for lines in spoken(cache, terms, "tuning", language).values():
            yield from (("speech", case) for case in lines)
        for source in SOURCES[language]:
            found = clean(data, "tuning", language, source, MOST[language], seed)
            yield from (("right", case) for case in found)
    if "en" in languages:
        yield from (("speech", case) for case in visits(data, terms, "tuning"))
        yield from (("right", case) for case in general(data, "tuning"))
        yield from (("misspelt", case) for case in misspelt(data, terms, "tuning", bench.embedded))
    if "zh" in languages:
        yield from (("typed", case) for case in typed(data, terms, "tuning"))
        made = confused(data, terms, "tuning", MOST_CONFUSED, seed)
        yield from (("confused", case) for case in made)


class Judges:
    """Two judges of neighbours, each of one half of the documents."""

    def __init__(self, files: Sequence[Path], data: Path) -> None:
        self._judges = [Neighbours.open(file) for file in files]
        self._halves = {
            joined(units(text, "zh"), "zh"): half(document) for document, text in documents(data)
        }

    def of(self, case: Case) -> Neighbours:
        """The one that never saw a text."""
        return self._judges[1 - self._halves.get(joined(case.meant, "zh"), 0)]


def rows(kind: str, case: Case, lexicon: Lexicon) -> Iterator[Row]:
    """Candidates of one line."""
    language = case.language
    line = ("" if language == "zh" else " ").join(case.heard)
    utterance = Utterance("", "", language, tokenize(line, PROBABILITY))
    taken = words_taken(utterance, lexicon)
    for found, words, evidence in candidates(utterance, lexicon, taken):
        name = found.match.name
        if not forbidden(words, name, language, lexicon, evidence):
            its = features(words, name, language, lexicon, evidence)
            right = good(case, Change(found.first, found.last, name, applied=True))
            yield Row(section(its, language), name, WEIGHTS[kind], right, its)


def fitted(part: str, own: Sequence[Row]) -> str:
    """The section of the file for some rows; prints what cross-validation expects."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a recipe's tool
    from sklearn.model_selection import GroupKFold, cross_val_predict  # noqa: PLC0415

    names = list(own[0].features)
    facts = np.array([[row.features[name] for name in names] for row in own])
    right = np.array([row.right for row in own])
    counts = np.array([row.weight for row in own])
    model = LogisticRegression(C=3.0, max_iter=5000)
    expected = cross_val_predict(
        model, facts, right, groups=[row.name for row in own], cv=GroupKFold(FOLDS),
        method="predict_proba", params={"sample_weight": counts},
    )[:, 1]  # fmt: skip
    proposed, applied = BOUNDS[part]
    for bound in (proposed, applied):
        made = expected >= bound
        sys.stderr.write(f"{part}: {bound}: {int(right[made].sum())} right of {int(made.sum())}\n")
    model.fit(facts, right, sample_weight=counts)
    lines = [f'"{name}" = {value:.3f}' for name, value in zip(names, model.coef_[0], strict=True)]
    head = f"[{part}] # {len(own)} candidates, {int(right.sum())} right"
    bounds = f"proposed = {proposed}\napplied = {applied}\nconstant = {model.intercept_[0]:.3f}"
    return "\n".join(["", head, bounds, "", f"[{part}.weights]", *lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--judges", type=Path, nargs=2, required=True)
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    arguments = parser.parse_args()
    languages = arguments.language or LANGUAGES
    lexicon = Lexicon.load(RESOURCES / "lexicon")
    bench = CorrectionBench(lexicon, lexicon, arguments.data, SPLIT, arguments.cache)
    judges = Judges(arguments.judges, arguments.data)
    found: list[Row] = []
    for kind, case in cases(bench, arguments.cache, languages):
        if case.heard:
            use(judges.of(case))
            found += rows(kind, case, lexicon)
    path = RESOURCES / "correction" / "ranking.toml"
    kept = _kept(path.read_text("utf-8"), [part for part in BOUNDS if part[:2] not in languages])
    parts = [
        fitted(part, [row for row in found if row.section == part])
        for part in BOUNDS
        if part[:2] in languages
    ]
    path.write_text(HEAD + "".join((*kept, *parts)), "utf-8")


def _kept(text: str, parts: Sequence[str]) -> list[str]:
    """Sections of the file as they stand."""
    cut = text.split("\n[")
    sections = {one.partition("]")[0]: one for one in cut[1:]}
    return [f"\n[{sections[part]}\n[{sections[f'{part}.weights']}" for part in parts]


if __name__ == "__main__":
    main()
