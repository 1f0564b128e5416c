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
from app.gui.look import begun, tinted
from app.gui.people_parts import Typed

REASON_TEXTS: dict[str, str] = {
    "emergency": "I treat this patient now",
    "cover": "I stand in for a colleague",
    "consult": "I was asked for an opinion",
    "transfer": "I take the patient over",
    "quality": "I look into a complaint or an incident",
    "other": "Another reason",
}
EXPLAINED = (
    "You are not assigned to this patient. You may read their notes for "
    f"{int(GRANT.total_seconds() // 3600)} hours when care needs it. That you did, and why, is "
    "kept and shown to those who watch over privacy."
)


@dataclass(frozen=True, slots=True)
class GlassAsked:
    """What was filled in."""

    encounter: str
    reason: Reason
    text: str
    typed: Typed


class GlassDialog(QDialog):
    """Stays open until it is granted or given up; `asked` carries a GlassAsked."""

    asked = Signal(object)

    def __init__(self, encounter: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Break the glass")
        self.setMinimumWidth(480)
        self.encounter, self.why, self.text = QLineEdit(encounter), QComboBox(), QLineEdit()
        self.password, self.code, self.error = QLineEdit(), QLineEdit(), QLabel()
        for reason in REASONS:
            self.why.addItem(REASON_TEXTS[reason], reason)
        self.text.setMaxLength(LONGEST_TEXT)
        self.text.setPlaceholderText(f"In your own words, at least {SHORTEST_TEXT} characters")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.rows = QFormLayout()
        for name, field in (
            ("&Encounter", self.encounter),
            ("&Reason", self.why),
            ("&Why", self.text),
            ("Your &password", self.password),
            ("One-time &code", self.code),
        ):
            self.rows.addRow(name, field)
        self.rows.setRowVisible(self.code, False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton("Read the notes", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.submit)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        (self.text if encounter else self.encounter).setFocus()

    def _lay_out(self) -> None:
        explained = QLabel(EXPLAINED)
        for label in (explained, self.error):
            label.setWordWrap(True)
        self.error.hide()
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(explained)
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
        self.error.setText(begun(str(error)))
        self.error.setStyleSheet(f"{tinted('red', QApplication.palette()).sheet} padding: 6px;")
        self.error.show()
