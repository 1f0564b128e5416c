"""A panel that shows one finished job, for tests of the window around it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.domain.note import NoteSentence
from app.domain.result import JobResult

if TYPE_CHECKING:
    from app.services.review import NoteView

LEVEL_COLOURS = {"red": "#b00020", "amber": "#8a5a00", "grey": "#5f6368"}
LEVEL_MARKS = {"red": "‼ RED", "amber": "! AMBER", "grey": "· grey"}  # never colour alone


def clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes:02d}:{second:02d}"


class ResultView(QTabWidget):
    """Shows a result; `show_result` replaces what was shown before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transcript = _table(["Time", "Speaker", "Written", "Heard"])
        self.alerts = _table(["Level", "Keyword heard", "Time", "Context"])
        self.note = QTreeWidget()
        self.note.setHeaderLabels(["Note", "Evidence"])
        self.note.setWordWrap(True)
        self.note.header().setStretchLastSection(False)
        self.note.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.note.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.addTab(self.note, "&Note")
        self.addTab(self.transcript, "&Transcript")
        self.addTab(self.alerts, "&Alerts")

    def show_view(self, view: "NoteView") -> None:
        self.show_result(view.result)

    def show_result(self, result: JobResult) -> None:
        self._show_transcript(result)
        self._show_alerts(result)
        self._show_note(result)

    def forget(self) -> None:
        """Nothing of a result stays."""
        for table in (self.transcript, self.alerts):
            table.setRowCount(0)
        self.note.clear()
        self.setTabText(2, "&Alerts")

    def _show_transcript(self, result: JobResult) -> None:
        utterances = result.understanding.transcript.utterances
        self.transcript.setRowCount(len(utterances))
        for row, item in enumerate(utterances):
            gap = " " if item.language == "en" else ""
            heard = gap.join(word.text for word in item.words)
            who = item.speaker if item.role == "unknown" else f"{item.speaker} {item.role}"
            _fill(self.transcript, row, [clock(item.start_s), who, item.text, heard])
        self.transcript.resizeRowsToContents()

    def _show_alerts(self, result: JobResult) -> None:
        alerts = result.understanding.alerts
        self.alerts.setRowCount(len(alerts))
        for row, alert in enumerate(alerts):
            cells = [LEVEL_MARKS[alert.level], alert.heard, clock(alert.start_s), alert.assertion]
            _fill(self.alerts, row, cells)
            level = self.alerts.item(row, 0)
            if level is not None:
                level.setForeground(QBrush(QColor(LEVEL_COLOURS[alert.level])))
        interrupting = sum(alert.interrupts for alert in alerts)
        self.setTabText(2, f"&Alerts ({interrupting})" if interrupting else "&Alerts")

    def _show_note(self, result: JobResult) -> None:
        self.note.clear()
        for section in result.understanding.note.sections:
            if section.sentences:
                title = section.key.replace("_", " ").capitalize()
                self._add_section(title, section.sentences)
        if result.understanding.note.unplaced:
            self._add_section("Not placed in a section", result.understanding.note.unplaced)
        self.note.expandAll()

    def _add_section(self, title: str, sentences: tuple[NoteSentence, ...]) -> None:
        section = QTreeWidgetItem(self.note, [title, ""])
        font = section.font(0)
        font.setBold(True)
        section.setFont(0, font)
        for sentence in sentences:
            evidence = f"{clock(sentence.start_s)}-{clock(sentence.end_s)}"
            QTreeWidgetItem(section, [sentence.text, evidence])


def _table(headers: list[str]) -> QTableWidget:
    table = QTableWidget(0, len(headers))
    table.setHorizontalHeaderLabels(headers)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setWordWrap(True)
    table.verticalHeader().hide()
    for column in range(len(headers)):
        wide = column >= len(headers) - 2 if headers[0] == "Time" else column == 1
        mode = QHeaderView.ResizeMode.Stretch if wide else QHeaderView.ResizeMode.ResizeToContents
        table.horizontalHeader().setSectionResizeMode(column, mode)
    return table


def _fill(table: QTableWidget, row: int, cells: list[str]) -> None:
    for column, text in enumerate(cells):
        item = QTableWidgetItem(text)
        item.setTextAlignment(Qt.AlignmentFlag.AlignTop)
        table.setItem(row, column, item)
