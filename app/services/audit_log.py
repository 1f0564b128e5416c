"""The audit log for those who may look at it; every look is in it too."""

import json
import platform
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from app import __version__
from app.domain.access import SYSTEM_ACTOR, Actor, AuditEvent, Detail
from app.domain.audit import AuditRow, Period, Verified
from app.services.access import Done, Subject, perform
from app.store import audit_reading
from app.store.audit import append, hash_name, rows, seal, seal_when_due
from app.store.audit_checkpoints import inclusion_proof
from app.store.audit_reading import Access
from app.store.audit_verify import Tell, verify
from app.store.database import Database, Transaction

__all__ = ["Access", "AuditLog", "Format"]

Format = Literal["csv", "jsonl", "ndjson", "bundle", "report"]

EVERY: Final = timedelta(hours=24)
EXPORTS: Final = "EXP-"
_LOOKED_AT: Final = 100  # how many looks back is asked for a whole one


class AuditLog:
    """Looks at the log, gives it out and verifies it.

    Every method raises StoreError, and AccessError or SandboxError for who may not do it.
    """

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database

    def view(
        self, actor: Actor, period: Period, *, exports_only: bool = False
    ) -> tuple[AuditRow, ...]:
        """Rows of a time span, by their number. exports_only: what left the house."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[AuditRow, ...]]:
            found = audit_reading.of_period(transaction, period, EXPORTS if exports_only else "")
            return Done(found, detail={"rows": len(found), **_span(period)})

        about = Subject(scope="export rows" if exports_only else "")
        return perform(self._database(), actor, "audit.view", work, about)

    def export(self, actor: Actor, period: Period, form: Format) -> tuple[AuditRow, ...]:
        """The same to be written outside."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[AuditRow, ...]]:
            found = audit_reading.of_period(transaction, period)
            return Done(found, detail={"rows": len(found), "format": form, **_span(period)})

        return perform(self._database(), actor, "audit.export", work)

    def accesses(
        self, actor: Actor, period: Period, *, patient: str = "", encounter: str = ""
    ) -> tuple[Access, ...]:
        """Who looked at a patient or at one encounter, when and why."""

        def work(transaction: Transaction, _: datetime) -> Done[tuple[Access, ...]]:
            if patient:
                found = audit_reading.of_patient(transaction, patient, period)
            else:
                found = audit_reading.of_encounter(transaction, encounter, period)
            return Done(found, detail={"rows": len(found), "format": "report", **_span(period)})

        about = Subject(encounter=encounter or None)
        return perform(self._database(), actor, "audit.export", work, about)

    def verify(
        self, actor: Actor, anchor: Path | None = None, tell: Tell = lambda _, __: None
    ) -> Verified:
        """Look through the whole log; that it was begun and what it gave is in the log.

        anchor: a copy of the anchor that left this machine. tell: told now and then up to which
        row it is, and of how many.
        """

        def work(transaction: Transaction, _: datetime) -> Done[None]:  # noqa: ARG001 - no rows
            return Done(None, detail={"stage": "begun"})

        database = self._database()
        perform(database, actor, "audit.verify", work)
        found = verify(database, anchor=anchor, tell=tell)
        _keep(database, actor, found, whole=True)
        return found

    def prove(self, actor: Actor, seq: int) -> dict[str, Any] | None:
        """What proves a row to whoever trusts the checkpoint over it; None while it has none."""

        def work(transaction: Transaction, _: datetime) -> Done[dict[str, Any] | None]:
            found = inclusion_proof(transaction, seq, hash_name(transaction))
            row = next(iter(rows(transaction, first=seq, last=seq)), None)
            detail: Detail = {"stage": "proof", "row": seq}
            if found is None or row is None:
                return Done(None, detail=detail)
            checkpoint, path = found
            proof = {"row": asdict(row), "path": path, "checkpoint": asdict(checkpoint)}
            return Done(proof, detail=detail)

        return perform(self._database(), actor, "audit.view", work)

    def look_after(self, now: datetime | None = None) -> Verified:
        """What the program does at its start: a short look, and once a day a whole one.

        A short one takes what the last look found whole as whole, so it takes a moment.
        """
        database = self._database()
        with database.transaction() as transaction:
            whole_at, since = _last_look(transaction)
        due = whole_at is None or not timedelta(0) <= (now or datetime.now(UTC)) - whole_at < EVERY
        found = verify(database, since=0 if due else since)
        _keep(database, SYSTEM_ACTOR, found, whole=due)
        return found

    def started(self) -> None:
        """The program started here; whether it ended in order the last time stands beside it."""
        with self._database().transaction() as transaction:
            begun, ended = (_seq_here(transaction, code) for code in ("APP-START", "APP-STOP"))
            _of_program(transaction, "APP-START", version=__version__, crashed=begun > ended)

    def ended(self) -> None:
        """It ends now, and leaves no row without checkpoint."""
        with self._database().transaction() as transaction:
            _of_program(transaction, "APP-STOP", version=__version__)
            seal(transaction)

    def sign(self) -> None:
        """A checkpoint over what has none: at sign-out, and when the program ends."""
        with self._database().transaction() as transaction:
            seal(transaction)

    def sign_when_due(self) -> None:
        """The same for rows that wait too long for it; asked for every minute or so."""
        with self._database().transaction() as transaction:
            seal_when_due(transaction)


def _keep(database: Database, actor: Actor, found: Verified, *, whole: bool) -> None:
    detail: dict[str, str | int | bool] = {
        "stage": "done",
        "whole": whole,
        "rows": found.rows,
        "last_seq": found.last_seq,
        "anchored": found.anchored,
    }
    if found.fault is not None:
        detail["fault_seq"] = found.fault.seq
    event = AuditEvent(
        datetime.now(UTC),
        actor,
        "AUD-VERIFY",
        "E",
        12 if found.fault else 0,
        "audit",
        reason="fault" if found.fault else "",
        detail=detail,
    )
    with database.transaction() as transaction:
        append(transaction, event)


def _of_program(transaction: Transaction, code: str, **detail: str | bool) -> None:
    actor = replace(SYSTEM_ACTOR, workstation=platform.node())
    event = AuditEvent(datetime.now(UTC), actor, code, "E", object_type="program", detail=detail)
    append(transaction, event)


def _seq_here(transaction: Transaction, code: str) -> int:
    """The newest row of a code from this workstation, 0 for none."""
    here = platform.node()
    found = audit_reading.newest(transaction, code)
    return next((row.seq for row in found if row.workstation == here), 0)


def _last_look(transaction: Transaction) -> tuple[datetime | None, int]:
    """When the last whole look found nothing, and up to where any look did."""
    since = 0
    for number, row in enumerate(audit_reading.newest(transaction, "AUD-VERIFY")):
        detail = json.loads(row.detail_json)
        if detail.get("stage") != "done" or number > _LOOKED_AT:
            continue
        if row.outcome:
            return None, 0
        since = since or int(detail["last_seq"])
        if detail["whole"]:
            return row.at, since
    return None, 0


def _span(period: Period) -> Detail:
    """As it stands in the log."""
    ends = {"from": period.since, "until": period.until}
    return {name: end.isoformat() for name, end in ends.items() if end is not None}
