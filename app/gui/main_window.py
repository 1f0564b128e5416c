"""The window: speech and recordings in, notes out."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QDir, QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AppError, GlassNeededError
from app.domain.result import JobResult
from app.gui.background import Background
from app.gui.bridge import JobDone, JobFailed, JobQueue, JobTold, LiveParts
from app.gui.clipboard import CopiedText
from app.gui.desktop import Desktop
from app.gui.entrance import Entrance
from app.gui.final_stages import Differences
from app.gui.live_desk import LiveDesk
from app.gui.people_parts import PeopleParts
from app.gui.result_view import ResultView, clock
from app.services.events import Difference, RecordingDone, StageProgress
from app.services.review import NoteReview, NoteSummary

AUDIO_FILTER = "Recordings (*.wav *.flac *.mp3 *.m4a *.ogg *.opus *.wma *.mp4 *.mov *.mkv *.webm)"
BANNER = (
    "SANDBOX PROFILE: demonstration only, not a patient record. Not an alarm system. "
    "For patients, make the first users: erscribe users init"
)
STILL_RECORDING = (
    "Recording: stop it first, or close again to leave it recording in the background."
)
STILL_WRITING = (
    "The final text is being written: wait for it, or close again "
    "and finish it when ERScribe is next opened."
)
CLOSE_AGAIN_MS = 10_000
WELCOME = "Press Record, drop recordings here, or press Ctrl+O."


class MainWindow(QMainWindow):
    """Recording bar on top; below it saved notes, live text or the chosen note, and alerts.

    In a clinical store a gate covers all of it until somebody signs in.
    """

    def __init__(
        self,
        jobs: JobQueue,
        review: Callable[[], NoteReview],
        live: LiveParts,
        desktop: Desktop | None = None,
        people: PeopleParts | None = None,
    ) -> None:
        """review: asked behind, since it may have to open the database. people: None: a sandbox."""
        super().__init__()
        self._jobs, self._review = jobs, review
        self._actor: Actor | None = None
        self._encounter: str | None = None  # of the note that is shown
        self._waiting = 0
        self._background = Background("notes", self)
        self._differences: dict[str, Sequence[Difference]] = {}
        self._notes = QListWidget()
        self._view = ResultView()
        self._differing = Differences()
        self._message = QLabel(WELCOME)
        self._message.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.hide()
        self._desk = LiveDesk(live, desktop or Desktop(), self)
        self._copied = CopiedText(self)
        self._entrance = Entrance(people, live, self) if people else None
        self._lay_out()
        self._connect()
        if self._entrance is None:
            self.act_as(SANDBOX_ACTOR)
        else:
            self._receive(self._entrance)
        QTimer.singleShot(0, self._desk.open)  # the window is painted first

    def _connect(self) -> None:
        self._jobs.bridge.happened.connect(self._hear_job)
        self._desk.done.connect(self._show_recording)
        self._desk.said.connect(self._message.setText)
        self._desk.began.connect(self._show_live)
        self._notes.currentItemChanged.connect(self._show_chosen)
        self._notes.itemClicked.connect(lambda _: self._pages.setCurrentIndex(1))
        self._notes.itemActivated.connect(lambda _: self._pages.setCurrentIndex(1))
        self._closing = QTimer(self)
        self._closing.setSingleShot(True)
        self._closing.setInterval(CLOSE_AGAIN_MS)
        self._closing.timeout.connect(lambda: self._desk.strips.take("closing"))

    def _receive(self, entrance: Entrance) -> None:
        self._desk.told.connect(entrance.show_event)
        entrance.entered.connect(self.act_as)
        entrance.proved.connect(self._note_proof)
        entrance.left.connect(self.forget)
        entrance.covered.connect(self.cover)
        glass = entrance.glass
        glass.changed.connect(self.list_notes)
        glass.failed.connect(self._message.setText)
        glass.ended.connect(self._put_away)
        self._desk.claim = entrance.claim
        self.cover(True)
        QTimer.singleShot(0, entrance.presence.prepare)

    def act_as(self, actor: Actor) -> None:
        """Somebody sits here from now on; everything shown and done is theirs."""
        self._actor = actor
        self._message.setText(WELCOME)
        self._desk.act_as(actor)
        self.list_notes()
        self._desk.text.text.setFocus()

    def break_glass(self) -> None:
        """Ask why; while something is recorded nothing may lie over the window."""
        if self._entrance is None:
            return
        if self._desk.recording:
            self._message.setText("Stop recording first; then break the glass.")
        else:
            self._entrance.glass.ask()

    def _put_away(self, encounter: str) -> None:
        """A note of this encounter may be read no longer."""
        if self._encounter == encounter:
            self._show_encounter(None)
            self._view.forget()
            self._differing.forget()

    def _show_encounter(self, encounter: str | None) -> None:
        self._encounter = encounter
        if self._entrance is not None:
            self._entrance.glass.show_for(encounter)

    def _note_proof(self, actor: Actor) -> None:
        """The same user, who gave the credential just now."""
        self._actor = actor

    def forget(self) -> None:
        """Nobody sits here: nothing of who did may stay in any widget, nor come back into one."""
        self._actor = None
        self._background.forget()
        self._waiting = 0
        self._differences.clear()
        self._notes.clear()
        for part in (self._view, self._differing, self._desk, self._copied):
            part.forget()
        self._show_encounter(None)
        self._message.clear()
        self._bar.hide()
        self._pages.setCurrentIndex(0)
        self._closing.stop()
        QSettings(QSettings.Scope.UserScope, "QtProject").remove("FileDialog")  # recent folders
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def cover(self, covered: bool) -> None:
        """Show the gate and nothing else, or the window again."""
        if self._entrance is None:
            return
        if covered:
            for other in QApplication.topLevelWidgets():
                if isinstance(other, QDialog):
                    other.reject()
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
        self._stack.setCurrentIndex(1 if covered else 0)
        self._actions.setVisible(not covered)
        self._desk.set_reachable(not covered)
        self.setAcceptDrops(not covered)

    def _show_live(self) -> None:
        self._pages.setCurrentIndex(0)
        self._message.clear()

    def _lay_out(self) -> None:
        self.setWindowTitle("ERScribe")
        self.setAcceptDrops(True)
        self._notes.setAccessibleName("Saved notes")
        self._pages = QTabWidget()
        self._pages.addTab(self._desk.text, "&Live text")
        self._pages.addTab(self._note_page(), "&Saved note")
        splitter = self._split()
        column = QVBoxLayout()
        column.setContentsMargins(6, 6, 6, 6)
        desk = self._desk
        banner = self._entrance.bar if self._entrance else _sandbox_banner()
        for widget in (desk.panel, desk.strips, banner, splitter, desk.stages, self._message):
            column.addWidget(widget, stretch=1 if widget is splitter else 0)
        column.addWidget(self._bar)
        page = QWidget()
        page.setLayout(column)
        self._stack = QStackedWidget()
        self._stack.addWidget(page)
        if self._entrance is not None:
            self._stack.addWidget(self._entrance.gate)
        self.setCentralWidget(self._stack)
        self._actions = self._tools()
        self.addToolBar(self._actions)
        self.resize(1180, 720)
        geometry = QSettings("ERScribe", "ERScribe").value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def _note_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        if self._entrance is not None:
            column.addWidget(self._entrance.glass.bar)
        column.addWidget(self._differing)
        column.addWidget(self._view, stretch=1)
        return page

    def _split(self) -> QSplitter:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for part, stretch in ((self._notes, 0), (self._pages, 4), (self._desk.alerts, 3)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.indexOf(part), stretch)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([196, 560, 420])
        self._notes.setMinimumWidth(150)
        self._notes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return splitter

    def _tools(self) -> QToolBar:
        tools = QToolBar("Actions")
        tools.setObjectName("actions")
        rows: list[tuple[str, QKeySequence | QKeySequence.StandardKey, Callable[[], object]]] = [
            ("&Open recordings…", QKeySequence.StandardKey.Open, self.choose_files),
            ("&Quit", QKeySequence.StandardKey.Quit, self.close),
        ]
        if self._entrance is not None:
            rows.insert(1, ("&Break the glass…", QKeySequence("Ctrl+G"), self.break_glass))
        for text, key, slot in rows:
            action = QAction(text, self)
            action.setShortcut(key)
            action.triggered.connect(slot)
            tools.addAction(action)
        return tools

    def choose_files(self) -> None:
        """Ask for files; while something is recorded nothing may lie over the window."""
        if self._desk.recording:
            self._message.setText("Stop recording first, or drop the files on this window.")
            return
        # an object, so that it can be closed when the screen locks; always at home, so that it
        # does not remember where the last user looked
        dialog = QFileDialog(self, "Open recordings", QDir.homePath(), AUDIO_FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if dialog.exec():
            self.add_files([Path(name) for name in dialog.selectedFiles()])
        dialog.deleteLater()

    def add_files(self, files: list[Path]) -> None:
        if self._actor is None:
            return
        for file in files:
            self._waiting += 1
            self._jobs.add(file, self._actor)
        if files:
            self._bar.show()
            self._message.setText(f"{self._waiting} recording(s) waiting or under way.")

    def _hear_job(self, told: JobTold) -> None:
        """A job goes on as who asked for it, but is shown to nobody else."""
        if self._actor is not None and told.actor.id == self._actor.id:
            self.show_event(told.event)

    def show_event(self, event: StageProgress | JobDone | JobFailed) -> None:
        match event:
            case StageProgress():
                self._bar.setValue(round(event.overall * 1000))
                self._message.setText(f"{event.path.name}: {event.stage}")
            case JobDone():
                self._finish(f"{event.path.name}: done.")
                self._open_note(event.result.understanding.note.id)
            case JobFailed():
                self._finish(str(event.error))

    def _finish(self, message: str) -> None:
        self._waiting = max(0, self._waiting - 1)
        self._message.setText(message)
        self._bar.setVisible(self._waiting > 0)

    def _show_recording(self, event: RecordingDone) -> None:
        note = event.result.understanding.note.id
        self._differences[note] = event.differences
        self._message.setText("The final text is written and the note saved.")
        self._open_note(note)

    def _open_note(self, note: str) -> None:
        """Show a new note, but never take live text away from who is speaking."""
        self.list_notes(choose=note)
        if not self._desk.recording:
            self._pages.setCurrentIndex(1)

    def list_notes(self, choose: str | None = None) -> None:
        """Read the list of notes again and show the newest, or the one asked for."""
        actor = self._actor
        if actor is not None:
            self._background.run(
                lambda: self._review().list_notes(actor),
                partial(self._fill, choose),
                self._show_error,
            )

    def _fill(self, choose: str | None, notes: tuple[NoteSummary, ...]) -> None:
        self._notes.clear()
        for note in notes:
            when = note.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
            row = QListWidgetItem(f"{when}  {note.language}  {clock(note.duration_s)}")
            row.setData(Qt.ItemDataRole.UserRole, note.id)
            self._notes.addItem(row)
            if choose in (None, note.id):
                self._notes.setCurrentItem(row)
                choose = choose or note.id

    def _show_chosen(self, row: QListWidgetItem | None) -> None:
        actor = self._actor
        if row is None or actor is None:
            return
        note = row.data(Qt.ItemDataRole.UserRole)
        self._background.run(
            lambda: self._review().show(actor, note), self._show_result, self._show_error
        )

    def _show_result(self, result: JobResult) -> None:
        note = result.understanding.note.id
        row = self._notes.currentItem()
        if row is not None and row.data(Qt.ItemDataRole.UserRole) == note:
            self._view.show_result(result)
            self._show_encounter(result.encounter_id)
            self._differing.show_differences(self._differences.get(note, ()))

    def _show_error(self, error: AppError) -> None:
        self._message.setText(str(error))
        if isinstance(error, GlassNeededError) and not self._desk.recording:
            self.break_glass()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        urls = event.mimeData().urls()
        self.add_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if self._desk.busy and not self._closing.isActive():
            words = STILL_RECORDING if self._desk.recording else STILL_WRITING
            self._desk.strips.put("closing", "amber", words)
            if self._entrance is not None:
                self._entrance.gate.say(words)
            self._closing.start()
            event.ignore()
            return
        QSettings("ERScribe", "ERScribe").setValue("geometry", self.saveGeometry())
        if self._entrance is not None:
            self._entrance.close()
        self._desk.close()
        super().closeEvent(event)


def _sandbox_banner() -> QLabel:
    banner = QLabel(BANNER)
    banner.setWordWrap(True)
    banner.setStyleSheet("background: #ffe08a; color: #202124; padding: 4px;")
    return banner
