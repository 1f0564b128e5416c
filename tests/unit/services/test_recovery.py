"""What was cut off, cancelled or not saved is listed and finished, and never lost unasked."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import NotFoundError, SandboxError, StoreError
from app.domain.live import KeywordHeard
from app.services.filing import DictationStore, LiveRecording
from app.services.final_speech import InProcessSpeech
from app.services.finishing import Finishing
from app.services.recovery import Recovery
from app.store.database import Database
from app.store.recordings import RecordingReader, RecordingWriter
from tests import encrypted
from tests.fake_live import begin_recording, note_keyword
from tests.fakes import FakeDetector, FakeDiarizer, FakeRecognizer
from tests.understood import READING

SOMEBODY = Actor("u7", "Dr. Somebody", "physician")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(tmp_path / "store.sqlite3", 0.1)


@pytest.fixture
def store(database: Database) -> DictationStore:
    return DictationStore(lambda: database)


@pytest.fixture
def recovery(root: Path, store: DictationStore) -> Recovery:
    def audio(recording: str) -> Any:
        reader = RecordingReader(root, recording)
        reader.poll()
        return reader.chunk()

    speech = InProcessSpeech(FakeDetector, FakeRecognizer, FakeDiarizer, audio)
    return Recovery(root, store, Finishing(speech, READING, store, root, "simplified"))


@pytest.fixture
def query(database: Database) -> Callable[[str], list[Any]]:
    def rows(statement: str) -> list[Any]:
        connection = encrypted.connect(database.path)
        found = connection.execute(statement).fetchall()
        connection.close()
        return found

    return rows


def killed(root: Path, recording: str, seconds: float = 10.0, **how: Any) -> None:
    """A recording whose process was killed: no stop, no index, and nobody holds it."""
    writer = begin_recording(root, recording, seconds, **how)
    note_keyword(writer, KeywordHeard(recording, 0, "apnea", 8.0, 8.8, 0.9))
    kill(writer)


def kill(writer: RecordingWriter) -> None:
    writer.close()


def test_nothing_waits_where_nothing_was_recorded(recovery: Recovery, root: Path) -> None:
    assert recovery.waiting() == ()
    root.mkdir()
    (root / "not a recording").mkdir()
    (root / ".reserve").touch()
    assert recovery.waiting() == ()


def test_a_recording_that_was_cut_off_waits_and_is_finished(
    recovery: Recovery, root: Path, query: Callable[[str], list[Any]]
) -> None:
    killed(root, "ab12", encounter="SANDBOX-1")
    (waiting,) = recovery.waiting()
    assert (waiting.recording, waiting.left) == ("ab12", "cut_off")
    assert waiting.duration_s == pytest.approx(10.0)
    assert waiting.encounter == "SANDBOX-1"
    assert waiting.started_at is not None
    assert "cut off" in waiting.sentence
    done = recovery.finish(SANDBOX_ACTOR, "ab12")
    assert done.result.encounter_id == "SANDBOX-1"
    assert {one.keyword for one in done.result.understanding.alerts} == {"cardiac_arrest", "apnea"}
    assert recovery.waiting() == ()
    acts = query("SELECT code, object_id FROM audit_log ORDER BY seq")
    assert acts == [("REC-RECOVER", "ab12"), ("NOTE-CREATE", done.result.understanding.note.id)]


def test_the_template_chosen_at_the_start_is_that_of_the_recovered_note(
    recovery: Recovery, root: Path, store: DictationStore
) -> None:
    killed(root, "ab12")
    at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    chosen = LiveRecording("ab12", None, at, SANDBOX_ACTOR.id, template="trauma")
    store.begun(SANDBOX_ACTOR, chosen)
    assert store.find("ab12") == chosen
    result = recovery.finish(SANDBOX_ACTOR, "ab12").result
    assert result.understanding.note.template == "trauma"
    assert result.settings["note_template"] == "trauma"


def test_a_whole_recording_without_a_note_waits_too(recovery: Recovery, root: Path) -> None:
    begin_recording(root, "ab12", 3.0).finish()
    (waiting,) = recovery.waiting()
    assert (waiting.left, waiting.duration_s) == ("not_saved", 3.0)
    assert recovery.finish(SANDBOX_ACTOR, "ab12").recording == "ab12"


def test_the_row_of_a_recording_says_whose_it_is(
    recovery: Recovery, root: Path, store: DictationStore, query: Callable[[str], list[Any]]
) -> None:
    begin_recording(root, "ab12", 3.0).finish()
    store.begun(SANDBOX_ACTOR, LiveRecording("ab12", "SANDBOX-9", NOON, "sandbox"))
    assert recovery.finish(SANDBOX_ACTOR, "ab12").result.encounter_id == "SANDBOX-9"
    assert query("SELECT started_at FROM live_recordings") == [
        ("2026-11-23T12:00:00.000000+00:00",)
    ]


def test_a_recording_that_is_being_made_does_not_wait(recovery: Recovery, root: Path) -> None:
    writer = begin_recording(root, "ab12", 1.0)
    assert recovery.waiting() == ()
    with pytest.raises(NotFoundError):
        recovery.discard(SANDBOX_ACTOR, "ab12")
    kill(writer)
    assert len(recovery.waiting()) == 1


def test_a_damaged_index_is_made_anew(recovery: Recovery, root: Path) -> None:
    begin_recording(root, "ab12", 3.0).finish()
    (root / "ab12" / "index.json").write_text("{", "utf-8")
    (waiting,) = recovery.waiting()
    assert waiting.left == "damaged"
    done = recovery.finish(SANDBOX_ACTOR, "ab12")
    assert done.result.recording.duration_s == 3.0


def test_a_row_whose_folder_is_gone_is_said_clearly(
    recovery: Recovery, store: DictationStore
) -> None:
    store.begun(SANDBOX_ACTOR, LiveRecording("ab12", None, NOON, "sandbox"))
    (waiting,) = recovery.waiting()
    assert (waiting.left, waiting.can_finish, waiting.started_at) == ("lost", False, NOON)
    with pytest.raises(NotFoundError, match="folder is gone"):
        recovery.finish(SANDBOX_ACTOR, "ab12")
    recovery.discard(SANDBOX_ACTOR, "ab12")
    assert recovery.waiting() == ()


def test_the_oldest_is_listed_first(recovery: Recovery, root: Path, store: DictationStore) -> None:
    begin_recording(root, "bb", 0.5).finish()
    killed(root, "aa", 0.5)
    store.begun(SANDBOX_ACTOR, LiveRecording("cc", None, NOON.replace(year=2020), "sandbox"))
    assert [one.recording for one in recovery.waiting()] == ["cc", "bb", "aa"]


def test_discarding_deletes_the_sound_and_is_audited(
    recovery: Recovery, root: Path, query: Callable[[str], list[Any]]
) -> None:
    killed(root, "ab12")
    recovery.discard(SANDBOX_ACTOR, "ab12")
    assert not (root / "ab12").exists()
    assert recovery.waiting() == ()
    assert query("SELECT id, state FROM live_recordings") == [("ab12", "discarded")]
    assert query("SELECT code, object_id FROM audit_log") == [("REC-DISCARD", "ab12")]


def test_what_a_discarded_recording_had_said_is_gone_too(
    recovery: Recovery, root: Path, query: Callable[[str], list[Any]], store: DictationStore
) -> None:
    killed(root, "ab12")

    class Killed(BaseException):
        pass

    def dies(event: Any) -> None:
        if event.stage == "diarize":
            raise Killed

    with pytest.raises(Killed):
        recovery.finish(SANDBOX_ACTOR, "ab12", dies)
    assert len(query("SELECT * FROM live_stages")) == 2
    recovery.discard(SANDBOX_ACTOR, "ab12")
    assert query("SELECT * FROM live_stages") == []


def test_a_saved_recording_cannot_be_discarded(recovery: Recovery, root: Path) -> None:
    killed(root, "ab12")
    recovery.finish(SANDBOX_ACTOR, "ab12")
    with pytest.raises(NotFoundError, match="erscribe recover"):
        recovery.discard(SANDBOX_ACTOR, "ab12")
    assert (root / "ab12").is_dir()


def test_nobody_else_discards_a_recording(
    recovery: Recovery, root: Path, query: Callable[[str], list[Any]]
) -> None:
    killed(root, "ab12")
    with pytest.raises(SandboxError):
        recovery.discard(SOMEBODY, "ab12")
    assert (root / "ab12").is_dir()
    assert query("SELECT outcome FROM audit_log") == [(8,)]


def test_nothing_is_deleted_when_that_cannot_be_audited(
    recovery: Recovery, root: Path, database: Database
) -> None:
    killed(root, "ab12")
    connection = encrypted.connect(database.path)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    connection.close()
    with pytest.raises(StoreError):
        recovery.discard(SANDBOX_ACTOR, "ab12")
    assert (root / "ab12").is_dir()


def test_a_crash_in_recovery_goes_on_at_the_next_stage(recovery: Recovery, root: Path) -> None:
    killed(root, "ab12")
    first: dict[str, None] = {}
    second: dict[str, None] = {}

    class Killed(BaseException):
        pass

    def dies(event: Any) -> None:
        if event.stage == "understand":
            raise Killed
        if event.fraction == 0.0:
            first[event.stage] = None

    def watches(event: Any) -> None:
        if event.fraction == 0.0:
            second[event.stage] = None

    with pytest.raises(Killed):
        recovery.finish(SANDBOX_ACTOR, "ab12", dies)
    recovery.finish(SANDBOX_ACTOR, "ab12", watches)
    assert list(first) == ["detect", "recognize", "diarize"]
    assert list(second) == ["understand", "save"]


def test_the_note_of_a_recording_is_made_once_by_whoever_is_first(
    recovery: Recovery, root: Path, query: Callable[[str], list[Any]]
) -> None:
    killed(root, "ab12")
    live = LiveRecording("ab12", None, NOON, "sandbox")

    def another(event: Any) -> None:
        if event.stage == "understand" and event.fraction == 1.0:
            recovery.finishing.run(SANDBOX_ACTOR, live)

    with pytest.raises(StoreError, match="saved already"):
        recovery.finish(SANDBOX_ACTOR, "ab12", another)
    assert len(query("SELECT id FROM notes")) == 1


def test_a_hundred_recordings_are_listed_within_five_seconds(
    recovery: Recovery, root: Path, store: DictationStore
) -> None:
    for number in range(50):
        killed(root, f"a{number:03x}", 1.0)
        begin_recording(root, f"b{number:03x}", 1.0).finish()
    store.begun(SANDBOX_ACTOR, replace(LiveRecording("a000", None, NOON, "sandbox")))
    started = time.monotonic()
    assert len(recovery.waiting()) == 100
    assert time.monotonic() - started < 5.0


def test_a_folder_that_cannot_be_read_is_said(recovery: Recovery, root: Path) -> None:
    root.touch()
    with pytest.raises(StoreError, match="cannot be read"):
        recovery.waiting()


def test_a_database_that_cannot_be_read_is_said(
    recovery: Recovery, root: Path, database: Database
) -> None:
    killed(root, "ab12")
    holder = encrypted.connect(database.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(StoreError, match="another program"):
            recovery.waiting()
    finally:
        holder.close()
