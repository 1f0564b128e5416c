"""Encounters found among many, of those alone that the one who asks may see.

Which way to a page is short is known before: a name leads to few encounters, whoever sees few has
those looked up, and for whoever sees many the list is walked in its order until the page is full.
Every statement reads indexes that hold all it asks for, since each page that is read is decrypted.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from app.domain.access import Actor
from app.domain.worklist import MOST, Line, Wanted
from app.store.database import Transaction
from app.store.tables import EncounterRow, JobRow, LiveRecordingRow, UtcTime
from app.store.tables_people import AssignmentRow, GlassRow, PatientRow, UserRow
from app.store.tables_upkeep import ListedRow

_FEW: Final = 1_000
_AFTER: Final = "\U0010ffff"  # sorts after whatever follows a beginning
_PARTS: Final = {"any": (True, False), "unfinished": (True,), "finished": (False,)}
_TOLD: Final = (
    PatientRow.patient_id,
    PatientRow.name,
    PatientRow.place,
    PatientRow.age,
    PatientRow.sex,
    PatientRow.unknown,
)
_LIST: Final = ListedRow.__table__.c
Seen = CompoundSelect[Any]
Who = dict[str, Any]
Columns = ReadOnlyColumnCollection[str, Any]


def search(
    transaction: Transaction, actor: Actor, wanted: Wanted, now: datetime
) -> tuple[Line, ...]:
    """A page of what the actor works on or has a grant for: the unfinished first, then the newest.

    In a sandbox everything is everybody's.
    """
    seen = None if actor.role == "sandbox" else _seen()
    who: Who = {"me": actor.id, "now": now}
    if wanted.patient or wanted.name or wanted.text:
        return _from_named(transaction, wanted, who, seen)
    if seen is not None and not wanted.department and _few(transaction, who):
        return _page(transaction, wanted, who, _looked_up(seen))
    return _walked(transaction, wanted, who, seen)


def _from_named(
    transaction: Transaction, wanted: Wanted, who: Who, seen: Seen | None
) -> tuple[Line, ...]:
    """The names first, whatever SQLite thinks: an index of them alone is the least to read."""
    named = _with_text(wanted.text) if wanted.text else _named(wanted)
    first = named.cte("named").prefix_with("MATERIALIZED")
    found = select(first.c.encounter_id)
    if seen is not None:
        found = found.where(first.c.encounter_id.in_(seen))
    return _page(transaction, wanted, who, _looked_up(found))


def _named(wanted: Wanted) -> Select[Any]:
    named = select(PatientRow.encounter_id.collate("NOCASE").label("encounter_id"))
    if wanted.patient:
        named = named.where(PatientRow.patient_id == wanted.patient)
    if wanted.name:
        named = named.where(*_begins(PatientRow.name, wanted.name))
    return named


def _with_text(text: str) -> Seen:
    """Each way by an index of its own; an encounter may come out of several."""
    encounter = PatientRow.encounter_id.collate("NOCASE").label("encounter_id")
    return union_all(
        select(encounter).where(*_begins(PatientRow.name, text)),
        select(encounter).where(*_begins(PatientRow.place, text)),
        select(EncounterRow.id).where(*_begins(EncounterRow.id, text)),
        select(encounter).where(PatientRow.patient_id == text),
    )


def _begins(column: InstrumentedAttribute[str], text: str) -> tuple[ColumnElement[bool], ...]:
    value = column.collate("NOCASE")
    return (value >= text, value < text + _AFTER)


def _few(transaction: Transaction, who: Who) -> bool:
    return bool(transaction.scalar(_how_many(), who) != _FEW)


@cache
def _how_many() -> Select[Any]:
    some = select(_seen().subquery()).limit(_FEW).subquery()
    return select(func.count()).select_from(some)


def _walked(
    transaction: Transaction, wanted: Wanted, who: Who, seen: Seen | None
) -> tuple[Line, ...]:
    """One part after the other, so that a range of times is a range of the index."""
    found: list[Line] = []
    after = wanted.after
    for unfinished in _PARTS[wanted.progress]:
        part: list[ColumnElement[bool]] = [ListedRow.unfinished.is_(unfinished)]
        if seen is not None:
            part.append(ListedRow.encounter_id.in_(seen))
        if after is not None and unfinished == after.unfinished:
            part.append(ListedRow.at <= after.at)
        if after is None or unfinished <= after.unfinished:
            left = replace(wanted, size=_size(wanted) - len(found))
            found += _page(transaction, left, who, _LIST, *part)
    return tuple(found)


def _looked_up(encounters: Seen | Select[Any]) -> Columns:
    """Each by its key, whatever SQLite thinks: it would rather walk all of the list in order."""
    listed = select(ListedRow.__table__).where(ListedRow.encounter_id.in_(encounters))
    return listed.cte("looked_up").prefix_with("MATERIALIZED").c


def _page(
    transaction: Transaction,
    wanted: Wanted,
    who: Who,
    of: Columns,
    *conditions: ColumnElement[bool],
) -> tuple[Line, ...]:
    order = (of.unfinished, of.at, of.encounter_id)
    asked = select(*order, of.department).where(*conditions, *_narrowed(wanted, of))
    if wanted.after is not None:
        after = (wanted.after.unfinished, wanted.after.at, wanted.after.encounter)
        asked = asked.where(tuple_(*order) < after)
    page = asked.order_by(*(one.desc() for one in order)).limit(_size(wanted)).subquery()
    same = PatientRow.encounter_id.collate("NOCASE") == page.c.encounter_id
    whole = select(page, *_TOLD).outerjoin(PatientRow, same)
    rows = transaction.execute(whole.order_by(*(page.c[one.key].desc() for one in order)), who)
    return tuple(
        Line(
            row.encounter_id,
            row.unfinished,
            row.at,
            row.patient_id or "",
            row.name or "",
            row.department,
            row.place or "",
            row.age or "",
            row.sex or "",
            bool(row.unknown),
        )
        for row in rows
    )


def _size(wanted: Wanted) -> int:
    return max(0, min(wanted.size, MOST))


def _narrowed(wanted: Wanted, of: Columns) -> Iterator[ColumnElement[bool]]:
    if wanted.progress != "any":
        yield of.unfinished.in_(_PARTS[wanted.progress])
    if wanted.department:
        yield of.department == wanted.department
    if wanted.since is not None:
        yield of.at >= wanted.since
    if wanted.until is not None:
        yield of.at < wanted.until


@cache
def _seen() -> Seen:
    """The encounters that an actor is assigned to, has a grant for, has recorded or written, or
    that were written by somebody whom they supervise; some of them more than once."""
    me, now = bindparam("me", type_=String()), bindparam("now", type_=UtcTime())
    under = select(UserRow.id).where(or_(UserRow.id == me, UserRow.supervisor_id == me))
    return union_all(
        select(AssignmentRow.encounter_id.collate("NOCASE")).where(
            AssignmentRow.user_id == me,
            or_(AssignmentRow.ended_at.is_(None), AssignmentRow.ended_at > now),
        ),
        select(GlassRow.encounter_id.collate("NOCASE")).where(
            GlassRow.user_id == me,
            GlassRow.started_at <= now,
            GlassRow.until > now,
            GlassRow.ended_at.is_(None),
        ),
        select(LiveRecordingRow.encounter_id.collate("NOCASE")).where(
            LiveRecordingRow.started_by == me, LiveRecordingRow.encounter_id.is_not(None)
        ),
        select(JobRow.encounter_id.collate("NOCASE")).where(
            JobRow.saved_by.in_(under), JobRow.encounter_id.is_not(None)
        ),
    )
