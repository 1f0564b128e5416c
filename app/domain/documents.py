"""A note as it leaves for the chart: all that FHIR, HL7 v2, CDA and paper are written from.

One signed act gives one document, and a document never changes. Whoever writes a form reads
nothing else, so every form of a document says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from app.domain.findings import Finding
from app.domain.note_history import Step
from app.domain.result import ModelUsed
from app.domain.signatures import SignatureKind
from app.domain.transcript import Language

DocumentAct = Literal["sign", "cosign", "amendment", "addendum", "error"]
"""What makes a document: a note was signed; a supervisor signed it too; it was corrected; something
was added beside it; it was found to be another patient's."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the store. id: the staff number that signatures name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DocumentPatient:
    """Whom it is about. number: as the hospital counts patients, "" when it is not known.

    sex: `M`, `F` or "". unknown: the name is made up, for somebody whom nobody could name.
    """

    number: str
    name: str
    sex: str = ""
    birth_date: date | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """The encounter. id: the visit number."""

    id: str
    department: str = ""
    place: str = ""
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A section by key, with its LOINC code ("" where it has none) and its sentences in order.

    The key of what fits no section is `note_versions.UNPLACED`.
    """

    key: str
    code: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConfirmedFinding:
    """A finding that a person confirmed one by one: only these leave as values.

    number: its place among the result's findings. value: what the person confirmed, as text.
    section: key of the section whose sentence cites its utterance; "" for none.
    """

    number: int
    finding: Finding
    value: str
    by: Person
    at: datetime
    section: str = ""


@dataclass(frozen=True, slots=True)
class DocumentSignature:
    """Who signed the version. public: a JWK as JSON; jws: detached, over `content`."""

    kind: SignatureKind
    by: Person
    at: datetime
    public: str
    jws: str


@dataclass(frozen=True, slots=True)
class DocumentId:
    """Which document: a note's version, which an addendum has of its own."""

    note_id: str
    version: int


@dataclass(frozen=True, slots=True)
class ClinicalDocument:
    """One document. Times are aware; they keep the zone of the workstation they were written at.

    at: of the act that made it. parent: the document that it is added to, replaces or retracts.
    reason: why it was corrected or retracted. late: a resuscitation's record that came too late.
    content_sha256: of the version's signed bytes (`note_versions.content`), hexadecimal, like
    recording_sha256. models: by part, as in `JobResult`. software: our version. transcript: who
    said what, for sites that want it; it is sent as a document of its own, no part of this one.
    history, names: what was changed until it was signed, and the people in that by id, for paper.
    beside: an addendum, or what takes one back: it has a number of its own.
    """

    id: DocumentId
    act: DocumentAct
    language: Language
    template: str
    profile: str
    patient: DocumentPatient
    visit: Visit
    author: Person
    at: datetime
    recorded_at: datetime
    recording_id: str
    recording_sha256: str
    content_sha256: str
    software: str
    sections: tuple[DocumentSection, ...] = ()
    confirmed: tuple[ConfirmedFinding, ...] = ()
    signatures: tuple[DocumentSignature, ...] = ()
    models: Mapping[str, ModelUsed] = field(default_factory=dict)
    parent: DocumentId | None = None
    reason: str = ""
    late: bool = False
    transcript: str = ""
    beside: bool = False
    history: tuple[Step, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """Who sends. name: of the hospital; identifiers: a URI under which its numbers are unique."""

    name: str
    identifiers: str
