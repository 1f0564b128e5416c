"""`erscribe export` as people type it: a note in a form, the queue, sending now and again."""

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import bootstrap
from app.cli import export, run
from app.domain.outgoing import Outcome
from app.paths import config_file
from app.services.filing import Filing
from app.services.outgoing_copies import Exported
from app.services.outgoing_forms import fhir_parts
from app.store.audit import rows
from tests.clinical_verbs import SETTINGS, clinical_store
from tests.fakes import finished_job
from tests.outgoing_desk import FILED, REFUSED, SILENT, FakeWay
from tests.people_desk import PASSWORD, acting_as, add

Captured = pytest.CaptureFixture[bytes]
NOTE = finished_job().understanding.note.id
SITE = 'emr_site = "北京协和医院"\nemr_identifiers = "https://hospital.example"\n'


def by(login: str) -> tuple[str, ...]:
    return ("--user", login, "--password-from", "env:PASSWORD_OF_TESTS")


@pytest.fixture
def store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsysbinary: Captured
) -> Iterator[Path]:
    """House has signed a note, which waits for a folder; gives the folder. Mabel does
    compliance."""
    monkeypatch.setenv("PASSWORD_OF_TESTS", PASSWORD)
    folder = tmp_path / "emr"
    folder.mkdir()
    with clinical_store(monkeypatch):
        database = bootstrap.database()
        house = acting_as(database, "house")
        add(database, "mabel", "emr_compliance")
        job = replace(finished_job(), profile="clinical", encounter_id="E-1")
        Filing(database).save(house, job)
        settings(f'emr_folder = "{folder}"\nemr_folder_forms = "fhir, hl7"\n')
        assert run(["notes", "sign", NOTE, "--override", "read aloud", *by("house")]) == 0
        capsysbinary.readouterr()
        yield folder


def settings(text: str) -> None:
    config_file().write_text(SETTINGS + SITE + text, "utf-8")


def said(capsys: Captured, *argv: str, code: int = 0) -> bytes:
    """What the verb prints; its line on stderr when it fails."""
    found = run(["export", *argv])
    captured = capsys.readouterr()
    assert found == code, captured.err
    return captured.err if code and not captured.out else captured.out


def test_a_note_is_exported_as_the_very_bytes_that_are_sent(
    store: Path, capsysbinary: Captured
) -> None:
    listed = said(capsysbinary, "--list", *by("house")).decode()
    assert listed.count("queued") == 2
    assert "folder/fhir  sign" in listed
    fhir = said(capsysbinary, "--fhir", NOTE[:6], *by("house"))
    document = json.loads(fhir)
    assert (document["resourceType"], document["type"]) == ("Bundle", "document")
    assert document["entry"][0]["resource"]["resourceType"] == "Composition"
    name = next(one.split()[0] for one in listed.splitlines() if "folder/hl7" in one)
    (store / f"{name}.hl7").write_bytes(b"of somebody else")
    sent = said(capsysbinary, "--send", *by("mabel"), code=1)
    assert (sent.count(b"filed  "), sent.count(b"REFUSED")) == (1, 1)
    (store / f"{name}.hl7").unlink()
    assert b"waits again" in said(capsysbinary, "--resend", name[:8], *by("house"))
    assert said(capsysbinary, "--send", *by("mabel")).count(b"filed  ") == 1
    hl7 = said(capsysbinary, "--hl7", NOTE, "--to", str(store.parent), *by("house"))
    written = Path(hl7.decode().strip())
    assert written == store.parent / f"{NOTE}.v2.hl7"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    queued = {one.suffix: one.read_bytes() for one in store.iterdir()}
    assert queued[".hl7"] == written.read_bytes()
    assert fhir_parts(queued[".json"])[0] == fhir
    assert said(capsysbinary, "--list", *by("house")) == b""
    assert said(capsysbinary, "--list", "--all", *by("house")).count(b"acked") == 2
    with bootstrap.database().transaction() as transaction:
        sends = rows(transaction, code="EXP-SEND")
        given = rows(transaction, code="EXP-DISCLOSE")
    assert {(one.role, one.outcome) for one in sends} == {
        ("export_service", 0),
        ("export_service", 8),
    }
    assert [json.loads(one.detail_json)["queued"] for one in given] == [True] * 2
    wrong_is_one_sentence(capsysbinary)


def test_a_fhir_document_lies_beside_its_reference(
    store: Path, capsysbinary: Captured, tmp_path: Path
) -> None:
    said_ = said(capsysbinary, "--fhir", NOTE, "--to", str(tmp_path), *by("house")).decode()
    document, reference = map(Path, said_.splitlines())
    assert (document.name, reference.name) == (f"{NOTE}.v2.json", f"{NOTE}.v2.reference.json")
    made = json.loads(reference.read_bytes())
    assert made["resourceType"] == "DocumentReference"
    bundle = json.loads(document.read_bytes())
    assert made["content"][0]["attachment"]["url"] == f"Bundle/{bundle['id']}"
    assert made["content"][0]["attachment"]["size"] == document.stat().st_size


def wrong_is_one_sentence(capsysbinary: Captured) -> None:
    for argv, words in (
        (("--fhir", NOTE, "--to", "http://emr.example/r4"), b"--to needs https"),
        (("--hl7", NOTE, "--to", "emr.example:2575"), b"--to needs tls://"),
        (("--hl7", NOTE, "--to", "tls://emr.example"), b"--to needs host:port"),
        (("--pdf", NOTE, "--to", "tls://emr.example:1"), b"for --fhir and --hl7"),
    ):
        assert words in said(capsysbinary, *argv, *by("house"), code=2)
    early = said(capsysbinary, "--fhir", NOTE, "--version", "1", *by("house"), code=1)
    assert b"no signed version of this number; it has 2" in early
    config_file().write_text(SETTINGS, "utf-8")
    asked = said(capsysbinary, "--hl7", NOTE, *by("house"), code=2)
    assert b"emr_site and emr_identifiers" in asked
    with pytest.raises(SystemExit):
        run(["export", "--fhir", NOTE, "--list"])


@pytest.mark.parametrize(
    ("outcome", "code", "printed"),
    [
        (FILED, 0, "filed   N1 (201): it has the document"),
        (REFUSED, 1, "REFUSED N1 (422): it refused the document"),
        (SILENT, 1, "failed  N1: it did not answer"),
    ],
)
def test_the_answer_of_a_receiver_is_printed(
    outcome: Outcome, code: int, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    way = FakeWay([outcome], says=lambda _, committed: committed("CA"))
    assert export.sent(way, Exported(b"{}", "n", 2, "N1", queued=True)) == code
    captured = capsys.readouterr()
    assert captured.out == f"{printed}\n"
    assert "received (CA)" in captured.err
    assert way.got == [("N1", b"{}")]


def test_nothing_leaves_a_sandbox(capsysbinary: Captured) -> None:
    assert b"the sandbox has no signed notes" in said(capsysbinary, "--fhir", NOTE, code=1)
