"""One pass of a Whisper model over sound that is not complete yet.

The offline recogniser stays the judge of a region once it has ended; these passes are for the
seconds before that.
"""

from dataclasses import dataclass
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import Tokenizer

from app.domain.audio import AudioChunk, SpeechRegion
from app.domain.errors import RecognitionError
from app.domain.transcript import Language, Word
from app.speech.heard import heard_words
from app.speech.recognizer import WhisperRecognizer
from app.speech.streaming import Reading
from app.speech.streaming_agreement import Words
from app.speech.whisper import LANGUAGES

# Whisper itself was trained on 30 s only. A model with a shorter window of its own knows short
# clips; with this much nothing behind the sound it wrote the same words or better ones (123
# development sentences: WER of three beams 36.3 against 36.7 with its whole window), in a third
# of the time.
_WHOLE_FRAMES, _BEHIND_FRAMES, _GRAIN = 3000, 150, 50
_BEAMS = 3
_TOKENS_PER_S, _SPARE_TOKENS, _MOST_TOKENS = 20, 24, 400


@dataclass(frozen=True, slots=True)
class Sound:
    """What the encoder made of a stretch of sound: given back to the same passes."""

    encoded: Any
    frames: int
    chunk: AudioChunk


class WhisperEar:
    """Follows with a WhisperRecognizer: quick looks at what is open, its own words at the end."""

    def __init__(self, recognizer: WhisperRecognizer, beams: int = _BEAMS) -> None:
        """beams: how many hypotheses a quick look keeps."""
        self._recognizer = recognizer.for_one
        self._passes = WhisperPasses(self._recognizer.whisper)
        self._beams = beams

    def look(self, chunk: AudioChunk, language: Language | None) -> Reading:
        """Read an open region quickly. Raises RecognitionError."""
        sound = self._passes.encode(chunk)
        language = language or self._recognizer.fixed_language
        likely = {language: 1.0} if language else self._passes.languages(sound)
        best = max(likely, key=lambda one: likely[one])
        return Reading(likely, best, self._passes.write(sound, best, self._beams))

    def judge(
        self, chunk: AudioChunk, language: Language | None, before: Language | None
    ) -> tuple[Language, Words]:
        """Read an ended region as the offline recogniser does. Raises RecognitionError."""
        return self._recognizer.recognize_ended(chunk, language, before)


class WhisperPasses:
    """Language and words of unfinished regions, from a loaded faster-whisper model."""

    def __init__(self, whisper: Any) -> None:
        self._whisper = whisper
        self._tokenizers: dict[Language, Tokenizer] = {}

    def encode(self, chunk: AudioChunk) -> Sound:
        """Read the sound once for everything that follows.

        Filled up with nothing as far as the model needs it. Raises RecognitionError.
        """
        extractor = self._whisper.feature_extractor
        most = extractor.nb_max_frames
        features = extractor(chunk.samples)[:, :-1][:, :most]
        frames = most if most >= _WHOLE_FRAMES else min(most, _filled(features.shape[1]))
        window = np.zeros((1, features.shape[0], frames), np.float32)
        window[0, :, : features.shape[1]] = features
        try:
            encoded = self._whisper.model.encode(ctranslate2.StorageView.from_array(window))
        except (RuntimeError, ValueError) as error:
            raise _failed(chunk) from error
        return Sound(encoded, features.shape[1], chunk)

    def languages(self, sound: Sound) -> dict[Language, float]:
        """How likely each language we write is, summing to one. Raises RecognitionError."""
        try:
            found = dict(self._whisper.model.detect_language(sound.encoded)[0])
        except (RuntimeError, ValueError) as error:
            raise _failed(sound.chunk) from error
        likely = {language: found.get(f"<|{language}|>", 0.0) for language in LANGUAGES}
        total = max(sum(likely.values()), 1e-9)
        return {language: share / total for language, share in likely.items()}

    def write(self, sound: Sound, language: Language, beams: int = 1) -> tuple[Word, ...]:
        """The words of the sound, with beams hypotheses kept. Raises RecognitionError."""
        tokenizer = self._tokenizer(language)
        try:
            pieces = self._pieces(sound, tokenizer, self._tokens(sound, tokenizer, beams))
        except (RuntimeError, ValueError, IndexError) as error:
            raise _failed(sound.chunk) from error
        return heard_words(pieces, SpeechRegion(sound.chunk.start_s, sound.chunk.end_s))

    def _tokens(self, sound: Sound, tokenizer: Tokenizer, beams: int) -> list[int]:
        most = min(_MOST_TOKENS, round(sound.chunk.duration_s * _TOKENS_PER_S) + _SPARE_TOKENS)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        (result,) = self._whisper.model.generate(
            sound.encoded, [prompt], beam_size=beams, max_length=len(prompt) + most
        )
        return [token for token in result.sequences_ids[0] if token < tokenizer.eot]

    def _pieces(self, sound: Sound, tokenizer: Tokenizer, tokens: list[int]) -> list[Word]:
        if not tokens:
            return []
        (found,) = self._whisper.find_alignment(tokenizer, [tokens], sound.encoded, sound.frames)
        start_s = sound.chunk.start_s
        return [
            Word(
                str(piece["word"]),
                start_s + float(piece["start"]),
                start_s + float(piece["end"]),
                float(piece["probability"]),
            )
            for piece in found
        ]

    def _tokenizer(self, language: Language) -> Tokenizer:
        if language not in self._tokenizers:
            whisper = self._whisper
            multilingual = whisper.model.is_multilingual
            self._tokenizers[language] = Tokenizer(
                whisper.hf_tokenizer, multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]


def _filled(frames: int) -> int:
    return -(-(frames + _BEHIND_FRAMES) // _GRAIN) * _GRAIN


def _failed(chunk: AudioChunk) -> RecognitionError:
    return RecognitionError(
        f"recognition failed between {chunk.start_s:.1f} s and {chunk.end_s:.1f} s; "
        "it is tried again"
    )
