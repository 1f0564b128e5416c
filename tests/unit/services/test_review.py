"""Saving, listing and showing notes, each with its audit event."""

import inspect
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import IntegrityError, NotFoundError, SandboxError, StoreError
from app.domain.result import JobResult
from app.services.filing import Filing
from app.services.permissions import ACTIONS
from app.services.review import NoteReview
from app.store.database import Database
from tests import encrypted
from tests.fakes import finished_job

SOMEBODY = Actor("u7", "Dr. Somebody", "physician")
NOTE_ID = finished_job().understanding.note.id
REAL_ID = "MRN-Zebulon-42"

# Every way a service touches a note; a new public method needs its line here.
CALLS: dict[str, Callable[[Database, Actor], object]] = {
    "transcribe": lambda database, actor: Filing(database).permit(actor, None),
    "note.save": lambda database, actor: Filing(database).save(actor, another()),
    "note.list": lambda database, actor: NoteReview(database).list_notes(actor),
    "note.show": lambda database, actor: NoteReview(database).show(actor, NOTE_ID),
}


def another() -> JobResult:
    result = finished_job()
    note = replace(result.understanding.note, id="nfeed")
    return replace(result, understanding=replace(result.understanding, note=note))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(tmp_path / "store.sqlite3")


@pytest.fixture
def filled(database: Database) -> Database:
    Filing(database).save(SANDBOX_ACTOR, finished_job())
    return database


def rows(database: Database, query: str) -> list[Any]:
    connection = encrypted.connect(database.path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def last_event(database: Database) -> tuple[Any, ...]:
    *about, detail = rows(
        database,
        "SELECT user_id, code, object_id, outcome, reason, detail_json FROM audit_log "
        "ORDER BY seq DESC LIMIT 1",
    )[0]
    return (*about, json.loads(detail))


def test_a_saved_result_is_shown_as_it_was(database: Database) -> None:
    note_id = Filing(database).save(SANDBOX_ACTOR, finished_job())
    review = NoteReview(database)
    assert review.show(SANDBOX_ACTOR, note_id) == finished_job()
    assert review.show(SANDBOX_ACTOR, note_id[:4]) == finished_job()


def test_a_saved_result_is_listed_with_its_profile(filled: Database) -> None:
    (listed,) = NoteReview(filled).list_notes(SANDBOX_ACTOR)
    assert (listed.id, listed.alerts, listed.profile) == (NOTE_ID, 1, "sandbox")


def test_an_empty_database_lists_nothing(database: Database) -> None:
    assert NoteReview(database).list_notes(SANDBOX_ACTOR) == ()


def test_what_is_not_there_names_the_verb_that_lists(filled: Database) -> None:
    with pytest.raises(NotFoundError, match="erscribe notes list"):
        NoteReview(filled).show(SANDBOX_ACTOR, "nothing")
    assert last_event(filled) == ("sandbox", "NOTE-READ", "", 4, "NotFoundError", {})


def test_saving_tells_the_audit_log_what_was_saved_in_ids_and_counts(filled: Database) -> None:
    (first,) = rows(filled, "SELECT sha256 FROM note_versions")
    detail = {
        "recording": "r1",
        "sha256": first[0],
        "profile": "sandbox",
        "utterances": 2,
        "alerts": 1,
    }
    assert last_event(filled) == ("sandbox", "NOTE-CREATE", NOTE_ID, 0, "", detail)


def test_showing_by_a_beginning_is_logged_under_the_whole_id(filled: Database) -> None:
    NoteReview(filled).show(SANDBOX_ACTOR, NOTE_ID[:3])
    assert last_event(filled) == ("sandbox", "NOTE-READ", NOTE_ID, 0, "", {})


def test_listing_is_logged_with_how_many_notes_it_gave(filled: Database) -> None:
    NoteReview(filled).list_notes(SANDBOX_ACTOR)
    assert last_event(filled) == ("sandbox", "NOTE-LIST", "", 0, "", {"notes": 1})


def test_every_public_method_is_among_the_calls_tested_below() -> None:
    """Those that give a note out: test_note_view, test_note_copies."""
    methods = [
        name
        for service in (NoteReview, Filing)
        for name, _ in inspect.getmembers(service, inspect.isfunction)
        if not name.startswith("_")
    ]
    assert len(methods) == len(CALLS) + len({"view", "disclose", "disclosed"})


@pytest.mark.parametrize("action", CALLS)
def test_every_call_leaves_one_event(filled: Database, action: str) -> None:
    before = rows(filled, "SELECT count(*) FROM audit_log")[0][0]
    CALLS[action](filled, SANDBOX_ACTOR)
    assert rows(filled, "SELECT count(*) FROM audit_log")[0][0] == before + 1
    assert last_event(filled)[1] == ACTIONS[action].code


@pytest.mark.parametrize("action", CALLS)
def test_every_refused_call_leaves_one_event_and_nothing_else(
    filled: Database, action: str
) -> None:
    with pytest.raises(SandboxError):
        CALLS[action](filled, SOMEBODY)
    actor, code, _, outcome, reason, detail = last_event(filled)
    assert (actor, code, outcome) == ("u7", ACTIONS[action].code, 8)
    assert (reason, detail) == ("SandboxError", {})
    assert rows(filled, "SELECT id FROM notes") == [(NOTE_ID,)]


@pytest.mark.parametrize("action", CALLS)
def test_no_call_succeeds_when_its_event_cannot_be_written(filled: Database, action: str) -> None:
    connection = encrypted.connect(filled.path)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    connection.close()
    with pytest.raises(StoreError, match="nothing was changed"):
        CALLS[action](filled, SANDBOX_ACTOR)
    assert rows(filled, "SELECT id FROM notes") == [(NOTE_ID,)]


@pytest.mark.parametrize("change", [{"encounter_id": REAL_ID}, {"profile": "clinical"}])
def test_a_real_encounter_is_neither_saved_nor_named(
    database: Database, change: dict[str, Any]
) -> None:
    with pytest.raises(SandboxError) as refusal:
        Filing(database).save(SANDBOX_ACTOR, replace(finished_job(), **change))
    assert REAL_ID not in str(refusal.value)
    assert REAL_ID.encode() not in database.path.read_bytes()
    assert rows(database, "SELECT * FROM jobs") == []
    assert last_event(database)[3] == 8


def test_a_made_up_encounter_is_saved_as_one(database: Database) -> None:
    Filing(database).save(SANDBOX_ACTOR, replace(finished_job(), encounter_id="SANDBOX-1"))
    assert rows(database, "SELECT id, sandbox FROM encounters") == [("SANDBOX-1", 1)]
    shown = NoteReview(database).show(SANDBOX_ACTOR, NOTE_ID)
    assert (shown.encounter_id, shown.profile) == ("SANDBOX-1", "sandbox")


def test_a_note_that_was_changed_behind_our_back_is_not_shown(filled: Database) -> None:
    connection = encrypted.connect(filled.path)
    connection.execute("UPDATE note_sentences SET text = 'Give hydroxyzine 50 mg.'")
    connection.commit()
    connection.close()
    with pytest.raises(IntegrityError, match="do not rely on it"):
        NoteReview(filled).show(SANDBOX_ACTOR, NOTE_ID)


def test_the_audit_log_holds_no_word_of_a_patient(filled: Database) -> None:
    NoteReview(filled).show(SANDBOX_ACTOR, NOTE_ID)
    logged = json.dumps(rows(filled, "SELECT * FROM audit_log"), ensure_ascii=False)
    result = finished_job()
    for utterance in result.understanding.transcript.utterances:
        assert utterance.text not in logged
    assert result.recording.name not in logged
