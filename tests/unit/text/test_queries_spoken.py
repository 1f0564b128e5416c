"""Number queries on lines as they are spoken (tests/data/numbers/queries_spoken_*.tsv)."""

from pathlib import Path

import pytest

from app.bench.understanding_numbers import figures
from app.domain.transcript import Language, Utterance
from app.text.doses import dose_version, signed_table
from app.text.queries import NOBODY, Patient, Query, queries
from app.text.tokens import tokenize

CASES = Path(__file__).parents[2] / "data" / "numbers"
MAN = Patient(45, "male")


def asked(line: str, language: Language, patient: Patient = MAN) -> tuple[Query, ...]:
    table = signed_table(dose_version())
    return queries(Utterance("u1", "S1", language, tokenize(line)), patient, table)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_spoken_lines_are_asked_about_and_their_look_alikes_are_not(language: Language) -> None:
    path = CASES / f"queries_spoken_{language}.tsv"
    found = {one.measure: one for one in figures({}, {language: path})}
    assert found["queries right"].value >= 92
    assert found["lines without query that raise one"].value <= 2


@pytest.mark.parametrize("path", sorted(CASES.glob("queries_hard*.tsv")), ids=lambda one: one.stem)
def test_hard_lines_are_asked_about_and_their_look_alikes_are_not(path: Path) -> None:
    language: Language = "zh" if path.stem.endswith("zh") else "en"
    found = {one.measure: one for one in figures({}, {language: path})}
    assert found["queries right"].value >= 92
    assert found["lines without query that raise one"].value <= 2


@pytest.mark.parametrize(
    ("line", "language", "kind"),
    [
        ("potassium is forty one", "en", "implausible"),
        ("sodium came back at fourteen", "en", "implausible"),
        ("p h of nine on the gas", "en", "implausible"),
        ("血钾四十一", "zh", "implausible"),
        ("血钠报告十四", "zh", "implausible"),
        ("血气p h九", "zh", "implausible"),
        ("g c s十九分", "zh", "implausible"),
        ("the newborn has a fever", "en", "age"),
        ("幼儿摔倒", "zh", "age"),
        ("he is a young lady", "en", "sex"),
        ("hang vancomycin fifteen hundred after cultures", "en", "unit_missing"),
    ],
)
def test_what_does_not_fit_is_asked_about(line: str, language: Language, kind: str) -> None:
    assert kind in {one.kind for one in asked(line, language)}


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("potassium four point one", "en"),
        ("potassium forty milliequivalents by mouth", "en"),
        ("urine sodium is fourteen", "en"),
        ("urine p h of nine", "en"),
        ("血钾四点一血钠一百四", "zh"),
        ("尿p h九", "zh"),
        ("her toddler has a rash", "en"),
        ("家里有新生儿", "zh"),
        ("right forearm film is clean left forearm shows a fracture", "en"),
        ("右髋换过这次左髋断了", "zh"),
    ],
)
def test_what_only_looks_alike_is_not(line: str, language: Language) -> None:
    assert asked(line, language) == ()


def test_a_text_that_contradicts_itself_is_asked_about_without_a_record() -> None:
    (query,) = asked("62 year old man who is pregnant", "en", NOBODY)
    assert (query.kind, query.said) == ("sex", "pregnant")
    assert "62 year old man" in query.text
    assert "record" not in query.text


def test_two_people_of_one_text_contradict_nothing() -> None:
    line = "62 year old man and a 30 year old woman who is pregnant"
    assert asked(line, "en", NOBODY) == ()
