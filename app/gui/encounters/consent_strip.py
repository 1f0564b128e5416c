"""What the patient said about being recorded: one word, and a button for each answer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.encounters import AGAINST, CONSENTS, Card, Consent
from app.gui.encounters.saying import consent_act, consent_said
from app.gui.look import dress, tinted
from app.gui.words import Retranslated, tr


class ConsentStrip(Retranslated, QWidget):
    """said: the Consent that somebody chose. Refused or withdrawn during a recording, it is said in
    red that the recording goes on: whether it must stop is for the one who treats to decide."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self.words = QLabel()
        self.buttons: dict[Consent, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        for state in CONSENTS:
            button = QPushButton()
            button.setAutoDefault(False)
            button.clicked.connect(lambda _, one=state: self.chosen.emit(one))
            self.buttons[state] = button
            row.addWidget(button)
        self.retranslate()

    def show_card(self, card: Card | None) -> None:
        self._card = card
        self.retranslate()

    @property
    def state(self) -> str:
        """ "" for nothing."""
        step = self._card.consent if self._card else None
        return step.state if step else ""

    @property
    def warning(self) -> str:
        """What must be known about it while it is recorded; "" for nothing."""
        if self._card is None or not self._card.recording or self.state not in AGAINST:
            return ""
        return tr(
            "The patient does not want to be recorded, and the recording goes on. "
            "Stop it, unless your hospital's rules let you go on."
        )

    def retranslate(self) -> None:
        said = consent_said(self.state)
        self.words.setText(said.text)
        step = self._card.consent if self._card else None
        when = ""
        if self._card is not None and step is not None:
            at = f"{step.at.astimezone():%Y-%m-%d %H:%M}"
            when = tr("written down {at} by {name}").format(at=at, name=self._card.consent_by)
        self.words.setToolTip(when)
        self.words.setAccessibleName(", ".join(filter(None, (said.words, when))))
        for state, button in self.buttons.items():
            button.setText(consent_act(state))
            button.setAccessibleName(consent_said(state).words)
            button.setToolTip(tr("Write down: {words}").format(words=consent_said(state).words))
            button.setVisible(self._offered(state))
        self.recolour()

    def _offered(self, state: Consent) -> bool:
        """What may follow what was said: only what was given can be withdrawn."""
        if state == "withdrawn":
            return self.state == "given"
        if state == "refused" and self.state == "given":
            return False
        return state != self.state and not (state == "asked" and self.state != "")

    def recolour(self) -> None:
        tone = consent_said(self.state).tone
        shade = tinted(tone, QApplication.palette())
        dress(self.words, f"{shade.sheet} padding: 3px 6px; font-weight: bold;")
