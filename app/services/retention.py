"""What may leave: listed by anybody whom it concerns, approved by one person, erased by another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.domain.access import Actor, AuditEvent
from app.domain.errors import AccessError
from app.services.access import Done, Subject, perform
from app.services.proposals import Proposal, Proposals
from app.store import proposals, recording_key_rows, retention
from app.store.audit import append
from app.store.database import Database, Transaction
from app.store.recording_disk import valid_id
from app.store.recording_keys import forget_file, waiting
from app.store.recordings import remove
from app.store.relations import encounter_of
from app.store.retention import Hold, Kept
from app.store.tables_upkeep import HoldKind

__all__ = ["Hold", "Kept", "Past", "Retention"]

ERASE: Final = "audio.erase"


@dataclass(frozen=True, slots=True)
class Past:
    """What is past its time. days: how long each kind stays; recordings: where each one stands;
    notes: how many are older than they have to be, of which none is ever deleted here."""

    days: dict[retention.Kind, int]
    recordings: tuple[Kept, ...]
    notes: int

    @property
    def due(self) -> tuple[str, ...]:
        return tuple(one.recording for one in self.recordings if one.why == "due")


@dataclass(frozen=True, slots=True)
class Erased:
    """backup_days: so long may a backup that was made before still hold the keys."""

    recordings: tuple[str, ...]
    backup_days: int


class Retention:
    """Time limits, holds and erasure of one store. root: the folder of its recordings."""

    def __init__(self, database: Database, root: Path) -> None:
        self._database = database
        self._root = root

    def past(self, actor: Actor) -> Past:
        """What is past its time now. Raises AccessError, StoreError."""

        def work(transaction: Transaction, at: datetime) -> Done[Past]:
            found = self._past(transaction, at)
            return Done(found, detail={"due": len(found.due)})

        return perform(self._database, actor, "retention.list", work)

    def hold(self, actor: Actor, encounter: str, kind: HoldKind, reason: str) -> str:
        """Let nothing of an encounter leave; gives the hold's id. Raises AccessError,
        NotFoundError, StoreError."""

        def work(transaction: Transaction, at: datetime) -> Done[str]:
            made = retention.set_hold(transaction, encounter, kind, reason, actor.id, at)
            return Done(made, made, {"step": "set", "kind": kind})

        return perform(self._database, actor, "hold.set", work, Subject(encounter=encounter))

    def lift(self, actor: Actor, hold: str, reason: str) -> None:
        """End a hold. Raises AccessError, NotFoundError, StoreError."""

        def work(transaction: Transaction, at: datetime) -> Done[None]:
            retention.lift_hold(transaction, hold, reason, actor.id, at)
            return Done(None, hold, {"step": "lifted"})

        perform(self._database, actor, "hold.set", work)

    def holds(self, actor: Actor) -> tuple[Hold, ...]:
        """Those in force. Raises AccessError, StoreError."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[Hold, ...]]:
            found = retention.holds(transaction)
            return Done(found, detail={"holds": len(found)})

        return perform(self._database, actor, "retention.list", work)

    def propose(self, actor: Actor) -> str:
        """Ask that all that is due now be erased; gives the proposal's id. Raises AccessError
        when nothing is due or the actor may not."""
        due = self.past(actor).due
        if not due:
            raise AccessError("no recording is past its time; there is nothing to erase")
        payload = {"recordings": list(due)}
        return Proposals(self._database).propose(actor, ERASE, "", payload, "retention")

    def decide(self, actor: Actor, proposal: str, *, approve: bool) -> Proposal:
        """Approve or reject it, as another person. Raises AccessError, NotFoundError."""
        return Proposals(self._database).decide(actor, ERASE, proposal, approve=approve)

    def erase(self, actor: Actor, proposal: str) -> Erased:
        """Erase what was approved and is still due: first the keys, in one transaction, then the
        files, which nobody can read any more. Raises AccessError, NotFoundError, StoreError."""

        def work(transaction: Transaction, at: datetime) -> Done[Erased]:
            approved = proposals.proposal(transaction, proposal)
            if approved.action != ERASE:
                raise AccessError("this proposal is about something else; nothing was erased")
            proposals.set_done(transaction, proposal, at)
            asked = approved.payload["recordings"]
            chosen = retention.kept_recordings(transaction, asked, at)
            due = tuple(one for one in chosen if one.why == "due")
            for one in due:
                self._erase(transaction, actor, one, at)
            given = Erased(
                tuple(one.recording for one in due), retention.days(transaction, "backup")
            )
            return Done(given, proposal, {"step": "erased", "recordings": len(due)})

        done = perform(self._database, actor, ERASE, work)
        self.sweep()
        return done

    def sweep(self) -> tuple[str, ...]:
        """Delete the files of recordings whose keys are erased; what a kill left over too."""
        with self._database.transaction() as transaction:
            known = self._known()
            gone = [one for one in known if recording_key_rows.erased(transaction, one)]
        for recording in gone:
            forget_file(self._database.folder, recording)
            if (self._root / recording).is_dir():
                remove(self._root, recording)
        return tuple(gone)

    def _erase(self, transaction: Transaction, actor: Actor, one: Kept, at: datetime) -> None:
        retention.erase(transaction, self._database.folder, one.recording, actor.id, at)
        encounter, patient = encounter_of(transaction, None, one.recording, one.encounter or None)
        append(
            transaction,
            AuditEvent(
                at,
                actor,
                "DAT-ERASE",
                "D",
                object_type="recording",
                object_id=one.recording,
                encounter=encounter,
                patient=patient,
                reason="retention",
            ),
        )

    def _past(self, transaction: Transaction, at: datetime) -> Past:
        kinds: tuple[retention.Kind, ...] = ("audio", "note", "audit", "backup")
        known = [one for one in self._known() if not recording_key_rows.erased(transaction, one)]
        return Past(
            {kind: retention.days(transaction, kind) for kind in kinds},
            retention.kept_recordings(transaction, known, at),
            retention.notes_past(transaction, at),
        )

    def _known(self) -> Iterable[str]:
        """Recordings that have sound or a key's file here."""
        folders = self._root.iterdir() if self._root.is_dir() else ()
        there = {path.name for path in folders if path.is_dir() and valid_id(path.name)}
        return sorted(there.union(waiting(self._database.folder)))
