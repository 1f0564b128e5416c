"""Keyword alerts while they happen, to be read from two metres."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError
from app.domain.findings import AlertLevel
from app.domain.live import Level, LiveAlert, Notice, Status
from app.gui.alert_card import AlertCard
from app.gui.look import announce, sized
from app.gui.words import Retranslated, sentence, term, tr

if TYPE_CHECKING:
    from app.services.dictation import Dictation

FLASH_MS = 500  # half of one flash: 1 Hz, below the 2 Hz that may be
FLASHED_S = 10.0
_LEAST_WIDE, _EDGE = 260, 9  # pixels
_RANKS: dict[AlertLevel, int] = {"grey": 0, "amber": 1, "red": 2}


class AlertsPanel(Retranslated, QWidget):
    """Alerts of one recording: those that wait on top, the others small below.

    `interrupted` carries a LiveAlert that nobody was told of yet, or that became graver; what
    makes sound or leaves the window listens to it.
    """

    interrupted = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        dictation: "Dictation",
        parent: QWidget | None = None,
        wall: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        now: Callable[[], float] = time.monotonic,
        announce: Callable[[QWidget, str], None] = announce,
    ) -> None:
        super().__init__(parent)
        self._dictation, self._wall, self._now, self._announce = dictation, wall, now, announce
        self._cards: dict[int, AlertCard] = {}
        self._told: dict[int, int] = {}
        self._early: list[Notice] = []
        self._recording, self._runs = "", True
        self._stood: tuple[datetime, float] | None = None  # when the recording was where
        self._when: dict[int, datetime] = {}
        self._flash = QTimer(self)
        self._flash.setInterval(FLASH_MS)
        self._flash.timeout.connect(self.flash_once)
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Keyword alerts"))
        self.banner.setText(not_an_alarm())
        self._count()

    def _lay_out(self) -> None:
        self.title, self.banner = QLabel(), QLabel()
        self.title.setFont(sized(self.font(), self.font().pointSizeF() + 4, bold=True))
        for label in (self.title, self.banner):
            label.setWordWrap(True)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addStretch(1)
        self._inner = inner
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        column = QVBoxLayout(self)
        column.addWidget(self.title)
        column.addWidget(area, stretch=1)
        column.addWidget(self.banner)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for every card: nobody scrolls sideways to acknowledge one."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        edges = self.contentsMargins().left() + self.contentsMargins().right() + 2 * _EDGE
        wide = self._inner.minimumSizeHint().width() + bar + edges
        least = super().minimumSizeHint()
        return least.expandedTo(QSize(max(wide, _LEAST_WIDE), least.height()))

    @property
    def cards(self) -> list[AlertCard]:
        """As they are shown, from the top."""
        spots = (self._column.itemAt(index) for index in range(self._column.count()))
        widgets = (spot.widget() for spot in spots if spot is not None)
        return [widget for widget in widgets if isinstance(widget, AlertCard)]

    def show_event(self, event: Status | Level | LiveAlert | Notice) -> None:
        match event:
            case Status():
                self._follow(event)
            case Level():
                self._stand(event.audio_s)
            case LiveAlert():
                self._show_alert(event)
            case Notice():
                self._show_notice(event)

    def _follow(self, status: Status) -> None:
        self._runs = status.state == "recording"
        if status.state in ("recording", "paused") and status.recording != self._recording:
            self._recording = status.recording
            self._stood = None
            self._when.clear()
            self.clear()
        self._stand(status.audio_s)

    def _stand(self, audio_s: float) -> None:
        """Where a recording stands tells when an alert was; sound that is not kept does not."""
        if self._runs:
            self._stood = self._wall(), audio_s

    def _when_heard(self, alert: LiveAlert) -> datetime:
        """As it was told first, also when it is told again to who comes back."""
        if alert.number not in self._when:
            at, audio_s = self._stood or (self._wall(), alert.start_s)
            behind = timedelta(seconds=max(0.0, audio_s - alert.start_s))
            self._when[alert.number] = at - behind
        return self._when[alert.number]

    def clear(self) -> None:
        """Another recording begins, and its alerts count from 0; or nobody sits here."""
        for card in self._cards.values():
            self._column.removeWidget(card)
            card.deleteLater()
        for kept in (self._cards, self._told, self._early):
            kept.clear()
        self._count()

    def acknowledge_oldest(self) -> None:
        waiting = [card for card in self._cards.values() if card.waits]
        if waiting:
            self._acknowledge(min(waiting, key=lambda card: card.alert.number).alert.number)

    def _acknowledge(self, number: int) -> None:
        card = self._cards[number]
        try:
            self._dictation.acknowledge(number)
        except AppError as error:
            self.refused.emit(sentence(error))
            return
        card.wait_for_answer()
        self._count()

    def _show_alert(self, alert: LiveAlert) -> None:
        card = self._cards.get(alert.number)
        if card is None:
            card = AlertCard(alert, self._when_heard(alert))
            card.acknowledged.connect(self._acknowledge)
            self._cards[alert.number] = card
        card.show_alert(alert)
        self._place(card)
        if alert.interrupts and _RANKS[alert.level] > self._told.get(alert.number, -1):
            self._interrupt(card)
        for notice in [one for one in self._early if one.alert == alert.number]:
            self._early.remove(notice)
            card.add_notice(notice)
        self._count()

    def _interrupt(self, card: AlertCard) -> None:
        alert = card.alert
        self._told[alert.number] = _RANKS[alert.level]
        card.flash_until = self._now() + FLASHED_S
        self._flash.start()
        heard = tr("Keyword heard: {keyword}").format(keyword=term(alert.keyword))
        self._announce(card, heard)
        self.interrupted.emit(alert)

    def _place(self, card: AlertCard) -> None:
        """Those that wait first, the gravest on top, then the others; newest first in each."""
        self._column.removeWidget(card)

        def rank(one: AlertCard) -> tuple[int, int]:
            waits = one.alert.interrupts
            return -_RANKS[one.alert.level] if waits else 1, -one.alert.number

        before = sum(rank(other) < rank(card) for other in self.cards)
        self._column.insertWidget(before, card)

    def _show_notice(self, notice: Notice) -> None:
        card = self._cards.get(notice.alert)
        if card is None:
            self._early.append(notice)
        else:
            card.add_notice(notice)

    def flash_once(self) -> None:
        """Turn every card that still flashes to its other face."""
        at = self._now()
        for card in self._cards.values():
            card.flash(card.waits and at < card.flash_until)
        if not any(card.waits and at < card.flash_until for card in self._cards.values()):
            self._flash.stop()

    @property
    def waiting(self) -> int:
        """How many wait to be acknowledged."""
        return sum(card.waits for card in self._cards.values())

    def _count(self) -> None:
        waiting = [card for card in self._cards.values() if card.waits]
        if waiting:
            self.title.setText(tr("{count} to acknowledge").format(count=len(waiting)))
        else:
            self.title.setText(tr("Keywords heard") if self._cards else tr("No keyword heard."))
        oldest = min((card.alert.number for card in waiting), default=-1)
        for card in waiting:
            card.mark_next(card.alert.number == oldest)


def not_an_alarm() -> str:
    """What stands wherever keywords are shown."""
    return tr("Not an alarm system. Keywords that were heard; some are missed.")
