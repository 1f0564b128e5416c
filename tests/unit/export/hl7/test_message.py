"""Notes as messages, field by field, and every text back out of them as it went in."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import hl7
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from app.domain.documents import (
    ClinicalDocument,
    ConfirmedFinding,
    DocumentAct,
    DocumentPatient,
    DocumentSection,
    Site,
)
from app.domain.transcript import Language
from app.export.emr_text import joined
from app.export.hl7.message import message
from app.export.hl7.text import LONGEST_TEXT, escaped, pieces, time
from tests.documents import (
    ACTS,
    LANGUAGES,
    NURSE,
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
    found["MSH"][0][1] = "|"
    return found


def texts(document: ClinicalDocument, form: Any = "mdm") -> dict[str, str]:
    """Text by the code of its OBX, read by a parser of another make; pieces joined."""
    parsed = hl7.parse(message(document, SITE, "EMR^HOSP", form, "id1").decode())
    found: dict[str, str] = {}
    for one in parsed.segments("OBX"):
        if str(one[2]) == "FT":
            code = [*str(one[3]).split("^"), "", "", "", ""]
            key = parsed.unescape(code[3] or code[0])
            found[key] = found.get(key, "") + parsed.unescape(str(one[5]))
    return found


def names(document: ClinicalDocument) -> list[list[str]]:
    """The components of each repetition of PID-5."""
    parsed = hl7.parse(message(document, SITE, "EMR^HOSP", "mdm", "id1").decode())
    field = str(parsed.segment("PID")[5])
    return [[parsed.unescape(part) for part in one.split("^")] for one in field.split("~")]


def plain(text: str) -> str:
    """What of a text can travel: all but control characters and halves; a break as hl7 reads it."""
    broken = re.sub(r"\r\n|\r|\n", "\r", text)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "", broken)


def named(name: str, language: Language = "en", **more: Any) -> list[list[str]]:
    return names(replace(example(language), patient=DocumentPatient("7", name, **more)))


EVENTS: dict[DocumentAct, tuple[str, str, str]] = {
    "sign": ("MDM^T02^MDM_T02", "F", "AV"),
    "cosign": ("MDM^T04^MDM_T02", "F", "AV"),
    "addendum": ("MDM^T06^MDM_T02", "F", "AV"),
    "amendment": ("MDM^T10^MDM_T02", "C", "AV"),
    "error": ("MDM^T11^MDM_T01", "", "CA"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_its_event(act: DocumentAct, language: Language) -> None:
    found = sent(example(language, act))
    event, status, availability = EVENTS[act]
    assert found["MSH"][0][9] == event
    assert found["EVN"][0][1] == event.split("^")[1]
    assert found["TXA"][0][17] == "LA"
    assert found["TXA"][0][19] == availability
    assert {one[11] for one in found.get("OBX", [])} == ({status} if status else set())


def test_the_header_says_who_to_whom_when_and_how_to_answer() -> None:
    header = sent(example())["MSH"][0]
    assert header[3:8] == ["ERSCRIBE", "Demo Hospital", "EMR", "HOSP", "20261122140322+0800"]
    assert header[10:13] == ["id1", "P", "2.5.1"]
    assert header[15:17] == ["AL", "AL"]
    assert header[18] == "UNICODE UTF-8"
    original = sent(example(), acks="original", test=True)["MSH"][0]
    assert original[11] == "T"
    assert original[15:17] == ["", ""]


def test_the_patient_and_the_visit_are_those_of_the_note() -> None:
    found = sent(example("zh"))
    patient, visit = found["PID"][0], found["PV1"][0]
    assert patient[3] == "MRN-7^^^Demo Hospital&https://demo.hospital.example&URI^MR"
    assert patient[5] == "张^伟^^^^^L^I"
    assert patient[7:9] == ["19600229", "F"]
    assert visit[2:4] == ["E", "急诊科^Bay 3"]
    assert visit[19].startswith("V-9^^^Demo Hospital&")
    assert visit[19].endswith("^VN")
    assert visit[44] == "20261122132005+0800"


@pytest.mark.parametrize(
    ("identifiers", "authority"),
    [
        ("urn:oid:2.16.840.1", "Demo Hospital&2.16.840.1&ISO"),
        ("https://a.example/x", "Demo Hospital&https://a.example/x&URI"),
        ("urn:uuid:1b4e", "Demo Hospital&1b4e&UUID"),
    ],
)
def test_numbers_say_who_gave_them(identifiers: str, authority: str) -> None:
    found = sent(example(), site=Site("Demo Hospital", identifiers))
    assert found["PID"][0][3] == f"MRN-7^^^{authority}^MR"


def test_somebody_without_a_number_goes_by_the_visit_and_is_told_to_be_unknown() -> None:
    unknown = DocumentPatient("", "Unknown male 3", unknown=True)
    patient = sent(replace(example(), patient=unknown))["PID"][0]
    assert patient[3].startswith("V-9^^^")
    assert patient[3].endswith("^VN")
    assert patient[5] == "Unknown male 3^^^^^^U"
    assert patient[7] == patient[8] == ""
    assert patient[32] == "AL"


@pytest.mark.parametrize(
    ("name", "language", "parts"),
    [
        ("张三", "zh", [["张", "三", "", "", "", "", "L", "I"]]),
        ("欧阳娜娜", "zh", [["欧阳", "娜娜", "", "", "", "", "L", "I"]]),
        ("欧阳", "zh", [["欧", "阳", "", "", "", "", "L", "I"]]),
        ("𠮷野家", "en", [["𠮷", "野家", "", "", "", "", "L", "I"]]),
        ("买买提·艾力", "zh", [["买买提·艾力", "", "", "", "", "", "L", "I"]]),
        ("Li Wei", "zh", [["Li", "Wei", "", "", "", "", "L"]]),
        ("Mary Ann Jones", "en", [["Jones", "Mary Ann", "", "", "", "", "L"]]),
        ("Doe, John", "zh", [["Doe", "John", "", "", "", "", "L"]]),
        ("X", "en", [["X", "", "", "", "", "", "L"]]),
        ("李|^~\\& 😀", "zh", [["李|^~\\& 😀", "", "", "", "", "", "L", "I"]]),
        ("ＷＡＮＧ　ＬＥＩ", "zh", [["ＷＡＮＧ　ＬＥＩ", "", "", "", "", "", "L"]]),
        (
            "张三 Zhang San",
            "zh",
            [
                ["张", "三", "", "", "", "", "L", "I"],
                ["Zhang", "San", "", "", "", "", "L", "A"],
            ],
        ),
        ("", "zh", [["", "", "", "", "", "", "U"]]),
    ],
)
def test_names_are_parted_where_they_can_be(
    name: str, language: Language, parts: list[list[str]]
) -> None:
    assert named(name, language) == parts


def test_the_document_says_who_wrote_and_who_signed_it() -> None:
    found = sent(example("zh", "cosign"))
    who = "Demo Hospital&https://demo.hospital.example&URI"
    header = found["TXA"][0]
    assert header[1:4] == ["1", "ED", "FT"]
    assert header[5] == header[9] == f"D1^Li^Wei^^^^^^{who}^L"
    assert header[12:14] == ["N-1.1^ERSCRIBE", ""]
    assert header[22].split("~") == [
        f"D1^Li^Wei^^^^^^{who}^L^^^^^20261122140322+0800",
        f"D2^Anna^O'Brien^^^^^^{who}^L^^^^^20261122140822+0800",
    ]
    assert found["PV1"][0][7] == f"D2^Anna^O'Brien^^^^^^{who}^L"


def test_a_correction_names_what_it_replaces_and_why() -> None:
    header = sent(example("en", "amendment"))["TXA"][0]
    assert header[12:14] == ["N-1.2^ERSCRIBE", "N-1.1^ERSCRIBE"]
    assert header[21] == "the side was wrong"
    addendum = sent(example("en", "addendum"))["TXA"][0]
    assert addendum[12:14] == ["N-1.2^ERSCRIBE", "N-1.1^ERSCRIBE"]


def test_a_long_reason_is_whole_in_both_places() -> None:
    why = "左右写反了：应为右侧，已与影像科核对，并通知了主管医师和护士长以及患者家属。" * 3
    amended = replace(example("zh", "amendment"), reason=why)
    assert sent(amended)["TXA"][0][21] == why
    assert texts(amended)["change-reason"] == why
    assert "change-reason" not in texts(replace(amended, reason="笔误"))


@pytest.mark.parametrize("form", ["mdm", "oru"])
def test_a_note_of_another_patient_is_withdrawn_without_its_text(form: Any) -> None:
    wrong = example("zh", "error")
    payload = message(wrong, SITE, "EMR^HOSP", form, "id1").decode()
    for section in wrong.sections:
        for sentence in section.sentences:
            assert sentence not in payload
    found = sent(wrong, form)
    if form == "mdm":
        assert found["TXA"][0][12] == "N-1.1^ERSCRIBE"
        assert found["TXA"][0][21] == "another patient's"
        assert "OBX" not in found
    else:
        assert found["OBR"][0][3] == "N-1^ERSCRIBE"
        assert {(one[2], one[5], one[11]) for one in found["OBX"]} == {("", "", "W")}


def test_a_section_is_an_observation_with_its_code_and_both_names() -> None:
    found = sent(example("zh"))["OBX"]
    assert found[1][1:6] == [
        "2",
        "FT",
        "10164-2^History of Present illness Narrative^LN^hpi^现病史^99ERS",
        "",
        "压榨样疼痛，放射至左臂。无晕厥。",
    ]
    assert found[-1][3] == "unplaced^未归入栏目^99ERS"
    assert [one[1] for one in found] == [str(at + 1) for at in range(len(found))]
    assert {one[14] for one in found} == {"20261122132005+0800"}


def test_an_empty_section_says_nothing_and_an_empty_note_says_so() -> None:
    assert "exam" not in texts(example())
    empty = replace(example("zh"), sections=(DocumentSection("exam", "29545-1", ("\x0b",)),))
    assert texts(empty) == {"34111-5": "未记录"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_late_entry_is_marked_first(language: Language) -> None:
    found = texts(replace(example(language), late=True))
    assert next(iter(found)) == "late-entry"
    assert found["late-entry"].startswith("补记" if language == "zh" else "Late entry")


def test_confirmed_vital_signs_are_numbers_in_the_fallback_and_only_there() -> None:
    numbers = [
        (one[3].split("^")[0], one[5], one[6])
        for one in sent(example(), "oru")["OBX"]
        if one[2] == "NM"
    ]
    assert numbers == [
        ("8480-6", "120", "mm[Hg]^^UCUM"),
        ("8462-4", "80", "mm[Hg]^^UCUM"),
        ("8867-4", "96", "/min^^UCUM"),
        ("8310-5", "36.80", "Cel^^UCUM"),
        ("59408-5", "97", "%^^UCUM"),
        ("9279-1", "18", "/min^^UCUM"),
        ("9269-2", "15", "{score}^^UCUM"),
        ("29463-7", "150", "[lb_av]^^UCUM"),
    ]
    assert {one[2] for one in sent(example())["OBX"]} == {"FT"}


def confirmed(finding: Any, value: str) -> list[tuple[str, str, str]]:
    one = ConfirmedFinding(0, finding, value, NURSE, SIGNED_AT)
    found = sent(replace(example(), confirmed=(one,)), "oru")["OBX"]
    return [(x[3].split("^")[0], x[5], x[6].split("^")[0]) for x in found if x[2] == "NM"]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("96 /min", [("8867-4", "96", "/min")]),
        ("88", [("8867-4", "88", "/min")]),
        ("88 mm[Hg]", []),
        ("不清楚", []),
        ("about 90", []),
        ("9" * 17, []),
        ("", []),
    ],
)
def test_a_value_is_what_was_confirmed_and_else_text(
    value: str, numbers: list[tuple[str, str, str]]
) -> None:
    assert confirmed(vital("heart_rate", "heart rate 96", "96", "/min"), value) == numbers


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("130/70", [("8480-6", "130", "mm[Hg]"), ("8462-4", "70", "mm[Hg]")]),
        ("systolic 120 mm[Hg]; diastolic 80 mm[Hg]",
         [("8480-6", "120", "mm[Hg]"), ("8462-4", "80", "mm[Hg]")]),
        ("systolic 90 mm[Hg]", [("8480-6", "90", "mm[Hg]")]),
        ("systolic 90 mm[Hg]; palpated", []),
        ("systolic 90 mm[Hg]; systolic 91 mm[Hg]", []),
        ("90", []),
    ],
)  # fmt: skip
def test_a_blood_pressure_is_two_numbers_of_one_reading(
    value: str, numbers: list[tuple[str, str, str]]
) -> None:
    assert confirmed(pressure("120", "80"), value) == numbers


def test_what_was_negated_or_asked_is_no_value() -> None:
    finding = vital("heart_rate", "no heart rate of 96", "96", "/min")
    assert confirmed(replace(finding, assertion="negated"), "96 /min") == []
    assert confirmed(replace(finding, kind="result"), "96 /min") == []


@pytest.mark.parametrize(("unit", "code"), [("mg/dL", "2339-0"), ("mmol/L", "15074-8")])
def test_the_unit_of_glucose_decides_on_its_code(unit: str, code: str) -> None:
    finding = vital("glucose", "sugar", "5.6", unit)
    assert confirmed(finding, f"5.6 {unit}") == [(code, "5.6", unit)]


def test_a_correction_takes_the_place_of_what_was_sent_and_an_addendum_does_not() -> None:
    assert sent(example(), "oru")["OBR"][0][3] == "N-1^ERSCRIBE"
    amended = sent(example("en", "amendment"), "oru")["OBR"][0]
    assert (amended[3], amended[25], amended[29]) == ("N-1^ERSCRIBE", "C", "")
    added = sent(example("en", "addendum"), "oru")["OBR"][0]
    assert (added[3], added[25], added[29]) == ("N-1.2^ERSCRIBE", "F", "^N-1&ERSCRIBE")


def test_the_same_document_gives_the_same_bytes() -> None:
    for form in ("mdm", "oru"):
        once = message(example("zh"), SITE, "EMR^HOSP", form, "id1")
        assert once == message(example("zh"), SITE, "EMR^HOSP", form, "id1")


def test_a_section_longer_than_a_value_is_several_and_nothing_is_lost() -> None:
    long = "胸痛\\|两小时。\n" * 20_000
    found = replace(example("zh"), sections=(DocumentSection("hpi", "10164-2", (long,)),))
    rows = sent(found)["OBX"]
    assert len(rows) > 2
    assert [one[4] for one in rows] == [str(at + 1) for at in range(len(rows))]
    assert all(len(one[5]) <= LONGEST_TEXT for one in rows)
    assert texts(found)["hpi"] == plain(long)


def test_pieces_end_behind_a_word_and_never_in_an_escape() -> None:
    text = escaped("ab|\n" * 40 + "word " * 40 + "x" * 400, breaks=True)
    found = list(pieces(text, 50))
    assert "".join(found) == text
    assert all(0 < len(one) <= 50 for one in found)
    assert all(one.count("\\") % 2 == 0 for one in found)
    assert all(one.endswith(("\\.br\\", " ", "x")) for one in found[:-1])


@hypothesis_settings(max_examples=60)
@given(documents())
def test_names_and_texts_come_out_as_they_went_in(document: ClinicalDocument) -> None:
    (first, *_) = names(document)
    own = plain(document.patient.name).replace("\r", "")
    together = {first[0], first[0] + first[1], f"{first[1]} {first[0]}", ", ".join(first[:2])}
    assert own in together | {" ".join(first[:2])}
    if document.act == "error":
        return
    found = texts(document, "oru")
    for section in document.sections:
        text = plain(joined(section.sentences, document.language))
        if text.strip():
            assert found[section.key or "unplaced"] == text


@hypothesis_settings(max_examples=60)
@given(documents())
def test_no_byte_of_a_payload_can_end_its_frame(document: ClinicalDocument) -> None:
    for form in ("mdm", "oru"):
        payload = message(document, SITE, "EMR^HOSP", form, "id1")
        assert not set(payload) & {0x0B, 0x1C, 0x0A, 0x00}
        lines = payload.decode().split("\r")
        assert lines[-1] == ""
        assert all(re.fullmatch(r"[A-Z][A-Z0-9]{2}\|.*", one, re.DOTALL) for one in lines[:-1])


def test_what_is_left_out_is_logged_without_a_word_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    odd = replace(example(), sections=(DocumentSection("hpi", "10164-2", ("Pain\x0b\x1c",)),))
    message(odd, SITE, "EMR^HOSP", "mdm", "id1")
    assert caplog.messages == ["2 control characters were left out of HL7 message id1"]


def test_times_keep_their_zone_to_the_second() -> None:
    assert time(datetime(2026, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC)) == "20260102030405+0000"


def test_every_confirmed_number_says_who_confirmed_it() -> None:
    document = replace(example(), confirmed=confirm([(pressure("120", "80"), "vitals")], NURSE))
    found = sent(document, "oru")["OBX"]
    assert {one[16].split("^")[0] for one in found if one[2] == "NM"} == {"N1"}
