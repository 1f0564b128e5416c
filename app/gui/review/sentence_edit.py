"""A sentence of the note, put into other words beside the sound it came from."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import clock
from app.gui.review.flow import Flow
from app.gui.words import Retranslated, tr

_LINES, _FEW_LINES = 3, 2


@dataclass(frozen=True, slots=True)
class Edited:
    """What was typed. text: "" takes the sentence out."""

    number: int
    text: str
    reason: str


class _Text(QPlainTextEdit):
    """As high as some lines; more are scrolled."""

    lines = _LINES

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        high = self.fontMetrics().lineSpacing() * self.lines + 16
        return QSize(super().sizeHint().width(), high)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class SentenceEdit(Retranslated, QFrame):
    """sent: an Edited. Ctrl+J puts the time that is played now into the text."""

    sent = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._before, self._own = 0, "", True
        self.at_s = 0.0
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.title, self.kept = QLabel(), QLabel()
        self.text, self.reason = _Text(), QLineEdit()
        self.send, self.strike, self.stamp, self.leave = (QPushButton() for _ in range(4))
        self.text.setTabChangesFocus(True)
        self.text.installEventFilter(self)
        self.text.textChanged.connect(self._offer)
        self.send.clicked.connect(self.submit)
        self.strike.clicked.connect(lambda: self._send(""))
        self.stamp.clicked.connect(self.insert_time)
        self.leave.clicked.connect(self.close_edit)
        self._lay_out()
        self.hide()
        self.retranslate()

    def _lay_out(self) -> None:
        self.kept.setWordWrap(True)
        buttons = Flow()
        buttons.setSpacing(6)
        for button in (self.send, self.strike, self.stamp, self.leave):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        for widget in (self.title, self.text, self.reason, self.kept):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addLayout(buttons)
        column.addLayout(row)

    def set_low(self, low: bool) -> None:
        """Whether there is room for what is typed and its buttons alone."""
        for label in (self.title, self.kept):
            label.setVisible(not low)
        self.text.lines = _FEW_LINES if low else _LINES
        self.text.updateGeometry()

    @property
    def busy(self) -> bool:
        """Something was typed that nobody has got yet."""
        return not self.isHidden() and self.text.toPlainText() != self._before

    def open_edit(self, number: int, text: str, at_s: float, *, own: bool) -> None:
        """own: the draft is the user's; else what they type is a suggestion. at_s: for Ctrl+J."""
        self._number, self._before, self._own, self.at_s = number, text, own, at_s
        self.text.setPlainText(text)
        self.reason.setText("")
        self.retranslate()
        self._offer()
        self.show()
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.setFocus()

    def submit(self) -> None:
        if self.send.isEnabled():
            self._send(self.text.toPlainText())

    def insert_time(self) -> None:
        """The moment of the recording that is played now, as [mm:ss]."""
        self.text.insertPlainText(f"[{clock(self.at_s)}]")
        self.text.setFocus()

    def close_edit(self) -> None:
        self.forget()
        self.closed.emit()

    def forget(self) -> None:
        self._number, self._before = 0, ""
        self.text.setPlainText("")  # takes with it what could be undone
        self.reason.setText("")
        self.hide()

    def retranslate(self) -> None:
        own = self._own
        self.title.setText(
            tr("This sentence of the note") if own else tr("Suggest other words to the author")
        )
        self.text.setAccessibleName(self.title.text())
        self.reason.setPlaceholderText(tr("Why (optional)"))
        self.reason.setAccessibleName(tr("Why you suggest it"))
        self.reason.setVisible(not own)
        self.kept.setText(tr("The words that were heard keep their times; they never change."))
        send = tr("Save (Ctrl+Enter)") if own else tr("Send the suggestion (Ctrl+Enter)")
        self.send.setText(send)
        self.strike.setText(tr("Take the sentence out") if own else tr("Suggest to take it out"))
        self.stamp.setText(tr("Insert the time (Ctrl+J)"))
        self.leave.setText(tr("Cancel (Esc)"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if event.key() == Qt.Key.Key_Escape:
                self.close_edit()
                return True
            if control and event.key() == Qt.Key.Key_J:
                self.insert_time()
                return True
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.submit()
                return True
        return super().eventFilter(watched, event)

    def _offer(self) -> None:
        text = " ".join(self.text.toPlainText().split())
        self.send.setEnabled(bool(text) and text != self._before)

    def _send(self, text: str) -> None:
        self.sent.emit(Edited(self._number, text, self.reason.text().strip()))
