"""Corrections that somebody does not want again."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

VetoScope = Literal["note", "user", "site"]
"""Where it is not wanted: in one note, by one user, by anybody on this site."""

Pair = tuple[str, str]
"""What was heard and what would be written for it, in the letters of `pair`."""
Pairs = frozenset[Pair]
NO_PAIRS: Final[Pairs] = frozenset()
ANYTHING: Final = ""
"""Heard words of a veto that holds whatever was heard."""


@dataclass(frozen=True, slots=True)
class Veto:
    """key: names it when it is to end. by: who said so; ended_at: None while it holds."""

    key: int
    heard: str
    written: str
    scope: VetoScope
    at: datetime
    by: str
    ended_at: datetime | None = None


def pair(heard: str, written: str) -> Pair:
    """Case, width, spaces and the marks at the ends make no difference."""
    return _plain(heard), _plain(written)


def term(written: str) -> Pair:
    """Never this term, whatever was heard."""
    return pair(ANYTHING, written)


def forbidden(unwanted: Pairs, heard: str, written: str) -> bool:
    """Whether somebody does not want heard words to be written so, or this to be written at all."""
    return bool(unwanted) and not unwanted.isdisjoint({pair(heard, written), term(written)})


def sha256(pairs: Pairs) -> str:
    """Which pairs they were, without their words."""
    spelled = "\n".join("\t".join(one) for one in sorted(pairs))
    return hashlib.sha256(spelled.encode()).hexdigest()


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).strip(" .,;:?!，。；：？！、")
