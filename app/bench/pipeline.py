"""`erscribe bench pipeline`: ten minutes from a file on disk to a note, beside its parts alone.

The parts run in turn with the whole, in the same process and on the same recording. The whole may
take little more than the two long parts together on a processor; on a card little more than the
longer one.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final, TextIO

import numpy as np
import soundfile

from app import paths
from app.bench import host, protocol
from app.bench.peers import environment
from app.bench.protocol import Claim, Engine, Measured, Pass, child, here, skipped
from app.domain.access import SANDBOX_ACTOR
from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import ResourceError
from app.services.file_speech import FilesHere
from app.services.transcription import Job, ResultStore, Transcription
from app.speech import making, weights

SECONDS: Final = 600.0
QUICK_SECONDS: Final = 60.0
SAMPLES: Final = ("en_encounter", "zh_encounter")
WHISPERX: Final = (
    "torch==2.13.0", "torchaudio==2.11.0", "torchcodec==0.13.0", "pyannote.audio==4.0.7",
    "faster-whisper==1.2.1", "ctranslate2==4.8.5", "transformers==4.57.6", "pandas==3.1.1",
    "nltk==3.10.4", "omegaconf==2.4.0", "safetensors==0.8.0",
)  # fmt: skip
WHISPERX_ITSELF: Final = ("whisperx==3.8.6",)
"""It pins a torch of its own; beside ours its pipeline runs as well."""
_WHOLE, _WORDS, _TURNS = "erscribe, whole", "recognition alone", "diarization alone"
_BEFORE: Final = "decoding and detection alone"
_SUM, _LONGER = "the two alone, one after the other", "the longer of the two alone"
_FROM_FILE: Final = "the same, from the file: with decoding and detection"
_AIM_S: Final = 30.0
_NOTE: Final = (
    "whisperX runs its own pipeline with the same weights: its voice detection, its batches of "
    "full windows, pyannote's clustering. Its aligner is left out, since that needs another model "
    "from a hub; the whole of ours has word times, corrections, findings and the note.\n"
)


@dataclass(frozen=True, slots=True)
class PipelineBench:
    """seconds: of the recording. loaded: go on where other programs run."""

    seconds: float = SECONDS
    repeats: int = protocol.REPEATS
    loaded: bool = False
    peer: bool = True


def run(
    out: TextIO,
    bench: PipelineBench,
    files: FilesHere,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Print the tables. Raises LoadedMachineError, ResourceError, ModelError."""
    host.quiet(out, loaded=bench.loaded)
    with tempfile.TemporaryDirectory(prefix="erscribe-bench-") as name:
        wav = recording(Path(name) / "talk.wav", bench.seconds)
        with child("whisperX", _script(), [str(wav), *_weights()], _peer(bench)) as peer:
            found = protocol.measure([*_ours(files, wav), peer], bench.repeats, tell)
        _write(out, bench, found)
        out.write(_decode_line(files, wav))


def recording(path: Path, seconds: float) -> Path:
    """The bundled encounters in turn, as one 16-bit WAV. Raises ResourceError."""
    sounds: list[Any] = []
    try:
        for name in SAMPLES:
            sound, _ = soundfile.read(paths.RESOURCES / "samples" / f"{name}.flac", dtype="float32")
            sounds.append(sound)
    except (OSError, RuntimeError) as error:
        raise ResourceError("the bundled encounters cannot be read; install again") from error
    whole = np.concatenate(sounds)
    count = round(seconds * SAMPLE_RATE_HZ)
    soundfile.write(path, np.resize(whole, count), SAMPLE_RATE_HZ, subtype="PCM_16")
    return path


def _ours(files: FilesHere, wav: Path) -> list[Engine]:
    """The whole job, its two long parts with everything before them done already, and that."""
    audio = files.reader.read(wav)
    regions = files.detector().regions(audio)
    job = Transcription(files, _no_store, "simplified")

    def whole() -> dict[str, Any]:
        result = job.run(SANDBOX_ACTOR, Job(wav, save=False))
        words = sum(len(one.words) for one in result.understanding.transcript.utterances)
        return {"words": words, "timings_s": result.timings_s}

    return [
        here(_WHOLE, whole),
        here(_WORDS, lambda: len(files.recognizer().recognize(audio, regions))),
        here(_TURNS, lambda: len(files.diarizer().turns(audio))),
        here(_BEFORE, lambda: len(files.detector().regions(files.reader.read(wav)))),
    ]


def _no_store() -> ResultStore:
    raise ResourceError("nothing of a bench is kept")


def together(name: str, how: Callable[..., float], *parts: Measured) -> Measured:
    """Engines as one, sweep by sweep: their sum, or the longest one."""
    passes = [
        Pass(how(one.wall_s for one in sweep), sum(one.processor_s for one in sweep))
        for sweep in zip(*(part.passes for part in parts), strict=True)
    ]
    return Measured(name, tuple(passes), next(filter(None, (one.trouble for one in parts)), ""))


def _write(out: TextIO, bench: PipelineBench, found: dict[str, Measured]) -> None:
    what = f"{bench.seconds:.0f} s"
    out.write(protocol.HEAD)
    both = found[_WORDS], found[_TURNS]
    whole = found[_WHOLE]
    before = found[_BEFORE]
    out.writelines(protocol.rows(what, {one.name: one for one in (*both, before)}, _WORDS))
    for base, goal in (
        (together(_SUM, sum, *both), "<= 1.03"),
        (together(_FROM_FILE, sum, *both, before), "<= 1.03"),
        (together(_LONGER, max, *both), ""),
    ):
        name = base.name
        lines = list(protocol.rows(what, {name: base, _WHOLE: whole}, name, {_WHOLE: Claim(goal)}))
        out.writelines(lines)
    peer = {_WHOLE: whole, "whisperX": found["whisperX"]}
    out.write(list(protocol.rows(what, peer, _WHOLE, {"whisperX": Claim(">= 2")}))[1])
    out.write(f"\n{_NOTE}")
    if whole.trouble:
        return
    shares = ", ".join(f"{stage} {took:.2f}" for stage, took in whole.value["timings_s"].items())
    of_ten = whole.wall_s * SECONDS / bench.seconds
    out.write(
        f"Ten minutes take {of_ten:.1f} s with the embedded models (aim <= {_AIM_S:.0f} s; "
        f"n = {len(whole.passes)} passes of {what}); waited for, s: {shares}.\n"
    )


def _decode_line(files: FilesHere, wav: Path) -> str:
    """Ten minutes of 16-bit WAV; from the system's cache, since it was just written."""
    took = []
    for _ in range(10):
        begun = time.perf_counter()
        audio = files.reader.read(wav)
        took.append(time.perf_counter() - begun)
    ms = 1e3 * median(took) * SECONDS / audio.duration_s
    return f"Decoding ten minutes of WAV: {ms:.1f} ms, median of {len(took)} (goal <= 15).\n"


def _script() -> Path:
    return Path(__file__).with_name("pipeline_whisperx.py")


def _weights() -> Sequence[str]:
    names = (making.EMBEDDED_RECOGNIZER, making.EMBEDDED_SEGMENTATION, making.EMBEDDED_SPEAKERS)
    return [*(str(weights.verified(name).directory) for name in names), str(paths.ROOT)]


def _peer(bench: PipelineBench) -> Path | str:
    if not bench.peer:
        return skipped("whisperX", "not asked for").trouble
    return environment("whisperx", WHISPERX, bare=WHISPERX_ITSELF)
