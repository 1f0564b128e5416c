"""`erscribe encounters arrivals|lookup|listen`, as somebody at a terminal sees them."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import bootstrap
from app.cli import run
from app.domain.access import Actor
from app.export.hl7_in.reading import read_message
from app.services.admissions_in import AdmissionsIn
from tests.adt import NOW, adt
from tests.clinical_verbs import SETTINGS, clinical_store
from tests.people_desk import PASSWORD, acting_as, log

AS = ("--user", "house", "--password-from", "env:PASSWORD")


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Actor]:
    monkeypatch.setenv("PASSWORD", PASSWORD)
    listed = tmp_path / "list.csv"
    listed.write_text(
        "visit,mrn,name,arrived\nV-20,MRN-20,欧阳娜娜,2026-11-29 09:00\n,,x\n", "utf-8"
    )
    at = time.time() - 10
    os.utime(listed, (at, at))
    with clinical_store(monkeypatch):
        config = Path(os.environ["ERSCRIBE_CONFIG"])
        config.write_text(f"{SETTINGS}emr_worklist = {json.dumps(str(listed))}\n", "utf-8")
        bootstrap.reception.cache_clear()
        yield acting_as(bootstrap.database(), "house", department="er")


def told(*messages: str) -> None:
    door = AdmissionsIn(bootstrap.database, lambda: NOW)
    for message in messages:
        door.take(read_message(message.encode(), NOW)[1])


def said(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert run(["encounters", *argv, *AS]) == code
    out, err = capsys.readouterr()
    return out, err


def test_from_the_message_to_the_encounter(
    capsys: pytest.CaptureFixture[str], house: Actor
) -> None:
    told(adt())
    out, err = said(capsys, "arrivals")
    assert out.splitlines()[0].startswith("V-20 ")
    assert "MRN-7" in out.splitlines()[1]
    assert "Smith, June F 1972-03-04 B4" in out
    assert "line 3" in err
    rows = json.loads(said(capsys, "lookup", "oynn", "--json")[0])
    assert [(one["visit"], one["source"], one["begun"]) for one in rows] == [
        ("V-20", "worklist", False)
    ]
    assert said(capsys, "lookup", "MRN-7", "--begin")[0] == "V-9\n"
    assert "begun" in said(capsys, "lookup", "V-9")[0]
    told_anew = ("--name", "Smith, Juno", "--born", "1972-03-05")
    shown = said(capsys, "identify", "V-9", *told_anew)[0]
    assert "otherwise: name Smith, June, not Smith, Juno" in shown
    assert "otherwise: birth_date 1972-03-04, not 1972-03-05" in shown
    assert "birth date is written" in said(capsys, "identify", "V-9", "--born", "3/4/72", code=1)[1]


def test_what_begins_nothing_says_why(capsys: pytest.CaptureFixture[str], house: Actor) -> None:
    told(adt(), adt(visit="V-10", number="MRN-8", id="M2"), adt(number="MRN-9", id="M3"))
    assert "several are known" in said(capsys, "lookup", "smi", "--begin", code=1)[1]
    out, err = said(capsys, "lookup", "V-9", "--begin", code=1)
    assert "ALSO TOLD OF ANOTHER PATIENT: MRN-9" in out
    assert "two patients" in err
    assert "nobody is known" in said(capsys, "lookup", "zzz", code=1)[1]
    assert "misread" in said(capsys, "lookup", "8018501234567890123456", code=1)[1]


def test_listening_is_for_who_sends_and_in_the_log(
    capsys: pytest.CaptureFixture[str], house: Actor
) -> None:
    assert "as physician you may not" in said(capsys, "listen", code=3)[1]
    acting_as(bootstrap.database(), "engine", "export_service")
    argv = ["encounters", "listen", "--user", "engine", "--password-from", "env:PASSWORD"]
    assert run(argv) == 2
    assert "emr_adt_listen is empty" in capsys.readouterr().err
    assert [row.outcome for row in log(bootstrap.database(), "ENC-ADT")] == [8, 0]


def test_a_sandbox_looks_for_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for verb in (["arrivals"], ["lookup", "Smith"], ["listen"]):
        assert run(["encounters", *verb]) == 1
        assert "sandbox refuses real patients" in capsys.readouterr().err
