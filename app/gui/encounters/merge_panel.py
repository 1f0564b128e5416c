"""Two encounters beside each other: are they one? Lies in the window, never over it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.encounters import MERGE_REASONS, Card, merge_refusal
from app.domain.errors import AppError, NotFoundError
from app.domain.worklist import Wanted
from app.gui.background import Background
from app.gui.encounters.parts import EncounterParts
from app.gui.encounters.saying import age_sex, patient_name, reason_text, searched
from app.gui.look import begun, dress, tinted
from app.gui.words import Retranslated, said, sentence, tr


class MergePanel(Retranslated, QWidget):
    """The encounter that is looked at is merged away; the other one, named by its id, is kept.

    merged: the Card that stands for both, or that stands for itself again. closed: nothing is done.
    """

    said = Signal(str)
    merged = Signal(object)
    closed = Signal()

    def __init__(self, parts: EncounterParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._behind = Background("merge", self)
        self._actor: Actor | None = None
        self.away: Card | None = None
        self.kept: Card | None = None
        self.question, self.why_not = QLabel(), QLabel()
        self.other, self.look, self.turn = QLineEdit(), QPushButton(), QPushButton()
        self.reason, self.go, self.leave = QComboBox(), QPushButton(), QPushButton()
        self.undo = [QPushButton() for _ in range(3)]
        self.cells: dict[tuple[int, int], QLabel] = {}
        for reason in MERGE_REASONS:
            self.reason.addItem("", reason)
        self.reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.question.setWordWrap(True)
        self.why_not.setWordWrap(True)
        asked = QHBoxLayout()
        for widget in (self.question, self.other, self.look, *self.undo):
            asked.addWidget(widget, stretch=1 if widget is self.question else 0)
        self._grid = QGridLayout()
        for row in range(8):
            for column in range(3):
                label = QLabel()
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(column > 0)
                self.cells[row, column] = label
                self._grid.addWidget(label, row, column)
        for column, stretch in ((1, 1), (2, 1)):
            self._grid.setColumnStretch(column, stretch)
        acts = QHBoxLayout()
        for widget in (self.reason, self.turn):
            acts.addWidget(widget)
        acts.addStretch(1)
        for widget in (self.leave, self.go):
            acts.addWidget(widget)
        column_of = QVBoxLayout(self)
        column_of.setContentsMargins(0, 0, 0, 0)
        column_of.addLayout(asked)
        column_of.addLayout(self._grid)
        column_of.addWidget(self.why_not)
        column_of.addLayout(acts)

    def _connect(self) -> None:
        self.other.returnPressed.connect(self.compare)
        self.look.clicked.connect(self.compare)
        self.turn.clicked.connect(self._turn)
        self.go.clicked.connect(self._merge)
        self.leave.clicked.connect(self.closed)
        for number, button in enumerate(self.undo):
            button.clicked.connect(lambda _, at=number: self._part(at))
        for one in (self.look, self.turn, self.go, self.leave, *self.undo):
            one.setAutoDefault(False)

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        self._actor = None
        self.wipe()

    def wipe(self) -> None:
        self._behind.forget()
        self.away, self.kept = None, None
        self.other.setText("")  # unlike clear(), this cannot be undone
        self.reason.setCurrentIndex(0)
        self.retranslate()

    def show_card(self, card: Card) -> None:
        """Ask about this one."""
        self.wipe()
        self.away = card
        self.retranslate()
        self.other.setFocus()

    def compare(self) -> None:
        """Show the other one beside it."""
        actor, away, other = self._actor, self.away, self.other.text().strip()
        if actor is None or away is None or not other:
            self.other.setFocus()
            return
        self._behind.run(
            lambda: self._pair(actor, away.encounter, other),
            lambda pair: self._show_pair(*pair),
            self._fail,
        )

    def _pair(self, actor: Actor, away: str, other: str) -> tuple[Card, Card]:
        """other: an id, or what one encounter alone begins with. Asked behind."""
        merging = self._parts.merging()
        try:
            return merging.pair(actor, away, other)
        except NotFoundError:
            wanted = Wanted(text=searched(other), size=3)
            found = self._parts.search().find(actor, wanted)
            ids = [one.encounter for one in found if one.encounter != away]
            if len(ids) > 1:
                raise NotFoundError("several encounters begin like that; type more of it") from None
            if not ids:
                raise
            return merging.pair(actor, away, ids[0])

    def _show_pair(self, away: Card, kept: Card) -> None:
        self.away, self.kept = away, kept
        self.retranslate()
        (self.go if self.go.isEnabled() else self.turn).setFocus()

    def _turn(self) -> None:
        """Keep the one that would be merged away."""
        self.away, self.kept = self.kept, self.away
        self.retranslate()

    def _merge(self) -> None:
        actor, away, kept, reason = self._actor, self.away, self.kept, self.reason.currentData()
        if actor is None or away is None or kept is None or merge_refusal(away, kept):
            return
        self._behind.run(
            lambda: self._parts.merging().merge(actor, away.encounter, kept.encounter, reason),
            self.merged.emit,
            self._fail,
        )

    def _part(self, at: int) -> None:
        actor, away = self._actor, self.away
        if actor is None or away is None or at >= len(away.merged):
            return
        merged = away.merged[at]
        self._behind.run(
            lambda: self._parts.merging().part(actor, merged), self.merged.emit, self._fail
        )

    def _fail(self, error: AppError) -> None:
        self.said.emit(sentence(error))

    # --- what is seen

    def retranslate(self) -> None:
        self.setAccessibleName(tr("One patient, entered twice"))
        self.question.setText(tr("Which other encounter is the same visit? Its bed, name or id:"))
        self.other.setAccessibleName(tr("Bed, name or id of the other encounter"))
        self.look.setText(tr("Compare"))
        self.turn.setText(tr("Keep the other one"))
        self.go.setText(tr("Show as one"))
        self.leave.setText(tr("Leave them"))
        self.reason.setAccessibleName(tr("Reason"))
        for index, reason in enumerate(MERGE_REASONS):
            self.reason.setItemText(index, reason_text(reason))
        merged = self.away.merged if self.away is not None and self.kept is None else ()
        for button, encounter in zip(self.undo, [*merged, "", "", ""][:3], strict=True):
            button.setText(tr("Undo: {id}").format(id=encounter) if encounter else "")
            button.setVisible(bool(encounter))
        self._show_cells()
        self._show_whether()

    def _show_cells(self) -> None:
        pair = (self.away, self.kept) if self.away is not None and self.kept is not None else None
        heads = (
            "",
            tr("Encounter"),
            tr("Name"),
            tr("Patient number"),
            tr("Place"),
            tr("Age, sex"),
            tr("Came"),
            tr("Holds"),
        )
        for row, head in enumerate(heads):
            self.cells[row, 0].setText(head if pair else "")
            for column in (1, 2):
                text = _cell(row, pair[column - 1], kept=column == 2) if pair else ""  # noqa: PLR2004
                self.cells[row, column].setText(text)
            for column in range(3):
                self.cells[row, column].setVisible(pair is not None)

    def _show_whether(self) -> None:
        pair = self.away is not None and self.kept is not None
        why_not = ""
        if self.away is not None and self.kept is not None:
            why_not = merge_refusal(self.away, self.kept)
        self.why_not.setText(begun(said(why_not)))
        self.why_not.setVisible(bool(why_not))
        self.go.setEnabled(pair and not why_not)
        for widget in (self.reason, self.turn, self.go):
            widget.setVisible(pair)
        self.recolour()

    def recolour(self) -> None:
        dress(self.why_not, f"{tinted('amber', QApplication.palette()).sheet} padding: 4px;")


def _cell(row: int, card: Card, *, kept: bool) -> str:
    counts = tr("notes: {notes}, recordings: {recordings}")
    came = f"{card.at.astimezone():%Y-%m-%d %H:%M}"
    return (
        tr("is kept, and shows both") if kept else tr("is shown under the other one"),
        card.encounter,
        patient_name(card) or "–",
        card.patient or "–",
        card.place or "–",
        age_sex(card) or "–",
        came,
        counts.format(notes=len(card.notes), recordings=len(card.recordings)),
    )[row]
