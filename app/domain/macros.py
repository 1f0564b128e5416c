"""Texts that are put in at once, with [slots] that somebody fills."""

import re
from dataclasses import dataclass
from typing import Final

from app.domain.transcript import Language

LONGEST_NAME: Final = 60
LONGEST_TEXT: Final = 2_000
_SLOT: Final = re.compile(r"\[[^\[\]\n]{1,60}\]")


@dataclass(frozen=True, slots=True)
class Macro:
    """A text under a name. id: "" for one that comes with the program."""

    id: str
    name: str
    language: Language
    text: str


def slots(text: str) -> tuple[tuple[int, int], ...]:
    """Where the unfilled slots of a text are, brackets included, the end excluded."""
    return tuple(found.span() for found in _SLOT.finditer(text))


def next_slot(text: str, position: int) -> tuple[int, int] | None:
    """The first unfilled slot from a position on, or from the beginning; None when all are."""
    found = slots(text)
    return next((one for one in found if one[0] >= position), found[0] if found else None)


def last_slot(text: str, position: int) -> tuple[int, int] | None:
    """The last unfilled slot that ends before a position, or the last of all."""
    found = slots(text)
    return next((one for one in reversed(found) if one[1] < position), found[-1] if found else None)
