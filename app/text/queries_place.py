"""A place of the body with its side, as a text names it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.domain.transcript import Language
from app.text.queries_found import compiled, table


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


@lru_cache(maxsize=2)
def groups_of(language: Language) -> tuple[re.Pattern[str], ...]:
    """The names of places, one pattern a group."""
    edge = r"\b" if language == "en" else ""
    groups = table("sides")[language]["places"]
    return tuple(compiled(f"{edge}(?:{one}){edge}") for one in groups)
