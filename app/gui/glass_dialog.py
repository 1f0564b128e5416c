"""Breaking the glass: which encounter, why, and the credential once more."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError, CodeNeededError
from app.domain.glass import GRANT, LONGEST_TEXT, REASONS, SHORTEST_TEXT, Reason
from app.gui.look import begun, dress, tinted
from app.gui.people_parts import Typed
from app.gui.words import Retranslated, sentence, tr


@dataclass(frozen=True, slots=True)
class GlassAsked:
    """What was filled in."""

    encounter: str
    reason: Reason
    text: str
    typed: Typed


class GlassDialog(Retranslated, QDialog):
    """Stays open until it is granted or given up; `asked` carries a GlassAsked."""

    asked = Signal(object)

    def __init__(self, encounter: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumWidth(480)
        self._refused: AppError | None = None
        self.encounter, self.why, self.text = QLineEdit(encounter), QComboBox(), QLineEdit()
        self.password, self.code, self.error = QLineEdit(), QLineEdit(), QLabel()
        for reason in REASONS:
            self.why.addItem("", reason)
        self.text.setMaxLength(LONGEST_TEXT)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.rows = QFormLayout()
        for field in (self.encounter, self.why, self.text, self.password, self.code):
            label = QLabel()
            label.setBuddy(field)
            self.rows.addRow(label, field)
        self.rows.setRowVisible(self.code, False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.submit)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        (self.text if encounter else self.encounter).setFocus()
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Break the glass"))
        self.go.setText(tr("Read the notes"))
        self.explained.setText(
            tr(
                "You are not assigned to this patient. You may read their notes for {hours} hours "
                "when care needs it. That you did, and why, is kept and shown to those who watch "
                "over privacy."
            ).format(hours=int(GRANT.total_seconds() // 3600))
        )
        self.text.setPlaceholderText(
            tr("In your own words, at least {count} characters").format(count=SHORTEST_TEXT)
        )
        for index, reason in enumerate(REASONS):
            self.why.setItemText(index, reason_text(reason))
        for field, text in (
            (self.encounter, tr("&Encounter")),
            (self.why, tr("&Reason")),
            (self.text, tr("&Why")),
            (self.password, tr("Your &password")),
            (self.code, tr("One-time &code")),
        ):
            label = self.rows.labelForField(field)
            if isinstance(label, QLabel):
                label.setText(text)
        if self._refused is not None:
            self.error.setText(begun(sentence(self._refused)))

    def recolour(self) -> None:
        dress(self.error, f"{tinted('red', QApplication.palette()).sheet} padding: 6px;")

    def _lay_out(self) -> None:
        self.explained = QLabel()
        for label in (self.explained, self.error):
            label.setWordWrap(True)
        self.error.hide()
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self.explained)
        column.addLayout(self.rows)
        column.addWidget(self.error)
        column.addWidget(self.buttons)

    def submit(self) -> None:
        """Ask, or go to the next field that is empty."""
        for field in (self.encounter, self.text, self.password, self.code):
            if self.rows.isRowVisible(field) and not field.text().strip():
                field.setFocus()
                return
        self.go.setEnabled(False)
        typed = Typed("", self.password.text(), self.code.text().strip())
        encounter, text = self.encounter.text().strip(), self.text.text().strip()
        self.asked.emit(GlassAsked(encounter, self.why.currentData(), text, typed))

    def refuse(self, error: AppError) -> None:
        """Say why it was not granted."""
        self.go.setEnabled(True)
        if isinstance(error, CodeNeededError):
            self.rows.setRowVisible(self.code, True)
            self.code.setFocus()
        else:
            self.password.setText("")
            self.code.setText("")
            self.password.setFocus()
        self._refused = error
        self.error.setText(begun(sentence(error)))
        self.recolour()
        self.error.show()


def reason_text(reason: str) -> str:
    """Why somebody reads what is not theirs, as they would say it."""
    return {
        "emergency": tr("I treat this patient now"),
        "cover": tr("I stand in for a colleague"),
        "consult": tr("I was asked for an opinion"),
        "transfer": tr("I take the patient over"),
        "quality": tr("I look into a complaint or an incident"),
        "other": tr("Another reason"),
    }[reason]
