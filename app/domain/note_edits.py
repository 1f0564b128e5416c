"""What a person may change in a note's text; each change leaves all other sentences as they are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.domain.errors import NotFoundError, StoreError
from app.domain.note_versions import (
    UNPLACED,
    NoteBody,
    SpeakerLabel,
    VersionSentence,
)

LONGEST_TEXT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Reword:
    """Give a sentence other words; what it came from stays cited, and it counts as typed."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Give a dictated sentence the words that one of its corrections stands for, or those that were
    heard; it still counts as dictated, so that what else is doubted in it stays doubted."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Strike:
    """Take a sentence out; it stays legible in the history."""

    number: int


@dataclass(frozen=True, slots=True)
class Write:
    """A typed sentence into a section, before the one at `position` (None: at the end)."""

    section: str
    text: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Restore:
    """Dictated words that a spoken command kept out of the note, back where their time puts them.

    Where the note has no such section they are unplaced.
    """

    section: str
    text: str
    utterance: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Move:
    """A sentence into a section, before the one then at `position` (None: at the end)."""

    number: int
    section: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Relabel:
    """Say who spoke an utterance."""

    label: SpeakerLabel


@dataclass(frozen=True, slots=True)
class SetTimes:
    """When the patient came, and when a resuscitation ended; None leaves a time as it is."""

    arrival_at: datetime | None = None
    rescue_ended_at: datetime | None = None


Edit = Reword | Correct | Strike | Write | Restore | Move | Relabel | SetTimes


def apply(body: NoteBody, edits: Iterable[Edit]) -> NoteBody:
    """The text after the edits, in their order. Raises NotFoundError and StoreError."""
    for edit in edits:
        body = _DOES[type(edit)](body, edit)
    return body


def sentence(body: NoteBody, number: int) -> VersionSentence:
    """Raises NotFoundError."""
    for one in body.sentences():
        if one.number == number:
            return one
    raise NotFoundError(f"the note has no sentence {number}; see: erscribe notes show")


def with_places(body: NoteBody, places: dict[str, tuple[VersionSentence, ...]]) -> NoteBody:
    """The same body with these sentences in its sections."""
    sections = tuple(replace(one, sentences=places[one.key]) for one in body.sections)
    return replace(body, sections=sections, unplaced=places[UNPLACED])


def _reword(body: NoteBody, edit: Reword) -> NoteBody:
    before = sentence(body, edit.number)
    return _changed(body, replace(before, text=_text(edit.text), source="typed"))


def _correct(body: NoteBody, edit: Correct) -> NoteBody:
    return _changed(body, replace(sentence(body, edit.number), text=_text(edit.text)))


def _changed(body: NoteBody, after: VersionSentence) -> NoteBody:
    """The body with a sentence in other words; the same one when they are the same words."""
    if after.text == sentence(body, after.number).text:
        return body
    return with_places(
        body,
        {
            key: tuple(after if one.number == after.number else one for one in sentences)
            for key, sentences in body.places()
        },
    )


def _strike(body: NoteBody, edit: Strike) -> NoteBody:
    sentence(body, edit.number)
    return with_places(
        body,
        {
            key: tuple(one for one in sentences if one.number != edit.number)
            for key, sentences in body.places()
        },
    )


def _write(body: NoteBody, edit: Write) -> NoteBody:
    number = body.numbers + 1
    written = VersionSentence(number, _text(edit.text))
    return replace(_put(body, written, edit.section, edit.position), numbers=number)


def _restore(body: NoteBody, edit: Restore) -> NoteBody:
    number = body.numbers + 1
    times = (edit.start_s, edit.end_s)
    said = VersionSentence(number, _text(edit.text), (edit.utterance,), *times, "dictated")
    places = dict(body.places())
    key = edit.section if edit.section in places else UNPLACED
    position = sum(one.start_s <= edit.start_s for one in places[key])
    return replace(_put(body, said, key, position), numbers=number)


def _move(body: NoteBody, edit: Move) -> NoteBody:
    moved = sentence(body, edit.number)
    return _put(_strike(body, Strike(edit.number)), moved, edit.section, edit.position)


def _relabel(body: NoteBody, edit: Relabel) -> NoteBody:
    others = [one for one in body.labels if one.utterance != edit.label.utterance]
    labels = sorted((*others, edit.label), key=lambda one: one.utterance)
    return replace(body, labels=tuple(labels))


def _set_times(body: NoteBody, edit: SetTimes) -> NoteBody:
    for at in (edit.arrival_at, edit.rescue_ended_at):
        if at is not None and at.tzinfo is None:
            raise StoreError("a time needs its offset from UTC, as in 2026-11-22T08:05+08:00")
    return replace(
        body,
        arrival_at=edit.arrival_at or body.arrival_at,
        rescue_ended_at=edit.rescue_ended_at or body.rescue_ended_at,
    )


def _put(body: NoteBody, one: VersionSentence, key: str, position: int | None) -> NoteBody:
    places = dict(body.places())
    if key not in places:
        known = ", ".join(section.key for section in body.sections)
        raise NotFoundError(f"the note has no section of this name; it has: {known}")
    at = len(places[key]) if position is None else max(0, position)
    places[key] = (*places[key][:at], one, *places[key][at:])
    return with_places(body, places)


def _text(text: str) -> str:
    """What was typed, without line breaks: a sentence is one line."""
    one_line = " ".join(text.split())
    if not one_line:
        raise StoreError("a sentence needs words; to take one out, strike it")
    if len(one_line) > LONGEST_TEXT:
        raise StoreError(f"a sentence has at most {LONGEST_TEXT} characters; write several")
    return one_line


_DOES: Final[dict[type, Callable[..., NoteBody]]] = {
    Reword: _reword,
    Correct: _correct,
    Strike: _strike,
    Write: _write,
    Restore: _restore,
    Move: _move,
    Relabel: _relabel,
    SetTimes: _set_times,
}
