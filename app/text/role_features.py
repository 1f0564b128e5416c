"""What a speaker's turns, and the turns around them, look like in numbers between 0 and about 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Final

import numpy as np
import numpy.typing as npt

from app.domain.transcript import Language
from app.text.role_cues import BORDER, NUMBER, Cues, Kind, Side, is_number, turn_tokens

Vector = npt.NDArray[np.float64]
_FOREIGN_TOKENS: Final = 3  # a clause of fewer is too short to tell its language
_KNOWN: Final = 0.4  # a clause of the language has so many tokens that cues have too
_LONG_TURN: Final = 40.0  # tokens
_FEW: Final = 10  # tokens; of so few a share says little
_OFTEN: Final = 5.0
_SHAPE: Final = (
    "asks", "length", "share", "first", "turns", "foreign", "after_foreign", "mixed", "short",
    "two_tongues", "asked",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: who said it, the kinds of cues in it as (kind, cue), and its shape.

    foreign, known: whether a clause is in another language than the talk's, or in the talk's;
    words: the tokens with their borders, every number the same; classed: the same with every known
    thing of a class as the class; mentions: which kinds of counted words occur.
    """

    speaker: str
    cues: frozenset[tuple[str, str]]
    tokens: int
    asks: bool
    foreign: bool
    known: bool
    counts: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    classed: tuple[str, ...] = ()
    mentions: frozenset[str] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.cues)


def read_turn(
    speaker: str, text: str, language: Language, talk: Language, cues: Mapping[Language, Cues]
) -> Said:
    """A turn read in its own language; talk: the language most of the talk is in."""
    tokens = turn_tokens(text, language)
    foreign = known = False
    for clause in " ".join(tokens).split(BORDER):
        alien = _foreign(clause.split(), talk, cues)
        foreign, known = foreign or alien is True, known or alien is False
    count = sum(token != BORDER for token in tokens)
    if _strange(text):
        foreign = True
        count = max(count, len(text.split()))  # no token has such letters
    asks = "?" in text or "？" in text or not _ASKING[language].isdisjoint(tokens)
    found = frozenset(cues[language].found(tokens))
    counts = tuple(sum(one in words for one in tokens) for words in cues[language].counts.values())
    words = tuple(NUMBER if one != BORDER and is_number(one) else one for one in tokens)
    counts = (*counts, words.count(NUMBER))
    names = (*cues[language].counts, "number")
    mentions = frozenset(name for name, times in zip(names, counts, strict=True) if times)
    classed = cues[language].classed(words)
    return Said(speaker, found, count, asks, foreign, known, counts, words, classed, mentions)


_ASKING: Final[Mapping[Language, frozenset[str]]] = {
    "en": frozenset({"what", "when", "where", "why", "how", "who", "which"}),
    "zh": frozenset("吗呢"),
}


def _foreign(tokens: Sequence[str], talk: Language, cues: Mapping[Language, Cues]) -> bool | None:
    """Whether a clause is in another language; None when it is too short to tell."""
    latin = [one for one in tokens if one[0].isalpha() and one[0] < "\u0250"]
    hanzi = sum("\u4e00" <= one <= "\u9fff" for one in tokens)
    if talk == "zh":
        if len(latin) >= _FOREIGN_TOKENS and hanzi <= 1:
            return True
        return False if hanzi > 1 else None
    if hanzi > 1:
        return True
    if len(latin) < _FOREIGN_TOKENS:
        return None
    return sum(one in cues["en"].words for one in latin) < _KNOWN * len(latin)


def _strange(text: str) -> bool:
    """Mostly letters that are neither Latin nor Chinese."""
    letters = [one for one in text if one.isalpha()]
    strange = sum(one > "\u024f" and not "\u4e00" <= one <= "\u9fff" for one in letters)
    return strange * 2 > len(letters)


def feature_names(kinds: Sequence[Kind], counts: Sequence[str]) -> tuple[str, ...]:
    """The names of `speaker_features`' numbers, in order."""
    names = [f"own:{one.name}" for one in kinds] + [f"rate:{one.name}" for one in kinds]
    for side in ("before", "after"):
        names += [f"{side}:{one.name}" for one in kinds if side in one.context]
    for side in ("words", "heard", "answered"):
        names += [f"{side}:{name}" for name in (*counts, "number")]
    return (*names, *(f"shape:{name}" for name in _SHAPE))


def speaker_features(turns: Sequence[Said], speaker: str, kinds: Sequence[Kind]) -> Vector:
    """A speaker's numbers among all turns of a talk.

    own: distinct cues said, h / (h + 1); rate: turns with the kind, n / (turns + 1); before,
    after: turns of theirs that follow, or are followed by, somebody else's turn with the kind.
    """
    own = [turn for turn in turns if turn.speaker == speaker]
    cues = frozenset().union(*(turn.cues for turn in own))
    distinct = {one.name: 0 for one in kinds}
    for kind, _ in cues:
        distinct[kind] = distinct.get(kind, 0) + 1
    parts = [[distinct[one.name] / (distinct[one.name] + 1) for one in kinds]]
    parts.append(_rates([turn.kinds for turn in own], kinds, len(own)))
    before, after = neighbours(turns, speaker)
    for side, near in (("before", before), ("after", after)):
        chosen = [one for one in kinds if _counts(one, side)]
        parts.append(_rates([turn.kinds for turn in near], chosen, len(own)))
    parts += [_shares(near) for near in (own, before, after)]
    parts.append(_shape(turns, own, before))
    return np.array([value for values in parts for value in values])


def _shares(turns: Sequence[Said], width: int = 12) -> list[float]:
    """How often each counted kind of word is said, per token, about 1 where it is often."""
    tokens = sum(turn.tokens for turn in turns) + _FEW
    sums = [sum(turn.counts[at] for turn in turns) for at in range(width)]
    return [_OFTEN * one / tokens for one in sums]


def _counts(kind: Kind, side: str) -> bool:
    wanted: Side = "before" if side == "before" else "after"
    return wanted in kind.context


def _rates(found: Sequence[frozenset[str]], kinds: Sequence[Kind], turns: int) -> list[float]:
    return [sum(one.name in kinds_ for kinds_ in found) / (turns + 1) for one in kinds]


def neighbours(turns: Sequence[Said], speaker: str) -> tuple[list[Said], list[Said]]:
    """Others' turns just before a speaker's, and just after."""
    before: list[Said] = []
    after: list[Said] = []
    for one, other in pairwise(turns):
        if one.speaker != speaker == other.speaker:
            before.append(one)
        elif one.speaker == speaker != other.speaker:
            after.append(other)
    return before, after


def _shape(turns: Sequence[Said], own: Sequence[Said], before: Sequence[Said]) -> list[float]:
    count = len(own) + 1
    tokens = sum(turn.tokens for turn in own)
    everything = sum(turn.tokens for turn in turns) or 1
    return [
        sum(turn.asks for turn in own) / count,
        min(1.0, tokens / len(own) / _LONG_TURN),
        tokens / everything,
        float(turns[0].speaker == own[0].speaker),
        min(1.0, log(len(own) + 1) / 4),
        sum(turn.foreign and not turn.known for turn in own) / count,
        sum(turn.foreign for turn in before) / count,
        sum(turn.foreign and turn.known for turn in own) / count,
        sum(turn.tokens <= _FOREIGN_TOKENS for turn in own) / count,
        float(any(turn.foreign for turn in own) and any(turn.known for turn in own)),
        sum(turn.asks for turn in before) / count,
    ]
