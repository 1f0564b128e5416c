"""How much faster diarization is than pyannote's own pipeline over the same weights.

Three engines in one process, the waveform in memory for all of them: pyannote's pipeline as it
runs itself, *lossless* (each window embedded once) and *shared trunk* (the recording embedded
once). What the product does afterwards (naming moments again) is in none of them. Segmentation
is the same work in all three, so that its share bounds what embedding can win (Amdahl 1967).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TextIO

import numpy as np
import torch

from app.bench import host
from app.bench.diarization import measure as scored_with
from app.bench.diarization import read_recordings, summarise
from app.bench.diarization_growth import growth
from app.bench.protocol import HEAD, REPEATS, Claim, here, outcome, rows, slower, times
from app.bench.protocol import measure as in_turn
from app.bench.scoring import Tally, pooled
from app.bench.unseen import Scored, conversations
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ResourceError
from app.speech import weights
from app.speech.diarizer import PyannoteDiarizer
from app.speech.diarizer_assembly import Span
from app.speech.diarizer_clustering import Tuning
from app.speech.diarizer_models import WINDOW_S, load_segmentation, load_speaker
from app.speech.diarizer_pipeline import Bounds, as_pyannote_does, assemble, diarize
from app.speech.diarizer_windows import grid_of, speakers_in_windows
from app.speech.making import EMBEDDED_SEGMENTATION, EMBEDDED_SPEAKERS
from app.speech.pyannote_quiet import Problem, Resolution, Specifications

PYANNOTE, LOSSLESS, SHARED, ALONE = "pyannote", "lossless", "shared trunk", "segmentation"
LOSSLESS_GOAL, SHARED_GOAL, WORSE_GOAL = ">= 2.2", ">= 10", "<= 0.2"
TALKS: Final = 20
_BATCH: Final = 16
_LOOPED_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class SpeedBench:
    """folders: of labelled recordings; the first one's are also those that are timed and looped.

    repeats: passes of each engine. seconds: how much audio is timed. hours: the longest recording
    of the growth set. loaded: measure although the machine is busy.
    """

    folders: tuple[Path, ...] = ()
    seed: int = 0
    seconds: float = 60.0
    repeats: int = REPEATS
    loaded: bool = False
    hours: float = 8.0


def run(out: TextIO, sets: Sequence[str], bench: SpeedBench) -> None:
    """Print the tables of some SETS, all when none is named. Raises ResourceError, ModelError."""
    unknown = [name for name in sets if name not in SETS]
    if unknown:
        raise ResourceError(f"'{unknown[0]}' is no set; known: {', '.join(SETS)}")
    host.quiet(out, loaded=bench.loaded)
    for name in sets or SETS:
        SETS[name](out, bench)
        out.flush()


def embedded_pair() -> Any:
    """pyannote's pipeline over the two embedded networks, with our clustering in all engines."""
    segmenter, _ = load_segmentation(weights.verified(EMBEDDED_SEGMENTATION).directory)
    embedder, settings = load_speaker(weights.verified(EMBEDDED_SPEAKERS).directory)
    return assemble(segmenter, embedder, Tuning(**settings), _BATCH)


def resnet_pair() -> Any:
    """The embedded segmentation, so that real masks are pooled, and an embedding of WeSpeaker
    ResNet34's shape with random weights."""
    from pyannote.audio.models.embedding import WeSpeakerResNet34  # noqa: PLC0415 - quieted first

    segmenter, _ = load_segmentation(weights.verified(EMBEDDED_SEGMENTATION).directory)
    torch.manual_seed(1)
    embedder = WeSpeakerResNet34()
    embedder.specifications = Specifications(
        problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=WINDOW_S
    )
    return assemble(segmenter, embedder.eval(), Tuning(threshold=0.1), _BATCH)


def _pair(out: TextIO, bench: SpeedBench) -> None:
    _compare(out, "embedded pair", embedded_pair(), _talk(bench, bench.seconds), bench.repeats)


def _resnet(out: TextIO, bench: SpeedBench) -> None:
    name = "ResNet34 shape, random weights (speed only)"
    _compare(out, name, resnet_pair(), _talk(bench, bench.seconds), bench.repeats)


def _compare(out: TextIO, what: str, pipeline: Any, samples: Samples, repeats: int) -> None:
    engines: dict[str, Callable[[], Any]] = {
        PYANNOTE: lambda: as_pyannote_does(pipeline, samples, Bounds()),
        LOSSLESS: lambda: diarize(pipeline, samples, Bounds(), _silent),
        SHARED: lambda: diarize(pipeline, samples, Bounds(), _silent, shared=True),
    }
    grid = grid_of(pipeline, samples)
    engines[ALONE] = lambda: speakers_in_windows(pipeline, samples, grid, _silent)
    found = in_turn([here(name, work) for name, work in engines.items()], repeats)
    plain = named(found[PYANNOTE].value)
    same = named(found[LOSSLESS].value) == plain
    gate = "" if same else "other segments than pyannote's"
    title = f"{what}, {len(samples) / SAMPLE_RATE_HZ:.0f} s"
    out.write(HEAD)
    pairs = ((LOSSLESS, Claim(LOSSLESS_GOAL, gate)), (SHARED, Claim(SHARED_GOAL)))
    for ours, claim in pairs:
        two = {name: found[name] for name in (PYANNOTE, ours)}
        out.writelines(rows(title, two, ours, {PYANNOTE: claim}))
    most = slower(found[ALONE].each("processor_s"), found[PYANNOTE].each("processor_s"))
    also = "the same" if named(found[SHARED].value) == plain else "other"
    out.write(
        f"\n{len(plain)} segments: lossless gives {'the same' if same else 'OTHER'}, shared trunk "
        f"{also}. Segmentation alone takes {found[ALONE].processor_s:.2f} s of processor: whatever "
        f"embedding costs, no more than {times(most)} is "
        "possible with it (Amdahl).\n\n"
    )


def _silent(_step: str, _completed: int, _total: int) -> None:
    return


def named(spans: Sequence[Span]) -> list[tuple[float, float, int]]:
    """Segments in time order, speakers by number as they first speak."""
    numbers: dict[str, int] = {}
    return [
        (start, end, numbers.setdefault(who, len(numbers))) for start, end, who in sorted(spans)
    ]


def _agreement(out: TextIO, bench: SpeedBench) -> None:
    """Error rates of both modes as the product runs them, on all labelled audio."""
    pipeline = embedded_pair()
    modes = {
        LOSSLESS: PyannoteDiarizer.over(pipeline),
        SHARED: PyannoteDiarizer.over(pipeline, shared=True),
    }
    out.write("| set | n | DER % lossless | DER % shared trunk | dDER (95 %) | goal | outcome |\n")
    out.write("|---|---|---|---|---|---|---|\n")
    whole: dict[str, list[Any]] = {name: [] for name in modes}
    for title, recordings in _labelled(bench):
        found = {name: scored_with(one, recordings) for name, one in modes.items()}
        for name, results in found.items():
            whole[name] += results
        out.write(_difference(title, found, bench.seed))
        out.flush()
    out.write(_difference("all", whole, bench.seed) + "\n")


def _labelled(bench: SpeedBench) -> Iterator[tuple[str, list[Scored]]]:
    for folder in bench.folders:
        yield folder.name, read_recordings(folder)
    with TemporaryDirectory() as scratch:
        talks = conversations(Path(scratch), None, TALKS, bench.seed)
        yield "synthetic conversations", [talk for _, talk in talks]


def _difference(title: str, found: dict[str, list[Any]], seed: int) -> str:
    """One row; the interval is of the difference, drawn over recordings that both have read."""
    plain, shared = (summarise(found[name], seed) for name in (LOSSLESS, SHARED))
    pairs = zip(found[SHARED], found[LOSSLESS], strict=True)
    worse = pooled(
        [Tally((ours.error - its.error) * its.speech_s, its.speech_s) for ours, its in pairs], seed
    )
    return (
        f"| {title} | {plain.recordings} | {plain.error.value:.2f} | {shared.error.value:.2f} | "
        f"{worse.value:+.2f} ({worse.low:+.2f} to {worse.high:+.2f}) | {WORSE_GOAL} | "
        f"{outcome(worse, Claim(WORSE_GOAL))} |\n"
    )


def _growth(out: TextIO, bench: SpeedBench) -> None:
    growth(out, _talk(bench, _LOOPED_S), bench.hours)


def _talk(bench: SpeedBench, seconds: float) -> Samples:
    """So much conversation: of the first labelled folder, else of voices made on the spot."""
    if bench.folders:
        chunks = [one.audio.samples for one in read_recordings(bench.folders[0])]
    else:
        with TemporaryDirectory() as scratch:
            talks = conversations(Path(scratch), None, 1, bench.seed)
            chunks = [talk.audio.samples for _, talk in talks]
    wanted = round(seconds * SAMPLE_RATE_HZ)
    samples: Samples = np.resize(np.concatenate(chunks), wanted)
    return samples


SETS: Final[dict[str, Callable[[TextIO, SpeedBench], None]]] = {
    "pair": _pair,
    "resnet": _resnet,
    "agreement": _agreement,
    "growth": _growth,
}
