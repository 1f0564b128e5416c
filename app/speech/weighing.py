"""Terms weighed against what was heard: the recogniser says how well each fits the same sound.

A model of this kind can be told terms beforehand (`hotwords`), but one that is small repeats them
where nobody said them. So each term that sounds like doubted words is put in their place, and the
whole line is read against the sound again with nothing told beforehand: the same scoring for both
readings. It replaces the words only when it fits better, or worse by less than a set amount, the
logarithm of how much likelier a term of the lexicon is than another reading of doubted words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer

from app.domain.audio import AudioChunk, SpeechRegion
from app.domain.result import ModelUsed
from app.domain.transcript import Language, Word
from app.speech.heard import heard_words
from app.speech.windows import cut_of
from app.text.lexicon import Lexicon
from app.text.nearby import Near, nearby
from app.text.readings import keeps

# Found on tuning sentences (`erscribe bench biasing`).
ALLOWANCE: Final[dict[Language, float]] = {"en": 3.0, "zh": 4.0}
_MOST: Final = 8  # terms weighed in one region: more cost time and won nothing
_FLOOR: Final = 1e-9
_JOINER: Final = {"en": " ", "zh": ""}


@dataclass(frozen=True, slots=True)
class _Fit:
    """A line against its sound: log probability of all its tokens, and each token's probability."""

    total: float
    tokens: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Better:
    near: Near
    gain: float
    probability: float


class Weigher:
    """Puts terms of a lexicon where the sound says so."""

    def __init__(self, lexicon: Lexicon, allowance: dict[Language, float] = ALLOWANCE) -> None:
        self._lexicon = lexicon
        self._allowance = allowance
        self.model = ModelUsed("erscribe-lexicon", lexicon.version)

    def weighed(
        self, whisper: Any, part: AudioChunk, language: Language, words: tuple[Word, ...]
    ) -> tuple[Word, ...]:
        """A region's words, terms in place of those that they fit better.

        whisper: the faster-whisper model that heard them. May raise what it raises.
        """
        near = nearby(words, language, self._lexicon, _MOST)
        extractor = whisper.feature_extractor
        if not near or part.duration_s * extractor.sampling_rate > extractor.n_samples:
            return words
        sound = _Sound(whisper, part, language)
        first = sound.fit([word.text for word in words])
        better = []
        for one in near:
            texts = _replaced([word.text for word in words], one)
            if keeps([word.text for word in words], texts, language, self._lexicon):
                fit = sound.fit(texts)
                gain = fit.total - first.total + self._allowance[language]
                if gain > 0:
                    better.append(_Better(one, gain, sound.probability(fit, texts, one)))
        return self._put(words, better, language)

    def _put(
        self, words: tuple[Word, ...], better: Sequence[_Better], language: Language
    ) -> tuple[Word, ...]:
        """The best first; none overlap, and together they change nothing protected either."""
        chosen: list[_Better] = []
        for one in sorted(better, key=lambda found: -found.gain):
            apart = all(
                one.near.last < other.near.first or one.near.first > other.near.last
                for other in chosen
            )
            if apart:
                chosen.append(one)
        read = words
        for one in sorted(chosen, key=lambda found: -found.near.first):
            read = (
                *read[: one.near.first],
                *_said(words, one, language),
                *read[one.near.last + 1 :],
            )
        both = [word.text for word in words], [word.text for word in read]
        return read if keeps(*both, language, self._lexicon) else words


class _Sound:
    """One region's sound as the recogniser encoded it, and lines read against it."""

    def __init__(self, whisper: Any, part: AudioChunk, language: Language) -> None:
        extractor = whisper.feature_extractor
        features = extractor(part.samples)
        self._frames = min(features.shape[-1] - 1, extractor.nb_max_frames)
        window = cut_of(extractor.nb_max_frames).window(self._frames)
        self._encoded = whisper.encode(pad_or_trim(features[:, : self._frames], window))
        self._model = whisper.model
        self._joiner = _JOINER[language]
        self._tokenizer = Tokenizer(
            whisper.hf_tokenizer,
            whisper.model.is_multilingual,
            task="transcribe",
            language=language,
        )

    def fit(self, texts: Sequence[str]) -> _Fit:
        (found,) = self._model.align(
            self._encoded, self._tokenizer.sot_sequence, [self._ids(texts)], self._frames
        )
        shares = tuple(max(float(one), _FLOOR) for one in found.text_token_probs)
        return _Fit(float(np.log(shares).sum()), shares)

    def probability(self, fit: _Fit, texts: Sequence[str], near: Near) -> float:
        """Mean probability of the tokens of a term that stands in a line."""
        before = len(self._ids(texts[: near.first])) if near.first else 0
        after = len(self._ids(texts[: near.first + len(near.words)]))
        return float(np.mean(fit.tokens[before:after] or fit.tokens))

    def _ids(self, texts: Sequence[str]) -> list[int]:
        return list(self._tokenizer.encode(" " + self._joiner.join(texts)))


def _replaced(texts: Sequence[str], near: Near) -> list[str]:
    return [*texts[: near.first], *near.words, *texts[near.last + 1 :]]


def _said(words: Sequence[Word], better: _Better, language: Language) -> tuple[Word, ...]:
    """A term's words over the time of those that they replace."""
    start_s, end_s = words[better.near.first].start_s, words[better.near.last].end_s
    piece = Word(_JOINER[language].join(better.near.words), start_s, end_s, better.probability)
    return heard_words([piece], SpeechRegion(start_s, end_s))
