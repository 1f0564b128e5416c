"""What is seen while nobody may see anything else: sign-in, locked screen, emergency recording."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.live import Level, Refused, Status, Stopped, Trouble, TroubleOver
from app.gui.bridge import LiveParts
from app.gui.credential_form import CredentialForm
from app.gui.look import FILLED, begun, clock, dress, sized, tinted
from app.gui.strips import RED_TROUBLES
from app.gui.words import Retranslated, said, sentence, term, tr
from app.services.events import RecordingLeft

if TYPE_CHECKING:
    from app.services.dictation import DictationEvent
    from app.services.own_recording import Whose

GateState = Literal["out", "locked", "switching"]
_LINES_WIDE = 31  # in heights of a line, so that it grows with the letters


class Gate(Retranslated, QWidget):
    """Covers the window. It shows who is locked and whether sound is kept, never what was said.

    given: a Typed, with `form.asked` saying for what. other: somebody else wants to sign in.
    back: who is locked wants to go on after all.
    """

    given = Signal(object)
    other = Signal()
    back = Signal()

    def __init__(self, live: LiveParts, workstation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live, self._workstation = live, workstation
        self._audio_s, self._under_way, self._wish = 0.0, False, False
        self._troubles: dict[str, str] = {}
        self._locked: Actor | None = None
        self._sentence, self._paused = "", False
        self.title, self.who = QLabel("ERScribe"), QLabel()
        self.form = CredentialForm()
        self.other_user, self.go_back = QPushButton(), QPushButton()
        self.record = QPushButton()
        self.hint, self.said = QLabel(), QLabel()
        self.lamp, self.elapsed, self.goes_on = QLabel(), QLabel(), QLabel()
        self._dress()
        self._lay_out()
        self.form.given.connect(self.given)
        self.other_user.clicked.connect(self.other)
        self.go_back.clicked.connect(self.back)
        self.record.clicked.connect(self.record_or_stop)
        self.show_out()
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Sign-in"))
        self.elapsed.setAccessibleName(tr("Recorded time"))
        self.other_user.setText(tr("Other user…"))
        self.go_back.setText(tr("Back"))
        self.hint.setText(
            tr(
                "For emergencies: sound is kept, encrypted, and nothing is shown. "
                "A physician claims it later."
            )
        )
        self.who.setText(self._who())
        self.say(self._sentence)
        self._show_recording()

    def recolour(self) -> None:
        shade = tinted("amber", self.palette())
        dress(self.said, f"{shade.sheet} padding: 6px;" if self._sentence else "")

    def _dress(self) -> None:
        points = self.font().pointSizeF()
        self.title.setFont(sized(self.font(), points + 10, bold=True))
        self.who.setFont(sized(self.font(), points + 3))
        for label in (self.who, self.hint, self.said, self.goes_on):
            label.setWordWrap(True)
        self.record.setObjectName("emergency")
        self.record.setMinimumHeight(64)
        self.record.setFont(sized(self.font(), points + 5, bold=True))
        red = FILLED["red"]
        self.record.setStyleSheet(
            f"#emergency {{ {red.sheet} border: 3px solid {red.ground}; border-radius: 8px; }}"
            " #emergency:hover, #emergency:focus { border-color: palette(text); }"
            " #emergency:disabled { background: #5f6368; border-color: transparent; }"
        )
        self.lamp.setFont(sized(self.font(), points + 3, bold=True))
        self.lamp.setStyleSheet(f"{red.sheet} padding: 4px 10px; border-radius: 4px;")
        self.elapsed.setFont(sized(self.font(), points + 9, bold=True))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.other_user)
        row.addWidget(self.go_back)
        row.addStretch(1)
        box = QFrame()
        box.setFixedWidth(self.fontMetrics().height() * _LINES_WIDE)
        column = QVBoxLayout(box)
        column.setSpacing(12)
        for above in (self.title, self.who, self.form):
            column.addWidget(above)
        column.addLayout(row)
        column.addSpacing(28)
        column.addLayout(self._lamp_row())
        for below in (self.record, self.hint, self.said):
            column.addWidget(below)
        middle = QHBoxLayout()  # not an alignment: it would not give wrapped lines their height
        middle.addStretch(1)
        middle.addWidget(box)
        middle.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(middle)
        whole.addStretch(3)

    def _lamp_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in (self.lamp, self.elapsed, self.goes_on):
            row.addWidget(widget, stretch=1 if widget is self.goes_on else 0)
        return row

    # --- who

    def show_out(self) -> None:
        """Nobody is signed in."""
        self._ask("out")

    def show_locked(self, actor: Actor) -> None:
        """Somebody's screen is hidden; their name is no secret here, their work is."""
        self._ask("locked", actor)

    def show_switching(self) -> None:
        """Another user signs in, while one is locked."""
        self._ask("switching")

    def _ask(self, state: GateState, locked: Actor | None = None) -> None:
        self.state: GateState = state
        self._locked = locked
        self.who.setText(self._who())
        self.form.wipe()
        self.form.ask("unlock" if state == "locked" else "sign_in")
        self.other_user.setVisible(state == "locked")
        self.go_back.setVisible(state == "switching")

    def _who(self) -> str:
        if self._locked is not None:
            name, role = self._locked.name, term(self._locked.role)
            return tr("Locked: {name} ({role})").format(name=name, role=role)
        if self.state == "switching":
            return tr("Another user signs in; who was here before is signed out.")
        return tr("Sign in on {workstation}.").format(workstation=self._workstation)

    def say(self, words: str) -> None:
        """A sentence that is no answer to what was typed."""
        self._sentence = words
        self.said.setText(begun(said(words)))
        self.said.setVisible(bool(words))
        self.recolour()

    # --- recording

    def record_or_stop(self) -> None:
        """Record without sign-in, or stop what was begun so."""
        dictation, live = self._live.dictation, self._live
        if dictation.whose == "emergency":
            self._ask_for(dictation.stop)
        elif not self._under_way and not self._wish:
            self._wish = self._ask_for(
                lambda: dictation.start_emergency(self._workstation, live.device, live.preroll_s)
            )
        self._show_recording()

    def _ask_for(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except AppError as error:
            self.say(sentence(error))
            return False
        self.say("")
        return True

    def show_event(self, event: "DictationEvent") -> None:
        """Only whether sound is kept, and what keeps it from being so."""
        match event:
            case Status():
                self._show_status(event)
            case Level() if self._under_way:
                self._audio_s = event.audio_s
                self.elapsed.setText(clock(self._audio_s))
            case Stopped():
                self._under_way = self._wish = False
                self._show_recording()
            case Refused(command="Start" | "listen"):
                self._wish = False
                self.say(event.sentence)
                self._show_recording()
            case RecordingLeft():
                self.say(event.sentence)
            case Trouble(kind=kind) if kind in RED_TROUBLES:
                self._troubles[kind] = event.sentence
                self.say(event.sentence)
            case TroubleOver(kind=kind) if kind in self._troubles:
                del self._troubles[kind]
                self.say(next(iter(self._troubles.values()), ""))

    def _show_status(self, status: Status) -> None:
        self._under_way = status.state in ("recording", "paused")
        if self._under_way:
            self._wish = False
            self._audio_s = status.audio_s
        self._paused = status.state == "paused"
        self._show_recording()

    def _show_recording(self) -> None:
        whose = self._live.dictation.whose if self._under_way or self._wish else ""
        for widget in (self.lamp, self.elapsed, self.goes_on):
            widget.setVisible(self._under_way)
        self.lamp.setText(tr("‖ PAUSED") if self._paused else tr("● REC"))
        self.elapsed.setText(clock(self._audio_s))
        self.goes_on.setText(_goes_on(whose))
        stops = self._under_way and whose == "emergency"
        self.record.setText(self._record_text(stops))
        self.record.setVisible(stops or not self._under_way)
        self.record.setEnabled(stops or not self._wish)
        self.hint.setVisible(not self._under_way)

    def _record_text(self, stops: bool) -> str:
        if stops:
            return tr("■  Stop this recording")
        return tr("Starting…") if self._wish else tr("●  Record now without sign-in")


def _goes_on(whose: "Whose") -> str:
    if whose == "emergency":
        return tr("Recording without sign-in. Stop it here, or sign in.")
    return tr("Recording goes on.") if whose else ""
