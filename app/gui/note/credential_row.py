"""The credential, asked for again beside what it is needed for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.domain.errors import AppError, CodeNeededError
from app.gui.people_parts import Typed
from app.gui.words import Retranslated, tr


class CredentialRow(Retranslated, QWidget):
    """Password, and the one-time code once it was asked for. given: Enter was pressed."""

    given = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.password, self.code = QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addRow(" ", self.password)
        self._rows.addRow(" ", self.code)
        self._rows.setRowVisible(self.code, False)
        for field in (self.password, self.code):
            field.returnPressed.connect(self.given)
        self.retranslate()

    def retranslate(self) -> None:
        for field, text in (
            (self.password, tr("Your &password")),
            (self.code, tr("One-time &code")),
        ):
            label = self._rows.labelForField(field)
            label.setText(text)  # type: ignore[attr-defined]
            field.setAccessibleName(text.replace("&", ""))

    @property
    def typed(self) -> Typed:
        return Typed("", self.password.text(), self.code.text().strip())

    def complete(self) -> bool:
        """Whether all that is asked for is typed; else the cursor is where something lacks."""
        for field in (self.password, self.code):
            if self._rows.isRowVisible(field) and not field.text():
                field.setFocus()
                return False
        return True

    def refuse(self, error: AppError) -> None:
        """It was not enough, or not right."""
        if isinstance(error, CodeNeededError):
            self._rows.setRowVisible(self.code, True)
            self.code.setFocus()
            return
        self.wipe()
        self.password.setFocus()

    def wipe(self) -> None:
        for field in (self.password, self.code):
            field.setText("")  # unlike clear(), this cannot be undone

    def begin(self) -> None:
        """For another act: whether a code is used is found out anew."""
        self.wipe()
        self._rows.setRowVisible(self.code, False)
