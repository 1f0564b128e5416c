"""Diarization error rate and speed of a diarizer on recordings with a reference.

Scored with pyannote.metrics, overlapped speech included, without and with the customary collar
of 0.25 s around reference boundaries. Error rates are pooled: total error time over total speech.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

import numpy as np
import soundfile
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk
from app.domain.errors import ResourceError
from app.domain.transcript import Turn
from app.services.ports import Diarizer
from app.training.conversations import Conversation, Simulator, Surroundings
from app.training.speaker_clips import write_bank
from app.training.speaker_voices import held_out_voices, spoken_clips

COLLARS_S = (0.0, 0.25)
SIMULATED = 10
_SIMULATED_S = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A recording and who truly speaks when."""

    name: str
    audio: AudioChunk
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class DiarizationResult:
    """One recording's outcome; durations in seconds, error rates as shares of reference speech.

    missed, false_alarm and confusion are at collar 0 and sum to `error`.
    """

    name: str
    duration_s: float
    speech_s: float
    wall_s: float
    error: float
    error_with_collar: float
    missed: float
    false_alarm: float
    confusion: float
    true_speakers: int
    found_speakers: int


@dataclass(frozen=True, slots=True)
class DiarizationSummary:
    """Pooled over `recordings`. seconds_per_minute: wall seconds for one minute of audio."""

    recordings: int
    error: float
    error_with_collar: float
    missed: float
    false_alarm: float
    confusion: float
    counted_right: int
    seconds_per_minute: float


def read_recordings(folder: Path) -> list[Scored]:
    """Every NAME.flac of a folder that has a NAME.rttm beside it. Raises ResourceError."""
    found = []
    for path in sorted(folder.glob("*.flac")):
        reference = path.with_suffix(".rttm")
        if reference.is_file():
            samples, rate_hz = soundfile.read(path, dtype="float32")
            if rate_hz != SAMPLE_RATE_HZ or samples.ndim != 1:
                raise ResourceError(f"{path.name} is not 16 kHz mono.")
            found.append(Scored(path.stem, AudioChunk(samples), tuple(read_rttm(reference))))
    if not found:
        raise ResourceError(f"No recording with an RTTM beside it in {folder.name}.")
    return found


def read_rttm(path: Path) -> Iterator[Turn]:
    """The SPEAKER lines of an RTTM file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if fields and fields[0] == "SPEAKER":
            start_s = float(fields[3])
            yield Turn(fields[7], start_s, start_s + float(fields[4]))


def simulated_recordings(folder: Path, count: int, seed: int) -> list[Scored]:
    """Conversations of two to four synthetic voices that no recipe trained on, EN and ZH."""
    return [
        _scored(f"simulated{number:02d}", _simulated(folder / str(number), number, seed))
        for number in range(count)
    ]


def _simulated(folder: Path, number: int, seed: int) -> Conversation:
    language = "zh" if number % 2 else "en"
    voices = held_out_voices(language, seed + number)
    bank = write_bank(spoken_clips(voices, seed + number), folder)
    simulator = Simulator(bank, Surroundings(), seed + number)
    return simulator.conversation(_SIMULATED_S, 2 + number % 3, harsh=0.0)


def _scored(name: str, conversation: Conversation) -> Scored:
    return Scored(name, AudioChunk(conversation.samples), tuple(conversation.turns()))


def measure(diarizer: Diarizer, recordings: Sequence[Scored]) -> list[DiarizationResult]:
    """Diarize and score each recording. Raises RecognitionError."""
    results = []
    for recording in recordings:
        started = time.perf_counter()
        found = diarizer.turns(recording.audio)
        results.append(_result(recording, found, time.perf_counter() - started))
    return results


def _result(recording: Scored, found: Sequence[Turn], wall_s: float) -> DiarizationResult:
    strict, lenient = (_errors(recording, found, collar_s) for collar_s in COLLARS_S)
    speech_s = strict["total"]
    return DiarizationResult(
        name=recording.name,
        duration_s=recording.audio.duration_s,
        speech_s=speech_s,
        wall_s=wall_s,
        error=strict["diarization error rate"],
        error_with_collar=lenient["diarization error rate"],
        missed=strict["missed detection"] / speech_s,
        false_alarm=strict["false alarm"] / speech_s,
        confusion=strict["confusion"] / speech_s,
        true_speakers=len({turn.speaker for turn in recording.turns}),
        found_speakers=len({turn.speaker for turn in found}),
    )


def _errors(recording: Scored, found: Sequence[Turn], collar_s: float) -> dict[str, float]:
    # pyannote.metrics takes the width of the whole no-score zone, both sides together
    metric = DiarizationErrorRate(collar=2 * collar_s, skip_overlap=False)
    whole = Timeline([Segment(0.0, recording.audio.duration_s)])
    errors: dict[str, float] = metric(
        _annotation(recording.turns), _annotation(found), uem=whole, detailed=True
    )
    return errors


def _annotation(turns: Sequence[Turn]) -> Any:
    annotation = Annotation()
    for track, turn in enumerate(turns):
        annotation[Segment(turn.start_s, turn.end_s), track] = turn.speaker
    return annotation


def run(folders: Sequence[Path], out: TextIO, seed: int, diarizer: Diarizer) -> None:
    """Print one line a folder of NAME.flac + NAME.rttm; without folders, simulated talks.

    Raises ResourceError, RecognitionError.
    """
    out.write("set | n | DER % | DER % (0.25 s collar) | counted right | s per minute\n")
    with TemporaryDirectory() as scratch:
        sets = {folder.name: read_recordings(folder) for folder in folders} or {
            "simulated": simulated_recordings(Path(scratch), SIMULATED, seed)
        }
    for name, recordings in sets.items():
        found = summarise(measure(diarizer, recordings))
        out.write(
            f"{name} | {found.recordings} | {100 * found.error:.1f} | "
            f"{100 * found.error_with_collar:.1f} | {found.counted_right} | "
            f"{found.seconds_per_minute:.2f}\n"
        )
        out.flush()


def summarise(results: Sequence[DiarizationResult]) -> DiarizationSummary:
    """Pool results, weighting each by its reference speech."""
    speech_s = np.array([result.speech_s for result in results])

    def pooled(values: list[float]) -> float:
        return float(np.average(np.array(values), weights=speech_s))

    return DiarizationSummary(
        recordings=len(results),
        error=pooled([result.error for result in results]),
        error_with_collar=pooled([result.error_with_collar for result in results]),
        missed=pooled([result.missed for result in results]),
        false_alarm=pooled([result.false_alarm for result in results]),
        confusion=pooled([result.confusion for result in results]),
        counted_right=sum(one.true_speakers == one.found_speakers for one in results),
        seconds_per_minute=60
        * sum(result.wall_s for result in results)
        / sum(result.duration_s for result in results),
    )
