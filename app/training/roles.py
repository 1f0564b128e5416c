"""Makes `resources/roles/weights.json`: `python -m app.training.roles [SHARED_TEXT_FOLDER]`.

Two ridge-penalised softmax regressions, fitted in under a minute on one core and the same every
time. The second reads what the first says of conversations that it was not fitted on.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from scipy.optimize import minimize

from app.paths import RESOURCES
from app.text.role_cases import Conversation, consultations, for_tuning, interviews, scripts
from app.text.role_features import Said, Vector, speaker_features
from app.text.role_model import (
    OTHERS,
    ROLES,
    WEIGHTS,
    RoleModel,
    all_kinds,
    names_of,
    others,
    read_all_cues,
    softmax,
)
from app.text.roles import turns_of

_FOLDS: Final = 6
_RIDGE: Final = 0.5
_START: Final = 0.7  # the weight that a kind's own roles begin with
_OF_CORPUS: Final = 0.1  # how much a two-party interview counts beside a script's speaker
_EVERY: Final = 3  # of the interviews, so many are alike that a third of them will do


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation as the fit sees it: a row of features, a role and a weight a speaker."""

    turns: tuple[Said, ...]
    speakers: tuple[str, ...]
    features: Vector
    roles: tuple[int, ...]
    weight: float


def example(one: Conversation, model: RoleModel, weight: float = 1.0) -> Example:
    turns = turns_of(one.transcript, model)
    speakers = tuple(dict.fromkeys(turn.speaker for turn in turns))
    features = np.array([speaker_features(turns, name, model.kinds) for name in speakers])
    roles = tuple(ROLES.index(one.roles[name]) for name in speakers)
    return Example(tuple(turns), speakers, features, roles, weight)


def unfitted(folder: Path) -> RoleModel:
    """The cues of a folder with weights that say nothing."""
    cues = read_all_cues(folder)
    count = len(names_of(cues)) + 1
    nothing = np.zeros((count, len(ROLES)))
    return RoleModel(cues, nothing, np.zeros((count + len(OTHERS), len(ROLES))))


def fit(examples: Sequence[Example], model: RoleModel) -> RoleModel:
    """The model with weights fitted to these conversations."""
    start = _start(model)
    first = _fit([one.features for one in examples], examples, start)
    seen: dict[int, Vector] = {}
    for fold in range(_FOLDS):
        rest = [one for at, one in enumerate(examples) if at % _FOLDS != fold]
        weights = _fit([one.features for one in rest], rest, start)
        for at in range(fold, len(examples), _FOLDS):
            seen[at] = softmax(examples[at].features, weights)
    rows = [
        np.hstack([one.features, others(one.turns, one.speakers, seen[at])])
        for at, one in enumerate(examples)
    ]
    more = np.zeros((len(OTHERS), len(ROLES)))
    second = _fit(rows, examples, np.vstack([start[:-1], more, start[-1:]]))
    return RoleModel(model.cues, first, second)


def _start(model: RoleModel) -> Vector:
    start = np.zeros(model.first.shape)
    names = names_of(model.cues)
    for kind in all_kinds(model.cues):
        for role in kind.roles:
            at = names.index(f"own:{kind.name}")
            start[at, ROLES.index(role)] = _START / len(kind.roles) ** 0.5
    return start


def _fit(rows: Sequence[Vector], examples: Sequence[Example], start: Vector) -> Vector:
    features = np.vstack(rows)
    wanted = np.eye(len(ROLES))[[role for one in examples for role in one.roles]]
    counts = np.array([one.weight for one in examples for _ in one.roles])
    ridge = np.full((len(start), 1), _RIDGE)
    ridge[-1] *= 0.1  # the bias hardly

    def loss(flat: Vector) -> tuple[float, Vector]:
        weights = flat.reshape(start.shape)
        likely = softmax(features, weights)
        away = weights - start
        missed = -(counts * np.log((likely * wanted).sum(axis=1) + 1e-12)).sum()
        slope = counts[:, None] * (likely - wanted)
        steep = np.vstack([features.T @ slope, slope.sum(axis=0)]) + ridge * away
        return float(missed + 0.5 * (ridge * away**2).sum()), steep.ravel()

    options = {"maxiter": 200}
    best = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options=options)
    fitted: Vector = np.array(best.x).reshape(start.shape)
    return fitted


def write(model: RoleModel, path: Path) -> None:
    """The weights by the names of their features, three digits of each."""
    names = names_of(model.cues)
    table = {
        "roles": ROLES,
        "first": _rows((*names, "bias"), model.first),
        "second": _rows((*names, *OTHERS, "bias"), model.second),
    }
    text = json.dumps(table).replace('], "', '],\n"').replace('{"', '{\n"')
    path.write_text(text + "\n", encoding="utf-8")


def _rows(names: Sequence[str], weights: Vector) -> dict[str, list[float]]:
    lines = np.round(weights, 3).tolist()
    return dict(zip(names, lines, strict=True))


def material(model: RoleModel, own: Sequence[Path], corpora: Path) -> list[Example]:
    """Our scripts, a third of the interviews, and the tuning half of PriMock57."""
    found = [example(one, model) for path in own for one in scripts(path)]
    talks = list(interviews(corpora / "fareez_interviews"))[::_EVERY]
    visits = consultations(corpora / "primock57" / "transcripts")
    talks += [one for one in visits if for_tuning(one.id)]
    return found + [example(one, model, _OF_CORPUS) for one in talks]


def main(arguments: Sequence[str]) -> None:
    corpora = Path(arguments[0] if arguments else "../shared/data/text")
    folder = RESOURCES / "roles"
    model = unfitted(folder)
    cases = RESOURCES.parent / "tests" / "data" / "roles"
    names = ("en_open", "zh_open", "en_tuning", "zh_tuning")
    own = [cases / f"{name}.jsonl" for name in names]
    write(fit(material(model, own, corpora), model), folder / WEIGHTS)


if __name__ == "__main__":
    main(sys.argv[1:])
