from pathlib import Path

import numpy as np
import pytest
import torch

from app.training.conversations import Surroundings, voice_names
from app.training.diarization_fit import Corpus, contrast
from app.training.speaker_clips import FRAME_SAMPLES, write_bank
from app.training.speaker_windows import WINDOW_FRAMES, CropDrawer, Crops
from tests.unit.training.test_conversations import speakers


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    bank = write_bank(speakers(6) + speakers(1, "lonely"), tmp_path)
    return Corpus(bank, bank, Surroundings())


def numbered(corpus: Corpus) -> dict[str, int]:
    return {name: number for number, name in enumerate(voice_names(corpus.training))}


def drawn(corpus: Corpus, seed: int = 1, count: int = 40) -> Crops:
    return CropDrawer(corpus, seed, numbered(corpus)).draw(count)


def test_windows_have_their_length_and_every_label_a_mask(corpus: Corpus) -> None:
    crops = drawn(corpus)
    assert crops.waveforms.shape == (40, 1, WINDOW_FRAMES * FRAME_SAMPLES)
    assert crops.masks.shape == (40, 2, WINDOW_FRAMES)
    assert torch.equal(crops.masks.sum(dim=-1) > 0, crops.labels >= 0)
    assert (crops.labels[:, 1] >= 0).float().mean() > 0.2


def test_nobody_is_pooled_while_two_speak(corpus: Corpus) -> None:
    assert drawn(corpus).masks.sum(dim=1).max() == 1.0


def test_two_windows_in_a_row_share_a_voice(corpus: Corpus) -> None:
    labels = drawn(corpus).labels
    for one, other in zip(labels[::2].tolist(), labels[1::2].tolist(), strict=True):
        assert (set(one) & set(other)) - {-1}


def test_the_same_seed_draws_the_same_windows(corpus: Corpus) -> None:
    assert torch.equal(drawn(corpus, 3).waveforms, drawn(corpus, 3).waveforms)
    assert not torch.equal(drawn(corpus, 3).waveforms, drawn(corpus, 4).waveforms)


def test_a_tone_sounds_only_under_its_own_mask(corpus: Corpus) -> None:
    """The corpus' voices are pure tones; each label names one, higher when played faster."""
    names = {number: name for name, number in numbered(corpus).items()}
    crops = drawn(corpus, count=60)
    checked = 0
    for waveform, masks, labels in zip(crops.waveforms, crops.masks, crops.labels, strict=True):
        for mask, label in zip(masks.numpy(), labels.tolist(), strict=True):
            if label < 0 or "lonely" in names[label]:
                continue
            name, _, ratio = names[label].removeprefix("tones").partition("@")
            up, down = map(int, (ratio or "1/1").split("/"))
            inner = np.flatnonzero(mask)[5:-5]  # away from the edges, where rooms and fades are
            samples = waveform[0].reshape(-1, FRAME_SAMPLES)[inner].flatten().numpy()
            if len(samples) < 16_000:
                continue
            spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
            loudest_hz = spectrum.argmax() * 16_000 / len(samples)
            assert loudest_hz == pytest.approx((200 + 150 * int(name)) * down / up, rel=0.02)
            checked += 1
    assert checked > 20


def test_contrast_wants_one_voice_together_and_two_apart() -> None:
    labels = torch.tensor([0, 0, 1, 1])
    east, north = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    right = contrast(torch.stack([east, east, north, north]), labels, 10.0)
    wrong = contrast(torch.stack([east, north, east, north]), labels, 10.0)
    assert right < 0.1
    assert wrong > 5.0


def test_contrast_without_a_pair_costs_nothing() -> None:
    assert contrast(torch.randn(3, 4), torch.tensor([0, 1, 2]), 10.0) == 0.0
