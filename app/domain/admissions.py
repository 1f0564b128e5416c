"""Who is in the emergency room, as other systems say: found by a search, or told by a message."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

AdmissionSource = Literal["fhir", "hl7", "worklist", "wristband"]
"""Who said it: a FHIR server, an HL7 v2 sender, a CSV file, a barcode."""
AdmissionKind = Literal["admitted", "updated", "left", "merged"]
"""HL7 v2 ADT^A01 and A04, A08, A03, A40."""
MOST_FOUND: Final = 50
"""So many are shown of one search; who gets more asks more narrowly."""

_PARTIAL_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Admission:
    """A patient and the visit, "" or None for what was not said.

    visit: the visit number, "" where only the patient is known. sex: `M`, `F` or "". birth_date:
    `1962-01-02`, or as much of it as is known (`1962`, `1962-01`). arrived_at: aware.
    """

    visit: str
    patient_number: str
    name: str
    sex: str = ""
    birth_date: str = ""
    department: str = ""
    place: str = ""
    arrived_at: datetime | None = None
    source: AdmissionSource = "fhir"


@dataclass(frozen=True, slots=True)
class AdmissionEvent:
    """Something that happened to a visit or a patient.

    id: the sender's, the same when it is told again. at: when it happened, aware. gone: the patient
    number that is no longer used after a merge; the admission has the one that is kept.
    """

    kind: AdmissionKind
    id: str
    at: datetime
    admission: Admission
    gone: str = ""


@dataclass(frozen=True, slots=True)
class PatientSearch:
    """What a search asks; every part that is given narrows it. birth_date may be partial."""

    name: str = ""
    patient_number: str = ""
    birth_date: str = ""
    visit: str = ""

    @property
    def empty(self) -> bool:
        """Nothing is asked: that would be everybody, and is refused."""
        return not any(
            part.strip() for part in (self.name, self.patient_number, self.birth_date, self.visit)
        )


@dataclass(frozen=True, slots=True)
class PatientsFound:
    """What a search found, at most MOST_FOUND. skipped: entries that could not be read; more:
    there are others, who are not among them."""

    admissions: tuple[Admission, ...] = ()
    skipped: int = 0
    more: bool = False


def is_partial_date(text: str) -> bool:
    """Whether it is a day, a month or a year of the calendar: `1962-01-02`, `1962-01`, `1962`."""
    if not _PARTIAL_DATE.fullmatch(text):
        return False
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
