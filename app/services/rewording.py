"""A sentence of a note with a correction written in it, or with what was heard in its place.

A note is in the script that was chosen for it. Corrections and heard words are kept as the lexicon
and the recogniser have them, so they are found whatever their script, and written in the note's.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from app.domain.errors import StoreError
from app.domain.findings import Correction
from app.domain.note_chips import holding
from app.domain.note_edits import Correct, Edit, Restore, Strike
from app.domain.note_versions import NoteBody
from app.domain.transcript import Transcript
from app.services.scripts import alike, put
from app.settings import Script

_FILLED: Final = "command.fill"


def corrected(body: NoteBody, one: Correction, script: Script) -> Correct:
    """The sentence that says what was heard, once, with the correction in it. Raises StoreError."""
    return _sure(_reworded(body, one.utterance, one.heard, one.text, script))


def taken_back(body: NoteBody, one: Correction, script: Script) -> Correct:
    """The sentence that has the correction, once, with what was heard. Raises StoreError."""
    return _sure(as_heard(body, one, script))


def disobeyed(
    body: NoteBody, one: Correction, said: Transcript, others: Iterable[Correction], script: Script
) -> tuple[Edit, ...]:
    """What a spoken command did to the note taken back: its words, or those that it took out, are
    text again, and what it put in goes. Raises StoreError.

    others: all corrections, so that the words are written as they would have been.
    """
    from app.text.writing import written  # noqa: PLC0415 - the window opens before its tables load

    utterance = next((each for each in said.utterances if each.id == one.utterance), None)
    if utterance is None:
        raise StoreError("the note's record no longer has these words; type them instead")
    inside = [
        replace(each, first=each.first - one.first, last=each.last - one.first)
        for each in others
        if each.utterance == one.utterance
        and each.kind != "command"
        and one.first <= each.first <= each.last <= one.last
    ]
    words = utterance.words[one.first : one.last + 1]
    text = written(words, inside, utterance.language, script)
    put_in = [
        each
        for each in body.sentences()
        if each.source == "template" and utterance.id in each.utterances
    ]
    places = {each.number: key for key, sentences in body.places() for each in sentences}
    key = places[put_in[0].number] if put_in else one.concept
    if put_in and one.rule == _FILLED:
        gone: tuple[Edit, ...] = (_emptied(body, one, script),)
    else:
        gone = tuple(Strike(each.number) for each in put_in)
    return (*gone, Restore(key, text, utterance.id, words[0].start_s, words[-1].end_s))


def _emptied(body: NoteBody, one: Correction, script: Script) -> Correct:
    """The slot that was filled by voice is one again. Raises StoreError."""
    return _sure(_reworded(body, one.utterance, one.text, f"[{one.concept}]", script))


def as_heard(body: NoteBody, one: Correction, script: Script) -> Correct | None:
    """The same; None where no sentence has it, or more than one."""
    return _reworded(body, one.utterance, one.text, one.heard, script)


def _reworded(
    body: NoteBody, utterance: str | None, old: str, new: str, script: Script
) -> Correct | None:
    found = holding(body.sentences(), utterance or "", old, alike)
    if found is None:
        return None
    sentence, place = found
    return Correct(sentence.number, put(sentence.text, place, new, script))


def _sure(edit: Correct | None) -> Correct:
    if edit is None:
        raise StoreError(
            "the note no longer says it in these words; edit the sentence, then reject the "
            "correction"
        )
    return edit
