"""`erscribe encounters arrivals|lookup|listen`: patients whom the hospital's systems know."""

import argparse
import json
import sys
import threading
from contextlib import suppress
from typing import Final

from app import bootstrap
from app.cli.acting import acting, clinical
from app.domain.access import Actor
from app.domain.arrivals import Arrival, Offers
from app.domain.errors import AppError, NotFoundError, SandboxError, SettingsError, StoreError
from app.domain.wristband import Scan, read_scan

_SANDBOX: Final = (
    "a sandbox refuses real patients, so nobody is looked up or listened for in it; make the first "
    "administrator with: erscribe users init"
)
FAULTS: Final = {
    "check_digit": "a digit of this barcode was misread; scan it again",
    "staff": "this is the badge of a member of staff; scan the patient's wristband",
    "not_a_patient": "this is the barcode of a medicine or another article; scan the wristband",
    "unreadable": "this barcode is no wristband that can be read; type the number below it",
}


def arrivals(arguments: argparse.Namespace) -> int:
    """Who is here and of whom no encounter was begun."""
    actor = _somebody(arguments)
    _tell(arguments, bootstrap.reception().admissions.arrivals(actor))
    return 0


def lookup(arguments: argparse.Namespace) -> int:
    """Who is meant: here first, and where nobody is found, at the server."""
    actor = _somebody(arguments)
    words = " ".join(arguments.words)
    scan = read_scan(words) if len(arguments.words) == 1 else None
    if isinstance(scan, str):
        raise StoreError(FAULTS[scan])
    found = _found(actor, words, scan)
    if not found.arrivals:
        raise NotFoundError("nobody is known like that; type less of it, or begin one by name")
    if not arguments.begin:
        _tell(arguments, found)
        return 0
    if len(found.arrivals) > 1:
        _tell(arguments, found)
        raise StoreError("several are known like that; nothing was begun: name one by its number")
    (one,) = found.arrivals
    if one.contested is not None:
        _tell(arguments, found)
        raise StoreError("two patients are told of under this number; nothing was begun")
    card = bootstrap.reception().encounters.begin_admitted(actor, one.admission)
    sys.stdout.write(f"{card.encounter}\n")
    return 0


def _found(actor: Actor, words: str, scan: Scan | None) -> Offers:
    desk = bootstrap.reception().admissions
    here = desk.scanned(actor, scan) if scan else desk.lookup(actor, words)
    if here.arrivals:
        return here
    return desk.ask_scanned(actor, scan) if scan else desk.ask(actor, words)


def listen(arguments: argparse.Namespace) -> int:
    """Take messages, and say when that begins."""
    from app.services.adt_listener import hear, listener_of  # noqa: PLC0415 - of this verb alone

    actor = _somebody(arguments)
    settings = bootstrap.load_settings()
    hear(bootstrap.database(), actor)
    listener = listener_of(settings, bootstrap.database, _say)
    if listener is None:
        raise SettingsError("emr_adt_listen is empty; set it to host:port, and emr_adt_from")
    with listener, suppress(KeyboardInterrupt):
        if listener.listens.wait(_BEGIN_S):
            _say(f"listens at {listener.where}; Ctrl+C ends it")
        threading.Event().wait(arguments.seconds or None)
    return 0 if not listener.trouble else AppError.exit_code


_BEGIN_S: Final = 2.0


def _somebody(arguments: argparse.Namespace) -> Actor:
    actor = acting(arguments)
    if not clinical():
        raise SandboxError(_SANDBOX)
    return actor


def _say(sentence: str) -> None:
    sys.stderr.write(f"erscribe: {sentence}\n")


def _tell(arguments: argparse.Namespace, found: Offers) -> None:
    for trouble in found.troubles:
        _say(trouble.sentence)
    if arguments.json:
        rows = [_row(one) for one in found.arrivals]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return
    for one in found.arrivals:
        sys.stdout.write(_line(one) + "\n")
    if found.more:
        _say("there are others; name more of it")


def _line(one: Arrival) -> str:
    known = one.admission
    at = known.arrived_at.astimezone().strftime("%Y-%m-%d %H:%M") if known.arrived_at else "-"
    whom = " ".join(filter(None, (known.name, known.sex, known.birth_date, known.place)))
    states = [name for name, holds in (("begun", one.begun), ("left", one.left_at)) if holds]
    if one.contested is not None:
        other = one.contested
        states.append(f"ALSO TOLD OF ANOTHER PATIENT: {other.patient_number} {other.name}")
    said = f"  ({', '.join(states)})" if states else ""
    return f"{known.visit or '-':<24}{at:<18}{known.patient_number:<16}{whom}{said}".rstrip()


def _row(one: Arrival) -> dict[str, object]:
    known = one.admission
    return {
        "visit": known.visit,
        "patient": known.patient_number,
        "name": known.name,
        "sex": known.sex,
        "birth_date": known.birth_date,
        "department": known.department,
        "place": known.place,
        "arrived_at": known.arrived_at.isoformat() if known.arrived_at else None,
        "source": known.source,
        "begun": one.begun,
        "left": one.left_at is not None,
        "contested": one.contested.patient_number if one.contested else None,
    }
