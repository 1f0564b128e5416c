"""Frozen dictated notes and commands, and how what was said is taken: dictation or conversation."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.bench.understanding_note import (
    Case,
    figures,
    read_cases,
    right,
    spoken,
    spread,
    transcript_of,
    understood,
)
from app.domain.note import Note
from app.domain.transcript import Language, Role
from app.text.note_filing import mode_of
from app.text.templates import Mode
from app.text.understanding import Understander

CASES = Path(__file__).parents[2] / "data" / "notes"
NOTES = {
    case.key: case
    for name in ("dictated_en", "dictated_zh")
    for case in read_cases(CASES / f"{name}.txt")
}
LEAST = 95.0
"""Of a language's sentences so many percent are in a section that is right; each note 80 %."""


def sections_of(note: Note) -> dict[str, list[str]]:
    return {one.key: [each.text for each in one.sentences] for one in note.sections}


def test_ten_notes_of_each_language_are_frozen() -> None:
    assert [sum(case.language == code for case in NOTES.values()) for code in ("en", "zh")] == [
        10,
        10,
    ]


@pytest.mark.parametrize("case", NOTES.values(), ids=lambda case: case.key)
def test_a_dictated_note_is_filed(case: Case, understander: Understander) -> None:
    found = understood(transcript_of(case), understander, case.template)
    assert found.note.template == case.template
    numbers = spread(found)
    assert numbers.lost == 0
    assert numbers.unplaced <= 0.1 * numbers.sentences
    assert numbers.counts
    assert numbers.largest <= 0.4 * numbers.sentences
    answers = right(case, found)
    hits = sum(key in one.sections for one, key in answers)
    assert hits >= 0.8 * len(answers)
    known = {one.id for one in found.transcript.utterances}
    assert all(
        one.utterances and known.issuperset(one.utterances) for one in found.note.sentences()
    )


def test_the_figures_of_the_frozen_cases_hold(understander: Understander) -> None:
    rows = list(figures(CASES, understander))
    value = {(one.sentences, one.measure.split(" (")[0]): one for one in rows}
    for name in ("dictated_en", "dictated_zh"):
        assert value[name, "in its section"].value >= LEAST
        assert value[name, "unplaced"].value <= 10
        assert value[name, "lost"].value == 0
        assert value[name, "no section over 40 %"].value == 100
    for code in ("en", "zh"):
        assert value[f"commands {code}", "obeyed"].value == 100
        assert value[f"commands {code}", "text taken for one"].value == 0
    assert all(one.low - 1e-6 <= one.value <= one.high + 1e-6 for one in rows)
    assert all(one.count for one in rows)


@pytest.mark.parametrize(
    ("speakers", "mode"),
    [
        ([("S1", "unknown")] * 4, "dictation"),
        ([("S1", "physician")] * 6 + [("S2", "nurse")], "dictation"),
        ([("S1", "physician")] * 3 + [("S2", "patient")] * 3, "conversation"),
        ([("S1", "patient")] * 4, "conversation"),
        ([], "dictation"),
    ],
)
def test_one_clinician_who_says_nearly_all_dictates(
    speakers: list[tuple[str, Role]], mode: Mode
) -> None:
    transcript = spoken([(who, role, "one two three") for who, role in speakers], "en")
    assert mode_of(transcript, "auto") == mode
    assert mode_of(transcript, "conversation") == "conversation", "a template may say which"


def test_a_template_may_take_all_as_conversation(understander: Understander) -> None:
    resources = understander.resources
    talk = replace(resources.templates["ed_default"], key="talk", mode="conversation")
    both = Understander(replace(resources, templates={**resources.templates, "talk": talk}))
    lines = [("S1", "unknown", "Lungs are clear."), ("S1", "unknown", "Scratch that.")]
    said = spoken(lines, "en")  # type: ignore[arg-type]
    assert not list(understood(said, both).note.sentences())
    assert len(list(understood(said, both, "talk").note.sentences())) == 2
    assert understood(said, both, "gone").note.template == "ed_default"


@pytest.mark.parametrize(
    ("language", "question", "answer", "key"),
    [
        ("en", "Are you allergic to anything?", "Just one, the pink one.", "allergies"),
        ("en", "What medications do you take at home?", "The little white ones.", "meds"),
        ("en", "Do you have any fever or cough?", "Not that I know.", "ros"),
        ("en", "Does it hurt when you breathe?", "No shortness of breath, no cough.", "ros"),
        ("zh", "对什么药物过敏吗？", "就那一种。", "allergies"),
        ("zh", "平时吃什么药？", "白色的那种。", "meds"),
    ],
)
def test_an_answer_stands_where_its_question_does(
    language: Language, question: str, answer: str, key: str, understander: Understander
) -> None:
    opening = "My chest hurts." if language == "en" else "我胸痛。"
    turns: list[tuple[str, Role, str]] = [
        ("S2", "patient", opening),
        ("S1", "physician", question),
        ("S2", "patient", answer),
    ]
    found = sections_of(understood(spoken(turns, language), understander).note)
    assert found["chief_complaint"] == [opening]
    assert found[key][-1] == answer


@pytest.mark.parametrize("role", ["patient", "family", "interpreter"])
@pytest.mark.parametrize(
    "template", ["trauma", "chest_pain", "ji_zhen_liu_guan", "qiang_jiu_ji_lu"]
)
def test_the_patients_side_never_makes_a_clinicians_finding_in_any_template(
    role: Role, template: str, understander: Understander
) -> None:
    lines = {
        "en": [
            *("Airway patent, GCS 15, lungs are clear.", "The ECG shows ST elevation."),
            *("Physical exam, abdomen soft.", "My blood pressure was 200/100."),
        ],
        "zh": [
            "查体双肺呼吸音清。",
            "监护示心室颤动，立即除颤。",
            "抢救成功，转入导管室。",
            "血压测不出。",
        ],
    }
    rules = {one.key: one for one in understander.resources.templates[template].sections}
    for language, said in lines.items():
        turns = [("S2", role, one) for one in said]
        note = understood(spoken(turns, language), understander, template).note  # type: ignore[arg-type]
        assert sum(len(one.sentences) for one in note.sections) + len(note.unplaced) == len(said)
        assert all(not rules[one.key].roles for one in note.sections if one.sentences)
