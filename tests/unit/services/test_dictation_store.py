"""Every act on a recording leaves its audit event, done or refused."""

import inspect
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.audio import Recording
from app.domain.errors import NotFoundError, SandboxError, StoreError
from app.domain.live import LiveAlert, Notice
from app.services.filing import DictationStore, LiveRecording
from app.services.permissions import ACTIONS
from app.store.database import Database
from tests import encrypted
from tests.fakes import finished_job

SOMEBODY = Actor("u7", "Dr. Somebody", "physician")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LIVE = LiveRecording("ab12", None, NOON, "sandbox")
ALERT = LiveAlert(0, "no_pulse", "audio", "amber", "high", "uncertain", 5.0, 5.8)
RESULT = replace(finished_job(), recording=Recording("ab12", 61.2, "a" * 64))
NOTICE = Notice(0, "webhook", delivered=False, sentence="nobody answers")
WITHOUT_ACTOR = {
    "note",
    "raised",
    "unsaved",
    "saved_among",
    "find",
    "alerts",
    "stages",
    "keep_stage",
}

# Every act of a user; a new public method with an actor needs its line here.
ACTS: dict[str, Callable[[DictationStore, Actor], object]] = {
    "recording.start": lambda store, actor: store.begun(actor, LIVE),
    "recording.stop": lambda store, actor: store.stopped(actor, "ab12", 61.2, "a" * 64),
    "recording.cancel": lambda store, actor: store.cancelled(actor, "ab12"),
    "recording.recover": lambda store, actor: store.recovering(actor, LIVE),
    "recording.discard": lambda store, actor: store.discarded(actor, LIVE),
    "alert.acknowledge": lambda store, actor: store.acknowledged(actor, "ab12", 0),
    "alert.notify": lambda store, actor: store.noticed(actor, "ab12", NOTICE),
    "note.save": lambda store, actor: store.save(actor, LIVE, RESULT),
}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(tmp_path / "store.sqlite3")


@pytest.fixture
def store(database: Database) -> DictationStore:
    made = DictationStore(lambda: database)
    made.begun(SANDBOX_ACTOR, LIVE)
    made.raised("ab12", ALERT, 1, NOON)
    return made


def events(database: Database) -> list[tuple[Any, ...]]:
    connection = encrypted.connect(database.path)
    rows = connection.execute(
        "SELECT user_id, code, object_id, outcome, reason, detail_json FROM audit_log ORDER BY seq"
    ).fetchall()
    connection.close()
    return [(*row[:5], json.loads(row[5])) for row in rows][1:]


def test_every_public_method_is_among_the_acts_or_has_no_actor() -> None:
    methods = {
        name
        for name, _ in inspect.getmembers(DictationStore, inspect.isfunction)
        if not name.startswith("_")
    }
    assert len(methods - WITHOUT_ACTOR) == len(ACTS)


@pytest.mark.parametrize("action", ACTS)
def test_every_act_leaves_one_event(store: DictationStore, database: Database, action: str) -> None:
    ACTS[action](store, SANDBOX_ACTOR)
    ((actor, acted, entity, outcome, _, _),) = events(database)
    assert (actor, acted, outcome) == ("sandbox", ACTIONS[action].code, 0)
    assert entity == (RESULT.understanding.note.id if action == "note.save" else "ab12")


@pytest.mark.parametrize("action", ACTS)
def test_every_refused_act_leaves_one_event_and_changes_nothing(
    store: DictationStore, database: Database, action: str
) -> None:
    with pytest.raises(SandboxError):
        ACTS[action](store, SOMEBODY)
    ((actor, acted, _, outcome, reason, detail),) = events(database)
    assert (actor, acted, outcome) == ("u7", ACTIONS[action].code, 8)
    assert (reason, detail) == ("SandboxError", {})
    assert store.find("ab12") == LIVE
    assert store.alerts("ab12") == (ALERT,)


@pytest.mark.parametrize("action", ACTS)
def test_no_act_is_done_when_its_event_cannot_be_written(
    store: DictationStore, database: Database, action: str
) -> None:
    connection = encrypted.connect(database.path)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    connection.close()
    with pytest.raises(StoreError, match="nothing was changed"):
        ACTS[action](store, SANDBOX_ACTOR)
    assert store.find("ab12") == LIVE
    assert store.alerts("ab12") == (ALERT,)


def test_a_notice_is_audited_in_codes(store: DictationStore, database: Database) -> None:
    store.noticed(SANDBOX_ACTOR, "ab12", NOTICE)
    assert events(database)[0][3:] == (
        0,
        "",
        {"alert": 0, "channel": "webhook", "delivered": False},
    )


def test_what_is_saved_stays_saved_whatever_comes_late(store: DictationStore) -> None:
    store.save(SANDBOX_ACTOR, LIVE, RESULT)
    store.begun(SANDBOX_ACTOR, LIVE)
    store.stopped(SANDBOX_ACTOR, "ab12", 61.2, "a" * 64)
    store.cancelled(SANDBOX_ACTOR, "ab12")
    assert store.find("ab12") == replace(LIVE, state="saved")
    assert store.unsaved() == ()


def test_an_alert_that_was_never_raised_is_not_acknowledged(
    store: DictationStore, database: Database
) -> None:
    with pytest.raises(NotFoundError):
        store.acknowledged(SANDBOX_ACTOR, "ab12", 7)
    assert events(database)[0][3:5] == (4, "NotFoundError")
