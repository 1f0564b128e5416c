"""Clustering of speaker vectors, bounded in size."""

from dataclasses import dataclass
from types import MethodType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from app.speech.pyannote_quiet import AgglomerativeClustering

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
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
    ) -> tuple[Floats, Numbers, Numbers]:
        """(chosen embeddings, their windows, their speakers); at most MOST_CLUSTERED of them.

        When nobody speaks long enough in any window, everybody who speaks takes part.
        """
        ratio = self.tuning.least_speech_s / self.window_s
        ratio = ratio if min_active_ratio is None else min_active_ratio
        chosen: tuple[Floats, Numbers, Numbers] = super().filter_embeddings(
            embeddings, segmentations, ratio
        )
        if len(chosen[0]) == 0 and ratio > 0:
            frames = segmentations.data.shape[1]
            return self.filter_embeddings(embeddings, segmentations, 1 / frames)
        return _thinned(chosen)

    def cluster(
        self,
        embeddings: Floats,
        min_clusters: int = 1,
        max_clusters: int | None = None,
        num_clusters: int | None = None,
    ) -> Numbers:
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


def bound(clustering: Any) -> None:
    """Let a pyannote clustering, whose distances grow with the square of the recording, look at
    MOST_CLUSTERED vectors at most."""
    plain = clustering.filter_embeddings

    def filter_embeddings(_: Any, *given: Any, **named: Any) -> tuple[Floats, Numbers, Numbers]:
        return _thinned(plain(*given, **named))

    clustering.filter_embeddings = MethodType(filter_embeddings, clustering)


def _thinned(chosen: tuple[Floats, Numbers, Numbers]) -> tuple[Floats, Numbers, Numbers]:
    """Evenly spread over the recording, MOST_CLUSTERED at most."""
    kept = np.linspace(0, len(chosen[0]) - 1, min(len(chosen[0]), MOST_CLUSTERED))
    picked = np.unique(np.rint(kept).astype(np.int64))
    return chosen[0][picked], chosen[1][picked], chosen[2][picked]


def _large(clusters: Numbers, least: int) -> int:
    return int(np.sum(np.bincount(clusters)[1:] >= least))


def _cut(tree: NDArray[np.float64], wanted: int, least: int) -> tuple[Numbers, int]:
    """Cut a tree so that `wanted` clusters of `least` members come out; smaller if need be."""
    most = min(len(tree) + 1, 20 * wanted)
    for smallest in range(least, 0, -1):
        for pieces in range(wanted, most + 1):
            clusters = fcluster(tree, pieces, "maxclust")
            if _large(clusters, smallest) == wanted:
                return clusters, smallest
    return fcluster(tree, wanted, "maxclust"), 1


def _without_small(embeddings: Floats, clusters: Numbers, least: int) -> Numbers:
    """Numbers from 0; members of clusters below `least` follow the most similar large one."""
    unit = embeddings / (np.linalg.norm(embeddings, axis=1, keepdims=True) + 1e-9)
    sizes = np.bincount(clusters)
    large = np.flatnonzero(sizes >= min(least, sizes.max()))
    centres = np.stack([unit[clusters == number].mean(axis=0) for number in large])
    renumbered = np.searchsorted(large, clusters).clip(max=len(large) - 1)
    stray = ~np.isin(clusters, large)
    renumbered[stray] = np.argmax(unit[stray] @ centres.T, axis=1)
    return np.unique(renumbered, return_inverse=True)[1]
