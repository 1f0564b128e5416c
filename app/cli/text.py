"""`erscribe lexicon ...` and `erscribe understand`: the text rooms, line by line."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from app import bootstrap
from app.cli.lexicon import here
from app.domain.errors import AppError
from app.text.correction import correct_line, overlay


def correct(arguments: argparse.Namespace) -> int:
    """One JSON object per input line: heard, text, corrections."""
    lexicon = here()
    return _each_line(
        lambda line: correct_line(line, arguments.lang, arguments.confidence, lexicon)
    )


def understand(arguments: argparse.Namespace) -> int:
    """One JSON object per input line: text, findings, alerts."""
    understander = bootstrap.understander()
    lexicon = here()
    return _each_line(
        lambda line: understander.understand_line(
            line, arguments.lang, lambda one: overlay(one, lexicon)
        )
    )


def _each_line(answer: Callable[[str], dict[str, Any]]) -> int:
    for line in _lines():
        sys.stdout.write(json.dumps(answer(line), ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def _lines() -> Iterator[str]:
    for number, raw in enumerate(sys.stdin.buffer, 1):
        try:
            line = raw.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise AppError(f"line {number} of standard input is not UTF-8 text") from error
        if line:
            yield line
