"""The final stages: in order, each kept, and gone on with after whatever happened."""

import threading
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR
from app.domain.audio import AudioChunk
from app.domain.errors import NotFoundError, SandboxError, StoreError
from app.domain.live import (
    KeywordHeard,
)
from app.domain.result import JobResult
from app.services.events import StageProgress
from app.services.filing import KeptStage
from app.services.final_speech import InProcessSpeech
from app.services.finishing import keywords_heard
from app.services.review import NoteReview
from app.services.stages import CancelledError
from app.store.database import Database
from app.store.recordings import recorded
from tests import encrypted
from tests.fake_live import begin_recording, live_words, note_keyword
from tests.finishing_bench import LIVE, STAGES, Bench, Killed, bench

__all__ = ["bench"]


def rows(bench: Bench, query: str) -> list[tuple[Any, ...]]:
    connection = encrypted.connect(bench.database.path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def same(result: JobResult) -> JobResult:
    """A result without what differs from run to run."""
    note = replace(result.understanding.note, id="")
    return replace(result, timings_s={}, understanding=replace(result.understanding, note=note))


def expected(bench: Bench) -> JobResult:
    """What an undisturbed run gives."""
    other = Bench(bench.root, Database.open(bench.root.parent / "expected.sqlite3"))
    return same(other.run().result)


def test_a_recording_goes_through_all_stages_and_is_saved(bench: Bench) -> None:
    done = bench.run()
    assert bench.done == STAGES
    result = done.result
    whole = recorded(bench.root, LIVE.id)
    assert (result.recording.id, result.recording.name) == (LIVE.id, "")
    assert (result.recording.duration_s, result.recording.sha256) == (10.0, whole.sha256)
    assert result.encounter_id == "SANDBOX-1"
    assert list(result.timings_s) == STAGES
    assert set(result.models) == {"recognizer", "segmentation", "embedding", "lexicon", "keywords"}
    saved = NoteReview(bench.database).show(SANDBOX_ACTOR, result.understanding.note.id)
    assert same(saved) == same(result)


def test_the_sound_is_read_once_for_all_stages(bench: Bench) -> None:
    bench.run()
    assert bench.read == [LIVE.id]


@pytest.mark.parametrize("speaks", [True, False])
def test_the_sound_is_let_go_of_after_its_last_stage(bench: Bench, speaks: bool) -> None:
    held: list[weakref.ref[Any]] = []

    def audio(recording: str) -> AudioChunk:
        chunk = bench._audio(recording)
        held.append(weakref.ref(chunk.samples))
        return chunk

    if not speaks:
        bench.detector.found = ()
    speech = InProcessSpeech(
        lambda: bench.detector, lambda: bench.recognizer, lambda: bench.diarizer, audio
    )
    bench.finishing(speech).run(SANDBOX_ACTOR, LIVE)
    assert [one() for one in held] == [None]


def test_saving_ends_the_recording_and_lets_go_of_what_its_stages_gave(bench: Bench) -> None:
    bench.run()
    assert rows(bench, "SELECT state FROM live_recordings") == [("saved",)]
    assert rows(bench, "SELECT * FROM live_stages") == []
    assert bench.store.saved_among([LIVE.id]) == {LIVE.id}


def test_saved_alerts_say_whether_the_spotter_heard_them_too(bench: Bench) -> None:
    alerts = bench.run().result.understanding.alerts
    assert [(one.keyword, one.source, one.level) for one in alerts] == [
        ("cardiac_arrest", "both", "red"),
        ("apnea", "audio", "amber"),
    ]


def test_progress_is_told_by_the_recordings_id_and_never_goes_back(bench: Bench) -> None:
    events: list[StageProgress] = []
    bench.finishing().run(SANDBOX_ACTOR, LIVE, events.append)
    assert {event.path for event in events} == {Path(LIVE.id)}
    overall = [event.overall for event in events]
    assert overall == sorted(overall)
    assert overall[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("stage", STAGES)
def test_a_crash_in_any_stage_costs_that_stage_only(bench: Bench, stage: str) -> None:
    bench.dies_in = stage
    with pytest.raises(Killed):
        bench.run()
    before = STAGES[: STAGES.index(stage)]
    assert bench.done == before
    assert bench.stages() == before
    after = Bench(bench.root, bench.database)
    done = after.run()
    assert after.done == STAGES[STAGES.index(stage) :]
    assert same(done.result) == expected(bench)


def test_a_crash_while_saving_leaves_no_half_of_a_note(bench: Bench) -> None:
    connection = encrypted.connect(bench.database.path)
    connection.execute(
        "CREATE TRIGGER dies BEFORE DELETE ON live_stages BEGIN SELECT RAISE(ABORT, 'dies'); END"
    )
    connection.close()
    with pytest.raises(StoreError, match="nothing was changed"):
        bench.run()
    assert rows(bench, "SELECT id FROM notes") == []
    assert bench.stages() == STAGES[:-1]


def test_results_kept_by_another_version_are_made_again(bench: Bench) -> None:
    bench.dies_in = "save"
    with pytest.raises(Killed):
        bench.run()
    bench.store.keep_stage(LIVE.id, KeptStage("recognize", '{"not": "ours"}'))
    after = Bench(bench.root, bench.database)
    after.dies_in = "understand"
    with pytest.raises(Killed):
        after.run()
    assert after.done == ["recognize", "diarize"]  # and not what was built on the old one
    last = Bench(bench.root, bench.database)
    assert same(last.run().result) == expected(bench)
    assert last.done == ["understand", "save"]


def test_a_note_is_not_made_twice(bench: Bench) -> None:
    bench.run()
    with pytest.raises(StoreError, match="saved already"):
        bench.run()
    assert len(rows(bench, "SELECT id FROM notes")) == 1


@pytest.mark.parametrize("stage", STAGES[:-1])
def test_cancel_leaves_between_two_steps_and_keeps_what_is_done(bench: Bench, stage: str) -> None:
    cancelled = threading.Event()

    def watch(event: StageProgress) -> None:
        if event.stage == stage and event.fraction == 1.0:
            cancelled.set()

    with pytest.raises(CancelledError):
        bench.finishing().run(SANDBOX_ACTOR, LIVE, watch, cancelled)
    assert bench.stages() == STAGES[: STAGES.index(stage) + 1]
    assert recorded(bench.root, LIVE.id).duration_s == 10.0
    assert rows(bench, "SELECT id FROM notes") == []


def test_a_recording_without_a_row_is_finished_all_the_same(tmp_path: Path, bench: Bench) -> None:
    other = Bench(bench.root, Database.open(tmp_path / "other.sqlite3"))
    assert same(other.run().result) == expected(bench)
    assert rows(other, "SELECT id, state FROM live_recordings") == [(LIVE.id, "saved")]


def test_a_recording_that_was_cut_off_is_made_whole_first(bench: Bench) -> None:
    begin_recording(bench.root, "cd34", 2.0).close()
    live = replace(LIVE, id="cd34")
    done = bench.finishing().run(SANDBOX_ACTOR, live)
    assert done.result.recording.duration_s == pytest.approx(2.0)


def test_a_silent_recording_gives_an_empty_note(bench: Bench) -> None:
    bench.detector.found = ()
    result = bench.run().result
    assert result.understanding.transcript.utterances == ()
    assert bench.diarizer.asked == []


def test_a_recording_that_is_not_there_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFoundError):
        bench.finishing().run(SANDBOX_ACTOR, replace(LIVE, id="dead"))


def test_a_database_that_cannot_keep_stages_matters_only_for_the_note(bench: Bench) -> None:
    connection = encrypted.connect(bench.database.path)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON live_stages BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    connection.close()
    assert bench.run().result.understanding.alerts


def test_a_real_encounter_is_refused_when_the_note_is_saved(bench: Bench) -> None:
    with pytest.raises(SandboxError):
        bench.finishing().run(SANDBOX_ACTOR, replace(LIVE, encounter_id="MRN-42"))


def test_differences_to_the_live_words_come_with_the_result(bench: Bench) -> None:
    live = (live_words("he is in cardiac arrest"), live_words("give one milligram", 1, 5.0))
    (missing,) = bench.run(live=lambda: live).differences
    assert (missing.kind, missing.live, missing.final) == ("drug", "", "epinephrine")


def test_keywords_that_make_no_sense_are_passed_over(tmp_path: Path) -> None:
    writer = begin_recording(tmp_path, "ee55", 1.0)
    writer.note("keyword", keyword="apnea")
    note_keyword(writer, KeywordHeard("ee55", 1, "apnea", 0.1, 0.5, 0.8))
    writer.finish()
    assert keywords_heard(tmp_path, "ee55") == (KeywordHeard("ee55", 1, "apnea", 0.1, 0.5, 0.8),)
