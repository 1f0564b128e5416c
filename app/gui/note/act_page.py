"""One act on a note: its consequence, what it asks for, and the credential; never a dialog."""

from datetime import UTC, datetime

from PySide6.QtCore import QDir, QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.permissions import proved
from app.gui.look import begun, sized, tinted
from app.gui.note.act_forms import ActForm, FormKind, form_of
from app.gui.note.credential_row import CredentialRow
from app.gui.words import Retranslated, sentence, tr

FORMS = ("pdf", "docx", "txt", "json", "cda")
_WIDEST = 620


class ActPage(Retranslated, QWidget):
    """given: it is to be done; ask `text`, `form_chosen` and `credential`. left: it is not."""

    given = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind: FormKind | None = None
        self._name = ""
        self._asks_proof = False
        self.title, self.consequence, self.asks = QLabel(), QLabel(), QLabel()
        self.line, self.area, self.form = QLineEdit(), QPlainTextEdit(), QComboBox()
        self.browse, self.go, self.cancel = QPushButton(), QPushButton(), QPushButton()
        self.error = QLabel()
        self.credential = CredentialRow()
        self.form.addItems(list(FORMS))
        self._lay_out()
        self.go.clicked.connect(self.submit)
        self.line.returnPressed.connect(self.submit)
        self.credential.given.connect(self.submit)
        self.cancel.clicked.connect(self.left)
        self.browse.clicked.connect(self._choose_folder)
        self.retranslate()

    def _lay_out(self) -> None:
        self.title.setFont(sized(self.font(), self.font().pointSizeF() + 3, bold=True))
        for label in (self.consequence, self.error):
            label.setWordWrap(True)
        self.area.setTabChangesFocus(True)
        place = QHBoxLayout()
        place.addWidget(self.line, stretch=1)
        place.addWidget(self.browse)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go)
        inside = QVBoxLayout()
        inside.setSpacing(10)
        for widget in (self.title, self.consequence, self.form, self.asks):
            inside.addWidget(widget)
        inside.addLayout(place)
        inside.addWidget(self.area)
        inside.addWidget(self.credential)
        inside.addWidget(self.error)
        inside.addLayout(buttons)
        inside.addStretch(1)
        box = QWidget()
        box.setLayout(inside)
        box.setMaximumWidth(_WIDEST)
        row = QHBoxLayout(self)
        row.addWidget(box, stretch=1)
        row.addStretch(0)
        self.error.hide()

    def retranslate(self) -> None:
        self.cancel.setText(tr("Cancel"))
        self.browse.setText(tr("Choose…"))
        self.form.setAccessibleName(tr("Kind of file"))
        names = (
            *(tr("PDF"), tr("Word document"), tr("Plain text"), tr("Signed JSON")),
            tr("CDA (WS/T 500)"),
        )
        for at, words in enumerate(names):
            self.form.setItemText(at, words)
        if self.kind is not None:
            self._say(form_of(self.kind, self._name))

    def begin(self, kind: FormKind, name: str, actor: Actor, *, dialogs: bool) -> None:
        """Show the form of an act. dialogs: whether one may lie over the window now."""
        self.kind, self._name = kind, name
        form = form_of(kind, name)
        fresh = proved(actor, datetime.now(UTC))
        self._asks_proof = actor.role != "sandbox" and (form.signs or (form.proof and not fresh))
        self._wipe()
        self.credential.begin()
        self.credential.setVisible(self._asks_proof)
        self.line.setVisible(form.field == "line")
        self.area.setVisible(form.field == "text")
        self.asks.setVisible(form.field != "none")
        self.form.setVisible(kind == "save")
        self.browse.setVisible(kind == "save" and dialogs)
        if kind == "save":
            self.line.setText(QDir.homePath())
        self._say(form)
        self.set_busy(False)

    def focus_first(self) -> None:
        for field in (self.line, self.area, self.credential.password):
            if field.isVisibleTo(self):
                field.setFocus()
                return
        self.go.setFocus()

    @property
    def asks_proof(self) -> bool:
        """Whether the credential is asked for."""
        return self._asks_proof

    @property
    def text(self) -> str:
        """What was typed."""
        if self.area.isVisibleTo(self):
            return self.area.toPlainText().strip()
        return self.line.text().strip()

    @property
    def form_chosen(self) -> str:
        return FORMS[self.form.currentIndex()]

    def submit(self) -> None:
        """Do it, or go to what is not filled in."""
        if not self.go.isEnabled():
            return
        field = self.area if self.area.isVisibleTo(self) else self.line
        if field.isVisibleTo(self) and not self.text:
            field.setFocus()
            return
        if self._asks_proof and not self.credential.complete():
            return
        self.set_busy(True)
        self.given.emit()

    def set_busy(self, busy: bool) -> None:
        self.go.setEnabled(not busy)
        self.error.setVisible(not busy and bool(self.error.text()))

    def refuse(self, error: AppError) -> None:
        """Say why it was not done; what was typed stays, but for the secret."""
        self.error.setText(begun(sentence(error)))
        self.set_busy(False)
        if self._asks_proof:
            self.credential.refuse(error)

    def forget(self) -> None:
        self.kind, self._name = None, ""
        self._wipe()
        self.credential.begin()
        self.title.clear()
        self.consequence.clear()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _wipe(self) -> None:
        self.line.setText("")
        self.area.setPlainText("")
        self.error.clear()
        self.error.hide()

    def _say(self, form: ActForm) -> None:
        self.title.setText(form.title)
        self.consequence.setText(form.consequence)
        self.asks.setText(form.asks)
        self.go.setText(form.button)
        for field in (self.line, self.area):
            field.setAccessibleName(form.asks)
        self._colour()

    def _colour(self) -> None:
        sheet = f"{tinted('red', QApplication.palette()).sheet} padding: 6px;"
        if sheet != self.error.styleSheet():
            self.error.setStyleSheet(sheet)

    def _choose_folder(self) -> None:
        """An object, so that it is closed when the screen locks."""
        dialog = QFileDialog(self, tr("Folder"), self.line.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.line.setText)
        dialog.open()
