"""Spoken commands: only by themselves, only said clearly, and none without a way back."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.findings import Correction
from app.domain.macros import slots
from app.domain.result import Understanding
from app.domain.transcript import Language, Role, Transcript, Utterance
from app.paths import RESOURCES
from app.services.macros import shipped
from app.text.commands_data import read_commands
from app.text.correction import overlays
from app.text.understanding import Understander
from tests.utterances import said

COMMANDS = read_commands(RESOURCES)
CHEST = "Lungs: clear on the right, clear on the left. Heart: regular, no murmur."


def dictation(
    understander: Understander,
    lines: Sequence[str],
    language: Language = "en",
    *,
    gap_s: float = 5.0,
    template: str = "ed_default",
    role: Role = "unknown",
) -> Understanding:
    """What one speaker says, an utterance a line."""
    at_s, utterances = 0.0, []
    for number, line in enumerate(lines, 1):
        one = said(line, language, key=f"u{number}", start_s=at_s, role=role)
        utterances.append(one)
        at_s = one.end_s + gap_s
    return understood(understander, utterances, template)


def understood(
    understander: Understander, utterances: Sequence[Utterance], template: str = "ed_default"
) -> Understanding:
    lexicon = understander.resources.lexicon
    written, corrections = overlays(Transcript(tuple(utterances)), lexicon)
    return understander.understand(written, corrections, "n1", template=template)


def texts(found: Understanding) -> list[str]:
    return [one.text for one in sorted(found.note.sentences(), key=lambda one: one.start_s)]


def section(found: Understanding, key: str) -> list[str]:
    return [one.text for one in next(s for s in found.note.sections if s.key == key).sentences]


def obeyed(found: Understanding) -> list[Correction]:
    return [one for one in found.corrections if one.kind == "command"]


def test_the_macros_that_are_spoken_are_those_that_are_offered() -> None:
    assert [one.macro for one in COMMANDS.macros] == list(shipped())
    for one in COMMANDS.macros:
        names = {one.macro.text[start + 1 : end - 1] for start, end in slots(one.macro.text)}
        assert set(one.normal) <= names
        assert not any(mark.isdigit() for value in one.normal.values() for mark in value)


@pytest.mark.parametrize(
    ("line", "command", "language"),
    [
        ("he has a cough", "scratch that", "en"),
        ("He has a cough.", "Scratch last sentence.", "en"),
        ("咳嗽三天", "删除上一句", "zh"),
        ("咳嗽三天。", "刪除上一句。", "zh"),
    ],
)
def test_what_is_scratched_is_not_in_the_note_but_in_the_record(
    line: str, command: str, language: Language, understander: Understander
) -> None:
    found = dictation(understander, [line, command], language)
    assert texts(found) == []
    scratch, struck = obeyed(found)
    assert (scratch.utterance, scratch.rule, scratch.text) == ("u2", "command.scratch", "")
    assert (struck.utterance, struck.rule, struck.heard) == ("u1", "command.struck", line)
    assert [one.state for one in (scratch, struck)] == ["applied", "applied"]
    assert "".join(word.text for word in found.transcript.utterances[0].words) == line.replace(
        " ", ""
    )


def test_only_the_last_sentence_is_scratched_and_each_time_one_more(
    understander: Understander,
) -> None:
    lines = ["Lungs are clear. Abdomen is soft.", "Scratch that.", "Neck is supple."]
    assert texts(dictation(understander, lines)) == ["Lungs are clear.", "Neck is supple."]
    again = ["Lungs are clear. Abdomen is soft.", "Scratch that.", "Scratch that."]
    assert texts(dictation(understander, again)) == []
    none = dictation(understander, ["Scratch that.", "Neck is supple."])
    assert texts(none) == ["Scratch that.", "Neck is supple."], "there was nothing to scratch"
    assert obeyed(none) == []


def test_what_is_scratched_is_no_finding_but_its_keyword_still_alerts(
    understander: Understander,
) -> None:
    found = dictation(
        understander, ["he is in cardiac arrest with a heart rate of 30", "scratch that"]
    )
    assert found.findings == ()
    assert [one.keyword for one in found.alerts] == ["cardiac_arrest"]


@pytest.mark.parametrize(
    "line",
    [
        "he had a new paragraph to read",
        "new paragraph of the letter",
        "the next section please of the bowel",
        "insert a central line",
    ],
)
def test_a_command_inside_a_sentence_is_text(line: str, understander: Understander) -> None:
    found = dictation(understander, ["Lungs are clear.", line])
    assert obeyed(found) == []
    assert len(texts(found)) == 2


def test_a_command_with_no_silence_around_it_is_text(understander: Understander) -> None:
    found = dictation(understander, ["he had a", "new paragraph", "to read"], gap_s=0.1)
    assert obeyed(found) == []
    assert "New paragraph." in texts(found)


def test_a_command_that_was_heard_unclearly_is_text(understander: Understander) -> None:
    utterances = [
        said("Lungs are clear."),
        said("scratch that", key="u2", start_s=10, doubts={1: 0.4}),
    ]
    assert texts(understood(understander, utterances)) == ["Lungs are clear.", "Scratch that."]
    over = [utterances[0], replace(said("scratch that", key="u2", start_s=10), overlap=True)]
    assert len(texts(understood(understander, over))) == 2


def test_in_a_conversation_nothing_is_a_command(understander: Understander) -> None:
    utterances = [
        said("Give 5 mg of morphine now.", role="physician"),
        said("Which arm shall I use for it?", key="u2", start_s=10, role="nurse", speaker="S2"),
        said("Scratch that.", key="u3", start_s=20, role="physician"),
    ]
    assert len(texts(understood(understander, utterances))) == 3


def test_a_patient_by_himself_gives_no_commands(understander: Understander) -> None:
    found = dictation(understander, ["my chest hurts", "scratch that"], role="patient")
    assert len(texts(found)) == 2


def test_another_speakers_words_are_not_scratched(understander: Understander) -> None:
    long = "Physical exam. Lungs are clear and the abdomen is soft and the neck is supple today. "
    utterances = [
        said(long * 3),
        said("Heart rate 110.", key="u2", start_s=90, speaker="S2"),
        said("Scratch that.", key="u3", start_s=120),
    ]
    found = understood(understander, utterances)
    assert obeyed(found) == []
    assert section(found, "vitals") == ["Heart rate 110."]


def test_a_macro_is_put_in_with_its_slots_and_counts_as_template(
    understander: Understander,
) -> None:
    found = dictation(understander, ["Physical exam.", "insert chest exam"])
    inserted = next(one for one in found.note.sentences() if one.source == "template")
    assert inserted.utterances == ("u2",)
    assert inserted.text.count("[") == 4
    assert inserted.text in section(found, "exam")
    (command,) = obeyed(found)
    assert (command.text, command.concept, command.rule) == (
        inserted.text,
        "Chest exam",
        "command.macro",
    )


def test_a_normal_exam_fills_what_has_a_normal_value_and_no_figure(
    understander: Understander,
) -> None:
    assert section(dictation(understander, ["Insert normal chest exam."]), "exam") == [CHEST]
    (neuro,) = section(dictation(understander, ["insert normal neuro exam"]), "exam")
    assert neuro.startswith("GCS [number]. Pupils equal and reactive to light.")
    (zh,) = section(dictation(understander, ["插入正常胸部检查"], "zh"), "exam")
    assert zh == "双肺呼吸音:右侧清,左侧清。心律齐,未闻及杂音。"
    assert texts(dictation(understander, ["insert normal procedure"])) == [
        "Insert normal procedure."
    ], "a procedure has no normal values"


def test_slots_are_filled_by_voice_in_the_text_put_in_last(understander: Understander) -> None:
    lines = [
        *("insert chest exam", "fill breath sounds with reduced"),
        *("fill in breath sounds with clear", "fill rhythm with irregular", "fill colour with red"),
    ]
    found = dictation(understander, lines)
    (text,) = (one.text for one in found.note.sentences() if one.source == "template")
    assert text == "Lungs: reduced on the right, clear on the left. Heart: irregular, [murmur]."
    assert "Fill colour with red." in texts(found), "there is no such slot"
    (zh,) = section(dictation(understander, ["插入胸部查体", "填写杂音为未闻及"], "zh"), "exam")
    assert zh.endswith("心律[齐或不齐],未闻及。")
    numbers = dictation(understander, ["insert neuro exam", "fill number with fifteen"])
    assert section(numbers, "exam")[0].startswith("GCS 15.")


def test_a_macro_can_be_scratched(understander: Understander) -> None:
    found = dictation(understander, ["Lungs are clear.", "insert chest exam", "scratch that"])
    assert texts(found) == ["Lungs are clear."]
    assert [(one.rule, one.text) for one in obeyed(found)] == [
        ("command.macro", ""),
        ("command.scratch", ""),
    ]


def test_the_next_section_is_the_one_behind_in_the_template(understander: Understander) -> None:
    found = dictation(
        understander, ["Physical exam.", "Lungs are clear.", "next section", "All is normal."]
    )
    assert section(found, "results") == ["All is normal."]


def test_a_command_that_is_not_wanted_is_text(understander: Understander) -> None:
    lexicon = understander.resources.lexicon
    said_ = Transcript((said("Lungs are clear."), said("scratch that", key="u2", start_s=9)))
    written, corrections = overlays(said_, lexicon)
    unwanted = frozenset({("scratch that", "")})
    found = understander.understand(written, corrections, "n1", unwanted=unwanted)
    assert len(texts(found)) == 2


def test_a_missing_phrase_is_named(tmp_path: Path) -> None:
    (tmp_path / "macros.toml").write_text("")
    (tmp_path / "commands.toml").write_text("[en]\nparagraph = 3\n")
    with pytest.raises(Exception, match=r"commands\.toml: 'paragraph'"):
        read_commands(tmp_path)


LINES = (
    "Lungs are clear. Abdomen is soft.",
    "Give aspirin 325 mg.",
    "nobody can place this",
    "new paragraph",
    "next section",
    "scratch that",
    "insert chest exam",
    "fill rhythm with regular",
    "Physical exam.",
    "blood pressure 90/60",
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=10),
    st.sampled_from(["ed_default", "trauma", "qiang_jiu_ji_lu", "ji_zhen_liu_guan"]),
)
def test_note_and_commands_together_are_all_that_was_said(
    understander: Understander, lines: list[str], template: str
) -> None:
    found = dictation(understander, lines, template=template)
    for one in found.transcript.utterances:
        kept = [
            sentence
            for sentence in found.note.sentences()
            if sentence.source == "dictated" and sentence.utterances == (one.id,)
        ]
        taken = [each for each in obeyed(found) if each.utterance == one.id]
        for at, word in enumerate(one.words):
            middle_s = (word.start_s + word.end_s) / 2
            places = sum(each.start_s <= middle_s <= each.end_s for each in kept)
            assert places + sum(each.first <= at <= each.last for each in taken) == 1
        if not taken:
            whole = "".join("".join(each.text for each in kept).split())
            assert sorted(whole) == sorted("".join(one.text.split()))
