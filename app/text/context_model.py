"""A second opinion on what a mention means, learned from sentences: a linear model over words.

The rules of `context.py` know the cues that somebody thought of; people doubt, remember and teach
in more ways. The model weighs what the rules found together with the words around a mention, each
with its side and distance (as in Gindl and others' and Uzuner and others' work on assertions), and
says which of the seven assertions is likeliest. It is made by `app/training/context.py`; each
answer names the words that spoke most for it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

import numpy as np

from app.domain.errors import ResourceError
from app.domain.findings import Assertion
from app.domain.transcript import Language
from app.paths import MODELS
from app.text.context import Judgement, Mark, MentionSpan, Span, sentence_ends

FOLDER: Final = "context-embedded"
CONFIG: Final = "config.json"
ASSERTIONS: Final[tuple[Assertion, ...]] = get_args(Assertion)
CLEARLY: Final = 0.7
"""How much likelier (in nats) an assertion must be to outweigh a cue of the rules: of 0, 0.3, 0.7,
1, 1.5 and 2.5 the best for two writers' sentences by a model of the others'."""
_NEAR: Final = ((1, "1"), (2, "2"), (4, "4"), (8, "8"), (14, "14"))
_FAR: Final = "far"
_LONGEST: Final[dict[Language, int]] = {"en": 3, "zh": 4}
_WIDEST: Final[dict[Language, int]] = {"en": 24, "zh": 36}
_FIRST_WORDS: Final = 3
_MENTION: Final = "<m>"
_NUMBER: Final = "<n>"

Feature = tuple[str, Span]
"""What speaks for or against an assertion, and the tokens it was seen in (end excluded)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A line's tokens and mentions with what the rules made of them."""

    tokens: tuple[str, ...]
    mentions: Sequence[MentionSpan]
    marks: Sequence[Mark]
    found: Sequence[Judgement]


class ContextModel:
    """One language's weights. Read-only; safe to share between threads.

    known: the fingerprints of the features it weighs, rising; weights: one row of each, in the
    order of ASSERTIONS, in whole steps (of so many nats). What it has not learned weighs nothing:
    a name that nobody knows cannot silence an alert.
    """

    def __init__(
        self, language: Language, known: np.ndarray, weights: np.ndarray, step: float = 1.0
    ) -> None:
        self._language = language
        self._known = known
        self._weights = np.vstack([weights, np.zeros((1, len(ASSERTIONS)), weights.dtype)])
        self._step = np.float32(step)

    @classmethod
    def load(cls, folder: Path, language: Language) -> "ContextModel":
        """Read a folder made by the recipe. Raises ResourceError naming it."""
        try:
            config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            if config["assertions"] != list(ASSERTIONS):
                raise ResourceError(f"{folder.name}: made for another version; install it again")
            with np.load(folder / f"{language}.npz", allow_pickle=False) as arrays:
                known, weights = arrays["known"], arrays["weights"]
                step = float(arrays["step"])
            fits = known.dtype == np.uint64 and weights.shape == (len(known), len(ASSERTIONS))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ResourceError(f"{folder.name}: not a readable model; install it again") from error
        if not fits:
            raise ResourceError(f"{folder.name}: not a readable model; install it again")
        return cls(language, known, weights, step)

    def judgement(self, line: Judged, at: int, *, warily: bool = False) -> Judgement:
        """What a mention means by rules and words together.

        A cue that the rules found stands unless another assertion is clearly likelier; warily, so
        does what they find present without any (an alert is not silenced on a doubt). Where the
        model agrees with the rules their cue stays; where it does not, the cue is the words that
        spoke most for what it says instead.
        """
        ruled = line.found[at]
        seen = list(features(line, at, self._language))
        rows = self._weights[places(self._known, fingerprints(seen))] * self._step
        stands = warily or ruled.cue is not None
        assertion = outweighed(rows.sum(axis=0), ruled.assertion, stands=stands)
        if assertion == ruled.assertion:
            return ruled
        if assertion == "present":
            return Judgement("present")
        weights = rows[:, ASSERTIONS.index(assertion)]
        return Judgement(assertion, _loudest(seen, weights, line.mentions[at]))


def outweighed(sums: np.ndarray, ruled: Assertion, *, stands: bool) -> Assertion:
    """The likeliest assertion; where what the rules say stands, only one that is so clearly.

    sums: of weights, in the order of ASSERTIONS.
    """
    best = int(np.argmax(sums))
    ahead = float(sums[best] - sums[ASSERTIONS.index(ruled)])
    return ruled if stands and ahead < CLEARLY else ASSERTIONS[best]


def _loudest(seen: Sequence[Feature], weights: np.ndarray, mention: MentionSpan) -> Span | None:
    """The words outside a mention that weigh most."""
    totals: dict[Span, float] = {}
    for (_, span), weight in zip(seen, weights, strict=True):
        if span[0] < span[1] and (span[1] <= mention.start or span[0] >= mention.end):
            totals[span] = totals.get(span, 0.0) + float(weight)
    return max(totals, key=lambda span: totals[span], default=None)


def fingerprints(seen: Sequence[Feature]) -> np.ndarray:
    """A number of 64 bits for each feature (MurmurHash64A, as spaCy keeps its strings)."""
    from spacy.strings import get_string_id  # noqa: PLC0415 - whoever reads mentions has loaded it

    return np.fromiter((get_string_id(name) for name, _ in seen), np.uint64, len(seen))


def places(known: np.ndarray, prints: np.ndarray) -> np.ndarray:
    """Where each fingerprint stands among the known ones, which rise; their number if nowhere."""
    at = np.searchsorted(known, prints)
    at[at == len(known)] = 0
    return np.where(known[at] == prints, at, len(known)) if len(known) else at


def features(line: Judged, at: int, language: Language) -> Iterator[Feature]:
    """What can be seen of a mention: the rules' answer, their marks, and the words around it."""
    mention = line.mentions[at]
    own = "inverted" if mention.inverted else ""
    yield f"own {own}", (0, 0)
    yield from _ruled(line, at, own)
    for number, other in enumerate(line.mentions):
        if number != at:
            side, far = _where(mention, other.start, other.end)
            yield f"other {side}{far} {line.found[number].assertion}", (0, 0)
    for mark in line.marks:
        side, far = _where(mention, mark.start, mark.end)
        for cue in mark.cues:
            span = (mark.start, mark.end)
            yield f"mark {side}{far} {cue.assertion}", span
            yield f"mark {side} {cue.assertion} {own}", span
    shown = _shown(line, mention)
    before = [one for one in shown if one[1] <= mention.start][::-1]
    after = [one for one in shown if one[0] >= mention.end]
    longest, widest = _LONGEST[language], _WIDEST[language]
    yield from _runs(before[:widest], "-", longest)
    yield from _runs(after[:widest], "+", longest)
    yield from _frame(line, mention)


def _ruled(line: Judged, at: int, own: str) -> Iterator[Feature]:
    found, mention = line.found[at], line.mentions[at]
    yield f"rule {found.assertion} {own}", found.cue or (0, 0)
    if found.cue is not None:
        side, far = _where(mention, *found.cue)
        yield f"rule {found.assertion} {own} {side}{far}", found.cue
        yield f"rule {found.assertion} {' '.join(line.tokens[slice(*found.cue)])}", found.cue


def _where(mention: MentionSpan, start: int, end: int) -> tuple[str, str]:
    """On which side of a mention, and how far away."""
    if end <= mention.start:
        return "-", _distance(mention.start - end + 1)
    if start >= mention.end:
        return "+", _distance(start - mention.end + 1)
    return "=", ""


def _distance(steps: int) -> str:
    return next((name for most, name in _NEAR if steps <= most), _FAR)


def _shown(line: Judged, mention: MentionSpan) -> list[tuple[int, int, str]]:
    """The line's tokens as start, end and text; other mentions as one, numbers alike."""
    starts = {one.start: one for one in line.mentions}
    shown, at = [], 0
    while at < len(line.tokens):
        other = starts.get(at)
        if other is not None:
            if other is not mention:
                shown.append((other.start, other.end, _MENTION))
            at = other.end
        else:
            token = line.tokens[at]
            shown.append((at, at + 1, _NUMBER if token.isdigit() else token))
            at += 1
    return shown


def _runs(outward: Sequence[tuple[int, int, str]], side: str, longest: int) -> Iterator[Feature]:
    """Words in a row on one side of a mention, by distance within its sentence and without."""
    beyond = 0
    for last, (_, _, text) in enumerate(outward):
        beyond += sentence_ends(text)
        for length in range(1, min(longest, last + 1) + 1):
            run = outward[last - length + 1 : last + 1]
            if side == "-":
                run = run[::-1]
            words = " ".join(text for _, _, text in run)
            span = (run[0][0], run[-1][1])
            yield f"{side}{'beyond' if beyond else ''} {words}", span
            if not beyond:
                yield f"{side}{_distance(last - length + 2)} {words}", span


def _frame(line: Judged, mention: MentionSpan) -> Iterator[Feature]:
    """How the line opens and closes, and what touches the mention."""
    tokens = line.tokens
    for length in range(1, min(_FIRST_WORDS, len(tokens)) + 1):
        yield f"first {' '.join(tokens[:length])}", (0, length)
    yield f"last {tokens[-1]}", (len(tokens) - 1, len(tokens))
    before = tokens[mention.start - 1] if mention.start else ""
    after = tokens[mention.end] if mention.end < len(tokens) else ""
    yield f"between {before} {after}", (0, 0)


def embedded(language: Language) -> ContextModel:
    """The model that ships with the product. Raises ResourceError when it is missing."""
    return ContextModel.load(MODELS / FOLDER, language)
