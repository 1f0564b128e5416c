"""Diarization error rate and speed of a diarizer on recordings with a reference.

Scored with pyannote.metrics, overlapped speech included, without and with the customary collar
of 0.25 s around reference boundaries. Error rates are pooled: total error time over total speech;
their 95 % intervals are drawn over recordings.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

import numpy as np
import soundfile
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

from app.bench.scoring import Interval, Tally, pooled, share
from app.bench.unseen import CONVERSATIONS, Scored, conversations
from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk
from app.domain.errors import ResourceError
from app.domain.transcript import Turn
from app.services.ports import Diarizer

COLLARS_S = (0.0, 0.25)
QUICK = 10
"""Simulated talks of a quick look."""
ALL_SIMULATED = "all simulated"
HEADING = (
    "set | n | min | DER % | 95 % | collar 0.25 s | missed | false | confused | one speaker | "
    "count right % | 95 % | s per min\n"
)
PUBLISHED = (
    "pyannote's published DER %, no collar, overlap scored (its README, 2026-06), 3.1 / community-1"
    ": AMI headset mix 18.8 / 17.0, AISHELL-4 12.2 / 11.7, VoxConverse 11.2 / 11.2, DIHARD 3 "
    "21.4 / 20.2; other recordings than these, so to compare orders of magnitude only.\n"
)


@dataclass(frozen=True, slots=True)
class DiarizationResult:
    """One recording's outcome; durations in seconds, error rates as shares of reference speech.

    missed, false_alarm and confusion are at collar 0 and sum to `error`. one_speaker: the error
    of the answer that one person speaks all the time.
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
    one_speaker: float
    true_speakers: int
    found_speakers: int


@dataclass(frozen=True, slots=True)
class DiarizationSummary:
    """Pooled over `recordings`, in percent. seconds_per_minute: wall seconds a minute of audio."""

    recordings: int
    minutes: float
    error: Interval
    error_with_collar: float
    missed: float
    false_alarm: float
    confusion: float
    one_speaker: float
    counted_right: Interval
    seconds_per_minute: float


@dataclass(frozen=True, slots=True)
class Talks:
    """What to simulate. data: the corpus whose evaluation speakers talk; without it they are
    synthetic. count: how many conversations.
    """

    data: Path | None = None
    count: int = CONVERSATIONS


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


def measure(diarizer: Diarizer, recordings: Iterable[Scored]) -> list[DiarizationResult]:
    """Diarize and score each recording. Raises RecognitionError."""
    results = []
    for recording in recordings:
        started = time.perf_counter()
        found = diarizer.turns(recording.audio)
        results.append(_result(recording, found, time.perf_counter() - started))
    return results


def _result(recording: Scored, found: Sequence[Turn], wall_s: float) -> DiarizationResult:
    strict, lenient = (_errors(recording, found, collar_s) for collar_s in COLLARS_S)
    whole = [Turn("anybody", 0.0, recording.audio.duration_s)]
    nothing_done = _errors(recording, whole, 0.0)
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
        one_speaker=nothing_done["diarization error rate"],
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


def run(folders: Sequence[Path], out: TextIO, seed: int, diarizer: Diarizer, talks: Talks) -> None:
    """Print a row for each folder of NAME.flac + NAME.rttm; without folders, simulated talks.

    Raises ResourceError, RecognitionError.
    """
    out.write(HEADING)
    for folder in folders:
        _write(out, folder.name, measure(diarizer, read_recordings(folder)), seed)
    if not folders:
        _simulated(out, seed, diarizer, talks)
    out.write(PUBLISHED)


def _simulated(out: TextIO, seed: int, diarizer: Diarizer, talks: Talks) -> None:
    results: dict[str, list[DiarizationResult]] = {}
    with TemporaryDirectory() as scratch:
        for kind, talk in conversations(Path(scratch), talks.data, talks.count, seed):
            results.setdefault(kind, []).extend(measure(diarizer, [talk]))
    for kind, found in results.items():
        _write(out, kind, found, seed)
    if len(results) > 1:
        _write(out, ALL_SIMULATED, [one for found in results.values() for one in found], seed)


def _write(out: TextIO, name: str, results: Sequence[DiarizationResult], seed: int) -> None:
    found = summarise(results, seed)
    shares = (
        found.error_with_collar,
        found.missed,
        found.false_alarm,
        found.confusion,
        found.one_speaker,
    )
    cells = [
        name,
        str(found.recordings),
        f"{found.minutes:.0f}",
        *_cells(found.error),
        *(f"{value:.1f}" for value in shares),
        *_cells(found.counted_right),
        f"{found.seconds_per_minute:.2f}",
    ]
    out.write(" | ".join(cells) + "\n")
    out.flush()


def _cells(figure: Interval) -> tuple[str, str]:
    return f"{figure.value:.1f}", f"{figure.low:.1f} to {figure.high:.1f}"


def summarise(results: Sequence[DiarizationResult], seed: int = 0) -> DiarizationSummary:
    """Pool results, weighting each by its reference speech. Intervals depend on the seed."""
    speech_s = np.array([result.speech_s for result in results])

    def average(values: list[float]) -> float:
        return 100 * float(np.average(np.array(values), weights=speech_s))

    heard_s = sum(result.duration_s for result in results)
    right = sum(one.true_speakers == one.found_speakers for one in results)
    return DiarizationSummary(
        recordings=len(results),
        minutes=heard_s / 60,
        error=pooled([Tally(one.error * one.speech_s, one.speech_s) for one in results], seed),
        error_with_collar=average([result.error_with_collar for result in results]),
        missed=average([result.missed for result in results]),
        false_alarm=average([result.false_alarm for result in results]),
        confusion=average([result.confusion for result in results]),
        one_speaker=average([result.one_speaker for result in results]),
        counted_right=share(right, len(results)),
        seconds_per_minute=60 * sum(result.wall_s for result in results) / heard_s,
    )
