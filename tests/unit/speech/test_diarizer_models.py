from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import ModelError
from app.speech.diarizer_layers import LogMel, masked_statistics, mel_filters
from app.speech.diarizer_models import (
    SegmentationNet,
    SegmentationShape,
    SpeakerNet,
    SpeakerShape,
    load_segmentation,
    load_speaker,
    save_model,
)
from app.training.segmentation import speaker_sets

SMALL_SEGMENTATION = SegmentationShape(
    mels=16, width=16, local_blocks=1, attention_blocks=1, heads=2, lstm=8
)
SMALL_SPEAKER = SpeakerShape(mels=16, stem=8, width=8, blocks=2, pooled=8, dimension=6)


@pytest.fixture
def segmenter() -> SegmentationNet:
    torch.manual_seed(0)
    net = SegmentationNet(SMALL_SEGMENTATION)
    net.eval()
    return net


@pytest.fixture
def embedder() -> SpeakerNet:
    torch.manual_seed(0)
    net = SpeakerNet(SMALL_SPEAKER)
    net.eval()
    return net


def noise(batch: int, samples: int) -> torch.Tensor:
    return torch.randn(batch, 1, samples, generator=torch.Generator().manual_seed(3)) * 0.1


@pytest.mark.parametrize("samples", [160_000, 16_001, 640, 100])
def test_a_score_row_is_given_for_every_20_ms(segmenter: SegmentationNet, samples: int) -> None:
    scores = segmenter(noise(2, samples))
    assert scores.shape == (2, segmenter.num_frames(samples), 7)
    assert segmenter.num_frames(160_000) == 500


def test_scores_are_log_probabilities(segmenter: SegmentationNet) -> None:
    total = segmenter(noise(1, 32_000)).exp().sum(dim=-1)
    torch.testing.assert_close(total, torch.ones_like(total))


def test_frames_follow_each_other_without_overlap(segmenter: SegmentationNet) -> None:
    frames = segmenter.receptive_field
    assert (frames.start, frames.duration, frames.step) == pytest.approx((0.0, 0.02, 0.02))


def test_speaker_sets_are_in_pyannotes_order() -> None:
    powerset = import_module("pyannote.audio.utils.powerset").Powerset(3, 2)
    assert [set(members) for members in speaker_sets()] == powerset.powerset_classes


def test_a_mask_hides_everything_outside_it(embedder: SpeakerNet) -> None:
    frames = torch.randn(1, 8 + 16, 50)
    mask = torch.zeros(1, 50)
    mask[:, :20] = 1.0
    changed = frames.clone()
    changed[:, :, 20:] = 9.0
    torch.testing.assert_close(
        embedder.forward_embedding(frames, mask), embedder.forward_embedding(changed, mask)
    )


def test_several_masks_at_once_give_what_each_gives_alone(embedder: SpeakerNet) -> None:
    frames = embedder.forward_frames(noise(2, 16_000))
    masks = (torch.rand(2, 3, 50, generator=torch.Generator().manual_seed(1)) > 0.5).float()
    together = embedder.forward_embedding(frames, masks)
    alone = [embedder.forward_embedding(frames, masks[:, speaker]) for speaker in range(3)]
    torch.testing.assert_close(together, torch.stack(alone, dim=1))


def test_a_whole_mask_is_the_same_as_none(embedder: SpeakerNet) -> None:
    waveforms = noise(2, 16_000)
    torch.testing.assert_close(embedder(waveforms), embedder(waveforms, torch.ones(2, 50)))


def test_an_empty_mask_gives_finite_numbers(embedder: SpeakerNet) -> None:
    assert torch.isfinite(embedder(noise(1, 16_000), torch.zeros(1, 50))).all()


def test_statistics_are_weighted_mean_and_deviation() -> None:
    frames = torch.tensor([[[1.0, 3.0, 100.0]]])
    statistics = masked_statistics(frames, torch.tensor([[[1.0, 1.0, 0.0]]]))
    torch.testing.assert_close(statistics, torch.tensor([[[2.0, 1.0]]]))


def test_masks_are_stretched_to_the_frames() -> None:
    frames = torch.tensor([[[1.0, 1.0, 5.0, 5.0]]])
    statistics = masked_statistics(frames, torch.tensor([[[0.0, 1.0]]]))
    assert statistics[0, 0, 0].item() == pytest.approx(5.0)


def test_a_tone_is_loudest_in_the_filter_around_it() -> None:
    time_s = torch.arange(16_000) / 16_000
    mels = LogMel(32)(torch.sin(2 * torch.pi * 1000 * time_s)[None])
    assert mels.shape == (1, 32, 100)
    loudest = int(mels[0, :, 50].argmax())
    centre_hz = float(mel_filters(32)[loudest].argmax()) * 16_000 / 512
    assert centre_hz == pytest.approx(1000, abs=100)


def test_models_come_back_as_they_were_saved(
    segmenter: SegmentationNet, embedder: SpeakerNet, tmp_path: Path
) -> None:
    save_model(segmenter, tmp_path / "segmentation")
    save_model(embedder, tmp_path / "speaker", {"threshold": 0.5})
    restored, settings = load_segmentation(tmp_path / "segmentation")
    waveforms = noise(1, 32_000)
    torch.testing.assert_close(restored(waveforms), segmenter(waveforms), rtol=0.05, atol=0.05)
    assert settings == {}
    voice, settings = load_speaker(tmp_path / "speaker")
    torch.testing.assert_close(voice(waveforms), embedder(waveforms), rtol=0.05, atol=0.05)
    assert settings == {"threshold": 0.5}


def test_weights_are_half_precision_and_readable_by_everyone(
    embedder: SpeakerNet, tmp_path: Path
) -> None:
    save_model(embedder, tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    assert {value.dtype for value in weights.values()} == {torch.float16, torch.int64}
    assert (tmp_path / "model.safetensors").stat().st_mode & 0o044


def damage_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"not a model")


def remove_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def remove_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def break_config(folder: Path) -> None:
    (folder / "config.json").write_text("{")


def change_shape(folder: Path) -> None:
    text = (folder / "config.json").read_text()
    (folder / "config.json").write_text(text.replace('"dimension": 6', '"dimension": 7'))


def change_kind(folder: Path) -> None:
    text = (folder / "config.json").read_text()
    (folder / "config.json").write_text(text.replace("SpeakerNet", "SegmentationNet"))


@pytest.mark.parametrize(
    "harm",
    [damage_weights, remove_weights, remove_config, break_config, change_shape, change_kind],
)
def test_an_unusable_model_folder_is_refused(
    embedder: SpeakerNet, tmp_path: Path, harm: Callable[[Path], Any]
) -> None:
    save_model(embedder, tmp_path)
    harm(tmp_path)
    with pytest.raises(ModelError):
        load_speaker(tmp_path)


@pytest.mark.parametrize("step_s", [1.0, 2.5, 0.02])
def test_mels_of_overlapping_views_are_those_of_each_window(step_s: float) -> None:
    step = round(step_s * SAMPLE_RATE_HZ)
    sound = torch.randn(4 * step + 4 * SAMPLE_RATE_HZ, generator=torch.Generator().manual_seed(3))
    windows = sound.unfold(0, 4 * SAMPLE_RATE_HZ, step)
    assert windows.stride(0) == step
    features = LogMel(64)
    torch.testing.assert_close(features(windows), features(windows.contiguous()))


def test_what_views_share_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []
    real = torch.stft

    def counted(samples: torch.Tensor, *more: Any, **options: Any) -> torch.Tensor:
        spent.append(samples.numel())
        return real(samples, *more, **options)

    monkeypatch.setattr(torch, "stft", counted)
    LogMel(64)(torch.randn(19 * SAMPLE_RATE_HZ).unfold(0, 10 * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ))
    assert sum(spent) < 21 * SAMPLE_RATE_HZ, "ten windows of ten seconds each"
