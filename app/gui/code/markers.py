"""The buttons that mark an event, and what may be noted of the one just marked."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.gui.code.labels import KEYS, VALUES, kind_text, value_text
from app.gui.look import sized, zoomed
from app.gui.review.flow import Flow
from app.gui.words import Retranslated, tr
from app.services.code_log import LONGEST_VALUE

POINTS: Final = 16.0
_TYPED_LETTERS: Final = 37


class Markers(Retranslated, QWidget):
    """One button an event, each with its digit. `asked` carries the marker's name."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self._compressions = False
        flow = Flow(self)  # a button that is cut off is no use in a resuscitation
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(6)
        for _, name in KEYS:
            button = QPushButton()
            button.setFont(sized(self.font(), zoomed(POINTS), bold=True))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the digits working
            button.clicked.connect(partial(self.asked.emit, name))
            flow.addWidget(button)
            self.buttons[name] = button
        self.retranslate()

    def retranslate(self) -> None:
        for digit, name in KEYS:
            kind = name if name != "cpr" else ("cpr_stop" if self._compressions else "cpr_start")
            text = kind_text(kind)
            self.buttons[name].setText(f"{digit}  {text}" if digit else text)
            self.buttons[name].setAccessibleName(text)
            self.buttons[name].setToolTip(
                tr("Mark now; key {digit}").format(digit=digit) if digit else tr("Mark now")
            )

    def show_compressions(self, going: bool) -> None:
        """The first button stops what is going on."""
        if going != self._compressions:
            self._compressions = going
            self.retranslate()


class ValueStrip(Retranslated, QWidget):
    """What may be noted of an event: a choice by Ctrl and a digit, or typed. `given`: the text."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about, self.typed = QLabel(), QLineEdit()
        self.choices: list[QPushButton] = []
        self._kind = ""
        self.about.setFont(sized(self.font(), zoomed(POINTS)))
        self.typed.setMaxLength(LONGEST_VALUE)
        self.typed.returnPressed.connect(self._give_typed)
        self.typed.setMinimumWidth(self.fontMetrics().averageCharWidth() * _TYPED_LETTERS)
        self._row = Flow(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self.about)
        self._row.addWidget(self.typed)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        self.typed.setPlaceholderText(tr("something else, then Enter"))
        self.typed.setAccessibleName(tr("What is noted of the event"))
        if self._kind:
            self.about.setText(tr("{event}, marked:").format(event=kind_text(self._kind)))

    def ask(self, kind: str) -> None:
        """Offer what is usual for an event of this kind; hide for one of which nothing is noted."""
        self.forget()
        if kind not in VALUES:
            return
        self._kind = kind
        self._row.removeWidget(self.typed)
        for number, value in enumerate(VALUES[kind], 1):
            button = QPushButton(value_text(value))
            button.setFont(sized(self.font(), zoomed(POINTS)))
            button.setToolTip(f"Ctrl+{number}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._give, value))
            self._row.addWidget(button)
            self.choices.append(button)
        self._row.addWidget(self.typed)
        self.retranslate()
        self.show()

    def choose(self, number: int) -> None:
        """By its key, from 1."""
        if 0 < number <= len(self.choices):
            self.choices[number - 1].click()

    def forget(self) -> None:
        for button in self.choices:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.choices.clear()
        self.typed.setText("")  # unlike clear(), this cannot be undone
        self.about.clear()
        self._kind = ""
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.forget()
        else:
            super().keyPressEvent(event)

    def _give_typed(self) -> None:
        text = self.typed.text().strip()
        if text:
            self._give(text)

    def _give(self, value: str) -> None:
        self.forget()
        self.given.emit(value)
