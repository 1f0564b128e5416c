"""Where a login, a password and a one-time code are typed."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import announce, begun, dress, sized, tinted
from app.gui.people_parts import Typed
from app.gui.words import Retranslated, said, tr

Asked = Literal["sign_in", "unlock", "change"]
_HIGH = 34


class CredentialForm(Retranslated, QWidget):
    """Enter gives what was typed; `given` carries a Typed. What is secret is wiped afterwards."""

    given = Signal(object)

    def __init__(
        self,
        parent: QWidget | None = None,
        announce: Callable[[QWidget, str], None] = announce,
    ) -> None:
        super().__init__(parent)
        self._announce = announce
        self._asked: Asked = "sign_in"
        self._refusal = ""
        self.login, self.password, self.code = QLineEdit(), QLineEdit(), QLineEdit()
        self.new, self.again = QLineEdit(), QLineEdit()
        self.caps, self.error = QLabel(), QLabel()
        self.button = QPushButton()
        self.button.clicked.connect(self.submit)
        self._lay_out()
        self.ask("sign_in")
        self.retranslate()

    def retranslate(self) -> None:
        for field, text in (
            (self.login, tr("&Login")),
            (self.password, tr("&Password")),
            (self.code, tr("One-time &code")),
            (self.new, tr("&New password")),
            (self.again, tr("New password a&gain")),
        ):
            label = self._rows.labelForField(field)
            if isinstance(label, QLabel):
                label.setText(text)
        self.caps.setText(tr("Caps Lock is on."))
        self.error.setText(begun(said(self._refusal)))
        self._name_button()

    def recolour(self) -> None:
        dress(self.error, f"{tinted('red', QApplication.palette()).sheet} padding: 6px;")

    def _name_button(self) -> None:
        if not self.button.isEnabled():
            self.button.setText(tr("Checking…"))
            return
        names: dict[Asked, str] = {
            "sign_in": tr("Sign in"),
            "unlock": tr("Unlock"),
            "change": tr("Change password and sign in"),
        }
        self.button.setText(names[self._asked])

    def _lay_out(self) -> None:
        self._rows = QFormLayout()
        self._rows.setVerticalSpacing(10)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self.login, self.password, self.code, self.new, self.again):
            field.setMinimumHeight(_HIGH)
            field.setFont(sized(self.font(), self.font().pointSizeF() + 2))
            field.returnPressed.connect(self.submit)
            field.installEventFilter(self)
            label = QLabel()
            label.setBuddy(field)
            label.setMinimumHeight(_HIGH)  # in the middle of its field
            self._rows.addRow(label, field)
        for field in (self.password, self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.error.setWordWrap(True)
        self.error.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.button.setMinimumHeight(40)
        self.button.setFont(sized(self.font(), self.font().pointSizeF() + 2, bold=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._rows)
        for widget in (self.caps, self.error, self.button):
            column.addWidget(widget)

    def ask(self, asked: Asked, *, code: bool = False) -> None:
        """Show the fields of one question. code: of the second factor too."""
        self._asked = asked
        self._rows.setRowVisible(self.login, asked != "unlock")
        self._rows.setRowVisible(self.code, code)
        for field in (self.new, self.again):
            self._rows.setRowVisible(field, asked == "change")
        self.set_busy(False)
        self.caps.hide()
        self.error.setVisible(bool(self.error.text()))
        self._focus()

    @property
    def asked(self) -> Asked:
        return self._asked

    def submit(self) -> None:
        """Give what was typed, or go to the next field that is empty."""
        if not self.button.isEnabled():
            return
        for field in (self.login, self.password, self.code, self.new, self.again):
            if self._rows.isRowVisible(field) and not field.text():
                field.setFocus()
                return
        if self.new.text() != self.again.text():
            self.refuse(tr("The two new passwords differ; type them again."))
            return
        self.show_error("")
        self.set_busy(True)
        login, password = self.login.text().strip(), self.password.text()
        self.given.emit(Typed(login, password, self.code.text().strip(), self.new.text()))

    def set_busy(self, busy: bool) -> None:
        """While a credential is being checked nothing can be typed."""
        for field in (self.login, self.password, self.code, self.new, self.again, self.button):
            field.setEnabled(not busy)
        self._name_button()

    def refuse(self, sentence: str) -> None:
        """It was not right: say why, and let the secret be typed again."""
        self.set_busy(False)
        self._wipe_secrets()
        self.show_error(sentence)
        self._focus()

    def ask_code(self, sentence: str) -> None:
        """The password was right so far, and is kept: the code is still needed."""
        self.ask(self._asked, code=True)
        self.show_error(sentence)
        self.code.setFocus()

    def ask_new(self, sentence: str) -> None:
        """The password was right, but must be changed first."""
        self.ask("change", code=self._rows.isRowVisible(self.code))
        self.code.setText("")
        self.show_error(sentence)
        self.new.setFocus()

    def wipe(self) -> None:
        """Nothing of what was typed stays, nor can it be undone."""
        self.login.setText("")
        self._wipe_secrets()
        self.show_error("")

    def _wipe_secrets(self) -> None:
        for field in (self.password, self.code, self.new, self.again):
            field.setText("")  # unlike clear(), this cannot be undone

    def show_error(self, sentence: str) -> None:
        """sentence: in English, or in the chosen language already."""
        self._refusal = sentence
        self.error.setText(begun(said(sentence)))
        self.error.setVisible(bool(sentence))
        if sentence:
            self.recolour()
            self._announce(self.error, said(sentence))

    def _focus(self) -> None:
        wants_login = self._asked != "unlock" and not self.login.text()
        (self.login if wants_login else self.password).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._notice_caps(event)
        return super().eventFilter(watched, event)

    def _notice_caps(self, event: QKeyEvent) -> None:
        letter = event.text()
        if len(letter) == 1 and letter.isalpha() and letter.lower() != letter.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setVisible(letter.isupper() != shift)
