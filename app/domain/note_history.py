"""What changed from one version of a note to the next, word by word, so that it can be struck
through; the changes played forward from the first version give the last one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final, Literal

from app.domain.note_edits import with_places
from app.domain.note_versions import (
    NoteBody,
    NoteVersion,
    SpeakerLabel,
    VersionKind,
    VersionSentence,
)

Mark = Literal["kept", "struck", "added"]
Change = Literal["added", "struck", "reworded", "moved"]
Times = tuple[datetime | None, datetime | None]

_WORDS: Final = re.compile(
    r"\s+|[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]|[^\W㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+|[^\w\s]|_"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, were struck, or were added. kept + struck is the text before, kept +
    added the text after."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """What happened to one sentence. after: the sentence as it is now, None when it was struck;
    section, position: where it is now, or was."""

    number: int
    what: Change
    section: str
    position: int
    pieces: tuple[Piece, ...]
    after: VersionSentence | None


@dataclass(frozen=True, slots=True)
class Step:
    """One version's changes, by whom, when and why.

    added_labels, struck_labels: who is now said to have spoken what, and was said before. times,
    times_before: the patient's arrival and the end of a resuscitation, now and before.
    """

    version: int
    kind: VersionKind
    by: str
    at: datetime
    reason: str
    late: bool
    changes: tuple[SentenceChange, ...]
    added_labels: tuple[SpeakerLabel, ...] = ()
    struck_labels: tuple[SpeakerLabel, ...] = ()
    times: Times = (None, None)
    times_before: Times = (None, None)
    numbers: int = 0


def history(versions: Sequence[NoteVersion]) -> tuple[Step, ...]:
    """One step for each version after the first; an addendum adds and changes nothing."""
    steps = []
    before = versions[0]
    for version in versions[1:]:
        base = before.body if version.kind != "addendum" else _empty(version.body)
        steps.append(_step(base, version))
        if version.kind != "addendum":
            before = version
    return tuple(steps)


def play(first: NoteBody, steps: Sequence[Step]) -> NoteBody:
    """The text after the steps, addenda left out."""
    body = first
    for step in steps:
        if step.kind != "addendum":
            body = _played(body, step)
    return body


def words(text: str) -> list[str]:
    """Units of a difference: English words, Chinese characters, signs and spaces; none is lost."""
    return _WORDS.findall(text)


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """A text's change word by word."""
    old, new = words(before), words(after)
    found: list[Piece] = []
    for what, first, last, new_first, new_last in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if what == "equal":
            found.append(Piece("kept", "".join(old[first:last])))
            continue
        if last > first:
            found.append(Piece("struck", "".join(old[first:last])))
        if new_last > new_first:
            found.append(Piece("added", "".join(new[new_first:new_last])))
    return tuple(found)


def _step(before: NoteBody, version: NoteVersion) -> Step:
    after = version.body
    return Step(
        version.version,
        version.kind,
        version.author_id,
        version.created_at,
        version.reason,
        version.late,
        tuple(_changes(before, after)),
        tuple(one for one in after.labels if one not in before.labels),
        tuple(one for one in before.labels if one not in after.labels),
        (after.arrival_at, after.rescue_ended_at),
        (before.arrival_at, before.rescue_ended_at),
        after.numbers,
    )


def _changes(before: NoteBody, after: NoteBody) -> Iterator[SentenceChange]:
    old, new = _placed(before), _placed(after)
    stayed = _stayed(list(old), list(new))
    was = {number: one for (_, number), (_, one) in old.items()}
    is_there = {number for _, number in new}
    for (section, number), (position, one) in old.items():
        if number not in is_there:
            struck = (Piece("struck", one.text),)
            yield SentenceChange(number, "struck", section, position, struck, None)
    for place, (position, one) in new.items():
        section, number = place
        if number not in was:
            yield SentenceChange(
                number, "added", section, position, (Piece("added", one.text),), one
            )
        elif place not in stayed or one != was[number]:
            what: Change = "reworded" if place in stayed else "moved"
            text = pieces(was[number].text, one.text)
            yield SentenceChange(number, what, section, position, text, one)


Place = tuple[str, int]


def _placed(body: NoteBody) -> dict[Place, tuple[int, VersionSentence]]:
    return {
        (section, one.number): (position, one)
        for section, sentences in body.places()
        for position, one in enumerate(sentences)
    }


def _stayed(old: list[Place], new: list[Place]) -> set[Place]:
    """The sentences that kept their section and their order among each other."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {place for block in blocks for place in old[block.a : block.a + block.size]}


def _played(body: NoteBody, step: Step) -> NoteBody:
    away = {one.number for one in step.changes if one.what != "reworded"}
    new = {one.number: one.after for one in step.changes if one.after is not None}
    places = {
        key: tuple(new.get(one.number, one) for one in sentences if one.number not in away)
        for key, sentences in body.places()
    }
    for one in step.changes:  # in reading order, so each finds all before it in place
        if one.what in {"added", "moved"} and one.after is not None:
            there, at = places[one.section], one.position
            places[one.section] = (*there[:at], one.after, *there[at:])
    labels = {one for one in body.labels if one not in step.struck_labels} | {*step.added_labels}
    return replace(
        with_places(body, places),
        numbers=step.numbers,
        labels=tuple(sorted(labels, key=lambda one: one.utterance)),
        arrival_at=step.times[0],
        rescue_ended_at=step.times[1],
    )


def _empty(body: NoteBody) -> NoteBody:
    """What an addendum is compared with: nothing, in the same places."""
    nothing: dict[str, tuple[VersionSentence, ...]] = dict.fromkeys(
        (key for key, _ in body.places()), ()
    )
    return replace(with_places(body, nothing), labels=())
