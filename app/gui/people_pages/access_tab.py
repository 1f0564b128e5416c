"""Who saw a patient, when and why; and who broke the glass."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.gui.glass_dialog import reason_text
from app.gui.pages.sheet import CalmChoice, Grid, Notice, Prose, column, row, wipe
from app.gui.people_pages.audit_words import access_cells
from app.gui.people_pages.period_bar import PeriodBar
from app.gui.people_pages.times import moment
from app.gui.words import Retranslated, tr
from app.services.audit_log import Access
from app.services.glass import Grant


class AccessTab(Retranslated, QWidget):
    """asked: of what, "patient" or "encounter", its number, and a Period."""

    asked = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Access, ...] | None = None
        self.kind, self.number, self.go = CalmChoice(), QLineEdit(), QPushButton()
        self.period, self.notice = PeriodBar("month"), Notice()
        self.grid = Grid(7, wide=6, wrap=True)
        for kind in ("patient", "encounter"):
            self.kind.addItem("", kind)
        whole = column(self.period)
        whole.addLayout(row(self.kind, self.number, self.go))
        whole.addWidget(self.notice)
        whole.addWidget(self.grid, stretch=1)
        self.setLayout(whole)
        self.go.clicked.connect(self.ask)
        self.number.returnPressed.connect(self.ask)
        self.retranslate()

    def retranslate(self) -> None:
        self.kind.setItemText(0, tr("Patient's number"))
        self.kind.setItemText(1, tr("Encounter's number"))
        self.kind.setAccessibleName(tr("Of what the number is"))
        self.number.setAccessibleName(tr("Number"))
        self.number.setPlaceholderText(tr("number"))
        self.go.setText(tr("&Who saw it?"))
        self.grid.setAccessibleName(tr("Who saw it, when and why"))
        self.grid.name_columns(
            [tr("When"), tr("Who"), tr("Role"), tr("Workstation"), tr("What"), tr("Outcome"),
             tr("Why")]
        )  # fmt: skip
        self.show_accesses(self._shown)

    def ask(self) -> None:
        number = self.number.text().strip()
        if number:
            self.asked.emit(str(self.kind.currentData()), number, self.period.period)

    def show_accesses(self, found: tuple[Access, ...] | None) -> None:
        """None: nothing was asked."""
        self._shown = found
        self.grid.fill([access_cells(one) for one in found or ()])
        if found is None:
            self.notice.clear()
        elif not found:
            self.notice.put("grey", tr("Nobody, as far as this log knows."), aloud=True)
        else:
            glass = sum(one.grant is not None for one in found)
            text = tr("{count} looks, {glass} of them by breaking the glass.")
            self.notice.put("grey", text.format(count=len(found), glass=glass), aloud=True)

    def forget(self) -> None:
        wipe(self.number)
        self.period.forget()
        self.show_accesses(None)


class GlassTab(Retranslated, QWidget):
    """asked: a Period; everyone who broke the glass since its beginning."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Grant, ...] | None = None
        self.intro, self.period = Prose(quiet=True), PeriodBar("month")
        self.go, self.notice = QPushButton(), Notice()
        self.grid = Grid(6, wide=4, wrap=True)
        whole = column(self.intro)
        top = row(self.period, self.go)
        top.setStretch(0, 1)
        whole.addLayout(top)
        whole.addWidget(self.notice)
        whole.addWidget(self.grid, stretch=1)
        self.setLayout(whole)
        self.go.clicked.connect(lambda: self.asked.emit(self.period.period))
        self.retranslate()

    def retranslate(self) -> None:
        self.intro.setText(
            tr(
                "Who read a record without being assigned to it. Each should be plausible; ask "
                "where it is not."
            )
        )
        self.go.setText(tr("&List"))
        self.grid.setAccessibleName(tr("Broken glass"))
        self.grid.name_columns(
            [tr("When"), tr("Who"), tr("Encounter"), tr("Reason"), tr("In their words"),
             tr("Until")]
        )  # fmt: skip
        self.show_grants(self._shown)

    def show_grants(self, found: tuple[Grant, ...] | None) -> None:
        """None: nothing was asked."""
        self._shown = found
        self.grid.fill(
            [
                [
                    moment(one.started_at),
                    one.user,
                    one.encounter,
                    reason_text(one.reason),
                    one.text,
                    moment(one.ended_at or one.until),
                ]
                for one in found or ()
            ]
        )
        if found == ():
            self.notice.tell("grey", lambda: tr("Nobody broke the glass in this time."), aloud=True)
        else:
            self.notice.clear()

    def forget(self) -> None:
        self.period.forget()
        self.show_grants(None)
