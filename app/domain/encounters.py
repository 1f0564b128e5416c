"""Encounters in the emergency room: whom they are about, consent to recording, double entries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Consent = Literal["asked", "given", "refused", "withdrawn"]
"""What the patient, or who speaks for them, said about being recorded; each step is kept."""

AGAINST: Final[frozenset[str]] = frozenset({"refused", "withdrawn"})


@dataclass(frozen=True, slots=True)
class ConsentStep:
    """One thing that was said about consent. by: the user who wrote it down; at: aware UTC."""

    encounter: str
    state: Consent
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Merge:
    """An encounter that was entered twice, and the one that stands for both.

    undone_at: None while it is in force. Only what is shown where follows from it: no row of the
    merged encounter is changed.
    """

    key: int
    encounter: str
    into: str
    reason: str
    at: datetime
    by: str
    undone_at: datetime | None = None
    undone_by: str = ""
