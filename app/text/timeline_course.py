"""Acts that the rules did not hear, told by the words together with the course of a resuscitation.

After a shock somebody goes back on the chest, before a look at the monitor hands come off it, and
who has the charge ready presses. One linear layer weighs the words of an utterance, what happened
last before it and first after it, and what the rules made of it; what it is sure enough of becomes
an event that is marked unsure. Weights are made by `app.bench.timeline_fit`; nothing is learned at
run time.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from app.domain.code_spoken import SpokenKind
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text import timeline_acts as acts
from app.text import timeline_chest as chest
from app.text.timeline_data import Rule
from app.text.timeline_state import Code
from app.text.timeline_words import Hit, Said

KINDS: Final[tuple[SpokenKind, ...]] = ("cpr_start", "cpr_stop", "shock", "pulse_check")
"""Not a pulse that is back: that must have been said."""
SURE: Final[Mapping[Language, float]] = {"en": 0.25, "zh": 0.3}
"""The probability from which an act becomes an event: of missed and false ones as many."""
COURSE: Final[Mapping[Language, int]] = {"en": 2, "zh": 3}
_SHOCKED: Final = acts.SHOCKED | {"ventricular_tachycardia"}
SHOCKED_S: Final = 100.0
TELLING: Final = frozenset({"rhythm", "shock", "pulse_check", "rosc", "death"})
"""What nobody says outside of a resuscitation, as people do say "carry on" and "stop there"."""
KINDS_NEAR: Final = 3
NEAR_S: Final[Mapping[Language, float]] = {"en": 300.0, "zh": 150.0}
"""So many kinds of events of the chest must have been heard so near before a course is told."""
FAR: Final = 30
"""Events so many utterances away tell nothing of what is going on, whatever the time."""
ROUNDS: Final = 5
APART: Final = 3
_CHARGE_S, _ASKED_S = 90.0, 25.0
_OF_COURSE: Final = frozenset({*KINDS, "rhythm", "rosc", "death"})
_OTHERWISE: Final = {"pulse_check": "rosc", "cpr_start": "shock"}
"""What the same words are when they were heard as this: a pulse felt, a button pressed."""
_TOKEN: Final = re.compile(r"\d+|[a-z']+|\?|[㐀-鿿]")
_GAPS: Final = (4.0, 9.0, 20.0, 60.0)
_LENGTHS: Final = (3, 5, 8, 13)
_CYCLE: Final = (15.0, 60.0, 100.0, 140.0, 200.0)
_CHEST: Final = frozenset({"cpr_start", "cpr_stop"})
_SHORT, _STEM = 3, 4

Event = tuple[int, str, float]
"""The utterance of an event, its kind and its time."""
Told = Mapping[int, Sequence[SpokenKind]]
"""Kinds that the course tells of, by utterance."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The state before an utterance. hands: on the chest without a pause since; shockable: a
    rhythm that is shocked was seen and no shock since."""

    hands: bool
    arrest: bool
    rosc: bool
    charged: bool
    asked: bool
    dead: bool
    shockable: bool = False


@lru_cache(maxsize=1 << 14)
def _print(feature: str) -> int:
    return crc32(feature.encode())


@dataclass(frozen=True, slots=True)
class Weights:
    """known: fingerprints of features, rising; weights: a row of each and last the bias, a column
    for each of KINDS."""

    known: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float64]

    def likely(self, features: Iterable[str]) -> npt.NDArray[np.float64]:
        """The probability of each of KINDS."""
        rows = np.array(sorted(set(map(_print, features))), np.uint32)
        at = np.searchsorted(self.known, rows)
        inside = at < len(self.known)
        at = at[inside][self.known[at[inside]] == rows[inside]]
        found: npt.NDArray[np.float64] = self.weights[at].sum(axis=0) + self.weights[-1]
        return 1.0 / (1.0 + np.exp(-found))


Learned = Callable[[Language], Weights | None]


@lru_cache(maxsize=2)
def shipped(language: Language) -> Weights | None:
    """The shipped weights; None where nothing was learned. Raises ResourceError."""
    path = RESOURCES / "timeline" / f"course_{language}.npz"
    return read_weights(path) if path.exists() else None


def read_weights(path: Path, kinds: int = len(KINDS)) -> Weights:
    """kinds: how many columns there are. Raises ResourceError naming the file."""
    bad = ResourceError(f"{path}: not readable weights; install it again")
    try:
        with np.load(path, allow_pickle=False) as arrays:
            known = np.asarray(arrays["known"])
            weights = np.asarray(arrays["weights"], np.float64) * float(arrays["step"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise bad from error
    rising = known.dtype == np.uint32 and bool((known[1:] > known[:-1]).all())
    if not rising or weights.shape != (len(known) + 1, kinds):
        raise bad
    return Weights(known, weights)


def write_weights(made: Weights, path: Path) -> None:
    """The weights in 127 steps of the greatest."""
    step = max(float(np.abs(made.weights).max()), 1e-6) / 127
    small = np.round(made.weights / step).astype(np.int8)
    kept = np.append(np.flatnonzero(small[:-1].any(axis=1)), len(small) - 1)
    with path.open("wb") as file:
        np.savez_compressed(
            file, known=made.known[kept[:-1]], weights=small[kept], step=np.array(step, np.float32)
        )


def moment(code: Code, said: Said) -> Moment:
    at_s = said.utterance.words[0].start_s
    return Moment(
        code.on and not code.paused,
        code.arrest,
        code.rosc,
        code.charged and at_s - code.charged_s <= _CHARGE_S,
        code.asked[0] == "pulse" and at_s - code.asked[2] <= _ASKED_S,
        code.dead,
        said.utterance.language == "en" and _shockable(code, at_s),
    )


def _shockable(code: Code, at_s: float) -> bool:
    for one in reversed(code.events):
        if one.kind == "shock":
            break
        if one.kind == "rhythm":
            return one.details["rhythm"] in _SHOCKED and at_s - one.at_s <= SHOCKED_S
    return False


def happened(code: Code) -> list[Event]:
    """What was heard so far, in order."""
    return sorted((one.said.index, one.kind, one.at_s) for one in code.events)


def missed(
    lines: Sequence[tuple[Said, Sequence[Hit]]],
    moments: Sequence[Moment],
    events: Sequence[Event],
    told: Told,
    weights_of: Learned,
    ask: Collection[int],
) -> list[tuple[int, SpokenKind]]:
    """Utterances (their place in `lines`) and the kind that the course tells of, likeliest first,
    none close to another. ask: the places that are asked about."""
    have = {(index, kind) for index, kind, _ in events}
    found: list[tuple[float, int, SpokenKind]] = []
    for at, ((said, hits), now) in enumerate(zip(lines, moments, strict=True)):
        weights = weights_of(said.utterance.language)
        if at not in ask or now.dead or weights is None or not in_course(said, events):
            continue
        open_kinds = [
            kind
            for kind in KINDS
            if (said.index, kind) not in have
            and kind not in told.get(said.index, ())
            and _possible(kind, now, english=said.utterance.language == "en")
            and (said.index, _OTHERWISE.get(kind, "")) not in have
            and not (kind != "shock" and _voice(said, hits))
        ]
        if open_kinds:
            likely = weights.likely(features(at, lines, hits, now, events))
            sure = SURE[said.utterance.language]
            pairs = [(float(likely[KINDS.index(one)]), one) for one in open_kinds]
            found += [(value, at, one) for value, one in pairs if value >= sure]
    return _apart(sorted(found, reverse=True))


def _voice(said: Said, hits: Iterable[Hit]) -> bool:
    """Whether a defibrillator speaks, in English: it does nothing to the chest itself."""
    english = said.utterance.language == "en"
    return english and any(one.rule.kind == "machine" for one in hits)


def in_course(said: Said, events: Sequence[Event]) -> bool:
    at_s, language = said.utterance.words[0].start_s, said.utterance.language
    near = {
        kind
        for index, kind, event_s in events
        if abs(event_s - at_s) <= NEAR_S[language] and abs(index - said.index) <= FAR
    }
    if language == "en" and (near.isdisjoint(TELLING) or len(near) < KINDS_NEAR):
        return False
    return len(near & _OF_COURSE) >= COURSE[language]


def _apart(found: Sequence[tuple[float, int, SpokenKind]]) -> list[tuple[int, SpokenKind]]:
    kept: list[tuple[int, SpokenKind]] = []
    for _, at, kind in found:
        if all(abs(at - other) > APART for other, _ in kept):
            kept.append((at, kind))
    return kept


def _possible(kind: SpokenKind, now: Moment, *, english: bool = False) -> bool:
    if kind == "cpr_start":
        return not now.hands and not now.rosc
    if kind == "shock":
        return now.charged or now.shockable
    return kind != "cpr_stop" or now.arrest or english  # nobody was heard to begin


def apply(code: Code, said: Said, kind: SpokenKind) -> None:
    """The act as if its words had been heard."""
    before = len(code.events)
    hit = Hit(Rule(kind, "", False, (), ()), "", 0, len(said.text.rstrip(" .,!?;:")), ())
    if kind == "cpr_start":
        chest.start(code, said, hit)
    elif kind == "cpr_stop":
        code.on = True
        chest.stop(code, said, hit)
    elif kind == "pulse_check":
        chest.pulse_call(code, said, hit)
    else:
        acts.shocked(code, said, hit)
    for one in code.events[before:]:
        one.guessed = True


def features(
    at: int,
    lines: Sequence[tuple[Said, Sequence[Hit]]],
    hits: Sequence[Hit],
    now: Moment,
    events: Sequence[Event],
) -> Iterator[str]:
    """Names of what is so about an utterance. events: without those of its own that are asked."""
    said = lines[at][0]
    begins_s = said.utterance.words[0].start_s
    course = [one for one in events if one[1] in _OF_COURSE]
    before = [one for one in course if one[0] < said.index]
    after = [one for one in course if one[0] > said.index]
    last = before[-1] if before else (said.index - 9, "none", begins_s - 999.0)
    next_ = after[0] if after else (said.index + 9, "none", begins_s + 999.0)
    yield from (f"same {kind}" for index, kind, _ in events if index == said.index)
    yield f"last {last[1]}"
    yield f"next {next_[1]}"
    yield f"between {last[1]} {next_[1]}"
    yield f"last {last[1]} {bisect_left(_GAPS, begins_s - last[2])} s"
    yield f"next {next_[1]} {bisect_left(_GAPS, next_[2] - begins_s)} s"
    yield f"last {last[1]} {min(said.index - last[0], 4)}"
    yield f"next {next_[1]} {min(next_[0] - said.index, 4)}"
    if at + 1 < len(lines):
        rest_s = lines[at + 1][0].utterance.words[0].start_s - said.utterance.words[-1].end_s
        yield f"rest {bisect_left(_GAPS, rest_s)}"
    yield f"state {now.hands} {now.arrest} {now.rosc}"
    yield from (f"is {name}" for name in ("charged", "asked") if getattr(now, name))
    yield from {f"rule {one.rule.kind} {bool(one.stopped)}" for one in hits}
    yield f"long {bisect_left(_LENGTHS, len(_tokens(said)) + 1)}"
    yield from words(said)
    state = f"{now.hands} {now.charged} {last[1]}"
    yield from (f"word {one} {state}" for one in set(_tokens(said)))
    if said.utterance.language == "en":
        yield from _of_team(said, lines, now, course)


def _of_team(
    said: Said,
    lines: Sequence[tuple[Said, Sequence[Hit]]],
    now: Moment,
    course: Sequence[Event],
) -> Iterator[str]:
    """Who is spoken to, who speaks, how long hands have been on, and beginnings of words: a name
    that was called to the chest is called off it again."""
    tokens, rare = _tokens(said), _rare(said)
    said_of = {one.index: one for one, _ in lines}
    begins_s = said.utterance.words[0].start_s
    called = {
        kind
        for index, kind, _ in course
        if index != said.index and kind in _CHEST and not rare.isdisjoint(_rare(said_of[index]))
    }
    yield from (f"called {kind} {now.hands} {now.rosc}" for kind in called)
    if tokens and rare:
        yield f"rare {tokens[0] in rare} {tokens[-1] in rare} {now.hands} {len(tokens) <= _SHORT}"
    on_s = max((at_s for index, kind, at_s in course if kind == "cpr_start" and at_s < begins_s),
               default=-999.0)  # fmt: skip
    yield f"shockable {now.shockable} {now.charged}"
    yield f"cycle {now.hands} {bisect_left(_CYCLE, begins_s - on_s)}"
    for index, kind, _ in [one for one in course if one[0] < said.index][-1:]:
        same = said_of[index].utterance.speaker == said.utterance.speaker
        yield f"same speaker {same} {kind} {now.hands}"
    stems = {one[:_STEM] for one in tokens if len(one) > _STEM}
    yield from (f"stem {one}" for one in stems)
    yield from (f"stem {one} {now.hands} {now.charged}" for one in stems)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    path = RESOURCES / "lexicon" / "common_en.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


@lru_cache(maxsize=512)
def _rare_of(text: str) -> frozenset[str]:
    return frozenset(one for one in _TOKEN.findall(text) if one.isalpha() and one not in _common())


def _rare(said: Said) -> frozenset[str]:
    """Words that are not common ones: names, mostly."""
    return _rare_of(said.text)


def words(said: Said) -> Iterator[str]:
    """The part that only the words of an utterance have in it."""
    tokens = _tokens(said)
    yield from (f"word {one}" for one in set(tokens))
    framed = ["^", *tokens, "$"]
    yield from (f"pair {one} {two}" for one, two in pairwise(framed))


def _tokens(said: Said) -> list[str]:
    return ["#" if one.isdigit() else one for one in _TOKEN.findall(said.text)]
