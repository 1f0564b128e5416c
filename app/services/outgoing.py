"""Queues what leaves for the EMR, in the transaction of the act that makes it leave."""

import hashlib
from base64 import b32encode
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID, uuid5

from app.domain.access import Actor, Detail
from app.domain.documents import ClinicalDocument, Site
from app.domain.errors import AppError, InternalError, UnwritableError
from app.domain.note_versions import NoteVersion
from app.domain.outgoing import Destination, Message
from app.services.outgoing_documents import Leaving, cosigned, gather, leaving, retracted
from app.settings import Hl7Acks, Hl7Form, Settings, folder_forms
from app.store import notes
from app.store.audit import key_of
from app.store.database import Transaction
from app.store.merges import kept
from app.store.note_standing import state_of
from app.store.outbox import UNWRITABLE, WITHDRAWN, add_step, keep_unwritable, queue, steps
from app.store.outbox_lines import Line, of_note
from app.store.patients import patient_of

Target = tuple[Destination, str]
"""A destination and the form it takes."""

_NAMES: Final = UUID("7c0d7a4e-6f6b-5d0e-9c31-5b9b3a5a9d12")
_LONGEST_ID: Final = 20  # HL7 v2.5.1, MSH-10


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a form needs beside the document. message: the id that it goes out under.

    receiver, hl7_form, acks: as the settings of the HL7 receiver say. test: it is about nobody.
    """

    site: Site
    message: str
    receiver: str = ""
    hl7_form: Hl7Form = "mdm"
    acks: Hl7Acks = "enhanced"
    test: bool = False


Writer = Callable[[ClinicalDocument, Envelope], bytes]
"""Writes a document in one form. Raises ExportError when it cannot be valid in it."""
Forms = Callable[[str], Writer]
"""Gives the writer of a form by its name; the first call of one takes as long as loading does."""


class Leaves(Protocol):
    """What signing asks of the outbox. Nothing of it makes a signature fail or wait."""

    def ready(self) -> None:
        """Before the transaction: load what is slow."""
        ...

    def queue(self, transaction: Transaction, note_id: str, at: datetime, by: Actor) -> Detail:
        """Inside of it, after the act: queue what leaves now; gives what the audit row says."""
        ...

    def wake(self) -> None:
        """After it: something may be waiting."""
        ...


class Outgoing:
    """One message per document, destination and form, its bytes frozen in the act's transaction.

    A document that cannot be written in a form is kept as unwritable with the reason, and is tried
    again with the next act on the note.
    """

    def __init__(
        self,
        settings: Callable[[], Settings],
        forms: Forms,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """settings: those in force; asked for outside of any transaction. wake: tells the
        sender."""
        self._settings, self._forms, self._wake = settings, forms, wake
        self._now: Settings | None = None

    def ready(self) -> None:
        """See Leaves."""
        try:
            self._now = self._settings()
            for _, form in targets(self._now):
                self._forms(form)
        except Exception:  # noqa: BLE001 - a signature does not wait for this; queueing tells it
            return

    def queue(self, transaction: Transaction, note_id: str, at: datetime, by: Actor) -> Detail:
        """See Leaves."""
        if self._now is None:
            return {"outbox": "no settings"}
        act = _Act(transaction, self._now, self._forms, note_id, at, by.id)
        standing = state_of(transaction, note_id)
        if standing.error == "approved":
            return act.take_back()
        return act.send() if standing.final and targets(self._now) else {}

    def wake(self) -> None:
        """See Leaves."""
        self._wake()

    def again(self, transaction: Transaction, note_id: str, at: datetime, by: Actor) -> Detail:
        """What could not be written may be now; `ready` comes before.

        Raises UnwritableError when it still cannot.
        """
        told = self.queue(transaction, note_id, at, by)
        if not told.get("queued"):
            raise UnwritableError("this document still cannot be written in its form")
        return told


def targets(settings: Settings) -> tuple[Target, ...]:
    """Where signed notes go, and in which forms, as the settings say; nowhere without them."""
    found: list[Target] = []
    if settings.emr_fhir:
        found.append(("fhir", "fhir"))
    if settings.emr_hl7:
        found.append(("hl7", "hl7"))
    if settings.emr_folder:
        found += [("folder", form) for form in folder_forms(settings.emr_folder_forms)]
    return tuple(found)


def site_of(settings: Settings) -> Site:
    """Whose notes they are; nameless before the settings say it."""
    return Site(settings.emr_site, settings.emr_identifiers)


def envelope(settings: Settings, message: str) -> Envelope:
    return Envelope(
        site_of(settings),
        message,
        settings.emr_hl7_receiver,
        settings.emr_hl7_form,
        settings.emr_hl7_acks,
    )


def message_id(document: str, destination: str, form: str) -> str:
    """Twenty letters and digits, the same for the same document, destination and form for ever."""
    made = uuid5(_NAMES, f"{document}|{destination}|{form}").bytes
    return b32encode(made).decode()[:_LONGEST_ID]


def written(write: Writer, document: ClinicalDocument, sealed: Envelope) -> bytes:
    """Raises UnwritableError with one sentence, whatever the form does."""
    try:
        payload = write(document, sealed)
    except AppError as error:
        raise UnwritableError(str(error)) from error
    except Exception as error:
        raise UnwritableError(str(InternalError(error))) from error
    if not payload:
        raise UnwritableError("this form has nothing to say about this document")
    return payload


def lane_of(transaction: Transaction, version: NoteVersion, before: Sequence[Line]) -> str:
    """One patient's messages share one; those of one note always do, whoever it is about later."""
    if before:
        return before[-1].lane
    named = version.origin.encounter_id
    if named is None:
        return key_of(transaction, version.note_id)
    known = patient_of(transaction, kept(transaction, named))
    return key_of(transaction, known.patient or known.encounter)


@dataclass(slots=True)
class _Act:
    """One act on one note, and what leaves because of it."""

    transaction: Transaction
    settings: Settings
    forms: Forms
    note_id: str
    at: datetime
    by: str
    _documents: dict[str, ClinicalDocument] = field(default_factory=dict)

    def send(self) -> Detail:
        """All that is signed by everybody who must, and is not on its way already."""
        versions = notes.versions(self.transaction, self.note_id)
        done = cosigned(self.transaction, self.note_id)
        before = of_note(self.transaction, self.note_id)
        queued = unwritable = 0
        for target in targets(self.settings):
            there = [one for one in before if (one.destination, one.form) == target]
            out = {one.version for one in there if one.last.code != UNWRITABLE}
            broken = _overtaken(versions, out)
            while (one := _next(leaving(versions, done, broken), out)) is not None:
                number = self._put(one, target, before)
                (broken if number is None else out).add(one.version.version)
                queued += bool(number)
                unwritable += number is None
        return {"queued": queued, "unwritable": unwritable}

    def take_back(self) -> Detail:
        """Retract what was sent, or may have been; what nobody tried to send yet stays here."""
        versions = notes.versions(self.transaction, self.note_id)
        before = of_note(self.transaction, self.note_id)
        queued = withdrawn = unwritable = 0
        for target in dict.fromkeys((one.destination, one.form) for one in before):
            there = [one for one in before if (one.destination, one.form) == target]
            fresh = [one for one in there if self._untried(one)]
            for one in fresh:
                self._withdraw(one)
            withdrawn += len(fresh)
            sent = {one.version for one in there if one.last.state != "rejected"}
            for out in retracted(versions, sent - {one.version for one in fresh}):
                number = self._put(out, target, before)
                queued += bool(number)
                unwritable += number is None
        return {"queued": queued, "withdrawn": withdrawn, "unwritable": unwritable}

    def _untried(self, one: Line) -> bool:
        return one.last.state == "queued" and not any(
            step.state == "sending" for step in steps(self.transaction, one.id)
        )

    def _withdraw(self, one: Line) -> None:
        add_step(
            self.transaction,
            one.id,
            "rejected",
            self.at,
            code=WITHDRAWN,
            sentence="taken back before it was sent: the note was entered in error",
        )

    def _put(self, one: Leaving, target: Target, before: Sequence[Line]) -> int | None:
        """Its number, 0 where it waits already; None where it cannot be written, and why is kept
        once."""
        destination, form = target
        known = message_id(one.key, destination, form)
        try:
            payload = self._payload(one, form, known)
        except UnwritableError as error:
            named = message_id(f"{one.key}|{UNWRITABLE}", destination, form)
            kept_as = self._message(one, target, named, b"", before)
            keep_unwritable(self.transaction, kept_as, str(error))
            return None
        return queue(self.transaction, self._message(one, target, known, payload, before))

    def _payload(self, one: Leaving, form: str, known: str) -> bytes:
        def write(document: ClinicalDocument, sealed: Envelope) -> bytes:
            return self.forms(form)(document, sealed)

        return written(write, self._document(one), envelope(self.settings, known))

    def _document(self, one: Leaving) -> ClinicalDocument:
        """Gathered once for all forms. Raises UnwritableError."""
        if one.key not in self._documents:
            try:
                self._documents[one.key] = gather(
                    self.transaction, one, self.at, transcript=self.settings.emr_transcript
                )
            except AppError as error:
                raise UnwritableError(str(error)) from error
        return self._documents[one.key]

    def _message(
        self, one: Leaving, target: Target, known: str, payload: bytes, before: Sequence[Line]
    ) -> Message:
        return Message(
            known,
            0,
            target[0],
            target[1],
            one.act,
            self.note_id,
            one.version.version,
            lane_of(self.transaction, one.version, before),
            payload,
            hashlib.sha256(payload).hexdigest(),
            self.at,
            self.by,
        )


def _overtaken(versions: Sequence[NoteVersion], out: Collection[int]) -> set[int]:
    """Texts that could not be written and that a later one went without: they never leave."""
    texts = [one.version for one in versions if one.kind != "addendum"]
    last = max((one for one in texts if one in out), default=0)
    return {one for one in texts if one < last and one not in out}


def _next(found: Iterable[Leaving], out: set[int]) -> Leaving | None:
    """The first that is not on its way."""
    return next((one for one in found if one.version.version not in out), None)
