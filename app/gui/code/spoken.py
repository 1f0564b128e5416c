"""What was said of a resuscitation in the note that is read, to be taken over into its log."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.code_events import CodeEvent
from app.domain.code_spoken import LogLine, as_marked, differing
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.chinese import shown
from app.gui.code.labels import kind_text
from app.gui.code.parts import CodeParts
from app.gui.look import begun, clock, sized
from app.gui.words import Retranslated, sentence, tr

if TYPE_CHECKING:
    from app.services.code_records import SpokenLog

_HEARD: Final = 2
_FORMS: Final[dict[str, Literal["csv", "tsv", "txt"]]] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "txt",
}


class SpokenView(Retranslated, QWidget):
    """A line for each event that was said. taken: a CodeEvent to be marked. said: a sentence."""

    taken = Signal(object)
    said = Signal(str)

    def __init__(self, parts: CodeParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._behind = Background("spoken code log", self)
        self._actor: Actor | None = None
        self._note = ""
        self.log: SpokenLog | None = None
        self._done: set[tuple[str, float]] = set()  # kind and time of what was taken over
        self.title, self.table = QLabel(), QTableWidget(0, 4)
        self.one, self.all, self.save = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self.one.clicked.connect(self._take_chosen)
        self.all.clicked.connect(lambda: self._take(self.lines))
        self.save.clicked.connect(self._choose_file)
        self.retranslate()

    def _lay_out(self) -> None:
        self.title.setWordWrap(True)
        self.title.setFont(sized(self.font(), self.font().pointSizeF(), bold=True))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        for column in range(4):
            wide = QHeaderView.ResizeMode.Stretch if column == _HEARD else None
            self.table.horizontalHeader().setSectionResizeMode(
                column, wide or QHeaderView.ResizeMode.ResizeToContents
            )
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.one, self.all, self.save):
            buttons.addWidget(button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.addWidget(self.title)
        column_.addWidget(self.table, stretch=1)
        column_.addLayout(buttons)
        self.hide()

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("Events that were said"))
        heads = (tr("Minute"), tr("Event"), tr("Heard"), tr("State"))
        self.table.setHorizontalHeaderLabels(heads)
        self.one.setText(tr("Take over"))
        self.one.setToolTip(tr("Mark the chosen events as they were said"))
        self.all.setText(tr("Take over all"))
        self.all.setToolTip(tr("Mark all events that were said and not marked"))
        self.save.setText(tr("Save as a table…"))
        self._show()

    @property
    def lines(self) -> tuple[LogLine, ...]:
        """Those that were said."""
        found = self.log.record.lines if self.log is not None else ()
        return tuple(one for one in found if one.said is not None)

    def read(self, actor: Actor, note: str) -> None:
        """Ask for the log of a note; what is shown of another goes."""
        if note != self._note:
            self.forget()
        self._actor, self._note = actor, note
        records = self._parts.records
        if records is not None:
            self._behind.run(
                lambda: records().log(actor, note),
                self.show_log,
                lambda error: self.said.emit(sentence(error)),
            )

    def show_log(self, log: "SpokenLog") -> None:
        self.log = log
        self._done.clear()
        self._show()

    def forget(self) -> None:
        self._behind.forget()
        self._actor, self.log, self._note = None, None, ""
        self._done.clear()
        self._show()

    def _show(self) -> None:
        lines = self.lines
        self.setVisible(bool(lines))
        keeps = self.log is not None and self.log.keeps
        self.title.setText(
            tr("What was said in this note: check each event before you take it over.")
            if keeps
            else tr("What was said in this note; of a file not recorded here nothing is marked.")
        )
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, text in enumerate(self._cells(line)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self.one.setEnabled(keeps)
        self.all.setEnabled(any(self._event(one) is not None for one in lines))

    def _cells(self, line: LogLine) -> tuple[str, str, str, str]:
        log, said = self.log, line.said
        if log is None or said is None:
            return "", "", "", ""
        kind, value = as_marked(said) or (line.kind, said.value)
        what = ": ".join(filter(None, (kind_text(kind), shown(value))))
        minute = clock(max(0.0, line.at_s - log.record.start_s))
        who = log.record.said_by.get(said.utterance, "")
        return minute, what, f"{who}: {shown(said.heard)}", begun(self._state(line))

    def _state(self, line: LogLine) -> str:
        words = tr("said only")
        if (line.kind, line.at_s) in self._done:
            words = tr("taken over")
        elif line.marked is not None:
            words = tr("what was marked differs") if differing(line) else tr("marked too")
        unsure = line.said is not None and line.said.certainty == "unsure"
        return f"{words}; {tr('not every word is sure')}" if unsure else words

    def _event(self, line: LogLine) -> CodeEvent | None:
        """What would mark a line; None for one that is marked, or cannot be."""
        log = self.log
        if log is None or not log.keeps or line.said is None or line.marked is not None:
            return None
        marked = as_marked(line.said)
        if marked is None or (line.kind, line.at_s) in self._done:
            return None
        at = log.began_at + timedelta(seconds=line.at_s)
        return CodeEvent(
            0, log.recording, log.encounter, marked[0], line.at_s, at, "", value=marked[1]
        )

    def _take_chosen(self) -> None:
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        if not rows:
            self.said.emit(tr("Choose an event in the list first."))
        self._take([self.lines[row] for row in rows])

    def _take(self, lines: Iterable[LogLine]) -> None:
        for line in lines:
            event = self._event(line)
            if event is not None:
                self._done.add((line.kind, line.at_s))
                self.taken.emit(event)
        self._show()

    # --- saving

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, tr("Save as a table…"), str(Path.home()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["*.csv", "*.tsv", "*.txt"])
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """A table, or text to be read, by the name's ending."""
        actor, note, records = self._actor, self._note, self._parts.records
        if actor is None or records is None:
            return

        def saved(_: None) -> None:
            self.said.emit(tr("The log is saved as {file}.").format(file=path.name))

        def failed(error: AppError) -> None:
            self.said.emit(sentence(error))

        form = _FORMS.get(path.suffix.lower(), "csv")
        self._behind.run(lambda: records().save(actor, note, form, path), saved, failed)
