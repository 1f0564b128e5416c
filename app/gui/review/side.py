"""Values, keyword alerts and suggestions of a note, beside its transcript."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.note_doubts import DISMISSED
from app.gui.review.acts import ReviewActs
from app.gui.review.side_list import SideButton, SideList, SideTexts
from app.gui.review.side_rows import SideRow, alert_rows, suggestion_rows, value_rows
from app.gui.whole_tabs import WholeTabs
from app.gui.words import Retranslated, tr
from app.services.review import NoteView
from app.services.review_rights import Rights


class ReviewSide(Retranslated, QWidget):
    """played: a SideRow is to be heard. gone_to: a SideRow is to be shown in the transcript."""

    played = Signal(object)
    gone_to = Signal(object)

    def __init__(self, acts: ReviewActs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._acts = acts
        self._shown: tuple[NoteView, Rights, Collection[str]] | None = None
        self.values, self.alerts = self._value_list(), self._alert_list()
        self.suggestions = self._suggestion_list()
        self.tabs = WholeTabs()
        self.lists = (self.values, self.alerts, self.suggestions)
        for one in self.lists:
            self.tabs.addTab(one, "")
            one.played.connect(self.played)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.retranslate()

    def _value_list(self) -> SideList:
        acts = self._acts
        return SideList(
            SideTexts(
                lambda: tr("Values"),
                lambda: tr("No values were heard."),
                lambda: tr("If heard wrong, as it was"),
            ),
            (
                SideButton(lambda: tr("Confirm"), lambda row, text: acts.confirm(row.key, text)),
                *self._hearing(),
            ),
        )

    def _alert_list(self) -> SideList:
        acts = self._acts
        return SideList(
            SideTexts(lambda: tr("Alerts"), lambda: tr("No keyword was heard.")),
            (
                SideButton(lambda: tr("Acknowledge"), lambda row, _: acts.confirm(row.key)),
                SideButton(
                    lambda: tr("It was none"), lambda row, _: acts.confirm(row.key, DISMISSED)
                ),
                *self._hearing(),
            ),
        )

    def _suggestion_list(self) -> SideList:
        acts = self._acts
        return SideList(
            SideTexts(lambda: tr("Suggestions"), lambda: tr("Nobody suggested anything.")),
            (
                SideButton(lambda: tr("Accept"), lambda row, _: acts.decide(_number(row), True)),
                SideButton(lambda: tr("Reject"), lambda row, _: acts.decide(_number(row), False)),
                *self._hearing(),
            ),
        )

    def show_view(self, view: NoteView, rights: Rights, doubted: Collection[str]) -> None:
        """doubted: subjects that nobody has settled."""
        self._shown = (view, rights, doubted)
        self.retranslate()

    def forget(self) -> None:
        self._shown = None
        for one in self.lists:
            one.forget()
        self.retranslate()

    def retranslate(self) -> None:
        if self._shown is not None:
            view, rights, doubted = self._shown
            self.values.show_rows(value_rows(view, rights))
            self.alerts.show_rows(alert_rows(view, rights, doubted))
            self.suggestions.show_rows(suggestion_rows(view, rights))
        for number, one in enumerate(self.lists):
            text = f"{one.title} ({one.open})" if one.open else one.title
            self.tabs.setTabText(number, text)

    def _hearing(self) -> tuple[SideButton, SideButton]:
        return (
            SideButton(lambda: tr("Play"), lambda row, _: self.played.emit(row), own=False),
            SideButton(lambda: tr("Show"), lambda row, _: self.gone_to.emit(row), own=False),
        )


def _number(row: SideRow) -> int:
    return int(row.key.partition(":")[2])
