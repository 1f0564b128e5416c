"""Speech regions to heard words: any CTranslate2 Whisper directory, opened by faster-whisper."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import ctranslate2
from faster_whisper.audio import pad_or_trim

from app.domain.audio import AudioChunk, Samples, SpeechRegion
from app.domain.errors import RecognitionError
from app.domain.result import ModelUsed
from app.domain.transcript import HeardRegion, Language, Word
from app.services.ports import Progress
from app.settings import Device, LanguageChoice
from app.speech.doubts import Evidence, doubts, loops
from app.speech.heard import heard_words
from app.speech.rescoring import RescoredModel, Rescorer
from app.speech.voice import Voice, levels
from app.speech.weighing import Weigher
from app.speech.whisper import LANGUAGES, LastEncoding, check_languages, open_whisper

# Whisper's own decoding thresholds. `hallucination_silence_threshold` stays off: it drops words,
# regions hold no pause that long, and what we doubt is marked instead.
_DECODING = {
    "task": "transcribe",
    "beam_size": 5,
    "temperature": (0.0, 0.2, 0.4, 0.6),
    "condition_on_previous_text": False,
    "compression_ratio_threshold": 2.4,
    "log_prob_threshold": -1.0,
    "no_speech_threshold": 0.6,
    "word_timestamps": True,
    "vad_filter": False,
}
_UNLOOPED = {"temperature": (0.0,), "repetition_penalty": 1.1, "no_repeat_ngram_size": 4}
_WORST_LOSS = 0.1
# Speech never needs more tokens than this; a decoder that loops is stopped there.
_TOKENS_PER_S, _SPARE_TOKENS, _MOST_TOKENS = 20, 24, 400
# A region shorter than this says too little about its language to be trusted alone.
_SHORT_S = 1.0
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class _Guess:
    language: Language
    probability: float


class WhisperRecognizer:
    """Writes what is said in each region, each in its own language, and marks what it doubts.

    The same recording gives the same words: sampling at a fallback temperature is seeded.
    """

    def __init__(
        self,
        whisper: Any,
        model: ModelUsed,
        voice: Voice,
        languages: LanguageChoice = "auto",
        weigher: Weigher | None = None,
    ) -> None:
        """Recognise with a loaded faster-whisper model; `open` loads one from a directory."""
        self.model = model
        self._whisper = whisper
        self._voice = voice
        self._choice = languages
        self._weigher = weigher
        self.helpers = {"terms": weigher.model} if weigher else {}

    @classmethod
    def open(
        cls,
        directory: Path,
        model: ModelUsed,
        voice: Voice,
        *,
        device: Device = "auto",
        compute_type: str = "auto",
        languages: LanguageChoice = "auto",
        weigher: Weigher | None = None,
        rescorer: Rescorer | None = None,
    ) -> "WhisperRecognizer":
        """Load any CTranslate2 Whisper directory. Raises ModelError.

        weigher: weighs terms against what was heard. rescorer: chooses among hypotheses.
        """
        whisper = open_whisper(directory, device, compute_type)
        check_languages(whisper, model.name, languages)
        found = cls(whisper, model, voice, languages, weigher)
        if rescorer is not None and rescorer.languages:
            whisper.model = RescoredModel(whisper.model, rescorer, whisper.hf_tokenizer)
            found.helpers["language"] = rescorer.model
        return found

    def recognize(
        self,
        audio: AudioChunk,
        regions: Sequence[SpeechRegion],
        progress: Progress | None = None,
    ) -> Sequence[HeardRegion]:
        """Words for every region, in the regions' order. Raises RecognitionError.

        Regions too short to tell their language wait for that of their nearest neighbour.
        """
        ctranslate2.set_random_seed(0)
        heard: dict[SpeechRegion, HeardRegion] = {}
        unsure: dict[SpeechRegion, _Guess] = {}
        done = _Tally(sum(region.duration_s for region in regions), progress)
        for region in regions:
            guess = self._guess(audio, region)
            if region.duration_s < _SHORT_S and guess.probability < _SURE:
                unsure[region] = guess
                continue
            heard[region] = self._hear(audio, region, guess.language)
            done.add(region.duration_s)
        settled = list(heard.values())
        for region in unsure:
            language = _neighbour(region, settled) or _majority(unsure)
            heard[region] = self._hear(audio, region, language)
            done.add(region.duration_s)
        return [heard[region] for region in regions]

    def beside(self) -> "WhisperRecognizer":
        """The same weights for another thread: what was encoded last is remembered apart."""
        return WhisperRecognizer(
            _another_memory(self._whisper), self.model, self._voice, self._choice, self._weigher
        )

    @property
    def whisper(self) -> Any:
        """The loaded faster-whisper model."""
        return self._whisper

    @property
    def fixed_language(self) -> Language | None:
        """The one language that recordings may contain; None when it is decided by region."""
        return None if self._choice == "auto" else self._choice

    def recognize_ended(
        self, part: AudioChunk, language: Language | None, before: Language | None
    ) -> tuple[Language, tuple[Word, ...]]:
        """Language and words of one region alone, as `recognize` would give them.

        language: None when it is to be decided. before: the language of the region before, which
        decides for one too short to tell. Raises RecognitionError.
        """
        ctranslate2.set_random_seed(0)
        region = SpeechRegion(part.start_s, part.end_s)
        if language is None:
            guess = self._guess(part, region)
            unsure = region.duration_s < _SHORT_S and guess.probability < _SURE
            language = before if unsure and before else guess.language
        return language, self._weighed(part, region, language)

    def _guess(self, audio: AudioChunk, region: SpeechRegion) -> _Guess:
        if self._choice != "auto":
            return _Guess(self._choice, 1.0)
        samples = audio.slice(region.start_s, region.end_s).samples
        if not len(samples):
            return _Guess("en", 0.0)
        try:
            found = self._languages(samples)
        except (RuntimeError, ValueError) as error:
            raise _failed(region) from error
        likely = {language: found.get(f"<|{language}|>", 0.0) for language in LANGUAGES}
        best = max(LANGUAGES, key=lambda language: likely[language])
        return _Guess(best, likely[best] / max(sum(likely.values()), 1e-9))

    def _languages(self, samples: Samples) -> dict[str, float]:
        """Probability by language token, read from the region's first window."""
        whisper = self._whisper
        features = whisper.feature_extractor(samples)
        frames = min(features.shape[-1] - 1, whisper.feature_extractor.nb_max_frames)
        encoded = whisper.encode(pad_or_trim(features[:, :frames]))
        return dict(whisper.model.detect_language(encoded)[0])

    def _hear(self, audio: AudioChunk, region: SpeechRegion, language: Language) -> HeardRegion:
        part = audio.slice(region.start_s, region.end_s)
        if not len(part.samples):
            return HeardRegion(region, language, ())
        words = self._weighed(part, region, language)
        evidence = Evidence(part.start_s, self._voice(part.samples), levels(part.samples))
        return HeardRegion(region, language, words, doubts(words, language, evidence))

    def _weighed(
        self, part: AudioChunk, region: SpeechRegion, language: Language
    ) -> tuple[Word, ...]:
        words = self._unlooped(part, region, language)
        if self._weigher is None or not words:
            return words
        try:
            return self._weigher.weighed(self._whisper, part, language, words)
        except (RuntimeError, ValueError) as error:
            raise _failed(region) from error

    def _unlooped(
        self, part: AudioChunk, region: SpeechRegion, language: Language
    ) -> tuple[Word, ...]:
        words = self._words(part, region, language, {})
        if not loops(words):
            return words
        again = self._words(part, region, language, _UNLOOPED)
        return again if _better(again, words) else words

    def _words(
        self, part: AudioChunk, region: SpeechRegion, language: Language, extra: dict[str, Any]
    ) -> tuple[Word, ...]:
        tokens = min(_MOST_TOKENS, round(part.duration_s * _TOKENS_PER_S) + _SPARE_TOKENS)
        options = {**_DECODING, **extra, "language": language, "max_new_tokens": tokens}
        try:
            passages, _ = self._whisper.transcribe(part.samples, **options)
            written = [
                Word(
                    piece.word,
                    part.start_s + float(piece.start),
                    part.start_s + float(piece.end),
                    float(piece.probability),
                )
                for passage in passages
                for piece in passage.words or ()
            ]
        except (RuntimeError, ValueError, IndexError) as error:
            raise _failed(region) from error
        return heard_words(written, region)


def _another_memory(whisper: Any) -> Any:
    twin = copy(whisper)
    twin.encode = LastEncoding(partial(type(whisper).encode, twin))
    return twin


class _Tally:
    """Seconds of speech done, told as a fraction."""

    def __init__(self, total_s: float, progress: Progress | None) -> None:
        self._total_s = max(total_s, 1e-9)
        self._done_s = 0.0
        self._progress = progress

    def add(self, seconds: float) -> None:
        self._done_s += seconds
        if self._progress:
            self._progress(min(1.0, self._done_s / self._total_s))


def _failed(region: SpeechRegion) -> RecognitionError:
    return RecognitionError(
        f"recognition failed between {region.start_s:.1f} s and {region.end_s:.1f} s; "
        "try again, or choose another recogniser with --model"
    )


def _neighbour(region: SpeechRegion, settled: Sequence[HeardRegion]) -> Language | None:
    """The language of the region that is nearest in time; the earlier one when both are."""

    def gap_s(other: HeardRegion) -> float:
        return max(other.region.start_s - region.end_s, region.start_s - other.region.end_s)

    return min(settled, key=gap_s).language if settled else None


def _majority(unsure: dict[SpeechRegion, _Guess]) -> Language:
    weight = dict.fromkeys(LANGUAGES, 0.0)
    for region, guess in unsure.items():
        weight[guess.language] += guess.probability * region.duration_s
    return max(LANGUAGES, key=lambda language: weight[language])


def _better(again: Sequence[Word], words: Sequence[Word]) -> bool:
    """A second try replaces a looping one only when it does not loop and is about as sure."""
    if not again or loops(again):
        return False
    sure = [sum(word.probability for word in some) / len(some) for some in (again, words)]
    return sure[0] >= sure[1] - _WORST_LOSS
