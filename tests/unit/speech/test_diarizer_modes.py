"""Lossless gives pyannote's own segments; the shared trunk nearly the same vectors; both in parts.

pyannote's pipeline, run as pyannote runs it, is the plain version that both are held against.
"""

import warnings
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples, as_pcm
from app.speech import diarizer_clustering
from app.speech.diarizer import PyannoteDiarizer
from app.speech.diarizer_assembly import Span
from app.speech.diarizer_clustering import MOST_CLUSTERED, Tuning, bound
from app.speech.diarizer_embedding import BLOCK_S, Embedder, Trunk
from app.speech.diarizer_models import SpeakerNet, SpeakerShape
from app.speech.diarizer_pipeline import Bounds, as_pyannote_does, assemble, diarize, streams
from app.speech.diarizer_sound import RecordedSound
from app.speech.diarizer_windows import Grid, grid_of, speakers_in_windows
from app.speech.pyannote_quiet import (
    AgglomerativeClustering,
    SlidingWindow,
    SlidingWindowFeature,
)
from tests.unit.speech.diarizer_tones import (
    HIGH_HZ,
    LOW_HZ,
    MIDDLE_HZ,
    ToneEmbedder,
    ToneSegmenter,
    talk,
)

LONG = talk(
    65.3, (LOW_HZ, 1, 12), (HIGH_HZ, 8, 19), (MIDDLE_HZ, 19.3, 24), (LOW_HZ, 24.1, 31),
    (HIGH_HZ, 58, 65.3),
)  # fmt: skip
TALKS = {
    "long, with a pause of two blocks' length": LONG,
    "shorter than a window": talk(4.2, (LOW_HZ, 0, 2), (HIGH_HZ, 2, 4.2)),
    "exactly two windows": talk(11.0, (LOW_HZ, 0, 5), (HIGH_HZ, 5, 11)),
    "one who speaks to the end": talk(12.5, (LOW_HZ, 3, 12.5)),
}


def silent(_step: str, _completed: int, _total: int) -> None:
    return


def tones(**settings: Any) -> Any:
    tuning = Tuning(threshold=0.3, **settings)
    return assemble(ToneSegmenter(), ToneEmbedder(), tuning, batch_size=4)


def named(spans: list[Span]) -> list[tuple[float, float, int]]:
    """Speakers by number, in the order in which they first speak."""
    numbers: dict[str, int] = {}
    ordered = sorted(spans)
    return [(start, end, numbers.setdefault(who, len(numbers))) for start, end, who in ordered]


def plainly(pipeline: Any, samples: Samples, bounds: Bounds) -> list[Span]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return as_pyannote_does(pipeline, samples, bounds)


@pytest.mark.parametrize("name", TALKS)
@pytest.mark.parametrize("shared", [False, True])
def test_both_modes_give_pyannote_s_segments(name: str, shared: bool) -> None:
    """Tones are embedded frame by frame, so that the shared trunk has to be the same here."""
    samples = TALKS[name].samples
    expected = plainly(tones(), samples, Bounds())
    found = diarize(tones(), samples, Bounds(), silent, shared=shared)
    assert len(expected) >= 1
    assert named(found) == named(expected)


@pytest.mark.parametrize("bounds", [Bounds(2, 2), Bounds(None, 1), Bounds(3, None)])
def test_bounds_and_bridged_pauses_count_as_in_pyannote(bounds: Bounds) -> None:
    expected = plainly(tones(bridged_s=1.5), LONG.samples, bounds)
    assert named(diarize(tones(bridged_s=1.5), LONG.samples, bounds, silent)) == named(expected)


def test_random_networks_agree_with_pyannote_too() -> None:
    """Speech over speech by a network that was never trained, so with votes close together."""
    torch.manual_seed(3)
    shape = SpeakerShape(stem=8, width=8, pooled=8, dimension=4)
    pipeline = assemble(ToneSegmenter(), SpeakerNet(shape).eval(), Tuning(threshold=0.02), 4)
    hiss = np.random.default_rng(0).normal(0, 0.01, len(LONG.samples))
    samples: Samples = LONG.samples + hiss.astype(np.float32)
    expected = plainly(pipeline, samples, Bounds())
    assert named(diarize(pipeline, samples, Bounds(), silent)) == named(expected)


def test_silence_is_nobody_and_is_not_embedded() -> None:
    pipeline = tones()
    pipeline._embedding.model_.windows_seen = 0
    samples: Samples = np.zeros(20 * SAMPLE_RATE_HZ, np.float32)
    assert diarize(pipeline, samples, Bounds(), silent, shared=True) == []
    assert pipeline._embedding.model_.windows_seen == 0


def test_the_shared_trunk_runs_once_over_what_is_spoken() -> None:
    quiet_in_the_middle = talk(150.0, (LOW_HZ, 1, 9), (HIGH_HZ, 131, 139))
    pipeline = tones()
    diarize(pipeline, quiet_in_the_middle.samples, Bounds(), silent, shared=True)
    seen = pipeline._embedding.model_.windows_seen
    assert seen <= 14 + 1 + 2  # pyannote's probes of the least input, ours of a frame's length


class OnDisk:
    """A recording that tells how much was asked of it at once."""

    def __init__(self, samples: Samples) -> None:
        self._pcm = as_pcm(samples)
        self.available = len(self._pcm)
        self.most = 0

    def read(self, first: int, last: int) -> NDArray[np.int16]:
        assert 0 <= first < last <= self.available
        self.most = max(self.most, last - first)
        return self._pcm[first:last]


@pytest.mark.parametrize("shared", [False, True])
def test_a_recording_on_disk_is_read_in_parts(shared: bool) -> None:
    long = talk(75.0, *((LOW_HZ, at, at + 3) for at in range(0, 70, 7)), (HIGH_HZ, 50, 60))
    source = OnDisk(long.samples)
    diarizer = PyannoteDiarizer.over(tones(), shared=shared)
    sound: Any = RecordedSound(source)
    found = diarizer.turns(AudioChunk(sound))
    assert found == diarizer.turns(long)
    assert len({turn.speaker for turn in found}) == 2
    assert source.most <= (BLOCK_S + 5) * SAMPLE_RATE_HZ


def test_a_recording_without_samples_reads_none() -> None:
    source = OnDisk(np.zeros(0, np.float32))
    assert len(RecordedSound(source)[0:10]) == 0


def random_voices() -> Any:
    torch.manual_seed(1)
    shape = SpeakerShape(stem=8, width=8, pooled=8, dimension=16)
    return assemble(ToneSegmenter(), SpeakerNet(shape).eval(), Tuning(), batch_size=4)


def vectors_of(pipeline: Any, *, shared: bool) -> tuple[Any, Any]:
    grid = grid_of(pipeline, LONG.samples)
    active = speakers_in_windows(pipeline, LONG.samples, grid, silent)
    embedder = Embedder(pipeline, LONG.samples, grid, exclude_overlap=True, shared=shared)
    return embedder.vectors(active, silent), active.any(axis=1)


def test_shared_vectors_are_close_to_those_of_windows() -> None:
    pipeline = random_voices()
    plain, heard = vectors_of(pipeline, shared=False)
    shared, _ = vectors_of(pipeline, shared=True)
    one, other = plain[heard], shared[heard]
    cosines = (one * other).sum(axis=1)
    cosines /= np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    assert np.median(cosines) > 0.98
    assert np.all(plain[~heard] == 1.0)


@pytest.mark.full
def test_a_resnet_is_centred_by_windows_however_long_its_input() -> None:
    from pyannote.audio.models.embedding import WeSpeakerResNet34  # noqa: PLC0415 - after the shim

    torch.manual_seed(1)
    model = WeSpeakerResNet34().eval()

    class Embedding:
        model_ = model
        device = torch.device("cpu")

    drawn = np.random.default_rng(0).normal(0, 0.05, 24 * SAMPLE_RATE_HZ)
    noise: Samples = drawn.astype(np.float32)
    grid = Grid(10 * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ, 15)
    with torch.inference_mode():
        trunk = Trunk(Embedding(), noise, grid, np.ones(1, np.bool_))
        shared = trunk.windows(np.array([8]))[0]
        window = torch.from_numpy(noise[8 * SAMPLE_RATE_HZ : 18 * SAMPLE_RATE_HZ])[None, None]
        alone = model.forward_frames(window)[0]
    assert shared.shape == alone.shape
    inner = slice(20, -20)
    error = (shared - alone)[..., inner].abs().mean() / alone[..., inner].abs().mean()
    assert error < 0.1
    assert model.hparams.fbank_centering_span is None


def test_a_foreign_clustering_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diarizer_clustering, "MOST_CLUSTERED", 10)
    assert MOST_CLUSTERED > 10
    clustering = AgglomerativeClustering()
    bound(clustering)
    active = np.ones((50, 20, 1), np.float32)
    windows = SlidingWindowFeature(active, SlidingWindow(duration=10.0, step=1.0))
    chosen, numbers, _ = clustering.filter_embeddings(np.ones((50, 1, 4), np.float32), windows)
    assert len(chosen) == 10
    assert (numbers[0], numbers[-1]) == (0, 49)


def test_a_pipeline_that_weighs_speakers_runs_as_pyannote_runs_it() -> None:
    assert streams(tones())
    assert not streams(object())
