"""Notes as messages, field by field, and every text back out of them as it went in."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import hl7
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from app.domain.documents import (
    ClinicalDocument,
    ConfirmedFinding,
    DocumentAct,
    DocumentId,
    DocumentPatient,
    DocumentSection,
    Person,
    Site,
)
from app.domain.transcript import Language
from app.export.emr_text import joined
from app.export.hl7.message import message
from app.export.hl7.text import LONGEST_TEXT, escaped, pieces, time
from tests.documents import (
    ACTS,
    DOCTOR,
    LANGUAGES,
    NURSE,
    SENIOR,
    SIGNED_AT,
    SITE,
    confirm,
    documents,
    example,
    pressure,
    vital,
)

Segments = dict[str, list[list[str]]]


def sent(document: ClinicalDocument, form: Any = "mdm", **more: Any) -> Segments:
    """Fields by segment, each kind in order; MSH counts as HL7 does, MSH-1 being the bar."""
    text = message(document, more.pop("site", SITE), "EMR^HOSP", form, "id1", **more).decode()
    found: Segments = {}
    for line in text.split("\r")[:-1]:
        fields = [*line.split("|"), *[""] * 50]
        found.setdefault(line[:3], []).append(["MSH", *fields] if line[:3] == "MSH" else fields)
    found["MSH"][0] = found["MSH"][0][1:2] + ["|"] + found["MSH"][0][2:]
    return found


def read(text: str) -> str:
    """An escaped text as a reader of another make reads it."""
    parsed = hl7.parse(f"MSH|^~\\&|||||||ACK|1|P|2.5.1\rNTE|1||{text}\r")
    return str(parsed.unescape(text, {"br": "\n"} if False else None)) if False else parsed.unescape(text)
