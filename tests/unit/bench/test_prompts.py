"""Names given beforehand: which are given, and that the embedded model takes notice of them."""

import random
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.bench import prompts
from app.bench.voices import KnownEngine, Said
from app.paths import RESOURCES
from app.speech.whisper import open_whisper
from app.text.lexicon import Lexicon

SENTENCE = "start amiodarone three hundred milligrams"


class Whisper:
    """Hears the drug only when its name was given as a hotword."""

    def __init__(self) -> None:
        self.given: list[dict[str, Any]] = []

    def transcribe(self, samples: Any, **options: Any) -> tuple[list[SimpleNamespace], None]:
        self.given.append(options)
        helped = "amiodarone" in options.get("hotwords", "")
        drug = "amiodarone" if helped else "omioderone"
        return [SimpleNamespace(text=f" start {drug} three hundred milligrams")], None


class Silent:
    def __init__(self, seed: int) -> None:
        self.seed = seed

    def say(self, text: str) -> Said:
        return Said(text, np.zeros(16_000, np.float32))


def test_the_right_name_is_hidden_among_ten() -> None:
    known = [f"drug{index}" for index in range(30)]
    given = prompts.names_to_give(["drug3", "drug3"], known, random.Random(0))  # noqa: S311
    assert len(given) == len(set(given)) == 10
    assert "drug3" in given


def test_each_kind_of_help_has_its_own_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "KnownEngine", Silent)
    path = tmp_path / "en_few.tsv"
    path.write_text(f"a\t{SENTENCE}\nb\tno chest pain\n", encoding="utf8")
    whisper, lexicon = Whisper(), Lexicon.load(RESOURCES / "lexicon")
    found = {
        (one.sentences, one.measure): (one.count, one.value)
        for one in prompts.prompt_figures(whisper, "tiny", lexicon, [path], 400, 0)
    }
    assert found["en_few, no names given", "drug names right, as heard"] == (1, 0.0)
    assert found["en_few, hotwords", "drug names right, as heard"] == (1, 100.0)
    assert found["en_few, prompt", "drug names right, as heard"] == (1, 0.0)
    assert found["en_few, no names given", "WER"] == (1, 20.0)
    assert [sorted({"hotwords", "initial_prompt"} & set(given)) for given in whisper.given] == [
        [], ["hotwords"], ["initial_prompt"],
    ]  # fmt: skip


@pytest.mark.weights
@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")
@pytest.mark.parametrize("option", ["hotwords", "initial_prompt"])
def test_the_embedded_model_takes_notice_of_names_given(
    option: str, recognizer_directory: Path
) -> None:
    said = KnownEngine(0).say(SENTENCE)
    assert said is not None
    whisper = open_whisper(recognizer_directory, "cpu", "int8")

    def doubt(**extra: str) -> float:
        passages, _ = whisper.transcribe(
            said.samples, language="en", beam_size=1, temperature=0.0, **extra
        )
        return float(sum(passage.avg_logprob for passage in passages))

    alone = doubt()
    assert doubt() == alone
    assert doubt(**{option: "amiodarone dopamine"}) != alone
