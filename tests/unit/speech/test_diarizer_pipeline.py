import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pyannote.core import SlidingWindow, SlidingWindowFeature

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import ModelError
from app.speech.diarizer_clustering import MOST_CLUSTERED, BoundedClustering, Tuning
from app.speech.diarizer_models import SegmentationNet, SpeakerNet, SpeakerShape, save_model
from app.speech.diarizer_pipeline import assemble, build_pipeline, open_pipeline, share_trunk
from tests.unit.speech.diarizer_tones import HIGH_HZ, LOW_HZ, ToneEmbedder, ToneSegmenter, talk


def file_of(*parts: tuple[float, float, float], duration_s: float = 20.0) -> dict[str, Any]:
    samples = talk(duration_s, *parts).samples
    return {
        "waveform": torch.from_numpy(samples)[None],
        "sample_rate": SAMPLE_RATE_HZ,
        "uri": "tones",
    }


def embeddings_of(pipeline: Any, file: dict[str, Any], *, exclude_overlap: bool = True) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        segmentations = pipeline.get_segmentations(file)
        vectors = pipeline.get_embeddings(file, segmentations, exclude_overlap=exclude_overlap)
    return vectors, segmentations.data.any(axis=1)


@pytest.mark.parametrize("exclude_overlap", [True, False])
def test_embedding_each_window_once_gives_what_pyannote_gives(exclude_overlap: bool) -> None:
    torch.manual_seed(1)
    embedder = SpeakerNet(SpeakerShape(stem=8, width=8, pooled=8, dimension=4)).eval()
    file = file_of((LOW_HZ, 1, 12), (HIGH_HZ, 8, 19))
    pipeline = assemble(ToneSegmenter(), embedder, Tuning(), batch_size=4)
    expected, active = embeddings_of(pipeline, file, exclude_overlap=exclude_overlap)
    assert share_trunk(pipeline)
    found, _ = embeddings_of(pipeline, file, exclude_overlap=exclude_overlap)
    assert active.sum() > 10
    np.testing.assert_allclose(found[active], expected[active], rtol=1e-4, atol=1e-5)


def test_each_window_with_speech_is_embedded_exactly_once() -> None:
    embedder = ToneEmbedder()
    pipeline = assemble(ToneSegmenter(), embedder, Tuning(), batch_size=4)
    share_trunk(pipeline)
    embedder.windows_seen = 0
    embeddings_of(pipeline, file_of((LOW_HZ, 1, 2), (HIGH_HZ, 3, 4), duration_s=20.0))
    windows_that_reach_the_speech = 4  # they start at 0, 1, 2 and 3 s
    length_probes = embedder.windows_seen - windows_that_reach_the_speech
    assert 0 <= length_probes <= 14  # pyannote asks once for the shortest input that works


def test_windows_in_silence_are_not_embedded() -> None:
    embedder = ToneEmbedder()
    pipeline = assemble(ToneSegmenter(), embedder, Tuning(), batch_size=4)
    share_trunk(pipeline)
    vectors, _ = embeddings_of(pipeline, file_of(duration_s=30.0), exclude_overlap=False)
    assert embedder.windows_seen == 0
    assert np.all(np.isfinite(vectors))


def test_a_model_without_a_shared_trunk_keeps_pyannotes_own_way() -> None:
    class Opaque:
        model_ = object()

    class Foreign:
        _embedding = Opaque()

    foreign = Foreign()
    assert not share_trunk(foreign)
    assert not hasattr(foreign, "get_embeddings")


def groups(*sizes: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Unit vectors around one axis per group."""
    noise = np.random.default_rng(0)
    rows = [np.eye(8)[axis] + noise.normal(0, 0.05, (size, 8)) for axis, size in enumerate(sizes)]
    return np.concatenate(rows).astype(np.float32)


def clustering(**settings: Any) -> BoundedClustering:
    return BoundedClustering(Tuning(threshold=0.5, **settings), window_s=10.0)


def test_clear_groups_are_found_without_being_told_how_many() -> None:
    clusters = clustering().cluster(groups(12, 9, 15))
    assert [len(set(part)) for part in np.split(clusters, [12, 21])] == [1, 1, 1]
    assert sorted(set(clusters)) == [0, 1, 2]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_fixed_count_is_obeyed(count: int) -> None:
    assert len(set(clustering().cluster(groups(12, 9, 15), num_clusters=count))) == count


def test_bounds_are_obeyed() -> None:
    vectors = groups(12, 9, 15)
    assert len(set(clustering().cluster(vectors, min_clusters=4))) == 4
    assert len(set(clustering().cluster(vectors, max_clusters=2))) == 2


def test_a_stray_window_joins_a_larger_group() -> None:
    assert len(set(clustering(least_windows=3).cluster(groups(20, 20, 1)))) == 2


def test_a_single_window_is_one_speaker() -> None:
    assert clustering().cluster(groups(1)).tolist() == [0]


def feature(active: Any) -> SlidingWindowFeature:
    return SlidingWindowFeature(active, SlidingWindow(duration=10.0, step=1.0))


def test_a_long_recording_is_thinned_before_clustering() -> None:
    windows = MOST_CLUSTERED + 500
    active = np.zeros((windows, 50, 2), np.float32)
    active[:, :, 0] = 1.0
    vectors = np.ones((windows, 2, 4), np.float32)
    chosen, windows_chosen, speakers = clustering().filter_embeddings(vectors, feature(active))
    assert len(chosen) == MOST_CLUSTERED
    assert windows_chosen[0] == 0
    assert windows_chosen[-1] == windows - 1
    assert set(speakers) == {0}


def test_somebody_who_never_speaks_for_long_is_still_clustered() -> None:
    active = np.zeros((1, 50, 2), np.float32)
    active[0, :3, 0] = 1.0
    active[0, 10:12, 1] = 1.0
    chosen, _, speakers = clustering().filter_embeddings(
        np.ones((1, 2, 4), np.float32), feature(active)
    )
    assert len(chosen) == 2
    assert speakers.tolist() == [0, 1]


def test_settings_travel_with_the_embedding_model(tmp_path: Path) -> None:
    save_model(SegmentationNet(), tmp_path / "segmentation")
    save_model(SpeakerNet(), tmp_path / "speaker", {"threshold": 0.44, "step": 0.2})
    pipeline = build_pipeline(tmp_path / "segmentation", tmp_path / "speaker", 4)
    assert pipeline.clustering.tuning == Tuning(threshold=0.44, step=0.2)
    assert pipeline.segmentation_step == 0.2


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    save_model(SegmentationNet(), tmp_path / "segmentation")
    save_model(SpeakerNet(), tmp_path / "speaker", {"treshold": 0.44})
    with pytest.raises(ModelError, match="unknown pipeline settings"):
        build_pipeline(tmp_path / "segmentation", tmp_path / "speaker", 4)


def test_a_folder_that_holds_no_pipeline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("pipeline:\n  name: nowhere.Nothing\n")
    with pytest.raises(ModelError, match="cannot be opened"):
        open_pipeline(tmp_path, 4)
