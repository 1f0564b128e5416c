"""The rows of the audit log: asked for by filters, in any order, each one in words."""

from typing import cast

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from app.gui.pages.sheet import CalmChoice, Prose, column, row, wipe
from app.gui.people_pages.audit_words import CELLS, detail_text, field_names
from app.gui.people_pages.look_model import LookModel
from app.gui.people_pages.look_table import LookTable
from app.gui.people_pages.period_bar import PeriodBar
from app.gui.words import Retranslated, tr
from app.services.audit_looks import FIELDS, Look, Question

_OUTCOMES = (-1, -2, 0, 8, 4, 12)
_DETAIL_LINES = 7


class LogTab(Retranslated, QWidget):
    """asked: a Question. wanted: the number of a part of the look that is shown."""

    asked = Signal(object)
    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._look: Look | None = None
        self.period = PeriodBar()
        self.user, self.code, self.patient = QLineEdit(), QLineEdit(), QLineEdit()
        self.outcome, self.sort, self.descending = CalmChoice(), CalmChoice(), QCheckBox()
        self.sort_label, self.go, self.count = QLabel(), QPushButton(), Prose(quiet=True)
        self.model, self.detail = LookModel(self.wanted.emit), Prose()
        self.table = LookTable(self.model)
        for outcome in _OUTCOMES:
            self.outcome.addItem("", outcome)
        for field in FIELDS:
            self.sort.addItem("", field)
        self.sort.setCurrentIndex(self.sort.findData("seq"))
        self.descending.setChecked(True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_sort()

    def _lay_out(self) -> None:
        self.sort_label.setBuddy(self.sort)
        self.detail.setMinimumHeight(self.detail.fontMetrics().lineSpacing() * _DETAIL_LINES)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        whole = column()
        whole.addWidget(self.period)
        filters = row(self.user, self.code, self.patient, self.outcome)
        for at in range(3):
            filters.setStretch(at, 1)
        whole.addLayout(filters)
        whole.addLayout(row(self.sort_label, self.sort, self.descending, self.go, None, self.count))
        whole.addWidget(self.table, stretch=1)
        whole.addWidget(self.detail)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.go.clicked.connect(self.ask)
        for line in (self.user, self.code, self.patient):
            line.returnPressed.connect(self.ask)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self.model.dataChanged.connect(lambda *_: self._show_detail(self.table.currentIndex()))

    def retranslate(self) -> None:
        for line, text in (
            (self.user, tr("Who: login, name or id")),
            (self.code, tr("Code, or how it begins: NOTE-")),
            (self.patient, tr("Patient's number")),
        ):
            line.setPlaceholderText(text)
            line.setAccessibleName(text)
        names = (tr("any outcome"), tr("all but what was done"), tr("✓ done"), tr("✕ refused"),
                 tr("? not found"), tr("!! failed"))  # fmt: skip
        for at, name in enumerate(names):
            self.outcome.setItemText(at, name)
        self.outcome.setAccessibleName(tr("Outcome"))
        fields = field_names()
        for at, field in enumerate(FIELDS):
            self.sort.setItemText(at, fields[field])
        self.sort_label.setText(tr("Sor&t by:"))
        self.sort.setAccessibleName(tr("Sort by"))
        self.descending.setText(tr("la&st first"))
        self.go.setText(tr("&Show"))
        self.table.setAccessibleName(tr("Rows of the audit log"))
        self.model.name_columns([fields[field] for field in CELLS])
        self._show_count()
        self._show_detail(self.table.currentIndex())

    @property
    def question(self) -> Question:
        return Question(
            self.period.period,
            self.user.text(),
            self.code.text(),
            self.patient.text(),
            int(self.outcome.currentData()),
            str(self.sort.currentData()),
            self.descending.isChecked(),
        )

    def ask(self) -> None:
        self._show_sort()
        self.asked.emit(self.question)

    def show_look(self, look: Look | None) -> None:
        self._look = look
        self.table.clearSelection()
        self.table.scrollToTop()
        self.model.begin(len(look) if look is not None else 0)
        self._show_count()
        self._show_detail(self.table.currentIndex())

    @property
    def look(self) -> Look | None:
        return self._look

    def forget(self) -> None:
        wipe(self.user, self.code, self.patient)
        self.period.forget()
        self.outcome.setCurrentIndex(0)
        self.show_look(None)

    def _sort_by(self, section: int) -> None:
        """A click on a heading sorts by it; one more turns the order round."""
        field = CELLS[section]
        again = self.sort.currentData() == field
        self.descending.setChecked(not self.descending.isChecked() if again else False)
        self.sort.setCurrentIndex(self.sort.findData(field))
        self.ask()

    def _show_sort(self) -> None:
        field = cast(str, self.sort.currentData())
        self.table.show_order(field, descending=self.descending.isChecked())

    def _show_count(self) -> None:
        known = self._look is not None
        text = tr("{count} rows").format(count=self.model.rowCount()) if known else ""
        self.count.setText(text)

    def _show_detail(self, index: QModelIndex) -> None:
        seen = self.model.seen(index.row()) if index.isValid() else None
        self.detail.setText(detail_text(seen) if seen is not None else "")
