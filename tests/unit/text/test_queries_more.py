"""Number queries on the even lines of the second case files, and on sentences of this file.

The odd lines are read as a score alone (tests/data/numbers/README.md), and by no test.
"""

from pathlib import Path

import pytest

from app.bench.understanding_numbers import figures
from app.domain.transcript import Language, Utterance
from app.text.doses import dose_version, signed_table
from app.text.queries import Patient, queries
from app.text.tokens import tokenize

CASES = Path(__file__).parents[2] / "data" / "numbers"
KINDS = ("implausible", "tenfold", "mg_mcg", "unit_missing", "wrong_route", "age", "sex", "side")
MAN, WOMAN, BOY, GIRL = (
    Patient(40, "male"), Patient(40, "female"), Patient(6, "male"), Patient(2, "female"),
)  # fmt: skip


def asked(line: str, language: Language, patient: Patient = MAN) -> set[str]:
    table = signed_table(dose_version())
    said = Utterance("u1", "S1", language, tokenize(line))
    return {one.kind for one in queries(said, patient, table)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_is_asked_about_on_the_even_lines(language: Language, tmp_path: Path) -> None:
    lines = (CASES / f"queries_more_{language}.jsonl").read_text("utf-8").splitlines()
    even = tmp_path / "even.jsonl"
    even.write_text("\n".join(lines[::2]), "utf-8")
    found = {one.measure: one for one in figures({}, {language: even})}
    for kind in KINDS:
        assert found[f"query {kind} right"].value >= 80, kind
    assert found["queries right"].value >= 92
    assert found["lines without query that raise one"].value <= 4


@pytest.mark.parametrize(
    ("line", "language", "patient", "kind"),
    [
        ("20% 甘露醇 2500 ml 快速静滴", "zh", MAN, "tenfold"),
        ("尿激酶2000万单位静滴", "zh", MAN, "tenfold"),
        ("cetirizine 50 mg by mouth for the boy", "en", GIRL, "tenfold"),
        ("insulin drip 70 units per hour", "en", MAN, "tenfold"),
        ("norepinephrine 10 mg/min", "en", MAN, "mg_mcg"),
        ("去甲肾上腺素每分钟八毫克泵入", "zh", MAN, "mg_mcg"),
        ("tiotropium 18 mg inhaled daily", "en", MAN, "mg_mcg"),
        ("propofol at 40 for sedation", "en", MAN, "unit_missing"),
        ("rocuronium eighty and the tube goes in", "en", MAN, "unit_missing"),
        ("尼卡地平五微泵", "zh", MAN, "unit_missing"),
        ("tetanus toxoid 0.5 mL IV", "en", MAN, "wrong_route"),
        ("haldol decanoate 100 mg IV", "en", MAN, "wrong_route"),
        ("bisacodyl suppository PO", "en", MAN, "wrong_route"),
        ("酚甘油滴眼", "zh", MAN, "wrong_route"),
        ("口服液两支静滴", "zh", MAN, "wrong_route"),
        ("he has smoked for twenty years", "en", BOY, "age"),
        ("in her eighties, lives alone", "en", WOMAN, "age"),
        ("mom says he is in fifth grade", "en", MAN, "age"),
        ("高血压病史三十年", "zh", BOY, "age"),
        ("年过七旬，咳喘", "zh", MAN, "age"),
        ("第二次换牙期，乳牙松动", "zh", MAN, "age"),
        ("six weeks postpartum with fever", "en", MAN, "sex"),
        ("三个孩子的妈妈，头晕", "zh", MAN, "sex"),
        ("pneumothorax on the left, chest tube placed in the right chest", "en", MAN, "side"),
        ("左膝红肿，右膝穿刺抽出浑浊液", "zh", MAN, "side"),
        ("his cuff reads 1500 over 90", "en", MAN, "implausible"),
        ("satting 109 on two liters", "en", MAN, "implausible"),
        ("高压一千二百，低压八十", "zh", MAN, "implausible"),
    ],
)
def test_what_does_not_fit_is_asked_about(
    line: str, language: Language, patient: Patient, kind: str
) -> None:
    assert kind in asked(line, language, patient)


@pytest.mark.parametrize(
    ("line", "language", "patient"),
    [
        ("norepinephrine 4 mg in 250 mL", "en", MAN),
        ("胰岛素50单位加盐水50毫升每小时4毫升泵", "zh", MAN),
        ("Prevacid 30 mg daily, Os-Cal 500 mg daily", "en", MAN),
        ("methotrexate 50 mg/m2 IM", "en", WOMAN),
        ("magnesium 1.8, potassium 4.1, digoxin 0.9", "en", MAN),
        ("metoprolol 5 mg IV x3", "en", MAN),
        ("acetaminophen 4 g a day", "en", MAN),
        ("failed oral amoxicillin, now IV ceftriaxone", "en", MAN),
        ("albuterol neb, IV access placed", "en", MAN),
        ("凝血酶2000单位口服，生长抑素静脉泵入", "zh", MAN),
        ("she teaches second grade", "en", WOMAN),
        ("slipped on a 3 day old wet floor", "en", MAN),
        ("her 2 year old kicked her", "en", WOMAN),
        ("dad drives a truck, he has a cough", "en", BOY),
        ("妈妈怀孕八个月，他咳嗽", "zh", BOY),
        ("transgender man, vaginal bleeding", "en", MAN),
        ("laceration of the left hand sutured, abrasion of the right hand cleaned", "en", MAN),
        ("right arm weak, left hemisphere infarct", "en", MAN),
        ("左手骨折石膏，右手输液", "zh", MAN),
        ("radial pulse 2+, T 12 fracture, opening pressure 28", "en", MAN),
        ("血压较前下降20，T10椎体骨折", "zh", MAN),
        ("Bactrim 800/160, pressure fine", "en", MAN),
    ],
)
def test_what_fits_is_not_asked_about(line: str, language: Language, patient: Patient) -> None:
    assert asked(line, language, patient) == set()
