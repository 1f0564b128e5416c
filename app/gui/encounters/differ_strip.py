"""What the hospital's system says otherwise of the patient, to be taken over by a click alone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.encounters import Card
from app.gui.encounters.saying import differing_text
from app.gui.look import announce, dress, tinted
from app.gui.words import Retranslated, tr


class DifferStrip(Retranslated, QWidget):
    """Hidden while nothing differs. taken: somebody read it and takes it over."""

    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self.words, self.take = QLabel(), QPushButton()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.take.setAutoDefault(False)
        self.take.clicked.connect(self.taken)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, stretch=1)
        row.addWidget(self.take)
        self.retranslate()

    def show_card(self, card: Card | None) -> None:
        before = self.words.text()
        self._card = card
        self.retranslate()
        if self.words.text() and self.words.text() != before:
            announce(self.words, self.words.text())

    def retranslate(self) -> None:
        card = self._card
        differs = card.differs if card is not None else ()
        foreign = card is not None and card.foreign
        said = " · ".join(map(differing_text, differs))
        form = (
            tr("The hospital's system has this visit for another patient: {what}. Ask who it is.")
            if foreign
            else tr("The hospital's system says otherwise: {what}")
        )
        self.words.setText(form.format(what=said) if said else "")
        signed = card is not None and card.signed
        self.take.setText(tr("Take over"))
        self.take.setToolTip(
            tr("What is signed stays as it is signed") if signed else tr("As the hospital has it")
        )
        self.take.setVisible(bool(differs) and not foreign)
        self.setVisible(bool(differs))
        self.recolour()

    def recolour(self) -> None:
        foreign = self._card is not None and self._card.foreign
        tone = tinted("red" if foreign else "amber", QApplication.palette())
        dress(self.words, f"{tone.sheet} padding: 4px;")
