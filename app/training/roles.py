"""Makes `resources/roles`' weights: `python -m app.training.roles [--check] [SHARED_TEXT_FOLDER]`.

Two ridge-penalised softmax regressions over cues and the votes of words (`role_words`), the same
every time, in four minutes on one core. The second reads what the first says of conversations that
it was not fitted on. `--check` writes nothing: it prints the figures of each writer's conversations
by weights that were fitted without one writer of each language.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from scipy.optimize import minimize

from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.role_cases import Conversation, consultations, for_tuning, interviews, scripts
from app.text.role_features import Said, Vector
from app.text.role_model import (
    OTHERS,
    WEIGHTS,
    RoleModel,
    all_kinds,
    names_of,
    others,
    read_all_cues,
    softmax,
    speakers_features,
)
from app.text.role_words import ROLES, SAID, WORDS, RoleWords, heard, silent, write_words
from app.text.roles import propose, turns_of
from app.training.role_words import Talk, fit_words, out_of_writer

_FOLDS: Final = 6
_RIDGE: Final = 3.0  # of 0.5, 3 and 6 the best on writers whom the fit had not seen
_START: Final = 0.7  # the weight that a kind's own roles begin with
_OF_CORPUS: Final = 0.1  # how much a two-party interview counts beside a script's speaker
_EVERY: Final = 3  # of the interviews, so many are alike that a third of them will do
_BEGINNINGS: Final = (2, 5)  # turns
_WINDOW: Final = 8  # turns, around the middle and at the end: a recording may begin late
_OF_PART: Final = 0.3
_OF_VOTES: Final = 0.5  # the weight that the words' vote for a role begins with
_CASES: Final = ("en_open", "zh_open", "en_tuning", "zh_tuning")
_WRITTEN: Final = RESOURCES / "training" / "roles"


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation as the fit sees it: a row of features, a role and a weight a speaker.

    features: without the votes of words, or with them, as the last columns.
    """

    turns: tuple[Said, ...]
    speakers: tuple[str, ...]
    features: Vector
    talk: Talk

    @property
    def roles(self) -> Sequence[int]:
        return self.talk.roles


def example(one: Conversation, model: RoleModel, weight: float = 1.0, writer: str = "") -> Example:
    """Without the votes of words. writer: whose style it has; none is the corpora's."""
    turns = turns_of(one.transcript, model)
    speakers = tuple(dict.fromkeys(turn.speaker for turn in turns))
    features = speakers_features(turns, speakers, model.kinds)
    roles = tuple(ROLES.index(one.roles[name]) for name in speakers)
    sides = heard(turns, speakers)
    talk = Talk(writer, one.transcript.language, sides, roles, weight)
    return Example(tuple(turns), speakers, features, talk)


def unfitted(folder: Path) -> RoleModel:
    """The cues of a folder with weights that say nothing."""
    cues = read_all_cues(folder)
    count = len(names_of(cues)) + 1
    nothing = np.zeros((count, len(ROLES)))
    words: Mapping[Language, RoleWords] = {language: silent() for language in cues}
    return RoleModel(cues, words, nothing, np.zeros((count + len(OTHERS), len(ROLES))))


def fit(examples: Sequence[Example], model: RoleModel) -> RoleModel:
    """The model with weights fitted to these conversations."""
    talks = [one.talk for one in examples]
    votes = out_of_writer(talks)
    examples = [
        replace(one, features=np.hstack([one.features, votes[at]]))
        for at, one in enumerate(examples)
    ]
    first, second = _rows_of_weights(examples, _start(model))
    return RoleModel(model.cues, fit_words(talks), first, second)


def _rows_of_weights(examples: Sequence[Example], start: Vector) -> tuple[Vector, Vector]:
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
    return first, second


def _start(model: RoleModel) -> Vector:
    start = np.zeros(model.first.shape)
    names = names_of(model.cues)
    for kind in all_kinds(model.cues):
        for role in kind.roles:
            at = names.index(f"own:{kind.name}")
            start[at, ROLES.index(role)] = _START / len(kind.roles) ** 0.5
    at = names.index(SAID[0])
    start[at : at + len(ROLES)] = _OF_VOTES * np.eye(len(ROLES))
    return start


def _fit(rows: Sequence[Vector], examples: Sequence[Example], start: Vector) -> Vector:
    features = np.vstack(rows)
    wanted = np.eye(len(ROLES))[[role for one in examples for role in one.roles]]
    counts = np.array([one.talk.weight for one in examples for _ in one.roles])
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


def write(model: RoleModel, folder: Path) -> None:
    """The weights by the names of their features, three digits of each, and those of words."""
    names = names_of(model.cues)
    table = {
        "roles": ROLES,
        "first": _rows((*names, "bias"), model.first),
        "second": _rows((*names, *OTHERS, "bias"), model.second),
    }
    text = json.dumps(table).replace('], "', '],\n"').replace('{"', '{\n"')
    (folder / WEIGHTS).write_text(text + "\n", encoding="utf-8")
    write_words(model.words, folder / WORDS)


def _rows(names: Sequence[str], weights: Vector) -> dict[str, list[float]]:
    lines = np.round(weights, 3).tolist()
    return dict(zip(names, lines, strict=True))


def written(path: Path, model: RoleModel) -> list[Example]:
    """A file's conversations, which are all of one writer, and beginnings of each: a speaker is
    also to be known, or left unknown, by little."""
    every = list(scripts(path))
    begun = [
        example(_part(one, 0, turns), model, _OF_PART, _hand(path))
        for turns in _BEGINNINGS
        for one in every
    ]
    return [example(one, model, writer=_hand(path)) for one in every] + _not_learned(begun)


def windows(path: Path, model: RoleModel) -> list[Example]:
    """Two parts of each of a file's conversations that are not beginnings."""
    found = []
    for one in scripts(path):
        turns = len(one.transcript.utterances)
        for start in (max(0, turns // 2 - _WINDOW // 2), max(0, turns - _WINDOW)):
            found.append(example(_part(one, start, start + _WINDOW), model, _OF_PART, _hand(path)))
    return _not_learned(found)


def _not_learned(parts: Iterable[Example]) -> list[Example]:
    """The words of a part are those of the whole, which are learned once."""
    return [replace(one, talk=replace(one.talk, learned=False)) for one in parts]


def _part(one: Conversation, start: int, end: int) -> Conversation:
    said = one.transcript.utterances[start:end]
    return replace(one, transcript=replace(one.transcript, utterances=said))


def examples_of(
    paths: Sequence[Path], corpora: Sequence[Example], model: RoleModel
) -> list[Example]:
    """What a model is fitted on: these files' conversations and parts of them, and the corpora."""
    own = [one for path in paths for one in written(path, model)]
    return [*own, *corpora, *(one for path in paths for one in windows(path, model))]


def corpora_of(folder: Path, model: RoleModel) -> list[Example]:
    """A third of the interviews, and the tuning half of PriMock57."""
    talks = list(interviews(folder / "fareez_interviews"))[::_EVERY]
    visits = consultations(folder / "primock57" / "transcripts")
    talks += [one for one in visits if for_tuning(one.id)]
    return [example(one, model, _OF_CORPUS) for one in talks]


def files(without: str = "") -> list[Path]:
    """Our scripts: the cases that are not sealed, and every writer's but one."""
    cases = RESOURCES.parent / "tests" / "data" / "roles"
    writers = [path for path in sorted(_WRITTEN.glob("*.jsonl")) if _writer(path) != without]
    return [cases / f"{name}.jsonl" for name in _CASES] + writers


def _hand(path: Path) -> str:
    """Language and writer; a writer's second file has a number behind."""
    return path.stem.rstrip("0123456789")


def _writer(path: Path) -> str:
    """The letter behind a file's language."""
    return _hand(path).rpartition("_")[2]


def check(model: RoleModel, corpora: Sequence[Example]) -> Iterator[str]:
    """The writers' conversations by models of the others', one writer a language left out."""
    every = files()
    for writer in sorted({_writer(path) for path in _WRITTEN.glob("*.jsonl")}):
        some = files(without=writer)
        found = fit(examples_of(some, corpora, model), model)
        for path in every:
            if path not in some:
                yield f"{path.stem}: {summary(scripts(path), found)}"


def summary(conversations: Iterable[Conversation], model: RoleModel) -> str:
    """Named speakers right, of each role, and strangers who are given a role."""
    pairs = [
        (one.roles[speaker], given.role)
        for one in conversations
        for speaker, given in propose(one.transcript, model).items()
    ]
    parts = []
    for role in ROLES[:-1]:
        said = [given for truth, given in pairs if truth == role]
        parts.append(f"{role} {said.count(role)} of {len(said)}")
    named = [truth == given for truth, given in pairs if truth != "unknown"]
    strangers = [given for truth, given in pairs if truth == "unknown"]
    clinical = sum(given in ("physician", "nurse") for given in strangers)
    taken = len(strangers) - strangers.count("unknown")
    return (
        f"{sum(named)} of {len(named)} named right ({', '.join(parts)}); of {len(strangers)}"
        f" strangers {taken} named, {clinical} physician or nurse"
    )


def main(arguments: Sequence[str]) -> None:
    checks = arguments[:1] == ["--check"]
    rest = arguments[checks:]
    corpora = Path(rest[0] if rest else "../shared/data/text")
    folder = RESOURCES / "roles"
    model = unfitted(folder)
    talks = corpora_of(corpora, model)
    if checks:
        for line in check(model, talks):
            print(line, flush=True)
        return
    write(fit(examples_of(files(), talks, model), model), folder)


if __name__ == "__main__":
    main(sys.argv[1:])
