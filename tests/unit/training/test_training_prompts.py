from pathlib import Path

import numpy as np
import pytest

from app.training.options import TrainOptions
from app.training.prompts import Prompter, with_prompt
from app.training.recognizer import make_vocabulary
from app.training.scripts import IGNORED, UNTIMED, Script
from app.training.tokenizer import Vocabulary, load

SCRIPT = Script((7, 8), (9, 10), (1.0, 2.0), (0.5, 0.5))
FIRST = ("give", "amiodarone", "now")
SECOND = ("then", "epinephrine", "please", "doctor")


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    out: Path = tmp_path_factory.mktemp("vocabulary")
    return load(make_vocabulary(TrainOptions(out)))


def test_a_prompt_is_given_and_never_asked_for(vocabulary: Vocabulary) -> None:
    script = with_prompt(SCRIPT, [3, 4], vocabulary)
    assert script.given == (vocabulary.special("startofprev"), 3, 4, 7, 8)
    assert script.wanted == (IGNORED, IGNORED, IGNORED, 9, 10)
    assert script.timed == (UNTIMED, UNTIMED, UNTIMED, 1.0, 2.0)
    assert script.spread == (0.0, 0.0, 0.0, 0.5, 0.5)


def test_prompts_tell_true_and_other_names_or_an_earlier_sentence(vocabulary: Vocabulary) -> None:
    prompter = Prompter(vocabulary, np.random.default_rng(1))
    assert prompter(SCRIPT, FIRST, "en") == SCRIPT
    told = set()
    plain = 0
    for _ in range(800):
        script = prompter(SCRIPT, SECOND, "en")
        plain += script == SCRIPT
        told.add(vocabulary.decode(script.given[1:-2]))
    assert 620 < plain < 740
    assert "epinephrine" in told
    assert "then epinephrine please doctor" in told
    assert {"epinephrine, doctor", "doctor, please"} & told


def test_names_of_chinese_are_runs_of_its_hanzi(vocabulary: Vocabulary) -> None:
    prompter = Prompter(vocabulary, np.random.default_rng(2))
    words = tuple("患者呼吸困难伴胸痛")
    told = set()
    for _ in range(300):
        script = prompter(SCRIPT, words, "zh")
        told.add(vocabulary.decode(script.given[1:-2]).replace(" ", ""))
    assert "患者呼吸困难伴胸痛" in told
    assert any(0 < len(text) < len(words) and text in "".join(words) for text in told)
