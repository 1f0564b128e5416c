"""What will become of files that were dropped, asked in the window itself where it is not plain."""

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.intake import MOST_FILES, Intake, WhyNot
from app.gui.words import Retranslated, tr


def why_words(why: WhyNot, count: int) -> str:
    return {
        "not_sound": tr("{count} no recordings"),
        "missing": tr("{count} not found"),
        "empty": tr("{count} empty"),
        "waiting_already": tr("{count} twice, or waiting already"),
        "done_before": tr("{count} transcribed before"),
        "too_many": tr("{count} beyond the {most} that are taken at once"),
    }[why].format(count=count, most=MOST_FILES)


def intake_sentences(intake: Intake, whom: str) -> list[str]:
    """whom: the encounter they are filed to, "" for none."""
    count = len(intake.files)
    lines = []
    if count and whom:
        lines.append(
            tr("To be transcribed and filed to {whom}: {count}").format(count=count, whom=whom)
        )
    elif count:
        lines.append(tr("To be transcribed, without an encounter: {count}").format(count=count))
    if intake.again:
        lines.append(
            tr("Transcribed before, their notes are here already: {count}").format(
                count=len(intake.again)
            )
        )
    if intake.left_out:
        whys = Counter(one.why for one in intake.left_out)
        lines.append(
            tr("Left out: {what}").format(what=", ".join(why_words(*one) for one in whys.items()))
        )
    return lines or [tr("There is no recording among what you dropped.")]


class IntakeCard(Retranslated, QFrame):
    """Nothing starts before it is said what will happen. agreed: an Intake, to be begun now."""

    agreed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intake, self._whom = Intake(), ""
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.start, self.all, self.leave = QPushButton(), QPushButton(), QPushButton()
        self.start.clicked.connect(lambda: self._agree(Intake(self._intake.files)))
        self.all.clicked.connect(
            lambda: self._agree(Intake((*self._intake.files, *self._intake.again)))
        )
        self.leave.clicked.connect(self.forget)
        buttons = QHBoxLayout()
        for button in (self.start, self.all, self.leave):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addLayout(buttons)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.retranslate()
        self.hide()

    def ask(self, intake: Intake, whom: str) -> None:
        self._intake, self._whom = intake, whom
        self.retranslate()
        self.show()
        (self.start if intake.files else self.leave).setFocus()

    def retranslate(self) -> None:
        intake = self._intake
        self.words.setText("\n".join(intake_sentences(intake, self._whom)))
        self.setAccessibleName(self.words.text())
        self.start.setText(tr("Transcribe {count}").format(count=len(intake.files)))
        self.all.setText(
            tr("Transcribe all {count}, once more").format(
                count=len(intake.files) + len(intake.again)
            )
        )
        self.leave.setText(tr("Leave them") if intake.files or intake.again else tr("OK"))
        self.start.setVisible(bool(intake.files))
        self.all.setVisible(bool(intake.again))

    def _agree(self, intake: Intake) -> None:
        self.forget()
        self.agreed.emit(intake)

    def forget(self) -> None:
        self._intake, self._whom = Intake(), ""
        self.hide()
        self.retranslate()
