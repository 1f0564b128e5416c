"""Who is offered to whom: from messages, from a file, from a server; every look in the log."""

import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.admissions import Admission, PatientSearch, PatientsFound
from app.domain.arrivals import Offers
from app.domain.errors import AccessError, ExportError
from app.domain.intake_words import Told
from app.domain.wristband import Scan, read_scan
from app.export.worklist_csv import WorklistFile
from app.services.admissions import Admissions, admissions_of
from app.settings import Settings
from tests.adt import adt
from tests.arrival_desk import ArrivalDesk
from tests.people_desk import acting_as, clinical, log

LIST = (
    "visit,patient,name,sex,birth date,bed,arrived\n"
    "V-9,MRN-7,Smith June,F,1972-03-04,B4,2026-11-29 08:00Z\n"  # told by message too
    "V-20,MRN-20,欧阳娜娜,F,1980-02-29,抢救2床,2026-11-29 09:00Z\n"
    "V-21,MRN-21,Okafor Ada,F,,B5,2026-11-29 07:00Z\n"
    ",,broken\n"
)


@dataclass
class Server:
    """Knows some patients. asked: what it was asked for."""

    known: list[Admission] = field(default_factory=list)
    asked: list[PatientSearch] = field(default_factory=list)
    broken: bool = False

    def find(self, search: PatientSearch) -> PatientsFound:
        self.asked.append(search)
        if self.broken:
            raise ExportError("the server is busy; try again in a minute")
        return PatientsFound(
            tuple(
                one
                for one in self.known
                if search.visit in {"", one.visit}
                and search.patient_number in {"", one.patient_number}
                and search.name.casefold() in one.name.casefold()
            )
        )


@pytest.fixture
def desk(tmp_path: Path) -> ArrivalDesk:
    database = clinical(tmp_path)
    return ArrivalDesk(database, acting_as(database, "house", department="er"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "list.csv"
    made.write_text(LIST, "utf-8")
    at = time.time() - 10
    os.utime(made, (at, at))
    return made


def opened(desk: ArrivalDesk, path: Path | None = None, server: Server | None = None) -> Admissions:
    return Admissions(
        lambda: desk.database,
        WorklistFile(path) if path else None,
        (lambda: server) if server else None,
    )


def visits(found: Offers) -> list[str]:
    return [one.admission.visit for one in found.arrivals]


def test_a_listener_that_cannot_listen_is_told_of_once_to_who_looks(desk: ArrivalDesk) -> None:
    trouble = ["nobody can listen at 10.0.0.1:2575"]
    service = opened(desk)
    service.listens_by(lambda: trouble[0])
    (told,) = service.arrivals(desk.house).troubles
    assert told.sentence == trouble[0]
    assert service.arrivals(desk.house).troubles == ()
    trouble[0] = ""
    assert service.arrivals(desk.house).troubles == ()
    trouble[0] = "the certificate is over"
    assert len(service.lookup(desk.house, "Ada").troubles) == 1


def test_arrivals_are_those_of_every_source_who_are_not_begun(
    desk: ArrivalDesk, path: Path
) -> None:
    desk.hears(
        adt(),
        adt(visit="V-10", number="MRN-8", id="M2"),
        adt("A03", visit="V-10", number="MRN-8", id="M3"),
    )
    service = opened(desk, path)
    found = service.arrivals(desk.house)
    assert visits(found) == ["V-20", "V-9", "V-21"]
    assert found.arrivals[1].admission.source == "hl7"
    assert "line 5" in found.troubles[0].sentence
    assert service.arrivals(desk.house).troubles == ()  # told once
    desk.encounters.begin_admitted(desk.house, found.arrivals[0].admission)
    desk.encounters.begin(desk.house, Told("Ada", encounter="v-21"))
    assert visits(service.arrivals(desk.house)) == ["V-9"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("smi", ["V-9"]), ("June", ["V-9"]), ("MRN-2", ["V-20", "V-21"]), ("#V-20", ["V-20"]),
        ("娜", ["V-20"]), ("欧阳", ["V-20"]), ("oynn", ["V-20"]), ("ouyang", ["V-20"]),
        ("1972-03-04", ["V-9"]), ("smi V-9", ["V-9"]), ("smi V-20", []), ("B", []), ("zzz", []),
        ("抢救2床", ["V-20"]),
    ],
)  # fmt: skip
def test_words_find_names_pinyin_numbers_and_places(
    desk_with_list: tuple[ArrivalDesk, Admissions], words: str, found: list[str]
) -> None:
    desk, service = desk_with_list
    assert sorted(visits(service.lookup(desk.house, words))) == sorted(found)


@pytest.fixture(scope="module")
def desk_with_list(tmp_path_factory: pytest.TempPathFactory) -> tuple[ArrivalDesk, Admissions]:
    folder = tmp_path_factory.mktemp("lookup")
    database = clinical(folder)
    made = folder / "list.csv"
    made.write_text(LIST, "utf-8")
    at = time.time() - 10
    os.utime(made, (at, at))
    desk = ArrivalDesk(database, acting_as(database, "house", department="er"))
    return desk, opened(desk, made)


def test_every_look_is_a_query_in_the_log_with_a_hash_alone(desk: ArrivalDesk, path: Path) -> None:
    server = Server([Admission("V-77", "F-5", "Wintergreen")])
    service = opened(desk, path, server)
    service.lookup(desk.house, "Wintergreen")
    service.ask(desk.house, "Wintergreen")
    service.scanned(desk.house, Scan(("V-77",)))
    service.ask_scanned(desk.house, Scan(("V-77",)))
    rows = log(desk.database, "ENC-LIST")
    assert [row.user_id for row in rows] == [desk.house.id] * 4
    assert "Winter" not in repr(rows)
    assert "V-77" not in repr(rows)
    first, second = (row.detail_json for row in rows[:2])
    assert '"source":"lookup"' in first
    assert '"source":"server"' in second
    assert first.partition('"text"')[2] == second.partition('"text"')[2]


@pytest.mark.parametrize("role", ["auditor", "sysadmin", "secadmin", "export_service"])
def test_who_may_read_no_patients_looks_for_none(desk: ArrivalDesk, role: str) -> None:
    server = Server([Admission("V-77", "F-5", "X")])
    other = acting_as(desk.database, "other", role)  # type: ignore[arg-type]
    service = opened(desk, None, server)
    with pytest.raises(AccessError):
        service.arrivals(other)
    for look in (service.lookup, service.ask):
        with pytest.raises(AccessError):
            look(other, "Smith")
    assert not server.asked
    assert {row.outcome for row in log(desk.database, "ENC-LIST")} == {8}


def test_a_sandbox_asks_nobody(desk: ArrivalDesk, path: Path) -> None:
    server = Server([Admission("V-77", "F-5", "Smith")])
    service = opened(desk, path, server)
    for found in (
        service.arrivals(SANDBOX_ACTOR),
        service.lookup(SANDBOX_ACTOR, "Smith"),
        service.ask(SANDBOX_ACTOR, "Smith"),
    ):
        assert found == Offers()
    assert not server.asked


def test_a_server_is_asked_by_number_then_by_visit(desk: ArrivalDesk) -> None:
    server = Server([Admission("V-77", "F-5", "Okafor, Ada")])
    service = opened(desk, None, server)
    assert visits(service.ask(desk.house, "okafor")) == ["V-77"]
    assert visits(service.ask(desk.house, "V-77 1980-02-29")) == ["V-77"]
    assert server.asked[1:] == [
        PatientSearch("", "V-77", "1980-02-29"),
        PatientSearch("", "", "1980-02-29", "V-77"),
    ]
    assert service.ask(desk.house, "o") == Offers()
    server.broken = True
    with pytest.raises(ExportError, match="busy"):
        service.ask(desk.house, "okafor")


def test_what_a_server_says_is_marked_with_what_is_known_here(desk: ArrivalDesk) -> None:
    desk.hears(adt(visit="V-9", number="TMP-1"), adt("A40", number="MRN-7", gone="TMP-1", id="2"))
    desk.begun()
    server = Server(
        [Admission("V-9", "TMP-1", "Smith"), Admission("V-8", "MRN-8", "Smith"),
         Admission("V-9", "MRN-666", "Smith")]
    )  # fmt: skip
    one, two, three = opened(desk, None, server).ask(desk.house, "Smith").arrivals
    assert (one.admission.patient_number, one.begun, one.contested) == ("MRN-7", True, None)
    assert (two.begun, two.contested) == (False, None)
    assert three.contested is not None


# --- wristbands


def scan(text: str) -> Scan:
    found = read_scan(text)
    assert isinstance(found, Scan)
    return found


def test_a_scan_finds_by_patient_and_by_visit_number(desk: ArrivalDesk, path: Path) -> None:
    service = opened(desk, path)
    assert visits(service.scanned(desk.house, Scan(("MRN-20",)))) == ["V-20"]
    assert visits(service.scanned(desk.house, Scan(("v-21",)))) == ["V-21"]
    assert visits(service.scanned(desk.house, Scan(("V-2",)))) == []  # whole numbers alone


def test_a_wristband_that_names_somebody_else_is_contested(desk: ArrivalDesk) -> None:
    desk.hears(adt(number="MRN-7007", name="Smith^June", born="19720304"))
    service = opened(desk)
    for text, differs in (
        ("MRN-7007|Smith^June|19720304|F", False),
        ("MRN-7007|SMITH, June||", False),
        ("MRN-7007|Smith^June|19720305|F", True),
        ("MRN-7007|Li^Si|19720304|F", True),
    ):
        (found,) = service.scanned(desk.house, scan(text)).arrivals
        assert (found.contested is not None) == differs, text


def test_a_wristband_of_whom_nobody_told_speaks_for_itself(desk: ArrivalDesk) -> None:
    (found,) = opened(desk).scanned(desk.house, scan("MRN-7007|张三|19720304|男")).arrivals
    assert (found.admission.source, found.admission.name) == ("wristband", "张三")
    card = desk.encounters.begin_admitted(desk.house, found.admission)
    assert (card.patient, card.birth_date, card.sex) == ("MRN-7007", "1972-03-04", "M")
    assert card.encounter.startswith("E")


def test_two_rows_of_one_visit_are_two_patients(desk: ArrivalDesk, tmp_path: Path) -> None:
    made = tmp_path / "two.csv"
    made.write_text("visit,mrn,name\nV-1,A-1,One\nV-1,B-2,Two\n", "utf-8")
    at = time.time() - 10
    os.utime(made, (at, at))
    found = opened(desk, made).arrivals(desk.house).arrivals
    assert [one.contested is not None for one in found] == [False, True]


def test_the_token_goes_to_no_other_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "t")
    base = Settings(emr_patients="https://a.example/fhir", emr_fhir_token="env:TOKEN")  # noqa: S106
    for fhir, token in (
        ("", "env:TOKEN"), ("https://a.example/other", "env:TOKEN"), ("https://b.example/fhir", ""),
    ):  # fmt: skip
        made = admissions_of(replace(base, emr_fhir=fhir), lambda: None)  # type: ignore[arg-type,return-value]
        assert made._server is not None
        assert made._server().server.token == token  # type: ignore[attr-defined]
    assert not admissions_of(Settings(), lambda: None).asks_outside  # type: ignore[arg-type,return-value]
