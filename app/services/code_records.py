"""The log of a resuscitation out of a saved note: what was said in it and what was marked."""

from app.domain.access import Actor
from app.domain.code_record import CodeRecord, record_of
from app.domain.errors import AccessError
from app.services.access import Done
from app.services.note_acts import NoteNow, on_note
from app.services.review import saying
from app.store import code_events
from app.store.database import Database
from app.store.people import names_of
from app.store.results import load_result
from app.text.timeline import spoken_events


class CodeRecords:
    """Reads the log; looking at it is looking at the note, with the same audit row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, actor: Actor, note: str) -> CodeRecord:
        """Of the note whose id is, or alone begins with, `note`.

        Raises NotFoundError, AccessError (also for one that is withheld), SandboxError, StoreError,
        and IntegrityError when it is no longer as it was saved.
        """

        def work(now: NoteNow) -> Done[CodeRecord]:
            found = _record(now)
            return Done(found, now.id, {"code_events": len(found.lines)}, now.text().version)

        return on_note(self._database, actor, "note.show", note, work)


def _record(now: NoteNow) -> CodeRecord:
    if now.state.error == "approved":
        raise AccessError("this note was entered in error and is withheld from view")
    result = load_result(now.transaction, now.id)
    result = saying(result, now.text(), now.state)
    transcript = result.understanding.transcript
    said = spoken_events(transcript, result.understanding.corrections)
    marked = code_events.events(now.transaction, result.recording.id, "")
    names = names_of(now.transaction, sorted({one.by for one in marked}))
    return record_of(now.id, transcript, said, marked, names)
