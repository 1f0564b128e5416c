"""What age and sex rule out, as lists: refused where a row is wrong, found as people say it, and
asked about only where it is the patient's."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.domain.transcript import Language, Utterance
from app.text.queries import Patient, queries
from app.text.queries_listed import Rule, listed, phrases
from app.text.tokens import tokenize

MAN, WOMAN, BOY, OLD = (
    Patient(45, "male"), Patient(30, "female"), Patient(8, "male"), Patient(70, "female"),
)  # fmt: skip
NEWBORN = Patient(0.1, "male")


def asked(line: str, language: Language, patient: Patient) -> Sequence[str]:
    said = Utterance("u1", "S1", language, tokenize(line))
    return [one.kind for one in queries(said, patient)]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("sex\tfemale", "parted by tabs"),
        ("age\t5\tcroup", "'age' is none of"),
        ("sex\twoman\tuterus", "neither female nor male"),
        ("age_min\tten\tsmokes", "no number of years"),
        ("age_max\t-1\tcroup", "no number of years"),
        ("not\tpatient\ttamponade", "none of sex, age, any, mother"),
        ("sex\tmale\tprostate||scrotum", "empty, too short"),
        ("sex\tmale\tprostate |scrotum", "spaces around it"),
    ],
)
def test_a_wrong_row_is_refused_with_its_file_and_number(
    row: str, complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "rules_out_en.tsv"
    path.write_text(f"# a comment\nsex\tfemale\tuterus\n{row}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=complaint) as refused:
        phrases("en", tmp_path)
    assert "rules_out_en.tsv: row 3" in str(refused.value)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"rules_out_zh\.tsv"):
        phrases("zh", tmp_path)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_row_of_the_lists_is_one(language: Language) -> None:
    kinds = {rule.kind for of in phrases(language).values() for _, rule in of}
    assert kinds == {"sex", "age_min", "job_min", "age_max", "baby_max", "not"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("two Vasectomies", "Vasectomies"),
        ("an ovarian-cyst", "ovarian-cyst"),
        ("the estate agents", "estate agents"),
        ("her prostate's size", "prostate"),
        ("prostatelike", None),
    ],
)
def test_a_phrase_is_found_in_its_english_forms(text: str, found: str | None) -> None:
    spans = [text[one.start : one.end] for one in listed(text, "en")]
    assert spans == ([] if found is None else [found])


@pytest.mark.parametrize(
    ("rule", "patient", "kind"),
    [
        (Rule("sex", sex="female"), MAN, "sex"),
        (Rule("sex", sex="female"), Patient(45, None), None),
        (Rule("age_min", years=14), BOY, "age"),
        (Rule("age_min", years=8), BOY, None),
        (Rule("age_max", years=8), OLD, "age"),
        (Rule("age_max", years=8), BOY, None),
        (Rule("age_max", years=8), Patient(None, "male"), None),
        (Rule("baby_max", years=3), MAN, "age"),
        (Rule("baby_max", years=3), WOMAN, None),
        (Rule("not", silences="any"), MAN, None),
    ],
)
def test_a_rule_rules_out_beyond_its_limit(rule: Rule, patient: Patient, kind: str | None) -> None:
    assert rule.rules_out(patient) == kind


@pytest.mark.parametrize(
    ("line", "language", "patient", "kind"),
    [
        ("colposcopy was normal", "en", MAN, "sex"),
        ("radical prostatectomy in March", "en", WOMAN, "sex"),
        ("she is an estate agent", "en", BOY, "age"),
        ("incomplete Kawasaki disease", "en", MAN, "age"),
        ("given Similac every three hours", "en", MAN, "age"),
        ("Apgars were 8 and 9", "en", MAN, "age"),
        ("阴道镜检查未见异常", "zh", MAN, "sex"),
        ("提睾反射消失", "zh", WOMAN, "sex"),
        ("患者是销售经理，头晕", "zh", BOY, "age"),
        ("骨骺线未闭", "zh", MAN, "age"),
    ],
)
def test_what_the_lists_rule_out_is_asked_about(
    line: str, language: Language, patient: Patient, kind: str
) -> None:
    assert asked(line, language, patient) == [kind]


@pytest.mark.parametrize(
    ("line", "language", "patient"),
    [
        ("his wife had a colposcopy", "en", MAN),
        ("no colposcopy was done", "en", MAN),
        ("cervical collar on", "en", MAN),
        ("past Kawasaki disease", "en", MAN),
        ("the estate agent found him", "en", BOY),
        ("given Similac every three hours", "en", WOMAN),
        ("Mom denies infections during pregnancy", "en", NEWBORN),
        ("Apgars were 8 and 9", "en", WOMAN),
        ("positive smoking exposure at home", "en", BOY),
        ("In her 20s, she served in the Navy", "en", Patient(41, "female")),
        ("born at term by vaginal delivery", "en", BOY),
        ("妻子做过阴道镜检查", "zh", MAN),
        ("腹痛经治疗好转", "zh", MAN),
        ("面包皮卡在喉咙", "zh", WOMAN),
        ("销售经理发现他倒地", "zh", BOY),
    ],
)
def test_what_is_not_the_patient_s_own_is_not(
    line: str, language: Language, patient: Patient
) -> None:
    assert asked(line, language, patient) == []


def test_one_question_is_asked_of_words_that_neither_age_nor_sex_allows() -> None:
    assert asked("positive pregnancy test", "en", Patient(70, "male")) == ["sex"]


@pytest.mark.parametrize(
    ("line", "language"),
    [("born in 1990", "en"), ("1990年出生", "zh"), ("九零后小伙", "zh")],
)
def test_years_are_told_as_of_the_encounter(line: str, language: Language) -> None:
    then = Patient(12, "male", date(2002, 5, 1))
    assert asked(line, language, then) == []
    assert asked(line, language, Patient(12, "male", date(2026, 5, 1))) == ["age"]


def test_a_year_before_birth_is_told_as_of_the_encounter() -> None:
    line = "chest pain on and off since 1995"
    assert asked(line, "en", Patient(10, "male", date(2004, 5, 1))) == []
    assert asked(line, "en", Patient(10, "male", date(2024, 5, 1))) == ["age"]


def test_without_an_encounter_years_are_told_as_of_today() -> None:
    assert asked("born in 1990", "en", Patient(6, "male")) == ["age"]


@pytest.mark.parametrize(("said", "years"), [("sexagenarian", 65), ("quadragenarian", 45)])
def test_every_name_of_a_decade_has_its_years(said: str, years: int) -> None:
    assert asked(f"the {said} fell", "en", Patient(years, "male")) == []
    assert asked(f"the {said} fell", "en", Patient(9, "male")) == ["age"]
