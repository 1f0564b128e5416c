"""What the bench of live words counts, on talks and events whose figures are known."""

import io
from typing import Any

import numpy as np
import pytest

from app.bench.streaming import (
    Played,
    StreamingBench,
    Talk,
    Told,
    ended_words,
    latencies,
    retractions,
    run,
    talks,
)
from app.bench.voices import Said, Span
from app.domain.errors import ResourceError
from app.domain.live import LiveWords
from app.speech.process import SpeechParts
from tests.fakes import words

SECOND = 16_000
SPANS = Span("chest", 0, 0.45), Span("pain", 0.5, 0.95)


def said(text: str) -> Said:
    """A sentence of two seconds, its words half a second each, quiet around it."""
    sound = np.concatenate([np.zeros(4000), np.full(2 * SECOND, 0.3), np.zeros(4000)])
    spans = tuple(
        Span(word, 0.25 + 0.5 * at, 0.75 + 0.5 * at) for at, word in enumerate(text.split())
    )
    return Said(text, sound.astype(np.float32), spans)


def told(at_s: float, text: str, confirmed: int, *, region: int = 0, ended: bool = False) -> Told:
    return Told(at_s, LiveWords(region, "en", words(text), confirmed, at_s, ended))


def test_a_talk_holds_every_sentence_and_says_when_each_word_sounds() -> None:
    made = list(talks([said("chest pain since monday")] * 40, 3))
    assert len(made) > 1
    assert sum(len(talk.sentences) for talk in made) == 40
    for talk in made:
        level = np.abs(talk.samples) > 0.1
        for word in talk.words:
            assert level[
                round(word.start_s * SECOND) + 100 : round(word.end_s * SECOND) - 100
            ].all()
        assert not level[-SECOND:].any()


def test_pauses_of_a_talk_are_drawn_and_drawn_alike_for_a_seed() -> None:
    first, again, other = (
        next(talks([said("no pain at all")] * 30, seed)).samples for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert len(first) != len(other)


def test_a_talk_played_in_time_grows_by_frames_up_to_its_end() -> None:
    clock = [0.0]
    played = Played(np.zeros(10_000, np.float32), lambda: clock[0])
    seen = []
    for clock[0] in (0.0, 0.3, 0.55, 0.7):
        played.poll()
        seen.append(played.available)
    assert seen == [0, 4_000, 8_000, 10_000]
    assert played.finished


def test_the_latency_of_a_word_runs_from_its_end_to_when_it_stands_there_right() -> None:
    talk = Talk("en", ("chest pain",), np.zeros(1, np.float32), SPANS)
    events = [
        told(1.0, "jest", 0),
        told(1.4, "chest rain", 0),
        told(1.8, "chest pain", 1),
        told(2.4, "chest pain", 2, ended=True),
    ]
    assert latencies(talk, events) == [
        pytest.approx((1.4 - 0.45, 1.8 - 0.45)),
        pytest.approx((1.8 - 0.95, 2.4 - 0.95)),
    ]


def test_the_same_word_said_elsewhere_is_not_the_word() -> None:
    early = Told(0.6, LiveWords(0, "en", words("pain", 3.0), 0, 0.6))
    talk = Talk("en", ("chest pain",), np.zeros(1, np.float32), SPANS)
    found = latencies(talk, [early, told(2.0, "chest pain", 2, ended=True)])
    assert found[1] == pytest.approx((2.0 - 0.95, 2.0 - 0.95))


def test_words_that_are_wrong_in_the_end_have_no_latency() -> None:
    talk = Talk("en", ("chest pain",), np.zeros(1, np.float32), SPANS)
    events = [told(1.0, "chest pain", 0), told(2.0, "jest pain", 2, ended=True)]
    assert len(latencies(talk, events)) == 1


def test_a_confirmed_word_taken_back_or_changed_is_counted() -> None:
    well = [told(1, "chest", 0), told(2, "jest pain", 1), told(3, "jest pain", 2, ended=True)]
    assert retractions(well) == 0
    assert retractions([told(1, "chest pain", 2), told(2, "chest", 1, ended=True)]) == 1
    assert retractions([told(1, "chest pain", 1), told(2, "jest pain", 2, ended=True)]) == 1
    assert retractions([told(1, "chest", 1, ended=True), told(2, "no", 0, region=1)]) == 0


def test_only_ended_regions_make_the_text() -> None:
    events = [told(1, "jest", 0), told(2, "chest pain", 2, ended=True), told(3, "no", 0, region=1)]
    assert [word.text for word in ended_words(events)] == ["chest", "pain"]


def test_a_bench_without_sentences_says_what_to_give() -> None:
    nothing: Any = lambda *_: pytest.fail("nothing to do")  # noqa: E731
    parts = SpeechParts(*[nothing] * 9)
    with pytest.raises(ResourceError, match="id<TAB>text"):
        run(io.StringIO(), parts, StreamingBench(()))
