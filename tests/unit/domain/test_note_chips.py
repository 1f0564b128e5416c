"""Corrections and queries are found at the sentence that says them, and put in and out of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import Finding, Value
from app.domain.note_chips import (
    chips_of,
    choices,
    chosen,
    evidence_of,
    holding,
    queries_of,
    replaced_once,
    said_last,
    spoken_words,
)
from app.domain.note_versions import Confirmation, VersionSentence, first_body
from app.domain.vetoes import NO_PAIRS, pair, sha256
from tests.note_versions import NOON
from tests.note_views import english

RESULT = english()
KNOWN = evidence_of(RESULT)
SENTENCES = {one.number: one for one in first_body(RESULT.understanding.note).sentences()}


def said(**values: str) -> dict[str, str]:
    return {name.replace("_", ":"): value for name, value in values.items()}


def test_a_sentence_knows_its_heard_words_and_corrections() -> None:
    (spoken,) = spoken_words(KNOWN, SENTENCES[4])
    assert (spoken.utterance.id, spoken.first, spoken.last) == ("u4", 0, 11)
    chips = chips_of(KNOWN, SENTENCES[4], {})
    assert [(one.number, one.state) for one in chips] == [(0, "applied"), (1, "proposed")]
    assert chips[0].start_s == spoken.utterance.words[2].start_s


def test_of_an_utterance_cut_in_two_each_sentence_has_its_own_words() -> None:
    one = SENTENCES[4]
    words = RESULT.understanding.transcript.utterances[3].words
    first = replace(one, end_s=words[5].end_s)
    second = replace(one, start_s=words[6].start_s)
    assert [chip.number for chip in chips_of(KNOWN, first, {})] == [0]
    assert [chip.number for chip in chips_of(KNOWN, second, {})] == [1]
    (spoken,) = spoken_words(KNOWN, second)
    assert (spoken.first, spoken.last) == (6, 11)


def test_a_sentence_that_cites_nothing_has_nothing() -> None:
    typed = VersionSentence(9, "Admit.", ("u99",))
    assert spoken_words(KNOWN, typed) == ()
    assert chips_of(KNOWN, typed, {}) == ()


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("accepted", "applied"),
        ("rejected", "rejected"),
        ("undone", "undone"),
        ("reopened", "proposed"),
    ],
)
def test_a_correction_stands_as_it_was_decided_last(value: str, state: str) -> None:
    chips = chips_of(KNOWN, SENTENCES[4], said(correction_1=value))
    assert chips[1].state == state


def test_a_query_is_open_until_it_is_settled_and_again_when_that_is_undone() -> None:
    (query,) = queries_of(KNOWN, SENTENCES[7], {})
    assert (query.number, query.choices) == (0, ("15 mg", "50 mg"))
    assert queries_of(KNOWN, SENTENCES[7], said(query_0="50 mg")) == ()
    assert len(queries_of(KNOWN, SENTENCES[7], said(query_0="reopened"))) == 1
    typed = replace(SENTENCES[7], source="typed")
    assert queries_of(KNOWN, typed, {}) == (), "what a person typed over is theirs"


def test_what_was_said_last_counts() -> None:
    rows = [Confirmation("query:0", value, "u", NOON) for value in ("50 mg", "reopened")]
    assert said_last(rows) == {"query:0": "reopened"}


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("15 mg or 50 mg?", ("15 mg", "50 mg")),
        ("15 or 50?", ("15", "50")),
        ('"fifty" was heard unclearly; please check.', ()),
        ("“四”听得不清楚（四还是十？），请核对。", ()),
        ('is it "chest pain" or not?', ()),
    ],
)
def test_only_two_readings_of_a_number_can_be_chosen(query: str, offered: tuple[str, ...]) -> None:
    assert choices(query) == offered


def asked(text: str = "hydroxyzine 15 mg", number: str | None = "15") -> Finding:
    value = Value(number, "mg") if number else None
    return Finding(
        "u1", 0, 2, "medication", "c", text, "present", value=value, query="15 mg or 50 mg?"
    )


@pytest.mark.parametrize(
    ("text", "finding", "choice", "expected"),
    [
        ("Give hydroxyzine 15 mg.", asked(), "50 mg", "Give hydroxyzine 50 mg."),
        ("Give hydroxyzine 15 mg.", asked(), "15 mg", "Give hydroxyzine 15 mg."),
        ("At 15:10 hydroxyzine 15 mg.", asked(), "50 mg", "At 15:10 hydroxyzine 50 mg."),
        ("Bed 15: hydroxyzine at 15 mg.", asked(), "50 mg", None),
        ("Give hydroxyzine 150 mg.", asked(), "50 mg", None),
        ("Give hydroxyzine 1.15 mg.", asked(), "50 mg", None),
        ("Give 15 mg of it.", asked(), "50 mg", "Give 50 mg of it."),
        ("Bed 50, dose 15 mg.", asked("dose 15 mg", None), "50 mg", "Bed 50, dose 50 mg."),
        ("Give it.", asked("it", None), "50 mg", None),
        ("Give hydroxyzine 15 mg.", asked(), "40 mg", None),
    ],
)
def test_a_reading_is_written_where_the_number_stands_and_nowhere_else(
    text: str, finding: Finding, choice: str, expected: str | None
) -> None:
    assert chosen(text, finding, choice) == expected


@pytest.mark.parametrize(
    ("text", "old", "expected"),
    [
        ("Give Hydroxyzine now", "hydroxyzine", "Give X now"),
        ("hydroxyzine hydroxyzine", "hydroxyzine", None),
        ("150 mg", "50", None),
        ("1.50 mg", "50", None),
        ("50.5 mg", "50", None),
        ("50mg", "50", "Xmg"),
        ("bed 50, 50mg", "50", None),
        ("B50", "50", None),
        ("T2DM", "T2", None),
        ("BP 150/90", "90", "BP 150/X"),
        ("予阿斯匹林300mg", "阿斯匹林", "予X300mg"),
        ("ECGs", "ECG", None),
        ("anything", "", None),
    ],
)
def test_words_are_replaced_whole_and_once(text: str, old: str, expected: str | None) -> None:
    assert replaced_once(text, old, "X") == expected


@given(st.text(max_size=12), st.text(min_size=1, max_size=3), st.text(max_size=12))
def test_everything_beside_what_is_replaced_stays(before: str, old: str, after: str) -> None:
    text, new = before + old + after, "\ue000"
    changed = replaced_once(text, old, new)
    if changed is not None and new not in text:
        left, _, right = changed.partition(new)
        assert text.startswith(left)
        assert text.endswith(right)
        assert len(left) + len(right) + len(old) == len(text)


def test_a_correction_is_put_into_the_one_sentence_that_says_it() -> None:
    sentences = (
        VersionSentence(1, "Give hydroxy scene.", ("u1",), source="dictated"),
        VersionSentence(2, "Give hydroxy scene.", ("u2",), source="dictated"),
    )
    assert holding(sentences, "u1", "Hydroxy scene") == (sentences[0], (5, 18))
    assert holding(sentences, "u3", "hydroxy scene") is None
    both = tuple(replace(one, utterances=("u1",)) for one in sentences)
    assert holding(both, "u1", "hydroxy scene") is None


def test_letters_that_count_as_the_same_are_found_and_none_of_them_is_changed() -> None:
    def alike(text: str) -> str:
        return text.replace("頭", "头").replace("腎", "肾")

    one = VersionSentence(1, "患者頭暈。", ("u1",), source="dictated")
    assert holding([one], "u1", "头暈") is None
    assert holding([one], "u1", "头暈", alike) == (one, (2, 4))
    dose = replace(asked("肾上腺素15mg"), query="15 mg or 50 mg?")
    assert chosen("15床，腎上腺素15mg。", dose, "50 mg") is None
    assert chosen("15床，腎上腺素15mg。", dose, "50 mg", alike) == "15床，腎上腺素50mg。"


def test_the_sentence_keeps_its_own_letters_around_a_number() -> None:
    assert chosen("Hydroxyzine 15 mg, bed 15.", asked(), "50 mg") == "Hydroxyzine 50 mg, bed 15."


def test_a_pair_is_the_same_in_other_letters_and_marks() -> None:
    assert pair(" Hydroxy  SCENE,", "hydroxyzine.") == pair("hydroxy scene", "Hydroxyzine")
    assert pair("５０", "50") == ("50", "50")
    assert pair("阿斯匹林。", "阿司匹林") == ("阿斯匹林", "阿司匹林")
    one = frozenset({pair("a", "b")})
    assert sha256(one) != sha256(NO_PAIRS)
    assert sha256(one) == sha256(frozenset({pair("A", "B")}))
