"""Gathers a signed note into the document that leaves: all of it out of the store, at one moment.

A document says what its version said when it was signed; who it is about is said as it is known
when it is gathered, and so under the encounter that stands for a merged one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from app import __version__
from app.domain.documents import (
    ClinicalDocument,
    ConfirmedFinding,
    DocumentAct,
    DocumentId,
    DocumentPatient,
    DocumentSection,
    DocumentSignature,
    Person,
    Visit,
)
from app.domain.errors import UnwritableError
from app.domain.note_chips import REOPENED
from app.domain.note_doubts import dictated, subject_finding
from app.domain.note_history import Step, history
from app.domain.note_state import NoteState
from app.domain.note_versions import (
    UNPLACED,
    Confirmation,
    NoteBody,
    NoteVersion,
    content,
    sha256,
)
from app.domain.result import JobResult
from app.domain.signatures import Signature
from app.export.transcripts import to_txt
from app.services.review import saying
from app.store import merges, notes
from app.store.database import Transaction
from app.store.note_signatures import keys_named, signatures
from app.store.note_standing import marks
from app.store.patients import patient_of
from app.store.people import names_of
from app.store.results import load_result

_VALUE = "value:"


@dataclass(frozen=True, slots=True)
class Leaving:
    """A version of a note that leaves, by which act, and the version that it builds on."""

    version: NoteVersion
    act: DocumentAct
    parent: int | None = None

    @property
    def key(self) -> str:
        """What the document is called everywhere."""
        return f"{self.version.note_id}.{self.version.version}.{self.act}"


def leaving(
    versions: Sequence[NoteVersion], cosigned: Collection[int], without: Collection[int] = ()
) -> tuple[Leaving, ...]:
    """The versions that are signed by all who must sign them, in their order.

    A trainee's text leaves once it is co-signed; one that was amended before that never does, and
    then the amendment is the first. without: versions that cannot leave, so that nothing builds on
    them.
    """
    found = []
    text: int | None = None
    for one in versions:
        whole = not one.needs_cosign or one.version in cosigned
        if one.kind == "draft" or not whole or one.version in without:
            continue
        if one.kind != "addendum":
            found.append(Leaving(one, "sign" if text is None else "amendment", text))
            text = one.version
        elif text is not None:
            found.append(Leaving(one, "addendum", text))
    return tuple(found)


def retracted(versions: Sequence[NoteVersion], sent: Collection[int]) -> tuple[Leaving, ...]:
    """What takes back a note that was entered in error: the text that stands, and all addenda, as
    far as they were `sent`."""
    text = max((one.version for one in versions if one.kind != "addendum"), default=0)
    return tuple(
        Leaving(one, "error", one.version)
        for one in versions
        if one.version in sent and (one.kind == "addendum" or one.version == text)
    )


def gather(
    transaction: Transaction, one: Leaving, at: datetime, *, transcript: bool = False
) -> ClinicalDocument:
    """The document of a version. at: aware; of the act, where no signature tells it.

    transcript: it goes along with the note's first document. Raises UnwritableError for a note of
    no encounter, NotFoundError, IntegrityError.
    """
    version = one.version
    result = load_result(transaction, version.note_id)
    signed = [
        two
        for two in signatures(transaction, version.note_id)
        if two.version == version.version and two.claims.signed_at <= at
    ]
    confirmed = _confirmed(version, result)
    people = _people(transaction, version, signed, [said.by for _, said in confirmed])
    error = one.act == "error"
    document = _bare(transaction, version, people[version.author_id])
    past = () if error else _history(transaction, version)
    return replace(
        document,
        act=one.act,
        at=_here(at if error else max((two.claims.signed_at for two in signed), default=at)),
        sections=() if error else _sections(version.body),
        confirmed=() if error else _findings(confirmed, version.body, result, people),
        signatures=_signatures(transaction, signed, people),
        models=result.models,
        parent=None if one.parent is None else DocumentId(version.note_id, one.parent),
        reason=_reason(transaction, one),
        transcript=_transcript(result, version) if transcript and one.act == "sign" else "",
        history=past,
        names=names_of(transaction, sorted({step.by for step in past})),
    )


def _history(transaction: Transaction, version: NoteVersion) -> tuple[Step, ...]:
    """What a text went through; an addendum has only itself."""
    if version.kind == "addendum":
        return ()
    every = notes.versions(transaction, version.note_id)
    return history([one for one in every if one.version <= version.version])


def cosigned(transaction: Transaction, note_id: str) -> frozenset[int]:
    """The versions with a supervisor's signature."""
    found = signatures(transaction, note_id)
    return frozenset(one.version for one in found if one.claims.kind == "professional")


def _bare(transaction: Transaction, version: NoteVersion, author: Person) -> ClinicalDocument:
    """What of a document is the same whatever was done."""
    origin = version.origin
    patient, visit = _whom(transaction, version)
    return ClinicalDocument(
        id=DocumentId(version.note_id, version.version),
        act="sign",
        language=origin.language,
        template=version.body.template,
        profile=origin.profile,
        patient=patient,
        visit=visit,
        author=author,
        at=_here(version.created_at),
        recorded_at=_here(origin.recorded_at),
        recording_id=origin.recording_id,
        recording_sha256=origin.recording_sha256,
        content_sha256=sha256(content(version)),
        software=__version__,
        late=version.late,
        beside=version.kind == "addendum",
    )


def _whom(transaction: Transaction, version: NoteVersion) -> tuple[DocumentPatient, Visit]:
    named = version.origin.encounter_id
    if named is None:
        raise UnwritableError(
            "this note names no encounter, so no EMR could file it; dictate the next one under "
            "its encounter"
        )
    encounter = merges.kept(transaction, named)
    known = patient_of(transaction, encounter)
    arrived_at = version.body.arrival_at or known.arrived_at
    return DocumentPatient(
        known.patient, known.name, known.sex, _date(known.birth_date), known.unknown
    ), Visit(
        known.encounter,
        known.department,
        known.place,
        None if arrived_at is None else _here(arrived_at),
    )


def _date(text: str) -> date | None:
    with suppress(ValueError):  # a year alone, as some lists say it, is no date of birth
        return date.fromisoformat(text)
    return None


def _here(at: datetime) -> datetime:
    """The same moment as the clock on this workstation's wall says it."""
    return at.astimezone()


def _people(
    transaction: Transaction,
    version: NoteVersion,
    signed: Sequence[Signature],
    others: Sequence[str],
) -> Mapping[str, Person]:
    ids = sorted({version.author_id, *(one.claims.signer_id for one in signed), *others})
    names = names_of(transaction, ids)
    return {one: Person(one, names.get(one, one)) for one in ids}


def _sections(body: NoteBody) -> tuple[DocumentSection, ...]:
    """Those of the template, said or not, and after them what fits none, if anything."""
    found = [
        DocumentSection(one.key, one.code, tuple(two.text for two in one.sentences))
        for one in body.sections
    ]
    if body.unplaced:
        found.append(DocumentSection(UNPLACED, "", tuple(one.text for one in body.unplaced)))
    return tuple(found)


def _confirmed(version: NoteVersion, result: JobResult) -> tuple[tuple[int, Confirmation], ...]:
    """The numbers of the findings that stand confirmed, each with who said so last; only those
    whose words the note still says as they were dictated."""
    last = {one.subject: one for one in version.confirmed if one.subject.startswith(_VALUE)}
    still = dictated(version.body)
    found = []
    for subject, said in last.items():
        finding = subject_finding(result, subject)
        if said.value != REOPENED and finding is not None and finding.utterance in still:
            found.append((int(subject.removeprefix(_VALUE)), said))
    return tuple(sorted(found, key=lambda one: one[0]))


def _findings(
    confirmed: Sequence[tuple[int, Confirmation]],
    body: NoteBody,
    result: JobResult,
    people: Mapping[str, Person],
) -> tuple[ConfirmedFinding, ...]:
    findings = result.understanding.findings
    return tuple(
        ConfirmedFinding(
            number,
            findings[number],
            said.value,
            people[said.by],
            _here(said.at),
            next(_citing(body, findings[number].utterance), ""),
        )
        for number, said in confirmed
    )


def _citing(body: NoteBody, utterance: str | None) -> Iterator[str]:
    """The keys of the sections with a dictated sentence that cites the utterance."""
    for key, sentences in body.places():
        if any(one.source == "dictated" and utterance in one.utterances for one in sentences):
            yield key


def _signatures(
    transaction: Transaction, signed: Sequence[Signature], people: Mapping[str, Person]
) -> tuple[DocumentSignature, ...]:
    keys = keys_named(transaction, [one.key_id for one in signed])
    return tuple(
        DocumentSignature(
            one.claims.kind,
            people[one.claims.signer_id],
            _here(one.claims.signed_at),
            keys[one.key_id].public,
            one.jws,
        )
        for one in signed
    )


def _reason(transaction: Transaction, one: Leaving) -> str:
    """Why it was corrected or retracted; why a note was signed in spite of doubts stays here."""
    if one.act == "amendment":
        return one.version.reason
    if one.act != "error":
        return ""
    said = (two for two in reversed(marks(transaction, one.version.note_id)))
    return next((two.reason for two in said if two.kind == "error_proposed"), "")


def _transcript(result: JobResult, version: NoteVersion) -> str:
    """Who said what, with the speakers as people named them."""
    return to_txt(saying(result, version, NoteState("signed")))
