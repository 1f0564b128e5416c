"""Questions to the audit log: what a time span held, and who looked at a patient."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.domain.audit import AuditRow, Period
from app.domain.glass import GRANT
from app.store.audit import LOG, key_of
from app.store.audit_clock import ms_of
from app.store.care import Grant, grants
from app.store.database import Transaction
from app.store.merges import family
from app.store.people import names_of
from app.store.tables_people import PatientRow

_TICK: Final = timedelta(milliseconds=1)  # rows tell time no finer


@dataclass(frozen=True, slots=True)
class Access:
    """One look at a patient, or one refused. name: of the user, as far as there is one.

    grant: the break-the-glass under which it was, with its reason.
    """

    row: AuditRow
    name: str
    grant: Grant | None = None


def of_period(
    transaction: Transaction, period: Period, beginning: str = ""
) -> tuple[AuditRow, ...]:
    """Rows by their number. beginning: only codes that begin so."""
    wanted = _within(select(LOG), period)
    if beginning:
        wanted = wanted.where(LOG.c.code.startswith(beginning, autoescape=True))
    found = transaction.connection().execute(wanted.order_by(LOG.c.seq))
    return tuple(AuditRow(*row) for row in found)


def newest(transaction: Transaction, code: str) -> Iterator[AuditRow]:
    """Rows of one code, the last one first."""
    wanted = select(LOG).where(LOG.c.code == code).order_by(LOG.c.seq.desc())
    for row in transaction.connection().execute(wanted):
        yield AuditRow(*row)


def of_patient(transaction: Transaction, patient: str, period: Period) -> tuple[Access, ...]:
    """Every row about a patient, by their number; also of encounters found out later to be theirs.

    patient: as the encounters have it; case of letters does not count.
    """
    same = func.lower(PatientRow.patient_id) == patient.lower()
    encounters = transaction.scalars(select(PatientRow.encounter_id).where(same)).all()
    about = LOG.c.encounter_key.in_([key_of(transaction, one) for one in encounters])
    return _accesses(
        transaction,
        or_(LOG.c.patient_key == key_of(transaction, patient), about),
        frozenset(encounters),
        period,
    )


def of_encounter(transaction: Transaction, encounter: str, period: Period) -> tuple[Access, ...]:
    """The same about one encounter, whoever its patient is, and those that are one with it."""
    encounters = family(transaction, encounter)
    about = LOG.c.encounter_key.in_([key_of(transaction, one) for one in encounters])
    return _accesses(transaction, about, frozenset(encounters), period)


def _accesses(
    transaction: Transaction,
    about: ColumnElement[bool],
    encounters: frozenset[str],
    period: Period,
) -> tuple[Access, ...]:
    wanted = _within(select(LOG).where(about), period).order_by(LOG.c.seq)
    rows = [AuditRow(*row) for row in transaction.connection().execute(wanted)]
    names = names_of(transaction, sorted({row.user_id for row in rows}))
    broken = [
        (key_of(transaction, one.encounter), one)
        for one in (grants(transaction, min(row.at for row in rows) - GRANT) if rows else ())
        if one.encounter.casefold() in {other.casefold() for other in encounters}
    ]
    return tuple(
        Access(row, names.get(row.user_id, row.user_id), _grant_of(row, broken)) for row in rows
    )


def _grant_of(row: AuditRow, broken: list[tuple[str, Grant]]) -> Grant | None:
    """The grant that a row is about, or was read by."""
    for encounter_key, grant in broken:
        theirs = row.user_id == grant.user_id and row.encounter_key == encounter_key
        if row.object_id == grant.id:
            return grant
        if theirs and row.reason == "BTG" and grant.started_at - _TICK <= row.at < grant.until:
            return grant
    return None


def _within(wanted: Select[Any], period: Period) -> Select[Any]:
    if period.since is not None:
        wanted = wanted.where(LOG.c.utc_ms >= ms_of(period.since))
    if period.until is not None:
        wanted = wanted.where(LOG.c.utc_ms < ms_of(period.until))
    return wanted
