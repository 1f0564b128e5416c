"""`erscribe bench understanding`: what is read out of words, point by point, as one table.

Figures are of the open cases, on which the rules were tuned; with `sealed`, of those that nobody
who wrote rules has seen. Corpora are open texts that are not part of the product.
"""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final, TextIO

from app.bench import (
    section_routing,
    understanding_context,
    understanding_extraction,
    understanding_note,
    understanding_numbers,
    understanding_roles,
    understanding_timeline,
)
from app.bench.evaluation import HEADING, Figure, line
from app.domain.errors import ResourceError
from app.domain.transcript import Language, Transcript, Utterance
from app.text.sections import embedded
from app.text.tokens import tokenize
from app.text.understanding import Understander

TEN_MINUTES: Final = 1_500  # words, at 150 a minute
REPEATS: Final = 20
_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_QUERIES_OPEN: Final = (
    "queries_more_{}.jsonl", "queries_spoken_{}.tsv", "queries_hard_{}.tsv", "queries_hard2_{}.tsv",
    "queries_hard3_{}.tsv",
)  # fmt: skip
_VALUES_OPEN: Final = (
    "values_spoken_{}.txt", "values_hard_{}.txt", "values_hard2_{}.txt", "values_hard3_{}.txt",
)  # fmt: skip
_HANDS: Final = "ghijklmno"  # who wrote timelines without a look at any rule


@dataclass(frozen=True, slots=True)
class UnderstandingBench:
    """cases: the folder of case files; corpora: of open texts, None for none; sealed: those cases
    instead of the open ones; sets: names of SETS, none for all."""

    cases: Path
    corpora: Path | None = None
    sealed: bool = False
    sets: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        return "sealed" if self.sealed else "open"

    def files(self, folder: str) -> dict[Language, Path]:
        """A case file by language."""
        return {code: self.cases / folder / f"{code}_{self.part}.jsonl" for code in _LANGUAGES}


Measure = Callable[[UnderstandingBench, Understander], Iterator[Figure]]


def run(out: TextIO, bench: UnderstandingBench, understander: Understander) -> None:
    """Print the table as it grows. Raises ResourceError."""
    unknown = set(bench.sets) - set(SETS)
    if unknown:
        raise ResourceError(f"no set is called {', '.join(sorted(unknown))}; sets: {_names()}")
    out.write(f"{HEADING}\n|---|---|---|---|---|---|\n")
    for name, measure in SETS.items():
        if not bench.sets or name in bench.sets:
            for figure in measure(bench, understander):
                out.write(f"{line(figure)}\n")
                out.flush()


def cost(bench: UnderstandingBench, understander: Understander) -> Iterator[Figure]:
    """Processor time of everything that follows recognition, for ten minutes of speech."""
    for code in _LANGUAGES:
        path = bench.cases / "notes" / f"dictated_{code}.txt"
        said = [one.words for case in understanding_note.read_cases(path) for one in case.said]
        understander.understand(_ten_minutes(said, code, 0), (), "warm")
        gc.freeze()  # as the speech process does once its models stand
        took = sorted(
            _spent_ms(understander, _ten_minutes(said, code, at + 1)) for at in range(REPEATS)
        )
        name = f"{TEN_MINUTES} words, {code}"
        middle = took[len(took) // 2]
        low, high = quantiles(took, n=20)[0], quantiles(took, n=20)[-1]
        yield Figure(
            "rules", name, REPEATS, "processor time, median", middle, low, high, "ms", "<= 150"
        )


def _ten_minutes(said: list[str], language: Language, time: int) -> Transcript:
    """The lines again and again, an utterance each, word after word.

    Each ends with a word that is another one each time, so that nothing is remembered.
    """
    mark = chr(ord("a") + time % 26) * 3 if language == "en" else chr(ord("甲") + time)
    utterances: list[Utterance] = []
    words = 0
    while words < TEN_MINUTES:
        text = f"{said[len(utterances) % len(said)]} {mark}"
        heard = tokenize(text, 0.9)
        at = len(utterances) + 1
        utterances.append(Utterance(f"u{at}", "S1", language, heard, text=text))
        words += len(heard)
    return Transcript(tuple(utterances))


def _spent_ms(understander: Understander, heard: Transcript) -> float:
    began = time.process_time()
    understander.understand(heard, (), "bench")
    return 1000 * (time.process_time() - began)


def _context(bench: UnderstandingBench, understander: Understander) -> Iterator[Figure]:
    files = {code: [path] for code, path in bench.files("context").items()}
    return understanding_context.figures(files, understander, f"{bench.part} cases")


def _numbers(bench: UnderstandingBench, _: Understander) -> Iterator[Figure]:
    folder = bench.cases / "numbers"
    asked = {code: folder / f"queries_{code}.jsonl" for code in _LANGUAGES}
    yield from understanding_numbers.figures(bench.files("numbers"), asked, bench.part)
    if not bench.sealed:  # the other hands' lines are all open
        for name in _QUERIES_OPEN:
            yield from understanding_numbers.figures({}, _files(folder, name), bench.part)
        for name in _VALUES_OPEN:
            yield from understanding_numbers.figures(_files(folder, name), {}, bench.part)


def _files(folder: Path, name: str) -> dict[Language, Path]:
    """The files of a name by language, where they are."""
    files = {code: folder / name.format(code) for code in _LANGUAGES}
    return {code: path for code, path in files.items() if path.exists()}


def _extraction(bench: UnderstandingBench, understander: Understander) -> Iterator[Figure]:
    if bench.corpora is not None:
        # all of these is open
        more = () if bench.sealed else tuple(f"zh_labels_{one}.jsonl" for one in ("more", "v", "w"))
        for name in ("labels.jsonl", "zh_labels.jsonl", *more):
            labels = bench.cases / "extraction" / name
            yield from understanding_extraction.figures(
                understander, labels, bench.corpora, bench.part
            )


def _routing(bench: UnderstandingBench, _: Understander) -> Iterator[Figure]:
    if bench.corpora is not None:
        yield from section_routing.figures(bench.corpora / "mts_dialog", embedded())


def _note(bench: UnderstandingBench, understander: Understander) -> Iterator[Figure]:
    return understanding_note.figures(bench.cases / "notes", understander, bench.corpora)


def _timeline(bench: UnderstandingBench, _: Understander) -> Iterator[Figure]:
    paths = list(bench.files("timeline").values())
    if not bench.sealed:  # the writers' recordings are all open
        folder = bench.cases / "timeline"
        written = [folder / f"{code}_{hand}.txt" for code in _LANGUAGES for hand in _HANDS]
        paths += [path for path in written if path.exists()]
    return understanding_timeline.figures(paths)


def _roles(bench: UnderstandingBench, understander: Understander) -> Iterator[Figure]:
    files = {f"roles, {code}": path for code, path in bench.files("roles").items()}
    talks = None if bench.corpora is None else bench.corpora / "primock57" / "transcripts"
    return understanding_roles.figures(understander.resources.roles, files, talks)


SETS: Final[dict[str, Measure]] = {
    "context": _context,
    "numbers": _numbers,
    "extraction": _extraction,
    "routing": _routing,
    "note": _note,
    "timeline": _timeline,
    "roles": _roles,
    "cost": cost,
}


def _names() -> str:
    return ", ".join(SETS)
