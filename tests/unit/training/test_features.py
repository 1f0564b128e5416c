import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from app.training.features import in_room, log_mel, pack, resample, telephone, unpack


def noise(seconds: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    return (0.1 * rng.standard_normal(round(16_000 * seconds))).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.5, 1.037, 2.0])
def test_features_are_those_of_faster_whisper(seconds: float) -> None:
    samples = noise(seconds)
    expected = FeatureExtractor()(samples)
    found = log_mel(samples)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_packed_features_come_back_within_half_a_step() -> None:
    mel = log_mel(noise(1.0))
    packed, top = pack(mel)
    assert packed.dtype == np.uint8
    assert np.abs(unpack(packed, top) - mel).max() <= 0.0041


def test_a_stretched_tone_is_longer_and_lower() -> None:
    time_s = np.arange(16_000) / 16_000
    tone = np.sin(2 * np.pi * 400 * time_s).astype(np.float32)
    stretched = resample(tone, 1.25)
    assert len(stretched) == 20_000
    spectrum = np.abs(np.fft.rfft(stretched))
    assert spectrum.argmax() * 16_000 / 20_000 == pytest.approx(320, abs=2)
    assert np.abs(stretched[2000:-2000]).max() == pytest.approx(1.0, abs=0.02)


def test_a_telephone_keeps_the_middle_and_drops_the_edges() -> None:
    time_s = np.arange(16_000) / 16_000

    def level(frequency_hz: float) -> float:
        tone = np.sin(2 * np.pi * frequency_hz * time_s).astype(np.float32)
        return float(np.sqrt((telephone(tone, 300, 3400)[4000:] ** 2).mean()))

    assert level(1000) > 5 * level(60)
    assert level(1000) > 5 * level(7500)


def test_a_room_that_is_only_its_direct_path_changes_nothing() -> None:
    samples = noise(0.3)
    direct = np.zeros(200, np.float32)
    direct[0] = 1
    np.testing.assert_allclose(in_room(samples, direct), samples, atol=1e-5)
