"""`erscribe train NAME` and `erscribe bench NAME`: recipes and figures."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module, util
from pathlib import Path
from typing import Final

from app import bootstrap
from app.domain.errors import ResourceError
from app.services.file_speech import FilesHere
from app.settings import LanguageChoice
from app.speech import making

EVALUATION_SETS = Path(__file__).resolve().parents[2] / "tests" / "data" / "eval"
KEYWORD_SENTENCES = EVALUATION_SETS.with_name("keywords")
VALUE_SETS = EVALUATION_SETS.with_name("eval_values")
CASES = EVALUATION_SETS.parent
_EXPLAINED = 40  # frequent errors shown per language


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
    import_module(f"app.training.{arguments.recipe.replace('-', '_')}").run(options)
    return 0


def bench(arguments: argparse.Namespace) -> int:
    """Print one table of measured figures. Raises ResourceError for what one cannot write."""
    if arguments.what not in ("lexicon", "store", "window"):
        _need("jiwer", "pyannote.metrics")
    if arguments.write and arguments.what != "accuracy":
        raise ResourceError("only bench accuracy writes EVALUATION.md: leave --write out")
    _BENCHES[arguments.what](arguments)
    return 0


def sentence_files(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """The files of sentences that are named, or the evaluation's own."""
    return tuple(arguments.paths or sorted(EVALUATION_SETS.glob("[ez][nh]_*sentences.tsv")))


def _speed(arguments: argparse.Namespace) -> None:
    import_module("app.cli.bench_speed").run(arguments)


def _store(arguments: argparse.Namespace) -> None:
    import_module("app.bench.store").run(sys.stdout, arguments.seed, quick=arguments.quick)


def _lexicon(arguments: argparse.Namespace) -> None:
    lexicon = import_module("app.bench.lexicon")
    lexicon.run(sys.stdout, arguments.seed, arguments.data, quick=arguments.quick)


def _live(arguments: argparse.Namespace) -> None:
    import_module("app.cli.bench_live").run(arguments)


def _correction(arguments: argparse.Namespace) -> None:
    import_module("app.cli.bench_correction").run(arguments)


def _understanding(arguments: argparse.Namespace) -> None:
    module = import_module("app.bench.understanding")
    corpora = arguments.data / "text" if arguments.data is not None else None
    chosen = module.UnderstandingBench(CASES, corpora, arguments.sealed, tuple(arguments.sets))
    module.run(sys.stdout, chosen, bootstrap.understander())


def _window(_: argparse.Namespace) -> None:
    for figure in import_module("app.bench.window").measure():
        goal = "" if figure.goal is None else f"  (at most {figure.goal:g})"
        sys.stdout.write(f"{figure.name:14} {figure.value:8.2f}{goal}\n")
        sys.stdout.flush()


def _accuracy(arguments: argparse.Namespace) -> None:
    accuracy = import_module("app.bench.accuracy")
    model = arguments.model or making.EMBEDDED_RECOGNIZER
    if arguments.explain is not None:
        directory = accuracy.model_directory(model)
        import_module("app.bench.explain").run(directory, arguments.explain, sys.stdout, _EXPLAINED)
        return
    settings = replace(bootstrap.load_settings(), recognizer=model)
    options = accuracy.AccuracyOptions(
        paths=sentence_files(arguments),
        model=model,
        values=tuple(sorted(VALUE_SETS.glob("*_values.tsv"))),
        data=arguments.data,
        sets=arguments.sets,
        seed=arguments.seed,
        most=accuracy.QUICK if arguments.quick else arguments.most,
        page=import_module("app.bench.evaluation").EVALUATION if arguments.write else None,
    )

    def product(languages: LanguageChoice) -> FilesHere:
        return bootstrap.files_here(replace(settings, languages=languages))

    accuracy.run(options, sys.stdout, product, bootstrap.lexicon)


def _biasing(arguments: argparse.Namespace) -> None:
    module = import_module("app.bench.biasing")
    paths = sentence_files(arguments)
    most = module.QUICK if arguments.quick else arguments.most
    chosen = module.BiasingBench(tuple(paths), arguments.data, most, arguments.seed)
    model = arguments.model or making.EMBEDDED_RECOGNIZER
    settings = replace(bootstrap.load_settings(), recognizer=model)
    module.run(sys.stdout, chosen, settings, bootstrap.lexicon())


def _speakers(arguments: argparse.Namespace) -> None:
    if arguments.data is None:
        raise ResourceError("recordings are needed: name their folder with --data")
    import_module("app.bench.speakers").run(sys.stdout, arguments.seed, arguments.data)


def _diarization(arguments: argparse.Namespace) -> None:
    if arguments.sets:
        _speed(arguments)
        return
    module = import_module("app.bench.diarization")
    talks = module.Talks(arguments.data, module.QUICK if arguments.quick else module.CONVERSATIONS)
    diarizer = making.diarizer(bootstrap.load_settings())
    module.run(arguments.paths, sys.stdout, arguments.seed, diarizer, talks)


def _keywords(arguments: argparse.Namespace) -> None:
    if arguments.data is None:
        raise ResourceError("recordings are needed: name their folder with --data")
    keywords = import_module("app.bench.keywords")
    folder = arguments.paths[0] if arguments.paths else KEYWORD_SENTENCES
    share = keywords.QUICK if arguments.quick else 1.0
    bench = keywords.KeywordBench(folder, arguments.data, arguments.seed, share)
    model = keywords.model_named(arguments.model or keywords.EMBEDDED)
    keywords.run(sys.stdout, model, bench)


def _need(*packages: str) -> None:
    missing = [name for name in packages if util.find_spec(name) is None]
    if missing:
        raise ResourceError(
            f"{', '.join(missing)} not installed; run: python3 installer/bootstrap.py setup "
            "--extras train,dev"
        )


_BENCHES: Final[dict[str, Callable[[argparse.Namespace], None]]] = {
    "accuracy": _accuracy,
    "all": _speed,
    "biasing": _biasing,
    "correction": _correction,
    "diarization": _diarization,
    "keywords": _keywords,
    "lexicon": _lexicon,
    "live": _live,
    "pipeline": _speed,
    "quantization": _speed,
    "recognition": _speed,
    "speakers": _speakers,
    "store": _store,
    "understanding": _understanding,
    "window": _window,
}
