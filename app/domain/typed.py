"""What was typed while a recording ran, and its place among what was said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.note import Note, NoteSection, NoteSentence


@dataclass(frozen=True, slots=True)
class TypedPiece:
    """One typed line. at_s: where the recording was, seconds from its start. section: the key of
    the section it is for, "" for that of what was said last before it."""

    at_s: float
    text: str
    section: str = ""


def woven(note: Note, pieces: Iterable[TypedPiece]) -> Note:
    """The note with what was typed in it, each behind what was said and typed before it.

    Nothing is dropped: what has no section, and what nothing was said before, is unplaced.
    """
    for piece in sorted(pieces, key=lambda one: one.at_s):
        text = " ".join(piece.text.split())
        if text:
            note = _with(note, NoteSentence(text, (), piece.at_s, piece.at_s, "typed"), piece)
    return note


def _with(note: Note, typed: NoteSentence, piece: TypedPiece) -> Note:
    key = piece.section or _spoken_last(note, piece.at_s)
    if not any(section.key == key for section in note.sections):
        return replace(note, unplaced=_put(note.unplaced, typed))
    sections = tuple(_filled(section, key, typed) for section in note.sections)
    return replace(note, sections=sections)


def _spoken_last(note: Note, at_s: float) -> str:
    """The section of what was said last before a moment, "" where nothing was."""
    said = [
        (sentence.start_s, section.key)
        for section in note.sections
        for sentence in section.sentences
        if sentence.source == "dictated" and sentence.start_s <= at_s
    ]
    return max(said, default=(0.0, ""))[1]


def _filled(section: NoteSection, key: str, typed: NoteSentence) -> NoteSection:
    if section.key != key:
        return section
    return replace(section, sentences=_put(section.sentences, typed))


def _put(sentences: tuple[NoteSentence, ...], typed: NoteSentence) -> tuple[NoteSentence, ...]:
    before = sum(one.start_s <= typed.start_s for one in sentences)
    return (*sentences[:before], typed, *sentences[before:])
