"""What one utterance says and another contradicts is asked about once, and little else is."""

import pytest

from app.domain.transcript import Language, Transcript
from app.text.queries import NOBODY, Patient
from app.text.understanding import Understander
from tests.understood import understander
from tests.utterances import said


def asked(lines: list[str], language: Language = "en", patient: Patient = NOBODY) -> list[str]:
    utterances = tuple(
        said(line, language, key=f"u{at}", start_s=10.0 * at) for at, line in enumerate(lines, 1)
    )
    made: Understander = understander()
    found = made.understand(Transcript(utterances), (), "n1", patient=patient)
    return [
        f"{one.utterance}: {one.query}"
        for one in found.findings
        if one.query and ("before" in one.query or "前面" in one.query)
    ]


@pytest.mark.parametrize(
    ("lines", "language", "wanted"),
    [
        (
            [
                "He fell and has pain in his left arm.",
                "He takes aspirin.",
                "The right arm pain began today.",
            ],
            "en",
            'u3: "right arm" here, "left arm" before: which side?',
        ),
        (
            ["患者左膝疼痛两天。", "右膝疼痛，活动受限。"],
            "zh",
            "u2: 此处“右膝”，前面“左膝”：是哪一侧？",
        ),
        (
            ["54 year old woman with fever.", "His prostate is enlarged."],
            "en",
            'u2: "prostate" does not fit "54 year old woman" before; is this the patient?',
        ),
        (
            ["She came alone.", "She says it burns when she voids.", "The prostate is tender."],
            "en",
            'u3: "prostate" does not fit "she" before; is this the patient?',
        ),
        (
            ["患者女，54岁，发热。", "前列腺增大。"],
            "zh",
            "u2: “前列腺”与前面的“女，54岁”不符，说的是本患者吗？",
        ),
        (
            ["54 year old man with chest pain.", "In summary a 45 year old man with chest pain."],
            "en",
            'u2: "45 year old man" here, "54 year old man" before: which age?',
        ),
    ],
)
def test_a_contradiction_between_utterances_is_asked_about(
    lines: list[str], language: Language, wanted: str
) -> None:
    assert asked(lines, language) == [wanted]
    sided = "side" in wanted or "一侧" in wanted  # told twice, there are two of them
    assert asked([*lines, lines[-1]], language) == ([] if sided else [wanted])


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (["Pain in the left arm.", "No pain in the right arm."], "en"),
        (["Pain in the left arm.", "Any pain in the right arm?"], "en"),
        (["Pain in the left arm.", "The pain goes down the right arm too."], "en"),
        (
            ["Both knees hurt, left knee and right knee.", "Left knee pain.", "Right knee pain."],
            "en",
        ),
        (["Pain in the left arm.", "Swelling of the right knee."], "en"),
        (["Left arm pain.", "Right arm pain.", "Right arm pain all day."], "en"),
        (["左膝疼痛。", "右膝无疼痛。"], "zh"),
        (["左膝疼痛。", "右膝疼吗？"], "zh"),
        (["54 year old woman.", "Her husband has prostate cancer."], "en"),
        (["4 year old boy.", "He was born at term by vaginal delivery."], "en"),
        (["12 year old boy.", "No paralysis, he takes paracetamol."], "en"),
        (["She says he cries.", "She brought him.", "He has testicular pain."], "en"),
        (["54 year old man.", "He was 30 years old when it began."], "en"),
        (["患者女，54岁。", "其丈夫前列腺癌。"], "zh"),
    ],
)
def test_what_is_no_contradiction_is_not_asked_about(lines: list[str], language: Language) -> None:
    assert asked(lines, language) == []


def test_what_the_record_says_is_asked_about_where_it_is_said() -> None:
    lines = ["54 year old woman with fever.", "His prostate is enlarged."]
    assert asked(lines, patient=Patient(54, "female")) == []
