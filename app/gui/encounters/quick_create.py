"""A new encounter in two fields, as fast as `Bed 4`, Tab, `M 54`, Enter, or by a scan and Enter."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.access import Actor
from app.domain.arrivals import age_on
from app.domain.intake_words import Told, told
from app.domain.wristband import Scan, read_scan
from app.gui.encounters.offers import OfferPane
from app.gui.encounters.parts import EncounterParts
from app.gui.encounters.saying import age_text, fault_text, sex_text
from app.gui.words import Retranslated, tr

if TYPE_CHECKING:
    from app.domain.arrivals import Arrival


class QuickCreate(Retranslated, QWidget):
    """asked, unknown: a Told, when Enter or a button was pressed. admitted: an Admission that was
    offered and chosen. closed: Escape."""

    asked = Signal(object)
    unknown = Signal(object)
    admitted = Signal(object)
    closed = Signal()

    def __init__(self, parts: EncounterParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offers = OfferPane(parts)
        self._printed = Told()
        self.who, self.more, self.read = QLineEdit(), QLineEdit(), QLabel()
        self.go, self.nobody = QPushButton(), QPushButton()
        self._lay_out()
        self.who.returnPressed.connect(self.submit)
        self.more.returnPressed.connect(self.submit)
        for field in (self.who, self.more):
            field.textChanged.connect(self._show_read)
            field.textEdited.connect(self._look)
        self.go.clicked.connect(self.submit)
        self.nobody.clicked.connect(self.submit_unknown)
        self.offers.chosen.connect(self._choose)
        self.offers.nobody.connect(self._know_nobody)
        self.offers.back.connect(self.more.setFocus)
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
        column.addWidget(self.offers)

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
        """What is typed, with what a wristband says of the patient of that number."""
        typed, printed = told(self.who.text(), self.more.text()), self._printed
        same = bool(printed.patient) and typed.patient == printed.patient
        if not same or typed.name != printed.name:
            return typed
        return replace(typed, birth_date=printed.birth_date, encounter=printed.encounter)

    def act_as(self, actor: Actor) -> None:
        self.offers.act_as(actor)

    def begin(self) -> None:
        """Start typing; who arrived is offered below."""
        self.who.setFocus()
        self.who.selectAll()
        self.offers.ask(self._words())

    def scan(self, text: str) -> None:
        """A wristband instead of typing. text: as the scanner typed it."""
        self.wipe()
        scan = read_scan(text)
        if isinstance(scan, str):
            self.offers.say_fault(lambda: fault_text(scan))
            self.who.setFocus()
        elif scan is not None:
            self.offers.ask_scan(scan)

    def _know_nobody(self, scan: Scan) -> None:
        """What the wristband says itself is filled in, and begun by Enter like what is typed."""
        printed = scan.printed
        age = age_on(printed.birth_date, date.today()) if printed else ""  # noqa: DTZ011 - of the wall
        sex = printed.sex if printed else ""
        number = printed.patient_number if printed else scan.numbers[0]
        self._printed = Told(
            printed.name if printed else "",
            patient=number,
            encounter=printed.visit if printed else "",
            birth_date=printed.birth_date if printed else "",
        )
        self.who.setText(self._printed.name)
        self.more.setText(" ".join(filter(None, (age, sex, number))))
        self.offers.say_fault(lambda: tr("Nobody is known by this wristband. Compare, and begin."))
        (self.more if self.who.text() else self.who).setFocus()

    def _choose(self, arrival: "Arrival") -> None:
        if self.go.isEnabled():
            self._wait(True)
            self.admitted.emit(arrival.admission)

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
        self._printed = Told()
        for field in (self.who, self.more):
            field.setText("")  # unlike clear(), this cannot be undone
        self.offers.put_away()
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

    def _look(self) -> None:
        """Whoever is typed may be known; a place alone is nobody."""
        if self.isVisible():
            self.offers.ask(self._words())

    def _words(self) -> str:
        said = self.said
        return " ".join(filter(None, (said.name, said.patient, said.encounter)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.wipe()
            self.closed.emit()
            return
        if event.key() == Qt.Key.Key_Down:
            self.offers.take_cursor()
            return
        super().keyPressEvent(event)


def _understood(said: Told) -> str:
    rows = (
        (tr("place {value}"), said.place),
        (tr("name {value}"), said.name),
        (tr("age {value}"), age_text(said.age)),
        (tr("sex {value}"), sex_text(said.sex)),
        (tr("born {date}").replace("{date}", "{value}"), said.birth_date),
        (tr("patient number {value}"), said.patient),
        (tr("visit number {value}"), said.encounter),
    )
    return " · ".join(form.format(value=value) for form, value in rows if value)
