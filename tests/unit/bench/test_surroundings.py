"""Noises and rooms that reporting clips are put into, and that training never had."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.bench.surroundings import (
    ROOMS,
    SNR_DB,
    Noises,
    Rooms,
    recorded_noises,
    reporting_noises,
    synthetic_noises,
)
from app.domain.errors import ResourceError
from app.paths import ROOT
from app.training.clip_store import Roughener, noise_files, training_noises
from app.training.features import RATE_HZ

DATA = ROOT.parent / "shared" / "data"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Seven noises, each a tone of its own, and the rooms as single echoes."""
    folder = tmp_path / "data"
    (folder / "noise" / "more").mkdir(parents=True)
    (folder / "rir").mkdir()
    time_s = np.arange(RATE_HZ) / RATE_HZ
    for index in range(7):
        tone = 0.3 * np.sin(2 * np.pi * 300 * (index + 1) * time_s)
        soundfile.write(folder / "noise" / "more" / f"hum_{index}-a.flac", tone, RATE_HZ)
    for name in ROOMS:
        response = np.zeros(4000)
        response[[100, 1700]] = 0.8, 0.4
        soundfile.write(folder / "rir" / name, response, RATE_HZ)
    return folder


def speech() -> np.ndarray:
    rng = np.random.default_rng(3)
    return (0.1 * rng.standard_normal(2 * RATE_HZ)).astype(np.float32)


def test_no_reporting_noise_is_one_of_training(data: Path) -> None:
    trained, reported = training_noises(data), reporting_noises(data)
    assert not set(trained) & set(reported)
    assert sorted([*trained, *reported]) == sorted(noise_files(data))
    assert len(trained) == 3


@pytest.mark.skipif(not (DATA / "noise").is_dir(), reason="no folder of open recordings here")
def test_no_real_reporting_noise_is_one_of_training() -> None:
    trained, reported = set(training_noises(DATA)), set(reporting_noises(DATA))
    assert len(reported) > len(trained) > 100
    assert not {path.read_bytes() for path in trained} & {path.read_bytes() for path in reported}


def test_training_reads_the_noises_it_says_it_reads(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    read = soundfile.read

    def spy(path: Path, **options: object) -> object:
        opened.append(path)
        return read(path, **options)

    monkeypatch.setattr("soundfile.read", spy)
    Roughener(data, seed=0)
    assert opened == training_noises(data)


def test_noise_is_laid_under_speech_at_the_ratio_that_is_claimed(data: Path) -> None:
    clean = speech()
    noise = Noises(data, 0)(clean) - clean
    ratio_db = 10 * np.log10(np.mean(clean**2) / np.mean(noise**2))
    assert ratio_db == pytest.approx(SNR_DB, abs=0.1)


def test_a_room_keeps_level_length_and_the_place_of_the_direct_sound(data: Path) -> None:
    click = np.zeros(RATE_HZ, np.float32)
    click[2000] = 1.0
    wet = Rooms(data)(click)
    assert len(wet) == len(click)
    assert np.flatnonzero(np.abs(wet) > 0.1).tolist() == [2000, 3600]
    assert float(np.mean(wet**2)) == pytest.approx(float(np.mean(click**2)), rel=1e-3)


def test_missing_recordings_are_told(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no noise recordings"):
        reporting_noises(tmp_path)
    with pytest.raises(ResourceError, match=ROOMS[0]):
        Rooms(tmp_path)


def test_recorded_noises_are_named_by_their_kind(data: Path) -> None:
    assert {kind for kind, _ in recorded_noises(data)} == {"hum"}


def test_made_up_sounds_are_of_six_kinds_and_never_silent() -> None:
    sounds = list(synthetic_noises(seed=0, count=12))
    assert len({kind for kind, _ in sounds}) == 6
    for _, samples in sounds:
        assert samples.dtype == np.float32
        assert len(samples) == 5 * RATE_HZ
        assert 0.005 < np.abs(samples).max() <= 1.0
    again = list(synthetic_noises(seed=0, count=12))
    np.testing.assert_array_equal(sounds[7][1], again[7][1])
