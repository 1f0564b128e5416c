"""A document says what its signed version says, about whom the store knows, and no more."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest

from app import __version__
from app.domain.documents import ClinicalDocument, DocumentId, DocumentPatient, Person, Site
from app.domain.errors import ExportError
from app.domain.findings import Assertion
from app.domain.note_chips import REOPENED
from app.domain.note_edits import Relabel, Reword
from app.domain.note_history import Piece
from app.domain.note_versions import (
    NoteVersion,
    SpeakerLabel,
    VersionKind,
    content,
    sha256,
)
from app.domain.signatures import SigningKey
from app.services.outgoing import Envelope
from app.services.outgoing_documents import Leaving, gather, leaving, retracted
from app.services.outgoing_forms import writer
from app.store import care, merges
from app.store.patients import patient_of
from app.store.results import load_result
from app.store.tables_people import PatientRow
from tests.fakes import MODEL
from tests.note_ward import CHEAP, SECRET, NoteWard, note_ward
from tests.ward import AUTHOR, BEGAN, ENCOUNTER, OTHER_ENCOUNTER, proved

ARRIVED = datetime(2026, 11, 22, 11, 58, tzinfo=UTC)


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


def signed(ward: NoteWard, transcript: bool = False) -> ClinicalDocument:
    version = ward.sign()
    with ward.database.transaction() as transaction:
        return gather(
            transaction, Leaving(version, "sign"), datetime.now(UTC), transcript=transcript
        )


def test_a_document_says_what_was_signed(ward: NoteWard) -> None:
    document = signed(ward)
    version = ward.versions()[-1]
    assert document.id == DocumentId(ward.note, 2)
    assert (document.act, document.parent, document.reason) == ("sign", None, "")
    assert document.author == Person("author", "Author")
    assert [(one.key, one.code, one.sentences) for one in document.sections] == [
        ("plan", "18776-5", ("Give hydroxyzine 25 mg.",)),
        ("exam", "29545-1", ()),
        ("", "", ("否认胸痛。",)),
    ]
    assert document.content_sha256 == sha256(content(version))
    assert document.recording_sha256 == "a" * 64
    assert document.models["recognizer"] == MODEL
    assert (document.software, document.language) == (__version__, "en")
    assert document.transcript == ""


def test_its_signature_is_the_one_of_its_content(ward: NoteWard) -> None:
    document = signed(ward)
    (one,) = document.signatures
    key = SigningKey(json.loads(one.public)["kid"], one.by.id, CHEAP.name, one.public, "", one.at)
    claims = CHEAP.check(key, content(ward.versions()[-1]), one.jws)
    assert claims is not None
    assert (claims.signer_id, claims.kind, claims.signed_at) == ("author", "legal", one.at)
    assert document.at == one.at


def test_times_keep_a_zone(ward: NoteWard) -> None:
    document = signed(ward)
    for at in (document.at, document.recorded_at, document.signatures[0].at):
        assert at.utcoffset() == at.astimezone().utcoffset()


def test_it_names_the_patient_as_the_encounter_does(ward: NoteWard) -> None:
    known = care.Patient(
        ENCOUNTER, "MRN-7", "欧阳𠮷", place="Bay 3", sex="F", birth_date="1962-01-02"
    )
    with ward.database.transaction() as transaction:
        care.describe(transaction, replace(known, arrived_at=ARRIVED))
    document = signed(ward)
    assert document.patient == DocumentPatient("MRN-7", "欧阳𠮷", "F", date(1962, 1, 2))
    visit = document.visit
    assert (visit.id, visit.department, visit.place) == (ENCOUNTER, "emergency", "Bay 3")
    assert visit.arrived_at == ARRIVED


def test_paper_shows_what_a_text_went_through(ward: NoteWard) -> None:
    ward.sign()
    edit = Reword(1, "Give hydroxyzine 50 mg.")
    made = ward.signing.amend(proved(AUTHOR), ward.note, SECRET, [edit], "misheard")
    with ward.database.transaction() as transaction:
        document = gather(transaction, Leaving(made, "amendment", 2), datetime.now(UTC))
    assert [step.kind for step in document.history] == ["signed", "amendment"]
    assert document.names == {"author": "Author"}
    (changed,) = document.history[-1].changes
    assert Piece("struck", "25") in changed.pieces
    sealed = Envelope(Site("Ward", "https://ward.example"), "M1")
    bare = replace(document, history=())
    for form in ("pdf", "docx"):
        assert writer(form)(document, sealed) != writer(form)(bare, sealed)


def test_an_addendum_stands_beside_its_note(ward: NoteWard) -> None:
    ward.sign()
    made = ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "CT shows no bleed.")
    with ward.database.transaction() as transaction:
        document = gather(transaction, Leaving(made, "addendum", 2), datetime.now(UTC))
    assert document.beside
    assert document.history == ()
    assert not signed_before(ward).beside


def signed_before(ward: NoteWard) -> ClinicalDocument:
    version = ward.versions()[1]
    with ward.database.transaction() as transaction:
        return gather(transaction, Leaving(version, "sign"), datetime.now(UTC))


@pytest.mark.parametrize("said", ["", "1962", "1962-13-01", "about 60"])
def test_no_date_of_birth_is_made_up(ward: NoteWard, said: str) -> None:
    with ward.database.transaction() as transaction:
        transaction.get_one(PatientRow, ENCOUNTER).birth_date = said
    assert signed(ward).patient.birth_date is None


def test_whom_nobody_named_is_unknown(ward: NoteWard) -> None:
    assert signed(ward).patient == DocumentPatient("", "", unknown=True)


def test_a_note_of_a_merged_encounter_is_filed_under_the_one_that_is_kept(ward: NoteWard) -> None:
    with ward.database.transaction() as transaction:
        care.describe(transaction, care.Patient(OTHER_ENCOUNTER, "MRN-8", "Ann Bo"))
        care.describe(transaction, care.Patient(ENCOUNTER, place="Bay 9", unknown=True))
        merges.merge(transaction, ENCOUNTER, OTHER_ENCOUNTER, "identified", BEGAN, "author")
    document = signed(ward)
    assert document.visit.id == OTHER_ENCOUNTER
    assert (document.patient.number, document.patient.name) == ("MRN-8", "Ann Bo")
    assert not document.patient.unknown
    assert document.visit.place == "Bay 9"


def test_a_made_up_name_does_not_hide_the_real_one(ward: NoteWard) -> None:
    with ward.database.transaction() as transaction:
        made_up = care.Patient(OTHER_ENCOUNTER, name="Unknown 7", unknown=True)
        care.describe(transaction, made_up)
        care.describe(transaction, care.Patient(ENCOUNTER, name="Ann Bo"))
        merges.merge(transaction, ENCOUNTER, OTHER_ENCOUNTER, "identified", BEGAN, "author")
        found = patient_of(transaction, OTHER_ENCOUNTER)
    assert (found.name, found.unknown) == ("Ann Bo", False)


def test_a_note_of_no_encounter_cannot_be_filed(ward: NoteWard) -> None:
    version = ward.versions()[0]
    lost = replace(version, origin=replace(version.origin, encounter_id=None))
    with (
        ward.database.transaction() as transaction,
        pytest.raises(ExportError, match="names no encounter"),
    ):
        gather(transaction, Leaving(lost, "sign"), datetime.now(UTC))


# --- confirmed findings


def test_only_what_somebody_confirmed_leaves_as_a_value(ward: NoteWard) -> None:
    ward.suggestions.confirm(AUTHOR, ward.note, "value:0")
    ward.suggestions.confirm(AUTHOR, ward.note, "query:0")
    (one,) = signed(ward).confirmed
    assert (one.number, one.value, one.section, one.by.id) == (0, "25 mg", "plan", "author")
    assert one.finding.text == "hydroxyzine 25 mg"


def test_without_a_confirmation_no_value_leaves(ward: NoteWard) -> None:
    assert signed(ward).confirmed == ()


def test_a_negated_finding_stays_negated(ward: NoteWard) -> None:
    ward.suggestions.confirm(AUTHOR, ward.note, "value:1")
    (one,) = signed(ward).confirmed
    assert (one.finding.assertion, one.section) == ("negated", "")
    assert one.finding.assertion in get_args(Assertion)


def test_the_last_thing_said_of_a_value_counts(ward: NoteWard) -> None:
    for value in ("15 mg", "12.50 mg"):
        ward.suggestions.confirm(AUTHOR, ward.note, "value:0", value)
    ward.suggestions.confirm(AUTHOR, ward.note, "value:1", "yes")
    ward.suggestions.confirm(AUTHOR, ward.note, "value:1", REOPENED)
    assert [(one.number, one.value) for one in signed(ward).confirmed] == [(0, "12.50 mg")]


def test_a_value_whose_sentence_was_typed_over_does_not_leave(ward: NoteWard) -> None:
    ward.suggestions.confirm(AUTHOR, ward.note, "value:0")
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "Give nothing.")])
    assert signed(ward).confirmed == ()


# --- transcript


def test_the_transcript_names_speakers_as_people_did(ward: NoteWard) -> None:
    ward.life.edit(AUTHOR, ward.note, [Relabel(SpeakerLabel("u1", "S2", "nurse"))])
    document = signed(ward, transcript=True)
    assert document.transcript == (
        "[00:00] S2 (nurse): Give hydroxyzine 25 mg.\n[00:04] S2 (patient) [overlap]: 否认胸痛。\n"
    )
    with ward.database.transaction() as transaction:
        assert load_result(transaction, ward.note).understanding.transcript.utterances


# --- which versions leave


def versions(*kinds: tuple[VersionKind, bool], of: NoteVersion) -> Sequence[NoteVersion]:
    return [
        replace(of, version=number, kind=kind, needs_cosign=cosign)
        for number, (kind, cosign) in enumerate(kinds, 1)
    ]


def shapes(found: Sequence[Leaving]) -> list[tuple[int, str, int | None]]:
    return [(one.version.version, one.act, one.parent) for one in found]


def test_which_versions_leave_and_what_they_build_on(ward: NoteWard) -> None:
    of = ward.versions()[0]
    plain = versions(
        *(("draft", False), ("draft", False), ("signed", False), ("addendum", False)),
        *(("amendment", False), ("amendment", True), ("addendum", True)),
        of=of,
    )
    assert shapes(leaving(plain, {7})) == [
        (3, "sign", None),
        (4, "addendum", 3),
        (5, "amendment", 3),
        (7, "addendum", 5),
    ]
    assert shapes(leaving(plain, {6, 7}, without={3, 5})) == [(6, "sign", None), (7, "addendum", 6)]
    assert shapes(leaving(plain, (), without={3, 5})) == []
    assert shapes(retracted(plain, {3, 4, 5})) == [(4, "error", 4)]
    assert shapes(retracted(plain, {3, 4, 5, 6, 7})) == [
        (4, "error", 4),
        (6, "error", 6),
        (7, "error", 7),
    ]
