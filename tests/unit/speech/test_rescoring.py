"""Rescoring: the arithmetic, what may not win, and the model that it wraps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.errors import ModelError
from app.domain.result import ModelUsed
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.speech.language_model import LanguageModel
from app.speech.rescoring import Hypothesis, RescoredModel, Rescorer, Weights
from app.text.lexicon import Lexicon
from app.text.readings import keeps
from app.training.language_model import train

MODEL = ModelUsed("language-tiny", "0" * 64)
LINES = ["give aspirin now", "give fifty now", "he denies chest pain"] * 3
TOKENS = ["give ", "a spring ", "aspirin ", "now", "fifty ", "fifteen ", "<|endoftext|>", "<|en|>",
          "<|zh|>"]  # fmt: skip


def anything(first: Sequence[str], other: Sequence[str], language: Language) -> bool:
    return True


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    folder = tmp_path_factory.mktemp("lm") / "en"
    train(LINES, "en", folder)
    return LanguageModel.open(folder)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(RESOURCES / "lexicon")


def rescorer(
    english: LanguageModel, language: float, length: float, keeps: Any = anything
) -> Rescorer:
    return Rescorer(MODEL, {"en": (english, Weights(language, length))}, keeps)


def test_a_score_is_the_weighted_sum_of_sound_language_and_length(english: LanguageModel) -> None:
    log, count = english.log_probability("give aspirin now")
    assert count == 3
    found = rescorer(english, 0.5, 0.25).score(Hypothesis(" give aspirin now", -4.0), "en")
    assert found == pytest.approx(-4.0 + 0.5 * log + 0.25 * 3)


def test_language_outweighs_sound_only_where_its_weight_says_so(english: LanguageModel) -> None:
    two = [Hypothesis(" give a spring now", -2.0), Hypothesis(" give aspirin now", -3.0)]
    assert rescorer(english, 0.0, 0.0).best(two, "en") == 0
    assert rescorer(english, 1.0, 0.0).best(two, "en") == 1
    assert rescorer(english, 1.0, 0.0).best(two, "zh") == 0
    assert rescorer(english, 1.0, 0.0).best(two[:1], "en") == 0


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("give fifteen now", "give fifty now"),
        ("he reports chest pain", "he denies chest pain"),
        ("the left arm", "the right arm"),
        ("give hydralazine now", "give hydroxyzine now"),
        ("five milligrams", "five micrograms"),
        ("he has hypertension", "he has hypotension"),
    ],
)
def test_what_is_protected_never_changes(
    first: str, other: str, english: LanguageModel, lexicon: Lexicon
) -> None:
    guard = partial(keeps, lexicon=lexicon)
    eager = Rescorer(MODEL, {"en": (english, Weights(1.0, 0.0))}, guard)
    assert eager.best([Hypothesis(first, -9.0), Hypothesis(other, 0.0)], "en") == 0
    assert eager.best([Hypothesis(other, -9.0), Hypothesis(first, 0.0)], "en") == 0


@pytest.mark.parametrize(("first", "other", "language"), [
    ("左臂", "右臂", "zh"), ("给五毫克", "给五微克", "zh"), ("无胸痛", "有胸痛", "zh"),
])  # fmt: skip
def test_nor_in_chinese(first: str, other: str, language: Language, lexicon: Lexicon) -> None:
    assert not keeps(tuple(first), tuple(other), language, lexicon)
    assert keeps(tuple("患着胸痛"), tuple("患者胸痛"), language, lexicon)


def test_the_next_best_wins_where_the_best_may_not(
    english: LanguageModel, lexicon: Lexicon
) -> None:
    guard = partial(keeps, lexicon=lexicon)
    three = [
        Hypothesis("give a spring fifteen", -2.0),
        Hypothesis("give aspirin fifty", -2.0),
        Hypothesis("give aspirin fifteen", -2.0),
    ]
    assert rescorer(english, 1.0, 0.0, guard).best(three, "en") == 2


@dataclass
class FakeModel:
    """Gives two hypotheses when it is asked for as many."""

    sequences: list[list[int]]
    scores: list[float]
    asked: list[dict[str, Any]] = field(default_factory=list)
    n_mels: int = 80

    def generate(self, features: Any, prompts: Any, **options: Any) -> Any:
        self.asked.append(options)
        count = options.get("num_hypotheses", 1)
        return [SimpleNamespace(sequences_ids=self.sequences[:count], scores=self.scores[:count],
                                no_speech_prob=0.1) for _ in prompts]  # fmt: skip


def wrapped(english: LanguageModel, power: float = 1.0) -> tuple[FakeModel, RescoredModel]:
    inner = FakeModel([[0, 1, 3], [0, 2, 3]], [-1.0, -1.1])
    tokenizer = SimpleNamespace(
        token_to_id=TOKENS.index, decode=lambda ids: "".join(TOKENS[one] for one in ids)
    )
    return inner, RescoredModel(inner, rescorer(english, 1.0, 0.0), tokenizer)


def test_a_beam_search_gives_the_hypothesis_that_was_chosen(english: LanguageModel) -> None:
    inner, model = wrapped(english)
    (found,) = model.generate("sound", [[7]], beam_size=2, length_penalty=1.0)
    assert found.sequences_ids == [[0, 2, 3]]
    assert found.scores == [-1.1]
    assert found.no_speech_prob == 0.1
    assert inner.asked[-1]["num_hypotheses"] == 2
    assert model.n_mels == 80


def test_sampling_other_languages_and_greedy_search_stay_as_they_are(
    english: LanguageModel,
) -> None:
    inner, model = wrapped(english)
    assert model.generate("sound", [[8]], beam_size=2)[0].sequences_ids[0] == [0, 1, 3]
    assert model.generate("sound", [[7]], beam_size=1)[0].sequences_ids[0] == [0, 1, 3]
    model.generate("sound", [[7]], beam_size=5, num_hypotheses=2, sampling_temperature=0.2)
    assert inner.asked[-1]["num_hypotheses"] == 2


def test_weights_hold_for_the_recogniser_they_were_tuned_with(tmp_path: Path) -> None:
    train(LINES, "en", tmp_path / "en")
    (tmp_path / "weights.toml").write_text(
        "[small.en]\nlanguage = 0.3\nlength = 0.5\n", encoding="utf-8"
    )
    tuned = Rescorer.open(tmp_path, MODEL, "small", anything)
    assert tuned.languages["en"][1] == Weights(0.3, 0.5)
    assert math.isfinite(tuned.score(Hypothesis("give aspirin", -1.0), "en"))
    assert not Rescorer.open(tmp_path, MODEL, "large", anything).languages
    (tmp_path / "weights.toml").write_text("[small.en]\nweight = 1\n", encoding="utf-8")
    with pytest.raises(ModelError, match="damaged"):
        Rescorer.open(tmp_path, MODEL, "small", anything)
