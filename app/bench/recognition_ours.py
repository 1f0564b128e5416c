"""Our recogniser as an engine of the comparison; see app.bench.child.

`child.py recognition_ours.py FOLDER`; FOLDER holds what app.bench.recognition_work wrote. Forced
speech goes through the same packs, windows and batches as the product's, without word times, which
nobody makes there.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.bench.hearing import heard_text
from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, SpeechRegion
from app.domain.result import ModelUsed
from app.domain.transcript import Language
from app.services.ports import Progress
from app.speech.batches import BatchReader
from app.speech.crew import in_order
from app.speech.packing import Pack, alone, packed
from app.speech.recognizer import WhisperRecognizer
from app.speech.voice import Probabilities
from app.speech.whisper import for_one, open_whisper
from app.speech.windows import batches

_END_OF_TEXT = 50257
_QUIET_S = 0.1
_MODEL = ModelUsed("bench", "")


class Forced(BatchReader):
    """Writes as many tokens as the longest window of a batch has at a set rate."""

    def __init__(self, whisper: Any, beams: int, tokens_per_s: float) -> None:
        super().__init__(whisper, beams)
        self._rate = tokens_per_s

    def written(self, window: int, sounds: Sequence[Samples]) -> int:
        """How many tokens it wrote."""
        batch = self.encode(sounds, window)
        tokenizer = self._tokenizer("en")
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        count = round(self._rate * max(batch.frames) / 100)
        results = self._whisper.model.generate(
            batch.encoded,
            [prompt] * len(sounds),
            beam_size=self._beams,
            max_length=max(2 * count, count + len(prompt)),  # it writes at most half of that
            suppress_tokens=[*tokenizer.non_speech_tokens, _END_OF_TEXT],
            return_scores=True,
            return_no_speech_prob=True,
        )
        return sum(len(result.sequences_ids[0]) for result in results)


def laid_out(clips: Sequence[Samples]) -> tuple[AudioChunk, list[SpeechRegion]]:
    """Clips as regions of one recording, a moment of quiet between them."""
    quiet = np.zeros(round(_QUIET_S * SAMPLE_RATE_HZ), np.float32)
    sounds, regions, at = [], [], 0
    for clip in clips:
        sounds += [clip, quiet]
        end = at + len(clip)
        regions.append(SpeechRegion(at / SAMPLE_RATE_HZ, end / SAMPLE_RATE_HZ))
        at = end + len(quiet)
    return AudioChunk(np.concatenate(sounds)), regions


def load(arguments: list[str]) -> Callable[[], Any]:
    (folder,) = map(Path, arguments)
    told = json.loads((folder / "work.json").read_text(encoding="utf-8"))
    sound = np.load(folder / "sound.npy")
    clips = [(language, sound[first:last]) for language, first, last in told["clips"]]
    whisper = open_whisper(Path(told["model"]), "cpu", "int8")
    whisper = for_one(whisper) if told["alone"] else whisper
    if told["tokens_per_s"]:
        reader = Forced(whisper, told["beams"], told["tokens_per_s"])
        return _forced(reader, clips, told["alone"], whisper.workers)
    return _spoken(whisper, clips, told["beams"])


def _forced(
    reader: Forced, clips: Sequence[tuple[Language, Samples]], each_alone: bool, workers: int
) -> Callable[[], int]:
    audio, regions = laid_out([samples for _, samples in clips])

    def packs() -> list[Pack]:
        if each_alone or not reader.cut.floor:
            return [alone(audio, region) for region in regions]
        return packed(audio, regions)

    def run() -> int:
        sounds = [pack.samples for pack in packs()]
        frames = [reader.frames(sound) for sound in sounds]
        if each_alone:  # as it is dictated, one utterance after the other
            pairs = zip(frames, sounds, strict=True)
            return sum(reader.written(reader.cut.window(many), [one]) for many, one in pairs)
        tasks = [
            (window, [sounds[at] for at in places])
            for window, places in batches(frames, reader.cut, reader.most, workers)
        ]
        return sum(in_order(lambda task: reader.written(*task), tasks, workers))

    return run


def _spoken(
    whisper: Any, clips: Sequence[tuple[Language, Samples]], beams: int
) -> Callable[[], list[str]]:
    """Everything that the product does but terms and rescoring, which no peer has."""
    reader = BatchReader(whisper, beams)

    def run() -> list[str]:
        said = [""] * len(clips)
        for language in dict.fromkeys(language for language, _ in clips):
            places = [at for at, clip in enumerate(clips) if clip[0] == language]
            audio, regions = laid_out([clips[at][1] for at in places])
            recognizer = WhisperRecognizer(
                whisper, _MODEL, _all_speech, language, reader=reader, workers=whisper.workers
            )
            for at, heard in zip(places, recognizer.recognize(audio, regions), strict=True):
                said[at] = heard_text(heard)
        return said

    return run


def _all_speech(samples: Samples, progress: Progress | None = None) -> Probabilities:  # noqa: ARG001
    return np.ones(-(-len(samples) // 512), np.float32)
