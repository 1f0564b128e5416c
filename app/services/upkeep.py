"""Backups and restores: by the system administrator, who reads no patient's record for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from app.domain.access import SYSTEM_ACTOR, Actor, AuditEvent, Outcome
from app.domain.errors import IntegrityError, NotFoundError, StoreError
from app.services.access import Detail, Done, perform, perform_together
from app.store import retention
from app.store.audit import append
from app.store.audit_verify import verify as verify_log
from app.store.backup import (
    DATABASE,
    Backup,
    backups,
    expire,
    make_backup,
    read_manifest,
)
from app.store.database import Database, Transaction
from app.store.keys import StoreKeys
from app.store.people import ended_since
from app.store.recording_key_rows import kept_key
from app.store.recording_keys import RecordingKeys
from app.store.recordings import verify as verify_sound
from app.store.restoring import hindrance, place, staged
from app.store.results import load_result, summaries

__all__ = ["Backup", "Backups", "Restored", "backups", "restore"]

HOURLY: Final = timedelta(hours=1)
SPARED: Final = timedelta(minutes=10)
"""Where many share a workstation, not every sign-out copies the store."""
CODE: Final = "SYS-BACKUP"


class Backups:
    """Makes backups of one store. recordings: the folder of its sound."""

    def __init__(self, database: Database, recordings: Path) -> None:
        self._database = database
        self._recordings = recordings
        self._last_at: datetime | None = None

    def make(self, actor: Actor, to: Path, *, audio: bool = True) -> Backup:
        """Make one now; its beginning and its end are in the audit log. Raises AccessError,
        StoreError."""

        def work(_: Transaction, __: datetime) -> Done[None]:
            return Done(None, detail={"step": "begun", "audio": audio})

        perform(self._database, actor, "store.backup", work)
        return self._made(actor, to, audio)

    def expire(self, actor: Actor, to: Path) -> tuple[str, ...]:
        """Delete those that are older than the site keeps backups; gives their names. The last
        ones always stay. Raises AccessError, StoreError."""

        def work(transaction: Transaction, at: datetime) -> Done[tuple[str, ...]]:
            gone = self._expired(transaction, to, at)
            return Done(gone, detail={"step": "expired", "backups": len(gone)})

        return perform(self._database, actor, "store.backup", work)

    def when_due(self, to: Path, now: datetime | None = None) -> Backup | None:
        """For the window to call as often as it likes, and not on a thread that may not wait.

        A backup when the last one is an hour old, or ten minutes and somebody signed out since;
        else None. Raises StoreError.
        """
        at = now or datetime.now(UTC)
        last = self._last_at or max((one.manifest.made_at for one in backups(to)), default=None)
        if last is None or at - last >= HOURLY:
            return self._unasked(to)
        return self._unasked(to) if at - last >= SPARED and self._left_since(last) else None

    def _left_since(self, last: datetime) -> bool:
        with self._database.transaction() as transaction:
            return ended_since(transaction, last)

    def _unasked(self, to: Path) -> Backup:
        """A backup that nobody asked for, and those too old deleted."""
        made = self._made(SYSTEM_ACTOR, to, audio=True)
        with self._database.transaction() as transaction:
            gone = self._expired(transaction, to, datetime.now(UTC))
            if gone:
                detail: Detail = {"step": "expired", "backups": len(gone)}
                append(transaction, _event(SYSTEM_ACTOR, "", detail))
        return made

    def _made(self, actor: Actor, to: Path, audio: bool) -> Backup:
        at = datetime.now(UTC)
        try:
            made = make_backup(self._database, self._recordings, to, at, audio=audio)
        except StoreError:
            self._note(actor, "", {"step": "failed"}, 8)
            raise
        size = sum(one.size for one in made.manifest.files.values())
        sound = len(made.manifest.recordings)
        detail: Detail = {"step": "done", "bytes": size, "recordings": sound}
        self._note(actor, made.manifest.id, detail)
        self._last_at = at
        return made

    def _note(self, actor: Actor, name: str, detail: Detail, outcome: Outcome = 0) -> None:
        with self._database.transaction() as transaction:
            append(transaction, _event(actor, name, detail, outcome))

    def _expired(self, transaction: Transaction, to: Path, at: datetime) -> tuple[str, ...]:
        return expire(to, at - timedelta(days=retention.days(transaction, "backup")))


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place. aside: where the former store lies now, None for none."""

    backup: str
    notes: int
    rows: int
    recordings: int
    aside: Path | None


def restore(
    backup: Path,
    folder: Path,
    keys: StoreKeys,
    who: Callable[[Database], Actor],
    second: Callable[[Database], Actor] | None = None,
    *,
    over: bool = False,
    audio: bool = True,
) -> Restored:
    """Put a backup in a store's place, once all of it was looked through: the manifest, every
    file, the audit log, every note and all sound.

    who: signs the administrator in to the copy; second: another one, where a recovery key opened
    it, which takes two. over: also when what is there is newer, or cannot
    be read. audio: False when the backup's sound is not there. Raises AccessError, IntegrityError,
    StoreError; then nothing was changed.
    """
    found = Backup(backup, read_manifest(backup))
    reason = hindrance(found, keys, folder)
    if reason and not over:
        raise StoreError(f"{reason}; to put the backup in its place all the same: --replace")
    with staged(found, keys, folder, audio=audio) as new:
        database = Database.open(new / DATABASE, keys=keys, profile=found.manifest.profile)
        actor = who(database)
        if second is not None:
            _recovered(database, (actor, second(database)))
        rows = _check_log(database, found)
        notes = _check_notes(database)
        if audio:
            _check_sound(database, found)
        at = _restored(database, actor, found, rows - found.manifest.last_seq)
        aside = place(new, found, folder, at, audio=audio)
    sound = len(found.manifest.recordings) if audio else 0
    return Restored(found.manifest.id, notes, rows, sound, aside)


def _recovered(database: Database, pair: tuple[Actor, Actor]) -> None:
    def work(_: Transaction, __: datetime) -> Done[None]:
        return Done(None, detail={"step": "restoring"})

    perform_together(database, pair, "keys.recover", work)


def _restored(database: Database, actor: Actor, found: Backup, since: int) -> datetime:
    def work(_: Transaction, at: datetime) -> Done[datetime]:
        name = found.manifest.id
        return Done(at, name, {"step": "restored", "last_seq": found.manifest.last_seq})

    if since < 0:
        raise IntegrityError("the backup's audit log is shorter than its manifest says")
    return perform(database, actor, "store.restore", work)


def _check_log(database: Database, found: Backup) -> int:
    verified = verify_log(database)
    if verified.fault is not None:
        raise IntegrityError(
            f"the audit log of {found.folder} was changed ({verified.fault.what}); choose another "
            "backup"
        )
    return verified.last_seq


def _check_notes(database: Database) -> int:
    with database.transaction() as transaction:
        found = summaries(transaction)
        for one in found:
            load_result(transaction, one.id)
    return len(found)


def _check_sound(database: Database, found: Backup) -> None:
    keys = RecordingKeys(
        lambda: database.folder, lambda: database.keys, partial(kept_key, database)
    )
    for name, one in found.manifest.recordings.items():
        if not one.sha256:
            continue  # it was not finished when it was copied
        try:
            verify_sound(found.sound, name, keys.seal(name))
        except NotFoundError:
            continue  # erased since; nobody can read it


def _event(actor: Actor, name: str, detail: Detail, outcome: Outcome = 0) -> AuditEvent:
    at = datetime.now(UTC)
    return AuditEvent(
        at, actor, CODE, "R", outcome, object_type="store", object_id=name, detail=detail
    )
