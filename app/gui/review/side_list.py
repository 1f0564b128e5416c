"""A list beside the transcript, with what can be done about the chosen row below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.review.flow import Flow
from app.gui.review.side_rows import SideRow
from app.gui.words import Retranslated


@dataclass(frozen=True, slots=True)
class SideButton:
    """text: asked each time, since the language may change. act: given the chosen row and what
    was typed. own: for rows that may be acted on; else for all."""

    text: Callable[[], str]
    act: Callable[[SideRow, str], None]
    own: bool = True


@dataclass(frozen=True, slots=True)
class SideTexts:
    """title: of the list. empty: said when it has no rows. typed: what may be typed, "" nothing."""

    title: Callable[[], str]
    empty: Callable[[], str]
    typed: Callable[[], str] | None = None


class SideList(Retranslated, QWidget):
    """played: a SideRow is to be heard; a double click or Enter asks for it too."""

    played = Signal(object)

    def __init__(
        self, texts: SideTexts, buttons: Sequence[SideButton], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._texts, self._rows = texts, tuple[SideRow, ...]()
        self._given = tuple(buttons)
        self.rows, self.empty, self.typed = QListWidget(), QLabel(), QLineEdit()
        self.buttons = [QPushButton() for _ in buttons]
        self.rows.setWordWrap(True)
        self.rows.setSpacing(2)
        self.rows.setAlternatingRowColors(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.rows.currentRowChanged.connect(lambda _: self._offer())
        self.rows.itemActivated.connect(lambda _: self._play())
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        for number, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, number=number: self._act(number))
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        flow = Flow()
        flow.setSpacing(6)
        for button in self.buttons:
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.empty, stretch=1)
        column.addWidget(self.rows, stretch=1)
        column.addWidget(self.typed)
        column.addLayout(flow)

    @property
    def open(self) -> int:
        """How many rows wait for somebody."""
        return sum(row.open for row in self._rows)

    @property
    def title(self) -> str:
        return self._texts.title()

    def show_rows(self, rows: Sequence[SideRow]) -> None:
        """The chosen row stays chosen where it is still there."""
        chosen = self._chosen()
        self._rows = tuple(rows)
        self.rows.clear()
        for row in rows:
            self.rows.addItem(QListWidgetItem(row.text))
        keys = [row.key for row in rows]
        kept = chosen is not None and chosen.key in keys
        self.rows.setCurrentRow(
            keys.index(chosen.key) if chosen and kept else min(0, len(rows) - 1)
        )
        self.typed.setText("")
        self.rows.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._offer()

    def forget(self) -> None:
        self.show_rows(())

    def retranslate(self) -> None:
        self.rows.setAccessibleName(self._texts.title())
        self.empty.setText(self._texts.empty())
        for button, given in zip(self.buttons, self._given, strict=True):
            button.setText(given.text())
        if self._texts.typed is not None:
            self.typed.setPlaceholderText(self._texts.typed())
            self.typed.setAccessibleName(self._texts.typed())
        self._offer()

    def _chosen(self) -> SideRow | None:
        at = self.rows.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _offer(self) -> None:
        row = self._chosen()
        acts = row is not None and row.acts
        self.typed.setVisible(self._texts.typed is not None and any(one.acts for one in self._rows))
        self.typed.setEnabled(acts)
        for button, given in zip(self.buttons, self._given, strict=True):
            button.setVisible(bool(self._rows) and (not given.own or self._any_acts()))
            button.setEnabled(row is not None and (acts or not given.own))

    def _any_acts(self) -> bool:
        return any(one.acts for one in self._rows)

    def _act(self, number: int) -> None:
        row = self._chosen()
        if row is not None:
            self._given[number].act(row, self.typed.text().strip())

    def _play(self) -> None:
        row = self._chosen()
        if row is not None:
            self.played.emit(row)
