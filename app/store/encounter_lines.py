"""What a list of encounters shows beside what it is sorted by: asked of one page's rows only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.encounters import Standing
from app.domain.worklist import Line
from app.store.database import Transaction
from app.store.tables import EncounterRow, JobRow, LiveRecordingRow
from app.store.tables_people import EmergencyRow
from app.store.tables_window import ConsentRow, MergeRow

_ENDED = ("saved", "discarded")


@dataclass(slots=True)
class _Found:
    """Of one encounter. consents: when and what; open: states of what has no note yet."""

    consents: list[tuple[str, str]] = field(default_factory=list)
    open: set[str] = field(default_factory=set)
    noted: bool = False


def dressed(transaction: Transaction, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with consent and how far each encounter is, merged ones counted in."""
    if not lines:
        return ()
    ids = {one.encounter.casefold(): one.encounter for one in lines}
    found = defaultdict[str, _Found](_Found)
    merged = _look(transaction, ids, found)
    if merged:
        _look(transaction, merged, found)
    return tuple(_dressed(one, found[one.encounter]) for one in lines)


def _dressed(line: Line, found: _Found) -> Line:
    consent = max(found.consents)[1] if found.consents else ""
    return replace(line, consent=consent, standing=_standing(line, found))


def _standing(line: Line, found: _Found) -> Standing:
    if "recording" in found.open:
        return "recording"
    if found.open:
        return "unsaved"
    if not line.unfinished:
        return "signed"
    return "draft" if found.noted else "empty"


def _look(
    transaction: Transaction, kept: Mapping[str, str], found: defaultdict[str, _Found]
) -> dict[str, str]:
    """Add what there is of these encounters to what stands for them; gives those that were merged
    into them. kept: what stands for each, by its id in small letters. One statement, since each
    costs more than the rows it gives."""
    merged = {}
    for kind, encounter, value, at in transaction.execute(_asked(), {"ids": list(kept)}):
        one = found[kept[(encounter or "").casefold()]]
        match kind:
            case "merged":
                merged[value.casefold()] = kept[encounter.casefold()]
            case "consent":
                one.consents.append((at, value))
            case "open":
                one.open.add(value)
            case _:
                one.noted = True
    return merged


@cache
def _asked() -> "Select[str, str, str, str]":
    """Built once; `ids` is bound to what is asked about."""
    wanted = select(EncounterRow.id).where(EncounterRow.id.in_(bindparam("ids", expanding=True)))
    these = select(wanted.cte("these").prefix_with("MATERIALIZED").c.id)
    mine = LiveRecordingRow.encounter_id.collate("NOCASE").in_(these)
    claimed = EmergencyRow.encounter_id.collate("NOCASE").in_(these)
    left = LiveRecordingRow.state.not_in(_ENDED)
    same = LiveRecordingRow.id == EmergencyRow.recording_id
    parts = union_all(
        _row("merged", MergeRow.into_id, MergeRow.encounter_id).where(
            MergeRow.into_id.in_(these), MergeRow.undone_at.is_(None)
        ),
        _row("consent", ConsentRow.encounter_id, ConsentRow.state, ConsentRow.at).where(
            ConsentRow.encounter_id.in_(these)
        ),
        _row("open", LiveRecordingRow.encounter_id, LiveRecordingRow.state).where(mine, left),
        _row("open", EmergencyRow.encounter_id, LiveRecordingRow.state)
        .join(LiveRecordingRow, same)
        .where(claimed, left),
        _row("noted", JobRow.encounter_id, literal("")).where(
            JobRow.encounter_id.collate("NOCASE").in_(these)
        ),
    ).subquery()
    return select(*parts.c)


def _row(
    kind: str,
    encounter: "InstrumentedAttribute[str] | InstrumentedAttribute[str | None]",
    value: "ColumnElement[str] | InstrumentedAttribute[str]",
    at: object = None,
) -> "Select[str, str, str, str]":
    """All rows of the union have the same four columns of plain text."""
    when = null() if at is None else at
    return select(
        literal(kind).label("kind"),
        type_coerce(encounter, String).label("encounter"),
        type_coerce(value, String).label("value"),
        type_coerce(when, String).label("at"),
    )
