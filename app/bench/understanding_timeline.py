"""How well the code log of spoken words is: events, their details and their times, on case files.

A case is one JSON line, or a recording in a writer's .txt, as tests/data/timeline/README.md
describes it. An event is right when one of its kind is in the same utterance, or within NEAR_S and
none of its kind between; each counts once.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from app.bench import timeline_text
from app.bench.evaluation import Figure
from app.bench.scoring import Interval, Tally, language_of, pooled, share
from app.domain.code_spoken import SpokenEvent
from app.domain.errors import ResourceError
from app.domain.transcript import Language, Transcript, Utterance
from app.text import timeline_done as done
from app.text.timeline import spoken_events
from app.text.timeline_course import Learned, shipped
from app.text.tokens import tokenize

NEAR_S: Final = 10.0
RIGHT_TIME_S: Final = 2.0
_SEED: Final = 7
_MODEL: Final = "timeline rules"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An event of a case. at_s: where its phrase begins, from its place in the utterance."""

    kind: str
    utterance: int
    at_s: float
    phrase: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    language: Language
    transcript: Transcript
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case beside what was found: pairs that match, what was missed and what is false."""

    case: Case
    right: tuple[tuple[Wanted, SpokenEvent], ...]
    missed: tuple[Wanted, ...]
    false: tuple[SpokenEvent, ...]

    @property
    def f1(self) -> Tally:
        hits = 2.0 * len(self.right)
        return Tally(hits, hits + len(self.missed) + len(self.false))


def cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file. Raises ResourceError naming it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        if path.suffix == ".txt":
            return tuple(_case(row) for row in timeline_text.rows(lines))
        return tuple(_case(json.loads(line)) for line in lines if line.strip())
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise ResourceError(f"{path}: not a file of timelines; see its README") from error


def outcome(case: Case, weights_of: Learned = shipped, done_of: Learned = done.shipped) -> Outcome:
    """Read a case and match what was found with what was wanted. weights_of, done_of: learned."""
    found = list(spoken_events(case.transcript, weights_of=weights_of, done_of=done_of))
    order = {one.id: at for at, one in enumerate(case.transcript.utterances)}
    pairs: dict[int, SpokenEvent] = {}
    for strict in (True, False):
        for at, wanted in enumerate(case.wanted):
            if at in pairs:
                continue
            left = [one for one in found if one.kind == wanted.kind and one not in pairs.values()]
            fit = [one for one in left if _fits(wanted, one, order, strict, case)]
            if fit:
                pairs[at] = min(fit, key=lambda one: abs(one.at_s - wanted.at_s))
    taken = list(pairs.values())
    return Outcome(
        case,
        tuple((case.wanted[at], pairs[at]) for at in sorted(pairs)),
        tuple(one for at, one in enumerate(case.wanted) if at not in pairs),
        tuple(one for one in found if one not in taken),
    )


def figures(paths: Sequence[Path]) -> Iterator[Figure]:
    """F1, recall, precision, details and times of each file, with 95 % intervals."""
    for path in paths:
        outcomes = [outcome(one) for one in cases(path)]
        right = sum(len(one.right) for one in outcomes)
        missed = sum(len(one.missed) for one in outcomes)
        false = sum(len(one.false) for one in outcomes)
        name = path.stem
        if not right:
            continue
        f1 = pooled([one.f1 for one in outcomes], _SEED)
        yield _figure(name, right + missed, "event F1", f1, ">= 90")
        yield _figure(name, right + missed, "events found", share(right, right + missed), "")
        yield _figure(name, right + false, "found events right", share(right, right + false), "")
        pairs = [pair for one in outcomes for pair in one.right]
        keyed = [pair for pair in pairs if pair[0].details or pair[1].details]
        exact = sum(dict(wanted.details) == dict(got.details) for wanted, got in keyed)
        if keyed:
            yield _figure(name, len(keyed), "details exact", share(exact, len(keyed)), ">= 90")
        soon = sum(abs(got.at_s - wanted.at_s) <= RIGHT_TIME_S for wanted, got in pairs)
        yield _figure(name, len(pairs), "within 2 s", share(soon, len(pairs)), ">= 95")


def kinds(paths: Sequence[Path]) -> Iterator[tuple[str, int, int, int]]:
    """By kind of event: how many there are, were found, and are false."""
    wanted, found, false = Counter[str](), Counter[str](), Counter[str]()
    for path in paths:
        for case in cases(path):
            one = outcome(case)
            wanted.update(event.kind for event in case.wanted)
            found.update(event.kind for event, _ in one.right)
            false.update(event.kind for event in one.false)
    for kind in sorted(wanted.keys() | false.keys()):
        yield kind, wanted[kind], found[kind], false[kind]


def _figure(name: str, count: int, measure: str, value: Interval, goal: str) -> Figure:
    return Figure(_MODEL, name, count, measure, value.value, value.low, value.high, goal=goal)


def _fits(
    wanted: Wanted, one: SpokenEvent, order: Mapping[str, int], strict: bool, case: Case
) -> bool:
    if order[one.utterance] == wanted.utterance:
        return True
    if strict or abs(one.at_s - wanted.at_s) > NEAR_S:
        return False
    low, high = sorted((one.at_s, wanted.at_s))
    return not any(low < other.at_s < high for other in case.wanted if other.kind == wanted.kind)


def _case(row: Mapping[str, Any]) -> Case:
    language = language_of("".join(one["text"] for one in row["utterances"]))
    said = tuple(_utterance(at, one, language) for at, one in enumerate(row["utterances"]))
    wanted = tuple(_wanted(one, row["utterances"]) for one in row["events"])
    return Case(row["id"], language, Transcript(said), wanted)


def _utterance(at: int, row: Mapping[str, Any], language: Language) -> Utterance:
    """Words spread over the utterance by their length."""
    words = tokenize(row["text"])
    whole = sum(len(word.text) for word in words)
    start_s, length_s = float(row["start_s"]), float(row["end_s"]) - float(row["start_s"])
    timed, before = [], 0
    for word in words:
        after = before + len(word.text)
        timed.append(
            replace(
                word,
                start_s=start_s + length_s * before / whole,
                end_s=start_s + length_s * after / whole,
            )
        )
        before = after
    return Utterance(f"u{at + 1}", row["speaker"], language, tuple(timed), text=row["text"])


def _wanted(row: Mapping[str, Any], utterances: Sequence[Mapping[str, Any]]) -> Wanted:
    one = utterances[row["utterance"]]
    text, phrase = str(one["text"]), str(row["phrase"])
    part = max(0, text.find(phrase)) / max(1, len(text))
    at_s = float(one["start_s"]) + part * (float(one["end_s"]) - float(one["start_s"]))
    details = {key: str(value) for key, value in row["detail"].items()}
    return Wanted(row["kind"], row["utterance"], at_s, phrase, details)
