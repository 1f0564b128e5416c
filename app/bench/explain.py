"""Which words a recogniser gets wrong most often, on the development clips of a corpus.

For whoever trains: it reads clips that training itself may look at, never the reporting sets.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

import jiwer

from app.bench.scoring import comparable
from app.domain.transcript import Language
from app.training.dev_check import transcribe_dev

_CLIPS: Final = 10_000
_NOTHING: Final = "-"


def confusions(
    pairs: Sequence[tuple[str, str]], language: Language
) -> Iterator[tuple[str, str, int]]:
    """(said, heard, how often) of every run of wrong words or characters, the commonest first."""
    counts: Counter[tuple[str, str]] = Counter()
    joiner = "" if language == "zh" else " "
    for said, heard in pairs:
        wanted, got = comparable(said, language), comparable(heard, language)
        if not wanted:
            continue
        for before, after in _wrong(wanted, got, language):
            counts[joiner.join(before) or _NOTHING, joiner.join(after) or _NOTHING] += 1
    for (before_text, after_text), count in counts.most_common():
        yield before_text, after_text, count


def _wrong(
    wanted: str, got: str, language: Language
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Neighbouring edits as one: what was said and what was heard instead."""
    process = jiwer.process_characters if language == "zh" else jiwer.process_words
    found = process(wanted, got or " ")
    before: list[str] = []
    after: list[str] = []
    for chunk in found.alignments[0]:
        if chunk.type == "equal" and (before or after):
            yield before, after
            before, after = [], []
        if chunk.type != "equal":
            before += found.references[0][chunk.ref_start_idx : chunk.ref_end_idx]
            after += found.hypotheses[0][chunk.hyp_start_idx : chunk.hyp_end_idx]
    if before or after:
        yield before, after


def run(directory: Path, corpus: Path, out: TextIO, most: int) -> None:
    """Print the `most` frequent confusions of each language. Raises ResourceError."""
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        pairs = transcribe_dev(directory, corpus, language, _CLIPS)
        out.write(f"{language}: {len(pairs)} development clips; said | heard | times\n")
        for _, (said, heard, count) in zip(range(most), confusions(pairs, language), strict=False):
            out.write(f"{said} | {heard} | {count}\n")
