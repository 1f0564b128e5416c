"""The log of a resuscitation out of a saved note: what was said in it and what was marked."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.access import Actor
from app.domain.code_record import CodeRecord, record_of
from app.domain.errors import AccessError, ExportError
from app.export.code_table import TableForm, code_table
from app.services.access import Done
from app.services.note_acts import NoteNow, on_note
from app.services.review import saying
from app.store import code_events
from app.store.database import Database
from app.store.live import find_recording
from app.store.people import names_of
from app.store.results import load_result
from app.text.timeline import spoken_events


@dataclass(frozen=True, slots=True)
class SpokenLog:
    """The log of a note, with what is needed to mark what was said in it.

    began_at: aware UTC. keeps: whether events can be kept with the recording; they cannot with a
    file that was never recorded here.
    """

    record: CodeRecord
    recording: str
    encounter: str
    began_at: datetime
    keeps: bool


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

    def log(self, actor: Actor, note: str) -> SpokenLog:
        """The same, for the page on which it is taken over."""

        def work(now: NoteNow) -> Done[SpokenLog]:
            found, origin = _record(now), now.text().origin
            live = find_recording(now.transaction, origin.recording_id)
            log = SpokenLog(
                found,
                origin.recording_id,
                origin.encounter_id or "",
                live.started_at if live is not None else origin.recorded_at,
                live is not None,
            )
            return Done(log, now.id, {"code_events": len(found.lines)}, now.text().version)

        return on_note(self._database, actor, "note.show", note, work)

    def save(self, actor: Actor, note: str, form: TableForm, path: Path) -> None:
        """The log as a file that its owner alone can read. Raises ExportError when it cannot be
        written, and what `read` raises."""
        table = code_table(self.read(actor, note), form)
        try:
            path.touch(mode=0o600)
            path.write_text(table, encoding="utf-8")
        except OSError as failed:
            raise ExportError(
                f"{path} cannot be written ({failed.strerror}); choose another folder"
            ) from failed


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
