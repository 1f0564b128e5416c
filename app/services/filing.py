"""Keeps finished jobs, and recordings on their way to becoming one."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime

from app.domain.access import EMERGENCY_ACTOR, Actor, AuditEvent
from app.domain.errors import AccessError, SandboxError, StoreError
from app.domain.live import LiveAlert, Notice
from app.domain.result import JobResult
from app.services.access import Detail, Done, Subject, perform
from app.store import claims, live, notes
from app.store.audit_clock import MACHINE
from app.store.audit_intents import Intents
from app.store.database import Database, Transaction
from app.store.live import KeptStage, LiveRecording
from app.store.recording_key_rows import adopt
from app.store.recording_keys import forget_file
from app.store.relations import begin_encounter
from app.store.results import save_result

__all__ = ["DictationStore", "Filing", "KeptStage", "LiveRecording"]


class Filing:
    """Keeps results with their audit events; each is kept whole or not at all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def permit(self, actor: Actor, encounter_id: str | None) -> None:
        """Begin a job that will be kept; its event, or its refusal's, is written at once.

        Raises SandboxError, StoreError.
        """

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            begin_encounter(transaction, actor, encounter_id, at)
            return Done(None)

        perform(self._database, actor, "transcribe", work, Subject(encounter=encounter_id))

    def save(self, actor: Actor, result: JobResult) -> str:
        """Keep a result; gives its note's id. Raises SandboxError, StoreError, IntegrityError."""
        return _save(self._database, actor, result)


class DictationStore:
    """The database as a recording needs it; every act of a user leaves its audit event.

    Every method may wait for another writer: never call one on a thread that may not wait. All
    raise StoreError; those with an actor raise SandboxError too.
    """

    def __init__(self, database: Callable[[], Database]) -> None:
        """database: opens the database; asked each time, so that one that failed is tried again."""
        self._database = database

    def begun(self, actor: Actor, recording: LiveRecording) -> None:
        """A recording began, with sign-in or without. What is refused leaves its event."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            begin_encounter(transaction, actor, recording.encounter_id, at)
            live.add_recording(transaction, recording)
            if emergency:
                claims.add_emergency(transaction, recording, actor.workstation, actor.session_id)
            return Done(None, recording.id)

        about = Subject(recording=recording.id, encounter=recording.encounter_id)
        emergency = actor.role == "emergency_unauth"
        name = "recording.emergency" if emergency else "recording.start"
        database = self._database()
        with suppress(OSError):  # what cannot be reserved now may still be had when it is needed
            Intents(database.folder, database.keys).reserve()
        perform(database, actor, name, work, about)

    def stopped(
        self, actor: Actor, recording: str, duration_s: float, sha256: str, ended_by: str = ""
    ) -> None:
        """It is whole on disk. duration_s: gaps included; sha256: of its samples. ended_by: the id
        of another user who stopped it."""

        def work(transaction: Transaction, _: datetime) -> Done[None]:
            live.set_state(transaction, recording, "stopped")
            return Done(None, recording, stop_detail(duration_s, sha256, ended_by))

        perform(self._database(), actor, "recording.stop", work, Subject(recording=recording))

    def cancelled(self, actor: Actor, recording: str) -> None:
        """Its final stages were cancelled; they may be gone on with."""

        def work(transaction: Transaction, _: datetime) -> Done[None]:
            live.set_state(transaction, recording, "left")
            return Done(None, recording)

        perform(self._database(), actor, "recording.cancel", work, Subject(recording=recording))

    def recovering(self, actor: Actor, recording: LiveRecording) -> None:
        """Its final stages are gone on with; a row that was never written is written now.

        Raises AccessError for one that nobody has claimed, unless it is recorded still.
        """

        def work(transaction: Transaction, _: datetime) -> Done[None]:
            _check_claimed(actor, recording)
            live.add_recording(transaction, recording)
            return Done(None, recording.id)

        about = Subject(recording=recording.id, encounter=recording.encounter_id)
        perform(self._database(), actor, "recording.recover", work, about)

    def discarded(self, actor: Actor, recording: LiveRecording) -> None:
        """A user gave it up; nothing of it is kept but that. Raises AccessError for one that nobody
        has claimed."""

        def work(transaction: Transaction, _: datetime) -> Done[None]:
            _check_claimed(actor, recording)
            live.add_recording(transaction, recording)
            live.end_recording(transaction, recording.id, "discarded")
            return Done(None, recording.id)

        perform(self._database(), actor, "recording.discard", work, Subject(recording=recording.id))

    def raised(self, recording: str, alert: LiveAlert, mentions: int, at: datetime) -> None:
        """An alert was raised at a wall time, or is no longer as it was."""
        with self._database().transaction() as transaction:
            live.keep_alert(transaction, recording, alert, mentions, at)

    def acknowledged(self, actor: Actor, recording: str, number: int) -> None:
        """The actor has seen an alert. Raises NotFoundError when there is none of this number."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            live.acknowledge_alert(transaction, recording, number, actor.id, at)
            return Done(None, recording, {"alert": number})

        perform(self._database(), actor, "alert.acknowledge", work, Subject(recording=recording))

    def noticed(self, actor: Actor, recording: str, notice: Notice) -> None:
        """Somebody was told of an alert outside of the window, or could not be told."""

        def work(transaction: Transaction, _: datetime) -> Done[None]:  # noqa: ARG001 - no rows
            detail: Detail = {
                "alert": notice.alert,
                "channel": notice.channel,
                "delivered": notice.delivered,
            }
            return Done(None, recording, detail)

        perform(self._database(), actor, "alert.notify", work, Subject(recording=recording))

    def note(self, event: AuditEvent) -> None:
        """Keep an act outside of the database, which does not take it; the log gets it later."""
        database = self._database()
        Intents(database.folder, database.keys).keep(event, MACHINE.then(event.at))

    def unsaved(self) -> tuple[LiveRecording, ...]:
        """Recordings neither saved nor discarded, oldest first."""
        with self._database().transaction() as transaction:
            return live.open_recordings(transaction)

    def saved_among(self, recordings: Iterable[str]) -> frozenset[str]:
        """Those of the given recordings whose note is saved."""
        with self._database().transaction() as transaction:
            return live.saved_among(transaction, recordings)

    def find(self, recording: str) -> LiveRecording | None:
        with self._database().transaction() as transaction:
            return live.find_recording(transaction, recording)

    def alerts(self, recording: str) -> tuple[LiveAlert, ...]:
        """Its live alerts in the order in which they were raised."""
        with self._database().transaction() as transaction:
            return live.kept_alerts(transaction, recording)

    def stages(self, recording: LiveRecording) -> dict[str, KeptStage]:
        """What its stages gave so far; its row is written if that could not be done before."""
        with self._database().transaction() as transaction:
            live.add_recording(transaction, recording)
            return live.kept_stages(transaction, recording.id)

    def keep_stage(self, recording: str, kept: KeptStage) -> None:
        """A stage is done."""
        with self._database().transaction() as transaction:
            live.keep_stage(transaction, recording, kept, datetime.now(UTC))

    def save(self, actor: Actor, recording: LiveRecording, result: JobResult) -> str:
        """Keep the result and the recording's key and let go of what its stages gave, both or
        neither; the note's id.

        Raises StoreError when its note is saved already, by another window for example.
        """

        def end(transaction: Transaction) -> None:
            live.add_recording(transaction, recording)
            live.check_open(transaction, recording.id)
            live.end_recording(transaction, recording.id, "saved")
            adopt(transaction, database.folder, recording.id, datetime.now(UTC))

        database = self._database()
        note_id = _save(database, actor, result, end)
        with suppress(StoreError):  # else an erase does it
            forget_file(database.folder, recording.id)
        return note_id


def stop_detail(duration_s: float, sha256: str, ended_by: str = "") -> Detail:
    """What the log says of the end of a recording."""
    detail: Detail = {"duration_ms": round(duration_s * 1000), "sha256": sha256}
    return {**detail, "ended_by": ended_by} if ended_by else detail


def _check_claimed(actor: Actor, recording: LiveRecording) -> None:
    """A folder alone says nothing of who began a recording: it is nobody's into whose hands it
    falls, until a physician answers for it."""
    if recording.started_by == EMERGENCY_ACTOR.id != actor.id:
        raise AccessError(
            "nobody answers for this recording yet; claim it first: erscribe recover --claim"
        )


def _save(
    database: Database,
    actor: Actor,
    result: JobResult,
    then: Callable[[Transaction], None] = lambda _: None,
) -> str:
    def work(transaction: Transaction, at: datetime) -> Done[str]:
        if result.profile != database.profile:
            raise SandboxError(
                "a result of the sandbox profile and one of a patient are never kept in one store"
            )
        begin_encounter(transaction, actor, result.encounter_id, at)
        note_id = save_result(transaction, result, actor, at)
        then(transaction)
        first = notes.begin(transaction, note_id)
        understanding = result.understanding
        return Done(
            note_id,
            note_id,
            {
                "recording": result.recording.id,
                "sha256": first,
                "profile": result.profile,
                "utterances": len(understanding.transcript.utterances),
                "alerts": len(understanding.alerts),
            },
        )

    about = Subject(recording=result.recording.id, encounter=result.encounter_id)
    return perform(database, actor, "note.save", work, about)
