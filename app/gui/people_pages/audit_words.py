"""The audit log in words: what was done, by whom, and what became of it."""

import json
from typing import Final

from app.domain.audit import AuditRow
from app.gui.glass_dialog import reason_text
from app.gui.look import begun
from app.gui.people_pages.audit_acts import act_text
from app.gui.people_pages.user_words import role_name
from app.gui.words import term, tr
from app.services.audit_log import Access
from app.services.audit_looks import Seen

CELLS: Final = ("seq", "at", "user_id", "role", "workstation", "code", "outcome", "object_type",
                "reason")  # fmt: skip
"""The fields that stand in the table, in its order."""
_SHOWN_KEY: Final = 12  # letters of a keyed hash that are enough to tell two apart


def field_names() -> dict[str, str]:
    """Every field by which rows are sorted."""
    return {
        "seq": tr("Row"),
        "at": tr("When"),
        "user_id": tr("Who"),
        "role": tr("Role"),
        "workstation": tr("Workstation"),
        "code": tr("What"),
        "outcome": tr("Outcome"),
        "object_type": tr("About"),
        "reason": tr("Reason"),
        "object_id": tr("Id of what it is about"),
        "version": tr("Version"),
        "action": tr("Kind of act"),
        "session_id": tr("Session"),
        "patient_key": tr("Key of the patient"),
        "encounter_key": tr("Key of the encounter"),
        "detail_json": tr("Detail"),
        "utc_ms": tr("Universal time"),
        "tz": tr("Time zone"),
        "clock_state": tr("State of the clock"),
        "mono_ns": tr("Machine's counter"),
        "boot_id": tr("Start of the machine"),
        "prev_hash": tr("Hash before"),
        "hash": tr("Hash"),
    }


def cell(seen: Seen, field: str) -> str:
    """A field of a row, as the table shows it."""
    row = seen.row
    shown = {
        "at": _shown_time,
        "user_id": lambda row: who_text(row, seen.name),
        "role": lambda row: role_name(row.role),
        "code": lambda row: act_text(row.code),
        "outcome": lambda row: outcome_text(row.outcome),
        "object_type": object_text,
    }
    return shown[field](row) if field in shown else str(getattr(row, field))


def _shown_time(row: AuditRow) -> str:
    return row.local_time[:19].replace("T", " ")


def who_text(row: AuditRow, name: str) -> str:
    if name:
        return name
    known = {
        "system": tr("ERScribe itself"),
        "emergency": tr("nobody signed in"),
        "unknown": tr("an unknown login"),
    }
    return known.get(row.user_id, row.user_id)


def outcome_text(outcome: int) -> str:
    known = {
        0: tr("✓ done"),
        4: tr("? not found"),
        8: tr("✕ refused"),
        12: tr("!! failed"),
    }
    return known.get(outcome, str(outcome))


def object_text(row: AuditRow) -> str:
    if not row.object_type:
        return ""
    return f"{begun(_kind(row))} {row.object_id[:_SHOWN_KEY]}".strip()


def _kind(row: AuditRow) -> str:
    """What a row is about."""
    known = {
        "note": tr("note"),
        "recording": tr("recording"),
        "encounter": tr("encounter"),
        "alert": tr("alert"),
        "export": tr("export"),
        "macro": tr("own text"),
        "session": tr("session"),
        "user": tr("user"),
        "site": tr("site"),
        "model": tr("model"),
        "key": tr("key"),
        "store": tr("store"),
        "audit": tr("audit log"),
        "checkpoint": tr("checkpoint"),
        "program": tr("program"),
    }
    return known.get(row.object_type, row.object_type)


def detail_text(seen: Seen) -> str:
    """One row as a page of sentences."""
    row = seen.row
    lines = [
        tr("{who} ({role}): {what}. {outcome}.").format(
            who=who_text(row, seen.name),
            role=role_name(row.role),
            what=act_text(row.code),
            outcome=outcome_text(row.outcome),
        ),
        tr("At {at}, by a clock that was {clock}; workstation {workstation}.").format(
            at=row.local_time,
            clock=clock_text(row.clock_state),
            workstation=row.workstation or tr("not known"),
        ),
        _about(row),
        tr("Reason: {reason}").format(reason=row.reason) if row.reason else "",
        _more(row),
        _keys(row),
        tr("Code {code}, row {seq}, hash {hash}").format(
            code=row.code, seq=row.seq, hash=row.hash[:_SHOWN_KEY]
        ),
    ]
    return "\n".join(filter(None, lines))


def clock_text(state: str) -> str:
    known = {
        "synced": tr("set by a time server"),
        "unsynced": tr("not set by a time server"),
    }
    return known.get(state, tr("of unknown state"))


def _about(row: AuditRow) -> str:
    if not row.object_type:
        return ""
    what = f"{_kind(row)} {row.object_id}".strip()
    if row.version:
        return tr("About: {what}, version {version}").format(what=what, version=row.version)
    return tr("About: {what}").format(what=what)


def _more(row: AuditRow) -> str:
    """What else the row says: counts and codes."""
    detail = json.loads(row.detail_json)
    said = ", ".join(f"{term(name)}: {_value(value)}" for name, value in detail.items())
    return tr("Also: {detail}").format(detail=said) if said else ""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return str(value)


def _keys(row: AuditRow) -> str:
    if not (row.patient_key or row.encounter_key):
        return ""
    return tr("Patient and encounter are known here by keys only: {patient}, {encounter}").format(
        patient=row.patient_key[:_SHOWN_KEY] or "–",
        encounter=row.encounter_key[:_SHOWN_KEY] or "–",
    )


def access_cells(one: Access) -> list[str]:
    """When, who, in which role, where, what, what became of it, and why."""
    row = one.row
    return [
        _shown_time(row),
        who_text(row, one.name if one.name != row.user_id else ""),
        role_name(row.role),
        row.workstation,
        act_text(row.code),
        outcome_text(row.outcome),
        _why(one),
    ]


def _why(one: Access) -> str:
    if one.grant is None:
        return one.row.reason
    return tr("broke the glass ({reason}): {text}").format(
        reason=reason_text(one.grant.reason), text=one.grant.text
    )
