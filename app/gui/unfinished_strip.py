"""Recordings left unfinished: finish them, leave them, claim or discard one by one."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.claims import ESCALATE, urgency
from app.domain.errors import AppError, CodeNeededError
from app.gui.look import begun, clock
from app.gui.people_parts import Typed
from app.gui.strips import Strip
from app.services.recovery import Waiting

DISCARD = "Discard…"
DISCARD_SURE = "Delete its sound for good"
MOST_ROWS = 3  # in view at once
SURE_MS = 6000  # the question stands this long
CLAIM = "Claim…"

Claim = Callable[[Waiting, Typed, Callable[[AppError], None]], None]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be done about recordings that wait. claim: given the recording, the credential that
    was typed, and who is told why it was refused. later: hides them."""

    finish: Callable[[str], None]
    discard: Callable[[str], None]
    claim: Claim
    later: Callable[[], None]


def unfinished_sentence(left: Collection[Waiting]) -> str:
    """How many wait; that their sound is kept, unless it is gone."""
    unclaimed = [one for one in left if one.unclaimed]
    if unclaimed:
        return _unclaimed_sentence(unclaimed, len(left) - len(unclaimed))
    lost = "" if all(one.can_finish for one in left) else " Not all have their sound."
    if len(left) == 1:
        return f"1 recording is unfinished.{lost or ' Its sound is kept.'}"
    return f"{len(left)} recordings are unfinished.{lost or ' Their sound is kept.'}"


def _unclaimed_sentence(unclaimed: Sequence[Waiting], others: int) -> str:
    count = len(unclaimed)
    many = f"{count} recordings were" if count > 1 else "1 recording was"
    words = f"{many} made without sign-in and must be claimed by a physician."
    if _oldest(unclaimed) == "escalate":
        hours = int(ESCALATE.total_seconds() // 3600)
        words += f" More than {hours} hours have gone by!"
    elif _oldest(unclaimed) == "remind":
        words += " More than an hour has gone by."
    more = "1 more is" if others == 1 else f"{others} more are"
    return f"{words} {more} unfinished." if others else words


def _oldest(unclaimed: Collection[Waiting]) -> str:
    known = [one.started_at for one in unclaimed if one.started_at is not None]
    return urgency(min(known), datetime.now(UTC)) if known else "new"


def _described(one: Waiting) -> str:
    when = "" if one.started_at is None else f"{one.started_at.astimezone():%Y-%m-%d %H:%M}, "
    long = f"{clock(one.duration_s)} long: " if one.can_finish else ""
    return f"{when}{long}{'made without sign-in' if one.unclaimed else one.sentence}"


class UnfinishedStrip(Strip):
    """Finish does all of one's own. The others are shown one by one, and Discard asks once more."""

    def __init__(self, waiting: Sequence[Waiting], choices: Choices) -> None:
        unclaimed = [one for one in waiting if one.unclaimed]
        super().__init__("red" if _oldest(unclaimed) == "escalate" else "amber", "")
        self._left = {one.recording: one for one in waiting}
        self._choices = choices
        self.claim = self.add_button(CLAIM, self._show_rows)
        self.finish = self.add_button("Finish", self.finish_all)
        self.later = self.add_button("Later", choices.later)
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
            if one.can_finish and not one.unclaimed:
                self._finish_one(one.recording)

    def _show_rows(self) -> None:
        self.discard.hide()
        self.claim.hide()
        self._area.show()

    def _fill(self) -> None:
        self.say(unfinished_sentence(self._left.values()))
        own = [one for one in self._left.values() if not one.unclaimed]
        self.claim.setVisible(len(own) < len(self._left) and self._area.isHidden())
        self.finish.setVisible(bool(own))
        self.finish.setText("Finish" if len(own) == 1 else "Finish all")
        self.discard.setVisible(bool(own) and self._area.isHidden())
        while (spot := self._rows.takeAt(0)) is not None:
            if (widget := spot.widget()) is not None:
                widget.deleteLater()
        for one in self._left.values():
            row = UnfinishedRow(one, self._finish_one, self._discard_one, self._choices.claim)
            self._rows.addWidget(row)
            height = row.sizeHint().height() + self._rows.spacing()
            self._area.setFixedHeight(height * min(len(self._left), MOST_ROWS))

    def _finish_one(self, recording: str) -> None:
        self._choices.finish(recording)
        self._settle(recording)

    def _discard_one(self, recording: str) -> None:
        self._choices.discard(recording)
        self._settle(recording)

    def _settle(self, recording: str) -> None:
        self._left.pop(recording, None)
        self._fill()
        if not self._left:
            self._choices.later()


class UnfinishedRow(QWidget):
    """One recording by when it began and how long it is, never by who was recorded."""

    def __init__(
        self,
        one: Waiting,
        finish: Callable[[str], None],
        discard: Callable[[str], None],
        claim: Claim,
    ) -> None:
        super().__init__()
        self._one, self._gone, self._claim = one, discard, claim
        self.words = QLabel(_described(one))
        self.finish, self.discard = QPushButton("Finish"), QPushButton("Discard")
        self.claim, self.password, self.code = QPushButton("Claim"), QLineEdit(), QLineEdit()
        self.finish.clicked.connect(lambda: finish(one.recording))
        self.discard.clicked.connect(self._ask_or_discard)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addSpacing(30)
        parts = (self.words, self.finish, self.discard, self.password, self.code, self.claim)
        for widget in parts:
            row.addWidget(widget)
        self.finish.setVisible(one.can_finish and not one.unclaimed)
        self.discard.setVisible(not one.unclaimed)
        row.addStretch(1)
        self._lay_out_claim()
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(SURE_MS)
        self._calm.timeout.connect(lambda: self.discard.setText("Discard"))

    def _lay_out_claim(self) -> None:
        for field, text in ((self.password, "Your password"), (self.code, "One-time code")):
            field.setPlaceholderText(text)
            field.setAccessibleName(text)
            field.setMaximumWidth(170)
            field.returnPressed.connect(self.claim_it)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.claim.clicked.connect(self.claim_it)
        self.password.setVisible(self._one.unclaimed)
        self.claim.setVisible(self._one.unclaimed)
        self.code.hide()

    def claim_it(self) -> None:
        """Ask for it with the password that was typed, which is not kept here."""
        if not self.password.text() or not self.claim.isEnabled():
            self.password.setFocus()
            return
        self.claim.setEnabled(False)
        self._claim(self._one, Typed("", self.password.text(), self.code.text()), self._refuse)

    def _refuse(self, error: AppError) -> None:
        self.claim.setEnabled(True)
        self.words.setText(begun(str(error)))
        if isinstance(error, CodeNeededError):
            self.code.show()
            self.code.setFocus()
            return
        self.password.setText("")
        self.code.setText("")
        self.password.setFocus()

    def _ask_or_discard(self) -> None:
        if self._calm.isActive():
            self._calm.stop()
            self._gone(self._one.recording)
            return
        self.discard.setText(DISCARD_SURE)
        self._calm.start()
