import numpy as np
import pytest
import torch

from app.training.scripts import IGNORED, UNTIMED, Scribe, listening_loss, page
from app.training.tokenizer import Vocabulary, train


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return train([" chest pain"] * 200, "胸痛", 30)


PLACES = np.array([-1, -1, 0, 0, 0, 0, -1, 1, 1, 1, 1, 1, 1, -1])


def test_a_script_asks_for_the_language_the_words_and_the_end(vocabulary: Vocabulary) -> None:
    script = Scribe(vocabulary).write(["胸", "痛"], "zh", PLACES, ticks=False)
    text = vocabulary.encode("胸") + vocabulary.encode("痛")
    zh, end = vocabulary.special("zh"), vocabulary.special("endoftext")
    assert script.wanted == (zh, IGNORED, IGNORED, *text, end)
    assert script.given[1:3] == (zh, vocabulary.special("transcribe"))
    assert script.given[3] == vocabulary.special("notimestamps")
    assert script.given[4:] == tuple(text)


def test_tokens_sound_in_the_middle_of_their_words(vocabulary: Vocabulary) -> None:
    script = Scribe(vocabulary).write(["胸", "痛"], "zh", PLACES, ticks=False)
    assert script.timed == (UNTIMED, UNTIMED, UNTIMED, 4.0, 10.0, UNTIMED)
    assert script.spread[3:5] == (2.0, 3.0)


def test_ticks_frame_the_text_with_its_start_and_end(vocabulary: Vocabulary) -> None:
    script = Scribe(vocabulary).write(["胸", "痛"], "zh", PLACES, ticks=True)
    assert script.wanted[2] == vocabulary.timestamp(0.0)
    assert script.wanted[-2] == vocabulary.timestamp(13 * 0.02)
    assert len(script.given) == len(script.wanted) == len(script.timed) == len(script.spread)


def test_silence_asks_for_no_speech_and_no_text(vocabulary: Vocabulary) -> None:
    script = Scribe(vocabulary).silent("en")
    assert script.wanted[0] == vocabulary.special("nospeech")
    assert script.wanted[-1] == vocabulary.special("endoftext")


def test_a_page_pads_input_and_output_apart(vocabulary: Vocabulary) -> None:
    scribe = Scribe(vocabulary)
    sheet = page([scribe.write(["胸"], "zh", PLACES, False), scribe.silent("zh")], padding=7)
    assert sheet.given.shape == sheet.wanted.shape == sheet.timed.shape
    assert sheet.given[1, 4:].eq(7).all()
    assert sheet.wanted[1, 4:].eq(IGNORED).all()


def test_looking_where_a_token_sounds_costs_less_than_looking_away(vocabulary: Vocabulary) -> None:
    sheet = page([Scribe(vocabulary).write(["胸", "痛"], "zh", PLACES, False)], padding=0)
    positions = torch.arange(200)
    steps = sheet.wanted.shape[1]

    def looking(frames: list[int]) -> float:
        seen = torch.zeros(1, steps, 200)
        seen[0, torch.arange(steps), torch.tensor(frames + [0] * (steps - len(frames)))] = 1
        first = torch.zeros_like(seen)
        first[:, 4, 4] = 1  # the first layer looks at the token before
        return float(listening_loss([first, seen], sheet, positions))

    assert looking([0, 0, 0, 4, 10]) == pytest.approx(0, abs=1e-6)
    assert looking([0, 0, 0, 150, 150]) > 0.45
