"""Who speaks, guessed from content, and unknown where it is doubtful."""

from app.domain.transcript import UNKNOWN_SPEAKER, Transcript, Utterance
from app.text.roles import guess_roles
from app.text.understanding import Understander
from tests.utterances import said


def roles(understander: Understander, *utterances: Utterance) -> dict[str, str]:
    guessed = guess_roles(Transcript(utterances), understander.resources)
    return {one.speaker: one.role for one in guessed.utterances}


def test_speakers_are_known_by_what_they_say(understander: Understander) -> None:
    assert roles(
        understander,
        said("what brings you in today", speaker="A"),
        said("my chest hurts and i feel sick", speaker="B"),
        said("any allergies and when did it start", speaker="A"),
        said("it started this morning", speaker="B"),
    ) == {"A": "physician", "B": "patient"}


def test_chinese_speakers_are_known_too(understander: Understander) -> None:
    assert roles(
        understander,
        said("哪里不舒服多长时间了", "zh", speaker="A"),
        said("从昨天晚上开始的", "zh", speaker="B"),
        said("有没有高血压糖尿病先做个心电图", "zh", speaker="A"),
        said("我胸口疼我觉得喘不上气", "zh", speaker="B"),
        said("血压九十六十", "zh", speaker="C"),
        said("药推了已经用上了", "zh", speaker="C"),
    ) == {"A": "physician", "B": "patient", "C": "nurse"}


def test_relatives_and_ambulance_crews_are_known(understander: Understander) -> None:
    assert roles(
        understander,
        said("are you his wife what happened today", speaker="C"),
        said("my husband collapsed he was fine this morning", speaker="A"),
        said("he takes tablets for his heart is he going to be okay", speaker="A"),
        said("found down on scene bystander cpr two rounds of epi en route", speaker="B"),
    ) == {"C": "physician", "A": "family", "B": "ems"}


def test_one_phrase_is_not_enough(understander: Understander) -> None:
    assert roles(understander, said("my chest", speaker="A")) == {"A": "unknown"}


def test_a_repeated_phrase_counts_once(understander: Understander) -> None:
    line = "blood pressure 120/80"
    assert roles(understander, said(line), said(line, key="u2")) == {"S1": "unknown"}


def test_evidence_for_two_roles_leaves_unknown(understander: Understander) -> None:
    line = "my chest hurts i feel sick any allergies when did it start"
    assert roles(understander, said(line)) == {"S1": "unknown"}


def test_the_unidentified_speaker_has_no_role(understander: Understander) -> None:
    line = "my chest hurts i feel sick it started today"
    assert roles(understander, said(line, speaker=UNKNOWN_SPEAKER)) == {UNKNOWN_SPEAKER: "unknown"}


def test_a_role_that_is_known_stays(understander: Understander) -> None:
    line = "my chest hurts i feel sick it started today"
    assert roles(understander, said(line, role="interpreter")) == {"S1": "interpreter"}


def test_who_dictates_alone_is_no_ambulance_crew(understander: Understander) -> None:
    handover = (
        "sixty two year old male found on scene by a bystander, collapsed in the street, gcs "
        "twelve on our arrival, cannula in en route, two rounds of adrenaline, eta four minutes"
    )
    assert roles(understander, said(handover, speaker="A"))["A"] != "ems"
    answered = roles(
        understander,
        said(handover, speaker="A"),
        said("okay what was the rhythm, let's get an ecg and bloods please", speaker="B"),
    )
    assert answered["A"] == "ems"


def test_who_only_moans_is_the_patient_when_everybody_else_is_known(
    understander: Understander,
) -> None:
    found = roles(
        understander,
        said("my husband fell off the ladder, he was fine this morning", speaker="A"),
        said("hello i'm dr shah, show me where it hurts, can you feel this", speaker="B"),
        said("ow", speaker="C"),
        said("his blood pressure is ninety over sixty, the line's in", speaker="D"),
        said("let's give ten of morphine and get a pelvis x ray", speaker="B"),
        said("is he going to be okay, he takes tablets for his heart", speaker="A"),
    )
    assert found["C"] == "patient"


def test_who_says_one_word_among_strangers_stays_unknown(understander: Understander) -> None:
    found = roles(
        understander,
        said("the lift is stuck again, i rang the engineer at nine", speaker="A"),
        said("did you leave the trolley by the lift then", speaker="B"),
        said("okay", speaker="C"),
        said("i left it by the doors where you said", speaker="A"),
    )
    assert found["C"] == "unknown"


def test_one_word_beside_a_patient_is_no_second_patient(understander: Understander) -> None:
    found = roles(
        understander,
        said("what brings you in today", speaker="A"),
        said("my chest hurts and i feel sick", speaker="B"),
        said("ow", speaker="C"),
        said("any allergies and when did it start", speaker="A"),
        said("it started this morning", speaker="B"),
    )
    assert found["B"] == "patient"
    assert found["C"] == "unknown"
