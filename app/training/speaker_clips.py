"""Single-speaker clips for the diarization models: real speech, and synthetic voices.

A clip is speech of one known speaker with its speech frames marked. Clips are kept as int16 in
one flat file so that a training process holds no more than the pages it touches.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ResourceError
from app.training.provenance import manifest_rows

FRAME_S = 0.02
FRAME_SAMPLES = round(FRAME_S * SAMPLE_RATE_HZ)
_BRIDGED_FRAMES = 14
"""Pauses up to 0.28 s stay inside speech, as human annotators leave them."""
_PADDED_FRAMES = 2
_SHORTEST_FRAMES = 4
_SHORTEST_CLIP_S = 0.5
SPEECH_LEVEL = 0.06
"""Root mean square of every stored clip."""

TRAINING_FOLDERS = (
    "speech/en_l2/",
    "speech/en_read/",
    "speech/en_spk_untranscribed/",
    "speech/zh_read/",
)
"""Only these: their licences allow shipping weights, and no evaluation speaker is in them."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Where one clip lies in the flat file. `first` and `count` are in samples.

    speech: (first, last) frames of FRAME_S within the clip that carry speech, last excluded.
    """

    speaker: str
    group: str
    first: int
    count: int
    speech: tuple[tuple[int, int], ...]

    def marks(self) -> NDArray[np.bool_]:
        """Which frames carry speech, shape (frames,)."""
        marked = np.zeros(-(-self.count // FRAME_SAMPLES), np.bool_)
        for first, last in self.speech:
            marked[first:last] = True
        return marked


@dataclass(frozen=True, slots=True, eq=False)
class ClipBank:
    """All clips of a corpus: int16 samples in one array, and the index into it."""

    samples: NDArray[np.int16]
    clips: tuple[Clip, ...]

    def audio(self, clip: Clip) -> Samples:
        """One clip, float32 in [-1, 1], shape (count,)."""
        stretch = self.samples[clip.first : clip.first + clip.count]
        return np.asarray(stretch, np.float32) / 32768.0

    def groups(self) -> dict[str, dict[str, list[Clip]]]:
        """group -> speaker -> clips."""
        found: dict[str, dict[str, list[Clip]]] = {}
        for clip in self.clips:
            found.setdefault(clip.group, {}).setdefault(clip.speaker, []).append(clip)
        return found


def read_audio(path: Path) -> Samples:
    """Decode a file to 16 kHz mono float32. Raises ResourceError when it cannot be read."""
    try:
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:
        raise ResourceError(f"The training clip {path.name} cannot be decoded.") from error
    return at_sample_rate(samples.mean(axis=1), rate_hz)


def at_sample_rate(samples: Samples, rate_hz: int) -> Samples:
    """Band-limited resampling to SAMPLE_RATE_HZ. samples: shape (n,)."""
    if rate_hz == SAMPLE_RATE_HZ:
        return np.ascontiguousarray(samples, np.float32)
    ratio = Fraction(SAMPLE_RATE_HZ, rate_hz)
    resampled: Samples = resample_poly(samples, ratio.numerator, ratio.denominator)
    return resampled.astype(np.float32)


def speech_spans(samples: Samples) -> list[tuple[int, int]]:
    """Frame spans (first, last excluded) in which a clean clip carries speech.

    The threshold lies between the clip's own noise floor and its loud frames, so that it follows
    the recording level; short pauses are bridged, clicks dropped and edges widened by 40 ms.
    """
    count = len(samples) // FRAME_SAMPLES
    if count == 0:
        return []
    frames = samples[: count * FRAME_SAMPLES].reshape(count, FRAME_SAMPLES)
    level_db = 10 * np.log10(np.mean(np.square(frames, dtype=np.float64), axis=1) + 1e-9)
    floor_db, loud_db = np.percentile(level_db, (5, 95))
    above_floor_db = floor_db + 0.3 * (loud_db - floor_db)
    threshold_db = min(max(loud_db - 32.0, above_floor_db), loud_db - 10.0)
    padded = np.concatenate(([0], (level_db > threshold_db).astype(np.int8), [0]))
    spans: list[tuple[int, int]] = []
    for first, last in np.flatnonzero(np.diff(padded)).reshape(-1, 2).tolist():
        if spans and first - spans[-1][1] <= _BRIDGED_FRAMES:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return [
        (max(0, first - _PADDED_FRAMES), min(count, last + _PADDED_FRAMES))
        for first, last in spans
        if last - first >= _SHORTEST_FRAMES
    ]


def real_clips(
    data: Path, folders: Sequence[str] = TRAINING_FOLDERS
) -> Iterator[tuple[str, str, Samples]]:
    """(group, speaker, samples) of some folders of a corpus with audio_manifest.tsv.

    Raises ResourceError when the manifest is missing.
    """
    for row in manifest_rows(data):
        folder = next((name for name in folders if row["path"].startswith(name)), None)
        if folder is not None:
            group = folder.rstrip("/").rsplit("/", 1)[-1]
            yield group, row["speaker"], read_audio(data / row["path"])


def write_bank(clips: Iterable[tuple[str, str, Samples]], folder: Path) -> ClipBank:
    """Trim, level and store clips under a folder, then open them as a bank.

    clips: (group, speaker, samples). Raises ResourceError when none holds speech.
    """
    folder.mkdir(parents=True, exist_ok=True)
    index: list[Clip] = []
    first = 0
    with (folder / "clips.int16").open("wb") as flat:
        for group, speaker, samples in clips:
            spans = speech_spans(samples)
            if sum(end - start for start, end in spans) * FRAME_S < _SHORTEST_CLIP_S:
                continue
            origin = spans[0][0]
            kept = samples[origin * FRAME_SAMPLES : spans[-1][1] * FRAME_SAMPLES]
            level = float(np.sqrt(np.mean(np.square(kept)))) + 1e-6
            scaled = np.clip(kept * (SPEECH_LEVEL / level), -1.0, 1.0)
            flat.write((scaled * 32767).astype("<i2").tobytes())
            speech = tuple((start - origin, end - origin) for start, end in spans)
            index.append(Clip(speaker, group, first, len(kept), speech))
            first += len(kept)
    if not index:
        raise ResourceError("None of the clips holds speech.")
    (folder / "clips.json").write_text(json.dumps([asdict(clip) for clip in index]))
    return open_bank(folder)


def open_bank(folder: Path) -> ClipBank:
    """Open a stored bank. Raises ResourceError when it is not there."""
    try:
        index = json.loads((folder / "clips.json").read_text())
        samples = np.memmap(folder / "clips.int16", dtype="<i2", mode="r")
    except (OSError, ValueError) as error:
        raise ResourceError(f"No clip bank in {folder.name}; run the corpus step first.") from error
    clips = (Clip(**entry | {"speech": tuple(map(tuple, entry["speech"]))}) for entry in index)
    return ClipBank(samples, tuple(clips))
