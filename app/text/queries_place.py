"""A place of the body with its side, as a text names it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Characters start..end of a text that name a side and a place. group: of places alike; how:
    "said" with its place, "alone" (the place stands before), or the "other" side than one told."""

    side: str
    group: int
    start: int
    end: int
    text: str
    how: str = "said"
