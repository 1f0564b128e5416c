"""`erscribe lexicon info|lookup|test`: what it consists of, what it finds, what it would write."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import bootstrap, paths
from app.domain.errors import AppError, StoreError
from app.domain.transcript import Language
from app.services.lexicon_score import Scored, score
from app.text.correction import correct_line
from app.text.lexicon import Lexicon, Match
from app.text.lexicon.builds import builds_in, chosen
from app.text.tokens import language_of, tokenize


def info(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes its arguments
    """Version and number of entries by language and kind, and each build with its licences."""
    lexicon = here()
    counts = Counter(f"{entry.language} {entry.kind}" for entry in lexicon.entries)
    used = chosen(bootstrap.load_settings().lexicon, paths.lexicons_dir())
    summary = {
        "version": lexicon.version,
        "entries": len(lexicon.entries),
        "by_kind": dict(sorted(counts.items())),
        "licence": "Apache-2.0; ICD-10-CM codes are in the public domain",
        "site_terms": len([one for one in lexicon.entries if one.id.startswith("site.")]),
        "large_names": len(lexicon.large) if lexicon.large is not None else 0,
        "staff_words": sum(map(len, lexicon.staff.values())),
        "builds": [
            {**asdict(manifest), "used": folder == used}
            for folder, manifest in builds_in(paths.lexicons_dir())
        ],
    }
    sys.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1, default=str) + "\n")
    return 0


def lookup(arguments: argparse.Namespace) -> int:
    """The nearest entry of the lexicon with its score and margin, as one JSON object."""
    spoken = tuple(word.text for word in tokenize(arguments.term, 1.0))
    lexicon = here()
    named = lexicon.found(arguments.lang, arguments.term)
    match = Match(named, named.term, 1.0, 1.0) if named else lexicon.lookup(arguments.lang, spoken)
    row: dict[str, Any] = {"term": arguments.term, "match": None}
    if match:
        row["match"] = asdict(match.entry)
        row |= {"name": match.name, "score": match.score, "margin": match.margin}
        row["rivals"] = match.rivals
    sys.stdout.write(json.dumps(row, ensure_ascii=False, default=list) + "\n")
    return 0


def test(arguments: argparse.Namespace) -> int:
    """One JSON object: of a sentence what would be written; of a file how much of it is right."""
    lexicon = here()
    if arguments.pairs is not None:
        answer = asdict(_scored(arguments.pairs, arguments, lexicon))
    elif arguments.sentence:
        line = " ".join(arguments.sentence)
        language = arguments.lang or _language(line)
        answer = correct_line(line, language, arguments.confidence, lexicon)
    else:
        raise AppError("give a sentence, or a file of heard<TAB>wanted: --pairs FILE")
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    return 0


def here() -> Lexicon:
    """The lexicon with the site's terms; without them, and saying so, where no store opens."""
    try:
        return bootstrap.lexicon_here()
    except StoreError as error:
        sys.stderr.write(f"[site terms left out] {error}\n")
        return bootstrap.lexicon()


def _scored(path: Path, arguments: argparse.Namespace, lexicon: Lexicon) -> Scored:
    def write(heard: str) -> str:
        language = arguments.lang or _language(heard)
        return str(correct_line(heard, language, arguments.confidence, lexicon)["text"])

    return score(_pairs(path), write)


def _pairs(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, heard, wanted. Raises AppError naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AppError(f"{path}: cannot be read as UTF-8 text") from error
    for number, line in enumerate(lines, 1):
        heard, tab, wanted = line.partition("\t")
        if line.strip() and not (tab and heard.strip() and wanted.strip()):
            raise AppError(f"{path}, line {number}: is not heard<TAB>wanted")
        if line.strip():
            yield number, heard.strip(), wanted.strip()


def _language(line: str) -> Language:
    return language_of(tokenize(line, 1.0))
