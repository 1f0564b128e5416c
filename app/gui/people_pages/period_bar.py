"""From when to when."""

from datetime import date, datetime
from typing import cast

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLabel, QWidget

from app.domain.audit import Period
from app.domain.audit_spans import SPANS, Span, period_of
from app.gui.pages.sheet import CalmChoice
from app.gui.words import Retranslated, tr


class PeriodBar(Retranslated, QWidget):
    """A span of one's habit, or from one day to another."""

    def __init__(self, span: Span = "week") -> None:
        super().__init__()
        self.label, self.span = QLabel(), CalmChoice()
        self.first, self.last = QDateEdit(), QDateEdit()
        self.label.setBuddy(self.span)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.label, self.span, self.first, self.last):
            row.addWidget(part)
        row.addStretch(1)
        for day in (self.first, self.last):
            day.setCalendarPopup(True)
            day.setDisplayFormat("yyyy-MM-dd")
            day.setDate(QDate.currentDate())
        for each in SPANS:
            self.span.addItem("", each)
        self.span.currentIndexChanged.connect(lambda _: self._show_days())
        self.span.setCurrentIndex(SPANS.index(span))
        self._usual = span
        self.retranslate()
        self._show_days()

    def retranslate(self) -> None:
        names = {
            "today": tr("today"),
            "week": tr("the last 7 days"),
            "month": tr("the last 30 days"),
            "all": tr("all of it"),
            "between": tr("from … to …"),
        }
        for at, each in enumerate(SPANS):
            self.span.setItemText(at, names[each])
        self.label.setText(tr("&When:"))
        self.span.setAccessibleName(tr("Time span"))
        self.first.setAccessibleName(tr("First day"))
        self.last.setAccessibleName(tr("Last day"))

    @property
    def period(self) -> Period:
        now = datetime.now().astimezone()
        days = (cast(date, day.date().toPython()) for day in (self.first, self.last))
        return period_of(cast(Span, self.span.currentData()), now, *days)

    def forget(self) -> None:
        self.span.setCurrentIndex(SPANS.index(self._usual))
        for day in (self.first, self.last):
            day.setDate(QDate.currentDate())

    def _show_days(self) -> None:
        for day in (self.first, self.last):
            day.setVisible(self.span.currentData() == "between")
