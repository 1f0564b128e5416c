"""A second opinion on what a mention means, learned from sentences, in two parts.

The rules of `context.py` know the cues that somebody thought of; people doubt, remember and teach
in more ways. A linear model weighs what the rules found together with the words around a mention,
each with its side and distance (as in Gindl and others' and Uzuner and others' work on assertions,
`context_features.py`); a small network, told what the linear model says, reads the line in order
and corrects it (`context_net.py`). Their sum says which of the seven assertions is likeliest. Made
by `app/training/context.py`.

What decides an alert: it is as the rules say (present, or what their cue says) unless another
assertion is likelier, by CLEARLY nats where that would silence it. Each such answer names the words
that spoke most for it in the linear part.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

import numpy as np

from app.domain.errors import ResourceError
from app.domain.findings import Assertion
from app.domain.transcript import Language
from app.paths import MODELS
from app.text.context import Judgement, MentionSpan, Span
from app.text.context_data import Names
from app.text.context_features import Feature, Judged, features
from app.text.context_net import ContextNet, viewed
from app.text.context_unknown import unknown_characters, unknown_words
from app.text.fingerprints import places, risen

_DROPPED_BITS: Final = np.uint64(20)
FOLDER: Final = "context-embedded"
CONFIG: Final = "config.json"
ASSERTIONS: Final[tuple[Assertion, ...]] = get_args(Assertion)
CLEARLY: Final = 0.5
LOUDER: Final = 0.3
"""How much likelier (in nats) an assertion must be to outweigh a cue of the rules, or an alert of
theirs; LOUDER for one that says the thing is so, or may be, where they say it is not: to raise an
alert needs less than to silence it. On the sentences of three writers a language, by models of the
others', 0 instead of 0.3 kept more true alerts and silenced more false ones than 0.7 both ways (see
the model card), but it broke three of the rules' own cases. On 535 English cases that the model had
not seen, 0.4 and 0 were no better as given (0.2 points fewer right)."""
LOUD: Final = frozenset({"present", "uncertain"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A mention of a line, by its number; warily: its alert is not silenced on a doubt."""

    line: Judged
    at: int
    warily: bool


class ContextModel:
    """One language's weights. Read-only; safe to share between threads.

    known: the fingerprints of the features it weighs, rising; weights: one row of each, in the
    order of ASSERTIONS, in whole steps (of so many nats). What it has not learned weighs nothing:
    a name that nobody knows cannot silence an alert. net: what corrects their sums, if anything.
    """

    def __init__(
        self,
        language: Language,
        known: np.ndarray,
        weights: np.ndarray,
        step: float = 1.0,
        net: ContextNet | None = None,
    ) -> None:
        self._language = language
        self._known = known
        self._weights = np.vstack([weights, np.zeros((1, len(ASSERTIONS)), weights.dtype)])
        self._step = np.float32(step)
        self.net = net

    @classmethod
    def load(cls, folder: Path, language: Language) -> "ContextModel":
        """Read a folder made by the recipe. Raises ResourceError naming it."""
        try:
            config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            if config["assertions"] != list(ASSERTIONS):
                raise ResourceError(f"{folder.name}: made for another version; install it again")
            with np.load(folder / f"{language}.npz", allow_pickle=False) as arrays:
                known, weights = risen(arrays["gaps"]), arrays["weights"]
                step, net = float(arrays["step"]), ContextNet.stored(arrays)
            fits = weights.shape == (len(known), len(ASSERTIONS))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ResourceError(f"{folder.name}: not a readable model; install it again") from error
        if not fits:
            raise ResourceError(f"{folder.name}: not a readable model; install it again")
        return cls(language, known, weights, step, net)

    def unknown(self, line: Judged, names: Names) -> frozenset[int]:
        """The places of words that say nothing here (`context_unknown.py`)."""
        if self._language == "zh":
            return unknown_characters(line, names, self._together)
        return unknown_words(line, names, self._knows)

    def _knows(self, word: str) -> bool:
        return self.net is None or self.net.knows(word)

    def _together(self, pairs: Sequence[tuple[str, ...]]) -> Sequence[bool]:
        prints = fingerprints([(f"any {' '.join(pair)}", (0, 0)) for pair in pairs])
        found: list[bool] = (places(self._known, prints) < len(self._known)).tolist()
        return found

    def judgement(self, line: Judged, at: int, *, warily: bool = False) -> Judgement:
        """As `judgements`, of one mention."""
        return self.judgements([Asked(line, at, warily)])[0]

    def judgements(self, asked: Sequence[Asked]) -> list[Judgement]:
        """What mentions mean by rules and words together, all of them weighed in one go.

        A cue that the rules found stands unless another assertion is clearly likelier; warily, so
        does what they find present without any (an alert is not silenced on a doubt). Where the
        model agrees with the rules their cue stays; where it does not, the cue is the words that
        spoke most for what it says instead.
        """
        if not asked:
            return []
        seen = [list(features(one.line, one.at, self._language)) for one in asked]
        starts = np.cumsum([0, *map(len, seen)])
        prints = fingerprints([feature for own in seen for feature in own])
        rows = self._weights[places(self._known, prints)] * self._step
        sums = np.add.reduceat(rows, starts[:-1])
        if self.net is not None:
            views = [viewed(one.line, one.at, self._language) for one in asked]
            sums = self.net.log_odds_of(views, sums)
        return [
            _judged(one, own, rows[start : start + len(own)], odds)
            for one, own, start, odds in zip(asked, seen, starts[:-1], sums, strict=True)
        ]


def _judged(asked: Asked, seen: Sequence[Feature], rows: np.ndarray, sums: np.ndarray) -> Judgement:
    ruled = asked.line.found[asked.at]
    stands = asked.warily or ruled.cue is not None
    assertion = outweighed(sums, ruled.assertion, stands=stands)
    if assertion == ruled.assertion:
        return ruled
    if assertion == "present":
        return Judgement("present")
    weights = rows[:, ASSERTIONS.index(assertion)]
    return Judgement(assertion, _loudest(seen, weights, asked.line.mentions[asked.at]))


def outweighed(sums: np.ndarray, ruled: Assertion, *, stands: bool) -> Assertion:
    """The likeliest assertion; where what the rules say stands, only one that is so clearly.

    sums: log-odds up to a sum, in the order of ASSERTIONS.
    """
    best = ASSERTIONS[int(np.argmax(sums))]
    least = LOUDER if best in LOUD and ruled not in LOUD else CLEARLY
    ahead = float(sums.max() - sums[ASSERTIONS.index(ruled)])
    return ruled if stands and ahead < least else best


def _loudest(seen: Sequence[Feature], weights: np.ndarray, mention: MentionSpan) -> Span | None:
    """The words outside a mention that weigh most."""
    totals: dict[Span, float] = {}
    for (_, span), weight in zip(seen, weights, strict=True):
        if span[0] < span[1] and (span[1] <= mention.start or span[0] >= mention.end):
            totals[span] = totals.get(span, 0.0) + float(weight)
    return max(totals, key=lambda span: totals[span], default=None)


def fingerprints(seen: Sequence[Feature]) -> np.ndarray:
    """A number of 44 bits for each feature: of those of MurmurHash64A, by which spaCy keeps its
    strings, the highest. That one of a few hundred thousand that were learned is taken for another
    feature is a chance of one in fifty million."""
    from spacy.strings import get_string_id  # noqa: PLC0415 - whoever reads mentions has loaded it

    whole = np.fromiter((get_string_id(name) for name, _ in seen), np.uint64, len(seen))
    return whole >> _DROPPED_BITS


def embedded(language: Language) -> ContextModel:
    """The model that ships with the product. Raises ResourceError when it is missing."""
    return ContextModel.load(MODELS / FOLDER, language)
