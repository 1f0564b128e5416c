"""Typing and speaking at once: each typed line belongs to the moment it was given at."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.macros import Macro, slots
from app.domain.transcript import Language
from app.domain.typed import TypedPiece
from app.gui.background import Background
from app.gui.dictate.field import TypingField
from app.gui.dictate.macro_menu import MacroMenu
from app.gui.dictate.parts import TypingParts
from app.gui.look import begun, clock
from app.gui.review.flow import Flow
from app.gui.words import Retranslated, language, sentence, term, tr

MACRO_KEY: Final = "Ctrl+Shift+M"
_ROWS_SHOWN: Final = 3


class TypingBar(Retranslated, QWidget):
    """What was typed so far, a field, the section it is for, and texts to put in.

    Enter gives a line; undo in the empty field takes the last one back into it. What was given is
    kept behind at once, so that it outlives the window.
    """

    said = Signal(str)

    def __init__(self, parts: TypingParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._actor: Actor | None = None
        self._behind = Background("macros", self)
        self.pieces: tuple[TypedPiece, ...] = ()
        self.list, self.field = QListWidget(), TypingField()
        self.section, self.hint = QComboBox(), QLabel()
        self.take_back, self.open_macros = QPushButton(), QPushButton()
        self.macros = MacroMenu()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tools = Flow(ends=3, middle=True, squeezes=True)
        tools.setSpacing(6)
        for widget in (self.hint, self.section, self.open_macros, self.take_back):
            tools.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.list, self.macros, self.field):
            column.addWidget(part)
        column.addLayout(tools)
        self.list.hide()
        self.macros.hide()

    def _connect(self) -> None:
        self.field.given.connect(self.give)
        self.field.emptied_further.connect(self.take_back_latest)
        self.take_back.clicked.connect(self._take_back_chosen)
        self.open_macros.clicked.connect(self.toggle_macros)
        self.macros.chosen.connect(self._put_in)
        self.macros.named.connect(self._keep_macro)
        self.macros.ended.connect(self._end_macro)
        self.macros.left.connect(self.close_macros)
        key = QShortcut(QKeySequence(MACRO_KEY), self)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(self.toggle_macros)

    def retranslate(self) -> None:
        self.field.setPlaceholderText(
            tr("Type while somebody speaks; Enter puts it into the note at this moment.")
        )
        self.field.setAccessibleName(tr("Typed while recording"))
        self.list.setAccessibleName(tr("Typed so far"))
        self.take_back.setText(tr("Take back"))
        self.take_back.setToolTip(
            tr("Take the chosen line back into the field; Ctrl+Z in the empty field: the last one")
        )
        self.open_macros.setText(tr("Texts…"))
        self.open_macros.setToolTip(tr("Put in a text by its name: {key}").format(key=MACRO_KEY))
        self.section.setAccessibleName(tr("Section it is for"))
        chosen = self.section.currentData()
        self.section.clear()
        self.section.addItem(tr("Where it was spoken last"), "")
        for key in self._parts.sections():
            self.section.addItem(begun(term(key)), key)
        self.section.setCurrentIndex(max(0, self.section.findData(chosen)))
        self._show()

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        self.read()

    def forget(self) -> None:
        """Nobody sits here."""
        self._actor = None
        self._behind.forget()
        self.pieces = ()
        self.field.wipe()
        self.macros.forget()
        self.macros.hide()
        self.section.setCurrentIndex(0)
        self._show()

    def read(self) -> None:
        """A recording began, went on after the window was closed, or ended."""
        self.pieces = self._parts.kept()
        self._show()

    def busy(self) -> bool:
        """Whether something is typed that was not given."""
        return bool(self.field.toPlainText().strip())

    def give(self) -> None:
        """The line in the field belongs to this moment."""
        text = self.field.toPlainText()
        if not text.strip():
            return
        at_s = self._parts.at_s()
        if at_s is None:
            self.said.emit(tr("Nothing of yours is recorded: press Record, or type in the note."))
        elif slots(text):
            self.field.select_slot(0)
            self.said.emit(tr("Fill in what stands in brackets, or delete it; Tab goes on."))
        elif self._keep((*self.pieces, TypedPiece(at_s, text, self.section.currentData() or ""))):
            self.field.wipe()

    def take_back_latest(self) -> None:
        if self.pieces:
            self._take_back(len(self.pieces) - 1)

    def _take_back_chosen(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._take_back(row)

    def _take_back(self, row: int) -> None:
        piece = self.pieces[row]
        if self._keep((*self.pieces[:row], *self.pieces[row + 1 :])):
            self.field.put_in(piece.text)
            self.section.setCurrentIndex(max(0, self.section.findData(piece.section)))

    def _keep(self, pieces: tuple[TypedPiece, ...]) -> bool:
        """A piece that cannot be kept stays in the field."""
        try:
            self._parts.keep(pieces)
        except AppError as error:
            self.said.emit(sentence(error))
            return False
        self.pieces = pieces
        self._show()
        return True

    def _show(self) -> None:
        self.list.clear()
        for piece in self.pieces:
            place = begun(term(piece.section)) if piece.section else ""
            parts = (clock(piece.at_s), place, " ".join(piece.text.split()))
            self.list.addItem("  ".join(filter(None, parts)))
        rows = min(_ROWS_SHOWN, len(self.pieces))
        height = self.list.sizeHintForRow(0) * rows + 2 * self.list.frameWidth()
        self.list.setFixedHeight(max(1, height))
        self.list.setVisible(bool(self.pieces))
        self.list.setCurrentRow(len(self.pieces) - 1)
        self.list.scrollToBottom()
        self.take_back.setEnabled(bool(self.pieces))
        self.hint.setText(tr("Shift+Enter: new line"))

    def toggle_macros(self) -> None:
        if self.macros.isVisible():
            self.close_macros()
            return
        self.macros.show()
        self.macros.search.setFocus()
        self._read_macros()

    def close_macros(self) -> None:
        self.macros.hide()
        self.field.setFocus()

    def _read_macros(self) -> None:
        actor = self._actor
        if actor is not None:
            self._behind.run(
                lambda: self._parts.macros().offered(actor), self.macros.show_macros, self._fail
            )

    def _put_in(self, macro: Macro) -> None:
        self.close_macros()
        self.field.put_in(macro.text)

    def _keep_macro(self, name: str) -> None:
        actor, text = self._actor, self.field.toPlainText().strip()
        if actor is None:
            return
        if not text:
            self.said.emit(tr("Type the text into the field first, with [slots] where it varies."))
            return
        macro = Macro("", name, _language_of(text), text)
        self._behind.run(
            lambda: self._parts.macros().keep(actor, macro), self._kept_macro, self._fail
        )

    def _kept_macro(self, macro: Macro) -> None:
        self.said.emit(tr("Kept as {name}.").format(name=macro.name))
        self._read_macros()

    def _end_macro(self, macro: str) -> None:
        actor = self._actor
        if actor is not None:
            self._behind.run(
                lambda: self._parts.macros().end(actor, macro),
                lambda _: self._read_macros(),
                self._fail,
            )

    def _fail(self, error: AppError) -> None:
        self.said.emit(sentence(error))


def _language_of(text: str) -> Language:
    """That of the text; what has neither letters nor characters is in the window's."""
    if any("\u4e00" <= one <= "\u9fff" for one in text):
        return "zh"
    return "en" if any(one.isalpha() for one in text) else language()
