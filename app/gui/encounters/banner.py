"""Whose encounter is looked at: always on screen, in words that leave no doubt."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.encounters import Card
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.encounters.consent_strip import ConsentStrip
from app.gui.encounters.describe_form import DescribeForm
from app.gui.encounters.differ_strip import DifferStrip
from app.gui.encounters.merge_panel import MergePanel
from app.gui.encounters.parts import EncounterParts
from app.gui.encounters.saying import age_sex, consent_said, patient_name
from app.gui.look import announce, dress, sized, tinted, zoomed
from app.gui.words import Retranslated, sentence, tr

if TYPE_CHECKING:
    from app.domain.intake_words import Told


class PatientBanner(Retranslated, QFrame):
    """Patient, place, id, consent; below it, on demand, what is known and double entries.

    encounter_chosen: another one stands for it now. changed: the Card as it is kept now.
    """

    said = Signal(str)
    encounter_chosen = Signal(str)
    changed = Signal(object)

    def __init__(
        self,
        parts: EncounterParts,
        parent: QWidget | None = None,
        announce: Callable[[QWidget, str], None] = announce,
    ) -> None:
        super().__init__(parent)
        self._parts, self._announce = parts, announce
        self._behind = Background("banner", self)
        self._actor: Actor | None = None
        self._asked = ""
        self.card: Card | None = None
        self._tight: bool | None = None
        self.setObjectName("banner")
        self.who, self.what, self.warning = QLabel(), QLabel(), QLabel()
        self.consent, self.form = ConsentStrip(), DescribeForm()
        self.differs = DifferStrip()
        self.merge_panel = MergePanel(parts)
        self.describe, self.merge = QPushButton(), QPushButton()
        self._lay_out()
        self._connect()
        self.hide()
        self.retranslate()

    def _lay_out(self) -> None:
        for label in (self.who, self.what, self.warning):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._top = QGridLayout()
        self._top.setColumnStretch(0, 1)
        self._top.setVerticalSpacing(0)
        self.set_tight(False)
        for button in (self.describe, self.merge):
            button.setAutoDefault(False)
            button.setCheckable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.addLayout(self._top)
        for below in (self.differs, self.warning, self.form, self.merge_panel):
            column.addWidget(below)
            below.hide()

    def set_tight(self, tight: bool) -> None:
        """Whether it has two lines, the first of them for name and consent alone."""
        if tight is self._tight:
            return
        self._tight = tight
        points = self.font().pointSizeF() + zoomed(1 if tight else 3)
        self.who.setFont(sized(self.font(), points, bold=True))
        rows, beside = (1, 2) if tight else (2, 1)
        at = ((1, 1), (1, 2)) if tight else ((0, 2), (0, 3))
        middle = Qt.AlignmentFlag.AlignVCenter
        for widget in (self.who, self.what, self.consent, self.describe, self.merge):
            self._top.removeWidget(widget)
        self._top.addWidget(self.who, 0, 0)
        self._top.addWidget(self.what, 1, 0)
        self._top.addWidget(self.consent, 0, 1, rows, beside, middle | Qt.AlignmentFlag.AlignRight)
        for button, (row, place) in zip((self.describe, self.merge), at, strict=True):
            self._top.addWidget(button, row, place, rows, 1, middle)

    def _connect(self) -> None:
        self.consent.chosen.connect(self._keep_consent)
        self.describe.toggled.connect(self._show_form)
        self.merge.toggled.connect(self._show_merge)
        self.differs.taken.connect(self._take_over)
        self.form.given.connect(self._keep_told)
        self.form.closed.connect(lambda: self.describe.setChecked(False))
        self.merge_panel.closed.connect(lambda: self.merge.setChecked(False))
        self.merge_panel.merged.connect(self._become)
        self.merge_panel.said.connect(self.said)

    # --- who acts, and on what

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        self.merge_panel.act_as(actor)

    def forget(self) -> None:
        """Nobody sits here."""
        self._behind.forget()
        self._actor, self.card, self._asked = None, None, ""
        self._put_away()
        self.merge_panel.forget()
        self._show()

    def show_encounter(self, encounter: str) -> None:
        """Look at this one; "" for none."""
        if encounter == self._asked:
            return
        self._behind.forget()
        self._asked, self.card = encounter, None
        self._put_away()
        self._show()
        self.refresh()

    def refresh(self) -> None:
        """Read it again: something of it changed elsewhere."""
        actor, encounter = self._actor, self._asked
        if actor is not None and encounter:
            self._behind.run(
                lambda: self._parts.encounters().show(actor, encounter), self._take, self._fail
            )

    def reread(self, note: str) -> None:  # noqa: ARG002 - any note may be one of it
        self.refresh()

    def busy(self) -> bool:
        """Whether something is typed here that is not kept."""
        return not self.form.isHidden()

    # --- what is done

    def _keep_consent(self, state: str) -> None:
        actor, encounter = self._actor, self._asked
        if actor is not None and encounter:
            self._behind.run(
                lambda: self._parts.encounters().consent(actor, encounter, state),  # type: ignore[arg-type]
                self._change,
                self._fail,
            )

    def _keep_told(self, said: "Told") -> None:
        actor, card = self._actor, self.card
        if actor is None or card is None:
            return
        encounters = self._parts.encounters

        def work() -> Card:
            identified = card.unknown and (said.name or said.patient)
            change = encounters().identify if identified else encounters().describe
            return change(actor, card.encounter, said)

        self._behind.run(work, self._kept, self._fail)

    def _take_over(self) -> None:
        actor, encounter = self._actor, self._asked
        if actor is not None and encounter:
            self._behind.run(
                lambda: self._parts.encounters().take_over(actor, encounter),
                self._change,
                self._fail,
            )

    def _kept(self, card: Card) -> None:
        self.describe.setChecked(False)
        self._change(card)

    def _become(self, card: Card) -> None:
        """Another one stands for it, or it stands for itself again."""
        self.merge.setChecked(False)
        if card.encounter == self._asked:
            self._change(card)
        else:
            self.encounter_chosen.emit(card.encounter)
        self.said.emit(tr("Done. It can be undone where it says “stands for”."))

    def _change(self, card: Card) -> None:
        self._take(card)
        self.changed.emit(card)

    def _take(self, card: Card) -> None:
        self._asked, self.card = card.encounter, card
        self._show()

    def _fail(self, error: AppError) -> None:
        self.said.emit(sentence(error))

    # --- what is seen

    def _put_away(self) -> None:
        for button in (self.describe, self.merge):
            button.setChecked(False)
        self.form.wipe()

    def _show_form(self, shown: bool) -> None:
        shown = shown and self.card is not None
        self.form.setVisible(shown)
        if shown and self.card is not None:
            self.merge.setChecked(False)
            self.form.show_card(self.card)
        else:
            self.form.wipe()

    def _show_merge(self, shown: bool) -> None:
        shown = shown and self.card is not None
        self.merge_panel.setVisible(shown)
        if shown and self.card is not None:
            self.describe.setChecked(False)
            self.merge_panel.show_card(self.card)
        else:
            self.merge_panel.wipe()

    def _show(self) -> None:
        self.setVisible(self.card is not None)
        self.consent.show_card(self.card)
        self.differs.show_card(self.card)
        before = self.warning.text()
        self.retranslate()
        if self.warning.text() and self.warning.text() != before:
            self._announce(self.warning, self.warning.text())

    def retranslate(self) -> None:
        card = self.card
        self.who.setText("" if card is None else _who(card))
        self.what.setText("" if card is None else _what(card))
        said = "" if card is None else consent_said(self.consent.state).words
        self.setAccessibleName(", ".join(filter(None, (self.who.text(), self.what.text(), said))))
        unknown = card is not None and (card.unknown or not card.name)
        self.describe.setText(tr("Who is it?") if unknown else tr("Correct…"))
        self.describe.setToolTip(tr("Name, number, place, age and sex of the patient"))
        self.merge.setText(tr("Entered twice…"))
        self.merge.setToolTip(tr("Show this encounter and another one as one, or undo that"))
        self.warning.setText(self.consent.warning)
        self.warning.setVisible(bool(self.warning.text()))
        self.recolour()

    def recolour(self) -> None:
        palette = QApplication.palette()
        shade = tinted("grey", palette)
        dress(self, f"#banner {{ background: {shade.ground}; }}")
        dress(self.what, f"color: {shade.ink};")
        dress(self.warning, f"{tinted('red', palette).sheet} padding: 4px; font-weight: bold;")


def _who(card: Card) -> str:
    name = patient_name(card) or tr("No name yet")
    return " · ".join(filter(None, (card.place, name, age_sex(card))))


def _what(card: Card) -> str:
    lines = [tr("Encounter {id}").format(id=card.encounter)]
    if card.patient:
        lines.append(tr("patient number {value}").format(value=card.patient))
    if card.birth_date:
        lines.append(tr("born {date}").format(date=card.birth_date))
    if card.recording:
        lines.append(tr("● recording"))
    if card.merged:
        lines.append(tr("stands for {ids}").format(ids=", ".join(card.merged)))
    if card.sealed:
        lines.append(tr("sealed"))
    return " · ".join(lines)
