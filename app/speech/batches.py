"""Windows of one length read together by a Whisper model: language, text and word times of each.

A beam search as in Whisper (Radford and others, 2022, "Robust Speech Recognition via Large-Scale
Weak Supervision"). What repeats itself is searched once more with repetition forbidden, all that do
so together. Whisper draws at rising temperatures instead; nothing is drawn here, so that the same
sound gives the same words whichever thread reads it.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens, merge_punctuations
from numpy.typing import NDArray

from app.domain.audio import Samples
from app.domain.transcript import Language, Word
from app.speech.whisper import LANGUAGES
from app.speech.windows import CPU_FRAMES, CPU_ROWS, FRAMES_PER_S, Cut, cut_of

_BEAMS: Final = 5
_REPETITIVE: Final = 2.4
_UNLIKELY: Final = -1.0
_SILENT: Final = 0.6
_UNLOOPED: Final = {"repetition_penalty": 1.1, "no_repeat_ngram_size": 4}
# Speech never needs more tokens than this; a decoder that loops is stopped there.
_TOKENS_PER_S, _SPARE_TOKENS, _MOST_TOKENS = 20, 24, 400
# Encoded at a time on a processor: beyond this the layers' results no longer stay in its cache.
_ENCODED_FRAMES: Final = 1600
_PREPENDED, _APPENDED = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"
_LONGEST_MEDIAN_S: Final = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What the encoder made of windows of one length.

    encoded: shape (n, window / 2, width). frames: of sound, 10 ms each, in each of the n windows.
    """

    encoded: Any
    frames: tuple[int, ...]
    window: int


@dataclass(frozen=True, slots=True)
class Line:
    """Text tokens of a window; likely: mean log probability of one; silent: of no speech at all."""

    tokens: tuple[int, ...]
    likely: float
    silent: float
    repetition: float

    @property
    def repeats(self) -> bool:
        """Whether it says one thing over and over, by Whisper's gate."""
        return not self.nothing and self.repetition > _REPETITIVE

    @property
    def nothing(self) -> bool:
        """Whether nobody speaks: the model says so and is not sure of what it wrote."""
        return self.silent > _SILENT and self.likely < _UNLIKELY


class BatchReader:
    """Reads batches with a loaded faster-whisper model. What the library raises passes through."""

    def __init__(self, whisper: Any, beams: int = _BEAMS) -> None:
        """beams: hypotheses that the first try keeps. most: frames and sounds of one batch."""
        self._whisper = whisper
        self._beams = beams
        self._tokenizers: dict[Language, Tokenizer] = {}
        self.cut: Cut = cut_of(whisper.feature_extractor.nb_max_frames)
        self.most = (CPU_FRAMES, CPU_ROWS)
        if whisper.model.device == "cuda":  # as many frames as its memory had room for
            frames = whisper.placement.batch * self.cut.most
            self.most = (frames, frames)

    def frames(self, samples: Samples) -> int:
        """Frames of 10 ms in so much sound."""
        return len(samples) // self._hop

    @property
    def _hop(self) -> int:
        return int(self._whisper.feature_extractor.hop_length)

    def encode(self, sounds: Sequence[Samples], window: int) -> Batch:
        """Sounds of at most `window` frames, encoded once for everything that follows."""
        extractor = self._whisper.feature_extractor
        features = [extractor(sound)[:, :-1][:, :window] for sound in sounds]
        filled = np.zeros((len(sounds), features[0].shape[0], window), np.float32)
        for row, one in zip(filled, features, strict=True):
            row[:, : one.shape[1]] = one
        frames = tuple(one.shape[1] for one in features)
        return Batch(self._encoded(filled), frames, window)

    def _encoded(self, filled: NDArray[np.float32]) -> Any:
        model = self._whisper.model
        rows = len(filled)
        if model.device != "cuda":
            rows = max(1, _ENCODED_FRAMES // filled.shape[2])
        views = [
            model.encode(_view(filled[first : first + rows]), to_cpu=len(filled) > rows)
            for first in range(0, len(filled), rows)
        ]
        return views[0] if len(views) == 1 else _view(np.concatenate([np.array(v) for v in views]))

    def languages(self, batch: Batch) -> list[dict[Language, float]]:
        """How likely each language we write is in each window, summing to one."""
        found = []
        for likely in map(dict, self._whisper.model.detect_language(batch.encoded)):
            shares = {language: likely.get(f"<|{language}|>", 0.0) for language in LANGUAGES}
            total = max(sum(shares.values()), 1e-9)
            found.append({language: share / total for language, share in shares.items()})
        return found

    def write(
        self, batch: Batch, languages: Sequence[Language], *, unlooped: bool = False
    ) -> list[Line]:
        """The text of every window, each in its own language.

        unlooped: nothing may be repeated from the first search on.
        """
        if unlooped:
            return [_told(line) for line in self._searched(batch, languages, _UNLOOPED)]
        lines = self._searched(batch, languages, {})
        places = [at for at, line in enumerate(lines) if line.repeats]
        if places:
            mine = [languages[at] for at in places]
            again = self._searched(_some(batch, places), mine, _UNLOOPED)
            for at, line in zip(places, again, strict=True):
                lines[at] = _settled(lines[at], line)
        return [_told(line) for line in lines]

    def _searched(
        self, batch: Batch, languages: Sequence[Language], options: Mapping[str, Any]
    ) -> list[Line]:
        return self._generate(batch, languages, {"beam_size": self._beams, **options})

    def _generate(
        self, batch: Batch, languages: Sequence[Language], options: Mapping[str, Any]
    ) -> list[Line]:
        tokenizers = [self._tokenizer(language) for language in languages]
        prompts = [[*one.sot_sequence, one.no_timestamps] for one in tokenizers]
        seconds = batch.window / FRAMES_PER_S
        most = min(_MOST_TOKENS, round(seconds * _TOKENS_PER_S) + _SPARE_TOKENS)
        results = self._whisper.model.generate(
            batch.encoded,
            prompts,
            max_length=len(prompts[0]) + most,
            suppress_blank=True,
            suppress_tokens=list(get_suppressed_tokens(tokenizers[0], [-1])),
            return_scores=True,
            return_no_speech_prob=True,
            **options,
        )
        return [_line(*pair) for pair in zip(results, tokenizers, strict=True)]

    def times(
        self, batch: Batch, languages: Sequence[Language], lines: Sequence[Line]
    ) -> list[tuple[Word, ...]]:
        """The words of every line with their times, in seconds from the window's start."""
        found: list[tuple[Word, ...]] = [()] * len(lines)
        for language in dict.fromkeys(languages):
            # one start sequence a call; others have no text there, which costs next to nothing
            here = [of == language for of in languages]
            tokens = [
                list(line.tokens) if mine else [] for line, mine in zip(lines, here, strict=True)
            ]
            if not any(tokens):
                continue
            aligned = self._whisper.find_alignment(
                self._tokenizer(language), tokens, batch.encoded, list(batch.frames)
            )
            for at, pieces in enumerate(aligned):
                if here[at]:
                    found[at] = _words(pieces)
        return found

    def _tokenizer(self, language: Language) -> Tokenizer:
        if language not in self._tokenizers:
            whisper = self._whisper
            self._tokenizers[language] = Tokenizer(
                whisper.hf_tokenizer,
                whisper.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        return self._tokenizers[language]


def _view(values: NDArray[np.float32]) -> Any:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(values))


def _some(batch: Batch, places: Sequence[int]) -> Batch:
    """The windows at some places, or the batch itself when those are all."""
    if len(places) == len(batch.frames):
        return batch
    encoded = batch.encoded.to_device(ctranslate2.Device.cpu)
    if encoded.dtype != ctranslate2.DataType.float32:
        encoded = encoded.to(ctranslate2.DataType.float32)
    some = np.array(encoded)[list(places)]
    return Batch(_view(some), tuple(batch.frames[at] for at in places), batch.window)


def _line(result: Any, tokenizer: Tokenizer) -> Line:
    """Its score is divided by the length without the end; Whisper's gate counts that, too."""
    ids = result.sequences_ids[0]
    tokens = tuple(token for token in ids if token < tokenizer.eot)
    text = tokenizer.decode(tokens).strip().encode()
    likely = float(result.scores[0]) * len(ids) / (len(ids) + 1)
    repetition = len(text) / len(zlib.compress(text))
    return Line(tokens, likely, float(result.no_speech_prob), repetition)


def _settled(first: Line, again: Line) -> Line:
    """The second search, unless it repeats itself as well and is less likely."""
    return first if again.repeats and again.likely < first.likely else again


def _told(line: Line) -> Line:
    """Without its text where nobody speaks."""
    return Line((), line.likely, line.silent, 1.0) if line.nothing else line


def _words(pieces: list[dict[str, Any]]) -> tuple[Word, ...]:
    """Aligned pieces as words, punctuation joined to them.

    Alignment lets the first word begin with the window. As in Whisper, one that ends late and took
    more than twice the usual time begins that much before its end.
    """
    lasting = [piece["end"] - piece["start"] for piece in pieces]
    usual_s = min(_LONGEST_MEDIAN_S, float(np.median([s for s in lasting if s] or [0.0])))
    merge_punctuations(pieces, _PREPENDED, _APPENDED)
    said = [piece for piece in pieces if piece["word"]]
    if said and said[0]["end"] > 4 * usual_s and said[0]["end"] - said[0]["start"] > 2 * usual_s:
        said[0]["start"] = said[0]["end"] - 2 * usual_s
    return tuple(
        Word(
            piece["word"],
            round(float(piece["start"]), 2),
            round(float(piece["end"]), 2),
            float(piece["probability"]),
        )
        for piece in said
    )
