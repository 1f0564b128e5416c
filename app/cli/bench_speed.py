"""`erscribe bench recognition`, `pipeline`, `quantization`, `diarization --sets` and `all`: speed,
and every bench in turn."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from app import bootstrap
from app.cli.develop import sentence_files
from app.domain.errors import AppError, ResourceError
from app.speech import making


def run(arguments: argparse.Namespace) -> None:
    """Print one table, or write the page of all. Raises AppError when one of all failed."""
    _BENCHES[arguments.what](arguments)


def _pipeline(arguments: argparse.Namespace) -> None:
    module = import_module("app.bench.pipeline")
    seconds = module.QUICK_SECONDS if arguments.quick else module.SECONDS
    bench = module.PipelineBench(seconds, arguments.repeats, arguments.loaded)
    files = bootstrap.files_here(bootstrap.load_settings())
    module.run(sys.stdout, bench, files, _tell)


def _quantization(arguments: argparse.Namespace) -> None:
    module = import_module("app.bench.quantization")
    bench = module.QuantizationBench(
        arguments.model or making.EMBEDDED_RECOGNIZER,
        module.SAMPLES[-1:] if arguments.quick else module.SAMPLES,
        loaded=arguments.loaded,
        seed=arguments.seed,
        repeats=arguments.repeats,
    )
    module.run(sys.stdout, bench, _tell)


def _diarization(arguments: argparse.Namespace) -> None:
    module = import_module("app.bench.diarization_speed")
    bench = module.SpeedBench(
        tuple(arguments.paths) or _labelled(arguments.data),
        arguments.seed,
        arguments.seconds,
        arguments.repeats,
        arguments.loaded,
        arguments.hours,
    )
    module.run(sys.stdout, arguments.sets, bench)


def _labelled(data: Path | None) -> tuple[Path, ...]:
    """The folders of open recordings with their speakers; the first is also timed and looped."""
    if data is None:
        return ()
    folders = (data / "multi" / name for name in ("constructed", "ami", "sample_2spk"))
    return tuple(folder for folder in folders if folder.is_dir())


def _recognition(arguments: argparse.Namespace) -> None:
    module = import_module("app.bench.recognition")
    model = arguments.model or making.EMBEDDED_RECOGNIZER
    chosen = module.RecognitionBench(
        embedded=import_module("app.bench.accuracy").model_directory(model),
        files=sentence_files(arguments),
        data=arguments.data,
        sets=arguments.sets,
        most=arguments.most,
        seed=arguments.seed,
        quick=arguments.quick,
        loaded=arguments.loaded,
        repeats=arguments.repeats,
    )
    module.run(sys.stdout, chosen, _tell)


def _all(arguments: argparse.Namespace) -> None:
    module = import_module("app.bench.everything")
    if arguments.to is None:
        raise ResourceError("name the page that is to be written with --to FILE")
    unknown = [name for name in arguments.sets if name not in module.BENCHES]
    if unknown:
        raise ResourceError(
            f"no bench is called {unknown[0]}; there are {', '.join(module.BENCHES)}"
        )
    asked = module.AllBenches(
        arguments.to,
        arguments.sets or tuple(module.BENCHES),
        arguments.data,
        arguments.quick,
        arguments.loaded,
    )
    failed = module.run(sys.stdout, asked)
    if failed:
        raise AppError(f"{failed} of {len(asked.names)} benches failed; {arguments.to} says why")


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


_BENCHES: Final[dict[str, Callable[[argparse.Namespace], None]]] = {
    "all": _all,
    "diarization": _diarization,
    "pipeline": _pipeline,
    "quantization": _quantization,
    "recognition": _recognition,
}
