"""Messages between processes keep what they carry and refuse what they do not know."""

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.audio import SpeechRegion
from app.domain.live import (
    CaptureCommand,
    CaptureEvent,
    Heard,
    KeywordHeard,
    LiveWords,
    Ready,
    SpeechCommand,
    SpeechEvent,
    Start,
    Working,
)
from app.domain.transcript import Flag, HeardRegion, Word
from app.services.messages import MessageError, as_json, decode, encode, of_json

REGION = HeardRegion(
    SpeechRegion(0.5, 2.25),
    "zh",
    (Word("血", 0.5, 0.75, 0.5), Word("压", 0.75, 1.0, 1.0)),
    (Flag(0, 1, "low_probability"),),
)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
ALL = (
    *((kind, CaptureCommand) for kind in get_args(CaptureCommand)),
    *((kind, CaptureEvent) for kind in get_args(CaptureEvent)),
    *((kind, SpeechCommand) for kind in get_args(SpeechCommand)),
    *((kind, SpeechEvent) for kind in get_args(SpeechEvent)),
)


@settings(max_examples=30)
@given(st.data())
@pytest.mark.parametrize(("kind", "among"), ALL)
def test_every_message_comes_back_as_it_was(kind: type, among: object, data: st.DataObject) -> None:
    message = data.draw(st.from_type(kind))
    assert decode(encode(message), among) == message


def test_nested_records_come_back_as_records() -> None:
    assert decode(encode(Heard((REGION,))), SpeechEvent) == Heard((REGION,))
    assert of_json(tuple[HeardRegion, ...], as_json((REGION,))) == (REGION,)


@given(st.text(), st.floats(0, 1))
def test_words_and_numbers_survive(text: str, probability: float) -> None:
    message = LiveWords(0, "en", (Word(text, 0.0, 1.0, probability),), 1, 2.0)
    assert decode(encode(message), SpeechEvent) == message


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_numbers_of_numpy_arrive_as_numbers(kind: Any) -> None:
    assert decode(encode(Working(kind(0.5))), SpeechEvent) == Working(0.5)
    assert of_json(Working, as_json(Working(kind(0.5)))) == Working(0.5)


def test_what_is_no_data_is_a_bug_and_is_not_sent() -> None:
    with pytest.raises(NotImplementedError):
        encode(Working(object()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'["Start"]',
        b'["Start",{}]',
        b'["Start",{"recording":5}]',
        b'["Delete",{"recording":"secret-words"}]',
        b'["KeywordHeard",{"recording":"secret-words"}]',
        b'["Start",{"recording":"a"},1]',
        b"\xff\xfe",
    ],
)
def test_what_is_no_known_message_is_refused_without_repeating_it(data: bytes) -> None:
    with pytest.raises(MessageError) as refused:
        decode(data, CaptureCommand)
    assert "secret-words" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_message_of_the_other_direction_is_refused() -> None:
    heard = KeywordHeard("a", 0, "apnea", 1.0, 2.0, 0.9)
    with pytest.raises(MessageError):
        decode(encode(heard), CaptureCommand)
    assert decode(encode(Start("a")), CaptureCommand) == Start("a")


def test_what_was_kept_otherwise_is_refused() -> None:
    with pytest.raises(MessageError):
        of_json(Ready, '{"models": 3}')
