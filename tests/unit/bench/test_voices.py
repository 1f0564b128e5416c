"""Voices that say the reporting sentences."""

import shutil

import numpy as np
import pytest

from app.bench.voices import RHVOICE, HeldOutEngine, KnownEngine, word_spans
from app.training.phones import INDEX, SILENCE, Phone
from app.training.voice_pool import TRAINING_VARIANTS, UNSEEN_VARIANTS

needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")
N, OW = INDEX["n"], INDEX["ow"]


def test_a_word_lasts_from_its_first_phone_to_its_last() -> None:
    phones = (
        Phone(0.0, 0.1, SILENCE),
        Phone(0.1, 0.2, N, 0, 0),
        Phone(0.2, 0.4, OW, 0, 0),
        Phone(0.4, 0.6, SILENCE),
        Phone(0.6, 0.7, N, 0, 1),
    )
    first, second = word_spans(phones, ["no", "n"], 0.25)
    assert first.text == "no"
    assert (first.start_s, first.end_s) == pytest.approx((0.35, 0.65))
    assert (second.start_s, second.end_s) == pytest.approx((0.85, 0.95))


def test_the_voices_to_measure_with_are_not_those_of_training() -> None:
    assert not set(UNSEEN_VARIANTS) & set(TRAINING_VARIANTS)


@needs_espeak
@pytest.mark.parametrize(("text", "words"), [("no chest pain", 3), ("血压测不出", 5)])
def test_the_known_engine_tells_when_each_word_was_said(text: str, words: int) -> None:
    said = KnownEngine(0).say(text)
    assert said is not None
    assert len(said.words) == words
    loud = np.abs(said.samples) > 0.02
    first, last = np.flatnonzero(loud)[[0, -1]] / 16_000
    assert said.words[0].start_s == pytest.approx(first, abs=0.1)
    assert said.words[-1].end_s == pytest.approx(last, abs=0.15)


def test_the_held_out_engine_speaks_no_chinese() -> None:
    assert HeldOutEngine(0).say("胸痛") is None


@pytest.mark.skipif(not shutil.which(RHVOICE), reason="no RHVoice here")
def test_the_held_out_engine_speaks_english() -> None:
    said = HeldOutEngine(0).say("no chest pain")
    assert said is not None
    assert len(said.samples) > 16_000
    assert said.words == ()
