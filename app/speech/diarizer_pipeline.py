"""pyannote's speaker-diarization pipeline, built from local files and run in less time and memory.

Unchanged from pyannote: sliding windows, powerset segmentation, counting, clustering order,
reconstruction. Changed: the sound is read in parts; each window goes through the embedding network
once, or the recording does, and frames are pooled under every speaker's mask; windows without
speech are skipped; and clustering is bounded in size.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MethodType
from typing import Any

import numpy as np
import torch

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import ModelError
from app.speech.crew import first
from app.speech.diarizer_assembly import NOBODY, Assembly, Span
from app.speech.diarizer_clustering import BoundedClustering, Tuning, bound
from app.speech.diarizer_embedding import Embedder, Floats, can_share
from app.speech.diarizer_models import load_segmentation, load_speaker
from app.speech.diarizer_sound import Sound
from app.speech.diarizer_windows import SPEAKS, Report, grid_of, speakers_in_windows
from app.speech.pyannote_quiet import (
    PLDA,
    Model,
    Pipeline,
    SlidingWindowFeature,
    SpeakerDiarization,
    fix_reproducibility,
)

Hook = Callable[..., None]
PIPELINE_CONFIG = "config.yaml"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many speakers there are at least and at most, where that is known."""

    least: int | None = None
    most: int | None = None


def share_trunk(pipeline: Any) -> bool:
    """Make a pyannote pipeline embed each window once. False when its model cannot do that.

    Possible when the embedding is a pyannote model that offers `forward_frames` and
    `forward_embedding` with one mask per speaker: ours, and pyannote's WeSpeaker ResNets (so the
    community-1 pipeline). Other embeddings keep pyannote's own, slower way.
    """
    if not can_share(pipeline):
        return False
    pipeline.get_embeddings = MethodType(embed_windows, pipeline)
    return True


def embed_windows(
    pipeline: Any,
    file: Mapping[str, Any],
    segmentations: Any,
    exclude_overlap: bool = False,
    hook: Hook | None = None,
) -> Floats:
    """pyannote's get_embeddings, (windows, speakers, dimension), by one run per window."""
    samples = file["waveform"][0].numpy()
    active = np.nan_to_num(segmentations.data, nan=0.0) > SPEAKS
    embedder = Embedder(pipeline, samples, grid_of(pipeline, samples), exclude_overlap)

    def report(step: str, completed: int, total: int) -> None:
        if hook is not None:
            hook(step, None, total=total, completed=completed)

    return embedder.vectors(active, report)


def diarize(
    pipeline: Any, sound: Sound, bounds: Bounds, report: Report, *, shared: bool = False
) -> list[Span]:
    """Who speaks when in a recording, by the networks and the clustering of a pyannote pipeline.

    Segment for segment what the pipeline itself gives, up to MOST_CLUSTERED vectors, but for
    `shared`: then embeddings come out of one run over the recording, and are only nearly the same.
    The sound is read in parts.
    """
    fix_reproducibility(pipeline._segmentation.device)
    grid = grid_of(pipeline, sound)
    assembly = Assembly(grid, pipeline._segmentation.model.receptive_field)
    with first():  # clustering needs one core only
        active = speakers_in_windows(pipeline, sound, grid, report)
        count = assembly.counted(active)
        if not count.any():
            return []
        overlap = pipeline.embedding_exclude_overlap
        vectors = Embedder(pipeline, sound, grid, overlap, shared).vectors(active, report)
    exact, least, most = pipeline.set_num_speakers(None, bounds.least, bounds.most)
    clusters, _, _ = pipeline.clustering(
        embeddings=vectors,
        segmentations=SlidingWindowFeature(active, grid.sliding),
        num_clusters=exact,
        min_clusters=least,
        max_clusters=most,
        frames=pipeline._segmentation.model.receptive_field,
    )
    named = clusters.astype(np.int64)
    named[~active.any(axis=1)] = NOBODY
    few = np.minimum(count, most).astype(np.int8)
    return assembly.spans(active, named, few, pipeline.segmentation.min_duration_off)


def streams(pipeline: Any) -> bool:
    """Whether `diarize` knows a pipeline: its segmentation decides by itself (powerset), and its
    embedding offers frames apart from pooling. Others run as pyannote runs them."""
    model = getattr(getattr(pipeline, "_segmentation", None), "model", None)
    return bool(getattr(getattr(model, "specifications", None), "powerset", False)) and can_share(
        pipeline
    )


def as_pyannote_does(
    pipeline: Any, sound: Sound, bounds: Bounds, hook: Hook | None = None
) -> list[Span]:
    """Who speaks when, by the pipeline itself: what `diarize` is measured by, and what runs where
    it cannot."""
    file = {
        "waveform": torch.from_numpy(sound[: len(sound)])[None],
        "sample_rate": SAMPLE_RATE_HZ,
        "uri": "recording",
    }
    output = pipeline(file, min_speakers=bounds.least, max_speakers=bounds.most, hook=hook)
    annotation = getattr(output, "speaker_diarization", output)
    tracks = annotation.itertracks(yield_label=True)
    return [(span.start, span.end, str(label)) for span, _, label in tracks]


def build_pipeline(segmentation: Path, embedding: Path, batch_size: int) -> Any:
    """The pipeline over our own two model folders. Raises ModelError.

    pyannote insists on a PLDA even where clustering uses none and would fetch one; it is handed
    an empty one that nothing reads.
    """
    segmenter, _ = load_segmentation(segmentation)
    embedder, settings = load_speaker(embedding)
    try:
        tuning = Tuning(**settings)
    except TypeError as error:
        raise ModelError(f"{embedding.name} has unknown pipeline settings.") from error
    pipeline = assemble(segmenter, embedder, tuning, batch_size)
    share_trunk(pipeline)
    return pipeline


def assemble(segmenter: Model, embedder: Model, tuning: Tuning, batch_size: int) -> Any:
    """pyannote's pipeline over two models, with our clustering and pyannote's own embedding."""
    pipeline = SpeakerDiarization(
        segmentation=segmenter,
        segmentation_step=tuning.step,
        embedding=embedder,
        embedding_exclude_overlap=True,
        plda=object.__new__(PLDA),
        clustering="AgglomerativeClustering",
        segmentation_batch_size=batch_size,
        embedding_batch_size=batch_size,
    )
    pipeline.clustering = BoundedClustering(tuning, segmenter.specifications.duration)
    return pipeline.instantiate(
        {
            "segmentation": {"min_duration_off": tuning.bridged_s},
            "clustering": {
                "method": "average",
                "threshold": tuning.threshold,
                "min_cluster_size": tuning.least_windows,
            },
        }
    )


def open_pipeline(folder: Path, batch_size: int) -> Any:
    """A pyannote pipeline that lies complete in a folder (config.yaml). Raises ModelError.

    pyannote reads its checkpoints as pickles: open only what was verified against a known hash.
    """
    try:
        pipeline = Pipeline.from_pretrained(folder)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError) as error:
        raise ModelError(f"The pyannote pipeline in {folder.name} cannot be opened.") from error
    if not isinstance(pipeline, SpeakerDiarization):
        raise ModelError(f"{folder.name} holds no pyannote speaker-diarization pipeline.")
    pipeline.segmentation_batch_size = batch_size
    pipeline.embedding_batch_size = batch_size
    bound(pipeline.clustering)
    share_trunk(pipeline)
    return pipeline
