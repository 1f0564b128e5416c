"""A field for a few lines: Enter gives them, Tab goes from slot to slot while there are any."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.macros import last_slot, next_slot

_LINES = 3


class TypingField(QPlainTextEdit):
    """`given`: Enter was pressed. `emptied_further`: something is undone in an empty field."""

    given = Signal()
    emptied_further = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        margins = self.contentsMargins().top() + self.contentsMargins().bottom()
        frame = round(2 * self.document().documentMargin()) + 2 * self.frameWidth()
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + margins + frame)

    def put_in(self, text: str) -> None:
        """At the cursor, in place of what is selected; the first slot in it is selected."""
        cursor = self.textCursor()
        first = cursor.selectionStart()
        before = self.toPlainText()[:first]
        gap = " " if before and before[-1].isascii() and not before[-1].isspace() else ""
        cursor.insertText(gap + text)
        if not self.select_slot(first):
            self.setFocus()

    def select_slot(self, position: int) -> bool:
        """Select the first unfilled slot from a position on; whether there is one."""
        return self._select(next_slot(self.toPlainText(), position))

    def wipe(self) -> None:
        """Nothing of what was typed stays, nor can it be undone."""
        self.setPlainText("")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        cursor, text = self.textCursor(), self.toPlainText()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers() & ~_KEYPAD:
                self.given.emit()
            case Qt.Key.Key_Tab if self._select(next_slot(text, cursor.selectionEnd())):
                pass
            case Qt.Key.Key_Backtab if self._select(last_slot(text, cursor.selectionStart())):
                pass
            case _ if event.matches(QKeySequence.StandardKey.Undo) and not self._can_undo():
                self.emptied_further.emit()
            case _:
                super().keyPressEvent(event)

    def _can_undo(self) -> bool:
        return bool(self.toPlainText()) or self.document().isUndoAvailable()

    def _select(self, span: tuple[int, int] | None) -> bool:
        if span is None:
            return False
        cursor = self.textCursor()
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], cursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus()
        return True


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
