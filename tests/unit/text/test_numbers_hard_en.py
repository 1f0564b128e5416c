"""English values and queries on lines that were written to be hard (tests/data/numbers)."""

from pathlib import Path

import pytest

from app.bench.understanding_numbers import figures
from app.domain.transcript import Utterance
from app.text.doses import dose_version, signed_table
from app.text.numbers_values import spoken_numbers
from app.text.queries import Patient, queries
from app.text.tokens import tokenize

CASES = Path(__file__).parents[2] / "data" / "numbers"
MAN, CHILD = Patient(45, "male"), Patient(4, "male")


def shown(line: str) -> list[tuple[str, str | None]]:
    values = spoken_numbers([word.text for word in tokenize(line)], "en").values
    return [(one.written, one.unit) for one in values]


def asked(line: str, patient: Patient = MAN) -> set[str]:
    table = signed_table(dose_version())
    utterance = Utterance("u1", "S1", "en", tokenize(line))
    return {one.kind for one in queries(utterance, patient, table)}


def test_hard_values_are_right_and_none_is_silently_wrong() -> None:
    path = CASES / "values_hard_en.txt"
    found = {one.measure: one for one in figures({"en": path}, {})}
    assert found["values right (span, written, unit)"].value >= 98
    assert found["sound-alikes flagged"].value >= 98
    assert found["lines without value left alone"].value >= 95
    assert found["silently wrong numbers"].value == 0


def test_hard_lines_are_asked_about_and_their_look_alikes_are_not() -> None:
    path = CASES / "queries_hard_en.tsv"
    found = {one.measure: one for one in figures({}, {"en": path})}
    assert found["queries right"].value >= 95
    assert found["lines without query that raise one"].value <= 2


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("bp one ten over seventy eighty eight sixteen ninety eight thirty seven two",
         [("110/70", "mm[Hg]"), ("88", "/min"), ("16", "/min"), ("98", "%"), ("37.2", "Cel")]),
        ("gas is seven point two eight fifty nine sixty two",
         [("7.28", None), ("59", None), ("62", None)]),
        ("at thirty plus two", [("30+2", None)]),
        ("plasma one to one to one", [("1:1:1", None)]),
        ("one in a hundred thousand two point two mils", [("1:100000", None), ("2.2 mL", "mL")]),
        ("the door opened twenty two thirty", [("22:30", None)]),
        ("vancomycin seventeen fifty", [("1750", None)]),
        ("his rate topped out at one sixty", [("160", "/min")]),
        ("seen at one sixteen", [("1:16", None)]),
        ("closed with seven four oh nylon", [("7", None), ("4-0", None)]),
        ("norco five three twenty five", [("5/325", None)]),
        ("only one wet diaper", [("1", None)]),
        ("strength four of five", [("4/5", None)]),
        ("heparin at a hundred an hour", [("100 /h", "/h")]),
        ("he came at three an hour later he left", [("3", None)]),
        ("troponin point oh four second one pending", [("0.04", None)]),
        ("hr one ten bp ninety over fifty", [("110", "/min"), ("90/50", "mm[Hg]")]),
        ("xanax point one twenty five milligrams", [("0.125 mg", "mg")]),
        ("lactate two point five fifteen minutes later",
         [("2.5", None), ("15 minutes", "min")]),
        ("two three days of fever", [("2-3 days", "d")]),
        ("one unit is hanging", [("1 unit", "U")]),
        ("pain since the nineteenth discharged later", [("19th", None)]),
        ("sleeps on three pillows", [("3", None)]),
        ("loaded with amio one fifty over ten", [("150", None), ("10", None)]),
        ("map of fifty five on ten of levo", [("55", "mm[Hg]"), ("10", None)]),
        ("thoracentesis for one point two liters", [("1.2 L", "L")]),
        ("n a c one fifty per kilo", [("150 /kg", "/kg")]),
        ("normal saline at one twenty five", [("125", None)]),
        ("his twenty nineteen echo", [("2019", None)]),
        ("code called six twenty nine time of death", [("6:29", None)]),
        ("last normal twenty two hundred", [("22:00", None)]),
        ("the other one sixty over ninety", [("160/90", "mm[Hg]")]),
        ("extension four one two", [("412", None)]),
        ("mean of sixty three", [("63", "mm[Hg]")]),
        ("t max thirty nine two", [("39.2", "Cel")]),
        ("bipap twelve over six fifty percent", [("12/6", None), ("50 %", "%")]),
        ("q r s one forty", [("140", None)]),
        ("gave them two liters", [("2 L", "L")]),
    ],
)  # fmt: skip
def test_classes_of_hard_values(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert shown(line) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "drank seven up",
        "the p two y twelve inhibitor",
        "h two blocker",
        "tylenol number three",
        "hit by an eighteen wheeler",
        "insulin seventy thirty mix",
        "ca nineteen nine",
        "cha two ds two vasc",
        "on three one two three roll",
        "before the fourth rhythm check",
        "a pack and a half a day",
        "a two car accident",
        "his four legged friend and zero sympathy",
        "trying to zero in on it",
        "sugar in the five hundreds",
        "vaso at oh four",
        "he is five eleven and fit",
        "zosyn three three seven five",
        "an old t twelve wedge",
    ],
)
def test_names_that_hold_a_number_are_no_value(line: str) -> None:
    assert shown(line) == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("start heparin at 1200 per hour", "unit_missing"),
        ("hang metronidazole five grams", "tenfold"),
        ("nimodipine capsule contents given intravenously", "wrong_route"),
        ("left forearm fracture no other injury splint applied to the right forearm", "side"),
        ("ct shows no stone but an ovarian cyst", "sex"),
        ("his heart was going at nine", "implausible"),
        ("systolic pressure in the four hundreds", "implausible"),
        ("the knee she twisted is the left one so we tapped the right one", "side"),
        ("pigtail for the left pneumothorax placed on the contralateral side", "side"),
        ("vision 20/200 OD, dendrite; herpes keratitis OS, start drops", "side"),
        ("right-handed, cut the palm of his dominant hand, sutured the left palm", "side"),
        ("aspiration of the left olecranon bursa because his right elbow is red", "side"),
        ("right forearm fracture; a splint to the fractured arm, the left, for six weeks", "side"),
        ("gave four of morphine and he slept", "unit_missing"),
        ("her home dose of metoprolol is 50", "unit_missing"),
        ("we pushed diltiazem, twenty, over two minutes", "unit_missing"),
        ("terbutaline 250 mg beneath the skin", "mg_mcg"),
        ("he turned eighty-eight last week", "age"),
        ("the ninety-something-year-old man fell", "age"),
        ("born in 1931, still drives", "age"),
        ("hip replaced in 1962", "age"),
        ("celebrated her hundredth birthday", "age"),
        ("retired at seventy five", "age"),
        ("after sixty years at the mill", "age"),
        ("mother, who breastfeeds him, saw no blood", "age"),
        ("the patient broke her hip", "sex"),
    ],
)
def test_hard_lines_raise_their_query(line: str, kind: str) -> None:
    assert kind in asked(line)


@pytest.mark.parametrize(
    "line",
    [
        "took her amoxicillin at 8 and slept",
        "rattlesnake bite to the hand",
        "intrathecal baclofen pump at 400 mcg per day",
        "sprayed with parathion atropine sixty two milligrams and drying out",
        "right lower quadrant pain that started on the left",
        "trachea pushed to the left by the tension pneumothorax on the right",
        "his teammate broke the right tibia; he has a cut on the left shin, stapled",
        "the left tube drained 300 and the right one 150, both pulled",
        "right flank tender, nothing on the left, ct shows a stone",
        "walks like a ninety year old",
        "a 70-year-old prosthesis",
        "the sixteen year old driver of the other car was unhurt",
        "the twelve year old son confirms it",
        "in a house built in 1920",
        "gynecologist by trade, cut himself doing a hysterectomy",
        "works as a midwife and splashed amniotic fluid in his eye",
        "kicked a woman in the vulva and hurt his toe",
        "a uterus-shaped bruise",
        "acetylcysteine for the paracetamol: 150 mg/kg",
        "ceftriaxone 250 was the old dose, now 500 mg",
    ],
)
def test_what_only_looks_wrong_raises_none(line: str) -> None:
    assert asked(line) == set()


def test_a_stented_heart_is_no_child_s() -> None:
    assert asked("history of coronary bypass and two stents", CHILD) == {"age"}
