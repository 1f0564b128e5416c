"""A sentence of a note with a correction written in it, or with what was heard in its place.

A note is in the script that was chosen for it. Corrections and heard words are kept as the lexicon
and the recogniser have them, so they are found whatever their script, and written in the note's.
"""

from app.domain.errors import StoreError
from app.domain.findings import Correction
from app.domain.note_chips import holding
from app.domain.note_edits import Correct
from app.domain.note_versions import NoteBody
from app.services.scripts import alike, put
from app.settings import Script


def corrected(body: NoteBody, one: Correction, script: Script) -> Correct:
    """The sentence that says what was heard, once, with the correction in it. Raises StoreError."""
    return _sure(_reworded(body, one.utterance, one.heard, one.text, script))


def taken_back(body: NoteBody, one: Correction, script: Script) -> Correct:
    """The sentence that has the correction, once, with what was heard. Raises StoreError."""
    return _sure(as_heard(body, one, script))


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
