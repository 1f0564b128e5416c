"""Texts under names: looked up while typing, put in, kept as one's own, taken out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.macros import LONGEST_NAME, Macro
from app.gui.words import Retranslated, tr

_MACRO = Qt.ItemDataRole.UserRole


class MacroMenu(Retranslated, QWidget):
    """A list that narrows as one types. `chosen`: a Macro to put in; `named`: keep what is in the
    field under this name; `ended`: the id of one's own that is offered no longer; `left`: Escape.
    """

    chosen = Signal(object)
    named = Signal(str)
    ended = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search, self.list = QLineEdit(), QListWidget()
        self.keep, self.end = QPushButton(), QPushButton()
        self._macros: tuple[Macro, ...] = ()
        self.search.setMaxLength(LONGEST_NAME)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row = QHBoxLayout()
        for widget in (self.search, self.keep, self.end):
            row.addWidget(widget, stretch=1 if widget is self.search else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.list)
        self.search.textEdited.connect(lambda _: self._fill())
        self.search.returnPressed.connect(self._choose)
        self.list.itemActivated.connect(lambda _: self._choose())
        self.list.currentItemChanged.connect(lambda _: self._show_choice())
        self.keep.clicked.connect(lambda: self.named.emit(self.search.text().strip()))
        self.end.clicked.connect(self._end)
        self.retranslate()

    def retranslate(self) -> None:
        self.search.setPlaceholderText(tr("name of a text"))
        self.search.setAccessibleName(tr("Name of a text"))
        self.list.setAccessibleName(tr("Texts to put in"))
        self.keep.setText(tr("Keep what is typed"))
        self.keep.setToolTip(tr("Keep what is in the field under the name on the left"))
        self.end.setText(tr("Take out"))
        self.end.setToolTip(tr("Offer the chosen text of yours no longer"))
        self._fill()

    def show_macros(self, macros: tuple[Macro, ...]) -> None:
        self._macros = macros
        self._fill()

    def forget(self) -> None:
        self._macros = ()
        self.search.setText("")
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        down = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif down is not None and self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + down) % self.list.count())
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        asked = self.search.text().strip().casefold()
        self.list.clear()
        for macro in self._macros:
            if asked in macro.name.casefold():
                mine = tr("yours") if macro.id else tr("comes with ERScribe")
                row = QListWidgetItem(f"{macro.name} ({mine}): {macro.text}")
                row.setData(_MACRO, macro)
                row.setToolTip(macro.text)
                self.list.addItem(row)
        if self.list.count():
            self.list.setCurrentRow(0)
        self._show_choice()

    def _show_choice(self) -> None:
        macro = self._current()
        self.end.setEnabled(macro is not None and bool(macro.id))
        self.keep.setEnabled(bool(self.search.text().strip()))

    def _current(self) -> Macro | None:
        row = self.list.currentItem()
        found: Macro | None = None if row is None else row.data(_MACRO)
        return found

    def _choose(self) -> None:
        macro = self._current()
        if macro is not None:
            self.chosen.emit(macro)

    def _end(self) -> None:
        macro = self._current()
        if macro is not None and macro.id:
            self.ended.emit(macro.id)
