"""The files that are transcribed: each with its stage, all with the time that is left."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.job_line import JobLine, JobState, LinedJob
from app.gui.words import Retranslated, tr

MOST_ROWS = 4  # in view at once
_MINUTE_S, _SOON_S = 60, 90


def state_words(state: JobState) -> str:
    return {
        "waiting": tr("waiting"),
        "running": tr("under way"),
        "done": tr("done"),
        "failed": tr("failed"),
        "cancelled": tr("cancelled"),
    }[state]


def stage_words(stage: str) -> str:
    return {
        "decode": tr("reading the sound"),
        "detect": tr("finding speech"),
        "recognize": tr("writing the words"),
        "diarize": tr("telling the speakers apart"),
        "understand": tr("reading values and keywords"),
        "save": tr("saving"),
    }.get(stage, "")


def eta_words(eta_s: float | None) -> str:
    """How long it will take, no more exactly than it is known."""
    if eta_s is None:
        return ""
    if eta_s < _SOON_S:
        return tr("about a minute left") if eta_s > _MINUTE_S / 2 else tr("less than a minute left")
    return tr("about {minutes} min left").format(minutes=round(eta_s / _MINUTE_S))


class JobList(Retranslated, QFrame):
    """Shows a JobLine. cancelled: a job's number. chosen: the note that a file became. cleared:
    what is over shall no longer be shown."""

    cancelled = Signal(int)
    all_cancelled = Signal()
    chosen = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = JobLine()
        self._eta_s: float | None = None
        self.words, self.bar = QLabel(), QProgressBar()
        self.bar.setRange(0, 1000)
        self.cancel_all, self.clear, self.more = QPushButton(), QPushButton(), QPushButton()
        self.more.setCheckable(True)
        self.rows = QTableWidget(0, 3)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._lay_out()
        self.cancel_all.clicked.connect(self.all_cancelled)
        self.clear.clicked.connect(self.cleared)
        self.more.toggled.connect(self.rows.setVisible)
        self.rows.cellActivated.connect(lambda row, _: self._choose(row))
        self.retranslate()
        self.hide()

    def _lay_out(self) -> None:
        self.rows.horizontalHeader().hide()
        self.rows.verticalHeader().hide()
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.rows.horizontalHeader()
        mode = QHeaderView.ResizeMode
        for column, wide in enumerate((mode.Stretch, mode.Stretch, mode.ResizeToContents)):
            head.setSectionResizeMode(column, wide)
        self.rows.hide()
        top = QHBoxLayout()
        top.addWidget(self.words)
        top.addWidget(self.bar, stretch=1)
        for button in (self.more, self.cancel_all, self.clear):
            top.addWidget(button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(8, 4, 8, 4)
        column_.addLayout(top)
        column_.addWidget(self.rows)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Files that are transcribed"))
        self.bar.setAccessibleName(tr("All files, progress"))
        self.rows.setAccessibleName(tr("Each file"))
        self.cancel_all.setText(tr("Cancel all"))
        self.clear.setText(tr("Hide"))
        self.clear.setToolTip(tr("Take what is over off this list"))
        self.more.setText(tr("Each file"))
        self.show_line(self._line, self._eta_s)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "rows"):
            self.rows.resizeColumnToContents(2)  # a table does not look how wide a button is

    def show_line(self, line: JobLine, eta_s: float | None = None) -> None:
        self._line, self._eta_s = line, eta_s
        over = len(line.jobs) - line.left
        failed = sum(one.state == "failed" for one in line.jobs)
        words = tr("Files: {over} of {all} done").format(over=over, all=len(line.jobs))
        if failed:
            words += tr(", {failed} failed").format(failed=failed)
        eta = eta_words(eta_s)
        self.words.setText(f"{words}, {eta}" if eta else words)
        self.bar.setValue(round(line.fraction * 1000))
        self.cancel_all.setVisible(line.left > 0)
        self.clear.setVisible(line.left == 0)
        self._fill(line)
        self.setVisible(bool(line.jobs))

    def _fill(self, line: JobLine) -> None:
        if self.rows.rowCount() != len(line.jobs):
            self.rows.setRowCount(0)  # buttons belong to rows of another line
            self.rows.setRowCount(len(line.jobs))
            height = self.rows.verticalHeader().defaultSectionSize()
            self.rows.setFixedHeight(height * min(len(line.jobs), MOST_ROWS) + 4)
        for row, job in enumerate(line.jobs):
            self._show_job(row, job)

    def _show_job(self, row: int, job: LinedJob) -> None:
        said = stage_words(job.stage) if job.state == "running" else state_words(job.state)
        if job.state == "running":
            said = f"{said}, {round(job.fraction * 100)} %"
        for column, text in enumerate((job.name, job.sentence or said)):
            item = self.rows.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                self.rows.setItem(row, column, item)
            if item.text() != text:
                item.setText(text)
                item.setToolTip(text)
        self._show_button(row, job)

    def _show_button(self, row: int, job: LinedJob) -> None:
        button = self.rows.cellWidget(row, 2)
        if job.over:
            if button is not None:
                self.rows.removeCellWidget(row, 2)
            return
        if not isinstance(button, QPushButton):
            button = QPushButton()
            button.clicked.connect(lambda _=False, number=job.number: self.cancelled.emit(number))
            self.rows.setCellWidget(row, 2, button)
        button.setText(tr("Cancel"))
        self.rows.resizeColumnToContents(2)
        button.setAccessibleName(tr("Cancel {name}").format(name=job.name))

    def _choose(self, row: int) -> None:
        note = self._line.jobs[row].note if row < len(self._line.jobs) else ""
        if note:
            self.chosen.emit(note)

    def forget(self) -> None:
        self.show_line(JobLine())
        self.more.setChecked(False)
