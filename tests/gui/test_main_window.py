"""What a clinician sees in the window."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import DecodeError, StoreError
from app.domain.result import JobResult
from app.gui.bridge import JobQueue
from app.gui.main_window import BANNER, MainWindow
from app.services.events import StageProgress
from app.services.review import NoteReview, NoteSummary
from app.services.transcription import Job, Listener, Transcription
from tests.fakes import finished_job


class FakeTranscription:
    """Gives the finished job for every file, an error for `broken`, a bug for `crash`."""

    def __init__(self, review: "FakeReview") -> None:
        self.review = review

    def run(self, actor: Actor, job: Job, listener: Listener) -> JobResult:
        listener(StageProgress(job.path, "recognize", 0.5))
        if job.path.stem == "broken":
            raise DecodeError("broken.wav is not a recording; choose an audio file")
        if job.path.stem == "crash":
            raise ValueError("patient Smith")
        self.review.kept.append(finished_job())
        return finished_job()


@dataclass
class FakeReview:
    kept: list[JobResult]
    locked: bool = False

    def list_notes(self, actor: Actor) -> tuple[NoteSummary, ...]:
        if self.locked:
            raise StoreError("the database is locked; close the other program")
        return tuple(summary(job) for job in self.kept)

    def show(self, actor: Actor, note_id: str) -> JobResult:
        return next(job for job in self.kept if job.understanding.note.id == note_id)


def summary(job: JobResult) -> NoteSummary:
    note = job.understanding.note
    return NoteSummary(
        id=note.id,
        created_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        language=job.language,
        duration_s=job.recording.duration_s,
        alerts=len(job.understanding.alerts),
        status=note.status,
        profile=job.profile,
    )


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Callable[[FakeReview], MainWindow]:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))

    def opened(review: FakeReview) -> MainWindow:
        transcription = cast(Transcription, FakeTranscription(review))
        jobs = JobQueue(lambda: transcription, SANDBOX_ACTOR)
        window = MainWindow(jobs, cast(NoteReview, review))
        qtbot.addWidget(window)
        window.show()
        return window

    return opened


def test_a_dropped_recording_becomes_a_note_on_screen(
    qtbot: QtBot, open_window: Callable[[FakeReview], MainWindow], tmp_path: Path
) -> None:
    window = open_window(FakeReview([]))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "visit.wav"))])
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(lambda: window._notes.count() == 1)
    qtbot.waitUntil(lambda: window._view.note.topLevelItemCount() == 2)
    plan = window._view.note.topLevelItem(0)
    assert plan is not None
    assert plan.text(0) == "Plan"
    sentence = plan.child(0)
    assert sentence is not None
    assert sentence.text(0) == "Give hydroxyzine 25 mg."
    assert window._message.text() == "visit.wav: done."


def test_heard_and_written_words_stand_side_by_side(
    open_window: Callable[[FakeReview], MainWindow],
) -> None:
    window = open_window(FakeReview([finished_job()]))
    table = window._view.transcript
    cells = [table.item(0, column) for column in range(4)]
    assert [cell.text() for cell in cells if cell] == [
        "00:00",
        "S1 physician",
        "Give hydroxyzine 25 mg.",
        "give hydroxy scene twenty five milligrams",
    ]


def test_an_alert_shows_its_level_in_words_not_in_colour_alone(
    open_window: Callable[[FakeReview], MainWindow],
) -> None:
    window = open_window(FakeReview([finished_job()]))
    view = window._view
    level = view.alerts.item(0, 0)
    assert level is not None
    assert "RED" in level.text()
    assert view.tabText(2) == "&Alerts (1)"


def test_an_unreadable_file_is_said_in_one_sentence_and_the_next_one_is_done(
    qtbot: QtBot, open_window: Callable[[FakeReview], MainWindow]
) -> None:
    window = open_window(FakeReview([]))
    window.add_files([Path("broken.wav")])
    qtbot.waitUntil(lambda: "choose an audio file" in window._message.text())
    window.add_files([Path("visit.wav")])
    qtbot.waitUntil(lambda: window._notes.count() == 1)


def test_a_bug_shows_its_type_and_never_its_text(
    qtbot: QtBot, open_window: Callable[[FakeReview], MainWindow]
) -> None:
    window = open_window(FakeReview([]))
    window.add_files([Path("crash.wav")])
    qtbot.waitUntil(lambda: "ValueError" in window._message.text())
    assert "Smith" not in window._message.text()


def test_a_locked_database_is_said_and_the_window_still_opens(
    open_window: Callable[[FakeReview], MainWindow],
) -> None:
    window = open_window(FakeReview([], locked=True))
    assert "locked" in window._message.text()


def test_title_holds_no_patient_text_and_the_sandbox_banner_is_shown(
    open_window: Callable[[FakeReview], MainWindow],
) -> None:
    window = open_window(FakeReview([replace(finished_job())]))
    assert window.windowTitle() == "ERScribe"
    assert "not a patient record" in BANNER
