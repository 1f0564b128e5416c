"""The log-linear model that says who a speaker is: two rows of weights over readable features.

The first row knows a speaker's own words and what is said before and after them: as cues, as who
answers whom (`role_exchange`), and as the votes of `role_words`. The second also knows what the
first thinks of the others in the room. Last, that a room has one patient is taken into account.
Weights are made by `app.training.roles`; nothing here is learned at run time.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, get_args

import numpy as np

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.text.role_cues import Cues, Kind, read_cues
from app.text.role_exchange import EXCHANGE, exchange
from app.text.role_features import Said, Vector, feature_names, speaker_features
from app.text.role_words import ROLES, SAID, WORDS, RoleWords, heard, read_words

WEIGHTS: Final = "weights.json"
OTHERS: Final = tuple(f"{where}:{role}" for where in ("others", "near") for role in ROLES)
_PATIENT: Final = ROLES.index("patient")
_NO_PATIENT: Final = 0.3  # how likely a room is where the patient says nothing, against one
_TWO_PATIENTS: Final = 0.1
_ROUNDS: Final = 2


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Cues and votes of words by language, and weights: a row per feature and last the bias, a
    column per role."""

    cues: Mapping[Language, Cues]
    words: Mapping[Language, RoleWords]
    first: Vector
    second: Vector

    def probabilities(self, turns: Sequence[Said], talk: Language) -> dict[str, Vector]:
        """How likely each role is for each speaker, in the order of ROLES.

        talk: the language most of the talk is in.
        """
        speakers = list(dict.fromkeys(turn.speaker for turn in turns))
        if not speakers:
            return {}
        own = speakers_features(turns, speakers, self.kinds)
        own = np.hstack([own, self.words[talk].votes(heard(turns, speakers))])
        likely = softmax(own, self.first)
        for _ in range(_ROUNDS):
            likely = softmax(np.hstack([own, others(turns, speakers, likely)]), self.second)
        return dict(zip(speakers, one_patient(likely), strict=True))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return all_kinds(self.cues)


def all_kinds(cues: Mapping[Language, Cues]) -> tuple[Kind, ...]:
    """The kinds of English; Chinese has the same ones."""
    return cues["en"].kinds


def names_of(cues: Mapping[Language, Cues]) -> tuple[str, ...]:
    """The names of a speaker's numbers, in order: `speakers_features`, then the words' votes."""
    exchanged = (f"exchange:{name}" for name in EXCHANGE)
    return (*feature_names(all_kinds(cues), tuple(cues["en"].counts)), *exchanged, *SAID)


def speakers_features(
    turns: Sequence[Said], speakers: Sequence[str], kinds: Sequence[Kind]
) -> Vector:
    """A row a speaker: what they say and hear, and who answers whom; without the words' votes."""
    return np.array(
        [
            np.concatenate([speaker_features(turns, one, kinds), exchange(turns, one)])
            for one in speakers
        ]
    )


def softmax(features: Vector, weights: Vector) -> Vector:
    """Probabilities, a row a speaker; the last row of weights is the bias."""
    logits: Vector = features @ weights[:-1] + weights[-1]
    logits -= logits.max(axis=1, keepdims=True)
    odds: Vector = np.exp(logits)
    likely: Vector = odds / odds.sum(axis=1, keepdims=True)
    return likely


def others(turns: Sequence[Said], speakers: Sequence[str], likely: Vector) -> Vector:
    """For each speaker: the surest of the others per role, then the mean of who speaks next to
    them."""
    place = {speaker: number for number, speaker in enumerate(speakers)}
    width = likely.shape[1]
    found = np.zeros((len(speakers), 2 * width))
    for number in range(len(speakers)):
        rest = np.delete(likely, number, axis=0)
        if len(rest):
            found[number, :width] = rest.max(axis=0)
    changes = np.zeros((len(speakers), 1))
    for one, two in pairwise(turns):
        if one.speaker != two.speaker:
            a, b = place[one.speaker], place[two.speaker]
            found[a, width:] += likely[b]
            found[b, width:] += likely[a]
            changes[[a, b]] += 1
    found[:, width:] /= np.maximum(changes, 1)
    return found


def one_patient(likely: Vector) -> Vector:
    """Probabilities once it is known that a room of two or more has hardly ever two patients."""
    if len(likely) == 1:
        return likely
    patient = np.clip(likely[:, _PATIENT], 1e-4, 1 - 1e-4)
    odds = patient / (1 - patient)
    total = odds.sum()
    pairs = (total * total - (odds * odds).sum()) / 2
    whole = _NO_PATIENT + total + _TWO_PATIENTS * pairs
    now = odds * (1 + _TWO_PATIENTS * (total - odds)) / whole
    settled: Vector = likely * ((1 - now) / (1 - patient))[:, None]
    settled[:, _PATIENT] = now
    return settled


def read_all_cues(folder: Path) -> dict[Language, Cues]:
    """Both languages' cues. Raises ResourceError also when their kinds or counts differ."""
    cues: dict[Language, Cues] = {}
    for language in get_args(Language):
        path = folder / f"{language}.toml"
        cues[language] = read_cues(path)
        if cues[language].language != language:
            raise ResourceError(f"{path}: 'language' must be '{language}'")
    english, chinese = cues["en"], cues["zh"]
    if english.kinds != chinese.kinds or list(english.counts) != list(chinese.counts):
        raise ResourceError(f"{folder}: 'kinds' and 'counts' must be the same in both languages")
    return cues


def read_role_model(folder: Path) -> RoleModel:
    """Cues and weights. Raises ResourceError naming file and key."""
    cues = read_all_cues(folder)
    path = folder / WEIGHTS
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResourceError(f"{path}: not a readable JSON file; install it again") from error
    names = names_of(cues)
    first = _weights(table, "first", (*names, "bias"), path)
    second = _weights(table, "second", (*names, *OTHERS, "bias"), path)
    return RoleModel(cues, read_words(folder / WORDS), first, second)


def _weights(table: object, key: str, names: Sequence[str], path: Path) -> Vector:
    rows = table.get(key) if isinstance(table, dict) else None
    if not isinstance(rows, dict) or list(rows) != list(names):
        raise ResourceError(f"{path}: '{key}' does not fit the cues; make the weights again")
    try:
        weights = np.array(list(rows.values()), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ResourceError(f"{path}: '{key}' must hold numbers") from error
    if weights.shape != (len(names), len(ROLES)) or not np.isfinite(weights).all():
        raise ResourceError(f"{path}: '{key}' must hold a number for each role")
    return weights
