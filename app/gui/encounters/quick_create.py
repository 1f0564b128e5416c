"""A new encounter in two fields, as fast as `Bed 4`, Tab, `M 54`, Enter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.intake_words import Told, told
from app.gui.encounters.saying import age_text, sex_text
from app.gui.words import Retranslated, tr


class QuickCreate(Retranslated, QWidget):
    """asked, unknown: a Told, when Enter or a button was pressed. closed: Escape."""

    asked = Signal(object)
    unknown = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.who, self.more, self.read = QLineEdit(), QLineEdit(), QLabel()
        self.go, self.nobody = QPushButton(), QPushButton()
        self._lay_out()
        self.who.returnPressed.connect(self.submit)
        self.more.returnPressed.connect(self.submit)
        for field in (self.who, self.more):
            field.textChanged.connect(self._show_read)
        self.go.clicked.connect(self.submit)
        self.nobody.clicked.connect(self.submit_unknown)
        self.retranslate()

    def _lay_out(self) -> None:
        self.read.setWordWrap(True)
        self.read.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QHBoxLayout()
        for button in (self.go, self.nobody):
            button.setAutoDefault(False)
            buttons.addWidget(button, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.who, self.more, self.read):
            column.addWidget(widget)
        column.addLayout(buttons)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("New encounter"))
        for field, text, tip in (
            (self.who, tr("Name or bed"), tr("A name, or a place: Bed 4, R2, Resus")),
            (
                self.more,
                tr("Age and sex, or number"),
                tr("M 54, 8 mo F, a patient number, or # and the visit number"),
            ),
        ):
            field.setPlaceholderText(text)
            field.setAccessibleName(text)
            field.setToolTip(tip)
        self.go.setText(tr("Begin"))
        self.nobody.setText(tr("Unknown patient"))
        self.nobody.setToolTip(tr("Gets a number for a name; say who it is later"))
        self._show_read()

    @property
    def said(self) -> Told:
        return told(self.who.text(), self.more.text())

    def begin(self) -> None:
        """Start typing."""
        self.who.setFocus()
        self.who.selectAll()

    def submit(self) -> None:
        """Ask for it, or go to the field that lacks something."""
        said = self.said
        if said.unread:
            self.more.setFocus()
        elif said == Told():
            self.who.setFocus()
        elif self.go.isEnabled():
            self._wait(True)
            self.asked.emit(said)

    def submit_unknown(self) -> None:
        if self.go.isEnabled() and not self.said.unread:
            self._wait(True)
            self.unknown.emit(self.said)

    def done(self) -> None:
        """It is begun: the fields are free for the next one."""
        self.wipe()

    def refused(self) -> None:
        """What was typed stays, to be mended."""
        self._wait(False)
        self.who.setFocus()

    def wipe(self) -> None:
        for field in (self.who, self.more):
            field.setText("")  # unlike clear(), this cannot be undone
        self._wait(False)

    def _wait(self, waiting: bool) -> None:
        for button in (self.go, self.nobody):
            button.setEnabled(not waiting)

    def _show_read(self) -> None:
        """Says how it was understood, so that nobody wonders what became of it."""
        said = self.said
        if said.unread:
            words = tr("“{text}” is not clear: M 54, 8 mo, a patient number, or # and the visit")
            self.read.setText(words.format(text=said.unread))
        else:
            self.read.setText(_understood(said))
        self.read.setVisible(bool(self.read.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.wipe()
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _understood(said: Told) -> str:
    rows = (
        (tr("place {value}"), said.place),
        (tr("name {value}"), said.name),
        (tr("age {value}"), age_text(said.age)),
        (tr("sex {value}"), sex_text(said.sex)),
        (tr("patient number {value}"), said.patient),
        (tr("visit number {value}"), said.encounter),
    )
    return " · ".join(form.format(value=value) for form, value in rows if value)
