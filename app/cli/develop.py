"""`erscribe train NAME` and `erscribe bench NAME`: recipes and figures."""

import argparse
import sys
from importlib import import_module, util
from pathlib import Path

from app import bootstrap
from app.domain.errors import ResourceError

EVALUATION_SETS = Path(__file__).resolve().parents[2] / "tests" / "data" / "eval"


def train(arguments: argparse.Namespace) -> int:
    """Run one recipe; it writes its model into --out and can be resumed."""
    _need("tensorboard")
    options = import_module("app.training.options").TrainOptions(
        out=arguments.out,
        resume=arguments.resume,
        seed=arguments.seed,
        minutes=arguments.minutes,
        data=arguments.data,
    )
    import_module(f"app.training.{arguments.recipe}").run(options)
    return 0


def bench(arguments: argparse.Namespace) -> int:
    """Print one table of measured figures."""
    _need("jiwer", "pyannote.metrics")
    paths = arguments.paths
    if arguments.what == "accuracy":
        paths = paths or [EVALUATION_SETS / f"{code}_sentences.tsv" for code in ("en", "zh")]
        import_module("app.bench.accuracy").run(paths, sys.stdout, arguments.seed)
    else:
        diarizer = bootstrap.diarizer(bootstrap.load_settings())
        import_module("app.bench.diarization").run(paths, sys.stdout, arguments.seed, diarizer)
    return 0


def _need(*packages: str) -> None:
    missing = [name for name in packages if util.find_spec(name) is None]
    if missing:
        raise ResourceError(
            f"{', '.join(missing)} not installed; run: python3 installer/bootstrap.py setup "
            "--extras train,dev"
        )
