"""Documents for the chart: two examples in full, and random ones of every act and odd content."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Any, Final, get_args

from hypothesis import strategies as st

from app.domain.documents import (
    ClinicalDocument,
    ConfirmedFinding,
    DocumentAct,
    DocumentId,
    DocumentPatient,
    DocumentSection,
    DocumentSignature,
    Person,
    Site,
    Visit,
)
from app.domain.findings import Assertion, Code, Finding, FindingKind, Part, Value
from app.domain.result import ModelUsed
from app.domain.transcript import Language

SITE: Final = Site("Demo Hospital", "https://demo.hospital.example")
DOCTOR, SENIOR, NURSE = Person("D1", "Li Wei"), Person("D2", "Anna O'Brien"), Person("N1", "欧阳娜")
CHINA: Final = timezone(timedelta(hours=8))
SIGNED_AT: Final = datetime(2026, 11, 22, 14, 3, 22, tzinfo=CHINA)
RECORDED_AT: Final = datetime(2026, 11, 22, 13, 20, 5, 120000, tzinfo=CHINA)
KEY: Final = '{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'
JWS: Final = (
    "eyJhbGciOiJFZERTQSJ9..hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5B"
)
MODELS: Final = {
    "recognizer": ModelUsed("whisper-er-tiny", hashlib.sha256(b"recognizer").hexdigest()),
    "segmentation": ModelUsed("segmentation-er", hashlib.sha256(b"segmentation").hexdigest()),
    "lexicon": ModelUsed("clinical-lexicon", hashlib.sha256(b"lexicon").hexdigest()),
}


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def vital(name: str, text: str, number: str, unit: str) -> Finding:
    """A vital sign with one value, as app.text gives it."""
    return Finding("u1", 0, 1, "vital", f"vital.{name}", text, "present", value=Value(number, unit))


def pressure(systolic: str | None, diastolic: str | None, text: str = "BP 120/80") -> Finding:
    """A blood pressure of which one part may not have been said."""
    said = (("systolic", systolic), ("diastolic", diastolic))
    parts = tuple(Part(name, number, "mm[Hg]", 1, 1) for name, number in said if number)
    return Finding("u1", 0, 1, "vital", "vital.blood_pressure", text, "present", parts=parts)


def heard(finding: Finding) -> str:
    """What a person confirms who changes nothing: app.services.suggestions says it so."""
    if finding.value is not None:
        return f"{finding.value.number} {finding.value.unit}"
    return "; ".join(f"{p.name} {p.number} {p.unit}" for p in finding.parts) or finding.text


_PENICILLIN = Finding(
    "u2", 0, 2, "allergy", "drug.penicillin", "Allergic to penicillin", "present",
    Code("icd-10-cm", "T78.40XA"),
)  # fmt: skip
_METOPROLOL = Finding(
    "u3", 1, 1, "medication", "drug.metoprolol", "metoprolol", "present", value=Value("25", "mg"),
    parts=(Part("dose", "25", "mg", 2, 3), Part("frequency", "twice daily", "", 4, 5)),
)  # fmt: skip
_ACS = Finding(
    "u4", 0, 1, "diagnosis", "dx.acute_coronary_syndrome", "ACS", "uncertain",
    Code("icd-10-cm", "I24.9"),
)  # fmt: skip
_FOUND_EN: Final = (
    (pressure("120", "80"), "vitals"),
    (vital("heart_rate", "heart rate 96", "96", "/min"), "vitals"),
    (vital("temperature", "temp 36.80", "36.80", "Cel"), "vitals"),
    (vital("oxygen_saturation", "sat 97%", "97", "%"), "vitals"),
    (vital("respiratory_rate", "resp rate 18", "18", "/min"), "vitals"),
    (vital("glasgow_coma_scale", "GCS 15", "15", "{score}"), "vitals"),
    (vital("weight", "weight 150 lb", "150", "[lb_av]"), "vitals"),
    (_PENICILLIN, "allergies"),
    (_METOPROLOL, "meds"),
    (_ACS, "assessment"),
)
_SECTIONS_EN: Final = (
    DocumentSection("chief_complaint", "10154-3", ("Chest pain for two hours.",)),
    DocumentSection("hpi", "10164-2", ("Crushing, radiating to the left arm.", "No syncope.")),
    DocumentSection("meds", "10160-0", ("Takes metoprolol 25 mg twice daily.",)),
    DocumentSection("allergies", "48765-2", ("Allergic to penicillin.",)),
    DocumentSection("vitals", "8716-3", ("BP 120/80, heart rate 96, temp 36.80, sat 97%.",)),
    DocumentSection("exam", "29545-1", ()),
    DocumentSection("assessment", "51848-0", ("Suspected ACS.",)),
    DocumentSection("", "", ("Wife is on her way.",)),
)
_SECTIONS_ZH: Final = (
    DocumentSection("chief_complaint", "10154-3", ("胸痛两小时。",)),
    DocumentSection("hpi", "10164-2", ("压榨样疼痛，放射至左臂。", "无晕厥。")),
    DocumentSection("meds", "10160-0", ("服用美托洛尔25毫克每日两次。",)),
    DocumentSection("allergies", "48765-2", ("对青霉素过敏。",)),
    DocumentSection("vitals", "8716-3", ("血压120/80毫米汞柱，心率96次，体温36.80度。",)),
    DocumentSection("exam", "29545-1", ()),
    DocumentSection("assessment", "51848-0", ("疑似急性冠脉综合征。",)),
    DocumentSection("", "", ("家属𠮷野在路上😀。",)),
)


def confirm(
    found: Sequence[tuple[Finding, str]], by: Person = DOCTOR
) -> tuple[ConfirmedFinding, ...]:
    """Each as it was heard. found: findings with their sections' keys."""
    return tuple(
        ConfirmedFinding(number, one, heard(one), by, SIGNED_AT, section)
        for number, (one, section) in enumerate(found)
    )


def signature(by: Person, at: datetime, kind: Any = "legal") -> DocumentSignature:
    return DocumentSignature(kind, by, at, KEY, JWS)


def example(language: Language = "en", act: DocumentAct = "sign") -> ClinicalDocument:
    """A whole note of somebody with chest pain, as that act sends it."""
    english = language == "en"
    note = ClinicalDocument(
        id=DocumentId("N-1", 1),
        act="sign",
        language=language,
        template="ed_default",
        profile="clinical",
        patient=DocumentPatient(
            "MRN-7", "Mary Jones" if english else "张伟", "F", date(1960, 2, 29)
        ),
        visit=Visit("V-9", "Emergency" if english else "急诊科", "Bay 3", RECORDED_AT),
        author=DOCTOR,
        at=SIGNED_AT,
        recorded_at=RECORDED_AT,
        recording_id="R-1",
        recording_sha256=_sha("sound"),
        content_sha256=_sha("content"),
        software="0.9.0",
        sections=_SECTIONS_EN if english else _SECTIONS_ZH,
        confirmed=confirm(_FOUND_EN),
        signatures=(signature(DOCTOR, SIGNED_AT),),
        models=MODELS,
    )
    return acted(note, act)


def acted(note: ClinicalDocument, act: DocumentAct) -> ClinicalDocument:
    """What an act makes of a signed note: the document of that act."""
    later = note.at + timedelta(minutes=5)
    after = DocumentId(note.id.note_id, note.id.version + 1)
    if act == "sign":
        return note
    if act == "cosign":
        both = (*note.signatures, signature(SENIOR, later, "professional"))
        return replace(note, act=act, at=later, signatures=both)
    if act == "error":
        return replace(note, act=act, at=later, parent=note.id, reason="another patient's")
    signed = (signature(note.author, later),)
    changed = replace(note, act=act, id=after, at=later, parent=note.id, signatures=signed)
    return replace(changed, reason="the side was wrong" if act == "amendment" else "")


_ODD: Final = "\"'&<>|^~\\#{}[];:,/ 　。，：；＆ＡＢ１é𠮷𪚥㐂龘😀🏥﹏\u200b\ufffd\n\r\t\x0b\x1c"
_LETTERS: Final[dict[Language, str]] = {
    "en": "abc deFGH. 0123" + _ODD,
    "zh": "胸痛两小时患者体温血压 0123" + _ODD,
}
_SOME_NAMES: Final = (
    "Mary Jones", "Doe, John", "O'Neil & <Sons>", "张伟", "欧阳娜娜", "𠮷野家",
    "买买提·艾力", "ＷＡＮＧ",
    "José Ñúñez", "😀", "李|^~\\&", "X",
)  # fmt: skip
_SECTION_CODES: Final = {
    "chief_complaint": "10154-3", "hpi": "10164-2", "ros": "10187-3", "pmh": "11348-0",
    "meds": "10160-0", "allergies": "48765-2", "social": "29762-2", "family": "10157-6",
    "vitals": "8716-3", "exam": "29545-1", "results": "30954-2", "procedures": "47519-4",
    "assessment": "51848-0", "plan": "18776-5", "ed_course": "8648-8", "ecg": "11524-6",
}  # fmt: skip
_VITALS: Final = (
    ("heart_rate", "/min"), ("respiratory_rate", "/min"), ("oxygen_saturation", "%"),
    ("temperature", "Cel"), ("temperature", "[degF]"), ("glasgow_coma_scale", "{score}"),
    ("weight", "kg"), ("weight", "g"), ("weight", "[lb_av]"), ("height", "cm"),
    ("height", "[in_i]"), ("height", "m"), ("glucose", "mg/dL"), ("glucose", "mmol/L"),
    ("pain_score", "{score}"), ("mean_arterial_pressure", "mm[Hg]"),
)  # fmt: skip
_CODED: Final[tuple[tuple[FindingKind, str, str, Code | None], ...]] = (
    ("diagnosis", "pneumonia", "pneumonia", Code("icd-10-cm", "J18.9")),
    ("diagnosis", "dx.acute_coronary_syndrome", "急性冠脉综合征", Code("icd-10-cm", "I24.9")),
    ("diagnosis", "dx.local", "骨裂 <?>", None),
    ("history", "diabetes", "糖尿病", Code("icd-10-cm", "E11.9")),
    ("symptom", "chest_pain", "chest pain", Code("icd-10-cm", "R07.9")),
    ("allergy", "drug.penicillin", "青霉素过敏", Code("icd-10-cm", "T78.40XA")),
    ("allergy", "drug_allergy", "No known drug allergies", Code("icd-10-cm", "T78.40XA")),
    ("medication", "drug.metoprolol", "metoprolol", None),
    ("medication", "drug.aspirin", "阿司匹林", None),
    ("procedure", "intubation", "intubated", None),
    ("result", "troponin", "troponin 0.04", None),
)  # fmt: skip
_ASSERTIONS: Final[tuple[Assertion, ...]] = get_args(Assertion)
ACTS: Final[tuple[DocumentAct, ...]] = get_args(DocumentAct)
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def documents(
    acts: Sequence[DocumentAct] = ACTS, languages: Sequence[Language] = LANGUAGES
) -> st.SearchStrategy[ClinicalDocument]:
    """Any document of these acts in these languages, with a name and a sentence of any letters."""
    odd = st.text(st.characters(codec="utf-8"), max_size=20)
    return st.builds(
        _with_words,
        st.builds(
            random_document,
            st.integers(0, 2**32),
            st.sampled_from(tuple(acts)),
            st.sampled_from(tuple(languages)),
        ),
        odd,
        odd,
    )


def _with_words(note: ClinicalDocument, name: str, words: str) -> ClinicalDocument:
    patient = replace(note.patient, name=name or note.patient.name)
    typed = DocumentSection("exam", "29545-1", (words,))
    others = tuple(one for one in note.sections if one.key != "exam")
    return replace(note, patient=patient, sections=(typed, *others) if words else others)


def random_document(seed: int, act: DocumentAct, language: Language) -> ClinicalDocument:
    """The document of a seed: fast, for thousands of them."""
    dice = Random(seed)  # noqa: S311 - a test's
    at, sections = _time(dice), _sections(dice, language)
    author = Person(_id(dice), dice.choice(_SOME_NAMES))
    note = ClinicalDocument(
        id=DocumentId(_id(dice), dice.randint(1, 40)),
        act="sign",
        language=language,
        template=dice.choice(("ed_default", "ji_zhen_bing_li", "trauma")),
        profile=dice.choice(("sandbox", "clinical")),
        patient=_patient(dice),
        visit=Visit(
            _id(dice),
            dice.choice(("", *_SOME_NAMES)),
            dice.choice(("", "Bay 3", "抢救室")),
            dice.choice((None, _time(dice))),
        ),
        author=author,
        at=at,
        recorded_at=_time(dice),
        recording_id=_id(dice),
        recording_sha256=_sha(_id(dice)),
        content_sha256=_sha(_id(dice)),
        software="0.9.0",
        sections=sections,
        confirmed=tuple(_confirmed(dice, sections)),
        signatures=(signature(author, at),),
        models=dice.choice((MODELS, MODELS, {})),
        late=dice.random() < 0.2,
        transcript=dice.choice(("", "Physician: 胸痛吗？\nPatient: yes.")),
    )
    return acted(note, act)


def _id(dice: Random) -> str:
    return "".join(dice.choices("ABC123-", k=dice.randint(1, 12))) + "7"


def _time(dice: Random) -> datetime:
    zone = timezone(timedelta(minutes=dice.choice((480, 0, -300, 330, 525, -210, 840))))
    part_us = dice.choice((0, dice.randrange(1_000_000)))
    at = datetime(2026, 1, 1, tzinfo=zone)
    return at + timedelta(seconds=dice.randrange(365 * 86400), microseconds=part_us)


def _words(dice: Random, language: Language) -> str:
    return "".join(dice.choices(_LETTERS[language], k=dice.randint(0, 40)))


def _patient(dice: Random) -> DocumentPatient:
    number, name = dice.choice(("", _id(dice), _id(dice))), dice.choice(_SOME_NAMES)
    if dice.random() < 0.2:
        return DocumentPatient(number, name, unknown=True)
    born = date(1920, 1, 1) + timedelta(days=dice.randrange(38000))
    return DocumentPatient(number, name, dice.choice(("M", "F", "")), dice.choice((None, born)))


def _sections(dice: Random, language: Language) -> tuple[DocumentSection, ...]:
    made = [
        DocumentSection(key, _SECTION_CODES[key], _sentences(dice, language))
        for key in dice.sample(list(_SECTION_CODES), dice.randint(0, 7))
    ]
    unplaced = _sentences(dice, language)
    return (*made, *([DocumentSection("", "", unplaced)] if unplaced else []))


def _sentences(dice: Random, language: Language) -> tuple[str, ...]:
    return tuple(_words(dice, language) for _ in range(dice.randint(0, 3)))


def _number(dice: Random) -> str:
    return f"{dice.randint(1, 300)}{dice.choice(('', '', '.5', '.80', '.05'))}"


def _finding(dice: Random) -> Finding:
    """A finding of any kind and assertion; most vital signs are present."""
    if dice.random() < 0.15:
        return pressure(*dice.choice((("120", "80"), ("90", None), (None, "60"))))
    if dice.random() < 0.5:
        name, unit = dice.choice(_VITALS)
        number = _number(dice)
        found = vital(name, f"{name} {number}", number, unit)
        return found if dice.random() < 0.8 else replace(found, assertion=dice.choice(_ASSERTIONS))
    kind, concept, text, code = dice.choice(_CODED)
    value = Value(_number(dice), "mg") if kind == "medication" and dice.random() < 0.5 else None
    assertion = dice.choice(("present", *_ASSERTIONS))
    return Finding("u1", 0, 0, kind, concept, text, assertion, code, value)


def _confirmed(dice: Random, sections: Sequence[DocumentSection]) -> Iterator[ConfirmedFinding]:
    keys = [*(one.key for one in sections), ""]
    for number in range(dice.randint(0, 7)):
        finding = _finding(dice)
        said = dice.choice((heard(finding), heard(finding), "88", "130/70", "不清楚"))
        by = dice.choice((DOCTOR, NURSE, SENIOR))
        yield ConfirmedFinding(number * 3, finding, said, by, _time(dice), dice.choice(keys))
