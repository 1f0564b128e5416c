"""Every character of written text leads back to the heard words behind it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import Correction
from app.domain.transcript import Language, Utterance
from app.domain.written import spans
from app.text.writing import written
from tests.fakes import CORRECTION, words
from tests.utterances import said


def correction(first: int, last: int, text: str, state: str = "applied") -> Correction:
    return replace(CORRECTION, first=first, last=last, text=text, state=state)  # type: ignore[arg-type]


def cut(one: Utterance, *found: Correction) -> list[tuple[str, int, int]]:
    return [
        (one.text[span.start : span.end].strip(), span.first, span.last)
        for span in spans(one, list(enumerate(found)))
    ]


def test_words_and_corrections_are_found_in_the_written_text() -> None:
    heard = words("give hydroxy scene twenty five milligrams")
    one = Utterance("u1", "S1", "en", heard, text="Give hydroxyzine 25 mg.")
    found = (correction(1, 2, "hydroxyzine"), correction(3, 5, "25 mg"))
    assert cut(one, *found) == [("Give", 0, 0), ("hydroxyzine", 1, 2), ("25 mg.", 3, 5)]
    assert [span.correction for span in spans(one, list(enumerate(found)))] == [None, 0, 1]


def test_a_proposed_correction_is_not_written_yet() -> None:
    one = said("give scene now")
    assert cut(one, correction(1, 1, "hydroxyzine", "proposed")) == [
        ("give", 0, 0),
        ("scene", 1, 1),
        ("now", 2, 2),
    ]


def test_chinese_in_the_other_script_keeps_its_words() -> None:
    one = replace(said("否认胸痛", "zh"), text="否認胸痛。")
    assert [part for part, _, _ in cut(one)] == ["否", "認", "胸", "痛。"]


def test_what_somebody_edited_further_is_taken_in_proportion() -> None:
    one = replace(said("one two three four"), text="Something else altogether was typed here")
    found = spans(one, ())
    assert "".join(one.text[span.start : span.end] for span in found) == one.text
    assert [span.first for span in found] == [0, 1, 2, 3]


def test_nothing_written_has_no_spans() -> None:
    assert spans(replace(said("one"), text=""), ()) == ()


LINES = st.sampled_from(
    [
        ("give hydroxy scene twenty five milligrams, now", "en"),
        ("i am (really) short of breath", "en"),
        ("ph seven point one", "en"),
        ("给予 IV tPA 五十毫克", "zh"),
        ("血压120/80，心率 96 次", "zh"),
        ("𠮷痛三天", "zh"),
    ]
)


@given(LINES, st.integers(0, 5), st.integers(0, 2), st.sampled_from(["25 mg", "阿司匹林", "IV"]))
def test_what_the_program_writes_is_always_cut_where_words_end(
    line: tuple[str, Language], first: int, more: int, text: str
) -> None:
    one = said(*line)
    last = min(first + more, len(one.words) - 1)
    found = (correction(min(first, last), last, text),)
    one = replace(one, text=written(one.words, found, one.language))
    cuts = spans(one, list(enumerate(found)))
    assert "".join(one.text[span.start : span.end] for span in cuts) == one.text
    assert [span.first for span in cuts][1:] == [span.last + 1 for span in cuts][:-1]
    (corrected,) = [span for span in cuts if span.correction == 0]
    assert text in one.text[corrected.start : corrected.end]
    for span in cuts:
        if span.correction is None:
            word = one.words[span.first].text.strip()
            assert (
                one.text[span.start : span.end].strip(" 。.(").casefold()
                == word.strip("(").casefold()
            )


@pytest.mark.parametrize("extra", ["", " and much more that nobody said"])
def test_only_a_closing_mark_may_follow_the_last_word(extra: str) -> None:
    one = replace(said("no pulse"), text=f"No pulse{extra}.")
    assert ([part for part, _, _ in cut(one)] == ["No", "pulse."]) is not bool(extra)
