"""`erscribe bench recognition`: our recogniser against its peers, same weights and beams.

Shapes of Whisper with random weights and forced token counts give figures of speed only: as many
tokens for each second of speech in every engine, and no word times. The embedded model gives those
that stand behind a gate: errors may not be more than 0.1 percentage points above the peer's on the
same clips, beyond what the draw of clips explains (a paired bootstrap's 95 % interval, printed).
Peers of whole talks get all speech in full windows of 30 s, the best case for them.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from platformdirs import user_cache_path

from app.bench import host, protocol, recognition_work
from app.bench.peers import environment
from app.bench.protocol import Claim, Engine, Measured, child
from app.bench.recognition_models import SHAPES, Copies, copies
from app.bench.recognition_work import Clip, made_up, seconds, spoken, tallies
from app.bench.scoring import Interval, Tally, pooled
from app.domain.errors import AppError, ResourceError
from app.domain.transcript import Language

OURS: Final = "erscribe"
MOST_WORSE: Final = 0.1
_BEAMS: Final = 5
_OPENAI: Final = ("openai-whisper==20250625",)
_SPEECH_S: Final = 120.0
_QUICK_S: Final = 30.0
_SHORT_S: Final = 8.0
_GOALS: Final = {
    "openai_whisper": ">= 5",
    "transformers": ">= 5",
    "faster_whisper": ">= 2.5",
    "faster_whisper_batched": ">= 1.3",
    "faster_whisper_clips": ">= 2.5",
}
_CTRANSLATE2: Final = ("faster_whisper", "faster_whisper_batched")
_FLOATING: Final = ("openai_whisper", "transformers")


ByLanguage = Mapping[Language, Sequence[Tally]]


@dataclass(frozen=True, slots=True)
class Set:
    """Who is measured on what. shape: of SHAPES, or "" for the embedded model."""

    peers: tuple[str, ...]
    shape: str = ""
    beams: int = _BEAMS
    short: bool = False

    @property
    def forced(self) -> bool:
        return bool(self.shape)


def _sets() -> Iterator[tuple[str, Set]]:
    for shape in SHAPES:
        yield shape, Set(_CTRANSLATE2, shape)
        yield f"{shape}-greedy", Set(_CTRANSLATE2, shape, beams=1)
        yield f"{shape}-float", Set(_FLOATING, shape)
        yield f"{shape}-short", Set(("faster_whisper_clips",), shape, short=True)
    yield "embedded", Set(_CTRANSLATE2)


SETS: Final[Mapping[str, Set]] = dict(_sets())


@dataclass(frozen=True, slots=True)
class RecognitionBench:
    """embedded: the model that the gated set is measured with. files: its sentences.

    data: recordings for the gate, None without. most: clips of each kind for the gate. sets: names
    of SETS, none for all. loaded: go on where other programs run. cache: where models are made.
    """

    embedded: Path
    files: tuple[Path, ...]
    data: Path | None = None
    sets: tuple[str, ...] = ()
    most: int = 100
    seed: int = 0
    quick: bool = False
    loaded: bool = False
    cache: Path = field(default_factory=lambda: user_cache_path("erscribe") / "bench-models")
    repeats: int = protocol.REPEATS


def run(out: TextIO, bench: RecognitionBench, tell: Callable[[str], None] = lambda _: None) -> None:
    """Print the table of each set. Raises ResourceError, LoadedMachineError."""
    unknown = [name for name in bench.sets if name not in SETS]
    if unknown:
        raise ResourceError(f"'{unknown[0]}' is no set of bench recognition; {', '.join(SETS)}")
    machine = host.quiet(out, loaded=bench.loaded)
    for name in bench.sets or SETS:
        with tempfile.TemporaryDirectory(prefix="erscribe-bench-") as scratch, ExitStack() as open_:
            _measure_set(out, bench, name, Path(scratch), open_, machine, tell)
        out.flush()


def _measure_set(
    out: TextIO,
    bench: RecognitionBench,
    name: str,
    scratch: Path,
    open_: ExitStack,
    machine: host.Host,
    tell: Callable[[str], None],
) -> None:
    chosen = SETS[name]
    clips = _clips(bench, chosen)
    weights = copies(chosen.shape, bench.cache) if chosen.forced else None
    engines = _engines(chosen, _works(scratch, clips, chosen, weights, bench.embedded), open_)
    found = protocol.measure(engines, bench.repeats, tell)
    gates, lines = ({}, []) if chosen.forced else _gates(bench, chosen, scratch / "gate", tell)
    claims = {peer: Claim(_GOALS[peer], gates.get(peer, "")) for peer in chosen.peers}
    kind = "speed only, forced tokens" if chosen.forced else "embedded model, with word times"
    what = f"{name}: {len(clips)} clips, {seconds(clips):.0f} s, beam {chosen.beams}; {kind}"
    out.write(protocol.HEAD + "".join(protocol.rows(what, found, OURS, claims)) + "\n")
    out.writelines(f"{line}\n" for line in [*lines, *_further(found, chosen, clips, machine)])
    out.write("\n")


def _clips(bench: RecognitionBench, chosen: Set) -> list[Clip]:
    if not chosen.forced:
        return spoken(bench.files, None, 10 if bench.quick else 25, bench.seed)
    long_s = _QUICK_S if bench.quick else _SPEECH_S
    if chosen.short:
        return made_up(long_s / 2, bench.seed, _SHORT_S)
    return made_up(long_s if chosen.peers == _FLOATING else 2 * long_s, bench.seed)


def _works(
    scratch: Path, clips: Sequence[Clip], chosen: Set, weights: Copies | None, embedded: Path
) -> dict[str, Path]:
    """The folder that each engine reads, with the copy of the weights that it can."""
    model = weights.ctranslate2 if weights else embedded
    models = dict.fromkeys((OURS, *chosen.peers), model)
    if weights:
        models["transformers"], models["openai_whisper"] = weights.transformers, weights.openai
    return {
        name: recognition_work.write(
            scratch / name,
            clips,
            models[name],
            chosen.beams,
            forced=chosen.forced,
            alone=chosen.short,
        )
        for name in (OURS, *chosen.peers)
    }


def _engines(chosen: Set, works: Mapping[str, Path], open_: ExitStack) -> list[Engine]:
    here = Path(__file__)
    ours = child(OURS, here.with_name("recognition_ours.py"), [str(works[OURS])])
    engines = [open_.enter_context(ours)]
    for name in chosen.peers:
        python = environment("openai-whisper", _OPENAI) if name == "openai_whisper" else None
        script = here.with_name("recognition_peers.py")
        peer = child(name, script, [name, str(works[name])], python)
        engines.append(open_.enter_context(peer))
    return engines


def _gates(
    bench: RecognitionBench, chosen: Set, scratch: Path, tell: Callable[[str], None]
) -> tuple[dict[str, str], list[str]]:
    """Why we are worse than each peer, and every engine's errors on more clips, read once."""
    clips = spoken(bench.files, bench.data, 10 if bench.quick else bench.most, bench.seed + 1)
    wrong: dict[str, ByLanguage] = {}
    with ExitStack() as open_:
        works = _works(scratch, clips, chosen, None, bench.embedded)
        for engine in _engines(chosen, works, open_):
            tell(f"{engine.name}, {len(clips)} clips for the gate")
            try:
                wrong[engine.name] = tallies(clips, engine.run().value)
            except AppError as error:
                return dict.fromkeys(chosen.peers, f"no gate: {error}"), []
    lines = [
        f"{name}: "
        + ", ".join(f"{language} {pooled(some, 0).value:.2f} %" for language, some in of.items())
        for name, of in wrong.items()
    ]
    more = {peer: differences(wrong[OURS], wrong[peer]) for peer in chosen.peers}
    told = [
        f"Ours above {peer}'s, points: "
        + ", ".join(
            f"{language} {one.value:+.2f} ({one.low:+.2f} to {one.high:+.2f})"
            for language, one in of.items()
        )
        + "."
        for peer, of in more.items()
    ]
    gates = {peer: worse(of) for peer, of in more.items()}
    return gates, [f"Gate, wrong in {len(clips)} clips: {'; '.join(lines)}.", *told]


def differences(ours: ByLanguage, theirs: ByLanguage) -> dict[Language, Interval]:
    """By how many percentage points our errors are above theirs, resampled over the clips that
    both have read."""
    return {
        language: pooled(
            [
                Tally(mine.part - other.part, mine.whole)
                for mine, other in zip(ours[language], some, strict=True)
            ],
            0,
        )
        for language, some in theirs.items()
    }


def worse(more: Mapping[Language, Interval]) -> str:
    """In which language our errors are more than MOST_WORSE above theirs, by more than the draw
    of clips explains; "" for none."""
    found = [
        f"{language} {one.value:+.2f} points ({one.low:+.2f} to {one.high:+.2f})"
        for language, one in more.items()
        if one.low > MOST_WORSE
    ]
    return ", ".join(found)


def _further(
    found: Mapping[str, Measured], chosen: Set, clips: Sequence[Clip], machine: host.Host
) -> Iterator[str]:
    """Real-time factor and share of the roofline of ours, and tokens written by each."""
    ours = found[OURS]
    if ours.trouble:
        return
    times = seconds(clips) / ours.wall_s
    yield f"{OURS}: {times:.1f} times as fast as the speech lasts."
    if not chosen.forced:
        return
    share = bound_s(chosen, seconds(clips), machine) / ours.wall_s
    yield (
        f"Of the roofline (single precision, full windows of 30 s, {chosen.beams} hypotheses, "
        f"weights read once a step of 8 windows): {100 * share:.0f} %."
    )
    written = [f"{one.name} {one.value}" for one in found.values() if not one.trouble]
    yield f"Tokens written: {', '.join(written)}."


def bound_s(chosen: Set, speech_s: float, machine: host.Host) -> float:
    """Seconds that the measured matrix products and memory allow at best, by PERF.md, section 1."""
    shape = SHAPES[chosen.shape]
    width, layers, positions = shape.width, shape.layers, 1500
    window = 2 * layers * (12 * positions * width**2 + 2 * positions**2 * width)
    window += 2 * positions * width * (2 * 80 * 3 + 3 * width + 2 * layers * width)
    tokens = recognition_work.TOKENS_PER_S * speech_s
    weights = 14 * layers * width**2 + 51865 * width
    decoder = 2 * tokens * chosen.beams * (weights + 2 * layers * positions * width)
    computed_s = (window * speech_s / 30 + decoder) / (machine.gemm_gflops * 1e9)
    read_s = tokens / 8 * weights / (machine.stream_gb_s * 1e9)  # a byte each
    return computed_s + read_s
