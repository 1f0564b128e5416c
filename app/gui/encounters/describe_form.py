"""What is known of a patient, to be corrected, or written down when it becomes known."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.encounters import Card
from app.domain.intake_words import Told, read_age
from app.gui.encounters.saying import age_text, patient_name, sex_text
from app.gui.words import Retranslated, tr

_SEXES = ("", "M", "F")


class DescribeForm(Retranslated, QWidget):
    """given: a Told with what was changed. closed: nothing shall be changed."""

    given = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self.name, self.patient, self.place, self.age = (QLineEdit() for _ in range(4))
        self.sex, self.error = QComboBox(), QLabel()
        self.keep, self.leave = QPushButton(), QPushButton()
        for sex in _SEXES:
            self.sex.addItem("", sex)
        self._lay_out()
        for field in (self.name, self.patient, self.place, self.age):
            field.returnPressed.connect(self.submit)
        self.keep.clicked.connect(self.submit)
        self.leave.clicked.connect(self.close_it)
        self.retranslate()

    def _lay_out(self) -> None:
        self._rows = QFormLayout()
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self.name, self.patient, self.place, self.age, self.sex):
            label = QLabel()
            label.setBuddy(field)
            self._rows.addRow(label, field)
        self.error.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.leave, self.keep):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addWidget(self.error)
        column.addLayout(buttons)

    def retranslate(self) -> None:
        unknown = self._card is not None and self._card.unknown
        self.setAccessibleName(tr("What is known of the patient"))
        for field, text in (
            (self.name, tr("&Name")),
            (self.patient, tr("Patient n&umber")),
            (self.place, tr("&Place")),
            (self.age, tr("&Age")),
            (self.sex, tr("Se&x")),
        ):
            label = self._rows.labelForField(field)
            if isinstance(label, QLabel):
                label.setText(text)
            field.setAccessibleName(text.replace("&", ""))
        for index, sex in enumerate(_SEXES):
            self.sex.setItemText(index, sex_text(sex) or tr("not known"))
        self.name.setPlaceholderText(patient_name(self._card) if self._card and unknown else "")
        self.keep.setText(tr("This is who it is") if unknown else tr("Keep"))
        self.leave.setText(tr("Leave as it is"))
        self._say_error(bool(self.error.text()))

    def show_card(self, card: Card) -> None:
        """Fill in what is known; a made-up name gives way to the real one."""
        self._card = card
        fields = (
            (self.name, "" if card.unknown else card.name),
            (self.patient, card.patient),
            (self.place, card.place),
            (self.age, age_text(card.age)),
        )
        for field, text in fields:
            field.setText(text)
        self.sex.setCurrentIndex(_SEXES.index(card.sex) if card.sex in _SEXES else 0)
        self._say_error(False)
        self.retranslate()
        self.name.setFocus()

    def submit(self) -> None:
        age = read_age(self.age.text())
        self._say_error(age is None)
        if age is None:
            self.age.setFocus()
            return
        texts = [field.text().strip() for field in (self.name, self.place, self.patient)]
        name, place, patient = texts
        self.given.emit(Told(name, place, age, str(self.sex.currentData()), patient))

    def close_it(self) -> None:
        self.wipe()
        self.closed.emit()

    def wipe(self) -> None:
        self._card = None
        for field in (self.name, self.patient, self.place, self.age):
            field.setText("")  # unlike clear(), this cannot be undone
            field.setPlaceholderText("")
        self.sex.setCurrentIndex(0)
        self._say_error(False)

    def _say_error(self, wrong: bool) -> None:
        words = tr("The age is a number, with mo, wk or d for months, weeks or days.")
        self.error.setText(words if wrong else "")
        self.error.setVisible(wrong)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
            return
        super().keyPressEvent(event)
