"""Chooses the diarization pipeline's few settings, on voices that neither network was trained on.

Networks run once per conversation; only clustering and reconstruction are repeated. Settings are
varied one after the other around the best found so far.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

from app.domain.audio import SAMPLE_RATE_HZ
from app.speech.diarizer_clustering import Tuning
from app.speech.diarizer_models import load_segmentation, load_speaker, save_model
from app.speech.diarizer_pipeline import assemble, share_trunk
from app.speech.diarizer_renaming import renamed_spans
from app.training.conversations import Conversation, Simulator
from app.training.diarization_fit import Corpus, open_corpus
from app.training.options import TrainOptions

_log = logging.getLogger(__name__)
_CONVERSATIONS = 16
_DURATION_S = 75.0
_MOST_SPEAKERS = 5
_CHOICES: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("threshold", tuple(0.2 + 0.05 * step for step in range(13))),
    ("least_speech_s", (0.5, 1.5, 2.0, 3.0)),
    ("least_windows", (1, 2, 5, 8)),
    ("bridged_s", (0.0, 0.2, 0.5)),
    ("threshold", tuple(0.2 + 0.025 * step for step in range(25))),
    ("moment_s", (0.8, 1.2, 1.6)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A conversation with what the networks make of it."""

    file: dict[str, Any]
    reference: Annotation
    segmentations: Any
    embeddings: Any
    duration_s: float


def run(options: TrainOptions) -> None:
    """Tune the pair of models under `options.out`; settings go into the speaker model's config.

    Raises ModelError when one of the two is missing, ResourceError without voices.
    """
    segmenter, _ = load_segmentation(options.out / "segmentation-embedded")
    embedder, _ = load_speaker(options.out / "speaker-embedded")
    corpus = open_corpus(options)
    pipeline = assemble(segmenter, embedder, Tuning(), batch_size=16)
    share_trunk(pipeline)
    prepared = [prepare(pipeline, one) for one in conversations(corpus, options.seed)]
    best = search(segmenter, embedder, prepared)
    save_model(embedder, options.out / "speaker-embedded", asdict(best))


def conversations(corpus: Corpus, seed: int) -> Iterator[Conversation]:
    """Conversations of two to five unseen voices, moderately disturbed."""
    simulator = Simulator(corpus.tuning, corpus.surroundings, seed + 2)
    for number in range(_CONVERSATIONS):
        speakers = 2 + number % (_MOST_SPEAKERS - 1)
        yield simulator.conversation(_DURATION_S, speakers, harsh=0.4, altered=0.3)


def prepare(pipeline: Any, conversation: Conversation) -> Prepared:
    """Run both networks of a pipeline over a conversation."""
    file = {
        "waveform": torch.from_numpy(conversation.samples)[None],
        "sample_rate": SAMPLE_RATE_HZ,
        "uri": "simulated",
    }
    segmentations = pipeline.get_segmentations(file)
    embeddings = pipeline.get_embeddings(file, segmentations, exclude_overlap=True)
    reference = Annotation()
    for track, turn in enumerate(conversation.turns()):
        reference[Segment(turn.start_s, turn.end_s), track] = turn.speaker
    duration_s = len(conversation.samples) / SAMPLE_RATE_HZ
    return Prepared(file, reference, segmentations, embeddings, duration_s)


def search(
    segmenter: Any, embedder: Any, prepared: Sequence[Prepared], best: Tuning | None = None
) -> Tuning:
    """The settings with the lowest pooled error rate, varied one at a time from `best`."""
    best = best or Tuning()
    lowest = error_rate(segmenter, embedder, best, prepared)
    for name, values in _CHOICES:
        for value in values:
            tried = replace(best, **{name: value})  # type: ignore[arg-type]
            error = error_rate(segmenter, embedder, tried, prepared)
            if error < lowest:
                best, lowest = tried, error
        _log.info("%s: %s, error rate %.4f", name, getattr(best, name), lowest)
    return best


def error_rate(
    segmenter: Any, embedder: Any, tuning: Tuning, prepared: Sequence[Prepared]
) -> float:
    """Pooled diarization error rate, no collar, overlap included."""
    pipeline = assemble(segmenter, embedder, tuning, batch_size=16)
    metric = DiarizationErrorRate(collar=0.0, skip_overlap=False)
    for one in prepared:
        pipeline.get_segmentations = lambda _file, one=one, **_options: one.segmentations
        pipeline.get_embeddings = lambda *_, one=one, **_options: one.embeddings
        found = pipeline(one.file).speaker_diarization
        metric(
            one.reference,
            _named(pipeline, one, found),
            uem=Timeline([Segment(0.0, one.duration_s)]),
        )
    return float(abs(metric))


def _named(pipeline: Any, one: Prepared, found: Annotation) -> Annotation:
    """What the diarizer makes of pyannote's answer in the end."""
    spans = [
        (span.start, span.end, str(who)) for span, _, who in found.itertracks(yield_label=True)
    ]
    annotation = Annotation()
    samples = one.file["waveform"][0].numpy()
    for track, (start_s, end_s, who) in enumerate(renamed_spans(pipeline, samples, spans)):
        annotation[Segment(start_s, end_s), track] = who
    return annotation
