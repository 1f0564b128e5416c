"""Drugs that a text names, by the names of resources/doses/drugs.tsv; the longest name counts."""

import re
from functools import lru_cache
from typing import Final

from app.text.doses import drug_names

_STARTS: Final = re.compile(r"(?<![a-z])[\x00-\x7f]|[^\x00-\x7f]")
"""Where a name may start in a text in small letters: not within an English word."""

Named = tuple[int, int, str]
"""Characters start..end (end excluded) of a text that name a drug, and which."""


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[tuple[str, str], ...]]:
    """Names with their drugs by their first two characters, longest first."""
    by_start: dict[str, list[tuple[str, str]]] = {}
    for name, drug in drug_names():
        by_start.setdefault(name[:2], []).append((name, drug))
    return {start: tuple(pairs) for start, pairs in by_start.items()}


@lru_cache(maxsize=64)
def drugs_named(text: str) -> tuple[Named, ...]:
    """Every drug that is named, in order."""
    lowered, names = text.lower(), _names()
    found: list[Named] = []
    end = 0
    for start in _STARTS.finditer(lowered):
        at = start.start()
        candidates = names.get(lowered[at : at + 2])
        if candidates is None or at < end:
            continue
        for name, drug in candidates:
            if lowered.startswith(name, at) and not _goes_on(lowered, at + len(name), name):
                found.append((at, at + len(name), drug))
                end = at + len(name)
                break
    return tuple(found)


def _goes_on(text: str, end: int, name: str) -> bool:
    """True when an English name is only the beginning of the word there."""
    after = text[end : end + 1]
    return name.isascii() and after.isascii() and after.isalpha()
