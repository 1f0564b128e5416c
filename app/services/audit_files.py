"""The audit log as files for those outside: CSV, JSON lines, or FHIR AuditEvents."""

import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from app.domain.access import Actor
from app.domain.audit import AuditRow, Period
from app.domain.errors import ExportError
from app.export import audit_csv
from app.export.audit_fhir import Origin, bundle, event, ndjson
from app.services.audit_log import AuditLog
from app.store.durable import keep_whole

__all__ = ["AuditFiles", "FileForm", "Origin", "keep", "written"]

FileForm = Literal["csv", "jsonl", "ndjson", "bundle"]
"""jsonl: the rows, as in CSV. ndjson and bundle: FHIR AuditEvents."""
_ENDINGS: Final = {"csv": "csv", "jsonl": "jsonl", "ndjson": "ndjson", "bundle": "json"}


class AuditFiles:
    """origin: asked only for FHIR, whose events say whose they are."""

    def __init__(self, log: AuditLog, origin: Callable[[], Origin]) -> None:
        self._log = log
        self._origin = origin

    def write(self, actor: Actor, period: Period, form: FileForm, folder: Path) -> Path:
        """The rows of a time span into a new file of that folder; gives its path.

        Raises AccessError, StoreError, ExportError.
        """
        if not folder.is_dir():
            raise ExportError(f"there is no folder {folder}; choose one that is there")
        rows = self._log.export(actor, period, form)
        stamp = datetime.now(UTC).astimezone().strftime("%Y-%m-%d-%H%M%S")
        path = folder / f"erscribe-audit-{stamp}.{_ENDINGS[form]}"
        keep(path, written(rows, form, self._origin))
        return path


def written(rows: Iterable[AuditRow], form: FileForm, origin: Callable[[], Origin]) -> str:
    """All of it as text. Raises ExportError for what keeps to no profile, a bug of ours."""
    if form in {"csv", "jsonl"}:
        file = io.StringIO(newline="")
        (audit_csv.write if form == "csv" else audit_csv.write_lines)(rows, file)
        return file.getvalue()
    whose = origin()
    events = (event(row, whose) for row in rows)
    if form == "ndjson":
        return "".join(ndjson(events))
    return json.dumps(bundle(events), ensure_ascii=False) + "\n"


def keep(path: Path, text: str) -> None:
    """Raises ExportError when the file cannot be written."""
    try:
        keep_whole(path, text.encode())
    except OSError as error:
        raise ExportError(f"{path} cannot be written ({error.strerror})") from error
