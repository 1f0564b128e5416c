"""Gathered samples: grown in place, finite, centred, clipped; resampled without shifting."""

import numpy as np
import pytest

from app.audio.samples import Resampler, SampleBuffer
from app.domain.audio import Samples


def gathered(*blocks: Samples, expected: int = 1) -> Samples:
    buffer = SampleBuffer(expected)
    for block in blocks:
        buffer.append(block)
    return buffer.finish()


def noise(count: int) -> Samples:
    made: Samples = np.random.default_rng(3).uniform(-0.3, 0.3, count).astype(np.float32)
    made -= made.mean()
    return made


def test_blocks_of_any_length_are_joined_in_order() -> None:
    whole = noise(1_000_000)
    joined = gathered(whole[:7], whole[7:500_000], whole[:0], whole[500_000:])
    assert joined.dtype == np.float32
    assert np.array_equal(joined, whole)


@pytest.mark.parametrize("expected", [-5, 0, 10, 10**12])
def test_a_wrong_guess_of_the_length_does_no_harm(expected: int) -> None:
    whole = noise(30_000)
    assert np.array_equal(gathered(whole, expected=expected), whole)


def test_a_constant_offset_is_removed() -> None:
    whole = noise(600_000)
    centred = gathered(whole[:300_000] + np.float32(0.2), whole[300_000:] + np.float32(0.2))
    assert abs(float(centred.mean())) < 1e-5
    assert np.abs(centred - whole).max() < 1e-5


def test_samples_that_are_no_numbers_become_silence() -> None:
    bad = np.array([np.nan, 0.5, np.inf, -0.5, -np.inf], np.float32)
    assert gathered(bad).tolist() == [0.0, 0.5, 0.0, -0.5, 0.0]


def test_overdriven_samples_are_clipped() -> None:
    assert gathered(np.array([3.0, 0.1, -3.0, -0.1], np.float32)).tolist() == pytest.approx(
        [1.0, 0.1, -1.0, -0.1]
    )


def test_a_single_sample_is_kept_as_it_is() -> None:
    assert gathered(np.array([0.75], np.float32)).tolist() == [0.75]


def test_nothing_gathered_is_an_empty_array() -> None:
    assert gathered().shape == (0,)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_resampling_keeps_length_pitch_and_position(rate_hz: int) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(rate_hz * 2) / rate_hz).astype(np.float32)
    resampler = Resampler(rate_hz)
    parts = [resampler.resample(part) for part in np.array_split(tone, 7)]
    found = np.concatenate([*parts, resampler.flush()])
    wanted = np.sin(2 * np.pi * 440 * np.arange(32_000) / 16_000)
    assert abs(len(found) - 32_000) <= 2
    inner = slice(200, 31_800)
    assert np.abs(found[inner] - wanted[inner]).max() < 0.01


def test_a_tone_above_half_the_new_rate_disappears() -> None:
    tone = np.sin(2 * np.pi * 15_000 * np.arange(96_000) / 48_000).astype(np.float32)
    resampler = Resampler(48_000)
    found = np.concatenate([resampler.resample(tone), resampler.flush()])
    assert np.abs(found[500:-500]).max() < 0.01


def test_sound_at_16_khz_is_handed_through_untouched() -> None:
    tone = noise(1000)
    resampler = Resampler(16_000)
    assert resampler.resample(tone) is tone
    assert len(resampler.flush()) == 0
