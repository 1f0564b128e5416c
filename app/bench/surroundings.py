"""What a reporting clip is put into: recorded noises and rooms that no recogniser was trained in,
and sounds in which nobody speaks.

The recogniser's recipe hears every third recorded noise and rooms of its own making only; what is
measured here is the other noises and real rooms' impulse responses.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

from app.domain.errors import ResourceError
from app.training.clip_store import noise_files, training_noises
from app.training.features import RATE_HZ, Float32
from app.training.speaker_clips import read_audio

SNR_DB: Final = 10.0
# rooms of the open collections in which speech stays clear (C50 from 5.6 to 25 dB, measured);
# the collections' halls, echo effects and telephone filters are left out
ROOMS: Final = (
    "speechbrain_rir1.flac",
    "speechbrain_rir2.flac",
    "speechbrain_rir3.flac",
    "speechbrain_rir4.flac",
    "webaudio_kitchen-true-stereo.flac",
)
_LEAST_POWER: Final = 1e-8
_TRIES: Final = 20
SYNTHETIC: Final = 100
_SYNTHETIC_S: Final = 5.0


def reporting_noises(data: Path) -> list[Path]:
    """Recorded noises that the recogniser's training never lays under speech.

    Raises ResourceError when there is none.
    """
    trained = set(training_noises(data))
    found = [path for path in noise_files(data) if path not in trained]
    if not found:
        raise ResourceError(f"no noise recordings in {data.name}; name another folder with --data")
    return found


class Noises:
    """Lays a random stretch of a random reporting noise under speech; the seed decides which."""

    def __init__(self, data: Path, seed: int) -> None:
        self._files = reporting_noises(data)
        self._rng = np.random.default_rng(seed)

    def __call__(self, samples: Float32) -> Float32:
        """Speech, shape (n,), with noise at SNR_DB: mean power of clip over mean power of noise."""
        for _ in range(_TRIES):
            noise = read_audio(self._files[self._rng.integers(len(self._files))])
            start = int(self._rng.integers(len(noise)))
            stretch = np.take(noise, np.arange(start, start + len(samples)), mode="wrap")
            power = float(np.mean(np.square(stretch)))
            if power > _LEAST_POWER:
                break
        wanted = float(np.mean(np.square(samples))) / 10 ** (SNR_DB / 10)
        return samples + stretch * np.float32((wanted / max(power, _LEAST_POWER)) ** 0.5)


class Rooms:
    """Puts speech into one real room after the other."""

    def __init__(self, data: Path) -> None:
        files = [data / "rir" / name for name in ROOMS]
        missing = [path.name for path in files if not path.is_file()]
        if missing:
            raise ResourceError(f"{missing[0]} is not in {data.name}/rir; name another with --data")
        self._rooms = [_direct_first(read_audio(path)) for path in files]
        self._next = 0

    def __call__(self, samples: Float32) -> Float32:
        """Speech, shape (n,), as loud as before, its direct sound where it was."""
        room = self._rooms[self._next % len(self._rooms)]
        self._next += 1
        wet = fftconvolve(samples, room)[: len(samples)]
        level = float(np.sqrt(np.mean(np.square(samples)) / np.mean(np.square(wet))))
        return np.asarray(wet * level, np.float32)


def _direct_first(response: Float32) -> Float32:
    return response[int(np.argmax(np.abs(response))) :]


def recorded_noises(data: Path) -> Iterator[tuple[str, Float32]]:
    """Every recorded noise, those of training too: (kind, samples at 16 kHz)."""
    for path in noise_files(data):
        yield path.stem.split("-")[0].rstrip("_0123456789"), read_audio(path)


def synthetic_noises(seed: int, count: int = SYNTHETIC) -> Iterator[tuple[str, Float32]]:
    """(kind, samples) of made-up sounds, 5 s each, the kinds in turn."""
    rng = np.random.default_rng(seed)
    kinds = list(_KINDS.items())
    for index in range(count):
        name, make = kinds[index % len(kinds)]
        sound = make(rng, np.arange(round(_SYNTHETIC_S * RATE_HZ)) / RATE_HZ)
        level = 10 ** rng.uniform(-2.0, -0.3) / max(1e-6, float(np.abs(sound).max()))
        yield name, np.asarray(sound * level, np.float32)


def _tone(rng: np.random.Generator, time_s: np.ndarray) -> np.ndarray:
    return np.sin(2 * np.pi * 10 ** rng.uniform(2, 3.7) * time_s)


def _hum(rng: np.random.Generator, time_s: np.ndarray) -> np.ndarray:
    mains_hz = rng.choice((50.0, 60.0))
    parts = [rng.uniform(0, 1) / n * np.sin(2 * np.pi * n * mains_hz * time_s) for n in range(1, 9)]
    return np.sum(parts, axis=0)


def _clicks(rng: np.random.Generator, time_s: np.ndarray) -> np.ndarray:
    sound = np.zeros(len(time_s))
    places = rng.integers(0, len(sound) - 400, rng.integers(2, 40))
    for at in places:
        sound[at : at + 400] += rng.standard_normal(400) * np.exp(-np.arange(400) / 60)
    return sound


def _coloured(rng: np.random.Generator, time_s: np.ndarray) -> np.ndarray:
    """Noise whose power falls with the frequency to the power of 0 (white) to 2 (brown)."""
    spectrum = np.fft.rfft(rng.standard_normal(len(time_s)))
    bins = np.maximum(1, np.arange(len(spectrum)))
    return np.fft.irfft(spectrum / bins ** (rng.uniform(0, 2) / 2), len(time_s))


def _alarm(rng: np.random.Generator, time_s: np.ndarray) -> np.ndarray:
    """Beeps of a monitor: a note with two harmonics, on and off."""
    note_hz, rate_hz = rng.uniform(400, 1500), rng.uniform(0.6, 4)
    on = np.sin(2 * np.pi * rate_hz * time_s) > rng.uniform(-0.3, 0.6)
    return on * sum(np.sin(2 * np.pi * note_hz * n * time_s) / n for n in (1, 2, 3))


def _breath(rng: np.random.Generator, time_s: np.ndarray) -> np.ndarray:
    """Noise of the throat's band that swells and fades as in breathing."""
    low_hz, high_hz = rng.uniform(200, 500), rng.uniform(1500, 4000)
    band = butter(2, (low_hz, high_hz), "bandpass", fs=RATE_HZ, output="sos")
    swell = np.maximum(0, np.sin(2 * np.pi * rng.uniform(0.3, 0.8) * time_s)) ** 2
    return sosfilt(band, rng.standard_normal(len(time_s))) * swell


_KINDS: Final = {
    "tone": _tone,
    "hum": _hum,
    "clicks": _clicks,
    "coloured noise": _coloured,
    "alarm": _alarm,
    "breath": _breath,
}
