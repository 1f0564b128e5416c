"""Reads saved notes back; every look at them is in the audit log."""

from datetime import datetime

from app.domain.access import Actor
from app.domain.result import JobResult
from app.services.access import Done, perform
from app.store.database import Database, Transaction
from app.store.results import NoteSummary, find_note, load_result, summaries

__all__ = ["NoteReview", "NoteSummary"]


class NoteReview:
    """Lists and shows saved notes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_notes(self, actor: Actor) -> tuple[NoteSummary, ...]:
        """Every note in one line, newest first. Raises SandboxError, StoreError."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[NoteSummary, ...]]:
            found = summaries(transaction)
            return Done(found, detail={"notes": len(found)})

        return perform(self._database, actor, "note.list", work)

    def show(self, actor: Actor, beginning: str) -> JobResult:
        """The result whose note id is, or alone begins with, `beginning`.

        Raises NotFoundError, SandboxError, StoreError, and IntegrityError when the note is no
        longer as it was saved.
        """

        def work(transaction: Transaction, _: datetime) -> Done[JobResult]:
            note_id = find_note(transaction, beginning)
            return Done(load_result(transaction, note_id), note_id)

        return perform(self._database, actor, "note.show", work)
