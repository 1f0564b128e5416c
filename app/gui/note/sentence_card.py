"""The sentence one is at: its text to type in, what is open at it, and what can be done with it."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.note_edits import Move, Strike
from app.domain.note_page import Line
from app.gui.look import interim_ink
from app.gui.note.chips import Tag, Tags, chip_tag, query_tag, suggestion_tag
from app.gui.note.growing_edit import GrowingEdit
from app.gui.note.note_delegate import PAD, side_text, small
from app.gui.note.saying import section_title
from app.gui.note.wishes import Add, Play, Wish
from app.gui.review.flow import Flow
from app.gui.words import Retranslated, tr


class SentenceCard(Retranslated, QFrame):
    """asked: a Wish. resized: it needs another height."""

    asked = Signal(object)
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAutoFillBackground(True)
        self.line: Line | None = None
        self._writes = self._settles = False
        self._sections: tuple[str, ...] = ()
        self._names: dict[str, str] = {}
        self.edit, self.side, self.tags = GrowingEdit(), QLabel(), Tags()
        self.side.setObjectName("side")
        self.edit.resized.connect(self.resized)
        self.play, self.add, self.strike = QToolButton(), QToolButton(), QToolButton()
        self.up, self.down, self.move_to = QToolButton(), QToolButton(), QToolButton()
        self._buttons = (self.play, self.add, self.up, self.down, self.move_to, self.strike)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._colour()
        self.hide()

    def _lay_out(self) -> None:
        self.side.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.side.setContentsMargins(0, 3, 0, 0)
        self.side.setFont(small(self.font()))
        top = QHBoxLayout()
        top.setSpacing(PAD)
        top.addWidget(self.edit, stretch=1)
        top.addWidget(self.side)
        tools = Flow()
        tools.setSpacing(4)
        for button in self._buttons:
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            tools.addWidget(button)
        self.play.setArrowType(Qt.ArrowType.RightArrow)
        self.play.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.up.setArrowType(Qt.ArrowType.UpArrow)
        self.down.setArrowType(Qt.ArrowType.DownArrow)
        self.move_to.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.move_to.setMenu(QMenu(self.move_to))
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD - 4, 2, PAD, 2)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.tags)
        column.addLayout(tools)

    def _connect(self) -> None:
        self.play.clicked.connect(self.hear)
        self.add.clicked.connect(self.add_below)
        self.strike.clicked.connect(self.strike_out)
        self.up.clicked.connect(lambda: self.shift(-1))
        self.down.clicked.connect(lambda: self.shift(1))

    def retranslate(self) -> None:
        for button, text, spoken in (
            (self.play, tr("Hear"), tr("Hear the words of this sentence: Ctrl+Alt+Space")),
            (self.add, "+ " + tr("Add below"), tr("A new sentence below this one: Ctrl+Alt+N")),
            (self.up, "", tr("Move this sentence up: Alt+Up")),
            (self.down, "", tr("Move this sentence down: Alt+Down")),
            (self.move_to, tr("Move to"), tr("Move this sentence to another section")),
            (self.strike, "× " + tr("Strike out"), tr("Strike it out: Ctrl+Shift+Delete")),
        ):
            button.setText(text)
            button.setToolTip(spoken)
            button.setAccessibleName(spoken)
        self.edit.setAccessibleName(tr("Text of this sentence"))
        if self.line is not None:
            self._fill()

    def show_line(
        self,
        line: Line,
        *,
        writes: bool,
        settles: bool,
        sections: tuple[str, ...],
        names: dict[str, str],
    ) -> None:
        """writes: its text may be changed. settles: doubts of it may be settled."""
        same = self.line is not None and self.line.sentence.number == line.sentence.number
        self.line, self._writes, self._settles = line, writes, settles
        self._sections, self._names = sections, names
        self.edit.setReadOnly(not writes)
        flags = Qt.TextInteractionFlag.TextEditorInteraction
        self.edit.setTextInteractionFlags(
            flags if writes else Qt.TextInteractionFlag.NoTextInteraction
        )
        self.edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus if writes else Qt.FocusPolicy.NoFocus)
        if not (same and self.edit.document().isUndoAvailable()):  # what is being typed stays
            self.edit.show_text(line.sentence.text)
        self._fill()

    def forget(self) -> None:
        self.line = None
        self._names = {}
        self.edit.show_text("")
        self.side.clear()
        self.tags.show_tags([])
        self.hide()

    def hear(self) -> None:
        if self.line is not None and self.line.sentence.utterances:
            self.asked.emit(Play(self.line.sentence.start_s, self.line.sentence.end_s))

    def add_below(self) -> None:
        if self.line is not None and self._writes:
            self.asked.emit(Add(self.line.section, self.line.position + 1))

    def strike_out(self) -> None:
        if self.line is not None and self._writes:
            self.asked.emit(Strike(self.line.sentence.number))

    def shift(self, way: int) -> None:
        """Up or down in its section."""
        if self.line is not None and self._writes and self.line.position + way >= 0:
            to = self.line.position + way
            self.asked.emit(Move(self.line.sentence.number, self.line.section, to))

    def tall(self, width: int) -> int:
        """How tall it is at a width."""
        if self.width() != width:
            self.resize(width, self.height())
        layout = self.layout()
        if layout is None:
            return self.height()
        layout.activate()
        edge = 2 * self.frameWidth()
        if not layout.hasHeightForWidth():
            return layout.sizeHint().height() + edge
        return layout.totalHeightForWidth(width - edge) + edge

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.width(), self.tall(self.width()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)

    def _fill(self) -> None:
        line = self.line
        if line is None:
            return
        self.side.setText(side_text(line))
        self.play.setVisible(bool(line.sentence.utterances))
        for button in self._buttons[1:]:
            button.setVisible(self._writes)
        self.up.setEnabled(line.position > 0)
        self.tags.show_tags(self._tags_of(line))
        menu = self.move_to.menu()
        menu.clear()
        for key in self._sections:
            action = QAction(section_title(key), menu)
            action.setEnabled(key != line.section)
            wish = Move(line.sentence.number, key)
            action.triggered.connect(lambda _=False, wish=wish: self.asked.emit(wish))
            menu.addAction(action)
        self.resized.emit()

    def _tags_of(self, line: Line) -> list[Tag]:
        def ask(wish: Wish) -> None:
            self.asked.emit(wish)

        writes = self._writes
        tags = [query_tag(one, ask, writes=writes, settles=self._settles) for one in line.queries]
        tags += [chip_tag(one, ask, writes=writes) for one in line.chips]
        tags += [
            suggestion_tag(one, self._names.get(one.made_by, one.made_by), ask, writes=writes)
            for one in line.suggestions
        ]
        return tags

    def _colour(self) -> None:
        palette = QApplication.palette()
        ink = interim_ink(palette).name()
        edge, mark = palette.mid().color().name(), palette.highlight().color().name()
        sheet = (
            f"#card {{ background: {palette.base().color().name()};"
            f" border: 1px solid {edge}; border-left: 4px solid {mark}; }}"
            f" #side {{ color: {ink}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
