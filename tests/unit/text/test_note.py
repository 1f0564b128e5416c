"""The note: every sentence filed once, with its evidence, and never as another's finding."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.note import Note
from app.domain.transcript import Language, Role, Transcript, Utterance
from app.paths import RESOURCES
from app.text.correction import overlays
from app.text.templates import read_template
from app.text.understanding import Understander
from tests.utterances import WORD_S, said

TEMPLATE = read_template(RESOURCES / "templates" / "ed_default.toml")
KEPT_FOR_CLINICIANS = {section.key for section in TEMPLATE.sections if section.roles}
LINES = (
    "He is in v f shock him",
    "Blood pressure 90/60. Heart rate 120.",
    "my chest hurts since this morning",
    "i take warfarin every day",
    "Physical exam. Lungs are clear! Abdomen soft?",
    "something nobody can place",
    "the temp is 38.5 and 0.5 mg was given",
    "allergic to penicillin",
    "无明显诱因出现胸痛。查体：双肺呼吸音清；腹软",
    "血压九十六十",
)


def noted(understander: Understander, *utterances: Utterance) -> Note:
    lexicon = understander.resources.lexicon
    written, corrections = overlays(Transcript(utterances), lexicon)
    return understander.understand(written, corrections, "n1").note


def placed(note: Note) -> dict[str, list[str]]:
    found = {
        section.key: [sentence.text for sentence in section.sentences]
        for section in note.sections
        if section.sentences
    }
    return found | ({"unplaced": [one.text for one in note.unplaced]} if note.unplaced else {})


@pytest.mark.parametrize(
    ("line", "language", "key"),
    [
        ("Chief complaint is chest pain.", "en", "chief_complaint"),
        ("The chest pain started 40 minutes ago.", "en", "hpi"),
        ("Review of systems is otherwise negative.", "en", "ros"),
        ("Past medical history of hypertension.", "en", "pmh"),
        ("Home medications are metformin and lisinopril.", "en", "meds"),
        ("No known drug allergies.", "en", "allergies"),
        ("Smokes one pack a day.", "en", "social"),
        ("His father died of a heart attack.", "en", "family"),
        ("Blood pressure 120/80.", "en", "vitals"),
        ("Lungs are clear on both sides.", "en", "exam"),
        ("Troponin is negative.", "en", "results"),
        ("He was intubated with a grade one view.", "en", "procedures"),
        ("My impression is acute coronary syndrome.", "en", "assessment"),
        ("Give aspirin 325 mg.", "en", "plan"),
        ("Return if the pain comes back.", "en", "plan"),
        ("No pulse, start compressions.", "en", "ed_course"),
        ("主诉胸痛两小时。", "zh", "chief_complaint"),
        ("既往高血压病史十年。", "zh", "pmh"),
        ("平时吃二甲双胍。", "zh", "meds"),
        ("对青霉素过敏。", "zh", "allergies"),
        ("血压120/80。", "zh", "vitals"),
        ("双肺呼吸音清。", "zh", "exam"),
        ("初步诊断急性心肌梗死。", "zh", "assessment"),
        ("肾上腺素1毫克静推。", "zh", "plan"),
    ],
)
def test_sentences_go_where_they_belong(
    line: str, language: Language, key: str, understander: Understander
) -> None:
    assert list(placed(noted(understander, said(line, language)))) == [key]


def test_what_fits_nowhere_is_listed_as_unplaced(understander: Understander) -> None:
    note = noted(understander, said("The car is parked outside."))
    assert placed(note) == {"unplaced": ["The car is parked outside."]}


def test_a_heading_alone_rules_until_the_speaker_changes(understander: Understander) -> None:
    note = noted(
        understander,
        said("Physical exam."),
        said("Nothing to add here.", key="u2", start_s=5),
        said("The door is open.", key="u3", start_s=10, speaker="S2"),
    )
    assert placed(note) == {
        "exam": ["Physical exam.", "Nothing to add here."],
        "unplaced": ["The door is open."],
    }


@pytest.mark.parametrize(
    ("opens", "language", "key"),
    [
        ("LABORATORY DATA: Within the usual.", "en", "results"),
        ("Emergency department testing: Within the usual.", "en", "results"),
        ("Hospital course: Uneventful.", "en", "ed_course"),
        ("DIAGNOSES: As above.", "en", "assessment"),
        ("Discharge medications: None new.", "en", "plan"),
        ("影像学检查：如前。", "zh", "results"),
        ("出院诊断：同前。", "zh", "assessment"),
    ],
)
def test_the_headings_of_real_reports_open_their_section(
    opens: str, language: Language, key: str, understander: Understander
) -> None:
    start = "Physical exam: Unremarkable." if language == "en" else "查体：无特殊。"
    note = noted(understander, said(start, language), said(opens, language, key="u2", start_s=5))
    assert list(placed(note)) == ["exam", key] or list(placed(note)) == [key, "exam"]


@pytest.mark.parametrize(
    ("middle", "stays"),
    [
        ("HEENT: As usual.", True),
        ("Lower extremities: As usual.", True),
        ("PARKING: Beside the door.", False),
        ("On the way home and much later he said: Beside the door.", True),
    ],
)
def test_a_heading_of_no_section_ends_what_the_one_before_rules(
    middle: str, stays: bool, understander: Understander
) -> None:
    note = noted(
        understander,
        said("Physical exam: Unremarkable."),
        said(middle, key="u2", start_s=5),
        said("The door is open.", key="u3", start_s=10),
    )
    assert ("The door is open." in placed(note)["exam"]) is stays


def test_only_the_first_complaint_is_the_chief_complaint(understander: Understander) -> None:
    note = noted(
        understander,
        said("my chest hurts", role="patient"),
        said("i also have a headache", key="u2", start_s=5, role="patient"),
    )
    assert placed(note) == {
        "chief_complaint": ["My chest hurts."],
        "hpi": ["I also have a headache."],
    }


@pytest.mark.parametrize("role", ["patient", "family"])
@pytest.mark.parametrize(
    "line",
    [
        "on exam my lungs are clear",
        "my blood pressure was 200/100",
        "the diagnosis is a stroke i think this is a stroke",
        "give me morphine 10 mg",
        "they intubated me",
        "the ct showed a stroke",
        "cpr was started",
    ],
)
def test_lay_statements_never_become_clinicians_findings(
    line: str, role: Role, understander: Understander
) -> None:
    keys = set(placed(noted(understander, said(line, role=role))))
    assert keys.isdisjoint(KEPT_FOR_CLINICIANS)
    assert {"exam", "vitals", "results", "assessment", "plan", "ed_course"} <= KEPT_FOR_CLINICIANS


def test_every_sentence_cites_its_utterance_and_seconds(understander: Understander) -> None:
    note = noted(understander, said("Heart rate 110. Lungs are clear.", start_s=20.0, key="u7"))
    (vital,) = next(one for one in note.sections if one.key == "vitals").sentences
    (lungs,) = next(one for one in note.sections if one.key == "exam").sentences
    assert vital.utterances == lungs.utterances == ("u7",)
    assert (vital.start_s, vital.end_s) == pytest.approx((20.0, 20.0 + 3 * WORD_S))
    assert (lungs.start_s, lungs.end_s) == pytest.approx((20.0 + 3 * WORD_S, 20.0 + 6 * WORD_S))
    assert vital.source == "dictated"


def test_sections_keep_the_template_order_and_codes(understander: Understander) -> None:
    note = noted(understander, said("Heart rate 110."))
    assert [(one.key, one.code) for one in note.sections] == [
        (one.key, one.code) for one in TEMPLATE.sections
    ]
    assert (note.id, note.template, note.status) == ("n1", "ed_default", "draft")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(LINES), st.sampled_from(["patient", "nurse", "unknown"])),
        min_size=1,
        max_size=6,
    )
)
def test_no_sentence_is_dropped_or_doubled(
    understander: Understander, chosen: list[tuple[str, Role]]
) -> None:
    utterances = [
        replace(
            said(line, "zh" if line[0] > "\u4e00" else "en", key=f"u{at}", start_s=at * 60.0),
            role=role,
            speaker=role,
        )
        for at, (line, role) in enumerate(chosen)
    ]
    lexicon = understander.resources.lexicon
    written, corrections = overlays(Transcript(tuple(utterances)), lexicon)
    note = understander.understand(written, corrections, "n1").note
    for utterance in written.utterances:
        pieces = sorted(
            (one for one in note.sentences() if one.utterances == (utterance.id,)),
            key=lambda one: one.start_s,
        )
        kept = "".join(one.text for one in pieces).replace(" ", "")
        assert sorted(kept) == sorted(utterance.text.replace(" ", ""))
        assert all(
            utterance.start_s <= one.start_s <= one.end_s <= utterance.end_s for one in pieces
        )
