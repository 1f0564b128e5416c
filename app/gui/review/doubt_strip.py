"""The doubt that is gone through now: what it is about, why, and what can be said to it."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.note_doubts import Doubt, DoubtKind
from app.domain.result import JobResult
from app.gui.chinese import shown
from app.gui.look import Badge, begun, clock, tinted
from app.gui.review.flow import Flow
from app.gui.review.names import why
from app.gui.words import Retranslated, tr


@dataclass(frozen=True, slots=True)
class Stop:
    """One doubt of those that are gone through. number: from 1. settles: whether who looks at it
    may settle it; changes: whether they may change or suggest."""

    doubt: Doubt
    number: int
    of: int
    result: JobResult
    settles: bool
    changes: bool


class DoubtStrip(Retranslated, QFrame):
    """Signals for each button; the keys are those of the panel around it."""

    accepted = Signal()
    rejected = Signal()
    change_asked = Signal()
    play_asked = Signal()
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stop: Stop | None = None
        self.setObjectName("doubt")
        self.badge = Badge("amber", 22)
        self.title, self.words, self.reason = QLabel(), QLabel(), QLabel()
        self.accept, self.reject, self.change, self.play, self.before, self.after, self.leave = (
            QPushButton() for _ in range(7)
        )
        self._connect()
        self._lay_out()
        self.hide()
        self.retranslate()

    def _connect(self) -> None:
        self.accept.clicked.connect(self.accepted)
        self.reject.clicked.connect(self.rejected)
        self.change.clicked.connect(self.change_asked)
        self.play.clicked.connect(self.play_asked)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.leave.clicked.connect(self.closed)

    def _lay_out(self) -> None:
        bold = self.words.font()
        bold.setBold(True)
        self.words.setFont(bold)
        for label in (self.title, self.words, self.reason):
            label.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(self.badge)
        head.addWidget(self.title, stretch=1)
        buttons = Flow()
        buttons.setSpacing(6)
        for button in (
            *(self.accept, self.reject, self.change, self.play),
            *(self.before, self.after, self.leave),
        ):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.reason)
        column.addLayout(buttons)

    @property
    def stop(self) -> Stop | None:
        return self._stop

    def show_stop(self, stop: Stop) -> None:
        self._stop = stop
        self.retranslate()

    def forget(self) -> None:
        self._stop = None
        for label in (self.title, self.words, self.reason):
            label.clear()
        self.setAccessibleName("")
        self.hide()

    def retranslate(self) -> None:
        self.change.setText(tr("Change… (Ctrl+E)"))
        self.play.setText(tr("Play"))
        self.before.setText(tr("Previous (Shift+F8)"))
        self.after.setText(tr("Next (F8)"))
        self.leave.setText(tr("Close"))
        if self._stop is not None:
            self._say(self._stop)
        self.recolour()

    def _say(self, stop: Stop) -> None:
        doubt = stop.doubt
        self.title.setText(
            tr("Doubt {number} of {of}, at {time}").format(
                number=stop.number, of=stop.of, time=clock(doubt.start_s)
            )
        )
        self.words.setText(f"“{shown(doubt.words).replace(' -> ', ' → ')}”")
        self.reason.setText(begun(self._reason(stop)))
        accept, reject = _answers(doubt.kind)
        self.accept.setText(accept)
        self.reject.setText(reject)
        self.accept.setVisible(stop.settles)
        self.reject.setVisible(stop.settles and bool(reject))
        self.change.setVisible(stop.changes and doubt.utterance is not None)
        self.setAccessibleName(f"{self.title.text()}. {self.words.text()} {self.reason.text()}")

    def _reason(self, stop: Stop) -> str:
        reason = why(stop.doubt, stop.result)
        plain = reason.rstrip(".。")
        if stop.settles:
            return reason
        if stop.changes:
            return tr("{reason}. The author settles this; you can suggest a change.").format(
                reason=plain
            )
        return tr("{reason}. Nothing can be changed here any more.").format(reason=plain)

    def recolour(self) -> None:
        shade = tinted("amber", QApplication.palette())
        sheet = f"#doubt {{ background: {shade.ground}; border-left: 4px solid {shade.ink}; }}"
        sheet += f" #doubt > QLabel {{ color: {shade.ink}; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


def _answers(kind: DoubtKind) -> tuple[str, str]:
    """What accepting and rejecting a doubt are called; "" where it cannot be rejected."""
    match kind:
        case "correction":
            return tr("Write it (Ctrl+Enter)"), tr("Keep what was heard (Ctrl+Backspace)")
        case "alert":
            return tr("Acknowledge (Ctrl+Enter)"), tr("It was none (Ctrl+Backspace)")
        case "query":
            return tr("It is right as written (Ctrl+Enter)"), ""
        case _:
            return tr("It was heard right (Ctrl+Enter)"), ""
