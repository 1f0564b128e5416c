"""What a document says in FHIR: who, when, which sections, and by which rules."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.documents import (
    ClinicalDocument,
    DocumentAct,
    DocumentId,
    DocumentPatient,
    DocumentSection,
    Person,
    Site,
    Visit,
)
from app.domain.errors import ExportError
from app.domain.transcript import Language
from app.export.fhir.canon import parse
from app.export.fhir.codes import AI_DEVICE, AI_PROVENANCE
from app.export.fhir.document import bundle
from app.export.fhir.people import human_name
from app.export.fhir.reading import read
from tests.documents import ACTS, DOCTOR, JWS, LANGUAGES, SENIOR, SITE, example
from tests.fhir_parts import codes, of_type, only, section

EN, ZH = example("en"), example("zh")


def test_a_resend_has_the_same_bytes() -> None:
    assert bundle(EN, SITE) == bundle(example("en"), SITE)
    assert bundle(EN, SITE) != bundle(EN, replace(SITE, identifiers="https://other.example"))


def test_the_spelling_is_sorted_compact_and_utf8() -> None:
    made = bundle(ZH, SITE)
    assert "胸痛两小时。".encode() in made
    again = json.dumps(json.loads(made), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert again.replace(":36.8}", ":36.80}").encode() == made  # a float loses what was said


def test_composition_comes_first_and_says_who_when_and_what() -> None:
    whole = parse(bundle(EN, SITE))
    one = whole["entry"][0]["resource"]
    assert (whole["type"], one["resourceType"]) == ("document", "Composition")
    assert whole["identifier"]["value"] == f"urn:uuid:{whole['id']}"
    assert (one["status"], codes(one["type"])) == ("final", ["34111-5"])
    assert one["identifier"] == {"system": "https://demo.hospital.example/note", "value": "N-1"}
    assert one["date"] == whole["timestamp"] == "2026-11-22T14:03:22+08:00"
    assert (one["language"], one["title"]) == ("en", "Emergency Department Note")
    assert [attester["mode"] for attester in one["attester"]] == ["legal"]
    assert one["extension"][0]["valueString"] == "1"


def test_a_chinese_note_is_chinese_throughout() -> None:
    one = only(ZH, "Composition")
    assert (one["language"], one["title"]) == ("zh-CN", "急诊病历")
    assert section(ZH, "主诉")["text"]["div"].count("胸痛两小时。") == 1
    assert section(ZH, "体格检查")["text"]["div"].count("未记录") == 1
    assert only(ZH, "Patient")["name"] == [{"text": "张伟", "family": "张", "given": ["伟"]}]


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [("欧阳娜娜", "欧阳", "娜娜"), ("王芳", "王", "芳"), ("Doe, John", "Doe", "John")],
)
def test_names_are_parted_where_the_parts_are_certain(name: str, family: str, given: str) -> None:
    assert human_name(name) == {"text": name, "family": family, "given": [given]}


@pytest.mark.parametrize("name", ["Li Wei", "欧阳", "买买提·艾力", "王", "A, B, C", "阿卜杜拉艾力"])
def test_other_names_stay_whole(name: str) -> None:
    whole = human_name(name)
    assert whole["text"] == name
    assert name == "欧阳" or "family" not in whole


def test_sections_have_loinc_codes_and_their_sentences() -> None:
    found = {codes(one["code"])[0] for one in only(EN, "Composition")["section"][:-1]}
    assert found == {"10154-3", "10164-2", "10160-0", "48765-2", "8716-3", "29545-1", "51848-0"}
    assert section(EN, "History of present illness")["text"]["div"].count("<p>") == 2
    assert "code" not in section(EN, "Other")


def test_of_what_nobody_spoke_it_is_not_said_that_there_is_none() -> None:
    empty = section(EN, "Physical examination")
    assert codes(empty["emptyReason"]) == ["notasked"]
    assert "Not recorded" in empty["text"]["div"]
    nothing = replace(EN, sections=(DocumentSection("allergies", "48765-2", ()),), confirmed=())
    assert b"nilknown" not in bundle(nothing, SITE)


def test_text_is_inert_in_the_narrative_whatever_was_dictated() -> None:
    said = '<script>alert("x")</script> & 1 < 2\nnext\x0b'
    hostile = replace(EN, sections=(DocumentSection("hpi", "10164-2", (said,)),))
    div = section(hostile, "History of present illness")["text"]["div"]
    assert "<script" not in div
    assert "&lt;script&gt;" in div
    assert "next\ufffd" in div


def test_a_patient_is_told_by_the_hospitals_number() -> None:
    one = only(EN, "Patient")
    assert one["identifier"][0]["value"] == "MRN-7"
    assert codes(one["identifier"][0]["type"]) == ["MR"]
    assert (one["gender"], one["birthDate"]) == ("female", "1960-02-29")


def test_an_unknown_patient_has_a_temporary_number_and_no_made_up_birth_date() -> None:
    nobody = DocumentPatient("", "Unknown Alpha", "M", EN.patient.birth_date, unknown=True)
    one = only(replace(EN, patient=nobody), "Patient")
    assert codes(one["identifier"][0]["type"]) == ["MRT"]
    assert one["identifier"][0]["value"] == "V-9"
    assert [name["text"] for name in one["name"]] == ["Unknown", "Unknown Alpha"]
    assert "birthDate" not in one


def test_without_a_visit_the_note_stands_for_it() -> None:
    nobody = DocumentPatient("", "无名氏", unknown=True)
    note = replace(EN, patient=nobody, visit=Visit(""), recording_sha256="", software="")
    assert only(note, "Encounter")["identifier"][0]["value"] == "N-1"
    assert only(note, "Encounter")["identifier"][0]["system"].endswith("visit-of-note")
    assert only(note, "Patient")["identifier"][0]["value"] == "N-1"
    again, _ = read(bundle(note, SITE))
    assert (again.visit.id, again.recording_sha256, again.software) == ("", "", "")


def test_an_unsigned_document_claims_no_signature() -> None:
    note = replace(EN, signatures=())
    assert "attester" not in only(note, "Composition")
    assert "signature" not in of_type(note, "Provenance")[0]
    assert read(bundle(note, SITE))[0].signatures == ()


def test_a_signature_whose_key_and_jws_are_elsewhere_names_its_signer() -> None:
    bare = replace(EN.signatures[0], public="", jws="")
    (signed,) = of_type(replace(EN, signatures=(bare,)), "Provenance")[0]["signature"]
    assert {"data", "extension"}.isdisjoint(signed)


def test_the_device_names_the_models_and_their_hashes() -> None:
    one = only(EN, "Device")
    assert one["meta"]["profile"] == [AI_DEVICE]
    assert one["version"] == [{"value": "0.9.0"}]
    found = {codes(part["type"])[0]: part["valueCode"][0] for part in one["property"]}
    assert found.keys() == EN.models.keys()
    assert codes(found["recognizer"]) == [EN.models["recognizer"].sha256]
    assert found["recognizer"]["text"] == "whisper-er-tiny"


def test_the_visit_is_an_emergency() -> None:
    one = only(EN, "Encounter")
    assert one["class"]["code"] == "EMER"
    assert one["identifier"][0]["value"] == "V-9"
    assert one["period"]["start"] == "2026-11-22T13:20:05.120000+08:00"
    assert one["location"] == [{"location": {"display": "Bay 3"}}]


def test_provenance_names_author_machine_sound_and_signature() -> None:
    one = of_type(EN, "Provenance")[0]
    assert [codes(agent["type"])[0] for agent in one["agent"]] == ["author", "assembler"]
    sound = one["entity"][0]["what"]
    assert sound["identifier"]["system"] == "urn:ietf:rfc:6920"
    assert sound["identifier"]["value"].startswith("ni:///sha-256;")
    (signed,) = one["signature"]
    assert base64.b64decode(signed["data"]).decode() == JWS
    assert signed["type"][0]["code"] == "1.2.840.10065.1.12.1.1"


def test_the_ai_had_a_part_and_says_so() -> None:
    one = of_type(EN, "Provenance")[1]
    assert one["meta"]["profile"] == [AI_PROVENANCE]
    assert codes(one["reason"][0]) == ["AIAST"]
    assert codes(one["agent"][0]["role"][0]) == ["Artificial-Intelligence"]
    assert len(one["target"]) == 1 + len(EN.confirmed)
    labels = only(EN, "Composition")["meta"]["security"]
    assert [label["code"] for label in labels] == ["AIAST"]


def test_a_typed_note_claims_no_ai() -> None:
    typed = replace(EN, models={})
    assert len(of_type(typed, "Provenance")) == 1
    assert "type" not in only(typed, "Device")
    assert b"AIAST" not in bundle(typed, SITE)


def test_whoever_confirmed_and_did_not_sign_entered_values() -> None:
    nurse = Person("N7", "Nurse")
    found = (replace(EN.confirmed[0], by=nurse), *EN.confirmed[1:])
    agents = of_type(replace(EN, confirmed=found), "Provenance")[0]["agent"]
    assert [codes(one["type"])[0] for one in agents] == ["author", "enterer", "assembler"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_supervisors_signature_verifies(language: Language) -> None:
    made = example(language, "cosign")
    modes = [one["mode"] for one in only(made, "Composition")["attester"]]
    assert modes == ["legal", "professional"]
    agents = of_type(made, "Provenance")[0]["agent"]
    assert [codes(one["type"])[0] for one in agents] == ["author", "verifier", "assembler"]
    assert {one["identifier"][0]["value"] for one in of_type(made, "Practitioner")} == {
        DOCTOR.id,
        SENIOR.id,
    }
    assert parse(bundle(made, SITE))["id"] == parse(bundle(example(language), SITE))["id"]


def parent_bundle() -> str:
    return f"urn:uuid:{parse(bundle(EN, SITE))['id']}"


def test_a_correction_replaces_and_says_why() -> None:
    made = example("en", "amendment")
    one = only(made, "Composition")
    assert one["status"] == "amended"
    (relation,) = one["relatesTo"]
    assert relation["code"] == "replaces"
    assert relation["targetIdentifier"]["value"] == parent_bundle()
    assert one["identifier"] == only(EN, "Composition")["identifier"]
    origin = of_type(made, "Provenance")[0]
    assert origin["reason"] == [{"text": "the side was wrong"}]
    assert origin["entity"][-1]["role"] == "revision"
    assert origin["entity"][-1]["what"]["identifier"]["value"] == "N-1.1"


def test_an_addendum_is_a_note_beside_the_first() -> None:
    one = only(example("en", "addendum"), "Composition")
    assert (one["status"], one["identifier"]["value"]) == ("final", "N-1.2")
    (relation,) = one["relatesTo"]
    assert relation["code"] == "appends"
    assert relation["targetIdentifier"]["value"] == parent_bundle()


def test_a_document_in_error_takes_the_place_of_the_wrong_one_and_withholds_its_text() -> None:
    made = bundle(example("en", "error"), SITE)
    one = parse(made)["entry"][0]["resource"]
    assert parse(made)["id"] == parse(bundle(EN, SITE))["id"]
    assert one["status"] == "entered-in-error"
    assert "section" not in one
    assert b"Chest pain" not in made
    assert of_type(example("en", "error"), "Observation") == []


def test_a_late_record_is_called_late() -> None:
    assert only(replace(ZH, late=True), "Composition")["title"] == "急诊病历（补记）"
    assert only(replace(EN, late=True), "Composition")["title"].endswith("(late entry)")


@pytest.mark.parametrize(("profile", "labels"), [("sandbox", ["N", "HTEST"]), ("clinical", ["N"])])
def test_what_is_no_patients_is_marked_as_a_test(profile: str, labels: list[str]) -> None:
    whole = parse(bundle(replace(EN, profile=profile), SITE))
    assert [one["code"] for one in whole["meta"]["security"]] == labels


def test_times_keep_their_zone_and_odd_zones_become_utc() -> None:
    odd = timezone(timedelta(hours=8, minutes=5, seconds=43))
    at = datetime(2026, 11, 22, 14, 0, 0, tzinfo=odd)
    shown = only(replace(EN, recorded_at=at), "Composition")["event"][0]["period"]["start"]
    assert shown == at.astimezone(UTC).isoformat()


def naive(note: ClinicalDocument) -> ClinicalDocument:
    return replace(note, at=note.at.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("note", "site", "says"),
    [
        (EN, Site("", ""), "no hospital is named; set emr_site and emr_identifiers"),
        (EN, Site("Name", " "), "no hospital is named"),
        (replace(EN, id=DocumentId(" ", 1)), SITE, "the note has no number"),
        (replace(EN, author=Person("", "X")), SITE, "has no staff number"),
        (naive(EN), SITE, "has no zone"),
        (replace(EN, recording_sha256="ab"), SITE, "a hash is none"),
        (replace(EN, content_sha256="g" * 64), SITE, "a hash is none"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(
    note: ClinicalDocument, site: Site, says: str
) -> None:
    with pytest.raises(ExportError, match=says):
        bundle(note, site)


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_its_status(act: DocumentAct) -> None:
    expected = {"amendment": "amended", "error": "entered-in-error"}.get(act, "final")
    assert only(example("zh", act), "Composition")["status"] == expected
