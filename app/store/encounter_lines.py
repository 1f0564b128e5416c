"""What a list of encounters shows beside what it is sorted by: asked of one page's rows only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from app.domain.encounters import Standing
from app.store.database import Transaction
from app.store.search import Line
from app.store.tables import JobRow, LiveRecordingRow
from app.store.tables_people import EmergencyRow, PatientRow
from app.store.tables_window import ConsentRow, MergeRow

_ENDED = ("saved", "discarded")


def dressed(transaction: Transaction, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with place, age, sex, consent and how far each encounter is."""
    ids = [one.encounter for one in lines]
    if not ids:
        return ()
    kept = {one.casefold(): one for one in ids}
    merged = select(MergeRow.encounter_id, MergeRow.into_id).where(
        MergeRow.into_id.in_(ids), MergeRow.undone_at.is_(None)
    )
    kept |= {row.encounter_id.casefold(): row.into_id for row in transaction.execute(merged)}
    told = _patients(transaction, ids)
    consents = _consents(transaction, kept)
    states = _states(transaction, kept)
    noted = _noted(transaction, kept)
    return tuple(
        replace(
            _told(one, told.get(one.encounter.casefold())),
            consent=consents.get(one.encounter, ""),
            standing=_standing(one, states[one.encounter], one.encounter in noted),
        )
        for one in lines
    )


def _told(line: Line, row: PatientRow | None) -> Line:
    if row is None:
        return line
    return replace(line, place=row.place, age=row.age, sex=row.sex, unknown=row.unknown)


def _standing(line: Line, states: set[str], noted: bool) -> Standing:
    if "recording" in states:
        return "recording"
    if states:
        return "unsaved"
    if not line.unfinished:
        return "signed"
    return "draft" if noted else "empty"


def _patients(transaction: Transaction, ids: Sequence[str]) -> dict[str, PatientRow]:
    same = PatientRow.encounter_id.collate("NOCASE").in_(ids)
    rows = transaction.scalars(select(PatientRow).where(same))
    return {row.encounter_id.casefold(): row for row in rows}


def _consents(transaction: Transaction, kept: Mapping[str, str]) -> dict[str, str]:
    """The last step of each, by the encounter that stands for it."""
    rows = transaction.execute(
        select(ConsentRow.encounter_id, ConsentRow.state)
        .where(ConsentRow.encounter_id.in_(list(kept)))
        .order_by(ConsentRow.at, ConsentRow.key)
    )
    return {kept[row.encounter_id.casefold()]: row.state for row in rows}


def _states(transaction: Transaction, kept: Mapping[str, str]) -> defaultdict[str, set[str]]:
    """Of the recordings that are not done with; those that were claimed for an encounter too."""
    found = defaultdict[str, set[str]](set)
    mine = LiveRecordingRow.encounter_id.collate("NOCASE").in_(list(kept))
    left = LiveRecordingRow.state.not_in(_ENDED)
    rows = [
        *transaction.execute(
            select(LiveRecordingRow.encounter_id, LiveRecordingRow.state).where(mine, left)
        ),
        *transaction.execute(
            select(EmergencyRow.encounter_id, LiveRecordingRow.state)
            .join(LiveRecordingRow, LiveRecordingRow.id == EmergencyRow.recording_id)
            .where(EmergencyRow.encounter_id.collate("NOCASE").in_(list(kept)), left)
        ),
    ]
    for encounter, state in rows:
        found[kept[(encounter or "").casefold()]].add(state)
    return found


def _noted(transaction: Transaction, kept: Mapping[str, str]) -> set[str]:
    """Those of which a result is kept."""
    rows = transaction.scalars(
        select(JobRow.encounter_id)
        .where(JobRow.encounter_id.collate("NOCASE").in_(list(kept)))
        .distinct()
    )
    return {kept[(one or "").casefold()] for one in rows}
