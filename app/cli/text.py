"""`erscribe lexicon ...` and `erscribe understand`: the text rooms, line by line."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from app import bootstrap
from app.domain.errors import AppError
from app.text.correction import correct_line, overlay
from app.text.lexicon import Match
from app.text.tokens import tokenize


def correct(arguments: argparse.Namespace) -> int:
    """One JSON object per input line: heard, text, corrections."""
    lexicon = bootstrap.lexicon()
    return _each_line(
        lambda line: correct_line(line, arguments.lang, arguments.confidence, lexicon)
    )


def understand(arguments: argparse.Namespace) -> int:
    """One JSON object per input line: text, findings, alerts."""
    understander = bootstrap.understander()
    lexicon = understander.resources.lexicon
    return _each_line(
        lambda line: understander.understand_line(
            line, arguments.lang, lambda one: overlay(one, lexicon)
        )
    )


def lookup(arguments: argparse.Namespace) -> int:
    """The nearest entry of the lexicon with its score and margin, as one JSON object."""
    lexicon = bootstrap.lexicon()
    spoken = tuple(word.text for word in tokenize(arguments.term, 1.0))
    named = lexicon.found(arguments.lang, arguments.term)
    match = Match(named, named.term, 1.0, 1.0) if named else lexicon.lookup(arguments.lang, spoken)
    row: dict[str, Any] = {"term": arguments.term, "match": None}
    if match:
        row["match"] = asdict(match.entry)
        row |= {"name": match.name, "score": match.score, "margin": match.margin}
    sys.stdout.write(json.dumps(row, ensure_ascii=False, default=list) + "\n")
    return 0


def info(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes its arguments
    """Version and number of entries by language and kind, as JSON."""
    lexicon = bootstrap.lexicon()
    counts = Counter(f"{entry.language} {entry.kind}" for entry in lexicon.entries)
    summary = {
        "version": lexicon.version,
        "entries": len(lexicon.entries),
        "by_kind": dict(sorted(counts.items())),
    }
    sys.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
    return 0


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
