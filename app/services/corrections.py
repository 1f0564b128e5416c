"""What a note's author decides at a sentence: corrections taken back, queries answered."""

from app.domain.access import Actor
from app.domain.errors import NotFoundError, StoreError
from app.domain.findings import Correction, Finding
from app.domain.note_chips import ACCEPTED, UNDONE, chosen
from app.domain.note_edits import Correct, Edit
from app.domain.note_versions import Confirmation, NoteBody, NoteVersion
from app.domain.result import JobResult
from app.services.access import Detail, Done
from app.services.note_acts import NoteNow, on_note
from app.services.note_life import edited
from app.services.rewording import disobeyed, taken_back
from app.services.scripts import alike, script_of
from app.services.vetoes import correction_of
from app.store import suggestions as kept
from app.store.database import Database
from app.store.results import load_result


class Corrections:
    """Every answer is kept with who gave it, and changes no word that was heard.

    All raise NotFoundError, AccessError, StoreError and SignedNoteError.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def undo(self, actor: Actor, note: str, number: int) -> NoteVersion:
        """Write the words of a correction that was made as they were heard."""

        def work(now: NoteNow) -> Done[NoteVersion]:
            result = load_result(now.transaction, now.id)
            one = correction_of(result.understanding.corrections, number)
            subject = f"correction:{number}"
            said = {found.subject: found.value for found in _said(now)}.get(subject, "")
            if (one.state != "applied" and said != ACCEPTED) or said == UNDONE:
                raise NotFoundError("this correction is not made in the note")
            edits = _undone(now.text().body, result, one)
            _settle(now, actor, subject, UNDONE)
            done = edited(now, actor, edits, f"correction {number} undone ({one.rule})")
            detail: Detail = {**done.detail, "correction": number, "undone": True}
            return Done(done.given, now.id, detail, done.version)

        return on_note(self._database, actor, "note.resolve", note, work, act="edit")

    def choose(self, actor: Actor, note: str, number: int, choice: str) -> NoteVersion:
        """Answer `15 mg or 50 mg?` with one of them: it is written, and the query settled."""

        def work(now: NoteNow) -> Done[NoteVersion]:
            findings = load_result(now.transaction, now.id).understanding.findings
            if not 0 <= number < len(findings) or findings[number].query is None:
                raise NotFoundError("there is no such query; see: erscribe notes doubts")
            finding = findings[number]
            edit = _answered(now.text().body, finding, choice)
            _settle(now, actor, f"query:{number}", choice)
            for subject in _number_words(finding):
                _settle(now, actor, subject, choice)
            done = edited(now, actor, [edit], f"query {number}")
            detail: Detail = {**done.detail, "query": number}
            return Done(done.given, now.id, detail, done.version)

        return on_note(self._database, actor, "note.resolve", note, work, act="edit")


def _undone(body: NoteBody, result: JobResult, one: Correction) -> tuple[Edit, ...]:
    """Raises StoreError."""
    found, script = result.understanding, script_of(result.settings)
    if one.kind == "command":
        return disobeyed(body, one, found.transcript, found.corrections, script)
    return (taken_back(body, one, script),)


def _answered(body: NoteBody, finding: Finding, choice: str) -> Correct:
    """The one sentence of the finding with the chosen number in it. Raises StoreError."""
    found = [
        Correct(one.number, text)
        for one in body.sentences()
        if finding.utterance in one.utterances
        and (text := chosen(one.text, finding, choice, alike)) is not None
    ]
    if len(found) != 1:
        raise StoreError(
            "the note no longer says it in these words; edit the sentence, then keep it as it is"
        )
    return found[0]


def _number_words(finding: Finding) -> tuple[str, ...]:
    """The heard words of the number that was asked about: who answers has settled them too."""
    written = finding.value.number if finding.value is not None else ""
    return tuple(
        f"word:{finding.utterance}:{at}"
        for part in finding.parts
        if part.number == written
        for at in range(part.first, part.last + 1)
    )


def _said(now: NoteNow) -> tuple[Confirmation, ...]:
    return kept.confirmations(now.transaction, now.id)


def _settle(now: NoteNow, actor: Actor, subject: str, value: str) -> None:
    kept.confirm(now.transaction, now.id, Confirmation(subject, value, actor.id, now.at))
