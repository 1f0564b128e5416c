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
        ("give oh point five milligrams", [("0.5 mg", "mg")]),
        ("naloxone oh point four oh point four", [("0.4", None), ("0.4", None)]),
        ("albuterol two point five p o point five", [("2.5", None), ("0.5", None)]),
        ("propranolol one i v", [("1", None)]),
        ("one of dilaudid and one of those", [("1", None)]),
        ("glucagon one in the thigh", [("1", None)]),
        ("she takes five slash three twenty five percocets", [("5/325", None)]),
        ("advair two fifty slash fifty one puff", [("250/50", None), ("1 puff", "{puff}")]),
        ("one thirty over eighty one oh four sixteen ninety nine",
         [("130/80", "mm[Hg]"), ("104", "/min"), ("16", "/min"), ("99", "%")]),
        ("eighty four over forty eighty eight over forty four",
         [("84/40", "mm[Hg]"), ("88/44", "mm[Hg]")]),
        ("pulse one sixty four narrow then eighty after", [("164", "/min"), ("80", "/min")]),
        ("room air eighty seven up to ninety five", [("87", "%"), ("95", "%")]),
        ("on six liters she's ninety three", [("6 L", "L"), ("93", "%")]),
        ("her heart's racing at one forty two", [("142", "/min")]),
        ("clipping along at one thirty six in a fib", [("136", "/min")]),
        ("e four v one t m six", [("4", None), ("1", None), ("6", None)]),
        ("gcs was nine two two five", [("9", None), ("2", None), ("2", None), ("5", None)]),
        ("vision twenty over two hundred left twenty forty right",
         [("20/200", None), ("20/40", None)]),
        ("take a half to one tablet", [("0.5-1 tablet", "{tablet}")]),
        ("thirty six and four sevenths weeks", [("36+4 weeks", "wk")]),
        ("eleven stone four", [("11 st 4 lb", "[stone_av]")]),
        ("the past day and a half", [("1.5 days", "d")]),
        ("strength four plus over five", [("4+/5", None)]),
        ("call one eight hundred two two two one two two two", [("18002221222", None)]),
        ("cell number five five five twenty two eleven", [("5552211", None)]),
        ("temp one oh two four", [("102.4", "[degF]")]),
        ("one oh one five by ear", [("101.5", "[degF]")]),
        ("t thirty nine three", [("39.3", "Cel")]),
        ("core of twenty six point four", [("26.4", "Cel")]),
        ("rosc ten oh nine", [("10:09", None)]),
        ("down from nine fifty to ten oh five", [("9:50", None), ("10:05", None)]),
        ("at ten of six", [("5:50", None)]),
        ("sixteen hundred handoff", [("16:00", None)]),
        ("started the twenty second of last month", [("22nd", None)]),
        ("compressions at thirty to two", [("30:2", None)]),
        ("adenosine six twelve twelve", [("6", None), ("12", None), ("12", None)]),
        ("lactate six point one to four to two", [("6.1", None), ("4", None), ("2", None)]),
        ("four oh vicryl deep and six oh on the skin", [("4-0", None), ("6-0", None)]),
        ("belly seven to eight out of ten", [("7-8/10", None)]),
        ("twenty meq's", [("20 mEq", "meq")]),
        ("pneumonia for one to two weeks", [("1-2 weeks", "wk")]),
        ("rounded the vanc down to seventeen fifty", [("1750", None)]),
        ("with a rate of thirty", [("30", "/min")]),
        ("seen at six pm", [("6 pm", None)]),
        ("temp minus five", [("-5", None)]),
        ("bp one ten over seventy two hours later", [("110/70", "mm[Hg]"), ("2 hours", "h")]),
        ("one thirty over eighty two liters", [("130/80", "mm[Hg]"), ("2 L", "L")]),
        ("amio one fifty over forty five minutes", [("150", None), ("45 minutes", "min")]),
        ("labetalol twenty forty eighty", [("20", None), ("40", None), ("80", None)]),
        ("adenosine six twelve", [("6", None), ("12", None)]),
        ("extension twelve fourteen", [("1214", None)]),
    ],
)  # fmt: skip
def test_classes_of_hard_values(line: str, wanted: list[tuple[str, str | None]]) -> None:
    assert shown(line) == wanted


@pytest.mark.parametrize(
    "line",
    ["gave her for tabs of norco", "so to puffs off the spacer", "he got to liters of saline"],
)
def test_a_number_heard_as_a_word_before_a_form_is_doubted(line: str) -> None:
    assert spoken_numbers(line.split(), "en").missed


@pytest.mark.parametrize(
    "line", ["switch him to tablets", "allergic to patches", "went from liquid to tablets"]
)
def test_ordinary_words_before_a_form_are_not(line: str) -> None:
    assert not spoken_numbers(line.split(), "en").missed


@pytest.mark.parametrize(
    ("line", "alike"),
    [
        ("an eighteen in the left hand", None),
        ("q t c five twelve", None),
        ("ef by eye is fifteen percent", "50"),
        ("with a rate of thirty", None),
    ],
)
def test_a_hard_value_is_doubted_only_where_its_partner_can_be(
    line: str, alike: str | None
) -> None:
    (value,) = spoken_numbers(line.split(), "en").values
    assert value.alike == alike


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
        "in the two twenties",
        "zero five milligrams",
        "two twenty five milligram doses",
        "five hundredths",
        "hit with a two by four and kicked",
        "shot with a nine millimeter",
        "a twelve gauge shotgun",
        "four factor p c c",
        "a one in four chance",
        "room ten oh four",
        "i ninety five in the snow",
        "stacked two by sixes",
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
        ("oxytocin 400 milliunits per minute", "tenfold"),
        ("gave glucagon one in the thigh", "unit_missing"),
        ("temperature taken in the ear reads 14 degrees celsius", "implausible"),
        ("ten ml of magic mouthwash intravenously", "wrong_route"),
        ("fluticasone 110 mcg intravenous", "wrong_route"),
    ],
)
def test_hard_lines_raise_their_query(line: str, kind: str) -> None:
    assert kind in asked(line)


@pytest.mark.parametrize(
    "line",
    [
        "took her amoxicillin at 8 and slept",
        "rattlesnake bite to the hand",
        "hydroxyzine 25 mg p o",
        "oxytocin 20 milliunits per minute",
        "fluticasone two puffs twice daily",
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
