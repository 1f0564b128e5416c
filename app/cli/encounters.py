"""`erscribe encounters ...`: who looks after which patient, and who broke the glass."""

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta

from app import bootstrap
from app.cli.acting import acting, typed
from app.services.care import Line, Patient


def listing(arguments: argparse.Namespace) -> int:
    """The encounters one may see: unfinished first, then the newest."""
    actor = acting(arguments)
    lines = bootstrap.reception().care.worklist(actor)
    if arguments.json:
        rows = [_row(line) for line in lines]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    for line in lines:
        state = "unfinished" if line.unfinished else "finished"
        sys.stdout.write(
            f"{line.encounter:<24}{_local(line.at)}  {state:<12}{line.department:<16}"
            f"{line.patient:<16}{line.name}".rstrip()
            + "\n"
        )
    return 0


def begin(arguments: argparse.Namespace) -> int:
    """Begin an encounter; who does so looks after it."""
    actor = acting(arguments)
    patient = Patient(
        arguments.encounter,
        arguments.patient,
        arguments.name,
        arguments.department,
        datetime.now(UTC),
    )
    bootstrap.reception().care.create(actor, patient)
    return 0


def assign(arguments: argparse.Namespace) -> int:
    """Somebody looks after an encounter too, or with --end no longer."""
    actor = acting(arguments)
    care = bootstrap.reception().care
    change = care.unassign if arguments.end else care.assign
    change(actor, arguments.encounter, arguments.login)
    return 0


def glass(arguments: argparse.Namespace) -> int:
    """Break the glass, and say until when."""
    actor = acting(arguments)
    why = arguments.why or typed("Why, in your own words: ")
    grant = bootstrap.reception().glass.start(actor, arguments.encounter, arguments.reason, why)
    sys.stdout.write(f"you may read this encounter until {_local(grant.until)}\n")
    return 0


def grants(arguments: argparse.Namespace) -> int:
    """Every break-the-glass of the last days, for those who watch over privacy."""
    actor = acting(arguments)
    since = datetime.now(UTC) - timedelta(days=arguments.days)
    for grant in bootstrap.reception().glass.review(actor, since):
        sys.stdout.write(
            f"{_local(grant.started_at)}  {grant.user:<24}{grant.encounter:<24}"
            f"{grant.reason:<12}{grant.text}\n"
        )
    return 0


def _row(line: Line) -> dict[str, str | bool]:
    return {
        "encounter": line.encounter,
        "at": line.at.isoformat(),
        "unfinished": line.unfinished,
        "department": line.department,
        "patient": line.patient,
        "name": line.name,
    }


def _local(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
