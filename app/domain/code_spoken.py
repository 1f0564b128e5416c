"""What a resuscitation's words say was done, and how it meets what was marked by key.

A spoken and a marked event of one kind within SAME_S are one event with two sources. Nothing is
completed: a dose, a unit or an energy is there only when it was said or typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from app.domain.code_events import CodeEvent

SpokenKind = Literal[
    "cpr_start",
    "cpr_stop",
    "rhythm",
    "shock",
    "drug",
    "airway",
    "access",
    "pulse_check",
    "rosc",
    "death",
]
Certainty = Literal["sure", "unsure"]
SAME_S: Final = 30.0
_OWN_KINDS: Final = {"adrenaline": "epinephrine", "amiodarone": "amiodarone"}
"""Drugs that have a key of their own."""
_WRITTEN: Final[dict[str, tuple[str, ...]]] = {
    "shock": ("joules",),
    "rhythm": ("rhythm",),
    "airway": ("airway",),
    "access": ("access",),
    "drug": ("drug", "dose", "unit", "route"),
}


@dataclass(frozen=True, slots=True)
class SpokenEvent:
    """One event that was said. at_s: where its words begin, seconds from the recording's start.

    first, last: its heard words. details: joules, rhythm, airway, access; drug, dose, unit, route.
    certainty: unsure when words of it were heard unclearly, or when not they alone tell of it but
    what was done before and after.
    """

    kind: SpokenKind
    at_s: float
    utterance: str
    first: int
    last: int
    heard: str
    certainty: Certainty = "sure"
    details: dict[str, str] = field(default_factory=dict)

    @property
    def value(self) -> str:
        """Its details in a line: "epinephrine 1 mg io", "200 J"."""
        found = [self.details[one] for one in _WRITTEN.get(self.kind, ()) if one in self.details]
        text = " ".join(found)
        return f"{text} J" if self.kind == "shock" and text else text


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event of the log. at_s: where it was said, else where it was marked.

    said, marked: the sources there are; at least one.
    """

    kind: str
    at_s: float
    said: SpokenEvent | None = None
    marked: CodeEvent | None = None

    @property
    def drug(self) -> str:
        """The medicine by its generic name, "" for other events and for one not named."""
        if self.said is not None:
            return self.said.details.get("drug", "")
        return _OWN_KINDS.get(self.marked.kind, "") if self.marked is not None else ""

    @property
    def values(self) -> tuple[str, ...]:
        """What was said of it, and what was noted when it was marked, where there is something."""
        said = self.said.value if self.said is not None else ""
        marked = self.marked.value if self.marked is not None else ""
        return said, marked


def merged(said: Sequence[SpokenEvent], marked: Iterable[CodeEvent]) -> tuple[LogLine, ...]:
    """Both sources as one log in order. What was taken back or has no place in the recording is
    left out; of several pairs the nearest in time are one."""
    standing = [one for one in marked if one.taken_back_at is None and one.at_s is not None]
    pairs = sorted(
        (abs(key.at_s - spoken.at_s), at, place)
        for at, spoken in enumerate(said)
        for place, key in enumerate(standing)
        if key.at_s is not None and _same(spoken, key) and abs(key.at_s - spoken.at_s) <= SAME_S
    )
    taken: dict[int, int] = {}
    for _, at, place in pairs:
        if at not in taken and place not in taken.values():
            taken[at] = place
    lines = [
        LogLine(one.kind, one.at_s, one, standing[taken[at]] if at in taken else None)
        for at, one in enumerate(said)
    ]
    lines += [
        LogLine(_kind(key), key.at_s, None, key)
        for place, key in enumerate(standing)
        if place not in taken.values() and key.at_s is not None
    ]
    return tuple(sorted(lines, key=lambda one: one.at_s))


def as_marked(said: SpokenEvent) -> tuple[str, str] | None:
    """The key and the value that would mark what was said; None for what has no key of its own."""
    kinds = {drug: kind for kind, drug in _OWN_KINDS.items()}
    if said.kind == "pulse_check":
        return None
    if said.kind != "drug" or said.details.get("drug") not in kinds:
        return said.kind, said.value
    details = (said.details.get(one, "") for one in ("dose", "unit", "route"))
    return kinds[said.details["drug"]], " ".join(filter(None, details))


def differing(line: LogLine) -> bool:
    """Whether what was said and what was typed have different numbers: somebody must look."""
    said, marked = (set(_numbers(one)) for one in line.values)
    return bool(said and marked and said != marked)


def _same(spoken: SpokenEvent, key: CodeEvent) -> bool:
    if spoken.kind != _kind(key):
        return False
    named = _OWN_KINDS.get(key.kind)
    if spoken.kind == "drug" and named is not None:
        return spoken.details.get("drug") == named
    return spoken.kind != "drug" or spoken.details.get("drug") not in _OWN_KINDS.values()


def _kind(key: CodeEvent) -> str:
    return "drug" if key.kind in _OWN_KINDS else key.kind


def _numbers(text: str) -> Iterator[str]:
    for word in text.replace("J", " ").split():
        if word.replace(".", "", 1).isdigit():
            yield word
