"""`erscribe bench quantization`: what fewer bits cost in words and save in time and memory."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final, TextIO

import ctranslate2

from app import paths
from app.bench import host, protocol
from app.bench.protocol import Engine, Measured, child, skipped
from app.bench.scoring import Interval, Tally, errors, percentile, pooled
from app.domain.transcript import Language
from app.speech.devices import cuda_available

TYPES: Final = {"FP32": "float32", "FP16": "float16", "INT8": "int8"}
SAMPLES: Final = ("en_encounter", "zh_encounter", "en_short")
_NO_HALF: Final = "no processor computes in half precision: CTranslate2 would make it float32"
SPARSITY: Final = (
    "Sparsity: not supported by CTranslate2, which has no sparse kernels; a pruned model would "
    "compute as many products as a whole one, so there is no figure.\n"
)
HEAD: Final = (
    "| type | n | errors, % (95 %) | 10 s request, ms (95 %) | requests per s | memory, MB "
    "| slower than INT8 (95 %) |\n|---|---|---|---|---|---|---|\n"
)


@dataclass(frozen=True, slots=True)
class QuantizationBench:
    """samples: bundled recordings that are heard. loaded: go on where other programs run."""

    model: str
    samples: tuple[str, ...] = SAMPLES
    repeats: int = protocol.REPEATS
    loaded: bool = False
    seed: int = 0


def run(
    out: TextIO, bench: QuantizationBench, tell: Callable[[str], None] = lambda _: None
) -> None:
    """Print the table. Raises LoadedMachineError."""
    host.quiet(out, loaded=bench.loaded)
    with ExitStack() as stack:
        engines = [engine(stack, bench, name) for name in TYPES]
        found = protocol.measure(engines, bench.repeats, tell)
    out.write(HEAD)
    out.writelines(row(found, name, bench) for name in TYPES)
    out.write(
        f"\nThe bundled encounters ({len(bench.samples)} recordings, English words and Chinese "
        "characters pooled); each type in a process of its own, whose most memory is told, "
        f"libraries included.\n{SPARSITY}"
    )


def engine(stack: ExitStack, bench: QuantizationBench, name: str) -> Engine:
    kind = TYPES[name]
    if kind == "float16" and not cuda_available():
        return skipped(name, _NO_HALF)
    device = "cuda" if cuda_available() else "cpu"
    if kind not in ctranslate2.get_supported_compute_types(device):
        return skipped(name, f"CTranslate2 does not have {kind} on this machine")
    script = Path(__file__).with_name("quantization_ours.py")
    return stack.enter_context(child(name, script, [bench.model, device, kind, *bench.samples]))


def row(found: Mapping[str, Measured], name: str, bench: QuantizationBench) -> str:
    one, base = found[name], found["INT8"]
    if one.trouble:
        return f"| {name} | skipped: {one.trouble} | | | | | |\n"
    wrong = error_rate(one.value["texts"], bench.seed)
    requests = [1e3 * took for each in one.passes for took in each.value["requests_s"]]
    speed = percentile(requests, 50, bench.seed)
    slower = ""
    if name != "INT8" and not base.trouble:
        slower = protocol.times(
            protocol.slower(base.each("wall_s"), one.each("wall_s"), bench.seed)
        )
    cells = (
        name, str(len(one.passes)), _cell(wrong), _cell(speed), f"{1e3 / median(requests):.2f}",
        f"{max(each.memory_mb for each in one.passes):.0f}", slower,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def error_rate(texts: Mapping[str, str], seed: int) -> Interval:
    """Of every recording against what was said in it, pooled, in percent."""
    tallies: list[Tally] = []
    for name, heard in texts.items():
        wanted, language = said(name)
        tallies.append(errors(wanted, heard, language))
    return pooled(tallies, seed)


def said(name: str) -> tuple[str, Language]:
    """What a bundled recording's speakers say, in their order, and its language."""
    path = paths.RESOURCES / "samples" / f"{name}.toml"
    page = tomllib.loads(path.read_text(encoding="utf-8"))
    language: Language = "zh" if page["language"] == "zh" else "en"
    turns: Sequence[Mapping[str, str]] = page["turns"]
    return ("" if language == "zh" else " ").join(turn["text"] for turn in turns), language


def _cell(found: Interval) -> str:
    return f"{found.value:.1f} ({found.low:.1f} to {found.high:.1f})"
