"""A real note of a store in every form, by every act, byte for byte the same again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.domain.errors import ExportError
from app.domain.note_edits import Reword
from app.services.outgoing import Outgoing
from app.services.outgoing_copies import OutgoingCopies
from app.services.outgoing_forms import writer
from app.store import care
from app.store.outbox import add_step
from tests.note_ward import SECRET, NoteWard, note_ward
from tests.outgoing_desk import FHIR, lines, stored
from tests.ward import AUTHOR, COMPLIANCE, ENCOUNTER, proved

ALL = replace(
    FHIR,
    emr_hl7="tls://hl7.example:2575",
    emr_hl7_receiver="EMR^H",
    emr_folder="/emr",
    emr_folder_forms="cda, pdf, docx",
    emr_transcript=True,
)
FORMS = ("fhir", "hl7", "cda", "pdf", "docx")
PATIENT = care.Patient(ENCOUNTER, "MRN-7", "欧阳𠮷", "emergency", place="Bay 3", sex="F")


def test_a_note_leaves_in_every_form_by_every_act(tmp_path: Path) -> None:
    ward = note_ward(tmp_path, outgoing=Outgoing(lambda: ALL, writer))
    with ward.database.transaction() as transaction:
        birth = date(1962, 1, 2).isoformat()
        care.describe(transaction, replace(PATIENT, birth_date=birth, arrived_at=datetime.now(UTC)))
    ward.suggestions.confirm(AUTHOR, ward.note, "value:0")
    ward.sign()
    ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "钾 4.0 mmol/L")
    edits = [Reword(1, "Give hydroxyzine 15 mg.")]
    ward.signing.amend(proved(AUTHOR), ward.note, SECRET, edits, "heard wrongly")
    check_copies(ward)
    names = [one.id for one in lines(ward.database)]
    with ward.database.transaction() as transaction:
        for name in names:
            add_step(transaction, name, "sending", datetime.now(UTC))
            add_step(transaction, name, "acked", datetime.now(UTC))
    ward.life.mark_error(proved(AUTHOR), ward.note, "另一位患者")
    ward.life.decide_error(proved(COMPLIANCE), ward.note, approve=True)
    found = [(one.form, one.act, one.last.state, one.last.sentence) for one in lines(ward.database)]
    assert [one for one in found if one[2] == "rejected"] == []
    for form in FORMS:
        assert [act for name, act, _, _ in found if name == form] == [
            *("sign", "addendum", "amendment", "error", "error"),
        ]


def check_copies(ward: NoteWard) -> None:
    """What is given out by hand is what was queued."""
    copies = OutgoingCopies(ward.database, lambda: ALL, writer)
    for form in FORMS:
        for version in (2, 3, 4):
            given = copies.document(proved(AUTHOR), ward.note, form, "stdout", version)
            assert given.queued
            assert given.payload == stored(ward.database, given.message).payload
        assert copies.document(proved(AUTHOR), ward.note, form, "file").version == 4


def test_what_was_never_queued_is_written_as_it_would_be(tmp_path: Path) -> None:
    ward = note_ward(tmp_path)
    ward.sign()
    copies = OutgoingCopies(ward.database, lambda: ALL, writer)
    first = copies.document(proved(AUTHOR), ward.note, "hl7", "stdout")
    assert not first.queued
    assert copies.document(proved(AUTHOR), ward.note, "hl7", "stdout") == first
    later = replace(ward, outgoing=Outgoing(lambda: ALL, writer))
    later.signing.addendum(proved(AUTHOR), ward.note, SECRET, "钾 4.0")
    again = copies.document(proved(AUTHOR), ward.note, "hl7", "stdout", first.version)
    assert again == replace(first, queued=True)


def test_there_is_no_other_form() -> None:
    with pytest.raises(ExportError, match="no form of the name 'xml'"):
        writer("xml")
