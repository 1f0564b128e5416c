"""A place of the body with its side, as a text names it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Characters start..end of a text that name a side and a place. group: of places alike."""

    side: str
    group: int
    start: int
    end: int
    text: str
