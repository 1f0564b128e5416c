"""Rows of the audit log by what is asked of them, in any order, a page at a time."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.domain.audit import COLUMNS, AuditRow, Checkpoint, ClockState, Period
from app.store.audit import LOG, key_of
from app.store.audit_anchor import anchors, last_of
from app.store.audit_checkpoints import latest
from app.store.audit_clock import clock_state, ms_of
from app.store.audit_reading import newest
from app.store.database import Transaction
from app.store.tables_people import PatientRow, UserRow

FIELDS: Final = ("at", *COLUMNS)
"""By what rows are sorted; `at` is their wall time."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; an empty field asks for nothing.

    user: part of a login or name, or a whole id. code: its beginning. patient: the number, of which
    the log knows a keyed hash only. outcome: -1 for any, -2 for all but what was done.
    """

    period: Period = field(default_factory=Period)
    user: str = ""
    code: str = ""
    patient: str = ""
    outcome: int = -1
    sort: str = "seq"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the log is signed and carried out of the database, and what the clock is worth.

    checkpoint: the newest, None before the first. anchored: the last row of the anchor file, 0 for
    none. second: the copy elsewhere, where there is one. trouble: of either, in a sentence.
    jumped_at: when a clock of the site was last found to be set, None for never.
    """

    last_seq: int
    checkpoint: Checkpoint | None
    anchored: int
    anchor: Path
    second: Path | None
    trouble: str
    clock: ClockState
    jumped_at: datetime | None


def numbers(transaction: Transaction, asked: Question, beginning: str = "") -> "array[int]":
    """The numbers of all rows that answer, in the order that is asked for: eight bytes a row.

    beginning: only codes that begin so.
    """
    order = (LOG.c["utc_ms" if asked.sort == "at" else asked.sort], LOG.c.seq)
    wanted = select(LOG.c.seq).where(*_conditions(transaction, asked, beginning))
    sorted_ = wanted.order_by(*(one.desc() if asked.descending else one for one in order))
    return array("q", transaction.scalars(sorted_))


def by_numbers(transaction: Transaction, wanted: Sequence[int]) -> tuple[AuditRow, ...]:
    """These rows, in this order."""
    found = transaction.connection().execute(select(LOG).where(LOG.c.seq.in_(wanted)))
    rows = {row.seq: AuditRow(*row) for row in found}
    return tuple(rows[seq] for seq in wanted)


def standing(transaction: Transaction, folder: Path) -> Standing:
    """folder: of the store, where its anchor file lies."""
    places = anchors(folder)
    anchored = last_of(places.local)
    jump = next(newest(transaction, "CLOCK-JUMP"), None)
    return Standing(
        int(transaction.scalar(select(func.max(LOG.c.seq))) or 0),
        latest(transaction),
        anchored.last_seq if anchored else 0,
        places.local,
        places.second,
        places.trouble or "",
        clock_state(),
        jump.at if jump else None,
    )


def _conditions(
    transaction: Transaction, asked: Question, beginning: str
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        LOG.c.code.startswith(text.upper(), autoescape=True)
        for text in (beginning, asked.code.strip())
        if text
    ]
    since, until = asked.period.since, asked.period.until
    if since is not None:
        found.append(LOG.c.utc_ms >= ms_of(since))
    if until is not None:
        found.append(LOG.c.utc_ms < ms_of(until))
    if asked.outcome != _ANY:
        done = LOG.c.outcome == 0
        found.append(~done if asked.outcome == _NOT_DONE else LOG.c.outcome == asked.outcome)
    if asked.user.strip():
        found.append(_of_user(transaction, asked.user.strip()))
    if asked.patient.strip():
        found.append(_of_patient(transaction, asked.patient.strip()))
    return found


def _of_user(transaction: Transaction, text: str) -> ColumnElement[bool]:
    alike = [
        func.lower(column).contains(text.lower(), autoescape=True)
        for column in (UserRow.login, UserRow.name)
    ]
    ids = transaction.scalars(select(UserRow.id).where(or_(*alike))).all()
    return LOG.c.user_id.in_([*ids, text])


def _of_patient(transaction: Transaction, patient: str) -> ColumnElement[bool]:
    """Also what is about encounters that were found out to be theirs later."""
    same = func.lower(PatientRow.patient_id) == patient.lower()
    encounters = transaction.scalars(select(PatientRow.encounter_id).where(same)).all()
    keys = [key_of(transaction, one) for one in encounters]
    own: Any = LOG.c.patient_key == key_of(transaction, patient)
    return or_(own, and_(LOG.c.encounter_key != "", LOG.c.encounter_key.in_(keys)))


_ANY: Final = -1
_NOT_DONE: Final = -2
