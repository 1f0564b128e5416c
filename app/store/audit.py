"""The audit log: rows are added in the transaction of the act they tell of, and never changed."""

import hmac
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import Table, insert, select
from sqlalchemy import event as hooks

from app.domain.access import SYSTEM_ACTOR, AuditEvent
from app.domain.audit import GENESIS, HASHED, AuditRow, Checkpoint, Stamp
from app.domain.errors import StoreError
from app.store.audit_anchor import anchors, last_of
from app.store.audit_chain import REPLACED, HashName, canonical, canonical_row, row_hash
from app.store.audit_checkpoints import CHECKPOINTS, checkpoints, due, latest, sign
from app.store.audit_clock import MACHINE, Clock, jump_ms
from app.store.audit_intents import Intent, Intents, is_late, waiting
from app.store.database import Database, Transaction
from app.store.facts import fact, set_fact
from app.store.tables_audit import AuditLogRow

HMAC_FACT: Final = "audit_hmac_key"
HASH_FACT: Final = "audit_hash"
PROFILE_FACT: Final = "site_profile"
CLOCK_KEY: Final = "audit_clock"
"""Under which name a transaction's `info` may hold another Clock than the machine's."""

_OWED: Final = "audit_owed"
_MERGED: Final = "audit_merged"
LOG: Final = cast(Table, AuditLogRow.__table__)
_INSERT: Final = insert(LOG)
_LAST: Final = select(LOG).order_by(LOG.c.seq.desc()).limit(1)


def append(transaction: Transaction, event: AuditEvent) -> int:
    """Link an event into the chain; its number. The one place where an audit row is made.

    Acts that the log could not take before go into it first; one of them that is done again now
    (app.store.audit_intents.late) has its row by then. Raises ValueError when the detail has no
    canonical form, which is a mistake of the caller.
    """
    _merge(transaction)
    stamp = _clock(transaction).then(event.at)
    last = _last(transaction)
    if last is not None and is_late() and not event.outcome:
        return last.seq
    moved_ms = _moved_ms(last, event, stamp)
    if moved_ms:
        jump = AuditEvent(event.at, SYSTEM_ACTOR, "CLOCK-JUMP", detail={"moved_ms": moved_ms})
        last = _link(transaction, last, jump, stamp)
    return _append(transaction, last, event, stamp, stamp)


def seal(transaction: Transaction) -> bool:
    """Sign all rows that have no checkpoint yet; False when there are none.

    Asked for at sign-out and when the program ends; `append` does it by itself after so many rows
    or minutes. The checkpoint goes into the anchor files after the commit.
    """
    last, before = _last(transaction), latest(transaction)
    covered = before.last_seq + 1 if before else 0  # the one more tells of the checkpoint itself
    if last is None or last.seq <= covered:
        return False
    _seal(transaction, last, _clock(transaction).now())
    return True


def seal_when_due(transaction: Transaction) -> bool:
    """The same when rows have waited too long for it; False when none have."""
    last, now = _last(transaction), _clock(transaction).now()
    if last is None or not due(transaction, last.seq, now.utc_ms):
        return False
    _seal(transaction, last, now)
    return True


def tampering(error: BaseException) -> bool:
    """Whether this is the database refusing to change what the log holds."""
    cause = error.__cause__
    told = str(getattr(cause, "orig", cause))
    return any(f"{table.name} are kept as they are" in told for table in (LOG, CHECKPOINTS))


def rows(
    transaction: Transaction,
    *,
    first: int = 1,
    last: int | None = None,
    code: str | None = None,
) -> tuple[AuditRow, ...]:
    """Rows by number, both ends included, oldest first. code: only rows of this code."""
    wanted = select(LOG).where(LOG.c.seq >= first).order_by(LOG.c.seq)
    if last is not None:
        wanted = wanted.where(LOG.c.seq <= last)
    if code is not None:
        wanted = wanted.where(LOG.c.code == code)
    return tuple(AuditRow(*row) for row in transaction.connection().execute(wanted))


def key_of(transaction: Transaction, identifier: str) -> str:
    """What stands in the log for a patient or an encounter: the same each time, told by no one.

    Case of letters does not count, as in encounters. "" for none.
    """
    if not identifier:
        return ""
    secret = bytes.fromhex(_fact(transaction, HMAC_FACT, lambda: secrets.token_hex(32)))
    return hmac.digest(secret, identifier.casefold().encode(), "sha256").hex()


def hash_name(transaction: Transaction) -> HashName:
    """The hash of this log; chosen by the site's profile before its first row, for ever."""

    def chosen() -> HashName:
        return "sm3" if fact(transaction, PROFILE_FACT) == "cn-sm" else "sha256"

    return cast(HashName, _fact(transaction, HASH_FACT, chosen))


def _fact(transaction: Transaction, name: str, first: Callable[[], str]) -> str:
    """One that is written once and never changes; asked for once in a transaction."""
    known: dict[str, str] = transaction.info.setdefault("audit_facts", {})
    if name not in known:
        value = fact(transaction, name)
        if not value:
            value = first()
            set_fact(transaction, name, value)
        known[name] = value
    return known[name]


def _clock(transaction: Transaction) -> Clock:
    return cast(Clock, transaction.info.get(CLOCK_KEY, MACHINE))


def _last(transaction: Transaction) -> AuditRow | None:
    found = transaction.connection().execute(_LAST).first()
    return None if found is None else AuditRow(*found)


def _moved_ms(last: AuditRow | None, event: AuditEvent, stamp: Stamp) -> int:
    """How far the clock was set since the last row; other workstations have clocks of their own."""
    if last is None:
        return 0
    here = last.boot_id == stamp.boot_id or last.workstation == event.actor.workstation
    before = replace(stamp, utc_ms=last.utc_ms, mono_ns=last.mono_ns, boot_id=last.boot_id)
    return jump_ms(before, stamp) if here else 0


def _said(transaction: Transaction, event: AuditEvent) -> dict[str, str | int]:
    actor = event.actor
    said: dict[str, str | int] = {
        "user_id": actor.id,
        "role": actor.role,
        "workstation": actor.workstation,
        "session_id": actor.session_id,
        "patient_key": key_of(transaction, event.patient),
        "encounter_key": key_of(transaction, event.encounter),
        "object_type": event.object_type,
        "object_id": event.object_id,
        "version": event.version,
        "code": event.code,
        "action": event.deed,
        "outcome": event.outcome,
        "reason": event.reason,
        "detail_json": canonical(event.detail).decode(),
    }
    return {name: _undamaged(value) for name, value in said.items()}


def _undamaged(value: str | int) -> str | int:
    return value.replace(REPLACED, "?") if isinstance(value, str) else value


def _append(
    transaction: Transaction, last: AuditRow | None, event: AuditEvent, stamp: Stamp, now: Stamp
) -> int:
    row = _link(transaction, last, event, stamp)
    if due(transaction, row.seq, now.utc_ms):
        _seal(transaction, row, now)
    return row.seq


def _merge(transaction: Transaction) -> None:
    """Link the acts of the intent file, each with its own time, each once; then forget them."""
    store = cast(Database, transaction.info["store"])
    if _MERGED in transaction.info or not waiting(store.folder):
        return
    transaction.info[_MERGED] = True
    intents = Intents(store.folder, store.keys)
    pending = intents.pending()
    position = f"audit_intents:{pending.log}"  # of each workstation its own
    hashes = [one.hash for one in pending.intents]
    done = fact(transaction, position)
    new = pending.intents[hashes.index(done) + 1 if done in hashes else 0 :]
    if new or pending.broken:
        _link_late(transaction, new, pending.broken)
    if hashes:
        set_fact(transaction, position, hashes[-1])

    def forget(_: Transaction) -> None:
        with suppress(OSError, StoreError):  # the position says that they are in the log
            if pending.broken:
                intents.set_aside(secrets.token_hex(8))
            else:
                intents.clear(hashes[-1])

    hooks.listen(transaction, "after_commit", forget)


def _link_late(transaction: Transaction, new: Sequence[Intent], broken: int) -> None:
    """Between a row that says when the log stopped and one that says that it goes on."""
    now = _clock(transaction).now()
    began = new[0].stamp if new else now
    _link(transaction, _last(transaction), _of_log("AUD-OFF", began, acts=len(new)), began)
    for one in new:
        event = replace(one.event, detail={**one.event.detail, "intent": True})
        _link(transaction, _last(transaction), event, one.stamp)
    if broken:
        lost = replace(_of_log("AUD-INTENTS", now, lines=broken), outcome=12)
        _link(transaction, _last(transaction), lost, now)
    _link(transaction, _last(transaction), _of_log("AUD-ON", now, acts=len(new)), now)


def _of_log(code: str, stamp: Stamp, **detail: int) -> AuditEvent:
    """Something that befell the log itself."""
    at = datetime.fromtimestamp(stamp.utc_ms / 1000, UTC)
    return AuditEvent(at, SYSTEM_ACTOR, code, "E", object_type="audit", detail=detail)


def _seal(transaction: Transaction, last: AuditRow, now: Stamp) -> None:
    store = cast(Database, transaction.info["store"])
    key = store.keys.checkpoint_key()
    made = sign(transaction, last.seq, now.utc_ms, key, hash_name(transaction))
    told = AuditEvent(
        datetime.fromtimestamp(now.utc_ms / 1000, UTC),
        SYSTEM_ACTOR,
        "AUD-CHECKPOINT",
        "C",
        object_type="checkpoint",
        object_id=str(made.last_seq),
        detail={"merkle_root": made.merkle_root},
    )
    _link(transaction, last, told, now)
    _anchor_later(transaction, store.folder, made)


def _anchor_later(transaction: Transaction, folder: Path, made: Checkpoint) -> None:
    """After the commit: this checkpoint, and before it those that a crash kept out of the file."""
    place = anchors(folder)
    anchored = last_of(place.local)
    owed = checkpoints(transaction, anchored.last_seq if anchored else 0) or (made,)
    if _OWED not in transaction.info:
        hooks.listen(transaction, "after_commit", lambda one: place.keep(one.info[_OWED]))
    transaction.info[_OWED] = owed


def _link(
    transaction: Transaction, last: AuditRow | None, event: AuditEvent, stamp: Stamp
) -> AuditRow:
    linked: dict[str, Any] = {
        **_said(transaction, event),
        **{name: getattr(stamp, name) for name in Stamp.__slots__},
        "seq": last.seq + 1 if last else 1,
        "prev_hash": last.hash if last else GENESIS,
    }
    content = canonical_row([linked[name] for name in HASHED])
    previous = bytes.fromhex(linked["prev_hash"])
    linked["hash"] = row_hash(previous, content, hash_name(transaction)).hex()
    transaction.connection().execute(_INSERT, linked)
    return AuditRow(**linked)
