"""What a user must be told, once: a temporary password, the secret of an authenticator."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QHideEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QPushButton

from app.gui.pages.sheet import Prose, column, row
from app.gui.words import Retranslated, tr
from app.services.credentials import totp_secret


class SecretCard(Retranslated, QFrame):
    """Gone for good once it is closed, or its page is left."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.heading, self.how, self.done = Prose(bold=True), Prose(quiet=True), QPushButton()
        self.password, self.secret, self.address = Prose(), Prose(), Prose()
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF() + 2)
        self._rows = QFormLayout()
        self._labels = []
        for value in (self.password, self.secret, self.address):
            value.setFont(fixed)
            value.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # to be read and copied by keys
            label = QLabel()
            label.setBuddy(value)
            self._labels.append(label)
            self._rows.addRow(label, value)
        whole = column(self.heading)
        whole.addLayout(self._rows)
        whole.addWidget(self.how)
        whole.addLayout(row(self.done, None))
        self.setLayout(whole)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.done.clicked.connect(self.wipe)
        self.retranslate()
        self.wipe()

    def retranslate(self) -> None:
        names = (
            tr("Temporary password:"),
            tr("Secret for the authenticator:"),
            tr("Or its address:"),
        )
        for label, value, name in zip(self._labels, self._values, names, strict=True):
            label.setText(name)
            value.setAccessibleName(name)
        self.heading.setText(tr("For {name}, shown only now:").format(name=self._name))
        self.how.setText(
            tr(
                "Hand it over in person. It is kept nowhere that it can be read again; if it is "
                "lost, make a new one."
            )
        )
        self.done.setText(tr("&Handed over, hide it"))

    def put(self, name: str, password: str, address: str) -> None:
        """address: of the authenticator, as otpauth; "" for none."""
        self._name = name
        self.password.setText(password)
        self.address.setText(address)
        self.secret.setText(totp_secret(address) if address else "")
        for at, value in enumerate(self._values):
            self._rows.setRowVisible(at, bool(value.text()))
        self.retranslate()
        self.show()
        self.done.setFocus()

    def wipe(self) -> None:
        self._name = ""
        for value in self._values:
            value.clear()
        self.retranslate()
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Whoever comes back to the page later may be somebody else."""
        super().hideEvent(event)
        if not event.spontaneous() and self._name:
            self.wipe()

    @property
    def _values(self) -> tuple[Prose, Prose, Prose]:
        return self.password, self.secret, self.address
