"""Looks for words in a transcript, as they are written and as they were heard."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from app.gui.words import Retranslated, tr


class FindBar(Retranslated, QWidget):
    """wanted: other words are looked for. stepped: to the next place (1) or the one before (-1)."""

    wanted = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = (0, 0)
        self.words, self.count = QLineEdit(), QLabel()
        self.before, self.after, self.close_button = QToolButton(), QToolButton(), QToolButton()
        self.before.setArrowType(Qt.ArrowType.UpArrow)
        self.after.setArrowType(Qt.ArrowType.DownArrow)
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self.wanted)
        self.words.installEventFilter(self)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.close_button.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, stretch=1)
        for widget in (self.count, self.before, self.after, self.close_button):
            row.addWidget(widget)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.words.setPlaceholderText(tr("Find in the transcript"))
        self.words.setAccessibleName(tr("Find in the transcript"))
        self.before.setAccessibleName(tr("Previous place"))
        self.before.setToolTip(tr("Previous place (Shift+Enter)"))
        self.after.setAccessibleName(tr("Next place"))
        self.after.setToolTip(tr("Next place (Enter)"))
        self.close_button.setText(tr("Close"))
        self.show_place(*self._place)

    def open_bar(self) -> None:
        self.show()
        self.words.setFocus()
        self.words.selectAll()

    def close_bar(self) -> None:
        self.forget()
        self.closed.emit()

    def show_place(self, number: int, of: int) -> None:
        """number: from 1; 0 when nothing was found."""
        self._place = (number, of)
        if of:
            self.count.setText(tr("{number} of {of}").format(number=number, of=of))
        else:
            self.count.setText(tr("not found") if self.words.text().strip() else "")

    def forget(self) -> None:
        self.words.setText("")  # unlike clear(), this cannot be undone
        self.show_place(0, 0)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.stepped.emit(-1 if shift else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
        return super().eventFilter(watched, event)
