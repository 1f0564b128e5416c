"""For whom is recorded: always said, and in red when somebody else is looked at."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.workplace import Workplace
from app.gui.look import Badge, announce, sized, tinted
from app.gui.words import Retranslated, tr


class Whom(Retranslated, QFrame):
    """One line under the recording bar. go: the encounter that is recorded shall be looked at."""

    go = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = Workplace()
        self._warned = ""
        self.setObjectName("whom")
        self._badge = Badge("red", 22)
        self.words, self.back = QLabel(), QPushButton()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setFont(sized(self.font(), self.font().pointSizeF() + 1, bold=True))
        self.words.setWordWrap(True)
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.clicked.connect(lambda: self.go.emit(self._place.recorded or ""))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.addWidget(self._badge)
        row.addWidget(self.words, stretch=1)
        row.addWidget(self.back)
        self.retranslate()

    def show_place(self, place: Workplace) -> None:
        self._place = place
        self.retranslate()
        if place.other_recorded and self._warned != place.shown:
            announce(self, self.words.text())
        self._warned = place.shown if place.other_recorded else ""

    def forget(self) -> None:
        self.show_place(Workplace())

    def retranslate(self) -> None:
        place = self._place
        warns = place.other_recorded and bool(place.recorded or place.shown)
        self.words.setText(self._sentence())
        self.setAccessibleName(self.words.text())
        self.back.setText(tr("Show what is recorded"))
        self.back.setVisible(warns and bool(place.recorded))
        self._badge.setVisible(warns)
        self.setVisible(bool(self.words.text()))
        self.recolour()

    def _sentence(self) -> str:
        place = self._place
        shown, recorded = self._name(place.shown), self._name(place.recorded or "")
        if place.recorded is None:
            words = tr("Record is for: {shown}") if shown else ""
        elif not place.other_recorded:
            words = (
                tr("Recording for: {whom}")
                if recorded
                else tr("Recording without an encounter: file it afterwards.")
            )
        elif not recorded:
            words = tr("Recording goes on without an encounter, not for {shown}.")
        elif not shown:
            words = tr("Recording goes on for {whom}.")
        else:
            words = tr("WRONG PATIENT? You see {shown}. Recording is for {whom}.")
        return words.format(shown=shown, whom=recorded)

    def _name(self, encounter: str) -> str:
        found = self._place.find(encounter)
        return (found.label or found.id) if found else encounter

    def recolour(self) -> None:
        warns = self._badge.isVisibleTo(self)
        shade = tinted("red" if warns else "grey", QApplication.palette())
        sheet = f"#whom {{ background: {shade.ground}; }} #whom QLabel {{ color: {shade.ink}; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
