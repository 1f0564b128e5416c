"""`erscribe bench correction`: term corrections, and the heard sentences they are measured on."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from app import bootstrap
from app.domain.errors import ResourceError
from app.settings import LanguageChoice
from app.speech import making
from app.text.lexicon import Lexicon

SPLIT = Path(__file__).resolve().parents[2] / "tests/data/correction/reporting_terms.txt"
_EVERY = 50  # sentences between two lines of progress


def run(arguments: argparse.Namespace) -> None:
    """Make what is asked for, then print one table. Raises ResourceError, RecognitionError."""
    if arguments.data is None:
        raise ResourceError("open texts and vocabularies are needed: name their folder with --data")
    if arguments.make and arguments.cache is None:
        raise ResourceError("heard sentences need a folder to be kept in: name it with --cache")
    module = import_module("app.bench.correction")
    quick = arguments.quick
    bench = module.CorrectionBench(
        lexicon=Lexicon.load(arguments.lexicon) if arguments.lexicon else bootstrap.lexicon(),
        embedded=bootstrap.lexicon(),
        data=arguments.data,
        split=SPLIT,
        cache=arguments.cache,
        sealed=arguments.sealed,
        sets=tuple(arguments.sets),
        most=module.QUICK_LINES if quick else module.LINES,
        trials=module.QUICK_TRIALS if quick else module.TRIALS,
        seed=arguments.seed,
    )
    for language in arguments.make:
        _make(arguments, bench, language)
    module.run(sys.stdout, bench)


def _make(arguments: argparse.Namespace, bench: Any, language: str) -> None:
    """Speak --most sentences of one language; every recogniser hears each once."""
    if language not in ("en", "zh"):
        raise ResourceError(f"'{language}' is no language of the bench: give en, zh or both")
    speech = import_module("app.bench.correction_speech")
    chosen = speech.chosen(bench.data, bench.terms, bench.part, language, arguments.most)
    named = {"embedded": making.EMBEDDED_RECOGNIZER}
    if arguments.model:
        named[Path(arguments.model).name] = arguments.model
    ears = {name: _ears(model) for name, model in named.items()}
    cache = speech.Cache(arguments.cache, bench.part, language)
    speech.make(chosen, bench.part, ears, bench.data, cache, _told(language, len(chosen)))


def _ears(model: str) -> Any:
    settings = replace(bootstrap.load_settings(), recognizer=model)

    def product(languages: LanguageChoice) -> Any:
        return bootstrap.files_here(replace(settings, languages=languages))

    return import_module("app.bench.hearing").Ears(product, bootstrap.lexicon)


def _told(language: str, whole: int) -> Callable[[int], None]:
    def told(count: int) -> None:
        if count % _EVERY == 0 or count == whole:
            sys.stderr.write(f"{language}: {count} of {whole} sentences heard\n")

    return told
