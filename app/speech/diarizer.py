"""Who speaks when: pyannote's diarization over the whole recording, from local files."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import torch

from app.domain.audio import AudioChunk
from app.domain.errors import ModelError, RecognitionError
from app.domain.result import ModelUsed
from app.domain.transcript import Turn
from app.speech.diarizer_assembly import Span
from app.speech.diarizer_pipeline import (
    PIPELINE_CONFIG,
    Bounds,
    as_pyannote_does,
    build_pipeline,
    diarize,
    open_pipeline,
    streams,
)
from app.speech.diarizer_renaming import renamed_spans

_SHORTEST_S = 0.1
_SHARES = {"segmentation": (0.0, 0.4), "embeddings": (0.4, 0.95)}
"""Which part of the whole work each of pyannote's steps is."""


class PyannoteDiarizer:
    """Names the speakers of a recording S1, S2, ... in the order in which they first speak.

    Works offline. The audio is read in parts and not copied, so that a recording may stay on disk
    (diarizer_sound).
    """

    def __init__(
        self,
        segmentation: Path,
        embedding: Path,
        *,
        device: str = "cpu",
        batch_size: int = 16,
        models: Mapping[str, ModelUsed] | None = None,
        shared: bool = False,
    ) -> None:
        """Load the models. Their files must have been verified before. Raises ModelError.

        segmentation, embedding: our model folders, or both the one folder of a pyannote
        pipeline (config.yaml). device: "cpu" or "cuda". models: what results are signed with.
        shared: one run of the embedding over the recording; see diarizer_pipeline.diarize.
        """
        if (segmentation / PIPELINE_CONFIG).is_file():
            self._pipeline = open_pipeline(segmentation, batch_size)
        else:
            self._pipeline = build_pipeline(segmentation, embedding, batch_size)
        try:
            self._pipeline.to(torch.device(device))
        except RuntimeError as error:
            raise ModelError(f"The diarizer cannot run on {device}; choose the CPU.") from error
        self._models = dict(models or {})
        self._shared = shared

    @classmethod
    def over(cls, pipeline: Any, *, shared: bool = False) -> "PyannoteDiarizer":
        """A diarizer over a pyannote pipeline that is already built."""
        diarizer = cls.__new__(cls)
        diarizer._pipeline = pipeline
        diarizer._models = {}
        diarizer._shared = shared
        return diarizer

    @property
    def models(self) -> dict[str, ModelUsed]:
        """The models by part: segmentation and embedding."""
        return dict(self._models)

    def turns(
        self,
        audio: AudioChunk,
        *,
        min_speakers: int | None = None,
        max_speakers: int | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Sequence[Turn]:
        """Turns in time order, in seconds of the recording; empty when nobody speaks.

        Turns of different speakers overlap where they speak at once. Equal bounds fix the number
        of speakers, as far as the audio holds that many voices. Raises RecognitionError.
        """
        if min_speakers and max_speakers and min_speakers > max_speakers:
            raise RecognitionError(
                "The least number of speakers exceeds the largest; correct one of the two."
            )
        report = _Reporter(progress)
        found: list[Turn] = []
        if audio.duration_s >= _SHORTEST_S:
            spans = self._spans(audio, min_speakers, max_speakers, report)
            found = _turns(spans, audio)
        report.at(1.0)
        return found

    def _spans(
        self,
        audio: AudioChunk,
        min_speakers: int | None,
        max_speakers: int | None,
        report: "_Reporter",
    ) -> list[Span]:
        bounds = Bounds(min_speakers, max_speakers)
        try:
            # pyannote warns and prints when it cannot find as many speakers as asked for
            with warnings.catch_warnings(), redirect_stdout(StringIO()):
                warnings.simplefilter("ignore")
                if streams(self._pipeline):
                    spans = diarize(
                        self._pipeline, audio.samples, bounds, report.step, shared=self._shared
                    )
                else:
                    spans = as_pyannote_does(self._pipeline, audio.samples, bounds, report)
            return renamed_spans(self._pipeline, audio.samples, spans, min_speakers)
        except (RuntimeError, ValueError, IndexError, MemoryError) as error:
            raise RecognitionError(
                "telling the speakers apart failed and nothing was saved; try again, and if it "
                "fails again run: erscribe models verify"
            ) from error


class _Reporter:
    """Turns pyannote's hook calls into one fraction that never decreases."""

    def __init__(self, progress: Callable[[float], None] | None) -> None:
        self._progress = progress
        self._last = -1.0

    def __call__(
        self,
        step: str,
        _artefact: object = None,
        *,
        completed: int | None = None,
        total: int | None = None,
        **_options: object,
    ) -> None:
        if step in _SHARES and completed is not None and total:
            self.step(step, completed, total)

    def step(self, step: str, completed: int, total: int) -> None:
        first, last = _SHARES[step]
        self.at(first + (last - first) * min(1.0, completed / total))

    def at(self, fraction: float) -> None:
        if self._progress is not None and fraction > self._last:
            self._last = fraction
            self._progress(fraction)


def _turns(spans: Iterable[Span], audio: AudioChunk) -> list[Turn]:
    """Sort, clip to the recording, and name speakers in the order of their first word."""
    clipped = sorted(
        (max(0.0, start_s), min(audio.duration_s, end_s), label) for start_s, end_s, label in spans
    )
    names: dict[str, str] = {}
    turns: list[Turn] = []
    for start_s, end_s, label in clipped:
        if end_s > start_s:
            name = names.setdefault(label, f"S{len(names) + 1}")
            turns.append(Turn(name, audio.start_s + start_s, audio.start_s + end_s))
    return turns
