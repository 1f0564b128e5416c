"""WAV files read straight from their bytes: no decoder, one pass, blocks of bounded size."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import Samples

BLOCK_FRAMES = 1 << 17
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_HEAD = struct.Struct("<4sI")
_FORMAT = struct.Struct("<HHIIHH")
# WAVEFORMATEXTENSIBLE: the true tag opens the 16-byte subformat id at byte 24
_SUBFORMAT_AT, _FORMAT_BYTES = 24, 40


@dataclass(frozen=True, slots=True)
class WavLayout:
    """Where the samples of a WAV file lie and how they are coded.

    encoding: "i2", "i3", "i4", "f4" or "f8" (little endian integers or IEEE floats).
    data_bytes: what is really there, whole frames only, whatever the header promises.
    """

    rate_hz: int
    channels: int
    encoding: str
    data_at: int
    data_bytes: int

    @property
    def frame_bytes(self) -> int:
        return self.channels * int(self.encoding[1])

    @property
    def frames(self) -> int:
        return self.data_bytes // self.frame_bytes


def layout(path: Path) -> WavLayout | None:
    """Read a header; None for whatever this reader leaves to the decoder (8 bit, A-law, RF64).

    Raises OSError.
    """
    with path.open("rb") as file:
        size_bytes = path.stat().st_size
        if file.read(4) != b"RIFF" or file.read(8)[4:] != b"WAVE":
            return None
        found: tuple[int, int, str] | None = None
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            name, length = _HEAD.unpack(head)
            if name == b"data":
                return _placed(found, file.tell(), length, size_bytes) if found else None
            next_at = file.tell() + length + length % 2
            if name == b"fmt ":
                found = _coding(file.read(min(length, _FORMAT_BYTES)))
            file.seek(next_at)
    return None


def _placed(
    coding: tuple[int, int, str], data_at: int, promised: int, size_bytes: int
) -> WavLayout:
    """A length of 0 or 2^32 - 1 is what a recorder that was cut off, or a pipe, leaves behind."""
    there = size_bytes - data_at
    length = there if promised in (0, 0xFFFFFFFF) else min(promised, there)
    return WavLayout(*coding, data_at, length)


def _coding(chunk: bytes) -> tuple[int, int, str] | None:
    if len(chunk) < _FORMAT.size:
        return None
    tag, channels, rate_hz, _, _, bits = _FORMAT.unpack_from(chunk)
    if tag == _EXTENSIBLE and len(chunk) == _FORMAT_BYTES:
        (tag,) = struct.unpack_from("<H", chunk, _SUBFORMAT_AT)
    kind = {_PCM: "i", _FLOAT: "f"}.get(tag, "?")
    encoding = f"{kind}{bits // 8}"
    known = encoding in {"i2", "i3", "i4", "f4", "f8"} and bits % 8 == 0
    return (rate_hz, channels, encoding) if known and channels and rate_hz else None


def blocks(path: Path, wav: WavLayout) -> Iterator[Samples]:
    """The mean of the channels as float32 in [-1, 1] (integers), block by block. Raises OSError."""
    convert = _CONVERTERS[wav.encoding]
    left = wav.frames
    with path.open("rb") as file:
        file.seek(wav.data_at)
        while left > 0:
            raw = _whole_frames(file, min(left, BLOCK_FRAMES), wav.frame_bytes)
            if not raw:
                return
            left -= len(raw) // wav.frame_bytes
            yield _mixed(convert(raw), wav.channels)


def _whole_frames(file: BinaryIO, frames: int, frame_bytes: int) -> bytes:
    raw = file.read(frames * frame_bytes)
    return raw[: len(raw) // frame_bytes * frame_bytes]


def _mixed(interleaved: Samples, channels: int) -> Samples:
    if channels == 1:
        return interleaved
    mono: Samples = interleaved.reshape(-1, channels).mean(axis=1, dtype=np.float32)
    return mono


def _int16(raw: bytes) -> Samples:
    samples: Samples = np.multiply(np.frombuffer(raw, "<i2"), np.float32(2**-15), dtype=np.float32)
    return samples


def _int24(raw: bytes) -> Samples:
    """Three bytes into the upper three of four: the sign falls into place by itself."""
    wide = np.zeros((len(raw) // 3, 4), np.uint8)
    wide[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
    return _scaled(wide.reshape(-1).view("<i4"))


def _int32(raw: bytes) -> Samples:
    return _scaled(np.frombuffer(raw, "<i4"))


def _scaled(integers: NDArray[np.signedinteger[Any]]) -> Samples:
    samples: Samples = integers.astype(np.float32)
    samples *= np.float32(2**-31)
    return samples


def _float32(raw: bytes) -> Samples:
    return np.frombuffer(raw, "<f4").astype(np.float32)


def _float64(raw: bytes) -> Samples:
    return np.frombuffer(raw, "<f8").astype(np.float32)


_CONVERTERS: dict[str, Callable[[bytes], Samples]] = {
    "i2": _int16,
    "i3": _int24,
    "i4": _int32,
    "f4": _float32,
    "f8": _float64,
}
