"""Files on their way in: dropped or chosen, looked at, queued, done."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.access import Actor
from app.domain.intake import SOUND_NAMES, Intake, Offered
from app.domain.job_line import JobLine, LinedJob
from app.gui.background import Background
from app.gui.jobs import JobCancelled, JobDone, JobEvent, JobFailed, JobQueue, JobTold
from app.gui.shell.intake_card import IntakeCard
from app.gui.shell.job_list import JobList
from app.gui.words import sentence, tr
from app.services.events import StageProgress

if TYPE_CHECKING:
    from app.services.file_intake import FileIntake


class FileDesk(QObject):
    """The queue of who sits here; what others asked for goes on unseen.

    said: a sentence. done: the id of a note that a file became. drained: how many of the last
    files became notes, and how many did not.
    """

    said = Signal(str)
    done = Signal(str)
    drained = Signal(int, int)

    def __init__(
        self,
        jobs: JobQueue,
        intake: "Callable[[], FileIntake] | None",
        parent: QObject,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._intake, self._now = jobs, intake, now
        self._behind = Background("intake", self)
        self._actor: Actor | None = None
        self._encounter, self._whom = "", ""
        self._line = JobLine()
        self._digests: dict[int, str] = {}
        self.list, self.card = JobList(), IntakeCard()
        jobs.bridge.happened.connect(self._hear)
        self.list.cancelled.connect(self._cancel)
        self.list.all_cancelled.connect(self._cancel_all)
        self.list.cleared.connect(self._clear)
        self.card.agreed.connect(self._begin)

    @property
    def left(self) -> int:
        """How many files wait or run."""
        return self._line.left

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        """What was asked for goes on as who asked for it, and is shown to nobody."""
        self._actor = None
        self._encounter = self._whom = ""
        self._behind.forget()
        self._line = JobLine()
        self._digests.clear()
        self.list.forget()
        self.card.forget()

    def file_to(self, encounter: str, whom: str) -> None:
        """Files that come from now on belong to this encounter; "" to none."""
        self._encounter, self._whom = encounter, whom

    def choose(self, window: QWidget) -> None:
        """Ask for files in a dialog."""
        # an object, so that it can be closed when the screen locks; always at home, so that it
        # does not remember where the last user looked
        kinds = " ".join(f"*{name}" for name in sorted(SOUND_NAMES))
        words = tr("Recordings ({kinds})").format(kinds=kinds)
        dialog = QFileDialog(window, tr("Open recordings"), QDir.homePath(), words)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if dialog.exec():
            self.take([Path(name) for name in dialog.selectedFiles()])
        dialog.deleteLater()

    def take(self, paths: Sequence[Path]) -> None:
        """Look at what was dropped behind; then begin, or ask where it is not plain."""
        actor, intake = self._actor, self._intake
        if actor is None or not paths:
            return
        if intake is None:
            self._begin(Intake(tuple(Offered(path, 1) for path in paths)))
            return
        self.said.emit(tr("Looking at what you dropped…"))
        waiting = frozenset(
            self._digests[one.number] for one in self._line.jobs if one.number in self._digests
        )
        self._behind.run(
            lambda: intake().look(actor, paths, waiting),
            self._looked,
            lambda error: self.said.emit(sentence(error)),
        )

    def _looked(self, intake: Intake) -> None:
        self.said.emit("")
        if intake.plain:
            self._begin(intake)
        else:
            self.card.ask(intake, self._whom)

    def _begin(self, intake: Intake) -> None:
        actor = self._actor
        if actor is None:
            return
        if not self._line.left:
            self._clear()
        for one in intake.files:
            number = self._jobs.add(one.path, actor, self._encounter or None)
            if one.sha256:
                self._digests[number] = one.sha256
            self._line = self._line.added(LinedJob(number, one.path.name, max(1, one.size_bytes)))
        self._show()

    def _hear(self, told: JobTold) -> None:
        """A job goes on as who asked for it, but is shown to nobody else."""
        known = self._line.find(told.number) is not None
        if known and self._actor is not None and told.actor.id == self._actor.id:
            self._show_event(told.number, told.event)

    def _show_event(self, number: int, event: JobEvent) -> None:
        at_s = self._now()
        ended = partial(self._line.ended, number)
        match event:
            case StageProgress():
                self._line = self._line.progressed(number, event.stage, event.overall, at_s)
            case JobDone():
                note = event.result.understanding.note.id
                self._line = ended("done", at_s, note=note)
                self.said.emit(tr("{file}: done.").format(file=event.path.name))
                self.done.emit(note)
            case JobFailed():
                self._digests.pop(number, None)
                self._line = ended("failed", at_s, sentence(event.error))
                self.said.emit(sentence(event.error))
            case JobCancelled():
                self._digests.pop(number, None)
                self._line = ended("cancelled", at_s)
        self._show()
        if not isinstance(event, StageProgress) and not self._line.left:
            notes = sum(one.state == "done" for one in self._line.jobs)
            self.drained.emit(notes, len(self._line.jobs) - notes)

    def _show(self) -> None:
        self.list.show_line(self._line, self._line.eta_s(self._now()))

    def _cancel(self, number: int) -> None:
        self._jobs.cancel(number)

    def _cancel_all(self) -> None:
        for one in self._line.jobs:
            if not one.over:
                self._jobs.cancel(one.number)

    def _clear(self) -> None:
        self._line = self._line.without_over()
        self._show()
