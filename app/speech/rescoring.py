"""The likeliest of several hypotheses by sound and by language together.

Of the hypotheses that a beam search keeps, the one with the highest
acoustic + language * log P(text) + length * units wins, as published for clinical recognisers;
the weights are found by grid search on a development set (`erscribe bench biasing`). A hypothesis
that differs from the acoustically best one in anything protected never wins.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.errors import ModelError
from app.domain.result import ModelUsed
from app.domain.transcript import Language
from app.speech.heard import units
from app.speech.language_model import LanguageModel

Keeps = Callable[[Sequence[str], Sequence[str], Language], bool]
"""Whether a second reading of words leaves all that is protected in the first as it was."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the language model's logarithm counts beside the acoustic one, and each unit."""

    language: float
    length: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A text and the natural logarithm of its probability by its sound."""

    text: str
    acoustic: float


@dataclass(frozen=True, slots=True)
class Rescorer:
    """Language models and their weights by language, for the recogniser they were tuned with."""

    model: ModelUsed
    languages: Mapping[Language, tuple[LanguageModel, Weights]]
    keeps: Keeps

    @classmethod
    def open(cls, directory: Path, model: ModelUsed, recognizer: str, keeps: Keeps) -> "Rescorer":
        """For a recogniser by its name; without languages when it was not tuned with that one.

        Raises ModelError.
        """
        try:
            table = _table(directory)
            found: dict[Language, tuple[LanguageModel, Weights]] = {}
            for language in ("en", "zh"):
                weights = table.get(recognizer, {}).get(language)
                if weights is not None:
                    found[language] = LanguageModel.open(directory / language), Weights(**weights)
        except (OSError, ValueError, TypeError) as error:
            raise ModelError(
                f"{directory.name}/weights.toml is damaged; run: erscribe models verify"
            ) from error
        return cls(model, found, keeps)

    def best(self, hypotheses: Sequence[Hypothesis], language: Language) -> int:
        """Which of the hypotheses, the acoustically best first, is the likeliest that may win."""
        if language not in self.languages or len(hypotheses) < 2:  # noqa: PLR2004 - none other
            return 0
        scores = [self.score(one, language) for one in hypotheses]
        first = units(hypotheses[0].text)
        for at in sorted(range(len(scores)), key=lambda one: (-scores[one], one)):
            if at == 0 or self.keeps(first, units(hypotheses[at].text), language):
                return at
        return 0

    def score(self, hypothesis: Hypothesis, language: Language) -> float:
        model, weights = self.languages[language]
        log, count = model.log_probability(hypothesis.text)
        return hypothesis.acoustic + weights.language * log + weights.length * count


def tuned_with(directory: Path, recognizer: str) -> bool:
    """Whether the language model has weights for a recogniser. Raises ModelError."""
    try:
        return recognizer in _table(directory)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{directory.name}/weights.toml is damaged; run: erscribe models verify"
        ) from error


def _table(directory: Path) -> dict[str, Any]:
    return tomllib.loads((directory / "weights.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Chosen:
    """One hypothesis in the shape of CTranslate2's result."""

    sequences_ids: list[list[int]]
    scores: list[float]
    no_speech_prob: float


class RescoredModel:
    """A CTranslate2 Whisper whose beam search gives the hypothesis that a Rescorer chooses."""

    def __init__(self, model: Any, rescorer: Rescorer, tokenizer: Any) -> None:
        """tokenizer: of the model, by Hugging Face."""
        self._model = model
        self._rescorer = rescorer
        self._tokenizer = tokenizer
        self._end = tokenizer.token_to_id("<|endoftext|>")
        self._languages: dict[int, Language] = {
            tokenizer.token_to_id(f"<|{language}|>"): language for language in rescorer.languages
        }

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def generate(self, features: Any, prompts: Sequence[Sequence[int]], **options: Any) -> Any:
        """As CTranslate2's; of a beam search, the hypothesis chosen for each prompt."""
        beams = options.get("beam_size", 1)
        if beams == 1 or options.get("num_hypotheses", 1) > 1:
            return self._model.generate(features, prompts, **options)
        wanted = {**options, "num_hypotheses": beams, "return_scores": True}
        power = options.get("length_penalty", 1.0)
        results = self._model.generate(features, prompts, **wanted)
        return [
            self._chosen(result, prompt, power)
            for result, prompt in zip(results, prompts, strict=True)
        ]

    def _chosen(self, result: Any, prompt: Sequence[int], power: float) -> _Chosen:
        language = next((self._languages[one] for one in prompt if one in self._languages), None)
        at = 0
        if language is not None:
            hypotheses = [
                Hypothesis(self._text(ids), score * len(ids) ** power)
                for ids, score in zip(result.sequences_ids, result.scores, strict=True)
            ]
            at = self._rescorer.best(hypotheses, language)
        return _Chosen([result.sequences_ids[at]], [result.scores[at]], result.no_speech_prob)

    def _text(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode([one for one in ids if one < self._end]))
