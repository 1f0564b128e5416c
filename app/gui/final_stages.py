"""After Stop: how far the final text is, a way to leave it for later, and what it changed."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.live import Stopped
from app.gui.look import clock, sized
from app.services.events import (
    STAGE_SHARES,
    Difference,
    RecordingDone,
    RecordingLeft,
    Stage,
    StageProgress,
)

STAGES: dict[Stage, str] = {
    "decode": "reading the sound",
    "detect": "finding speech",
    "recognize": "writing the words",
    "diarize": "telling the speakers apart",
    "understand": "reading values and keywords",
    "save": "saving",
}
CONFIRM = "Leave the final text for later? The sound and what is done are kept."
ASKED_AFTER_S = 10.0  # work of no more than this is given up without a question
MOST_ROWS = 5  # of the differences in view at once
_NOTHING = "(nothing)"


class FinalStages(QFrame):
    """Progress with Cancel; asks before it gives up long work, in its own line.

    leave: ends the stages of all recordings between two steps.
    """

    def __init__(
        self,
        leave: Callable[[], None],
        parent: QWidget | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._leave, self._now = leave, now
        self._began_s: dict[str, float] = {}
        self._stage = ""
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("Final text, progress")
        self.stop = QPushButton("Cancel (Esc)")
        self.sure, self.go_on = QPushButton("Leave it for later"), QPushButton("Go on")
        self.stop.clicked.connect(self.cancel)
        self.sure.clicked.connect(self._give_up)
        self.go_on.clicked.connect(lambda: self._ask(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self.words)
        row.addWidget(self.bar, stretch=1)
        for button in (self.stop, self.sure, self.go_on):
            row.addWidget(button)
        self.hide()

    @property
    def running(self) -> frozenset[str]:
        """Ids of the recordings whose stages are under way, or wait for their turn."""
        return frozenset(self._began_s)

    def show_event(self, event: Stopped | StageProgress | RecordingDone | RecordingLeft) -> None:
        match event:
            case Stopped():
                self.begin(event.recording)
            case StageProgress():
                step = list(STAGE_SHARES).index(event.stage) + 1
                words = f"{STAGES[event.stage]} (step {step} of {len(STAGE_SHARES)})"
                self._show_stage(str(event.path), words, round(event.overall * 1000))
            case _:
                self.end(event.recording)

    def begin(self, recording: str) -> None:
        """The stages of a recording are to come."""
        self._show_stage(recording, "waiting for its turn", 0)

    def end(self, recording: str) -> None:
        """The stages of a recording are done, or were left."""
        self._began_s.pop(recording, None)
        self.setVisible(bool(self._began_s))

    def forget(self) -> None:
        """Who waits for them is gone; what runs is no longer told here."""
        self._began_s.clear()
        self._ask(False)
        self.hide()

    def _show_stage(self, recording: str, words: str, done: int) -> None:
        if not self._began_s:
            self.stop.setEnabled(True)
            self._ask(False)
        self._began_s.setdefault(recording, self._now())
        self._stage = f"Final text: {words}"
        if not self.sure.isVisibleTo(self):
            self.words.setText(self._stage)
        self.bar.setValue(done)
        self.show()

    def cancel(self) -> None:
        """Give the stages up, or ask first when much would be lost; asked again, go on."""
        if not self._began_s or not self.stop.isEnabled():
            return
        if self.sure.isVisibleTo(self):
            self._ask(False)
        elif self._now() - min(self._began_s.values()) > ASKED_AFTER_S:
            self._ask(True)
        else:
            self._give_up()

    def _ask(self, ask: bool) -> None:
        self.words.setText(CONFIRM if ask else self._stage)
        for button in (self.sure, self.go_on):
            button.setVisible(ask)
        self.stop.setVisible(not ask)
        if ask:
            self.go_on.setFocus()

    def _give_up(self) -> None:
        self._ask(False)
        self.stop.setEnabled(False)
        self._leave()


class Differences(QFrame):
    """Where live and final words differ in drugs, numbers, negations and alerts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.rows = QListWidget()
        seen = QPushButton("Seen")
        seen.setToolTip("Hide this list")
        seen.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self.title, stretch=1)
        head.addWidget(seen)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.rows)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.title.setFont(sized(self.font(), self.font().pointSizeF() + 1, bold=True))
        self.rows.setFont(sized(self.font(), self.font().pointSizeF() + 2))
        self.title.setWordWrap(True)
        self.rows.setWordWrap(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """List them, or hide when there are none."""
        places = "1 place" if len(differences) == 1 else f"{len(differences)} places"
        self.title.setText(f"Final text differs from live text in {places}: check them")
        self.rows.setAccessibleName(self.title.text())
        self.rows.clear()
        self.rows.addItems([difference_line(one) for one in differences])
        shown = min(len(differences), MOST_ROWS)
        frame = 2 * self.rows.frameWidth()
        self.rows.setFixedHeight(shown * max(0, self.rows.sizeHintForRow(0)) + frame + 4)
        self.setVisible(bool(differences))

    def forget(self) -> None:
        """Nothing of them stays."""
        self.show_differences(())


def difference_line(difference: Difference) -> str:
    """Live: 15 mg → Final: 50 mg at 00:12 (number)."""
    live, final = difference.live or _NOTHING, difference.final or _NOTHING
    at = clock(difference.start_s)
    return f"Live: {live} → Final: {final} at {at} ({difference.kind})"
