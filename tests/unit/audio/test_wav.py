"""The WAV reader: every coding, true lengths, and what it leaves to the decoder."""

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio import wav
from app.domain.audio import Samples

WAVE = (0.5 * np.sin(np.arange(4000) * 0.05)).astype(np.float32)


def read(path: Path) -> Samples:
    layout = wav.layout(path)
    assert layout is not None
    return np.concatenate([*wav.blocks(path, layout), np.empty(0, np.float32)])


@pytest.mark.parametrize(
    ("subtype", "worst"),
    [
        ("PCM_16", 2**-15),
        ("PCM_24", 2**-23),
        ("PCM_32", 2**-24),
        ("FLOAT", 1e-9),
        ("DOUBLE", 1e-7),
    ],
)
def test_each_coding_gives_back_what_was_written(
    tmp_path: Path, subtype: str, worst: float
) -> None:
    path = tmp_path / "one.wav"
    soundfile.write(path, WAVE, 16_000, subtype=subtype)
    assert np.abs(read(path) - WAVE).max() <= worst


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32"])
def test_negative_full_scale_is_minus_one(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "one.wav"
    soundfile.write(path, np.array([-1.0, 0.0, 0.25]), 16_000, subtype=subtype)
    assert read(path).tolist() == [-1.0, 0.0, 0.25]


@pytest.mark.parametrize("container", ["WAV", "WAVEX"])
def test_channels_are_averaged(tmp_path: Path, container: str) -> None:
    path = tmp_path / "two.wav"
    both = np.stack([WAVE, -WAVE / 2], axis=1)
    soundfile.write(path, both, 44_100, subtype="PCM_24", format=container)
    layout = wav.layout(path)
    assert layout is not None
    assert (layout.rate_hz, layout.channels, layout.frames) == (44_100, 2, 4000)
    assert np.abs(read(path) - WAVE / 4).max() < 1e-6


def test_long_files_come_in_blocks_of_bounded_size(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    ramp = np.linspace(-0.9, 0.9, wav.BLOCK_FRAMES * 2 + 5, dtype=np.float32)
    soundfile.write(path, ramp, 16_000, subtype="FLOAT")
    layout = wav.layout(path)
    assert layout is not None
    sizes = [len(block) for block in wav.blocks(path, layout)]
    assert sizes == [wav.BLOCK_FRAMES, wav.BLOCK_FRAMES, 5]
    assert np.array_equal(read(path), ramp)


@pytest.mark.parametrize("promised", [0, 0xFFFFFFFF, 100_000])
def test_a_length_that_was_never_filled_in_is_not_believed(tmp_path: Path, promised: int) -> None:
    path = tmp_path / "cut.wav"
    soundfile.write(path, WAVE, 16_000, subtype="PCM_16")
    raw = bytearray(path.read_bytes())
    at = raw.index(b"data")
    raw[at + 4 : at + 8] = struct.pack("<I", promised)
    path.write_bytes(raw)
    assert len(read(path)) == len(WAVE)


def test_half_a_frame_at_the_end_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    soundfile.write(path, np.stack([WAVE, WAVE], axis=1), 16_000, subtype="PCM_24")
    path.write_bytes(path.read_bytes()[:-5])
    assert len(read(path)) == len(WAVE) - 1


def test_chunks_before_the_samples_are_stepped_over(tmp_path: Path) -> None:
    path = tmp_path / "noted.wav"
    soundfile.write(path, WAVE, 16_000, subtype="FLOAT")
    raw = path.read_bytes()
    at = raw.index(b"data")
    path.write_bytes(raw[:at] + b"LIST" + struct.pack("<I", 5) + b"INFOx\0" + raw[at:])
    assert np.array_equal(read(path), WAVE)


@pytest.mark.parametrize("subtype", ["PCM_U8", "ALAW", "ULAW", "IMA_ADPCM"])
def test_other_codings_are_left_to_the_decoder(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "other.wav"
    soundfile.write(path, WAVE, 8_000, subtype=subtype)
    assert wav.layout(path) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"RIFF",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0abcd",
        b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd",
        b"RIFX\0\0\0\0WAVE" + bytes(60),
        b"ID3" + bytes(100),
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 0, 16_000, 0, 0, 16),
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 1, 0, 0, 0, 16),
    ],
)
def test_what_is_not_whole_is_left_to_the_decoder(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "odd.wav"
    path.write_bytes(raw)
    assert wav.layout(path) is None
