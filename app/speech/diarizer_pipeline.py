"""pyannote's speaker-diarization pipeline, built from local files and made faster.

Unchanged from pyannote: sliding windows, powerset segmentation, counting, clustering order,
reconstruction. Changed: each window goes through the embedding network once, its frames are then
pooled under every speaker's mask (pyannote runs the network once per speaker and window); windows
without speech are skipped; and clustering is bounded in size.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MethodType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from app.domain.errors import ModelError
from app.speech.diarizer_models import load_segmentation, load_speaker
from app.speech.pyannote_quiet import (
    PLDA,
    AgglomerativeClustering,
    Model,
    Pipeline,
    SpeakerDiarization,
)

Hook = Callable[..., None]
Floats = NDArray[np.float32]
PIPELINE_CONFIG = "config.yaml"
MOST_CLUSTERED = 4000
"""Embeddings that are clustered (64 MB of distances); all others join the nearest speaker."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What the pipeline was tuned to; kept in the embedding model's config.json.

    step: window step as a share of the window. threshold: cosine distance at which average
    linkage stops. least_speech_s: undisturbed speech a window must hold of a speaker to take part
    in clustering. least_windows: a smaller cluster joins the nearest larger one.
    """

    step: float = 0.1
    threshold: float = 0.6
    least_speech_s: float = 1.0
    least_windows: int = 3
    bridged_s: float = 0.3
    moment_s: float = 0.0


class BoundedClustering(AgglomerativeClustering):  # type: ignore[misc]
    """Average-linkage clustering that keeps within its bounds on speakers, time and memory."""

    def __init__(self, tuning: Tuning, window_s: float) -> None:
        super().__init__(metric="cosine")
        self.tuning = tuning
        self.window_s = window_s

    def filter_embeddings(
        self, embeddings: Floats, segmentations: Any = None, min_active_ratio: float | None = None
    ) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
        """(chosen embeddings, their windows, their speakers); at most MOST_CLUSTERED of them.

        When nobody speaks long enough in any window, everybody who speaks takes part.
        """
        ratio = self.tuning.least_speech_s / self.window_s
        ratio = ratio if min_active_ratio is None else min_active_ratio
        chosen: tuple[Floats, NDArray[np.int64], NDArray[np.int64]] = super().filter_embeddings(
            embeddings, segmentations, ratio
        )
        if len(chosen[0]) == 0 and ratio > 0:
            frames = segmentations.data.shape[1]
            return self.filter_embeddings(embeddings, segmentations, 1 / frames)
        kept = np.linspace(0, len(chosen[0]) - 1, min(len(chosen[0]), MOST_CLUSTERED))
        picked = np.unique(np.rint(kept).astype(np.int64))
        return chosen[0][picked], chosen[1][picked], chosen[2][picked]

    def cluster(
        self,
        embeddings: Floats,
        min_clusters: int = 1,
        max_clusters: int | None = None,
        num_clusters: int | None = None,
    ) -> NDArray[np.int64]:
        """Cluster number of each embedding, from 0; as many clusters as the bounds allow."""
        count = len(embeddings)
        if count <= 1:
            return np.zeros(count, np.int64)
        tree = linkage(embeddings, method="average", metric="cosine")
        least = min(self.tuning.least_windows, max(1, round(0.1 * count)))
        clusters = fcluster(tree, self.tuning.threshold, "distance")
        found = _large(clusters, least)
        low = num_clusters or min_clusters
        high = num_clusters or max_clusters or count
        if not low <= found <= high:
            clusters, least = _cut(tree, min(max(found, low), high), least)
        return _without_small(embeddings, clusters, least)


def _large(clusters: NDArray[np.int64], least: int) -> int:
    return int(np.sum(np.bincount(clusters)[1:] >= least))


def _cut(tree: NDArray[np.float64], wanted: int, least: int) -> tuple[NDArray[np.int64], int]:
    """Cut a tree so that `wanted` clusters of `least` members come out; smaller if need be."""
    most = min(len(tree) + 1, 20 * wanted)
    for smallest in range(least, 0, -1):
        for pieces in range(wanted, most + 1):
            clusters = fcluster(tree, pieces, "maxclust")
            if _large(clusters, smallest) == wanted:
                return clusters, smallest
    return fcluster(tree, wanted, "maxclust"), 1


def _without_small(
    embeddings: Floats, clusters: NDArray[np.int64], least: int
) -> NDArray[np.int64]:
    """Numbers from 0; members of clusters below `least` follow the most similar large one."""
    unit = embeddings / (np.linalg.norm(embeddings, axis=1, keepdims=True) + 1e-9)
    sizes = np.bincount(clusters)
    large = np.flatnonzero(sizes >= min(least, sizes.max()))
    centres = np.stack([unit[clusters == number].mean(axis=0) for number in large])
    renumbered = np.searchsorted(large, clusters).clip(max=len(large) - 1)
    stray = ~np.isin(clusters, large)
    renumbered[stray] = np.argmax(unit[stray] @ centres.T, axis=1)
    return np.unique(renumbered, return_inverse=True)[1]


def share_trunk(pipeline: Any) -> bool:
    """Make a pyannote pipeline embed each window once. False when its model cannot do that.

    Possible when the embedding is a pyannote model that offers `forward_frames` and
    `forward_embedding` with one mask per speaker: ours, and pyannote's WeSpeaker ResNets (so the
    community-1 pipeline). Other embeddings keep pyannote's own, slower way.
    """
    model = getattr(getattr(pipeline, "_embedding", None), "model_", None)
    if not (hasattr(model, "forward_frames") and hasattr(model, "forward_embedding")):
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
    """Embeddings (windows, speakers, dimension), each window through the network once.

    Same masks as pyannote's own method. Windows in which nobody speaks are not embedded; their
    rows are ones, which pyannote discards with every inactive speaker.
    """
    masks = _masks(pipeline, segmentations, exclude_overlap)
    spoken = np.flatnonzero(masks.any(axis=(1, 2)))
    windows, speakers, _ = masks.shape
    vectors = np.ones((windows, speakers, pipeline._embedding.dimension), np.float32)
    done = 0
    for batch in _batches(spoken, pipeline.embedding_batch_size):
        waveforms = torch.stack(
            [
                pipeline._audio.crop(file, segmentations.sliding_window[int(number)], mode="pad")[0]
                for number in batch
            ]
        )
        vectors[batch] = _embedded(pipeline._embedding, waveforms, masks[batch])
        done += len(batch)
        if hook is not None:
            hook("embeddings", None, total=len(spoken), completed=done)
    return vectors


def _batches(numbers: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    for first in range(0, len(numbers), size):
        yield numbers[first : first + size]


def _masks(pipeline: Any, segmentations: Any, exclude_overlap: bool) -> Floats:
    """(windows, speakers, frames): who speaks, without overlap where enough is left."""
    active = np.nan_to_num(segmentations.data, nan=0.0).astype(np.float32)
    if not exclude_overlap:
        return np.ascontiguousarray(active.transpose(0, 2, 1))
    alone = active * (active.sum(axis=2, keepdims=True) <= 1)
    embedding = pipeline._embedding
    samples = segmentations.sliding_window.duration * embedding.sample_rate
    least = np.ceil(active.shape[1] * embedding.min_num_samples / samples)
    enough = alone.sum(axis=1, keepdims=True) > least
    chosen: Floats = np.where(enough, alone, active)
    return chosen.transpose(0, 2, 1)


def _embedded(embedding: Any, waveforms: torch.Tensor, masks: Floats) -> Floats:
    model, device = embedding.model_, embedding.device
    with torch.inference_mode():
        frames = model.forward_frames(waveforms.to(device))
        vectors = model.forward_embedding(frames, weights=torch.from_numpy(masks).to(device))
    result: Floats = vectors.cpu().numpy()
    return result


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
    share_trunk(pipeline)
    return pipeline
