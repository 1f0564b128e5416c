"""Recordings left unfinished: finish them, leave them, claim or discard one by one."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

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
from app.gui.words import Retranslated, said, sentence, tr

if TYPE_CHECKING:
    from app.services.recovery import Waiting

MOST_ROWS = 3  # in view at once
_FIELD_LETTERS = 28
SURE_MS = 6000  # the question stands this long

Claim = Callable[["Waiting", Typed, Callable[[AppError], None]], None]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be done about recordings that wait. claim: given the recording, the credential that
    was typed, and who is told why it was refused. later: hides them."""

    finish: Callable[[str], None]
    discard: Callable[[str], None]
    claim: Claim
    later: Callable[[], None]


def unfinished_sentence(left: "Collection[Waiting]") -> str:
    """How many wait; that their sound is kept, unless it is gone."""
    unclaimed = [one for one in left if one.unclaimed]
    if unclaimed:
        return _unclaimed_sentence(unclaimed, len(left) - len(unclaimed))
    whole = all(one.can_finish for one in left)
    if len(left) == 1:
        if whole:
            return tr("1 recording is unfinished. Its sound is kept.")
        return tr("1 recording is unfinished. Not all of its sound is there.")
    if whole:
        many = tr("{count} recordings are unfinished. Their sound is kept.")
    else:
        many = tr("{count} recordings are unfinished. Not all have their sound.")
    return many.format(count=len(left))


def _unclaimed_sentence(unclaimed: "Sequence[Waiting]", others: int) -> str:
    count = len(unclaimed)
    if count > 1:
        many = tr("{count} recordings were made without sign-in; a physician must claim them.")
    else:
        many = tr("1 recording was made without sign-in; a physician must claim it.")
    words = [many.format(count=count)]
    if _oldest(unclaimed) == "escalate":
        hours = int(ESCALATE.total_seconds() // 3600)
        words.append(tr("More than {hours} hours have gone by!").format(hours=hours))
    elif _oldest(unclaimed) == "remind":
        words.append(tr("More than an hour has gone by."))
    if others:
        more = tr("1 more is unfinished.") if others == 1 else tr("{count} more are unfinished.")
        words.append(more.format(count=others))
    return " ".join(words)


def _oldest(unclaimed: "Collection[Waiting]") -> str:
    known = [one.started_at for one in unclaimed if one.started_at is not None]
    return urgency(min(known), datetime.now(UTC)) if known else "new"


def _described(one: "Waiting") -> str:
    what = tr("made without sign-in") if one.unclaimed else said(one.sentence)
    if one.can_finish:
        what = tr("{time} long: {what}").format(time=clock(one.duration_s), what=what)
    if one.started_at is None:
        return what
    began = f"{one.started_at.astimezone():%Y-%m-%d %H:%M}"
    return tr("{began}, {what}").format(began=began, what=what)


class UnfinishedStrip(Strip):
    """Finish does all of one's own. The others are shown one by one, and Discard asks once more."""

    def __init__(self, waiting: "Sequence[Waiting]", choices: Choices) -> None:
        unclaimed = [one for one in waiting if one.unclaimed]
        self._left = {one.recording: one for one in waiting}
        super().__init__("red" if _oldest(unclaimed) == "escalate" else "amber", "")
        self._choices = choices
        self.claim = self.add_button("", self._show_rows)
        self.finish = self.add_button("", self.finish_all)
        self.later = self.add_button("", choices.later)
        self.discard = self.add_button("", self._show_rows)
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
        self.retranslate()

    def retranslate(self) -> None:
        self._said = unfinished_sentence(self._left.values())
        super().retranslate()
        if not hasattr(self, "_area"):  # the strip itself is still being built
            return
        self.claim.setText(tr("Claim…"))
        self.later.setText(tr("Later"))
        self.discard.setText(tr("Discard…"))
        self.finish.setText(tr("Finish") if self._own_count() == 1 else tr("Finish all"))

    def _own_count(self) -> int:
        return sum(not one.unclaimed for one in self._left.values())

    def finish_all(self) -> None:
        for one in tuple(self._left.values()):
            if one.can_finish and not one.unclaimed:
                self._finish_one(one.recording)

    def _show_rows(self) -> None:
        self.discard.hide()
        self.claim.hide()
        self._area.show()

    def _fill(self) -> None:
        self.retranslate()
        own = self._own_count()
        self.claim.setVisible(own < len(self._left) and self._area.isHidden())
        self.finish.setVisible(own > 0)
        self.discard.setVisible(own > 0 and self._area.isHidden())
        while (spot := self._rows.takeAt(0)) is not None:
            if (widget := spot.widget()) is not None:
                widget.deleteLater()
        rows = [
            UnfinishedRow(one, self._finish_one, self._discard_one, self._choices.claim)
            for one in self._left.values()
        ]
        for row in rows:
            self._rows.addWidget(row)
        shown = [row.sizeHint().height() + self._rows.spacing() for row in rows[:MOST_ROWS]]
        self._area.setFixedHeight(sum(shown) + 2 * self._area.frameWidth())

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


class UnfinishedRow(Retranslated, QWidget):
    """One recording by when it began and how long it is, never by who was recorded."""

    def __init__(
        self,
        one: "Waiting",
        finish: Callable[[str], None],
        discard: Callable[[str], None],
        claim: Claim,
    ) -> None:
        super().__init__()
        self._one, self._gone, self._claim = one, discard, claim
        self.words = QLabel()
        self._refused: AppError | None = None
        self.finish, self.discard = QPushButton(), QPushButton()
        self.claim, self.password, self.code = QPushButton(), QLineEdit(), QLineEdit()
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
        self._calm.timeout.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        refused = self._refused
        self.words.setText(_described(self._one) if refused is None else begun(sentence(refused)))
        self.finish.setText(tr("Finish"))
        asks = self._calm.isActive()
        self.discard.setText(tr("Delete its sound for good") if asks else tr("Discard"))
        self.claim.setText(tr("Claim"))
        for field, text in (
            (self.password, tr("Your password")),
            (self.code, tr("One-time code")),
        ):
            field.setPlaceholderText(text)
            field.setAccessibleName(text)

    def _lay_out_claim(self) -> None:
        for field in (self.password, self.code):
            field.setMaximumWidth(field.fontMetrics().averageCharWidth() * _FIELD_LETTERS)
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
        self._refused = error
        self.retranslate()
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
        self._calm.start()
        self.retranslate()
