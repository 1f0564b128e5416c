"""Asks for one's credential again, in place: an act that a person answers for waits for it."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.permissions import proved
from app.gui.pages.sheet import Notice, column, row, wipe
from app.gui.words import Retranslated, sentence, tr

Prove = Callable[[str, str, Callable[[Actor], None], Callable[[AppError], None]], None]
"""Given password, one-time code, and who is told the actor or the refusal; it never waits."""


class ProofBar(Retranslated, QFrame):
    """Hidden until `ask`; what was typed is wiped at once."""

    def __init__(self, prove: Prove | None) -> None:
        """prove: None where there are no users, and nothing needs proof."""
        super().__init__()
        self._prove = prove
        self._then: Callable[[Actor], object] = lambda _: None
        self.label, self.password, self.code = QLabel(), QLineEdit(), QLineEdit()
        self.confirm, self.cancel, self.notice = QPushButton(), QPushButton(), Notice()
        self.label.setBuddy(self.password)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        for line in (self.password, self.code):
            line.returnPressed.connect(self.submit)
        self.confirm.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.leave)
        whole = column(self.notice)
        whole.insertLayout(0, row(self.label, self.password, self.code, self.confirm, self.cancel))
        self.setLayout(whole)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.label.setText(tr("Your &password again:"))
        self.password.setAccessibleName(tr("Password"))
        self.code.setPlaceholderText(tr("one-time code, if you have one"))
        self.code.setAccessibleName(tr("One-time code"))
        self.confirm.setText(tr("Co&nfirm"))
        self.cancel.setText(tr("Cancel"))

    def ask(self, actor: Actor, then: Callable[[Actor], object]) -> None:
        """Do it at once where the credential was given just now, or is never needed."""
        if self._prove is None or proved(actor, datetime.now(UTC)):
            then(actor)
            return
        self._then = then
        self.show()
        self.password.setFocus()

    def submit(self) -> None:
        if self._prove is None or not self.password.text():
            return
        password, code = self.password.text(), self.code.text().strip()
        wipe(self.password, self.code)
        self.confirm.setEnabled(False)
        self._prove(password, code, self._given, self._refused)

    def leave(self) -> None:
        """Nothing is done."""
        self._then = lambda _: None
        wipe(self.password, self.code)
        self.notice.clear()
        self.confirm.setEnabled(True)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _given(self, actor: Actor) -> None:
        then = self._then
        self.leave()
        then(actor)

    def _refused(self, error: AppError) -> None:
        self.confirm.setEnabled(True)
        self.notice.tell("red", lambda: sentence(error), aloud=True)
        self.password.setFocus()
