"""Recordings an earlier run left unfinished: finish them, leave them, or discard one by one."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import clock
from app.gui.strips import Strip
from app.services.recovery import Waiting

DISCARD = "Discard…"
DISCARD_SURE = "Delete its sound for good"
MOST_ROWS = 3  # in view at once
SURE_MS = 6000  # the question stands this long


def unfinished_sentence(left: Collection[Waiting]) -> str:
    """How many wait; that their sound is kept, unless it is gone."""
    lost = "" if all(one.can_finish for one in left) else " Not all have their sound."
    if len(left) == 1:
        return f"1 recording is unfinished.{lost or ' Its sound is kept.'}"
    return f"{len(left)} recordings are unfinished.{lost or ' Their sound is kept.'}"


def _described(one: Waiting) -> str:
    when = "" if one.started_at is None else f"{one.started_at.astimezone():%Y-%m-%d %H:%M}, "
    long = f"{clock(one.duration_s)} long: " if one.can_finish else ""
    return f"{when}{long}{one.sentence}"


class UnfinishedStrip(Strip):
    """Finish does all of them. Discard… shows them one by one, and each asks once more."""

    def __init__(
        self,
        waiting: Sequence[Waiting],
        finish: Callable[[str], None],
        discard: Callable[[str], None],
        later: Callable[[], None],
    ) -> None:
        super().__init__("amber", "")
        self._left = {one.recording: one for one in waiting}
        self._finish, self._discard, self._later = finish, discard, later
        self.finish = self.add_button("Finish", self.finish_all)
        self.later = self.add_button("Later", later)
        self.discard = self.add_button(DISCARD, self._show_rows)
        self.rows = QWidget()
        self._rows = QVBoxLayout(self.rows)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self.rows)
        self._area.setObjectName("rows")
        self._area.hide()
        self._fill()
        self._column.addWidget(self._area)

    def finish_all(self) -> None:
        for one in tuple(self._left.values()):
            if one.can_finish:
                self._finish_one(one.recording)

    def _show_rows(self) -> None:
        self.discard.hide()
        self._area.show()

    def _fill(self) -> None:
        self.say(unfinished_sentence(self._left.values()))
        self.finish.setText("Finish" if len(self._left) == 1 else "Finish all")
        while (spot := self._rows.takeAt(0)) is not None:
            if (widget := spot.widget()) is not None:
                widget.deleteLater()
        for one in self._left.values():
            row = UnfinishedRow(one, self._finish_one, self._discard_one)
            self._rows.addWidget(row)
            height = row.sizeHint().height() + self._rows.spacing()
            self._area.setFixedHeight(height * min(len(self._left), MOST_ROWS))

    def _finish_one(self, recording: str) -> None:
        self._finish(recording)
        self._settle(recording)

    def _discard_one(self, recording: str) -> None:
        self._discard(recording)
        self._settle(recording)

    def _settle(self, recording: str) -> None:
        self._left.pop(recording, None)
        self._fill()
        if not self._left:
            self._later()


class UnfinishedRow(QWidget):
    """One recording by when it began and how long it is, never by who was recorded."""

    def __init__(
        self,
        one: Waiting,
        finish: Callable[[str], None],
        discard: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._one, self._gone = one, discard
        self.words = QLabel(_described(one))
        self.finish, self.discard = QPushButton("Finish"), QPushButton("Discard")
        self.finish.clicked.connect(lambda: finish(one.recording))
        self.discard.clicked.connect(self._ask_or_discard)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addSpacing(30)
        for widget in (self.words, self.finish, self.discard):
            row.addWidget(widget)
        self.finish.setVisible(one.can_finish)
        row.addStretch(1)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(SURE_MS)
        self._calm.timeout.connect(lambda: self.discard.setText("Discard"))

    def _ask_or_discard(self) -> None:
        if self._calm.isActive():
            self._calm.stop()
            self._gone(self._one.recording)
            return
        self.discard.setText(DISCARD_SURE)
        self._calm.start()
