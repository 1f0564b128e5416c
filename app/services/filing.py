"""Keeps finished jobs."""

from datetime import datetime

from app.domain.access import Actor
from app.domain.result import JobResult
from app.services.access import Done, perform
from app.store.database import Database, Transaction
from app.store.results import save_result


class Filing:
    """Keeps results with their audit events; each is kept whole or not at all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def permit(self, actor: Actor, encounter_id: str | None) -> None:
        """Begin a job that will be kept; its event, or its refusal's, is written at once.

        Raises SandboxError, StoreError.
        """

        def work(transaction: Transaction, at: datetime) -> Done[None]:  # noqa: ARG001 - no rows
            return Done(None)

        perform(self._database, actor, "transcribe", work, encounter_id=encounter_id)

    def save(self, actor: Actor, result: JobResult) -> str:
        """Keep a result; gives its note's id. Raises SandboxError, StoreError, IntegrityError."""

        def work(transaction: Transaction, at: datetime) -> Done[str]:
            note_id = save_result(transaction, result, actor, at)
            understanding = result.understanding
            return Done(
                note_id,
                note_id,
                {
                    "recording": result.recording.id,
                    "profile": result.profile,
                    "utterances": len(understanding.transcript.utterances),
                    "alerts": len(understanding.alerts),
                },
            )

        return perform(
            self._database,
            actor,
            "note.save",
            work,
            encounter_id=result.encounter_id,
            profile=result.profile,
        )
