"""A resuscitation read from its marked events: clocks while it goes on, intervals afterwards.

Times are seconds on one clock that never jumps. What is counted follows the uniform way of
reporting in-hospital resuscitation (Utstein, doi:10.1161/CIR.0000000000000710); two minutes are
the cycle of the guidelines (doi:10.1161/CIR.0000000000000916). Nothing here advises: it tells how
long ago something was marked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

CYCLE_S: Final = 120.0
SOON_S: Final = 10.0
"""How long before the end of a cycle it is told that the end is near."""
SAME_CHECK_S: Final = 30.0
"""A rhythm and the shock that follows it so soon belong to one change of cycles."""
ADRENALINE_FROM_S: Final = 180.0
ADRENALINE_TO_S: Final = 300.0
"""The interval that the guidelines name for adrenaline: three to five minutes."""

_BEGINS_CYCLE: Final = frozenset({"cpr_start", "rhythm", "shock"})
_ENDS: Final = frozenset({"rosc", "death"})


@dataclass(frozen=True, slots=True)
class Marked:
    """A kind of event and when it was."""

    kind: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the big digits show. cycle_s: since this cycle began, None while there is none.

    adrenaline_s: since the last dose, None before the first. ended: by which kind, "" while the
    resuscitation goes on; elapsed_s then stands still.
    """

    elapsed_s: float = 0.0
    cycle: int = 0
    cycle_s: float | None = None
    compressions: bool = False
    adrenaline_s: float | None = None
    doses: int = 0
    shocks: int = 0
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds from the first event, None for what was not marked.

    adrenaline_s: mean time between doses. compressions: part of the time until the end during
    which compressions were marked as going on, 0 to 1.
    """

    first_compression_s: float | None
    first_shock_s: float | None
    first_adrenaline_s: float | None
    adrenaline_s: float | None
    rosc_s: float | None
    death_s: float | None
    compressions: float | None


def clocks(marks: Iterable[Marked], now_s: float) -> Clocks:
    """Where a resuscitation stands. After an event that ends it, a later start goes on with it."""
    ordered = _ordered(marks)
    if not ordered:
        return Clocks()
    cycle, began_s, ended, until_s = 0, None, "", now_s
    for one in ordered:
        if one.kind in _ENDS:
            began_s, ended, until_s = None, one.kind, one.at_s
        elif one.kind in _BEGINS_CYCLE:
            if began_s is None or one.at_s - began_s > SAME_CHECK_S:
                cycle += 1
            began_s, ended, until_s = one.at_s, "", now_s
    doses = [one.at_s for one in ordered if one.kind == "adrenaline"]
    return Clocks(
        max(0.0, until_s - ordered[0].at_s),
        cycle,
        None if began_s is None else max(0.0, now_s - began_s),
        not ended and _last(ordered, {"cpr_start", "cpr_stop"}) == "cpr_start",
        max(0.0, now_s - doses[-1]) if doses else None,
        len(doses),
        sum(one.kind == "shock" for one in ordered),
        ended,
    )


def intervals(marks: Iterable[Marked], now_s: float) -> Intervals:
    """What a report of a resuscitation gives; now_s counts while it has not ended."""
    ordered = _ordered(marks)
    start_s = ordered[0].at_s if ordered else now_s
    ends = [one.at_s for one in ordered if one.kind in _ENDS]
    end_s = ends[-1] if ends else now_s
    doses = [one.at_s for one in ordered if one.kind == "adrenaline"]
    return Intervals(
        _first(ordered, "cpr_start", start_s),
        _first(ordered, "shock", start_s),
        _first(ordered, "adrenaline", start_s),
        (doses[-1] - doses[0]) / (len(doses) - 1) if len(doses) > 1 else None,
        _first(ordered, "rosc", start_s),
        _first(ordered, "death", start_s),
        _part_with_compressions(ordered, start_s, end_s),
    )


def _ordered(marks: Iterable[Marked]) -> list[Marked]:
    return sorted(marks, key=lambda one: one.at_s)


def _first(marks: Sequence[Marked], kind: str, start_s: float) -> float | None:
    return next((one.at_s - start_s for one in marks if one.kind == kind), None)


def _last(marks: Sequence[Marked], kinds: set[str]) -> str:
    return next((one.kind for one in reversed(marks) if one.kind in kinds), "")


def _part_with_compressions(marks: Sequence[Marked], start_s: float, end_s: float) -> float | None:
    changes = [one for one in marks if one.kind in {"cpr_start", "cpr_stop"} | _ENDS]
    if not any(one.kind == "cpr_start" for one in changes) or end_s <= start_s:
        return None
    spans = pairwise([*changes, Marked("", max(end_s, changes[-1].at_s))])
    going_s = sum(after.at_s - one.at_s for one, after in spans if one.kind == "cpr_start")
    return min(1.0, going_s / (end_s - start_s))


@dataclass(frozen=True, slots=True)
class Pause:
    """Hands off the chest between two marks, in seconds on the clock of the marks."""

    start_s: float
    length_s: float


def pauses(marks: Iterable[Marked], now_s: float) -> tuple[Pause, ...]:
    """Every stretch from a stop of compressions to the next start, or to a pulse or a death.

    One that nothing ends lasts until now_s.
    """
    found: list[Pause] = []
    since_s: float | None = None
    for one in _ordered(marks):
        if one.kind == "cpr_stop" and since_s is None:
            since_s = one.at_s
        elif since_s is not None and one.kind in {"cpr_start"} | _ENDS:
            found.append(Pause(since_s, one.at_s - since_s))
            since_s = None
    if since_s is not None:
        found.append(Pause(since_s, max(0.0, now_s - since_s)))
    return tuple(found)
