"""`erscribe encounters ...`: who looks after which patient, and who broke the glass."""

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta

from app import bootstrap
from app.cli.acting import acting, typed
from app.domain.admissions import is_partial_date
from app.domain.arrivals import Differing
from app.domain.encounters import AGAINST, Card
from app.domain.errors import StoreError
from app.domain.intake_words import Told, read_age
from app.domain.worklist import Line
from app.services.care import Patient


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
            f"{line.patient:<16}{_whom(line)}".rstrip()
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


def show(arguments: argparse.Namespace) -> int:
    """Whom it is about, and what there is of it."""
    actor = acting(arguments)
    _tell(bootstrap.reception().encounters.show(actor, arguments.encounter))
    return 0


def identify(arguments: argparse.Namespace) -> int:
    """What is known of the patient by now; who was unknown is called by name from then on."""
    actor = acting(arguments)
    age = read_age(arguments.age)
    if age is None:
        raise StoreError("the age is a number, with mo, w or d for months, weeks or days")
    if arguments.born and not is_partial_date(arguments.born):
        raise StoreError("a birth date is written as 1962-01-02; nothing was changed")
    said = Told(
        arguments.name,
        *(arguments.place, age, arguments.sex, arguments.patient),
        birth_date=arguments.born,
    )
    encounters = bootstrap.reception().encounters
    change = encounters.identify if said.name or said.patient else encounters.describe
    _tell(change(actor, arguments.encounter, said))
    return 0


def consent(arguments: argparse.Namespace) -> int:
    """What the patient said about being recorded."""
    actor = acting(arguments)
    shown = bootstrap.reception().encounters.consent(actor, arguments.encounter, arguments.state)
    _tell(shown)
    if shown.recording and arguments.state in AGAINST:
        sys.stderr.write("erscribe: it is being recorded now, and that goes on: stop it there\n")
    return 0


def merge(arguments: argparse.Namespace) -> int:
    """Show it under another one from now on."""
    actor = acting(arguments)
    merging = bootstrap.reception().merging
    _tell(merging.merge(actor, arguments.encounter, arguments.into, arguments.reason))
    return 0


def part(arguments: argparse.Namespace) -> int:
    """Show it by itself again."""
    actor = acting(arguments)
    _tell(bootstrap.reception().merging.part(actor, arguments.encounter))
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


def _tell(card: Card) -> None:
    whom = " ".join(filter(None, (card.patient, _whom(card))))
    lines = [f"{card.encounter:<24}{_local(card.at)}  {whom}".rstrip()]
    if card.consent is not None:
        said = f"{card.consent.state}, {_local(card.consent.at)}, {card.consent_by}"
        lines.append(f"  consent: {said}")
    lines += [_differs(one) for one in card.differs]
    lines += [f"  stands for: {one}" for one in card.merged]
    lines += [f"  shown under: {card.into}"] if card.into else []
    lines += [f"  note {one.id}  {_local(one.saved_at)}  {one.state}" for one in card.notes]
    lines += [
        f"  recording {one.id}  {_local(one.started_at)}  {one.state}" for one in card.recordings
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _differs(one: Differing) -> str:
    here = one.here or "nothing"
    other = "; ANOTHER PATIENT" if one.foreign else ""
    return f"  the hospital's system says otherwise: {one.part} {one.there}, not {here}{other}"


def _whom(one: Card | Line) -> str:
    return " ".join(filter(None, (one.name, one.sex, one.age, one.place)))


def _row(line: Line) -> dict[str, str | bool]:
    return {
        "encounter": line.encounter,
        "at": line.at.isoformat(),
        "unfinished": line.unfinished,
        "department": line.department,
        "patient": line.patient,
        "name": line.name,
        "place": line.place,
        "age": line.age,
        "sex": line.sex,
    }


def _local(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
