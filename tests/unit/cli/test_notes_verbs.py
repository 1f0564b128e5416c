"""The notes verbs as people type them, on a clinical store and in a sandbox."""

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import bootstrap
from app.cli import run
from app.domain.access import SANDBOX_ACTOR
from app.domain.live import LiveAlert
from app.services.filing import Filing
from app.store import live, people
from tests.clinical_verbs import clinical_store, fresh
from tests.fakes import finished_job
from tests.note_ward import drop_guards
from tests.people_desk import PASSWORD, acting_as, add

Captured = pytest.CaptureFixture[str]
NOTE = finished_job().understanding.note.id


def by(login: str) -> tuple[str, ...]:
    return ("--user", login, "--password-from", "env:PASSWORD_OF_TESTS")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Iterator[None]:
    """House, a trainee whom Wilson supervises, has a draft; Joy is a nurse, two do compliance."""
    monkeypatch.setenv("PASSWORD_OF_TESTS", PASSWORD)
    with clinical_store(monkeypatch):
        database = bootstrap.database()
        house = acting_as(database, "house")
        wilson = add(database, "wilson")
        add(database, "joy", "nurse")
        for name in ("mabel", "ruth"):
            add(database, name, "emr_compliance")
        with database.transaction() as transaction:
            people.set_supervisor(transaction, house.id, wilson.id)
        job = replace(finished_job(), profile="clinical", encounter_id="E-1")
        Filing(database).save(house, job)
        capsys.readouterr()
        yield


def said(capsys: Captured, *argv: str, code: int = 0) -> str:
    """What a verb prints; its one line on stderr when it fails."""
    found = run(["notes", *argv])
    captured = capsys.readouterr()
    assert found == code, captured.err
    return captured.err if code else captured.out


def test_a_draft_is_edited_signed_cosigned_and_proved(store: None, capsys: Captured) -> None:
    edit = ("edit", NOTE[:4], "--sentence", "1", "--text", "Give hydroxyzine 50 mg.")
    assert "version 2" in said(capsys, *edit, "--reason", "misheard", *by("house"))
    assert "nothing is in doubt" not in said(capsys, "doubts", NOTE, *by("house"))
    refused = said(capsys, "sign", NOTE, *by("house"), code=1)
    assert "--override REASON" in refused
    signed = said(capsys, "sign", NOTE, "--override", "read aloud", *by("house"))
    assert "alert:0" in signed  # what is in doubt is shown first
    assert "awaits the supervisor's signature" in signed
    assert "no 可靠电子签名" in signed
    assert "awaiting co-sign" in said(capsys, "list", *by("house"))
    assert "co-signed: version 3" in said(capsys, "cosign", NOTE, *by("wilson"))
    shown = said(capsys, "show", NOTE, "--history", *by("house"))
    for wanted in (
        "Give hydroxyzine 50 mg.  [typed over 00:00-00:03 u1]",
        "1. reworded: Give hydroxyzine [-25-]{+50+} mg.",
        "(misheard)",
        "Signed version 3: Dr. House",
        "Co-signed version 3: Dr. Wilson",
    ):
        assert wanted in shown
    assert "Give hydroxyzine 25 mg.  [" in said(
        capsys, "show", NOTE, "--version", "1", *by("house")
    )
    proof = said(capsys, "prove", NOTE, *by("wilson"))
    assert "BROKEN" not in proof
    assert "version 3 legal by" in proof
    assert "correction applied: hydroxy scene -> hydroxyzine by sound/1" in proof


def test_alerts_that_nobody_acknowledged_are_named_in_one_sentence(
    store: None, capsys: Captured
) -> None:
    raised = LiveAlert(2, "no_pulse", "text", "red", "high", "present", 75.0, 76.0, "no pulse")
    now = datetime.now(UTC)
    recorded = live.LiveRecording(finished_job().recording.id, "E-1", now, "house", "clinical")
    with bootstrap.database().transaction() as transaction:
        live.add_recording(transaction, recorded)
        live.keep_alert(transaction, recorded.id, raised, 1, now)
    named = "Keywords heard that nobody acknowledged: cardiac arrest at 00:02, no pulse at 01:15;"
    found = " ".join(said(capsys, "doubts", NOTE, *by("house")).split())
    assert named in found
    assert "erscribe notes confirm NOTE alert:0" in found
    refused = said(capsys, "sign", NOTE, *by("house"), code=1)
    assert "red alerts that nobody acknowledged among them: 2" in refused
    said(capsys, "confirm", NOTE, "alert:0", *by("house"))
    said(capsys, "confirm", NOTE, "alert:live:2", *by("house"))
    assert "acknowledged" not in said(capsys, "doubts", NOTE, *by("house"))
    assert "acknowledged" not in said(capsys, "sign", NOTE, *by("house"), code=1)
    assert "signed" in said(capsys, "sign", NOTE, "--override", "read aloud", *by("house"))


@pytest.mark.full
def test_a_signed_note_is_amended_appended_archived_and_opened_by_two(
    store: None, capsys: Captured
) -> None:
    said(capsys, "sign", NOTE, "--override", "x", *by("house"))
    assert "amended, never edited" in said(
        capsys, "edit", NOTE, "--strike", "2", *by("house"), code=1
    )
    amend = ("amend", NOTE, "--strike", "2", "--reason", "not hers")
    assert "amended and signed" in said(capsys, *amend, *by("house"))
    assert "added and signed" in said(
        capsys, "addendum", NOTE, "--text", "Troponin normal.", *by("house")
    )
    said(capsys, "cosign", NOTE, *by("wilson"))
    assert "Troponin normal." in said(capsys, "show", NOTE, *by("house"))
    assert "archived" in said(capsys, "archive", NOTE, *by("house"))
    assert "archived" in said(capsys, *amend, *by("house"), code=1)
    assert "asked for" in said(capsys, "unarchive", NOTE, "--reason", "court", *by("mabel"))
    assert "two people" in said(capsys, "unarchive", NOTE, "--approve", *by("mabel"), code=3)
    assert "open again" in said(capsys, "unarchive", NOTE, "--approve", *by("ruth"))
    assert said(capsys, "prove", NOTE, "--sentence", "1", *by("house")).count("u1 [") == 1


@pytest.mark.full
def test_a_wrong_patients_note_is_withdrawn(store: None, capsys: Captured) -> None:
    said(capsys, "sign", NOTE, "--override", "x", *by("house"))
    assert "say why" in said(capsys, "error", NOTE, *by("house"), code=1)
    assert "compliance approves" in said(
        capsys, "error", NOTE, "--reason", "wrong patient", *by("house")
    )
    assert "withheld" in said(capsys, "error", NOTE, "--approve", *by("mabel"))
    assert "withheld" in said(capsys, "show", NOTE, *by("house"), code=3)
    assert "entered in error" in said(capsys, "list", *by("house"))


@pytest.mark.full
def test_a_colleague_takes_a_draft_over(store: None, capsys: Captured) -> None:
    assert "offered to wilson" in said(capsys, "handover", NOTE, "--to", "wilson", *by("house"))
    assert "Offered to Dr. Wilson" in said(capsys, "show", NOTE, *by("house"))
    assert "yours now" in said(capsys, "handover", NOTE, "--take", *by("wilson"))
    assert "Author Dr. Wilson" in said(capsys, "show", NOTE, *by("wilson"))
    said(capsys, "edit", NOTE, "--strike", "2", *by("house"), code=3)


@pytest.mark.full
def test_who_is_assigned_suggests_and_the_author_decides(store: None, capsys: Captured) -> None:
    suggest = ("suggest", NOTE, "--sentence", "1", "--text", "Give nothing.", "--reason", "asked")
    said(capsys, *suggest, *by("joy"), code=3)  # she is not assigned
    assert "suggestion 1" in said(capsys, *suggest, *by("house"))
    assert "Suggestion 1 of Dr. House: reword 1" in said(capsys, "show", NOTE, *by("house"))
    assert "version 2" in said(capsys, "resolve", NOTE, "1", "--accept", *by("house"))
    assert "by its number" in said(capsys, "resolve", NOTE, "x", "--accept", *by("house"), code=1)
    said(capsys, "resolve", NOTE, "correction:0", "--reject", *by("house"), code=1)
    for change in (("--add", "plan", "--text", "Admit."), ("--strike", "2")):
        said(capsys, "suggest", NOTE, *change, *by("house"))
    said(capsys, "suggest", NOTE, "--speaker", "u1=S1 nurse", *by("house"))


@pytest.mark.full
def test_values_are_confirmed_and_times_and_speakers_set(store: None, capsys: Captured) -> None:
    assert "value:0 confirmed: 25 mg" in said(capsys, "confirm", NOTE, "value:0", *by("house"))
    said(capsys, "edit", NOTE, "--arrived", "2026-11-22T08:05", *by("house"))
    said(capsys, "edit", NOTE, "--speaker", "u2=S2 family", *by("house"))
    said(capsys, "edit", NOTE, "--move", "1", "--to", "exam", *by("house"))
    said(capsys, "edit", NOTE, "--add", "plan", "--text", "Admit.", *by("house"))
    assert "say what to change" in said(capsys, "edit", NOTE, *by("house"), code=1)
    shown = said(capsys, "show", NOTE, "--history", *by("house"))
    plain = json.loads(said(capsys, "show", NOTE, "--json", *by("house")))
    assert (plain["schema"], plain["version"], plain["state"]) == (
        "erscribe.transcript/1",
        5,
        "draft",
    )
    assert plain["confirmed"][0]["value"] == "25 mg"
    assert [one["version"] for one in plain["history"]] == [2, 3, 4, 5]
    for wanted in (
        "Confirmed value:0: 25 mg  (Dr. House, ",
        "Arrived 2026-11-22 08:05",
        "S2 (family)",
        "1. moved -> exam",
        "3. Admit.  [typed]",
        "arrived: {+2026-11-22 08:05+}",
        "speaker of u2: {+S2 family+}",
    ):
        assert wanted in shown


def test_what_is_not_proved_is_said_in_one_line_with_code_4(store: None, capsys: Captured) -> None:
    said(capsys, "edit", NOTE, "--strike", "2", *by("house"))
    drop_guards(bootstrap.database(), "UPDATE note_versions SET reason = 'x' WHERE version = 2")
    line = said(capsys, "prove", NOTE, *by("house"), code=4)
    assert line.count("\n") == 1
    assert "version 2" in line
    assert run(["notes", "prove", NOTE, "--json", *by("house")]) == 4
    proof = json.loads(capsys.readouterr().out)
    assert proof["verified"] is False
    assert "version 2" in proof["broken"][0]


def test_a_copy_leaves_for_its_owner_alone(store: None, capsys: Captured, tmp_path: Path) -> None:
    copy = ("copy", NOTE, "--out", str(tmp_path / "out"))
    said(capsys, *copy, *by("house"), code=3)
    said(capsys, "sign", NOTE, "--override", "x", *by("house"))
    said(capsys, "cosign", NOTE, *by("wilson"))
    for form in ("txt", "pdf", "docx", "json"):
        path = Path(said(capsys, *copy, "--format", form, *by("house")).strip())
        assert path == tmp_path / "out" / f"{NOTE}.{form}"
        assert path.stat().st_size > 200
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said(capsys, *copy, *by("wilson"), code=3)


def test_the_sandbox_signs_nothing_and_says_how_to_begin(capsys: Captured) -> None:
    with fresh():
        Filing(bootstrap.database()).save(SANDBOX_ACTOR, finished_job())
        capsys.readouterr()
        assert "erscribe users init" in said(capsys, "sign", NOTE, code=1)
        assert "version 2" in said(capsys, "edit", NOTE, "--strike", "2")
        assert "SANDBOX" in said(capsys, "show", NOTE)
        assert said(capsys, "prove", NOTE).startswith(f"Note {NOTE}, version 2: draft")
