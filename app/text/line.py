"""One utterance as understanding sees it: its readings and what they mention."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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


Said = tuple[Utterance, Sequence[Correction]]
"""An utterance with its corrections."""
ReadLines = Callable[[Sequence[Said]], Sequence[Line]]
"""What reads utterances, a line for each."""


class ReadOnce:
    """A ReadLines for one question about a talk: what is asked for again, in the same words and
    with the same corrections, is not read again. For one thread."""

    def __init__(self, read: ReadLines) -> None:
        self._read = read
        self._known: dict[str, Line] = {}

    def __call__(self, said: Sequence[Said]) -> Sequence[Line]:
        asked = [(utterance, tuple(corrections)) for utterance, corrections in said]
        known = [self._line(*one) for one in asked]
        fresh = [one for one, line in zip(asked, known, strict=True) if line is None]
        read = iter(self._read(fresh))
        lines = [line or next(read) for line in known]
        self._known.update((line.utterance.id, line) for line in lines)
        return lines

    def _line(self, utterance: Utterance, corrections: tuple[Correction, ...]) -> Line | None:
        line = self._known.get(utterance.id)
        same = line is not None and (line.utterance, line.corrections) == (utterance, corrections)
        return line if same else None


def line_of(utterance: Utterance, corrections: Sequence[Correction], pipeline: Pipeline) -> Line:
    """As `lines_of`, of one utterance."""
    return lines_of([(utterance, corrections)], pipeline)[0]


def lines_of(said: Sequence[Said], pipeline: Pipeline) -> list[Line]:
    """Utterances of the pipeline's language, read as written, as heard, and as their proposed
    corrections would have them. Their mentions are found all together, which is faster."""
    forms = [list(_forms(*one)) for one in said]
    mentions = iter(pipeline.mentions_of([reading for own in forms for reading, _ in own]))
    return [
        _line(one, [(reading, next(mentions), proposed) for reading, proposed in own])
        for one, own in zip(said, forms, strict=True)
    ]


def _forms(
    utterance: Utterance, corrections: Sequence[Correction]
) -> Iterator[tuple[Reading, bool]]:
    """The written reading first; True: only if a proposed correction is right."""
    applied = [one for one in corrections if one.state == "applied"]
    proposed = [one for one in corrections if one.state == "proposed" and one.kind == "term"]
    words, language = utterance.words, utterance.language
    yield read(words, applied, language), False
    if applied:
        yield read(words, (), language), False
    if proposed:
        yield read(words, proposed, language), True


def _line(said: Said, forms: Sequence[tuple[Reading, Sequence[Mention], bool]]) -> Line:
    written, mentions, _ = forms[0]
    found = tuple(_heard(written, mentions))
    everything = list(found)
    for reading, more, proposed in forms[1:]:
        _add(everything, _heard(reading, more, proposed=proposed))
    utterance, corrections = said
    return Line(utterance, tuple(corrections), written, found, tuple(everything))


def _heard(
    reading: Reading, mentions: Iterable[Mention], *, proposed: bool = False
) -> Iterator[Heard]:
    for mention in mentions:
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
