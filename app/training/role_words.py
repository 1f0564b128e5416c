"""The learned words of `resources/roles`: a ridge-penalised softmax over rows of tokens.

Its votes become features of another fit (`app.training.roles`), which therefore reads them of
writers whose conversations the votes were not fitted on: stacking, after Wolpert (1992).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from app.domain.transcript import Language
from app.text.role_features import Vector
from app.text.role_words import ROLES, Prints, RoleWords, Side, enough, silent, worth

LEAST: Final = 3  # conversations that a row of tokens must be in
MOST: Final = 12_000  # rows of tokens of a language that are kept
_RIDGE: Final = 0.005
_ROUNDS: Final = 60


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: the writer's name, what each speaker said and heard, roles and weight.

    learned: whether its words are; the beginning of another conversation only has votes.
    """

    writer: str
    language: Language
    sides: Sequence[tuple[Side, ...]]
    roles: Sequence[int]
    weight: float = 1.0
    learned: bool = True


def out_of_writer(talks: Sequence[Talk]) -> list[Vector]:
    """The votes on each conversation of words that other writers' conversations taught."""
    votes: dict[int, Vector] = {}
    for writer in sorted({one.writer for one in talks}):
        words = fit_words([one for one in talks if one.writer != writer])
        for at, one in enumerate(talks):
            if one.writer == writer:
                votes[at] = words[one.language].votes(one.sides)
    return [votes[at] for at in range(len(talks))]


def fit_words(talks: Sequence[Talk]) -> dict[Language, RoleWords]:
    """The weights of each language; those that weigh most, once more fitted alone."""
    return {
        language: _of([one for one in talks if one.language == language and one.learned])
        for language in get_args(Language)
    }


def _of(talks: Sequence[Talk]) -> RoleWords:
    known = _often(talks)
    if not len(known):
        return silent()
    words = RoleWords(known, _fit(known, talks))
    if len(known) <= MOST:
        return words
    heaviest = np.argsort(-np.abs(words.weights[:-1]).max(axis=1), kind="stable")[:MOST]
    kept = known[np.sort(heaviest)]
    return RoleWords(kept, _fit(kept, talks))


def _often(talks: Sequence[Talk]) -> Prints:
    """The fingerprints of rows in at least LEAST conversations, rising."""
    said = [
        np.unique(np.concatenate([rows for sides in one.sides for rows, _ in sides]))
        for one in talks
    ]
    rows, times = np.unique(np.concatenate([np.zeros(0, np.uint32), *said]), return_counts=True)
    return rows[times >= LEAST]


def _matrix(known: Prints, talks: Sequence[Talk]) -> csr_matrix:
    """A row a speaker, a column a known row of tokens, and last what the bias counts."""
    rows, columns, values = [], [], []
    for number, sides in enumerate(sides for one in talks for sides in one.sides):
        found = list(worth(known, sides))
        bias = (np.array([len(known)]), np.array([enough(found)]))
        for at, worths in (*found, bias):
            rows.append(np.full(len(at), number))
            columns.append(at)
            values.append(worths)
    cells = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_matrix(cells, shape=(sum(len(one.roles) for one in talks), len(known) + 1))


def _fit(known: Prints, talks: Sequence[Talk]) -> Vector:
    features = _matrix(known, talks)
    across = features.T.tocsr()
    wanted = np.eye(len(ROLES))[[role for one in talks for role in one.roles]]
    counts = np.array([one.weight for one in talks for _ in one.roles])
    shape = (len(known) + 1, len(ROLES))

    def loss(flat: Vector) -> tuple[float, Vector]:
        weights = flat.reshape(shape)
        logits = features @ weights
        logits -= logits.max(axis=1, keepdims=True)
        likely = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        missed = -(counts * np.log((likely * wanted).sum(axis=1) + 1e-12)).sum()
        slope = counts[:, None] * (likely - wanted)
        steep = across @ slope + _RIDGE * weights
        return float(missed + 0.5 * _RIDGE * (weights**2).sum()), steep.ravel()

    options = {"maxiter": _ROUNDS}
    best = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options=options)
    fitted: Vector = np.array(best.x).reshape(shape)
    return fitted
