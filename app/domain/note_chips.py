"""What stands beside a note's sentence to be decided: corrections of its words, and queries."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.findings import Correction, CorrectionState, Finding
from app.domain.note_versions import Confirmation, NoteBody, VersionSentence
from app.domain.result import JobResult
from app.domain.transcript import Utterance, Word

ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
UNDONE: Final = "undone"
STRUCK: Final = "command.struck"
"""The rule of a sentence that was said and then taken back by voice."""
REOPENED: Final = "reopened"
"""A doubt that was settled and is to be looked at again."""

Alike = Callable[[str], str]
"""Makes letters that count as the same the same, such as those of two scripts; their number and
order stay."""
Place = tuple[int, int]
"""Characters of a text, from the first one to the one behind the last."""

_STATES: Final[dict[str, CorrectionState]] = {
    ACCEPTED: "applied",
    REJECTED: "rejected",
    UNDONE: "undone",
}
_SLACK_S: Final = 0.02
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_EITHER: Final = re.compile(r"(\d+)(?: (\S+))? or (\d+)(?: (\S+))?\?")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Heard words of an utterance, first and last included."""

    utterance: Utterance
    first: int
    last: int

    def seconds(self, first: int, last: int) -> tuple[float, float]:
        """When words of the utterance were said."""
        words = self.utterance.words[first : last + 1]
        return words[0].start_s, words[-1].end_s


@dataclass(frozen=True, slots=True)
class Chip:
    """One correction at a sentence, as it stands now. number: among the result's corrections."""

    number: int
    correction: Correction
    state: CorrectionState
    start_s: float
    end_s: float

    @property
    def struck(self) -> bool:
        """Whether it is a sentence that was taken back by voice, and stays so."""
        return self.correction.rule == STRUCK and self.state == "applied"


@dataclass(frozen=True, slots=True)
class Query:
    """A question about a sentence that nobody answered yet. number: of the finding. choices: the
    readings it offers, as they would be written; none where it only asks to check."""

    number: int
    asks: str
    words: str
    choices: tuple[str, ...]
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A result by its utterances, so that one sentence is looked up without reading all.

    findings: those that ask something. struck: the sentences that were taken back by voice.
    """

    said: Mapping[str, Utterance]
    corrections: Mapping[str, Sequence[tuple[int, Correction]]]
    findings: Mapping[str, Sequence[tuple[int, Finding]]]
    struck: Sequence[tuple[int, Correction]] = ()

    def about(self, one: VersionSentence) -> bool:
        """Whether there is anything to be said about a sentence; of most there is not."""
        cited = one.utterances
        return any(id_ in self.corrections or id_ in self.findings for id_ in cited)


def evidence_of(result: JobResult) -> Evidence:
    found = result.understanding
    corrections: dict[str, list[tuple[int, Correction]]] = {}
    findings: dict[str, list[tuple[int, Finding]]] = {}
    for number, correction in enumerate(found.corrections):
        corrections.setdefault(correction.utterance or "", []).append((number, correction))
    for number, finding in enumerate(found.findings):
        if finding.query is not None:
            findings.setdefault(finding.utterance or "", []).append((number, finding))
    struck = [(at, one) for at, one in enumerate(found.corrections) if one.rule == STRUCK]
    said = {one.id: one for one in found.transcript.utterances}
    return Evidence(said, corrections, findings, struck)


def spoken_words(known: Evidence, one: VersionSentence) -> tuple[Spoken, ...]:
    """The heard words of a sentence, in the order in which it cites them.

    An utterance may have been cut into several sentences; the seconds say which words are whose.
    """
    spans = []
    for utterance in (known.said[id_] for id_ in one.utterances if id_ in known.said):
        inside = [at for at, word in enumerate(utterance.words) if _within(word, one)]
        if inside:
            spans.append(Spoken(utterance, inside[0], inside[-1]))
    return tuple(spans)


def chips_of(known: Evidence, one: VersionSentence, now: Mapping[str, str]) -> tuple[Chip, ...]:
    """The corrections of a sentence, in the order of their words. now: what was said last of each
    subject."""
    found = []
    for spoken in spoken_words(known, one) if known.about(one) else ():
        for number, correction in known.corrections.get(spoken.utterance.id, ()):
            if spoken.first <= correction.first <= spoken.last:
                state = _STATES.get(now.get(f"correction:{number}", ""), correction.state)
                span = spoken.seconds(correction.first, correction.last)
                found.append(Chip(number, correction, state, *span))
    return tuple(sorted(found, key=lambda chip: chip.start_s))


def struck_chips(
    known: Evidence, body: NoteBody, now: Mapping[str, str]
) -> dict[int, tuple[Chip, ...]]:
    """What was taken back by voice and stays so, each at the sentence that it stood behind, by that
    sentence's number: in the section it was in, as far as that has any."""
    found: dict[int, list[Chip]] = {}
    for number, one in known.struck:
        said = known.said.get(one.utterance or "")
        state = _STATES.get(now.get(f"correction:{number}", ""), one.state)
        if said is None or state != "applied":
            continue
        span = Spoken(said, one.first, one.last).seconds(one.first, one.last)
        host = _stood_behind(body, one.concept, span[0])
        if host is not None:
            found.setdefault(host.number, []).append(Chip(number, one, state, *span))
    return {number: tuple(chips) for number, chips in found.items()}


def _stood_behind(body: NoteBody, section: str, at_s: float) -> VersionSentence | None:
    inside = [one for key, sentences in body.places() if key == section for one in sentences]
    for sentences in (inside, tuple(body.sentences())):
        before = [one for one in sentences if one.utterances and one.start_s <= at_s]
        if before:
            return max(before, key=lambda one: one.start_s)
        if sentences:
            return sentences[0]
    return None


def queries_of(known: Evidence, one: VersionSentence, now: Mapping[str, str]) -> tuple[Query, ...]:
    """The open queries of a sentence; a sentence that a person typed over is theirs."""
    found = []
    asks = one.source == "dictated" and known.about(one)
    for spoken in spoken_words(known, one) if asks else ():
        for number, finding in known.findings.get(spoken.utterance.id, ()):
            is_open = now.get(f"query:{number}", REOPENED) == REOPENED
            if is_open and spoken.first <= finding.first <= spoken.last:
                span = spoken.seconds(finding.first, finding.last)
                query = finding.query or ""
                found.append(Query(number, query, finding.text, choices(query), *span))
    return tuple(found)


def said_last(confirmed: Iterable[Confirmation]) -> dict[str, str]:
    """Of each subject, what was said of it last."""
    return {one.subject: one.value for one in confirmed}


def choices(query: str) -> tuple[str, ...]:
    """The two readings of `15 mg or 50 mg?`; none of a query that only asks to check."""
    match = _EITHER.fullmatch(query.strip())
    if match is None:
        return ()
    first, unit, second, other_unit = match.groups()
    return (_joined(first, unit), _joined(second, other_unit))


def chosen(text: str, finding: Finding, choice: str, alike: Alike = str) -> str | None:
    """A sentence's text with the chosen reading in it; None when it no longer says what was heard.

    Only the number is changed: inside the finding's words where the sentence has them once, else
    where it says the number once.
    """
    offered = {one: one.split(maxsplit=1)[0] for one in choices(finding.query or "")}
    if finding.value is not None:
        written = {finding.value.number}
    else:
        written = {one for one in offered.values() if replaced_once(finding.text, one, one)}
    if choice not in offered or len(written) != 1:
        return None
    (number,) = written
    place = place_of(alike(text), alike(finding.text))
    if place is not None:
        start, end = place
        inside = replaced_once(text[start:end], number, offered[choice])
        if inside is not None:
            return text[:start] + inside + text[end:]
    return replaced_once(text, number, offered[choice])


def replaced_once(text: str, old: str, new: str) -> str | None:
    """The text with one phrase in place of another; None where `place_of` finds none."""
    place = place_of(text, old)
    return None if place is None else text[: place[0]] + new + text[place[1] :]


def place_of(text: str, phrase: str) -> Place | None:
    """Where a phrase stands in a text once as whole words, whatever their case; None otherwise.
    50 is not in 150, nor in 1.50; it is in 50mg."""
    if not phrase:
        return None
    before = r"(?<![A-Za-z0-9])(?<!\d[.,])" if _latin(phrase[0]) else ""
    word = r"0-9" if _NUMBER.fullmatch(phrase) else r"A-Za-z0-9"
    after = rf"(?![{word}])(?![.,]\d)" if _latin(phrase[-1]) else ""
    places = list(re.finditer(before + re.escape(phrase) + after, text, re.IGNORECASE))
    return places[0].span() if len(places) == 1 else None


def holding(
    sentences: Iterable[VersionSentence], utterance: str, words: str, alike: Alike = str
) -> tuple[VersionSentence, Place] | None:
    """The one sentence of an utterance that says some words, and where it does; None when there is
    no such sentence, or more than one."""
    found = [
        (one, place)
        for one in sentences
        if utterance in one.utterances
        and (place := place_of(alike(one.text), alike(words))) is not None
    ]
    return found[0] if len(found) == 1 else None


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _joined(number: str, unit: str | None) -> str:
    return f"{number} {unit}" if unit else number


def _within(word: Word, one: VersionSentence) -> bool:
    middle = (word.start_s + word.end_s) / 2
    return one.start_s - _SLACK_S <= middle <= one.end_s + _SLACK_S
