"""Encounters in the emergency room: whom they are about, consent to recording, double entries."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from app.domain.arrivals import Differing

Consent = Literal["asked", "given", "refused", "withdrawn"]
"""What the patient, or who speaks for them, said about being recorded; each step is kept."""
Standing = Literal["recording", "unsaved", "draft", "empty", "signed"]
"""How far an encounter is: it is recorded now, a recording has no note yet, a draft waits for its
signature, nothing was recorded, all is signed."""
MergeReason = Literal["twice", "identified", "other"]
"""Why two encounters are one: entered twice, or somebody unknown was found to be known."""

CONSENTS: Final[tuple[Consent, ...]] = ("asked", "given", "refused", "withdrawn")
AGAINST: Final[frozenset[str]] = frozenset({"refused", "withdrawn"})
MERGE_REASONS: Final[tuple[MergeReason, ...]] = ("twice", "identified", "other")
UNKNOWN: Final = "Unknown"
"""How the made-up name of somebody begins whom nobody can name; a number or an id follows."""


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


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note of an encounter. encounter: under which it was made; state: where it stands, in words;
    signed: by its author at least."""

    id: str
    encounter: str
    saved_at: datetime
    state: str
    signed: bool


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """A recording of an encounter. consent: what had been said when it began; "" for nothing."""

    id: str
    encounter: str
    started_at: datetime
    state: str
    consent: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of an encounter beside its notes' texts.

    at: arrival, or when it was first named. unknown: the name is made up. consent: the last step.
    merged: the encounters that it stands for too; into: the one that stands for it, or "".
    sealed: a copy of the record was sealed, and nothing of it may move. birth_date: `1962-01-02`.
    differs: what the hospital's system says otherwise of this visit, or of the patient's number.
    """

    encounter: str
    at: datetime
    name: str = ""
    patient: str = ""
    place: str = ""
    age: str = ""
    sex: str = ""
    department: str = ""
    unknown: bool = False
    consent: ConsentStep | None = None
    consent_by: str = ""
    notes: tuple[NoteLine, ...] = ()
    recordings: tuple[RecordingLine, ...] = ()
    merged: tuple[str, ...] = ()
    into: str = ""
    sealed: bool = False
    birth_date: str = ""
    differs: tuple[Differing, ...] = ()

    @property
    def foreign(self) -> bool:
        """Whether the hospital's system has this visit number for another patient."""
        return any(one.foreign for one in self.differs)

    @property
    def recording(self) -> bool:
        """Whether it is recorded now."""
        return any(one.state == "recording" for one in self.recordings)

    @property
    def signed(self) -> bool:
        """Whether a note of it has been signed."""
        return any(one.signed for one in self.notes)


def recorded_first(at: datetime, *, sandbox: bool = False) -> str:
    """An id for an encounter of which only the recording is begun yet; nobody else makes the same.

    Who it is about is said later, or it is merged into the encounter that it belongs to.
    """
    kind = "SANDBOX-" if sandbox else "E"
    return f"{kind}{at.astimezone():%Y%m%d-R%H%M%S}-{secrets.token_hex(2)}"


def merge_refusal(away: Card, kept: Card) -> str:
    """Why `away` may not be shown under `kept` from now on; "" when it may.

    A signed note names its encounter, and may have left the house under it: so the encounter that
    it names is the one to be kept. Two patient numbers are two patients until one is corrected.
    """
    refusals = (
        (
            away.encounter.casefold() == kept.encounter.casefold(),
            "these are the same encounter; choose another one",
        ),
        (away.into or kept.into, "one of them is merged already; undo that first"),
        (away.merged, "others were merged into this one; merge the other way round"),
        (
            away.recording or kept.recording,
            "one of them is being recorded; stop the recording first",
        ),
        (away.sealed or kept.sealed, "one of them is sealed; nothing of a sealed record moves"),
        (
            away.patient and kept.patient and away.patient.casefold() != kept.patient.casefold(),
            "they have two different patient numbers; correct the wrong one first",
        ),
        (
            away.signed and kept.signed,
            "both have signed notes; mark the wrong note as entered in error instead",
        ),
        (
            away.signed,
            "a signed note names this encounter; keep it, and merge the other one into it",
        ),
    )
    return next((sentence for holds, sentence in refusals if holds), "")
