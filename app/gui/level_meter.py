"""How loud the microphone is: a bar, the highest peak of late, and the same in words."""

import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.live import Level
from app.gui.look import FILLED, is_dark, sized
from app.gui.words import Retranslated, tr

QUIETEST_DBFS = -60.0  # the bar's left end; quieter is drawn as nothing
CLIPPED_DBFS = -0.1  # 16-bit peaks this high were cut off, or nearly
HELD_S = 1.5  # how long a peak or a cut-off one stays in view
STALE_S = 0.5  # levels come ten times a second; no news means no level is known
SPOKEN_S = 1.0  # a screen reader is given a new text no more often
_TEXT_WIDTH = 92  # at least; wider where letters are bigger
_GAP = 8


class LevelMeter(Retranslated, QWidget):
    """Shows Level events; forgets the last one when no more come."""

    def __init__(
        self, parent: QWidget | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._level: Level | None = None
        self._peak_dbfs = QUIETEST_DBFS
        self._peak_at = self._clipped_at = self._spoken_at = float("-inf")
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(round(STALE_S * 1000))
        self._stale.timeout.connect(self.forget)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Microphone level"))
        self._describe()
        self.update()

    @property
    def clipped(self) -> bool:
        """A peak was cut off within the last moments."""
        return self._now() - self._clipped_at < HELD_S

    @property
    def peak_dbfs(self) -> float:
        """The highest peak of the last moments."""
        return self._peak_dbfs

    @property
    def text(self) -> str:
        """What the bar says, in words."""
        if self._level is None:
            return tr("no level")
        if self.clipped:
            return tr("TOO LOUD")
        if self._level.rms_dbfs <= QUIETEST_DBFS:
            return tr("silence")
        return tr("{level} dB").format(level=f"{self._level.rms_dbfs:.0f}")

    def show_level(self, level: Level) -> None:
        self._level = level
        at = self._now()
        if level.peak_dbfs >= self._peak_dbfs or at - self._peak_at > HELD_S:
            self._peak_dbfs, self._peak_at = level.peak_dbfs, at
        if level.peak_dbfs >= CLIPPED_DBFS:
            self._clipped_at = at
        self._stale.start()
        if at - self._spoken_at >= SPOKEN_S:
            self._spoken_at = at
            self._describe()
        self.update()

    def forget(self) -> None:
        """No level is known: show none, rather than an old one."""
        self._level = None
        self._peak_dbfs = QUIETEST_DBFS
        self._peak_at = self._clipped_at = float("-inf")
        self._describe()
        self.update()

    def _describe(self) -> None:
        described = self.text
        if self._level is not None:
            peak = f"{self._peak_dbfs:.0f}"
            described = tr("{level}, peak {peak} dB full scale").format(level=described, peak=peak)
        self.setAccessibleDescription(described)

    def _text_width(self) -> int:
        """One for all it may say, so that the bar stands still."""
        bold = QFontMetrics(sized(self.font(), self.font().pointSizeF(), bold=True))
        said = (tr("no level"), tr("TOO LOUD"), tr("silence"), tr("{level} dB").format(level=-60))
        return max(_TEXT_WIDTH, _GAP + max(bold.horizontalAdvance(text) for text in said))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(168 + self._text_width(), max(28, self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(78 + self._text_width(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(self.rect()).adjusted(0.5, 4.5, -self._text_width() - 0.5, -4.5)
        self._paint_bar(painter, bar)
        words = QRectF(self.rect())
        words.setLeft(bar.right() + _GAP)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        font = painter.font()
        font.setBold(self.clipped)
        painter.setFont(font)
        painter.drawText(
            words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text
        )
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(bar, 3, 3)
        if self._level is None:
            return
        filled = QRectF(bar)
        filled.setWidth(bar.width() * _share(self._level.rms_dbfs))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour())
        painter.drawRoundedRect(filled, 3, 3)
        at = bar.left() + bar.width() * _share(self._peak_dbfs)
        painter.setBrush(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawRect(QRectF(min(at, bar.right() - 2), bar.top(), 2, bar.height()))

    def _colour(self) -> QColor:
        if self.clipped:
            return QColor(FILLED["red"].ground)
        return QColor("#4fb477" if is_dark(self.palette()) else "#1e7e45")


def _share(dbfs: float) -> float:
    """Where a loudness lies between the bar's ends, 0 to 1."""
    return 1 - max(QUIETEST_DBFS, min(0.0, dbfs)) / QUIETEST_DBFS
