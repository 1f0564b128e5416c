"""When the log takes nothing, nobody reads or edits; recording goes on and is in the log later."""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR, AuditEvent
from app.domain.errors import StoreError
from app.services.filing import DictationStore, LiveRecording
from app.services.permissions import ACTIONS
from app.services.recording_rows import Act, RowWriter
from app.services.review import NoteReview
from app.store.audit import rows
from app.store.audit_intents import waiting
from app.store.audit_verify import verify
from app.store.database import Database
from tests import encrypted
from tests.audit_log import NOON
from tests.fakes import finished_job

PATIENCE_S = 60.0
LIVE = LiveRecording("ab12", None, NOON, "sandbox")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database.open(tmp_path / "store.sqlite3")
    DictationStore(lambda: made).save(SANDBOX_ACTOR, LIVE, finished_job())
    return made


@pytest.fixture
def store(database: Database) -> DictationStore:
    return DictationStore(lambda: database)


class Quick(RowWriter):
    """Loses no time between its tries."""

    def pauses(self) -> Iterator[float]:
        while True:
            yield 0.01


@pytest.fixture
def writers(store: DictationStore) -> Iterator[Callable[[], RowWriter]]:
    made: list[RowWriter] = []

    def make() -> RowWriter:
        made.append(Quick(lambda _: None, store.note))
        return made[-1]

    yield make
    for writer in made:
        writer.close(PATIENCE_S)


def sql(database: Database, statement: str) -> None:
    connection = encrypted.connect(database.path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def break_log(database: Database) -> None:
    sql(
        database,
        "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END",
    )


def mend_log(database: Database) -> None:
    sql(database, "DROP TRIGGER full")


def started(store: DictationStore, recording: str) -> Act:
    live = LiveRecording(recording, None, NOON, "sandbox")
    action = ACTIONS["recording.start"]
    event = AuditEvent(
        NOON, SANDBOX_ACTOR, action.code, action.deed, object_type="recording", object_id=recording
    )
    return Act(partial(store.begun, SANDBOX_ACTOR, live), event)


def codes(database: Database) -> list[tuple[str, str]]:
    with database.transaction() as transaction:
        found = rows(transaction)
    return [(row.code, row.object_id) for row in found if row.code != "AUD-CHECKPOINT"]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_nobody_reads_or_lists_notes_while_the_log_takes_nothing(database: Database) -> None:
    break_log(database)
    with pytest.raises(StoreError):
        NoteReview(database).show(SANDBOX_ACTOR, finished_job().understanding.note.id)
    with pytest.raises(StoreError):
        NoteReview(database).list_notes(SANDBOX_ACTOR)


def test_a_recording_goes_on_and_its_acts_are_in_the_log_later(
    database: Database, store: DictationStore, writers: Callable[[], RowWriter]
) -> None:
    writer = writers()
    writer.put(started(store, "aa01"))
    assert writer.settle(PATIENCE_S)
    break_log(database)
    writer.put(started(store, "aa02"))
    until(lambda: waiting(database.folder))
    mend_log(database)
    assert writer.settle(PATIENCE_S)
    assert codes(database)[-4:] == [
        ("REC-START", "aa01"),
        ("AUD-OFF", ""),
        ("REC-START", "aa02"),
        ("AUD-ON", ""),
    ]
    with database.transaction() as transaction:
        (row,) = [one for one in rows(transaction) if one.object_id == "aa02"]
    assert row.at == NOON  # when it began
    assert json.loads(row.detail_json) == {"intent": True}
    assert store.find("aa02") is not None
    assert verify(database).fault is None


def test_a_recordings_acts_are_in_the_log_though_its_window_ended_before(
    database: Database, store: DictationStore, writers: Callable[[], RowWriter]
) -> None:
    writer = writers()
    writer.put(started(store, "aa01"))
    assert writer.settle(PATIENCE_S)
    break_log(database)
    writer.put(started(store, "aa02"))
    writer.close(PATIENCE_S)  # with no patience left it notes the act and ends
    mend_log(database)
    NoteReview(database).list_notes(SANDBOX_ACTOR)
    assert [code for code, one in codes(database) if one == "aa02"] == ["REC-START"]


def test_a_writer_that_cannot_note_acts_goes_on_trying(
    database: Database, store: DictationStore
) -> None:
    def refuse(_: object) -> None:
        raise StoreError("no")

    writer = Quick(lambda _: None, refuse)
    break_log(database)
    writer.put(started(store, "aa02"))
    assert not writer.settle(0.2)
    mend_log(database)
    assert writer.settle(PATIENCE_S)
    writer.close(PATIENCE_S)
    assert [code for code, one in codes(database) if one == "aa02"] == ["REC-START"]
