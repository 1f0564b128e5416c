"""Simulated conversations: single-speaker clips laid out as turns, pauses and interruptions.

Each has a known speaker per frame, so both diarization networks learn from it and the benchmark
can score with it. Rooms, noise, gain and a telephone band are drawn per conversation.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.transcript import Turn
from app.training.speaker_clips import (
    FRAME_S,
    FRAME_SAMPLES,
    SPEECH_LEVEL,
    Clip,
    ClipBank,
    read_audio,
)

RATIOS = ((1, 1), (10, 9), (9, 10))
"""Resampling ratios: a clip played slower or faster is another voice."""
_GROUP_WEIGHTS = {
    "en_l2": 4.0,
    "en_read": 1.0,
    "en_spk_untranscribed": 3.0,
    "espeak_en": 2.0,
    "espeak_zh": 2.0,
    "diphone_en": 0.7,
}
_COMPANIONS = {"zh_read": ("en_spk_untranscribed", "en_l2"), "en_read": ("en_spk_untranscribed",)}
_MIXED_CHANCE = 0.25
AT_ONCE = 2
"""Voices that may speak at the same time."""
_SHORTEST_STRETCH = 15
_SAME_AGAIN_CHANCE = 0.2
_OVERLAP_CHANCE, _PROMPT_CHANCE = 0.25, 0.55
_INTERJECTION_CHANCE, _INTERRUPTIBLE_FRAMES = 0.25, 100
_FADE = 160
_KEPT_FOR_MEASURING = 8
_RECORDED_ROOM_CHANCE = 0.5
_ROOM_S = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Conversation:
    """samples: (n,), float32. active: (frames of FRAME_S, speakers). voices: a name per column."""

    samples: Samples
    active: NDArray[np.bool_]
    voices: tuple[str, ...]

    def turns(self) -> list[Turn]:
        """The reference, one turn per uninterrupted stretch of one speaker."""
        found: list[Turn] = []
        for column, voice in enumerate(self.voices):
            padded = np.concatenate(([0], self.active[:, column].astype(np.int8), [0]))
            edges = np.flatnonzero(np.diff(padded)).reshape(-1, 2)
            found += [
                Turn(voice, first * FRAME_S, last * FRAME_S) for first, last in edges.tolist()
            ]
        return sorted(found, key=lambda turn: turn.start_s)


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Recorded noises and room impulse responses; both may be empty."""

    noises: tuple[Samples, ...] = ()
    rooms: tuple[Samples, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Speaker:
    name: str
    clips: Sequence[Clip]
    ratio: tuple[int, int]
    gain: float
    room: Samples | None


def read_surroundings(data: Path, *, held_out: bool = False) -> Surroundings:
    """Noises under noise/ and responses under rir/ of a corpus folder.

    One file in eight is kept for measuring: those alone with `held_out`, all others without.
    """
    noises = sorted((data / "noise").rglob("*.*g")) + sorted((data / "noise").rglob("*.flac"))
    rooms = sorted((data / "rir").glob("*.flac"))
    return Surroundings(
        tuple(read_audio(path) for path in _part(noises, held_out)),
        tuple(_direct_first(read_audio(path)) for path in _part(rooms, held_out)),
    )


def _part(files: Sequence[Path], held_out: bool) -> list[Path]:
    kept = _KEPT_FOR_MEASURING
    return [path for number, path in enumerate(files) if (number % kept == kept - 1) == held_out]


def _direct_first(response: Samples) -> Samples:
    """Start a response at its direct sound (labels stay in time), end it after _ROOM_S."""
    first = int(np.argmax(np.abs(response)))
    kept = response[first : first + round(_ROOM_S * SAMPLE_RATE_HZ)]
    energy = float(np.sum(np.square(kept)))
    return np.asarray(kept / (energy**0.5 + 1e-6), np.float32)


class Simulator:
    """Draws conversations from a clip bank; the same seed draws the same ones."""

    def __init__(self, bank: ClipBank, surroundings: Surroundings, seed: int) -> None:
        self._bank = bank
        self._surroundings = surroundings
        self._groups = bank.groups()
        self._random = random.Random(seed)
        self._noise_generator = np.random.default_rng(seed)

    def conversation(
        self, duration_s: float, speakers: int, *, harsh: float = 0.6, altered: float = 0.5
    ) -> Conversation:
        """One conversation of `speakers` voices.

        harsh: chance of each disturbance, 0 to 1. altered: chance that a voice is drawn at one of
        three playing speeds.
        """
        frames = round(duration_s / FRAME_S)
        samples = np.zeros(frames * FRAME_SAMPLES, np.float32)
        cast = self._cast(speakers, harsh, altered)
        active = np.zeros((frames, len(cast)), np.bool_)
        at, end, current = self._pause(), 0, 0
        while cast and at < frames:
            following = self._next_speaker(current, len(cast))
            start = at if following != current else max(at, end)
            end = self._say(cast[following], following, start, samples, active)
            current = following
            at = max(start + 5, end + self._gap())
            self._interject(cast, current, start, end, samples, active)
        mixed = self.disturbed(samples, harsh)
        return Conversation(mixed, active, tuple(speaker.name for speaker in cast))

    def _cast(self, count: int, harsh: float, altered: float) -> list[_Speaker]:
        pool = self._pool()
        names = self._random.sample(sorted(pool), min(count, len(pool)))
        roomy = self._random.random() < harsh
        cast = []
        for name in names:
            ratio = self._random.choice(RATIOS) if self._random.random() < altered else (1, 1)
            label = voice_name(name, ratio)
            gain = 10 ** (self._random.gauss(0, 3.5) / 20)
            room = self.room() if roomy else None
            cast.append(_Speaker(label, pool[name], ratio, gain, room))
        return cast

    def _pool(self) -> dict[str, list[Clip]]:
        """Voices that may meet: one recording channel mostly, so that it gives nobody away."""
        if self._random.random() < _MIXED_CHANCE:
            return {name: clips for group in self._groups.values() for name, clips in group.items()}
        present = list(self._groups)
        weights = [_GROUP_WEIGHTS.get(name, 0.5) for name in present]
        chosen = self._random.choices(present, weights)[0]
        pool = dict(self._groups[chosen])
        for companion in _COMPANIONS.get(chosen, ()):
            others = self._groups.get(companion, {})
            pool |= {
                name: others[name]
                for name in self._random.sample(sorted(others), min(4, len(others)))
            }
        return pool

    def _next_speaker(self, current: int, speakers: int) -> int:
        if speakers == 1 or self._random.random() < _SAME_AGAIN_CHANCE:
            return current
        return self._random.choice([other for other in range(speakers) if other != current])

    def _pause(self) -> int:
        return int(self._random.expovariate(1 / 0.6) / FRAME_S)

    def _gap(self) -> int:
        """Frames from the end of a turn to the next one; negative when they overlap."""
        kind = self._random.random()
        if kind < _OVERLAP_CHANCE:
            return -int(self._random.uniform(0.1, 1.6) / FRAME_S)
        if kind < _OVERLAP_CHANCE + _PROMPT_CHANCE:
            return int(self._random.expovariate(1 / 0.35) / FRAME_S)
        return int(self._random.uniform(0.8, 3.5) / FRAME_S)

    def _interject(
        self,
        cast: list[_Speaker],
        current: int,
        start: int,
        end: int,
        samples: Samples,
        active: NDArray[np.bool_],
    ) -> None:
        """Now and then somebody says a short word into a long turn."""
        long_enough = end - start >= _INTERRUPTIBLE_FRAMES
        if len(cast) == 1 or not long_enough or self._random.random() > _INTERJECTION_CHANCE:
            return
        other = self._random.choice([index for index in range(len(cast)) if index != current])
        at = self._random.randrange(start + 25, end - 25)
        self._say(cast[other], other, at, samples, active, longest_s=0.9)

    def _say(
        self,
        speaker: _Speaker,
        column: int,
        start: int,
        samples: Samples,
        active: NDArray[np.bool_],
        longest_s: float | None = None,
    ) -> int:
        """Add a stretch of speech at a frame; returns the frame after it. Two voices at most."""
        speech, marks = self._stretch(speaker, longest_s or self._random.lognormvariate(0.85, 0.7))
        marks = marks[: active.shape[0] - start]
        speech = speech[: len(marks) * FRAME_SAMPLES]
        last: int = start + len(marks)
        if np.any(active[start:last].sum(axis=1)[marks] >= AT_ONCE):
            return min(start + 10, len(active))
        active[start:last, column] |= marks
        wet = speech if speaker.room is None else fftconvolve(speech, speaker.room)
        at = start * FRAME_SAMPLES
        kept = min(len(wet), len(samples) - at)
        samples[at : at + kept] += wet[:kept] * speaker.gain
        return last

    def _stretch(self, speaker: _Speaker, wanted_s: float) -> tuple[Samples, NDArray[np.bool_]]:
        """About `wanted_s` seconds out of one clip, and which of its frames are speech."""
        clip = self._random.choice(speaker.clips)
        up, down = speaker.ratio
        samples, marks = self._bank.audio(clip), clip.marks()
        wanted = max(_SHORTEST_STRETCH, int(wanted_s / FRAME_S * down / up))
        if len(marks) > wanted:
            first = self._random.randrange(len(marks) - wanted)
            marks = marks[first : first + wanted]
            samples = samples[first * FRAME_SAMPLES : (first + wanted) * FRAME_SAMPLES]
        if up != down:
            samples = resample_poly(samples, up, down).astype(np.float32)
            count = len(samples) // FRAME_SAMPLES
            marks = marks[np.minimum(np.arange(count) * down // up, len(marks) - 1)]
        ramp = np.ones(len(samples), np.float32)
        ramp[:_FADE] = np.linspace(0, 1, _FADE, dtype=np.float32)
        ramp[len(ramp) - _FADE :] = np.linspace(1, 0, _FADE, dtype=np.float32)
        return samples * ramp, marks

    def room(self) -> Samples:
        """An impulse response of unit energy: recorded, or noise that decays by 60 dB in 0.1 to
        0.7 s behind the direct sound (Polack's model, 1988).
        """
        rooms = self._surroundings.rooms
        if rooms and self._random.random() < _RECORDED_ROOM_CHANCE:
            return self._random.choice(rooms)
        decay_s = self._random.uniform(0.1, 0.7)
        times_s = np.arange(round(_ROOM_S * SAMPLE_RATE_HZ), dtype=np.float32) / SAMPLE_RATE_HZ
        tail = self._noise_generator.standard_normal(len(times_s), np.float32)
        tail *= np.exp(-math.log(1000.0) / decay_s * times_s)
        direct_db = self._random.uniform(-6, 12)
        tail[0] = np.linalg.norm(tail) * 10 ** (direct_db / 20)
        response: Samples = tail / np.linalg.norm(tail)
        return response

    def disturbed(self, samples: Samples, harsh: float) -> Samples:
        """Speech of SPEECH_LEVEL through a narrow band, with noise and hiss, at another gain.

        samples: (n,). harsh: chance of each disturbance, 0 to 1.
        """
        if self._random.random() < 0.25 * harsh:
            band_hz = self._random.choice(((300, 3400), (60, self._random.uniform(3400, 7500))))
            band = butter(4, band_hz, "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
            samples = sosfilt(band, samples).astype(np.float32)
        level = SPEECH_LEVEL
        if self._surroundings.noises and self._random.random() < harsh:
            ratio_db = self._random.uniform(3, 25)
            samples = samples + self._noise(len(samples)) * level * 10 ** (-ratio_db / 20)
        hiss_db = self._random.uniform(30, 60)
        hiss = self._noise_generator.standard_normal(len(samples), np.float32)
        samples = samples + hiss * level * 10 ** (-hiss_db / 20)
        loud = samples * 10 ** (self._random.uniform(-14, 10) / 20)
        return np.asarray(np.clip(loud, -1.0, 1.0), np.float32)

    def _noise(self, count: int) -> Samples:
        """A stretch of recorded noise of unit level, repeated when it is too short."""
        noise = self._random.choice(self._surroundings.noises)
        first = self._random.randrange(max(1, len(noise) - count))
        stretch = np.resize(noise[first : first + count], count)
        power = float(np.mean(np.square(stretch)))
        return np.asarray(stretch / (power**0.5 + 1e-5), np.float32)


def voice_names(bank: ClipBank) -> list[str]:
    """Every voice a simulator can draw from a bank: each speaker at each playing speed."""
    speakers = sorted({clip.speaker for clip in bank.clips})
    return [voice_name(name, ratio) for name in speakers for ratio in RATIOS]


def voice_name(speaker: str, ratio: tuple[int, int]) -> str:
    return speaker if ratio == (1, 1) else f"{speaker}@{ratio[0]}/{ratio[1]}"
