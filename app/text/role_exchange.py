"""Who answers whom, and how: what a speaker's words alone do not show.

Whether somebody asked about "you" tells of themselves or of another, whether somebody ordered says
that it is done, with how many of the room a speaker talks, and when they come and go. Each number
is between 0 and 1 and means the same in every language.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from app.text.role_features import Said

_SHORT: Final = 6  # tokens; an answer of no more hardly does more than confirm


def _tells(turn: Said, *whom: str) -> bool:
    """Says something, and of these persons."""
    return not turn.asks and not turn.mentions.isdisjoint(whom)


def _of_another(turn: Said) -> bool:
    return "third" in turn.mentions and "i" not in turn.mentions


def _ordered(turn: Said) -> bool:
    return "order" in turn.kinds


def _reports(turn: Said) -> bool:
    return "done" in turn.kinds or "number" in turn.mentions


_OWN: Final[Mapping[str, Callable[[Said], bool]]] = {
    "of_me": lambda own: "i" in own.mentions and "third" not in own.mentions,
    "of_another": _of_another,
    "of_both": lambda own: own.mentions >= {"i", "third"},
    "of_nobody": lambda own: own.mentions.isdisjoint(("i", "you", "third")),
    "of_you": lambda own: "you" in own.mentions and "i" not in own.mentions,
}
_AFTER: Final[Mapping[str, Callable[[Said, Said], bool]]] = {
    "asked_you_tells_i": lambda other, own: (
        other.asks and "you" in other.mentions and _tells(own, "i")
    ),
    "asked_you_tells_of_another": lambda other, own: (
        other.asks and "you" in other.mentions and not own.asks and _of_another(own)
    ),
    "asked_of_another_tells": lambda other, own: (
        other.asks and "third" in other.mentions and _tells(own, "third")
    ),
    "asked_asks": lambda other, own: other.asks and own.asks,
    "asked_tells": lambda other, own: other.asks and not own.asks,
    "asked_number": lambda other, own: other.asks and "number" in own.mentions,
    "told_asks": lambda other, own: not other.asks and own.asks,
    "told_of_me_asks": lambda other, own: "i" in other.mentions and own.asks,
    "told_of_another_asks": lambda other, own: _of_another(other) and own.asks,
    "ordered": lambda other, _own: _ordered(other),
    "ordered_short": lambda other, own: _ordered(other) and own.tokens <= _SHORT,
    "ordered_reports": lambda other, own: _ordered(other) and _reports(own),
}
_BEFORE: Final[Mapping[str, Callable[[Said, Said], bool]]] = {
    "asks_told_of_me": lambda own, other: own.asks and _tells(other, "i"),
    "asks_told_of_another": lambda own, other: own.asks and not other.asks and _of_another(other),
    "asks_you_told_of_another": lambda own, other: (
        own.asks and "you" in own.mentions and _of_another(other)
    ),
    "answered_by_order": lambda _own, other: _ordered(other),
    "orders_short": lambda own, other: _ordered(own) and other.tokens <= _SHORT,
    "orders_reported": lambda own, other: _ordered(own) and _reports(other),
}
_PLACE: Final = ("comes", "goes", "stays", "turns", "alone", "partners", "closest")
EXCHANGE: Final = (*_OWN, *_AFTER, *_BEFORE, *_PLACE)


def exchange(turns: Sequence[Said], speaker: str) -> list[float]:
    """A speaker's numbers, in the order of EXCHANGE: shares of their turns, then their place."""
    found: Counter[str] = Counter()
    partners: Counter[str] = Counter()
    own = [turn for turn in turns if turn.speaker == speaker]
    for turn in own:
        found.update(name for name, holds in _OWN.items() if holds(turn))
    for one, two in pairwise(turns):
        if one.speaker != speaker == two.speaker:
            partners[one.speaker] += 1
            found.update(name for name, holds in _AFTER.items() if holds(one, two))
        elif one.speaker == speaker != two.speaker:
            partners[two.speaker] += 1
            found.update(name for name, holds in _BEFORE.items() if holds(one, two))
    rates = [found[name] / (len(own) + 1) for name in (*_OWN, *_AFTER, *_BEFORE)]
    return [*rates, *_place(turns, speaker, partners)]


def _place(turns: Sequence[Said], speaker: str, partners: Mapping[str, int]) -> list[float]:
    """When a speaker comes, goes, for how much of the talk they are there, their share of turns,
    one in how many they are, with what share of the others they talk, and most with one."""
    at = [number for number, turn in enumerate(turns) if turn.speaker == speaker]
    count, room = len(turns), len({turn.speaker for turn in turns})
    return [
        at[0] / count,
        (count - 1 - at[-1]) / count,
        (at[-1] - at[0] + 1) / count,
        len(at) / count,
        1 / room,
        len(partners) / max(1, room - 1),
        max(partners.values(), default=0) / (sum(partners.values()) or 1),
    ]
