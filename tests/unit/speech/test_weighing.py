"""Weighing terms against the sound: what replaces heard words, and what never does."""

import math
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk
from app.domain.transcript import Language, Word
from app.paths import RESOURCES
from app.speech.weighing import Weigher
from app.text.lexicon import Lexicon

FRAMES = 3000


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(RESOURCES / "lexicon")


def heard(line: str, *, doubted: str = "", start_s: float = 10.0) -> tuple[Word, ...]:
    texts = line.split() if line.isascii() else list(line)
    return tuple(
        Word(text, start_s + at / 2, start_s + at / 2 + 0.4, 0.2 if text in doubted else 0.95)
        for at, text in enumerate(texts)
    )


@dataclass
class FakeWhisper:
    """Says how well a line fits: natural logarithms by line, the rest hardly at all."""

    fits: dict[str, float]
    lines: dict[tuple[int, ...], str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    told: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model = SimpleNamespace(is_multilingual=True, align=self._align)
        self.hf_tokenizer = SimpleNamespace(token_to_id=lambda _: 1, encode=self._encode)
        self.feature_extractor = _Extractor()

    def encode(self, features: Any) -> Any:
        return features

    def _encode(self, text: str, add_special_tokens: bool = False) -> Any:
        units = text.split() if text.isascii() else list(text.strip())
        ids = [self.numbers.setdefault(unit, len(self.numbers) + 10) for unit in units]
        self.lines[tuple(ids)] = text.strip()
        return SimpleNamespace(ids=ids)

    def _align(self, sound: Any, start: Any, tokens: list[list[int]], frames: Any) -> Any:
        self.told.append(list(start))
        total = self.fits.get(self.lines[tuple(tokens[0])], -100.0)
        each = math.exp(total / len(tokens[0]))
        return [SimpleNamespace(text_token_probs=[each] * len(tokens[0]))]


class _Extractor:
    n_samples, sampling_rate, nb_max_frames = 480000, SAMPLE_RATE_HZ, FRAMES

    def __call__(self, samples: Any) -> Any:
        return np.zeros((80, len(samples) // 160 + 1), np.float32)


def weighed(
    lexicon: Lexicon, fits: dict[str, float], words: tuple[Word, ...], language: Language = "en"
) -> list[str]:
    part = AudioChunk(np.zeros(4 * SAMPLE_RATE_HZ, np.float32), 10.0)
    read = Weigher(lexicon, {"en": 3.0, "zh": 3.0}).weighed(
        FakeWhisper(fits), part, language, words
    )
    return [word.text for word in read]


SAID, MEANT = "start omioderone now", "start amiodarone now"


def test_a_term_that_fits_the_sound_better_replaces_a_doubted_word(lexicon: Lexicon) -> None:
    assert weighed(lexicon, {SAID: -6.0, MEANT: -5.0}, heard(SAID)) == MEANT.split()


@pytest.mark.parametrize(("fit", "text"), [(-8.9, MEANT), (-9.1, SAID)])
def test_a_worse_fit_is_allowed_up_to_the_set_amount(
    lexicon: Lexicon, fit: float, text: str
) -> None:
    assert weighed(lexicon, {SAID: -6.0, MEANT: fit}, heard(SAID)) == text.split()


def test_its_words_take_the_time_of_those_they_replace_and_their_own_probability(
    lexicon: Lexicon,
) -> None:
    part = AudioChunk(np.zeros(4 * SAMPLE_RATE_HZ, np.float32), 10.0)
    whisper = FakeWhisper({SAID: -6.0, MEANT: -3.0})
    words = heard(SAID)
    read = Weigher(lexicon).weighed(whisper, part, "en", words)
    assert read[1].start_s == words[1].start_s
    assert read[1].end_s == pytest.approx(words[1].end_s)
    assert read[1].probability == pytest.approx(math.exp(-1.0))
    assert (read[0], read[2]) == (words[0], words[2])


def test_words_that_are_known_and_sure_are_not_weighed(lexicon: Lexicon) -> None:
    line = "start amiodarone now"
    whisper = FakeWhisper({})
    part = AudioChunk(np.zeros(SAMPLE_RATE_HZ, np.float32))
    assert Weigher(lexicon).weighed(whisper, part, "en", heard(line)) == heard(line)
    assert not whisper.told


def test_nothing_is_told_beforehand(lexicon: Lexicon) -> None:
    whisper = FakeWhisper({SAID: -6.0, MEANT: -5.0})
    part = AudioChunk(np.zeros(SAMPLE_RATE_HZ, np.float32))
    Weigher(lexicon).weighed(whisper, part, "en", heard(SAID))
    assert {len(told) for told in whisper.told} == {3}  # start, language, task


@pytest.mark.parametrize(
    ("line", "meant", "doubted"),
    [
        ("give hydralazine now", "give hydroxyzine now", "hydralazine"),
        ("he has hypotension today", "he has hypertension today", "hypotension"),
    ],
)
def test_one_drug_or_half_of_a_pair_never_takes_anothers_place(
    line: str, meant: str, doubted: str, lexicon: Lexicon
) -> None:
    found = weighed(lexicon, {line: -20.0, meant: -1.0}, heard(line, doubted=doubted))
    assert found == line.split()


def test_chinese_terms_are_put_character_by_character(lexicon: Lexicon) -> None:
    line, meant = "给与胺典酮静推", "给与胺碘酮静推"
    found = weighed(lexicon, {line: -9.0, meant: -6.0}, heard(line, doubted="典"), "zh")
    assert "".join(found) == meant


def test_sound_longer_than_one_window_stays_as_it_was_heard(lexicon: Lexicon) -> None:
    part = AudioChunk(np.zeros(31 * SAMPLE_RATE_HZ, np.float32), 10.0)
    whisper = FakeWhisper({SAID: -6.0, MEANT: -1.0})
    assert Weigher(lexicon).weighed(whisper, part, "en", heard(SAID)) == heard(SAID)


def test_the_lexicon_is_named(lexicon: Lexicon) -> None:
    assert Weigher(lexicon).model.sha256 == lexicon.version
