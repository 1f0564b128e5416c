"""A site that sends: its settings, small forms that write all of a document, and what waits."""

import json
from dataclasses import asdict, replace
from typing import Any

from app.domain.documents import ClinicalDocument
from app.domain.errors import ExportError
from app.domain.outgoing import Message
from app.services.outgoing import Envelope, Outgoing, Writer
from app.settings import Settings
from app.store.database import Database
from app.store.outbox import message
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
