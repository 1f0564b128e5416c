"""The window: recordings in, notes out."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QProgressBar,
    QSplitter,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import AppError
from app.gui.bridge import JobDone, JobFailed, JobQueue
from app.gui.result_view import ResultView, clock
from app.services.events import StageProgress
from app.services.review import NoteReview

AUDIO_FILTER = "Recordings (*.wav *.flac *.mp3 *.m4a *.ogg *.opus *.wma *.mp4 *.mov *.mkv *.webm)"
BANNER = "SANDBOX PROFILE: demonstration only, not a patient record. Not an alarm system."


class MainWindow(QMainWindow):
    """Saved notes on the left, the chosen one on the right, work under way below."""

    def __init__(self, jobs: JobQueue, review: NoteReview) -> None:
        super().__init__()
        self._jobs, self._review = jobs, review
        self._waiting = 0
        self._notes = QListWidget()
        self._view = ResultView()
        self._message = QLabel("Drop recordings here, or press Ctrl+O.")
        self._message.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.hide()
        self._lay_out()
        jobs.bridge.happened.connect(self.show_event)
        self._notes.currentItemChanged.connect(self._show_chosen)
        self.list_notes()

    def _lay_out(self) -> None:
        self.setWindowTitle("ERScribe")
        self.setAcceptDrops(True)
        banner = QLabel(BANNER)
        banner.setStyleSheet("background: #ffe08a; color: #202124; padding: 4px;")
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._notes)
        splitter.addWidget(self._view)
        splitter.setStretchFactor(1, 4)
        column = QVBoxLayout()
        for widget in (banner, splitter, self._message, self._bar):
            column.addWidget(widget, stretch=1 if widget is splitter else 0)
        central = QWidget()
        central.setLayout(column)
        self.setCentralWidget(central)
        self.addToolBar(self._tools())
        self.resize(1100, 700)
        geometry = QSettings("ERScribe", "ERScribe").value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def _tools(self) -> QToolBar:
        tools = QToolBar("Actions")
        tools.setObjectName("actions")
        for text, key, slot in (
            ("&Open recordings…", QKeySequence.StandardKey.Open, self.choose_files),
            ("&Quit", QKeySequence.StandardKey.Quit, self.close),
        ):
            action = QAction(text, self)
            action.setShortcut(key)
            action.triggered.connect(slot)
            tools.addAction(action)
        return tools

    def choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Open recordings", "", AUDIO_FILTER)
        self.add_files([Path(name) for name in names])

    def add_files(self, files: list[Path]) -> None:
        for file in files:
            self._waiting += 1
            self._jobs.add(file)
        if files:
            self._bar.show()
            self._message.setText(f"{self._waiting} recording(s) waiting or under way.")

    def show_event(self, event: StageProgress | JobDone | JobFailed) -> None:
        match event:
            case StageProgress():
                self._bar.setValue(round(event.overall * 1000))
                self._message.setText(f"{event.path.name}: {event.stage}")
            case JobDone():
                self._finish(f"{event.path.name}: done.")
                self.list_notes(choose=event.result.understanding.note.id)
            case JobFailed():
                self._finish(str(event.error))

    def _finish(self, message: str) -> None:
        self._waiting -= 1
        self._message.setText(message)
        self._bar.setVisible(self._waiting > 0)

    def list_notes(self, choose: str | None = None) -> None:
        """Read the list of notes again and show the newest, or the one asked for."""
        self._notes.clear()
        try:
            notes = self._review.list_notes(SANDBOX_ACTOR)
        except AppError as error:
            self._message.setText(str(error))
            return
        for note in notes:
            when = note.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
            row = QListWidgetItem(f"{when}  {note.language}  {clock(note.duration_s)}")
            row.setData(Qt.ItemDataRole.UserRole, note.id)
            self._notes.addItem(row)
            if choose in (None, note.id):
                self._notes.setCurrentItem(row)
                choose = choose or note.id

    def _show_chosen(self, row: QListWidgetItem | None) -> None:
        if row is None:
            return
        try:
            result = self._review.show(SANDBOX_ACTOR, row.data(Qt.ItemDataRole.UserRole))
        except AppError as error:
            self._message.setText(str(error))
            return
        self._view.show_result(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        urls = event.mimeData().urls()
        self.add_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        QSettings("ERScribe", "ERScribe").setValue("geometry", self.saveGeometry())
        super().closeEvent(event)
