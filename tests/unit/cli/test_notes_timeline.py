"""`erscribe notes timeline`: the log of a resuscitation, looked at as the note is."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app import bootstrap
from app.cli import run
from app.domain.code_events import CodeEvent
from app.domain.result import JobResult
from app.domain.transcript import Transcript, Utterance, Word
from app.services.filing import Filing
from app.store import code_events, live
from app.store.code_events import add_event
from tests.clinical_verbs import clinical_store
from tests.fakes import finished_job
from tests.people_desk import PASSWORD, acting_as, add, log

Captured = pytest.CaptureFixture[str]
NOTE = finished_job().understanding.note.id


def by(login: str) -> tuple[str, ...]:
    return ("--user", login, "--password-from", "env:PASSWORD_OF_TESTS")


def resuscitation() -> JobResult:
    """CPR, then a shock of 200 J at 12 s."""
    job = finished_job()
    texts = ((2.0, "start compressions"), (8.0, "charge to 200"), (12.0, "clear, shock"))
    said = tuple(
        Utterance(
            f"u{index}",
            "S1",
            "en",
            tuple(
                Word(word, at_s + place * 0.4, at_s + place * 0.4 + 0.3, 0.9)
                for place, word in enumerate(text.split())
            ),
            "physician",
            text=text,
        )
        for index, (at_s, text) in enumerate(texts, 1)
    )
    understood = replace(job.understanding, transcript=Transcript(said), corrections=())
    understood = replace(understood, findings=(), alerts=())
    return replace(job, understanding=understood, profile="clinical", encounter_id="E-1")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Iterator[None]:
    """House has recorded a resuscitation and pressed the key of the shock."""
    monkeypatch.setenv("PASSWORD_OF_TESTS", PASSWORD)
    with clinical_store(monkeypatch):
        database = bootstrap.database()
        house = acting_as(database, "house")
        add(database, "mabel", "emr_compliance")
        Filing(database).save(house, resuscitation())
        now, recording = datetime.now(UTC), finished_job().recording.id
        event = CodeEvent(0, recording, "", "shock", 15.0, now, house.id, "200 J")
        with database.transaction() as transaction:
            kept = live.LiveRecording(recording, "E-1", now, house.id, "clinical")
            live.add_recording(transaction, kept)
            add_event(transaction, event)
            assert code_events.events(transaction, recording, "")
        capsys.readouterr()
        yield


def test_said_and_pressed_events_are_printed_as_one_log(store: None, capsys: Captured) -> None:
    assert run(["notes", "timeline", NOTE[:4], "--format", "csv", *by("house")]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["event"], row["source"]) for row in rows] == [
        ("cpr_start", "said"),
        ("shock", "both"),
    ]
    assert (rows[1]["value_said"], rows[1]["value_marked"]) == ("200 J", "200 J")
    assert rows[1]["marked_by"] == "Dr. House"
    assert rows[1]["said_by"] == "S1 (physician)"
    assert run(["notes", "timeline", NOTE, *by("house")]) == 0
    assert "First shock: 00:10" in capsys.readouterr().out


def test_a_look_is_in_the_audit_log_as_a_look_at_the_note(store: None, capsys: Captured) -> None:
    assert run(["notes", "timeline", NOTE, *by("house")]) == 0
    looks = log(bootstrap.database(), "NOTE-READ")
    assert [(row.object_id, row.outcome) for row in looks] == [(NOTE, 0)]
    assert looks[0].detail_json == '{"code_events":2}'


def test_who_may_not_read_the_note_sees_no_log(store: None, capsys: Captured) -> None:
    assert run(["notes", "timeline", NOTE, *by("mabel")]) == 3
    assert capsys.readouterr().out == ""
    assert run(["notes", "timeline", "zzz", *by("house")]) == 1
