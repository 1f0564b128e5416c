"""What is signed is queued for the EMR in the same transaction, and nothing else ever is."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from app.domain.access import Actor, Detail
from app.domain.documents import ClinicalDocument
from app.domain.errors import ExportError, StoreError
from app.domain.note_edits import Reword, Strike
from app.services.outgoing import Envelope, Outgoing, Writer, message_id, targets
from app.settings import Settings
from app.store import care
from app.store.audit import rows
from app.store.database import Transaction
from app.store.outbox import UNWRITABLE, WITHDRAWN, add_step
from app.store.tables_people import UserRow
from tests.note_ward import SECRET, TRAINEE, NoteWard, note_ward
from tests.outgoing_desk import FHIR, HL7, SITE, lines, outgoing, payload, plain, refusing, stored
from tests.ward import AUTHOR, COMPLIANCE, ENCOUNTER, SUPERVISOR, proved


def ward_with(folder: Path, settings: Settings = FHIR, write: Writer = plain) -> NoteWard:
    return note_ward(folder, outgoing=outgoing(settings, write))


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return ward_with(tmp_path)


def acts(ward: NoteWard) -> list[tuple[str, int, str]]:
    return [(one.act, one.version, one.last.state) for one in lines(ward.database)]


def said(ward: NoteWard, code: str) -> dict[str, object]:
    """The detail of the last audit row of a code."""
    with ward.database.transaction() as transaction:
        return dict(json.loads(rows(transaction, code=code)[-1].detail_json))


def addend(ward: NoteWard, text: str = "Lactate 2.1", actor: Actor = AUTHOR) -> None:
    ward.signing.addendum(proved(actor), ward.note, SECRET, text)


def amend(ward: NoteWard, text: str = "Hydroxyzine 15 mg.", actor: Actor = AUTHOR) -> None:
    edits = [Reword(1, text)]
    ward.signing.amend(proved(actor), ward.note, SECRET, edits, "heard wrongly")


def retract(ward: NoteWard) -> None:
    ward.life.mark_error(proved(AUTHOR), ward.note, "another patient's 他人")
    ward.life.decide_error(proved(COMPLIANCE), ward.note, approve=True)


def step(ward: NoteWard, number: int, *states: str, code: str = "") -> None:
    one = lines(ward.database)[number]
    with ward.database.transaction() as transaction:
        for state in states:
            add_step(transaction, one.id, state, datetime.now(UTC), code=code)  # type: ignore[arg-type]


# --- what is queued when


def test_a_signed_note_waits_for_the_emr(ward: NoteWard) -> None:
    ward.sign()
    (one,) = lines(ward.database)
    assert (one.destination, one.form, one.act, one.version) == ("fhir", "fhir", "sign", 2)
    assert (one.last.state, one.queued_by, one.tries) == ("queued", "author", 0)
    assert len(one.id) == 20
    assert one.id.isalnum()
    assert one.id == message_id(f"{ward.note}.2.sign", "fhir", "fhir")
    assert said(ward, "NOTE-SIGN")["queued"] == 1


def test_without_a_setting_nothing_is_queued(tmp_path: Path) -> None:
    ward = ward_with(tmp_path, SITE)
    ward.sign()
    amend(ward)
    assert lines(ward.database) == ()
    assert "queued" not in said(ward, "NOTE-SIGN")


def test_each_destination_and_each_form_gets_its_own(tmp_path: Path) -> None:
    settings = replace(
        FHIR, emr_hl7=HL7.emr_hl7, emr_folder=str(tmp_path), emr_folder_forms="cda, pdf"
    )
    assert targets(settings) == (
        ("fhir", "fhir"),
        ("hl7", "hl7"),
        ("folder", "cda"),
        ("folder", "pdf"),
    )
    ward = ward_with(tmp_path, settings)
    ward.sign()
    found = lines(ward.database)
    assert [(one.destination, one.form) for one in found] == list(targets(settings))
    assert len({one.id for one in found}) == 4
    assert len({one.lane for one in found}) == 1


def test_a_draft_never_leaves(ward: NoteWard) -> None:
    ward.life.edit(AUTHOR, ward.note, [Strike(1)])
    with pytest.raises(StoreError):
        ward.sign(override="")
    assert lines(ward.database) == ()


class FullDisk(Outgoing):
    """Queues, and then the transaction fails."""

    def queue(self, transaction: Transaction, note_id: str, at: datetime, by: Actor) -> Detail:
        assert super().queue(transaction, note_id, at, by)["queued"] == 1
        raise StoreError("the disk is full")


def test_a_signature_that_fails_leaves_nothing_in_the_outbox(tmp_path: Path) -> None:
    ward = note_ward(tmp_path, outgoing=FullDisk(lambda: FHIR, {"fhir": plain}.__getitem__))
    with pytest.raises(StoreError, match="full"):
        ward.sign()
    assert lines(ward.database) == ()
    assert ward.state().status == "draft"


def test_an_amendment_and_an_addendum_follow_their_original(ward: NoteWard) -> None:
    ward.sign()
    addend(ward)
    amend(ward)
    addend(ward, "血钾4.0")
    assert acts(ward) == [
        ("sign", 2, "queued"),
        ("addendum", 3, "queued"),
        ("amendment", 4, "queued"),
        ("addendum", 5, "queued"),
    ]
    documents = [payload(ward.database, one.id)["document"] for one in lines(ward.database)]
    assert [one["parent"] and one["parent"]["version"] for one in documents] == [None, 2, 2, 4]
    assert [one["reason"] for one in documents] == ["", "", "heard wrongly", ""]
    assert len({one.lane for one in lines(ward.database)}) == 1


def test_a_trainees_note_leaves_when_it_is_co_signed_with_both_signatures(ward: NoteWard) -> None:
    ward.sign(TRAINEE)
    addend(ward, actor=TRAINEE)
    assert lines(ward.database) == ()
    ward.signing.cosign(proved(SUPERVISOR), ward.note, SECRET)
    assert acts(ward) == [("sign", 2, "queued"), ("addendum", 3, "queued")]
    document = payload(ward.database, lines(ward.database)[0].id)["document"]
    kinds = {one["kind"]: one["by"]["id"] for one in document["signatures"]}
    assert kinds == {"legal": "author", "professional": "supervisor"}
    assert said(ward, "NOTE-COSIGN")["queued"] == 2


def test_what_a_trainee_amended_before_the_co_signature_leaves_as_one_document(
    ward: NoteWard,
) -> None:
    ward.sign(TRAINEE)
    amend(ward, actor=TRAINEE)
    ward.signing.cosign(proved(SUPERVISOR), ward.note, SECRET)
    assert acts(ward) == [("sign", 3, "queued")]
    document = payload(ward.database, lines(ward.database)[0].id)["document"]
    assert (document["parent"], document["reason"]) == (None, "")


def test_a_way_that_is_opened_later_gets_the_original_before_its_amendment(
    tmp_path: Path,
) -> None:
    ward = ward_with(tmp_path, SITE)
    ward.sign()
    open_now = replace(ward, outgoing=outgoing(FHIR))
    amend(open_now)
    assert acts(open_now) == [("sign", 2, "queued"), ("amendment", 3, "queued")]


# --- entered in error


def test_what_nobody_tried_to_send_is_taken_back_before_it_leaves(ward: NoteWard) -> None:
    ward.sign()
    addend(ward)
    retract(ward)
    assert acts(ward) == [("sign", 2, "rejected"), ("addendum", 3, "rejected")]
    assert {one.last.code for one in lines(ward.database)} == {WITHDRAWN}


def test_what_was_sent_is_retracted_without_its_text(ward: NoteWard) -> None:
    ward.sign()
    amend(ward)
    addend(ward)
    for number in range(3):
        step(ward, number, "sending", "acked")
    retract(ward)
    assert acts(ward)[3:] == [("error", 3, "queued"), ("error", 4, "queued")]
    told = payload(ward.database, lines(ward.database)[3].id)["document"]
    assert told["parent"] == told["id"] == {"note_id": ward.note, "version": 3}
    assert told["reason"] == "another patient's 他人"
    assert told["sections"] == told["confirmed"] == []
    assert said(ward, "NOTE-EIE")["queued"] == 2


def test_what_may_have_arrived_is_sent_and_then_retracted(ward: NoteWard) -> None:
    ward.sign()
    step(ward, 0, "sending", "retry")
    retract(ward)
    assert acts(ward) == [("sign", 2, "retry"), ("error", 2, "queued")]


def test_what_was_refused_is_not_retracted(ward: NoteWard) -> None:
    ward.sign()
    step(ward, 0, "sending", "rejected", code="AE")
    retract(ward)
    assert acts(ward) == [("sign", 2, "rejected")]


# --- nothing about export makes a signature fail


def raising(_: ClinicalDocument, __: Envelope) -> bytes:
    raise RuntimeError("Zhang San has chest pain")


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (refusing, "the section of allergies has no code"),
        (raising, "internal error (RuntimeError)"),
        (lambda _, __: b"", "this form has nothing to say about this document"),
    ],
)
def test_what_cannot_be_written_is_signed_and_shown(
    tmp_path: Path, write: Writer, sentence: str
) -> None:
    ward = ward_with(tmp_path, write=write)
    ward.sign()
    assert ward.state().status == "signed"
    (one,) = lines(ward.database)
    assert (one.last.state, one.last.code, one.last.sentence) == ("rejected", UNWRITABLE, sentence)
    assert stored(ward.database, one.id).payload == b""
    assert said(ward, "NOTE-SIGN")["unwritable"] == 1


def test_an_amendment_of_what_could_not_be_written_is_the_first_document(tmp_path: Path) -> None:
    ward = ward_with(tmp_path, write=refusing)
    ward.sign()
    addend(ward)
    mended = replace(ward, outgoing=outgoing(write=_only_after(2)))
    amend(mended)
    kept = [one for one in lines(ward.database) if one.last.state == "queued"]
    assert [(one.act, one.version, one.held) for one in kept] == [("sign", 4, False)]
    later = replace(ward, outgoing=outgoing())
    addend(later, "second")
    kept = [one for one in lines(ward.database) if one.last.state == "queued"]
    assert [(one.act, one.version) for one in kept] == [
        ("sign", 4),
        ("addendum", 5),
    ]


def _only_after(version: int) -> Writer:
    def write(document: ClinicalDocument, sealed: Envelope) -> bytes:
        if document.id.version <= version:
            raise ExportError("it is too old")
        return plain(document, sealed)

    return write


def test_what_could_not_be_written_is_written_with_the_next_act(tmp_path: Path) -> None:
    ward = ward_with(tmp_path, write=refusing)
    ward.sign()
    mended = replace(ward, outgoing=outgoing())
    addend(mended)
    kept = [one for one in lines(ward.database) if one.last.state == "queued"]
    assert [(one.act, one.version) for one in kept] == [("sign", 2), ("addendum", 3)]


def test_unreadable_settings_do_not_stop_a_signature(tmp_path: Path) -> None:
    def gone() -> Settings:
        raise OSError("the share is gone")

    ward = note_ward(tmp_path, outgoing=Outgoing(gone, {"fhir": plain}.__getitem__))
    ward.sign()
    assert ward.state().status == "signed"
    assert said(ward, "NOTE-SIGN")["outbox"] == "no settings"


def test_the_sender_is_woken_once_it_can_see_what_was_queued(tmp_path: Path) -> None:
    seen: list[int] = []
    ward = note_ward(tmp_path)

    def look() -> None:
        seen.append(len(lines(ward.database)))

    replace(ward, outgoing=Outgoing(lambda: FHIR, {"fhir": plain}.__getitem__, look)).sign()
    assert seen == [1]


# --- lanes and bytes


def test_two_notes_of_one_patient_share_a_lane_and_a_note_keeps_its_own(ward: NoteWard) -> None:
    ward.sign()
    known = care.Patient(ENCOUNTER, patient="MRN-1", name="张三")
    with ward.database.transaction() as transaction:
        care.describe(transaction, known)
    amend(ward)
    assert len({one.lane for one in lines(ward.database)}) == 1
    assert "MRN" not in lines(ward.database)[0].lane


def test_bytes_stay_as_they_were_when_names_change_later(ward: NoteWard) -> None:
    ward.sign()
    (one,) = lines(ward.database)
    before = stored(ward.database, one.id).payload
    with ward.database.transaction() as transaction:
        transaction.execute(update(UserRow).where(UserRow.id == "author").values(name="Other"))
        care.describe(transaction, care.Patient(ENCOUNTER, name="Somebody Else"))
    addend(ward)
    assert stored(ward.database, one.id).payload == before
