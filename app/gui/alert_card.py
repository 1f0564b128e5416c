"""One keyword alert: big while it waits, small once it is acknowledged."""

import re
from datetime import datetime
from math import ceil

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.findings import Alert, AlertLevel, AlertSource
from app.domain.live import LiveAlert, Notice
from app.gui.chinese import shown
from app.gui.look import FILLED, Badge, clock, dress, sized, tinted, zoomed
from app.gui.review.flow import Flow
from app.gui.words import Retranslated, said, term, tr

BIG_POINTS = 24.0  # readable from two metres
SMALL_POINTS = 11.0
_WHOLE = re.compile(r"[!-~]+")  # what no line ends in; Chinese may wrap anywhere
ANSWER_MS = 3000  # an acknowledgement nothing came of may be given again


class AlertCard(Retranslated, QFrame):
    """Shows the latest state of one alert and what became of telling others."""

    acknowledged = Signal(int)

    def __init__(self, alert: LiveAlert, when: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alert, self._when = alert, when
        self.flash_until = float("-inf")
        self._asked = self._bright = self._next = False
        self._notices: list[Notice] = []
        self.setObjectName("card")
        self.badge = Badge(alert.level, 40)
        self.level = QLabel()
        self.words, self.facts, self.notices = QLabel(), QLabel(), QLabel()
        self.button = QPushButton()
        self.button.clicked.connect(lambda: self.acknowledged.emit(self.alert.number))
        self._answer = QTimer(self)
        self._answer.setSingleShot(True)
        self._answer.setInterval(ANSWER_MS)
        self._answer.timeout.connect(self._ask_again)
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        alert = self.alert
        self.words.setText(
            tr("Keyword heard: {keyword}, {time} ({at})").format(
                keyword=term(alert.keyword),
                time=f"{self._when:%H:%M:%S}",
                at=clock(alert.start_s),
            )
        )
        self.level.setText(level_text(alert.level))
        self.facts.setText(self._facts())
        self.notices.setText("\n".join(map(_notice_line, self._notices)))
        self.setAccessibleName(f"{self.level.text()}. {self.words.text()}. {self.facts.text()}")
        self._name_button()

    def _name_button(self) -> None:
        if self._asked:
            self.button.setText(tr("Acknowledging…"))
        else:
            self.button.setText(tr("Acknowledge (F10)") if self._next else tr("Acknowledge"))

    def _lay_out(self) -> None:
        for label in (self.words, self.facts, self.notices):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notices.hide()
        self.button.setMinimumHeight(40)
        head = Flow(ends=1, middle=True)
        head.setSpacing(6)
        for part in (self.badge, self.level, self.button):
            head.addWidget(part)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addLayout(head)
        for widget in (self.words, self.facts, self.notices):
            column.addWidget(widget)

    @property
    def waits(self) -> bool:
        """Nobody has acknowledged it, nor tried to just now."""
        return self.alert.interrupts and not self._asked

    def show_alert(self, alert: LiveAlert) -> None:
        self.alert = alert
        if not alert.interrupts:
            self._asked = False
            self._answer.stop()
        self.retranslate()
        side = round(zoomed(40 if alert.interrupts else 20))
        self.badge.setFixedSize(side, side)
        self._fit()
        self.level.setFont(sized(self.font(), zoomed(SMALL_POINTS), bold=alert.interrupts))
        self.button.setVisible(alert.interrupts)
        self.recolour()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As large as it is zoomed to, but for a longer word than fits; never below two metres."""
        big = self.alert.interrupts
        points = zoomed(BIG_POINTS if big else SMALL_POINTS)
        column = self.layout()
        if big and column is not None:
            room = column.contentsRect().width()
            points = max(BIG_POINTS, points * min(1.0, room / self._longest(points)))
        self.words.setMinimumWidth(ceil(self._longest(BIG_POINTS)) if big else 0)
        self.words.setFont(sized(self.font(), points, bold=big))

    def _longest(self, points: float) -> float:
        """Width of the longest word in letters of this size: a word is never broken."""
        metrics = QFontMetricsF(sized(self.font(), points, bold=True))
        words = _WHOLE.findall(self.words.text())
        return max(map(metrics.horizontalAdvance, words), default=0.0) + 4

    def _facts(self) -> str:
        alert = self.alert
        facts = [source_text(alert.source)]
        if alert.assertion != "present":
            facts.append(term(alert.assertion))
        if alert.heard:
            facts.append(f"“{shown(alert.heard)}”")
        facts += reasons(alert)
        if alert.acknowledged_by:
            facts.append(tr("acknowledged"))
        return " · ".join(facts)

    def add_notice(self, notice: Notice) -> None:
        """A line for what became of telling somebody; failures are said as such."""
        self._notices.append(notice)
        self.notices.setText("\n".join(map(_notice_line, self._notices)))
        self.notices.show()

    def mark_next(self, is_next: bool) -> None:
        """Only the oldest one that waits answers to F10."""
        self._next = is_next
        self._name_button()

    def wait_for_answer(self) -> None:
        """It was acknowledged here; the kept fact comes back as an event."""
        self._asked = True
        self.button.setEnabled(False)
        self._name_button()
        self._answer.start()
        self.flash(False)

    def _ask_again(self) -> None:
        self._asked = False
        self.button.setEnabled(True)
        self._name_button()

    def flash(self, on: bool) -> None:
        """Turn to the other face, or stay at the quiet one."""
        self._bright = on and not self._bright
        self.recolour()

    @property
    def bright(self) -> bool:
        return self._bright

    def recolour(self) -> None:
        tone = self.alert.level
        quiet = tinted(tone, QApplication.palette())
        shade = FILLED[tone] if self._bright else quiet
        self.badge.show_tone(tone, turned=self._bright)
        edge = 6 if self.alert.interrupts else 2
        sheet = (
            f"#card {{ background: {shade.ground}; border: 0; border-left: {edge}px solid"
            f" {quiet.ink}; }} QLabel {{ color: {shade.ink}; }}"
        )
        dress(self, sheet)


def level_text(level: AlertLevel) -> str:
    return {"red": tr("RED"), "amber": tr("AMBER"), "grey": tr("grey")}[level]


def reasons(alert: Alert | LiveAlert) -> list[str]:
    """Why an alert has its assertion and level; nothing where the keyword stands for itself."""
    found = [tr("because of “{words}”").format(words=shown(alert.cue))] if alert.cue else []
    return [*found, tr("not every word is sure")] if alert.doubted else found


def source_text(source: AlertSource) -> str:
    return {
        "audio": tr("heard in the sound"),
        "text": tr("read in the text"),
        "both": tr("heard in the sound and read in the text"),
    }[source]


def _notice_line(notice: Notice) -> str:
    mark = tr("✓ told") if notice.delivered else tr("✗ not delivered")
    return f"{mark}: {said(notice.sentence)} ({notice.channel})"
