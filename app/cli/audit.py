"""`erscribe audit verify|show|export|report|prove`."""

import argparse
import json
import sys
from pathlib import Path

from app import bootstrap
from app.cli.acting import acting
from app.domain.audit import AuditRow, Period
from app.domain.errors import NotFoundError
from app.export import audit_csv
from app.services import audit_files
from app.services.audit_files import Origin
from app.services.audit_log import Access, AuditLog

_FAULT = 4


def verify(arguments: argparse.Namespace) -> int:
    """One line: that the log is whole, or what is wrong with it and where."""
    actor = acting(arguments)
    found = _log().verify(actor, arguments.anchor)
    for notice in found.notices:
        sys.stderr.write(f"note: {notice}\n")
    if found.fault is not None:
        sys.stdout.write(f"FAULT at row {found.fault.seq}: {found.fault.what}\n")
        return _FAULT
    bare = found.last_seq - found.anchored
    sys.stdout.write(
        f"The audit log is whole: {found.rows} rows, {found.checkpoints} checkpoints, anchored to "
        f"row {found.anchored}; of the {bare} rows since then a cut-off tail could not be seen.\n"
    )
    return 0


def show(arguments: argparse.Namespace) -> int:
    """A line per row."""
    actor = acting(arguments)
    log = _log()
    for row in log.view(actor, _period(arguments), exports_only=arguments.exports_only):
        sys.stdout.write(
            f"{row.seq}  {row.local_time}  {row.user_id}  {row.role}  {row.code}  "
            f"{_outcome(row)}  {row.object_type} {row.object_id}  {row.reason}".rstrip()
            + "\n"
        )
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Raises ExportError when the file cannot be written."""
    actor = acting(arguments)
    log = _log()
    rows = log.export(actor, _period(arguments), arguments.format)
    ordered = audit_csv.ordered(rows, arguments.sort, descending=arguments.desc)
    _put(arguments.out, audit_files.written(ordered, arguments.format, _origin))
    return 0


def report(arguments: argparse.Namespace) -> int:
    """Who saw a patient, when and why."""
    actor = acting(arguments)
    found = _log().accesses(
        actor,
        _period(arguments),
        patient=arguments.patient or "",
        encounter=arguments.encounter or "",
    )
    if arguments.json:
        sys.stdout.write(json.dumps([_as_dict(one) for one in found], ensure_ascii=False) + "\n")
        return 0
    if not found:
        sys.stdout.write("Nobody, as far as this log knows.\n")
    for one in found:
        row = one.row
        sys.stdout.write(
            f"{row.local_time}  {one.name} ({row.role})  {row.workstation or '-'}  {row.code}  "
            f"{_outcome(row)}  {_why(one)}".rstrip()
            + "\n"
        )
    return 0


def prove(arguments: argparse.Namespace) -> int:
    """The row's hash, the path from it, and the signed checkpoint at its end, as JSON.

    Raises NotFoundError for a row that no checkpoint covers yet.
    """
    actor = acting(arguments)
    proof = _log().prove(actor, arguments.row)
    if proof is None:
        raise NotFoundError("no checkpoint covers this row yet; ask again in a quarter of an hour")
    sys.stdout.write(json.dumps(proof, indent=1) + "\n")
    return 0


def _log() -> AuditLog:
    return AuditLog(bootstrap.database)


def _period(arguments: argparse.Namespace) -> Period:
    return Period(arguments.since, arguments.until)


def _origin() -> Origin:
    return Origin(bootstrap.store_keys().id, bootstrap.load_settings().notify_site)


def _put(path: Path | None, text: str) -> None:
    if path is None:
        sys.stdout.write(text)
        return
    audit_files.keep(path, text)


def _outcome(row: AuditRow) -> str:
    return {0: "done", 4: "not found", 8: "refused", 12: "failed"}.get(row.outcome, "?")


def _why(one: Access) -> str:
    if one.grant is not None:
        return f"broke the glass ({one.grant.reason}): {one.grant.text}"
    return one.row.reason


def _as_dict(one: Access) -> dict[str, str | int]:
    return {
        "seq": one.row.seq,
        "at": one.row.local_time,
        "user": one.row.user_id,
        "name": one.name,
        "role": one.row.role,
        "workstation": one.row.workstation,
        "code": one.row.code,
        "outcome": _outcome(one.row),
        "object": f"{one.row.object_type} {one.row.object_id}".strip(),
        "why": _why(one),
    }
