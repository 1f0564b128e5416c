"""Patients and their visits looked up in a FHIR R4 server.

What is searched for names a patient, so it travels in the body of POST _search (R4,
http.html#search) and in an address only where a server does not know that; it stands in no log and
no error. Pages are followed on the same server only.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from app.domain.admissions import (
    MOST_FOUND,
    Admission,
    PatientSearch,
    PatientsFound,
    is_partial_date,
)
from app.domain.errors import ExportError
from app.export.ways.fhir_people import Encounter, Patient, admission, patient_id
from app.export.ways.http import Answer, Server, Talk

_MOST_PAGES: Final = 10
_MOST_SIGNS: Final = 100
_OPEN: Final = "planned,arrived,triaged,in-progress,onleave"
"""R4 encounter-status: the visit is not over."""
_NO_SEARCH: Final = frozenset(
    {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}
)
_CHINESE: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2,6}")
_SPECIAL: Final = re.compile(r"[\\,$|]")

_Asked = list[tuple[str, str]]
_Resource = TypeVar("_Resource", Patient, Encounter)


class _Link(msgspec.Struct):
    relation: str = ""
    url: str = ""


class _Search(msgspec.Struct):
    mode: str = ""


class _Entry(msgspec.Struct):
    resource: msgspec.Raw
    search: _Search = msgspec.field(default_factory=_Search)


class _Page(msgspec.Struct, rename="camel"):
    resource_type: str
    type: str
    entry: list[msgspec.Raw] = []
    link: list[_Link] = []


@dataclass(frozen=True, slots=True)
class PatientLookup:
    """Searches one server. server.token_setting names the setting of its token."""

    server: Server

    def find(self, search: PatientSearch) -> PatientsFound:
        """Patients with their open visits, or the visit of a number. Raises ExportError."""
        search = _cleaned(search)
        asking = _Asking(self.server, self.server.talk())
        found = asking.of_visit(search) if search.visit else asking.of_patient(search)
        unique = tuple(dict.fromkeys(found))
        return PatientsFound(
            unique[:MOST_FOUND], asking.skipped, asking.more or len(unique) > MOST_FOUND
        )


@dataclass(slots=True)
class _Asking:
    """One look-up: its requests, and what could not be read in their answers."""

    server: Server
    talk: Talk
    skipped: int = 0
    more: bool = False
    _by_address: bool = field(init=False, default=False)

    def of_patient(self, search: PatientSearch) -> list[Admission]:
        narrower = _narrower(search)
        for names in _names(search.name):
            patients = self._search("Patient", [*names, *narrower], Patient)
            patients = [one for one in patients if one.active]
            if patients:
                return self._with_visits(patients)
        return []

    def of_visit(self, search: PatientSearch) -> list[Admission]:
        """Whatever else is asked narrows what the number found: there are one or two."""
        asked = [("identifier", _escaped(search.visit))]
        encounters = self._search("Encounter", asked, Encounter)
        ids = sorted({one for each in encounters if (one := patient_id(each))})
        if not ids:
            self.skipped += len(encounters)
            return []
        narrower = [*next(_names(search.name)), *_narrower(search), ("_id", ",".join(ids))]
        patients = {one.id: one for one in self._search("Patient", narrower, Patient)}
        return list(
            self._read(
                (patients[patient_id(one)], one)
                for one in encounters
                if patient_id(one) in patients
            )
        )

    def _with_visits(self, patients: list[Patient]) -> list[Admission]:
        """The patients in their order, each with the open visits, the last one first."""
        asked = [
            ("patient", ",".join(f"Patient/{one.id}" for one in patients)),
            ("status", _OPEN),
            ("_sort", "-date"),
        ]
        encounters = self._search("Encounter", asked, Encounter)
        pairs: list[tuple[Patient, Encounter | None]] = []
        for patient in patients:
            own = [one for one in encounters if patient_id(one) == patient.id]
            own.sort(key=lambda one: one.period.start, reverse=True)
            pairs += [(patient, one) for one in own] or [(patient, None)]
        return list(self._read(iter(pairs)))

    def _read(self, pairs: Iterator[tuple[Patient, Encounter | None]]) -> Iterator[Admission]:
        for patient, encounter in pairs:
            try:
                yield admission(patient, encounter)
            except ValueError:
                self.skipped += 1

    def _search(self, kind: str, asked: _Asked, of: type[_Resource]) -> list[_Resource]:
        """At most MOST_FOUND resources of a kind, over all pages that are needed for them."""
        answer = self._first(kind, [*asked, ("_count", str(MOST_FOUND))])
        found: list[_Resource] = []
        for _ in range(_MOST_PAGES):
            page = self._page(answer)
            found += self._resources(page, of)
            after = self._next(page)
            if len(found) >= MOST_FOUND or not after:
                self.more |= bool(after) or len(found) > MOST_FOUND
                return found[:MOST_FOUND]
            answer = self.talk.ask("GET", after)
        self.more = True
        return found

    def _first(self, kind: str, asked: _Asked) -> Answer:
        terms = urlencode(asked)
        path = f"{self.server.base}/{kind}"
        if not self._by_address:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self.talk.ask("POST", f"{path}/_search", terms.encode("ascii"), form)
            if answer.status not in _NO_SEARCH:
                return answer
            self._by_address = True
        return self.talk.ask("GET", f"{path}?{terms}")

    def _page(self, answer: Answer) -> _Page:
        if not answer.ok:
            raise ExportError(self._refusal(answer.status))
        try:
            page = msgspec.json.decode(answer.body, type=_Page)
        except (msgspec.MsgspecError, RecursionError):
            page = _Page("", "")
        if page.resource_type != "Bundle" or page.type != "searchset":
            raise ExportError(
                f"{self.server.peer} answered something that is no FHIR search; check emr_patients"
            )
        return page

    def _resources(self, page: _Page, of: type[_Resource]) -> Iterator[_Resource]:
        for raw in page.entry:
            try:
                entry = msgspec.json.decode(raw, type=_Entry)
                if entry.search.mode in {"outcome", "include"}:
                    continue
                yield msgspec.json.decode(entry.resource, type=of)
            except (msgspec.MsgspecError, RecursionError):
                self.skipped += 1

    def _next(self, page: _Page) -> str:
        """Path of the next page; "" where there is none, or where it leads elsewhere."""
        url = next((one.url for one in page.link if one.relation == "next"), "")
        if not url:
            return ""
        path = _path_within(url, self.server)
        self.more |= not path
        return path

    def _refusal(self, status: int) -> str:
        peer, token = self.server.peer, self.server.token_setting
        if status == HTTPStatus.UNAUTHORIZED:
            return f"{peer} does not accept our token (HTTP {status}); renew what {token} names"
        if status == HTTPStatus.FORBIDDEN:
            return f"{peer} does not let us look up patients (HTTP {status}); ask who runs it"
        if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return f"{peer} has no FHIR server at this address (HTTP {status}); check emr_patients"
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            return f"{peer} is busy or in trouble (HTTP {status}); try again in a minute"
        return f"{peer} does not take this search (HTTP {status}); search by something else"


def _cleaned(search: PatientSearch) -> PatientSearch:
    """Without spaces around, numbers in plain digits (`１２`). Raises ExportError."""
    name = " ".join(search.name.split())
    numbers = (search.patient_number, search.birth_date, search.visit)
    number, birth_date, visit = (unicodedata.normalize("NFKC", one).strip() for one in numbers)
    cleaned = PatientSearch(name, number, birth_date, visit)
    if cleaned.empty:
        raise ExportError(
            "search by a name, a patient number, a birth date or a visit number; nothing was asked"
        )
    if any(len(one) > _MOST_SIGNS or not one.isprintable() for one in (name, number, visit)):
        raise ExportError(f"search by one line of at most {_MOST_SIGNS} characters")
    if birth_date and not is_partial_date(birth_date):
        raise ExportError("a birth date is searched as 1962-01-02, 1962-01 or 1962")
    return cleaned


def _path_within(url: str, server: Server) -> str:
    """Path and query of an address of this very server; "" for any other."""
    peer = server.peer
    if not (url.isascii() and url.isprintable()) or " " in url:
        return ""
    try:
        found = urlsplit(urljoin(f"{'https' if peer.tls else 'http'}://{peer}{server.base}/", url))
        port = found.port or (443 if found.scheme == "https" else 80)
    except ValueError:
        return ""
    own = (found.scheme == "https", found.hostname, port) == (
        peer.tls,
        peer.host.lower(),
        peer.port,
    )
    if not own or "@" in found.netloc or found.scheme not in {"http", "https"}:
        return ""
    return (found.path or "/") + (f"?{found.query}" if found.query else "")


def _narrower(search: PatientSearch) -> _Asked:
    asked = (("identifier", search.patient_number), ("birthdate", search.birth_date))
    return [(name, _escaped(value)) for name, value in asked if value]


def _names(name: str) -> Iterator[_Asked]:
    """Ways to ask for a name, one after the other until somebody is found.

    Servers compare with the beginning of a family name, a given name or the whole text (R4,
    search.html#string). So each word is asked for; then all as one text; then a Chinese name as
    family name and given names, of one sign and of two (`张`, `欧阳`).
    """
    words = name.split()
    yield [("name", _escaped(word)) for word in words]
    if len(words) > 1:
        yield [("name", _escaped(" ".join(words)))]
    whole = "".join(words)
    if _CHINESE.fullmatch(whole):
        for signs in range(1, min(3, len(whole))):
            yield [("family", _escaped(whole[:signs])), ("given", _escaped(whole[signs:]))]


def _escaped(value: str) -> str:
    """R4, search.html#escaping: backslash, comma, dollar and bar stand for themselves."""
    return _SPECIAL.sub(lambda sign: f"\\{sign[0]}", value)
