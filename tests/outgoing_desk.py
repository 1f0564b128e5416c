"""A site that sends: its settings, small forms that write all of a document, and what waits."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from app.domain.documents import ClinicalDocument
from app.domain.errors import ExportError
from app.domain.outgoing import Destination, Message, Outcome
from app.services.outgoing import Envelope, Outgoing, Writer
from app.settings import Settings
from app.store import notes
from app.store.database import Database
from app.store.outbox import message, queue
from app.store.outbox_lines import Line, newest

SITE = Settings(emr_site="北京协和医院", emr_identifiers="https://hospital.example")
FHIR = replace(SITE, emr_fhir="https://fhir.example/r4")
HL7 = replace(SITE, emr_hl7="tls://hl7.example:2575")


def plain(document: ClinicalDocument, sealed: Envelope) -> bytes:
    """All of a document and of its envelope as JSON."""
    told = {"document": asdict(document), "envelope": asdict(sealed)}
    return json.dumps(told, default=str, ensure_ascii=False, sort_keys=True).encode()


def refusing(document: ClinicalDocument, sealed: Envelope) -> bytes:
    raise ExportError("the section of allergies has no code")


def forms(write: Writer = plain) -> "dict[str, Writer]":
    return dict.fromkeys(("fhir", "hl7", "cda", "pdf", "docx"), write)


def outgoing(settings: Settings = FHIR, write: Writer = plain) -> Outgoing:
    return Outgoing(lambda: settings, forms(write).__getitem__)


def lines(database: Database) -> tuple[Line, ...]:
    """All that was queued, oldest first."""
    with database.transaction() as transaction:
        return newest(transaction, 1000)[::-1]


def payload(database: Database, message_id: str) -> dict[str, Any]:
    """What `plain` wrote of a message."""
    return dict(json.loads(stored(database, message_id).payload))


def stored(database: Database, message_id: str) -> Message:
    with database.transaction() as transaction:
        return message(transaction, message_id)


def put(
    database: Database,
    note: str,
    name: str,
    *,
    lane: str = "lane",
    destination: Destination = "fhir",
    form: str = "fhir",
    payload: bytes = b"{}",
) -> str:
    """Queue a message as if an act had; its id is its name."""
    digest = hashlib.sha256(payload).hexdigest()
    now = datetime.now(UTC)
    with database.transaction() as transaction:
        notes.begin(transaction, note)
        made = Message(
            *(name, 0, destination, form, "sign", note, 1, lane, payload, digest, now, "author")
        )
        queue(transaction, made)
    return name


@dataclass
class FakeWay:
    """Says what it is told to, one outcome after the other; then it files everything.

    got: what was delivered, with its bytes. says: what it does instead of answering.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    got: list[tuple[str, bytes]] = field(default_factory=list)
    says: Callable[[str, Callable[[str], None]], None] = lambda _, __: None

    def deliver(self, message: str, payload: bytes, committed: Callable[[str], None]) -> Outcome:
        self.got.append((message, payload))
        self.says(message, committed)
        return self.outcomes.pop(0) if self.outcomes else FILED

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.got]


FILED = Outcome("acked", "201", "it has the document")
SILENT = Outcome("retry", "", "it did not answer")
BUSY = Outcome("retry", "503", "it is busy")
REFUSED = Outcome("rejected", "422", "it refused the document")
LOCKED = Outcome("retry", "206", "the record is locked", limited=True)
