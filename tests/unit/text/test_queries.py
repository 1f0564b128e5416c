"""Questions about what does not fit; none of them changes a word or a value."""

from pathlib import Path

import pytest

from app.bench.understanding_numbers import figures
from app.domain.transcript import Language, Utterance
from app.text.doses import dose_version, signed_table
from app.text.findings import findings
from app.text.line import line_of
from app.text.queries import Patient, queries
from app.text.tokens import tokenize
from app.text.understanding import Understander

CASES = Path(__file__).parents[2] / "data" / "numbers"
MAN, WOMAN = Patient(50, "male"), Patient(50, "female")


def heard(line: str, language: Language = "en") -> Utterance:
    return Utterance("u1", "S1", language, tokenize(line))


def asked(
    line: str, language: Language = "en", patient: Patient = MAN, *, signed: bool = True
) -> list[tuple[str, str]]:
    table = signed_table(dose_version()) if signed else None
    return [(one.kind, one.said) for one in queries(heard(line, language), patient, table)]


@pytest.mark.parametrize(
    ("line", "language", "kind"),
    [
        ("heart rate is four hundred ten", "en", "implausible"),
        ("BP 40/90", "en", "implausible"),
        ("T 60.2 C", "en", "implausible"),
        ("morphine 100 mg i v", "en", "tenfold"),
        ("fentanyl 50 mg IV", "en", "mg_mcg"),
        ("ketorolac thirty i v now", "en", "unit_missing"),
        ("potassium chloride 20 mEq IV push", "en", "wrong_route"),
        ("a twelve year old boy", "en", "age"),
        ("enlarged uterus on exam", "en", "sex"),
        ("laceration of the right hand, sutures placed in the left hand", "en", "side"),
        ("血氧饱和度一百五", "zh", "implausible"),
        ("吗啡100mg静推", "zh", "tenfold"),
        ("芬太尼50mg静推", "zh", "mg_mcg"),
        ("呋塞米二十静推", "zh", "unit_missing"),
        ("氯化钾10ml静推", "zh", "wrong_route"),
        ("患者十二岁", "zh", "age"),
        ("妇检子宫增大", "zh", "sex"),
        ("右手背裂伤，清创后左手包扎", "zh", "side"),
    ],
)
def test_what_does_not_fit_is_asked_about(line: str, language: Language, kind: str) -> None:
    assert kind in [found for found, _ in asked(line, language)]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("heart rate 190 in the infant", "en"),
        ("digoxin level 1.2", "en"),
        ("aspirin about 20 minutes ago", "en"),
        ("never give vincristine intrathecally", "en"),
        ("his wife is pregnant", "en"),
        ("no uterine tenderness", "en"),
        ("left arm and right arm equal", "en"),
        ("母亲有宫颈癌", "zh"),
        ("氯化钾不可静推", "zh"),
        ("双侧瞳孔左3毫米右3毫米", "zh"),
    ],
)
def test_what_fits_is_not_asked_about(line: str, language: Language) -> None:
    assert asked(line, language) == []


def test_doses_are_compared_with_nothing_until_the_table_is_signed_in() -> None:
    assert asked("morphine 100 mg i v", signed=False) == []
    assert signed_table("") is None
    assert signed_table("0" * 12) is None


def test_a_child_is_judged_by_weight_and_the_old_by_their_own_column() -> None:
    line = "acetaminophen 1000 mg by mouth"
    assert asked(line) == []
    assert asked(f"weight 10 kg {line}", patient=Patient(1, "male"))[0][0] == "tenfold"
    assert asked("haloperidol 20 mg IM", patient=Patient(50, "male")) == []
    assert asked("haloperidol 20 mg IM", patient=Patient(82, "male"))[0][0] == "tenfold"


def test_a_query_stands_with_its_words_and_changes_no_value(understander: Understander) -> None:
    utterance = heard("GCS 18 and alert")
    line = line_of(utterance, (), understander.warm("en"))
    (finding,) = [one for one in findings(line) if one.kind == "vital"]
    assert finding.value is not None
    assert finding.value.number == "18"
    assert finding.query is not None


def test_a_contradiction_without_a_finding_gets_one_of_its_own(understander: Understander) -> None:
    line = line_of(heard("she is a retired teacher"), (), understander.warm("en"))
    found = findings(line, Patient(5, "female"))
    (own,) = [one for one in found if one.concept == "query.age"]
    assert own.query == '"retired" does not fit the age in the record; is this the patient?'
    assert (own.first, own.last, own.assertion) == (3, 3, "uncertain")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_open_cases_are_asked_about_and_the_others_are_not(language: Language) -> None:
    found = {
        one.measure: one for one in figures({}, {language: CASES / f"queries_{language}.jsonl"})
    }
    assert found["queries right"].value >= 90
    assert found["lines without query that raise one"].value <= 5


def test_a_number_with_a_partner_in_sound_is_asked_about_when_it_was_not_certain() -> None:
    words = tokenize("give fifteen milligrams", 0.7)
    (query,) = queries(Utterance("u1", "S1", "en", words))
    assert (query.kind, query.text) == ("sound_alike", "15 mg or 50?")
    assert queries(heard("give fifteen milligrams")) == ()
