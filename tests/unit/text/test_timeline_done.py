"""Medicines, airways and lines that words and what is waited for tell of, marked unsure."""

import pytest

from app.domain.code_spoken import SpokenEvent, SpokenKind
from app.text.timeline_course import Weights
from app.text.timeline_data import cues_of
from app.text.timeline_done import KINDS, device, named, shipped, spoken, waited_for
from app.text.timeline_state import Code
from app.text.timeline_words import said
from tests.unit.text import weighed_lines
from tests.unit.text.test_timeline import transcript

ARREST = ("A: start cpr", "A: stop compressions", "A: it's v f", "A: carry on compressions")


def weighing(feature: str, kind: SpokenKind) -> Weights:
    return weighed_lines.weighing(KINDS, feature, kind)


def told(made: Weights | None, *lines: str) -> list[SpokenEvent]:
    return weighed_lines.told(lines, of_done=made)


def test_an_unknown_word_gives_what_was_ordered_with_its_dose() -> None:
    lines = (*ARREST, "A: epi one milligram iv", "B: it blorped")
    found = told(weighing("word blorped", "drug"), *lines)
    assert (found[-1].kind, found[-1].value, found[-1].certainty) == (
        "drug",
        "epinephrine 1 mg iv",
        "unsure",
    )
    assert [one.kind for one in told(None, *lines)] == [
        "cpr_start",
        "cpr_stop",
        "rhythm",
        "cpr_start",
    ]


def test_a_medicine_that_is_named_needs_no_order() -> None:
    found = told(weighing("word blorped", "drug"), *ARREST, "B: blorped three hundred of amio")
    assert [one.value for one in found if one.kind == "drug"] == ["amiodarone 300"]


@pytest.mark.parametrize(
    ("kind", "lines", "value"),
    [
        ("airway", ("A: i gel please", "B: it blorped"), "lma"),
        ("airway", ("B: the guedel blorped",), "opa"),
        ("access", ("A: drilling the left tibia", "B: it blorped"), "io"),
        ("access", ("B: the left shin blorped",), "io"),
        ("airway", ("A: pass me a blade", "B: it blorped"), "endotracheal_tube"),
    ],
)
def test_the_device_is_the_one_that_is_named_or_was_tried(
    kind: SpokenKind, lines: tuple[str, ...], value: str
) -> None:
    found = told(weighing("word blorped", kind), *ARREST, *lines)
    assert [one.value for one in found if one.kind == kind] == [value]


def test_what_is_learned_of_a_word_holds_for_its_kind() -> None:
    lines = (*ARREST, "A: going for the tibia")
    for word, kinds in (("snug", ["access"]), ("blorped", [])):
        found = told(weighing("kind fixed", "access"), *lines, f"B: {word} that")
        assert [one.kind for one in found][len(told(None, *lines)) :] == kinds


def test_only_english_has_kinds_of_words() -> None:
    assert cues_of("en").classes["femur"] == "bone"
    assert not cues_of("zh").classes


def test_a_device_that_is_in_is_not_told_again() -> None:
    made = weighing("word blorped", "airway")
    found = told(made, *ARREST, "A: i gel's in", "B: the i gel blorped")
    assert [one.kind for one in found].count("airway") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_told_of_where_nothing_is_waited_for(kind: SpokenKind) -> None:
    made = weighing("word blorped", kind)
    assert told(made, *ARREST, "B: it blorped") == told(None, *ARREST, "B: it blorped")


def test_without_a_resuscitation_nothing_is_told() -> None:
    made = weighing("word blorped", "drug")
    assert told(made, "A: give her the aspirin", "B: it blorped") == []


def test_medicines_and_a_rhythm_are_no_resuscitation() -> None:
    lines = (
        "A: aspirin's in",
        "A: heparin's in",
        "A: it's atrial fibrillation",
        "A: tibia blorped",
    )
    made = weighing("word blorped", "access")
    assert [one.kind for one in told(made, *lines)] == ["drug", "drug", "rhythm"]
    assert [one.kind for one in told(made, *lines, "A: start cpr")][3:] == ["access", "cpr_start"]


def test_names_stand_as_what_they_are() -> None:
    heard = transcript("A: the amio's in his left tibia, tube at twenty two").utterances[0]
    words = named(said(0, heard, cues_of("en")), cues_of("en"))
    assert "DRUG" in words.text
    assert "AIRWAY" in words.text
    assert words.at["drug"][0] == "amiodarone"


def test_english_has_weights_for_every_kind() -> None:
    made = shipped("en")
    assert made is not None
    assert made.weights.shape[1] == len(KINDS)


@pytest.mark.parametrize(
    ("text", "device_meant"),
    [
        ("seven down the left nostril", "npa"),
        ("end tidal's reading two", "endotracheal_tube"),
        ("get the chart", ""),
    ],
)
def test_an_airway_is_meant_by_where_it_lies_and_what_is_seen(text: str, device_meant: str) -> None:
    line = said(0, transcript(f"A: {text}").utterances[0], cues_of("en"))
    assert device(named(line, cues_of("en")), waited_for(Code(), line)) == device_meant


def test_a_fault_that_is_absent_speaks_for_it() -> None:
    cues = cues_of("en")
    lines = transcript("A: no swelling", "A: swelling").utterances
    kinds = [set(spoken(named(said(0, one, cues), cues), cues)) for one in lines]
    assert "kind praise" in kinds[0]
    assert "kind fails" in kinds[1]
    assert "kind fails" not in kinds[0]
