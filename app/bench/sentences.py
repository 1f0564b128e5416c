"""The reporting sentences, said by synthetic voices: error rates, numbers, drugs, word times."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.bench.content import drugs, drugs_right, time_errors, values, values_right
from app.bench.evaluation import Figure
from app.bench.hearing import Ears, heard_text
from app.bench.scoring import (
    Interval,
    Tally,
    errors,
    language_of,
    percentile,
    pooled,
    share,
)
from app.bench.surroundings import Noises, Rooms
from app.bench.voices import HELD_OUT, KNOWN, Engine, Said, engines
from app.domain.errors import ResourceError
from app.domain.transcript import HeardRegion, Language
from app.training.features import Float32

ERROR_GOAL: Final = "<= 6 (at least 12)"
ROUGH_GOAL: Final = "<= 12 (at least 20)"
HELD_OUT_GOAL: Final = "<= 10 (at least 25)"
_GOALS: Final = {KNOWN: ERROR_GOAL, HELD_OUT: HELD_OUT_GOAL}
Change = Callable[[Float32], Float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence and what became of it; `written` is the text that the product shows."""

    said: Said
    region: HeardRegion
    written: str

    @property
    def language(self) -> Language:
        return language_of(self.said.text)


def read_sentences(path: Path) -> list[str]:
    """The last column of a tab-separated file. Raises ResourceError when it has none."""
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except OSError as error:
        raise ResourceError(f"cannot read {path.name}: give a file of id<TAB>text") from error
    texts = [line.split("\t")[-1].strip() for line in lines if "\t" in line]
    if not texts:
        raise ResourceError(f"{path.name} holds no sentence: give a file of id<TAB>text")
    return texts


def some_sentences(path: Path, most: int, seed: int) -> list[str]:
    """The sentences of a file, or `most` of them drawn at random, in the file's order."""
    texts = read_sentences(path)
    kept = set(random.Random(seed).sample(range(len(texts)), min(most, len(texts))))
    return [text for index, text in enumerate(texts) if index in kept]


def hear(
    ears: Ears, engine: Engine, texts: Sequence[str], change: Change | None = None
) -> list[Heard]:
    """What is heard of every sentence that the engine can say; its language is given."""
    heard = []
    for text in texts:
        said = engine.say(text)
        if said is not None:
            samples = change(said.samples) if change else said.samples
            region = ears.whole(samples, language_of(text))
            heard.append(Heard(said, region, ears.written(region)))
    return heard


def plain_figures(ears: Ears, paths: Sequence[Path], most: int, seed: int) -> Iterator[Figure]:
    """Error rates of each file by each engine; numbers, drugs and word times beside them."""
    for path in paths:
        texts = some_sentences(path, most, seed)
        for engine in engines(seed):
            heard = hear(ears, engine, texts)
            if heard:
                name = f"{path.stem}, {engine.name}"
                yield error_figure(ears, name, heard, seed, _GOALS[engine.name])
                yield from _content(ears, name, heard)
                yield from _times(ears, name, heard, seed)


def noisy_figures(
    ears: Ears, paths: Sequence[Path], most: int, seed: int, data: Path
) -> Iterator[Figure]:
    """Error rates of the known engine among recorded noises."""
    yield from _changed(ears, paths, most, seed, Noises(data, seed), "noise at 10 dB")


def room_figures(
    ears: Ears, paths: Sequence[Path], most: int, seed: int, data: Path
) -> Iterator[Figure]:
    """Error rates of the known engine in recorded rooms."""
    yield from _changed(ears, paths, most, seed, Rooms(data), "in a room")


def _changed(
    ears: Ears, paths: Sequence[Path], most: int, seed: int, change: Change, name: str
) -> Iterator[Figure]:
    for path in paths:
        engine = engines(seed)[0]
        heard = hear(ears, engine, some_sentences(path, most, seed), change)
        if heard:
            yield error_figure(ears, f"{path.stem}, {name}", heard, seed, ROUGH_GOAL)


def error_figure(ears: Ears, name: str, heard: Sequence[Heard], seed: int, goal: str) -> Figure:
    """Word error rate of English, character error rate of Chinese."""
    tallies = [errors(one.said.text, heard_text(one.region), one.language) for one in heard]
    measure = "CER" if heard[0].language == "zh" else "WER"
    return _figure(ears, name, len(heard), measure, pooled(tallies, seed), goal=goal)


def _content(ears: Ears, name: str, heard: Sequence[Heard]) -> Iterator[Figure]:
    tallies: dict[str, list[Tally]] = {}
    for one in heard:
        for measure, tally in _counts(ears, one):
            tallies.setdefault(measure, []).append(tally)
    for measure, found in tallies.items():
        count = round(sum(tally.whole for tally in found))
        if count:
            right = round(sum(tally.part for tally in found))
            goal = _CONTENT_GOALS.get(measure, "")
            yield _figure(ears, name, count, measure, share(right, count), goal=goal)


_CONTENT_GOALS: Final = {
    "numbers with unit right": ">= 97",
    "drug names right, as written": ">= 95",
}


def _counts(ears: Ears, one: Heard) -> Iterator[tuple[str, Tally]]:
    wanted = values(one.said.text, one.language, ears.lexicon)
    measured = [value for value in wanted if value.measured]
    named = drugs(one.said.text, one.language, ears.lexicon)
    as_heard = drugs_right(named, heard_text(one.region), one.language)
    as_written = drugs_right(named, one.written, one.language)
    yield "numbers with unit right", Tally(values_right(measured, one.written), len(measured))
    yield "all written numbers right", Tally(values_right(wanted, one.written), len(wanted))
    yield "drug names right, as heard", Tally(as_heard, len(named))
    yield "drug names right, as written", Tally(as_written, len(named))


def _times(ears: Ears, name: str, heard: Sequence[Heard], seed: int) -> Iterator[Figure]:
    pairs = [pair for one in heard for pair in time_errors(one.said.words, one.region.words)]
    if not pairs:
        return
    for which, place in (("start", 0), ("end", 1)):
        off_ms = [1000 * pair[place] for pair in pairs]
        for point, goal in ((50, "<= 80"), (95, "")):
            label = f"word {which} off by, {'median' if point == 50 else '95th percentile'}"
            found = percentile(off_ms, point, seed)
            yield _figure(ears, name, len(pairs), label, found, unit="ms", goal=goal)


def _figure(
    ears: Ears,
    name: str,
    count: int,
    measure: str,
    found: Interval,
    *,
    unit: str = "%",
    goal: str = "",
) -> Figure:
    model = ears.model.name
    return Figure(model, name, count, measure, found.value, found.low, found.high, unit, goal)
