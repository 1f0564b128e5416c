"""Where one sentence is typed: as tall as its text; at its ends the arrow keys go on elsewhere."""

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

_NO_MARGIN = 2


class GrowingEdit(QPlainTextEdit):
    """One sentence, so Enter ends it. What a composing input method has not given yet is no text.

    typed: its text as it is now. ended: Enter was pressed. left: the focus went elsewhere. beyond:
    an arrow key at the first (-1) or last (1) line. taken_back: undo was asked for, and nothing
    typed here is left to undo; done_again: the same of redo. resized: it needs another height.
    """

    typed = Signal(str)
    ended = Signal()
    left = Signal()
    beyond = Signal(int)
    taken_back = Signal()
    done_again = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(_NO_MARGIN)
        self._quiet = False
        self._tall = 0
        self.textChanged.connect(self._tell)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())

    def show_text(self, text: str) -> None:
        """Put another text in; nothing of what was there before can be undone."""
        self._quiet = True
        if text != self.toPlainText():
            cursor = self.textCursor().position()
            self.setPlainText(text)
            place = self.textCursor()
            place.setPosition(min(cursor, len(text)))
            self.setTextCursor(place)
        self.document().clearUndoRedoStacks()
        self._quiet = False
        self._fit()

    def kept(self) -> None:
        """What was typed is a version now; from here on undo is the note's."""
        self.document().clearUndoRedoStacks()

    def to_end(self) -> None:
        self.moveCursor(QTextCursor.MoveOperation.End)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, self._height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(60, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        """A sentence is one line, and plain."""
        if source.hasText():
            self.insertPlainText(" ".join(source.text().split()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        document = self.document()
        if event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable():
            self.taken_back.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable():
            self.done_again.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and _bare(event):
            self.ended.emit()
        elif event.key() == Qt.Key.Key_Up and _bare(event) and self._at_end(-1):
            self.beyond.emit(-1)
        elif event.key() == Qt.Key.Key_Down and _bare(event) and self._at_end(1):
            self.beyond.emit(1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A shortcut of the window must not take what is handled here, nor the other way round."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in ours):
                event.accept()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _at_end(self, way: int) -> bool:
        cursor = self.textCursor()
        operation = QTextCursor.MoveOperation.Up if way < 0 else QTextCursor.MoveOperation.Down
        return not cursor.movePosition(operation)

    def _tell(self) -> None:
        if not self._quiet:
            self.typed.emit(self.toPlainText())

    def _height(self) -> int:
        lines = max(1, round(self.document().size().height()))
        return lines * self.fontMetrics().lineSpacing() + 2 * _NO_MARGIN + 2

    def _fit(self) -> None:
        tall = self._height()
        if tall != self._tall:
            self._tall = tall
            self.setFixedHeight(tall)
            self.resized.emit()


def _bare(event: QKeyEvent) -> bool:
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
