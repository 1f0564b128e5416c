"""`erscribe export`: signed notes in the forms of an EMR, and the queue of those on their way."""

import argparse
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from app import bootstrap
from app.cli.acting import acting, clinical
from app.cli.notes_proof import proved
from app.cli.parser_export import FORMS
from app.domain.addresses import peer, web_address
from app.domain.errors import ExportError, SandboxError, SettingsError
from app.domain.outgoing import Way
from app.services.access import authorize
from app.services.delivery_ways import fhir_way, hl7_way
from app.services.export_status import Line
from app.services.outgoing_copies import Exported, OutgoingCopies, To
from app.services.outgoing_forms import fhir_parts, writer

ENDINGS: Final = {"fhir": "json", "hl7": "hl7", "cda": "xml", "pdf": "pdf", "docx": "docx"}
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+:[0-9]{1,5}", re.ASCII)
MARK: Final = {"acked": "filed  ", "rejected": "REFUSED", "retry": "failed ", "sending": "unknown"}


def run(arguments: argparse.Namespace) -> int:
    """One of: a note in a form, the list, sending now, sending again."""
    if not clinical():
        raise SandboxError(
            "the sandbox has no signed notes, so nothing leaves it; make the first administrator "
            "with: erscribe users init"
        )
    if arguments.list:
        return listed(arguments)
    if arguments.send:
        return send(arguments)
    if arguments.resend:
        return resend(arguments)
    return note(arguments)


def listed(arguments: argparse.Namespace) -> int:
    """A line per message, without anything of a patient."""
    lines = bootstrap.outbox().status.listing(acting(arguments), settled=arguments.all)
    now = datetime.now(UTC)
    for one in lines:
        sys.stdout.write(f"{as_text(one, now)}\n")
    if not lines:
        sys.stderr.write("nothing waits, and nothing was refused\n")
    return 0


def as_text(one: Line, now: datetime) -> str:
    """A message in one line: what, where to, how it stands, since when, how often it was tried."""
    state = "held" if one.held else one.last.state
    parts = [
        f"{one.id:<20} {state:<9} {age(now - one.since):>6} {one.tries:>3}x",
        f"{one.destination}/{one.form}",
        f"{one.act} {one.note_id} v{one.version}",
        one.last.code,
        one.last.sentence,
    ]
    return "  ".join(part for part in parts if part)


def age(since: timedelta) -> str:
    minutes = max(0, int(since.total_seconds() // 60))
    if minutes < 60:  # noqa: PLR2004 - of an hour
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"


def send(arguments: argparse.Namespace) -> int:
    """One try of all that waits; 1 when something of it is not filed."""
    actor = acting(arguments)
    authorize(actor, "export.send", profile="clinical")
    done = bootstrap.outbox().sender.send_now()
    for message, state, sentence in done.told:
        sys.stdout.write(f"{MARK[state]} {message}: {sentence}\n")
    if done.busy:
        sys.stderr.write("another workstation is sending now; look again: erscribe export --list\n")
    elif not done.told:
        sys.stderr.write("nothing waits that has a way open\n")
    return 1 if done.busy or done.acked < len(done.told) else 0


def resend(arguments: argparse.Namespace) -> int:
    """What was refused waits again."""
    bootstrap.outbox().status.resend(acting(arguments), arguments.resend)
    sys.stdout.write("it waits again; send it now with: erscribe export --send\n")
    return 0


def note(arguments: argparse.Namespace) -> int:
    """A signed note in a form: to standard output, into a file, or to a receiver.

    As FHIR people get the document itself, and in files its DocumentReference beside it; a server
    gets both in one transaction, as it is queued.
    """
    form = next(one for one in FORMS if getattr(arguments, one))
    way = _way(form, arguments.to)
    to: To = "url" if way is not None else "file" if arguments.to else "stdout"
    actor, _ = proved(arguments)
    copies = OutgoingCopies(bootstrap.database(), bootstrap.load_settings, writer)
    found = copies.document(actor, getattr(arguments, form), form, to, arguments.version)
    if way is not None:
        return sent(way, found)
    document, reference = fhir_parts(found.payload) if form == "fhir" else (found.payload, b"")
    if arguments.to:
        path = _path(found, form, Path(arguments.to))
        _save(path, document)
        if reference:
            _save(path.with_suffix(".reference.json"), reference)
    else:
        sys.stdout.buffer.write(document)
    return 0


def _way(form: str, to: str | None) -> Way | None:
    """Where a URL leads; None for a file. Raises SettingsError for one that fits no form."""
    if to is None or not ("://" in to or (form == "hl7" and _HOST.fullmatch(to))):
        return None
    settings = bootstrap.load_settings()
    try:
        if form == "fhir":
            web_address(to)
            return fhir_way(replace(settings, emr_fhir=to))
        receiver = peer(to)
    except ValueError as error:
        raise SettingsError(f"--to {error}") from error
    if form != "hl7":
        raise SettingsError(f"--to a server is for --fhir and --hl7; give a folder for {form}")
    if not (receiver.tls or receiver.is_loopback or settings.emr_hl7_plain):
        raise SettingsError("--to needs tls://, or emr_hl7_plain in the settings")
    return hl7_way(replace(settings, emr_hl7=to))


def sent(way: Way, found: Exported) -> int:
    """Send once, now, and print the answer; 1 when it is not filed."""

    def committed(code: str) -> None:
        sys.stderr.write(f"received ({code}); waiting until it is filed\n")

    outcome = way.deliver(found.message, found.payload, committed)
    code = f" ({outcome.code})" if outcome.code else ""
    sys.stdout.write(f"{MARK[outcome.state]} {found.message}{code}: {outcome.sentence}\n")
    return 0 if outcome.state == "acked" else 1


def _path(found: Exported, form: str, to: Path) -> Path:
    return to / f"{found.note_id}.v{found.version}.{ENDINGS[form]}" if to.is_dir() else to


def _save(path: Path, data: bytes) -> None:
    """Readable by its owner alone; its path is printed."""
    try:
        path.touch(mode=0o600)
        path.write_bytes(data)
    except OSError as failed:
        raise ExportError(
            f"{path} cannot be written ({failed.strerror}); choose another place"
        ) from failed
    sys.stdout.write(f"{path}\n")
