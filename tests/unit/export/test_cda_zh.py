"""Documents after WS/T 500: whole, letter for letter, and broken ones do not leave."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given, settings
from lxml import etree

from app.domain.documents import ClinicalDocument, DocumentPatient, DocumentSection, Site
from app.domain.errors import ExportError
from app.export.cda_check import check
from app.export.cda_xml import HL7, XSI, shown
from app.export.cda_zh import cda
from app.export.emr_text import joined
from tests.documents import (
    ACTS,
    LANGUAGES,
    SITE,
    acted,
    confirm,
    documents,
    example,
    pressure,
    random_document,
    vital,
)

Tree = Any
NAMES: Final = {"h": HL7, "x": XSI}
BODY: Final = "h:component/h:structuredBody/h:component"


def read(data: bytes) -> Tree:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def found(tree: Tree, path: str) -> list[Any]:
    return list(tree.xpath(path, namespaces=NAMES))


def sentences(tree: Tree) -> list[list[str]]:
    """The paragraphs of each chapter that says something."""
    texts = found(tree, f"{BODY}/h:section[not(@nullFlavor)]/h:text")
    return [[one.text or "" for one in text] for text in texts]


def values_of(tree: Tree, code: str) -> list[Any]:
    return found(tree, f"//h:observation[h:code/@code='{code}']/h:value")


@pytest.mark.parametrize("seed", range(200))
def test_any_document_is_whole_and_says_every_sentence_letter_for_letter(seed: int) -> None:
    note = random_document(seed, ACTS[seed % len(ACTS)], LANGUAGES[seed % 2])
    data = cda(note, SITE)
    assert data == cda(note, SITE)
    assert b"<!DOCTYPE" not in data
    tree = read(data)
    if note.act == "error":
        assert len(found(tree, f"{BODY}/h:section")) == 1
        return
    for section in note.sections:
        if section.sentences:
            assert [shown(one) for one in section.sentences] in sentences(tree)


@settings(max_examples=100)
@given(documents())
def test_any_letter_can_be_written(note: ClinicalDocument) -> None:
    tree = read(cda(note, SITE))
    names = [one.text for one in found(tree, "h:recordTarget//h:patient/h:name")]
    assert names == [None if note.patient.unknown else shown(note.patient.name)]


@pytest.mark.parametrize(
    "text",
    [
        "胸痛2小时，伴大汗。",
        "a < b && c > d \"quoted\" 'x' ]]> <!-- -->",
        " 前后空格  ",
        "第一行\n第二行\r第三行\r\n制表\t符",
        "𠮷野家 𪚥 㐂 龘 😀 👨\u200d👩\u200d👧 ＡＢＣ é\u0301 \u200b \ufeff",
        "\ud7ff\ue000\ufffd\U0010ffff",
    ],
)
def test_text_is_equal_after_parsing(text: str) -> None:
    note = replace(example("zh"), sections=(DocumentSection("hpi", "10164-2", (text, text)),))
    tree = read(cda(note, SITE))
    assert [text, text] in sentences(tree)
    (value,) = values_of(tree, "DE02.10.071.00")
    assert value.text == joined((text, text), "zh")
    assert not found(tree, "//h:section[h:code/@displayName='字符说明']")


def test_what_xml_forbids_is_shown_by_its_code_point_and_said() -> None:
    odd = "停药\x08继续\x00\ufffe"
    note = replace(example("zh"), sections=(DocumentSection("plan", "18776-5", (odd,)),))
    tree = read(cda(note, SITE))
    assert ["停药[□U+0008]继续[□U+0000][□U+FFFE]"] in sentences(tree)
    (about,) = found(tree, "//h:section[h:code/@displayName='字符说明']/h:text/h:paragraph")
    assert "无法书写" in about.text


def test_a_note_is_a_clinic_record_and_an_observation_one_of_its_own() -> None:
    note = example("zh")
    tree = read(cda(note, SITE))
    assert found(tree, "h:templateId/@root") == ["2.16.156.10011.2.1.1.22"]
    assert found(tree, "h:code/@code") == ["C0002"]
    assert found(tree, "h:title/text()") == ["门(急)诊病历"]
    course = DocumentSection("observation_course", "8648-8", ("留观2小时，好转。",))
    staying = replace(note, template="ji_zhen_liu_guan", sections=(*note.sections, course))
    tree = read(cda(staying, SITE))
    assert found(tree, "h:templateId/@root") == ["2.16.156.10011.2.1.1.23"]
    assert found(tree, "h:code/@code") == ["C0003"]
    assert [one.text for one in values_of(tree, "DE06.00.181.00")] == ["留观2小时，好转。"]


def test_the_chapters_stand_in_the_standards_order_and_then_the_others() -> None:
    tree = read(cda(example("zh"), SITE))
    codes = found(tree, f"{BODY}/h:section/h:code/@code")
    assert codes == ["48765-2", "10154-3", "10164-2", "29545-1", "29548-5", "8716-3", "10160-0"]
    names = found(tree, f"{BODY}/h:section/h:title/text()")
    assert names[:2] == ["过敏史", "主诉"]
    assert names[-1] == "未归入栏目"


def test_what_was_not_said_is_not_recorded_and_never_none() -> None:
    tree = read(cda(example("zh"), SITE))
    exam = found(tree, f"{BODY}/h:section[h:code/@code='29545-1']")[0]
    assert exam.get("nullFlavor") == "NI"
    assert found(exam, "h:text/h:paragraph/text()") == ["未记录。"]
    assert not found(exam, "h:entry")
    bare = read(cda(replace(example("en"), sections=(), confirmed=()), SITE))
    assert found(bare, f"{BODY}/h:section/h:code/@code") == ["10154-3", "10164-2", "29548-5"]
    assert not values_of(bare, "DE02.10.023.00")


def test_confirmed_vital_signs_are_entries_in_the_standards_units_and_none_is_converted() -> None:
    said = (
        vital("temperature", "体温36.80度", "36.80", "Cel"),
        vital("temperature", "98.6 F", "98.6", "[degF]"),
        pressure("120", "80"),
        vital("oxygen_saturation", "97%", "97", "%"),
        vital("weight", "150 lb", "150", "[lb_av]"),
        replace(vital("heart_rate", "no pulse of 96", "96", "/min"), assertion="negated"),
    )
    note = replace(example("zh"), confirmed=confirm([(one, "vitals") for one in said]))
    tree = read(cda(note, SITE))
    measured = found(
        tree, "//h:value[@xsi:type='PQ']".replace("@xsi:type", "@*[name()='xsi:type']")
    )
    plain = [
        (found(one.getparent(), "h:code/@code")[0], one.get("value"), one.get("unit"))
        for one in measured
    ]
    assert plain == [
        ("DE04.10.186.00", "36.80", "℃"),
        ("8310-5", "98.6", "[degF]"),
        ("DE04.10.174.00", "120", "mmHg"),
        ("DE04.10.176.00", "80", "mmHg"),
        ("DE04.50.149.00", "97", "%"),
        ("29463-7", "150", "[lb_av]"),
    ]
    assert len(found(tree, "//h:organizer[@classCode='BATTERY']/h:component")) == 2


def test_an_allergy_flag_says_yes_or_that_it_is_not_known() -> None:
    note = example("zh")
    (flag,) = values_of(read(cda(note, SITE)), "DE02.10.023.00")
    assert flag.get("value") == "true"
    (flag,) = values_of(read(cda(replace(note, confirmed=()), SITE)), "DE02.10.023.00")
    assert (flag.get("value"), flag.get("nullFlavor")) == (None, "NI")


def test_only_diagnoses_that_are_affirmed_and_confirmed_are_entries() -> None:
    note = example("zh")
    assert not values_of(read(cda(note, SITE)), "DE05.01.025.00")  # its own is uncertain
    found_ = next(one.finding for one in note.confirmed if one.finding.kind == "diagnosis")
    sure = confirm([(replace(found_, assertion="present"), "assessment")])
    tree = read(cda(replace(note, confirmed=sure), SITE))
    assert [one.text for one in values_of(tree, "DE05.01.025.00")] == ["ACS"]
    (code,) = values_of(tree, "DE05.01.024.00")
    assert (code.get("code"), code.get("codeSystemName")) == ("I24.9", "ICD-10-CM")
    other = (replace(sure[0], value="心绞痛"),)
    tree = read(cda(replace(note, confirmed=other), SITE))
    assert [one.text for one in values_of(tree, "DE05.01.025.00")] == ["心绞痛"]
    assert not values_of(tree, "DE05.01.024.00")


def test_nobody_is_given_a_name_or_a_birthday() -> None:
    nobody = DocumentPatient("T-1", "无名氏甲", "", date(1990, 1, 1), unknown=True)
    tree = read(cda(replace(example("zh"), patient=nobody), SITE))
    person = found(tree, "h:recordTarget//h:patient")[0]
    assert found(person, "h:name/@nullFlavor | h:birthTime/@nullFlavor") == ["UNK", "UNK"]
    assert not found(person, "h:age | h:name/text()")
    assert found(person, "h:administrativeGenderCode/@code") == ["9"]
    assert "T-1" in found(tree, "h:recordTarget//h:id/@extension")


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(1960, 2, 29), ("66", "岁")),
        (date(2025, 11, 23), ("11", "月")),
        (date(2025, 11, 22), ("1", "岁")),
        (date(2026, 11, 22), ("0", "月")),
        (date(2030, 1, 1), ("0", "月")),
    ],
)
def test_an_age_is_that_at_the_visit(born: date, age: tuple[str, str]) -> None:
    note = example("zh")
    tree = read(cda(replace(note, patient=replace(note.patient, birth_date=born)), SITE))
    (said,) = found(tree, "h:recordTarget//h:age")
    assert (said.get("value"), said.get("unit")) == age


def test_each_act_says_what_it_does_to_the_document_before() -> None:
    kinds = {}
    for act in ACTS:
        tree = read(cda(acted(example("zh"), act), SITE))
        kinds[act] = (
            found(tree, "h:id/@extension")[0],
            found(tree, "h:setId/@extension")[0],
            *found(tree, "h:relatedDocument/@typeCode"),
            *found(tree, "h:relatedDocument/h:parentDocument/h:id/@extension"),
        )
    assert kinds == {
        "sign": ("N-1.1", "N-1"),
        "cosign": ("N-1.1.cosign", "N-1", "RPLC", "N-1.1"),
        "amendment": ("N-1.2", "N-1", "RPLC", "N-1.1"),
        "addendum": ("N-1.2", "N-1.2", "APND", "N-1.1"),
        "error": ("N-1.1.error", "N-1", "RPLC", "N-1.1"),
    }


def test_who_signed_is_the_legal_authenticator_and_who_signed_too_an_authenticator() -> None:
    tree = read(cda(acted(example("zh"), "cosign"), SITE))
    assert found(tree, "h:legalAuthenticator//h:id/@extension") == ["D1"]
    assert found(tree, "h:authenticator//h:id/@extension") == ["D2"]
    assert found(tree, "h:authenticator/h:time/@value") == ["20261122140822"]


def test_a_retracted_note_says_so_and_nothing_else() -> None:
    data = cda(acted(example("zh"), "error"), SITE)
    tree = read(data)
    assert found(tree, "h:title/text()") == ["门(急)诊病历（录入错误，作废）"]
    assert "压榨样疼痛".encode() not in data
    assert "another patient's" in sentences(tree)[0][1]


def test_times_elsewhere_keep_their_offset() -> None:
    note = example("en")
    moved = replace(note, at=note.at.astimezone(), recorded_at=note.recorded_at)
    assert found(read(cda(note, SITE)), "h:effectiveTime/@value") == ["20261122140322"]
    assert re.fullmatch(
        r"\d{14}([+-]\d{4})?", found(read(cda(moved, SITE)), "h:effectiveTime/@value")[0]
    )


def test_a_hospital_without_a_name_is_asked_for_one() -> None:
    with pytest.raises(ExportError, match="emr_site"):
        cda(example("zh"), Site("", "https://h"))


# --- one fault each


def gone(path: str) -> Callable[[Tree], None]:
    def work(tree: Tree) -> None:
        one = found(tree, path)[0]
        one.getparent().remove(one)

    return work


def put(path: str, name: str, value: str) -> Callable[[Tree], None]:
    def work(tree: Tree) -> None:
        found(tree, path)[0].set(name, value)

    return work


def said(path: str, text: str) -> Callable[[Tree], None]:
    def work(tree: Tree) -> None:
        found(tree, path)[0].text = text

    return work


def turned(tree: Tree) -> None:
    tree.insert(0, found(tree, "h:title")[0])


def doubled(tree: Tree) -> None:
    one = found(tree, "h:id")[0]
    tree.insert(tree.index(one), etree.fromstring(etree.tostring(one)))


def foreign(tree: Tree) -> None:
    found(tree, "h:title")[0].tag = "{urn:other}title"


ENTRY: Final = "//h:observation[h:code/@code='DE04.01.119.00']"
FAULTS: Final[dict[str, Callable[[Tree], None]]] = {
    "no realm": gone("h:realmCode"),
    "another realm": put("h:realmCode", "code", "US"),
    "another type": put("h:typeId", "extension", "POCD_MT000041"),
    "no template": gone("h:templateId"),
    "template of another kind": put("h:templateId", "root", "2.16.156.10011.2.1.1.23"),
    "code of another kind": put("h:code", "code", "C0003"),
    "code of another system": put("h:code", "codeSystem", "2.16.840.1.113883.6.1"),
    "no number": put("h:id", "extension", ""),
    "two numbers": doubled,
    "no title": said("h:title", ""),
    "no time": gone("h:effectiveTime"),
    "a time that is none": put("h:effectiveTime", "value", "2026-11-22T14:03:22+08:00"),
    "another confidentiality": put("h:confidentialityCode", "code", "X"),
    "another language": put("h:languageCode", "code", "fr"),
    "no version": put("h:versionNumber", "value", "one"),
    "order": turned,
    "namespace": foreign,
    "no patient": gone("h:recordTarget"),
    "patient without number": put("h:recordTarget//h:id", "extension", ""),
    "patient without name": said("h:recordTarget//h:patient/h:name", ""),
    "sex that is none": put("h:recordTarget//h:administrativeGenderCode", "code", "F"),
    "birthday that is none": put("h:recordTarget//h:birthTime", "value", "1960-02-29"),
    "no author": gone("h:author"),
    "author without time": gone("h:author/h:time"),
    "author without number": put("h:author//h:id", "extension", ""),
    "author without name": said("h:author//h:name", ""),
    "nobody keeps it": gone("h:custodian"),
    "nobody signed": gone("h:legalAuthenticator"),
    "signature without time": gone("h:legalAuthenticator/h:time"),
    "signature without mark": gone("h:legalAuthenticator/h:signatureCode"),
    "no visit": gone("h:componentOf"),
    "replaces nothing": gone("h:relatedDocument"),
    "adds in place of replacing": put("h:relatedDocument", "typeCode", "APND"),
    "replaces itself": put("h:relatedDocument//h:id", "extension", "N-1.2"),
    "no body": gone("h:component"),
    "no chief complaint": gone(f"{BODY}[h:section/h:code/@code='10154-3']"),
    "chapter of another system": put(f"{BODY}/h:section/h:code", "codeSystem", "1.2.3"),
    "chapter with a bad code": put(f"{BODY}/h:section/h:code", "code", "CC-1"),
    "chapter without title": said(f"{BODY}/h:section/h:title", ""),
    "chapter without text": gone(f"{BODY}/h:section/h:text"),
    "sentence gone": gone(f"{BODY}/h:section[h:code/@code='10164-2']//h:paragraph[2]"),
    "sentence altered": said(f"{BODY}/h:section[h:code/@code='10154-3']//h:paragraph", "腹痛。"),
    "entry with a bad code": put(f"{ENTRY}/h:code", "code", "DE04.01.119"),
    "entry of another system": put(f"{ENTRY}/h:code", "codeSystem", "1.2.3"),
    "entry without value": gone(f"{ENTRY}/h:value"),
    "value of another type": put(f"{ENTRY}/h:value", f"{{{XSI}}}type", "XX"),
    "number that is none": put("//h:value[@unit='℃']", "value", "36,8"),
    "number without unit": put("//h:value[@unit='℃']", "unit", ""),
    "flag that is none": put("//h:value[@value='true']", "value", "yes"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_document_with_one_fault_does_not_leave(fault: str) -> None:
    note = acted(example("zh"), "amendment")
    tree = read(cda(note, SITE))
    check(etree.tostring(tree, encoding="UTF-8"), note)
    FAULTS[fault](tree)
    with pytest.raises(ExportError, match="cannot leave") as told:
        check(etree.tostring(tree, encoding="UTF-8"), note)
    assert "张伟" not in str(told.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<ClinicalDocument",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE ClinicalDocument SYSTEM "http://h/a.dtd"><ClinicalDocument/>',
    ],
)
def test_what_is_no_plain_xml_does_not_leave(data: bytes) -> None:
    with pytest.raises(ExportError, match="cannot leave"):
        check(data, example("zh"))
