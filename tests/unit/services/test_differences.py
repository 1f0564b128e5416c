"""What live and final words say differently, where that matters, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.live import LiveWords
from app.domain.reading import Difference
from app.domain.result import Understanding
from app.domain.transcript import Transcript, Utterance, Word
from app.services.differences import MOST, differences
from app.services.finishing import live_transcript
from app.text.correction import overlays
from tests.fake_live import live_words
from tests.fakes import words
from tests.understood import understander

Found = list[tuple[str, str, str]]


def final(*said: tuple[float, str]) -> Understanding:
    """The final reading: one utterance for each start and text."""
    utterances = tuple(
        Utterance(f"u{at}", "S1", "en" if text.isascii() else "zh", words(text, start_s))
        for at, (start_s, text) in enumerate(said)
    )
    return understood(utterances)


def understood(utterances: Sequence[Utterance]) -> Understanding:
    lexicon = understander().resources.lexicon
    written = overlays(Transcript(tuple(utterances)), lexicon)
    return understander().understand(*written, "n1")


def live(*said: tuple[float, str]) -> Understanding:
    regions = [live_words(text, at, start_s) for at, (start_s, text) in enumerate(said)]
    return read_live(*regions)


def read_live(*regions: LiveWords) -> Understanding:
    return understood(live_transcript(regions).utterances)


def compared(one: Understanding, other: Understanding) -> tuple[Difference, ...]:
    return differences(one, other, understander())


def found(one: str, other: str) -> Found:
    both = compared(live((0.0, one)), final((0.0, other)))
    return [(item.kind, item.live, item.final) for item in both]


@pytest.mark.parametrize(
    "said",
    [
        "he is in cardiac arrest give epinephrine one milligram no chest pain",
        "血压一百二十到八十否认胸痛",
        "hello there",
    ],
)
def test_nothing_differs_where_both_say_the_same(said: str) -> None:
    assert found(said, said) == []


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("give fifteen milligrams", "give fifty milligrams", ("number", "15 mg", "50 mg")),
        ("给十五毫克", "给五十毫克", ("number", "15毫克", "50毫克")),
        ("give hydroxyzine now", "give hydralazine now", ("drug", "hydroxyzine", "hydralazine")),
        ("give it now please", "give hydralazine now please", ("drug", "", "hydralazine")),
        ("has chest pain", "no chest pain", ("negation", "", "no chest pain")),
        (
            "denies chest pain today",
            "reports chest pain today",
            ("negation", "denies chest pain", ""),
        ),
        ("否认胸痛", "承认胸痛", ("negation", "否认胸痛", "")),
        ("he is in cardiac arrest", "he is in cardigan a nest", ("alert", "cardiac arrest", "")),
        ("he is in the car now", "he has no pulse now", ("alert", "", "has no pulse")),
    ],
)
def test_what_may_not_go_unseen_is_found(
    one: str, other: str, difference: tuple[str, str, str]
) -> None:
    assert found(one, other) == [difference]


def test_ordinary_words_and_ways_of_writing_do_not_count() -> None:
    assert found("he came in the early morning", "he comes at an early morning") == []
    assert found("give one milligram", "give 1 mg") == []


def test_the_same_thing_a_little_later_is_the_same() -> None:
    one, other = (0.0, "give epinephrine one milligram"), (1.2, "give epinephrine one milligram")
    assert compared(live(one), final(other)) == ()


def test_the_same_thing_much_later_is_another_one() -> None:
    said = "give epinephrine"
    both = compared(
        live((0.0, said), (30.0, "thank you")), final((10.0, said), (30.0, "thank you"))
    )
    assert [(item.kind, item.live, item.final) for item in both] == [
        ("drug", "epinephrine", ""),
        ("drug", "", "epinephrine"),
    ]


def test_of_two_equal_doses_one_missing_is_found() -> None:
    twice = "one milligram then one milligram"
    assert found(twice, "one milligram then again please") == [("number", "1 mg", "")]


def test_differences_come_in_time_order_and_no_more_than_fifty() -> None:
    said = [(10.0 * at, "give epinephrine") for at in range(MOST + 5)]
    heard = [(start_s, "give it to him") for start_s, _ in said]
    both = compared(live(*heard), final(*said))
    assert len(both) == MOST
    assert [item.start_s for item in both] == sorted(item.start_s for item in both)


def test_where_nothing_was_shown_nothing_can_differ() -> None:
    assert compared(live(), final((0.0, "he is in cardiac arrest"))) == ()
    one = live((20.0, "hello there"))
    other = final((0.0, "give epinephrine"), (20.0, "hello there"), (40.0, "no pulse"))
    assert compared(one, other) == ()


def test_only_confirmed_live_words_are_compared() -> None:
    event = live_words("give epinephrine one milligram", confirmed=1)
    shown = read_live(event)
    said = [word.text for one in shown.transcript.utterances for word in one.words]
    assert said == ["give"]
    assert read_live(replace(event, confirmed=0)) == live()


def test_a_denial_of_what_was_heard_unclearly_is_still_a_denial() -> None:
    assert found("no chess pain", "no chest pain") == []


def test_a_word_that_was_split_keeps_its_place() -> None:
    heard = (Word("give", 0.0, 0.4, 0.9), Word("2", 0.5, 0.7, 0.9), Word("mg", 0.7, 1.0, 0.9))
    one = live_words("give two milligrams")
    other = understood((Utterance("u1", "S1", "en", heard),))
    assert compared(read_live(one), other) == ()
