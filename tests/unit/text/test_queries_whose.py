"""Contradictions as emergency staff dictate them: whose words they are, ages in words, limbs."""

import pytest

from app.domain.transcript import Language, Utterance
from app.text.doses import dose_version, signed_table
from app.text.queries import Patient, queries
from app.text.tokens import tokenize

MAN, WOMAN, BOY, GIRL, OLD = (
    Patient(50, "male"), Patient(33, "female"), Patient(6, "male"), Patient(4, "female"),
    Patient(78, "male"),
)  # fmt: skip


def asked(line: str, language: Language, patient: Patient) -> list[tuple[str, str]]:
    said = Utterance("u1", "S1", language, tokenize(line))
    return [(one.kind, one.said) for one in queries(said, patient, signed_table(dose_version()))]


@pytest.mark.parametrize(
    ("line", "language", "patient", "kind"),
    [
        ("she is seventy two and lives alone", "en", GIRL, "age"),
        ("Sixteen-year-old with groin pain", "en", OLD, "age"),
        ("age 19, took a handful of pills", "en", OLD, "age"),
        ("two weeks shy of his ninth birthday", "en", MAN, "age"),
        ("She is a widow and her son checks on her weekly.", "en", GIRL, "age"),
        ("headache since starting her new job", "en", GIRL, "age"),
        ("missed two days of school with fever", "en", OLD, "age"),
        ("college sophomore with fever", "en", OLD, "age"),
        ("put a bead in his nose during circle time", "en", OLD, "age"),
        ("former coal miner with worsening dyspnea", "en", BOY, "age"),
        ("takes donepezil and tamsulosin", "en", BOY, "age"),
        ("纸尿裤湿了三次，吃得少", "zh", MAN, "age"),
        ("公司聚餐喝多了吐", "zh", BOY, "age"),
        ("bulging fontanel with fever", "en", OLD, "age"),
        ("今年六十五了，饭后心慌", "zh", BOY, "age"),
        ("8个月婴儿，呕吐", "zh", MAN, "age"),
        ("高血压20年，头晕", "zh", BOY, "age"),
        ("建筑工人，踩到钉子", "zh", GIRL, "age"),
        ("今天期末考试时突然肚子痛", "zh", OLD, "age"),
        ("she has had a headache since yesterday", "en", MAN, "sex"),
        ("tubal ligation after her third child", "en", MAN, "sex"),
        ("her husband found her slumped over", "en", MAN, "sex"),
        ("37 y.o. male with ankle pain", "en", WOMAN, "sex"),
        ("Well nourished female, alert", "en", MAN, "sex"),
        ("dilated to six centimeters, rhogam given", "en", MAN, "sex"),
        ("hematospermia for a week", "en", WOMAN, "sex"),
        ("血精一周", "zh", WOMAN, "sex"),
        ("男患，车祸", "zh", WOMAN, "sex"),
        ("大姐心慌，血压高", "zh", MAN, "sex"),
        ("她丈夫发现她歪在椅子上", "zh", MAN, "sex"),
        ("勃起功能障碍吃伟哥", "zh", WOMAN, "sex"),
    ],
)
def test_words_of_the_patient_are_asked_about(
    line: str, language: Language, patient: Patient, kind: str
) -> None:
    assert kind in [found for found, _ in asked(line, language, patient)]


@pytest.mark.parametrize(
    ("line", "language", "patient"),
    [
        ("pulled over by an elderly man who saw her faint", "en", WOMAN),
        ("hit by a car whose driver was 80 years old", "en", BOY),
        ("needlestick from a pregnant patient", "en", MAN),
        ("delivered a baby boy two days ago", "en", WOMAN),
        ("he called 911 for his wife, she is awake now", "en", WOMAN),
        ("mom says she gave him motrin, she is pregnant with her second", "en", BOY),
        ("here with grandma who is retired and drinks wine", "en", GIRL),
        ("cardiac stent 8 years old, chest pain", "en", MAN),
        ("pumps breast milk for her, soft pureed diet", "en", WOMAN),
        ("he took his pills, the nurse says she saw it", "en", MAN),
        ("She has had a fever, her mother says", "en", BOY),
        ("The speculum exam showed large turbinates", "en", MAN),
        ("被一位八十岁老人骑车撞倒", "zh", BOY),
        ("被一名女子推倒", "zh", MAN),
        ("王先生送她来的", "zh", WOMAN),
        ("一位老大爷看见她晕倒", "zh", WOMAN),
        ("两天前生一男婴，发热", "zh", WOMAN),
        ("他教小学三年级，嗓子哑了", "zh", MAN),
        ("脑卒中后长期用尿布", "zh", OLD),
    ],
)
def test_words_of_another_person_are_not(line: str, language: Language, patient: Patient) -> None:
    assert asked(line, language, patient) == []


@pytest.mark.parametrize(
    ("line", "language", "said"),
    [
        ("50-year-old with left wrist pain. X-ray: fracture of the right wrist.", "en",
         "right wrist"),
        ("twisted his left ankle while running yesterday splint on the right ankle", "en",
         "right ankle"),
        ("left forearm deformed, fracture reduced and cast on the right arm", "en", "right arm"),
        ("RLL opacity on the film. Antibiotics for the LLL pneumonia.", "en", "LLL"),
        ("Ruptured ectopic on the left at ultrasound. Consent for right salpingectomy.", "en",
         "right salpingectomy"),
        ("Pneumonia of the left lower lobe with effusion, right drainage planned", "en", "right"),
        ("左胸刀刺伤呼吸音低，右胸放32号胸管", "zh", "右胸"),
        ("左前臂骨折复位，右上肢石膏固定", "zh", "右上肢"),
        ("昨天崴了左脚踝，右踝石膏固定", "zh", "右踝"),
    ],
)  # fmt: skip
def test_the_other_side_is_asked_about(line: str, language: Language, said: str) -> None:
    assert [one for one in asked(line, language, MAN) if one[0] == "side"] == [("side", said)]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("compared with the left knee the right knee is swollen, aspirated", "en"),
        ("left hand on the throttle, crash, right wrist casted", "en"),
        ("left ankle sprain last week, today right ankle splinted", "en"),
        ("left foot amputated, right foot ulcer dressed", "en"),
        (
            "Right flank pain, right ureteral stone, left kidney unremarkable, tamsulosin given",
            "en",
        ),
        ("左肺癌，右侧胸腔积液穿刺", "zh"),
        ("上月左肾结石排出，现右腰痛，CT右输尿管结石", "zh"),
        ("和左膝相比右膝明显肿，穿刺抽液", "zh"),
    ],
)
def test_two_findings_are_not(line: str, language: Language) -> None:
    assert asked(line, language, MAN) == []


@pytest.mark.parametrize(
    ("line", "language", "said"),
    [
        ("her systolics are in the four hundreds", "en", "four hundreds"),
        ("pulse climbed from 90 to 920", "en", "920"),
        ("rate on the ekg is four fifteen, sinus", "en", "415"),
        ("pressure dropped to nine over fifty", "en", "9 over 50"),
        ("oxygen level was one hundred and forty percent", "en", "140 %"),
        ("V/S 36.9, 88, 18, 14/82, 97%", "en", "14/82"),
        ("Tympanic 15.2 C, skin warm", "en", "15.2 C"),
        ("心率从90升到九百二", "zh", "920"),
        ("复测血压八十比一百二", "zh", "80:120"),
        ("上压一千三，下压八十", "zh", "1300"),
        ("平均动脉压650mmHg", "zh", "650"),
        ("T36.8，P7次/分", "zh", "7次/分"),
    ],
)
def test_vital_signs_are_read_as_they_are_said(line: str, language: Language, said: str) -> None:
    assert ("implausible", said) in asked(line, language, MAN)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("heart rate variability of 5 beats", "en"),
        ("vitals done 12/30, temp in the low 37s", "en"),
        ("lidocaine 1:1000 diluted, epinephrine 1:1000 pushed during the arrest", "en"),
        ("morphine at 10 tonight", "en"),
        ("topical nitroglycerin one inch, IV morphine held", "en"),
        ("心率变异5次", "zh"),
        ("舒张压25mmHg", "zh"),
        ("碘伏消毒后口服头孢", "zh"),
    ],
)
def test_what_only_looks_like_a_slip_is_not_asked_about(line: str, language: Language) -> None:
    assert asked(line, language, MAN) == []


@pytest.mark.parametrize(
    ("line", "language", "said"),
    [
        ("give twenty of k c l straight push now", "en", "straight push"),
        ("3% saline 100 mL subcutaneously", "en", "subcutaneously"),
        ("TPN subcutaneous", "en", "subcutaneous"),
        ("epinephrine 1:1000 0.3 mg IV push for itching", "en", "IV push"),
        ("depo medrol intravenously", "en", "intravenously"),
        ("morphine sulfate ER IV", "en", "IV"),
        ("丙戊酸钠缓释片肌注", "zh", "肌注"),
        ("gentamicin 80 mg PO for pyelonephritis", "en", "PO"),
        ("硝酸甘油片研碎静推", "zh", "静推"),
        ("中药汤剂200ml静滴", "zh", "静滴"),
    ],
)
def test_routes_that_cannot_be_are_asked_about(line: str, language: Language, said: str) -> None:
    assert ("wrong_route", said) in asked(line, language, MAN)


def test_a_pause_behind_a_value_ends_its_clause() -> None:
    assert asked("患者血压80，右膝痛", "zh", MAN) == []
    assert ("unit_missing", "vanc 1500") in asked("vanc 1500 q12, levophed 8 mcg/min", "en", MAN)
