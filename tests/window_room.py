"""A whole window on fakes, for tests of what a clinician sees in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.errors import DecodeError, StoreError
from app.domain.note_state import NoteState
from app.domain.note_versions import NoteVersion, Origin, first_body
from app.domain.result import JobResult
from app.gui.audit_faults import AuditFaults
from app.gui.desktop import Desktop
from app.gui.gate import Gate
from app.gui.jobs import JobQueue
from app.gui.main_window import MainWindow
from app.gui.people_parts import PeopleParts
from app.gui.shell.panels import Panels, WindowParts
from app.services.events import StageProgress
from app.services.review import NoteReview, NoteSummary, NoteView
from app.services.transcription import Job, Listener, Transcription
from tests.fake_dictation import FakeDictation, FakeRecovery, live_parts
from tests.fake_people import PASSWORDS
from tests.fakes import finished_job
from tests.result_view import ResultView


class FakeTranscription:
    """Gives the finished job for every file, an error for `broken`, a bug for `crash`."""

    def __init__(self, review: "FakeReview") -> None:
        self.review = review

    def run(
        self, actor: Actor, job: Job, listener: Listener, cancelled: Event | None = None
    ) -> JobResult:
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

    def view(self, actor: Actor, note_id: str) -> NoteView:
        return view_of(next(job for job in self.kept if job.understanding.note.id == note_id))


def view_of(job: JobResult) -> NoteView:
    """A draft that nobody has touched yet."""
    note = job.understanding.note
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    origin = Origin(
        "a" * 64,
        job.recording.id,
        job.recording.sha256,
        at,
        job.encounter_id,
        job.language,
        job.profile,
    )
    version = NoteVersion(note.id, 1, "draft", origin, first_body(note), "u-li", at)
    return NoteView(job, version, NoteState(), (version,), (), (), (), (), ())


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
        encounter_id=job.encounter_id,
    )


@dataclass
class Room:
    """A window and all that it is given."""

    review: FakeReview = field(default_factory=lambda: FakeReview([]))
    dictation: FakeDictation = field(default_factory=FakeDictation)
    recovery: FakeRecovery = field(default_factory=FakeRecovery)
    chimes: list[str] = field(default_factory=list)
    people: PeopleParts | None = None
    panels: Panels = field(default_factory=lambda: Panels(note=lambda _: ResultView()))
    desktop: Desktop | None = None
    faults: AuditFaults | None = None

    def window(self) -> MainWindow:
        transcription = cast(Transcription, FakeTranscription(self.review))
        jobs = JobQueue(lambda: transcription)
        live = live_parts(self.dictation, self.recovery, lambda: self.chimes.append("chime"))
        review = cast(NoteReview, self.review)
        parts = WindowParts(
            jobs, lambda: review, live, self.people, self.panels, faults=self.faults
        )
        return MainWindow(parts, self.desktop)


def choose_note(qtbot: QtBot, window: MainWindow) -> None:
    """The newest one in the list."""
    qtbot.waitUntil(lambda: window.frame.notes.count() > 0)
    window.frame.notes.choose_row(0)


def note_of(window: MainWindow) -> ResultView:
    """The note's panel, which is made when it is first asked for."""
    panel = window.frame.centre._slots["note"].panel
    assert isinstance(panel, ResultView)
    return panel


def gate_of(window: MainWindow) -> Gate:
    assert window._entrance is not None
    return window._entrance.gate


def sign_in(
    qtbot: QtBot, window: MainWindow, login: str, password: str = "", *, wait: bool = True
) -> None:
    """Type it in and press Enter; wait until the user is in."""
    gate = gate_of(window)
    gate.form.login.setText(login)
    gate.form.password.setText(password or PASSWORDS[login])
    QTest.keyClick(gate.form.password, Qt.Key.Key_Return)
    if wait:
        qtbot.waitUntil(lambda: not gate.isVisible())


OpenWindow = Callable[[Room], MainWindow]
