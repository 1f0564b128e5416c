"""Patients whom the hospital's systems know, offered to whoever begins an encounter.

They come from HL7 v2 messages, which are kept; from a CSV file, which is read when somebody looks;
and from a FHIR server, which is asked. Every look is in the audit log as a query, with a hash of
what was looked for, before anything is asked outside. A sandbox asks nobody.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from app.domain.access import Actor
from app.domain.addresses import peer, web_address
from app.domain.admissions import (
    Admission,
    PatientSearch,
    PatientsFound,
    is_partial_date,
)
from app.domain.arrivals import Arrival, Offers, Trouble, same_name, same_number
from app.domain.worklist import MOST
from app.domain.wristband import Scan
from app.export.worklist_csv import WorklistFile
from app.services.access import Done, perform
from app.settings import Settings
from app.store import admissions
from app.store.audit import key_of
from app.store.database import Database, Transaction
from app.text.names_match import folded, name_matches

__all__ = ["Admissions", "Lookup", "admissions_of"]

FEW: Final = 12
"""So many are offered of one look-up; who gets more types more."""
_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER: Final = re.compile(r"(?=.*\d)[A-Za-z0-9._/-]{3,64}", re.ASCII)
_TROUBLES: Final = {
    "missing": Trouble(
        "the file that emr_worklist names is not there; it may be on a drive that is away"
    ),
    "unreadable": Trouble(
        "the file that emr_worklist names cannot be read; see who may read it, and whether another "
        "program holds it"
    ),
    "too_big": Trouble(
        "the file that emr_worklist names is bigger than 16 MB; have the list of one day written"
    ),
    "encoding": Trouble(
        "the file that emr_worklist names is neither UTF-8, UTF-16 nor GB18030; have it written as "
        "UTF-8"
    ),
    "columns": Trouble(
        "the file that emr_worklist names has no column for visit or patient numbers; name one "
        "'visit' or 'patient'"
    ),
}
_LINES_TOLD: Final = 5
_DAY: Final = len("1962-01-02")


class Lookup(Protocol):
    """A server that knows patients."""

    def find(self, search: PatientSearch) -> PatientsFound:
        """Raises ExportError."""
        ...


class Admissions:
    """Every method raises AccessError, StoreError.

    worklist, server: None where no setting names one.
    """

    def __init__(
        self,
        database: Callable[[], Database],
        worklist: WorklistFile | None = None,
        server: Callable[[], Lookup] | None = None,
    ) -> None:
        self._database, self._worklist, self._server = database, worklist, server
        self._told: object = None
        self._listener: Callable[[], str] = str
        self._told_of_listener = ""

    def listens_by(self, trouble: Callable[[], str]) -> None:
        """trouble: what keeps messages of the hospital's system from being taken; "" for nothing.
        Whoever looks is told once."""
        self._listener = trouble

    @property
    def asks_outside(self) -> bool:
        """Whether `ask` and `ask_scanned` could find anybody."""
        return self._server is not None

    def arrivals(self, actor: Actor) -> Offers:
        """Who is here and of whom no encounter was begun, the last one first."""
        known = self._known(actor, "arrivals")
        here = [one for one in known.arrivals if not one.begun and one.left_at is None]
        return Offers(tuple(here[:MOST]), known.troubles, len(here) > MOST)

    def lookup(self, actor: Actor, words: str) -> Offers:
        """Among them and all others who are known here: by name, pinyin, number, place."""
        parts = words.split()
        if not _enough(parts):
            return Offers()
        known = self._known(actor, "lookup", words)
        found = [one for one in known.arrivals if all(_meant(part, one) for part in parts)]
        found.sort(key=lambda one: (not _exact(one, parts), one.left_at is not None, one.begun))
        return Offers(tuple(found[:FEW]), known.troubles, len(found) > FEW)

    def scanned(self, actor: Actor, scan: Scan) -> Offers:
        """Whose wristband it is, by its numbers. Where it says more than a number and that is
        another patient, both are given; nobody is to be begun then."""
        known = self._known(actor, "scan", " ".join(scan.numbers))
        found = [one for one in known.arrivals if _of_numbers(one.admission, scan.numbers)]
        if not found and scan.printed is not None:
            with self._database().transaction() as transaction:
                found = list(_marked(transaction, [scan.printed]))
        return Offers(tuple(_compared(one, scan) for one in found[:FEW]), known.troubles)

    def ask(self, actor: Actor, words: str) -> Offers:
        """The same of the server; this takes seconds. Raises ExportError."""
        parts = words.split()
        return self._ask(actor, words, _searches(parts)) if _enough(parts) else Offers()

    def ask_scanned(self, actor: Actor, scan: Scan) -> Offers:
        """By the wristband's numbers. Raises ExportError."""
        searches = [
            search
            for number in scan.numbers
            for search in (PatientSearch(visit=number), PatientSearch(patient_number=number))
        ]
        found = self._ask(actor, " ".join(scan.numbers), searches)
        return replace(found, arrivals=tuple(_compared(one, scan) for one in found.arrivals))

    def _ask(self, actor: Actor, words: str, searches: Sequence[PatientSearch]) -> Offers:
        if self._server is None or actor.role == "sandbox":
            return Offers()
        self._audit(actor, "server", words)
        server = self._server()
        for search in searches:
            found = server.find(search)
            if found.admissions:
                with self._database().transaction() as transaction:
                    marked = tuple(_marked(transaction, found.admissions))
                return Offers(marked[:FEW], (), found.more or len(marked) > FEW)
        return Offers()

    def _known(self, actor: Actor, source: str, words: str = "") -> Offers:
        """All who are known without a network, the last one first."""
        if actor.role == "sandbox":
            return Offers()
        self._audit(actor, source, words)
        listed, troubles = self._listed()
        troubles += self._of_listener()
        with self._database().transaction() as transaction:
            told = {one.admission.visit.casefold(): one for one in admissions.all_of(transaction)}
            others = []
            for one in _marked(transaction, listed):
                kept = told.get(one.admission.visit.casefold())
                if kept is None:
                    others.append(one)
                elif one.contested is not None and kept.contested is None:
                    told[kept.admission.visit.casefold()] = replace(kept, contested=one.admission)
        whole = sorted((*told.values(), *others), key=_arrived, reverse=True)
        return Offers(tuple(whole), troubles)

    def _of_listener(self) -> tuple[Trouble, ...]:
        trouble = self._listener()
        told, self._told_of_listener = self._told_of_listener, trouble
        return (Trouble(trouble),) if trouble and trouble != told else ()

    def _audit(self, actor: Actor, source: str, words: str) -> None:
        """Before anything is read or asked it stands in the log that somebody looks."""

        def look(transaction: Transaction, _: datetime) -> Done[None]:
            hashed = {"text": key_of(transaction, words)} if words else {}
            return Done(None, detail={"source": source, **hashed})

        perform(self._database(), actor, "encounter.lookup", look)

    def _listed(self) -> tuple[Sequence[Admission], tuple[Trouble, ...]]:
        """What the file says, and what is wrong with it unless that was told before."""
        if self._worklist is None:
            return (), ()
        found = self._worklist.read()
        now = (self._worklist.trouble, found.broken)
        if now == self._told:
            return found.admissions, ()
        self._told = now
        told = [_TROUBLES[self._worklist.trouble]] if self._worklist.trouble else []
        if found.broken:
            lines = [str(line) for line, _ in found.broken]
            shown = ", ".join(lines[:_LINES_TOLD]) + (" …" if len(lines) > _LINES_TOLD else "")
            told.append(
                Trouble(
                    "rows of emr_worklist that could not be used, or not wholly: "
                    f"{len(lines)} (line {shown})"
                )
            )
        return found.admissions, tuple(told)


def _marked(transaction: Transaction, found: Sequence[Admission]) -> Iterator[Arrival]:
    """With what is known here of the same visits: whether they were begun, whether they are over,
    and whether their number is another patient's."""
    begun = admissions.begun(transaction, [one.visit for one in found if one.visit])
    first: dict[str, Admission] = {}
    for one in found:
        number = admissions.survivor(transaction, one.patient_number)
        own = replace(one, patient_number=number)
        kept = admissions.get(transaction, one.visit) if one.visit else None
        other = kept.admission if kept else first.setdefault(one.visit.casefold() or number, own)
        foreign = bool(number and other.patient_number) and not same_number(
            number, other.patient_number
        )
        yield Arrival(
            own,
            left_at=kept.left_at if kept else None,
            contested=other if foreign else None,
            begun=one.visit.casefold() in begun,
        )


def _compared(one: Arrival, scan: Scan) -> Arrival:
    """A wristband that names another patient than its number does is not to be trusted."""
    printed, known = scan.printed, one.admission
    if printed is None or one.contested is not None:
        return one
    differs = (
        bool(printed.name and known.name) and not same_name(printed.name, known.name),
        bool(printed.birth_date and known.birth_date) and printed.birth_date != known.birth_date,
    )
    return replace(one, contested=printed) if any(differs) else one


def _enough(parts: Sequence[str]) -> bool:
    """One letter would be half the hospital; one Chinese character is a name."""
    return any(len(part) > 1 or not part.isascii() for part in parts)


def _meant(part: str, one: Arrival) -> bool:
    known, typed = one.admission, folded(part).removeprefix("#")
    beginnings = (known.visit, known.patient_number, known.place, known.birth_date)
    return name_matches(part, known.name) or any(
        folded(text).startswith(typed) for text in beginnings if typed
    )


def _exact(one: Arrival, parts: Sequence[str]) -> bool:
    return _of_numbers(one.admission, [part.removeprefix("#") for part in parts])


def _of_numbers(one: Admission, numbers: Sequence[str]) -> bool:
    own = {one.visit.casefold(), one.patient_number.casefold()} - {""}
    return any(number.casefold() in own for number in numbers)


def _searches(parts: Sequence[str]) -> tuple[PatientSearch, ...]:
    """What is typed as a server is asked: the number of a patient, else of a visit."""
    born = next((part for part in parts if len(part) == _DAY and is_partial_date(part)), "")
    rest = [part.removeprefix("#") for part in parts if part != born]
    number = next((part for part in rest if _NUMBER.fullmatch(part)), "")
    name = " ".join(part for part in rest if part != number)
    asked = PatientSearch(name, number, born)
    if not number:
        return (asked,)
    return (asked, replace(asked, patient_number="", visit=number))


def _arrived(one: Arrival) -> datetime:
    return one.admission.arrived_at or _EARLIEST


def admissions_of(settings: Settings, database: Callable[[], Database]) -> Admissions:
    """What the settings name; nothing of it is read or asked before somebody looks."""
    listed = (
        WorklistFile(Path(settings.emr_worklist).expanduser()) if settings.emr_worklist else None
    )
    asked = partial(_server, settings) if settings.emr_patients else None
    return Admissions(database, listed, asked)


def _server(settings: Settings) -> Lookup:
    """Raises NotDeliveredError for files of certificates that cannot be used."""
    from app.export.trust import context  # noqa: PLC0415 - the window opens before
    from app.export.ways.fhir_lookup import PatientLookup  # noqa: PLC0415
    from app.export.ways.http import Server  # noqa: PLC0415

    trust = partial(
        context,
        settings.emr_ca_file,
        settings.emr_certificate,
        settings.emr_certificate_key,
        settings.emr_key_passphrase,
    )
    proxy = peer(settings.emr_proxy) if settings.emr_proxy else None
    token = settings.emr_fhir_token if _same_server(settings) else ""
    address = web_address(settings.emr_patients)
    return PatientLookup(Server(address, token, proxy=proxy, trust=trust))


def _same_server(settings: Settings) -> bool:
    """The token is that of `emr_fhir`; no other host gets to see it."""
    if not settings.emr_fhir:
        return True
    return web_address(settings.emr_fhir).peer == web_address(settings.emr_patients).peer
