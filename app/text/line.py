"""One utterance as understanding sees it: its readings and what they mention."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.findings import Correction
from app.domain.transcript import Utterance, Word
from app.text.pipeline import Mention, Pipeline
from app.text.reading import Reading, read

UNSURE_BELOW = 0.6


@dataclass(frozen=True, slots=True)
class Heard:
    """A mention by its heard words. proposed: seen only if a proposed correction is right.

    first..last and cue: heard words of the utterance, last included; text: as it was read.
    """

    mention: Mention
    first: int
    last: int
    cue: tuple[int, int] | None
    text: str
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An utterance with its written reading and mentions.

    mentions: from the written text, for findings; heard: these and those that only the heard
    words or a proposed correction show, for alerts.
    """

    utterance: Utterance
    corrections: tuple[Correction, ...]
    written: Reading
    mentions: tuple[Heard, ...]
    heard: tuple[Heard, ...]


ReadLine = Callable[[Utterance, Sequence[Correction]], Line]
"""What reads an utterance with its corrections."""


class ReadOnce:
    """A ReadLine for one question about a talk: what is asked for again, in the same words and
    with the same corrections, is not read again. For one thread."""

    def __init__(self, read: ReadLine) -> None:
        self._read = read
        self._known: dict[str, Line] = {}

    def __call__(self, utterance: Utterance, corrections: Sequence[Correction]) -> Line:
        line = self._known.get(utterance.id)
        asked = (utterance, tuple(corrections))
        if line is None or (line.utterance, line.corrections) != asked:
            line = self._known[utterance.id] = self._read(*asked)
        return line


def line_of(utterance: Utterance, corrections: Sequence[Correction], pipeline: Pipeline) -> Line:
    """Read an utterance as written, as heard, and as its proposed corrections would have it."""
    applied = [one for one in corrections if one.state == "applied"]
    proposed = [one for one in corrections if one.state == "proposed" and one.kind == "term"]
    words, language = utterance.words, utterance.language
    written = read(words, applied, language)
    found = list(_heard(written, pipeline))
    everything = list(found)
    if applied:
        _add(everything, _heard(read(words, (), language), pipeline))
    if proposed:
        _add(everything, _heard(read(words, proposed, language), pipeline, proposed=True))
    return Line(utterance, tuple(corrections), written, tuple(found), tuple(everything))


def _heard(reading: Reading, pipeline: Pipeline, *, proposed: bool = False) -> Iterable[Heard]:
    for mention in pipeline.mentions(reading):
        first, last = reading.heard(mention.start, mention.end)
        cue = None if mention.cue is None else reading.heard(*mention.cue)
        text = reading.written(mention.start, mention.end)
        yield Heard(mention, first, last, cue, text, proposed)


def _add(known: list[Heard], more: Iterable[Heard]) -> None:
    """Add mentions of a concept where it is not known yet."""
    for one in more:
        if not any(
            one.mention.concept.id == other.mention.concept.id
            and one.first <= other.last
            and one.last >= other.first
            for other in known
        ):
            known.append(one)


def unsure(utterance: Utterance, first: int, last: int) -> bool:
    """True when any of the words has a probability below UNSURE_BELOW or carries a flag."""
    words: Sequence[Word] = utterance.words[first : last + 1]
    return any(word.probability < UNSURE_BELOW for word in words) or any(
        flag.first <= last and flag.last >= first for flag in utterance.flags
    )
