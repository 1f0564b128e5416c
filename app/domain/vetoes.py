"""Corrections that somebody does not want again."""

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from app.domain.findings import Correction

VetoScope = Literal["note", "user", "site"]
"""Where it is not wanted: in one note, by one user, by anybody on this site."""

Where = Literal["note", "section", "user"]
"""What its author says alone: in this note, in one section of theirs, in all of theirs."""

Pair = tuple[str, str]
"""What was heard and what would be written for it, in the letters of `pair`; or the same in one
section of a note alone, as `placed` has it."""
Pairs = frozenset[Pair]
NO_PAIRS: Final[Pairs] = frozenset()
_IN: Final = "\t"
ANYTHING: Final = ""
"""Heard words of a veto that holds whatever was heard."""


class Said(Protocol):
    """A sentence of a note, or of a version of one."""

    @property
    def text(self) -> str: ...

    @property
    def utterances(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Veto:
    """key: names it when it is to end. by: who said so; ended_at: None while it holds.

    section: the key of the only one where it holds, department: whose users it is for; "" for all.
    """

    key: int
    heard: str
    written: str
    scope: VetoScope
    at: datetime
    by: str
    ended_at: datetime | None = None
    section: str = ""
    department: str = ""


def pair(heard: str, written: str) -> Pair:
    """Case, width, spaces and the marks at the ends make no difference."""
    return _plain(heard), _plain(written)


def term(written: str) -> Pair:
    """Never this term, whatever was heard."""
    return pair(ANYTHING, written)


def forbidden(unwanted: Pairs, heard: str, written: str) -> bool:
    """Whether somebody does not want heard words to be written so, or this to be written at all."""
    return bool(unwanted) and not unwanted.isdisjoint({pair(heard, written), term(written)})


def placed(section: str, words: Pair) -> Pair:
    """For one section of a note, by its key: nothing that is heard has a tab in it."""
    return f"{section}{_IN}{words[0]}", words[1]


def in_section(unwanted: Pairs, section: str) -> Pairs:
    """What is unwanted in one section alone, as it is heard."""
    key = f"{section}{_IN}"
    return frozenset(
        (heard.removeprefix(key), written) for heard, written in unwanted if heard.startswith(key)
    )


def has(sentence: Said, one: Correction, alike: Callable[[str], str]) -> bool:
    """Whether a sentence says what a correction is of. alike: the same for either script."""
    text = alike(sentence.text).casefold()
    return one.utterance in sentence.utterances and any(
        alike(words).casefold() in text for words in (one.text, one.heard)
    )


def sha256(pairs: Pairs) -> str:
    """Which pairs they were, without their words."""
    spelled = "\n".join("\t".join(one) for one in sorted(pairs))
    return hashlib.sha256(spelled.encode()).hexdigest()


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).strip(" .,;:?!，。；：？！、")
