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
from app.domain.reading import Difference
from app.gui.look import clock, sized
from app.gui.words import Retranslated, term, tr
from app.services.events import (
    STAGE_SHARES,
    RecordingDone,
    RecordingLeft,
    Stage,
    StageProgress,
)

ASKED_AFTER_S = 10.0  # work of no more than this is given up without a question
MOST_ROWS = 5  # of the differences in view at once


class FinalStages(Retranslated, QFrame):
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
        self._stage: Stage | None = None
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.stop, self.sure, self.go_on = QPushButton(), QPushButton(), QPushButton()
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
        for button in (self.sure, self.go_on):
            button.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.bar.setAccessibleName(tr("Final text, progress"))
        self.stop.setText(tr("Cancel (Esc)"))
        self.sure.setText(tr("Leave it for later"))
        self.go_on.setText(tr("Go on"))
        self._say()

    @property
    def running(self) -> frozenset[str]:
        """Ids of the recordings whose stages are under way, or wait for their turn."""
        return frozenset(self._began_s)

    def show_event(self, event: Stopped | StageProgress | RecordingDone | RecordingLeft) -> None:
        match event:
            case Stopped():
                self.begin(event.recording)
            case StageProgress():
                self._show_stage(str(event.path), event.stage, round(event.overall * 1000))
            case _:
                self.end(event.recording)

    def begin(self, recording: str) -> None:
        """The stages of a recording are to come."""
        self._show_stage(recording, None, 0)

    def end(self, recording: str) -> None:
        """The stages of a recording are done, or were left."""
        self._began_s.pop(recording, None)
        self.setVisible(bool(self._began_s))

    def forget(self) -> None:
        """Who waits for them is gone; what runs is no longer told here."""
        self._began_s.clear()
        self._ask(False)
        self.hide()

    def _show_stage(self, recording: str, stage: Stage | None, done: int) -> None:
        if not self._began_s:
            self.stop.setEnabled(True)
            self._ask(False)
        self._began_s.setdefault(recording, self._now())
        self._stage = stage
        self._say()
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
        for button in (self.sure, self.go_on):
            button.setVisible(ask)
        self.stop.setVisible(not ask)
        self._say()
        if ask:
            self.go_on.setFocus()

    def _say(self) -> None:
        if self.sure.isVisibleTo(self):
            words = tr("Leave the final text for later? The sound and what is done are kept.")
        else:
            words = tr("Final text: {step}").format(step=_step(self._stage))
        self.words.setText(words)

    def _give_up(self) -> None:
        self._ask(False)
        self.stop.setEnabled(False)
        self._leave()


class Differences(Retranslated, QFrame):
    """Where live and final words differ in drugs, numbers, negations and alerts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Difference, ...] = ()
        self.title = QLabel()
        self.rows = QListWidget()
        self.seen = seen = QPushButton()
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
        self.retranslate()

    def retranslate(self) -> None:
        self.seen.setText(tr("Seen"))
        self.seen.setToolTip(tr("Hide this list"))
        self._fill()

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """List them, or hide when there are none."""
        self._shown = tuple(differences)
        self._fill()
        self.setVisible(bool(differences))

    def _fill(self) -> None:
        count = len(self._shown)
        if count == 1:
            title = tr("Final text differs from live text in 1 place: check it")
        else:
            title = tr("Final text differs from live text in {count} places: check them")
        self.title.setText(title.format(count=count))
        self.rows.setAccessibleName(self.title.text())
        self.rows.clear()
        self.rows.addItems([difference_line(one) for one in self._shown])
        shown = min(count, MOST_ROWS)
        frame = 2 * self.rows.frameWidth()
        self.rows.setFixedHeight(shown * max(0, self.rows.sizeHintForRow(0)) + frame + 4)

    def forget(self) -> None:
        """Nothing of them stays."""
        self.show_differences(())


def difference_line(difference: Difference) -> str:
    """Live: 15 mg → Final: 50 mg at 00:12 (number)."""
    nothing = tr("(nothing)")
    return tr("Live: {live} → Final: {final} at {time} ({kind})").format(
        live=difference.live or nothing,
        final=difference.final or nothing,
        time=clock(difference.start_s),
        kind=term(difference.kind),
    )


def _step(stage: Stage | None) -> str:
    """None: its turn has not come."""
    if stage is None:
        return tr("waiting for its turn")
    number = list(STAGE_SHARES).index(stage) + 1
    return tr("{stage} (step {number} of {count})").format(
        stage=stage_text(stage), number=number, count=len(STAGE_SHARES)
    )


def stage_text(stage: Stage) -> str:
    return {
        "decode": tr("reading the sound"),
        "detect": tr("finding speech"),
        "recognize": tr("writing the words"),
        "diarize": tr("telling the speakers apart"),
        "understand": tr("reading values and keywords"),
        "save": tr("saving"),
    }[stage]
