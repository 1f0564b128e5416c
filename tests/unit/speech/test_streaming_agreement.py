"""Confirmed words: agreed on, far enough from the end, and never taken back."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.transcript import Word
from app.speech.streaming_agreement import Agreement, AgreementOptions, rest_after
from tests.fakes import words

READY = AgreementOptions(span_s=0.4, hold_s=1.0)


def texts(some: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in some)


def test_a_word_is_confirmed_once_readings_in_a_row_agree_on_it() -> None:
    agreement = Agreement(READY)
    agreement.take(words("chest pain since"), 10.0)
    assert texts(agreement.confirmed) == ""
    assert texts(agreement.tail) == "chest pain since"
    agreement.take(words("chest pain sense of"), 10.4)
    assert texts(agreement.confirmed) == "chest pain"
    assert texts(agreement.tail) == "sense of"


def test_words_near_the_end_of_the_sound_wait() -> None:
    agreement = Agreement(READY)
    for heard_s in (2.0, 2.4):
        agreement.take(words("chest pain since monday"), heard_s)
    assert texts(agreement.confirmed) == "chest pain"  # "since" ends at 1.45, "monday" at 1.95
    agreement.take(words("chest pain since monday"), 2.96)
    assert texts(agreement.confirmed) == "chest pain since monday"


def test_nothing_behind_a_likely_cut_is_confirmed() -> None:
    agreement = Agreement(READY)
    for heard_s in (10.0, 10.4):
        agreement.take(words("chest pain since monday"), heard_s, limit_s=1.0)
    assert texts(agreement.confirmed) == "chest pain"


def test_every_reading_of_the_span_must_agree() -> None:
    agreement = Agreement(AgreementOptions(span_s=0.8, hold_s=1.0))
    agreement.take(words("no pain"), 10.0)
    agreement.take(words("no pain"), 10.4)
    assert agreement.confirmed == ()
    agreement.take(words("no pain"), 10.8)
    assert texts(agreement.confirmed) == "no pain"


def test_a_reading_in_between_that_differs_holds_a_word_back() -> None:
    agreement = Agreement(AgreementOptions(span_s=0.8, hold_s=1.0))
    for number, text in enumerate(("no pain", "snow pain", "no pain", "no pain", "no pain")):
        assert agreement.confirmed == ()
        agreement.take(words(text), 10.0 + 0.4 * number)
    assert texts(agreement.confirmed) == "no pain"


def test_where_readings_are_far_apart_two_are_enough_and_one_never_is() -> None:
    agreement = Agreement(AgreementOptions(span_s=0.8, hold_s=1.0))
    agreement.take(words("no pain"), 10.0)
    assert agreement.confirmed == ()
    agreement.take(words("no pain"), 13.0)
    assert texts(agreement.confirmed) == "no pain"


def test_capitals_do_not_make_readings_differ() -> None:
    agreement = Agreement(READY)
    agreement.take(words("Chest pain"), 10.0)
    agreement.take(words("chest pain"), 10.4)
    assert texts(agreement.confirmed) == "chest pain"


def test_what_is_only_shown_confirms_nothing_and_breaks_the_row() -> None:
    agreement = Agreement(READY)
    agreement.take(words("chest pain"), 10.0)
    agreement.show(words("chest pain"))
    agreement.take(words("chest pain"), 10.8)
    assert agreement.confirmed == ()
    assert texts(agreement.words) == "chest pain"


def test_the_last_reading_follows_what_was_confirmed() -> None:
    agreement = Agreement(READY)
    for heard_s in (10.0, 10.4):
        agreement.take(words("eighty over fifty"), heard_s)
    assert texts(agreement.end(words("thirty over fifty heart rate"))) == (
        "eighty over fifty heart rate"
    )
    assert agreement.tail == ()


def test_of_equally_good_places_the_nearest_in_time_is_where_the_rest_begins() -> None:
    confirmed = words("no no")
    assert texts(rest_after(confirmed, words("no pain", 0.0))) == ""
    assert texts(rest_after(confirmed, words("no pain", 0.5))) == "pain"


def test_the_rest_never_begins_before_the_confirmed_words_end() -> None:
    confirmed = (Word("chest", 0.0, 0.8, 0.9),)
    (rest,) = rest_after(confirmed, words("chest pain"))
    assert (rest.start_s, rest.end_s) == (0.8, 0.95)


READINGS = st.lists(
    st.lists(st.sampled_from(["no", "pain", "the", "chest", "无", "胸"]), max_size=9), max_size=12
)


@given(READINGS, st.floats(0.1, 2), st.floats(0, 3), st.lists(st.booleans(), max_size=12))
def test_confirmed_words_are_never_taken_back(
    readings: list[list[str]], span_s: float, hold_s: float, shown: list[bool]
) -> None:
    agreement = Agreement(AgreementOptions(span_s, hold_s))
    before: tuple[Word, ...] = ()
    for number, reading in enumerate(readings):
        said = tuple(Word(text, 0.3 * at, 0.3 * at + 0.2, 0.5) for at, text in enumerate(reading))
        if number < len(shown) and shown[number]:
            agreement.show(said)
        else:
            agreement.take(said, 1.0 + 0.4 * number)
        assert agreement.confirmed[: len(before)] == before
        before = agreement.confirmed
        starts = [word.start_s for word in agreement.words]
        assert starts == sorted(starts)
    ended = agreement.end(tuple(Word("last", 0.0, 9.0, 0.5) for _ in range(3)))
    assert ended[: len(before)] == before
