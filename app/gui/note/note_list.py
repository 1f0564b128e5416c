"""A note's rows: drawn, however many they are, and real widgets only where one is."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QToolButton,
    QWidget,
)

from app.domain.note_page import Heading, Line, Row
from app.gui.look import sized
from app.gui.note.note_delegate import PAD, NoteDelegate
from app.gui.note.note_model import Index, NoteModel
from app.gui.note.saying import section_title
from app.gui.note.sentence_card import SentenceCard
from app.gui.note.wishes import Add, CopySection
from app.gui.words import Retranslated, tr

_AT_ONCE = 300


class HeadingBar(Retranslated, QFrame):
    """A section's title, and what is done with the whole section. asked: a Wish. resized: it may
    need another height."""

    asked = Signal(object)
    resized = Signal()

    def __init__(self, key: str, *, empty: bool, writes: bool, copies: bool) -> None:
        super().__init__()
        self.key, self._empty = key, empty
        self.title, self.add, self.copy = QLabel(), QToolButton(), QToolButton()
        self.title.setFont(sized(self.font(), self.font().pointSizeF(), bold=not empty))
        self.setAutoFillBackground(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 2, PAD, 0)
        row.addWidget(self.title)
        row.addStretch(1)
        for button in (self.add, self.copy):
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.add.setVisible(writes)
        self.copy.setVisible(copies and not empty)
        self.add.clicked.connect(lambda: self.asked.emit(Add(self.key)))
        self.copy.clicked.connect(lambda: self.asked.emit(CopySection(self.key)))
        self.retranslate()

    def retranslate(self) -> None:
        title = section_title(self.key)
        self.title.setText(title)
        for button, text, spoken in (
            (self.add, "+ " + tr("Add"), tr("A new sentence in {section}")),
            (self.copy, tr("Copy"), tr("Copy {section} for the EMR")),
        ):
            button.setText(text)
            button.setToolTip(spoken.format(section=title))
            button.setAccessibleName(spoken.format(section=title))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.FontChange}:
            self.resized.emit()


class NoteList(QListView):
    """at: the sentence one is at, or None. over: the one the pointer is over, or None. asked: a
    Wish. typed: number and text. ended: Enter in a sentence. left: nobody types any more.
    taken_back, done_again: undo and redo beyond what is being typed."""

    at = Signal(object)
    over = Signal(object)
    asked = Signal(object)
    typed = Signal(int, str)
    ended = Signal()
    left = Signal()
    taken_back = Signal()
    done_again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_ = NoteModel()
        self._writes = self._settles = self._copies = self._filling = False
        self._names: dict[str, str] = {}
        self._pointer = QPoint()  # where on the screen it was last
        self.card = SentenceCard(self.viewport())
        self._delegate = NoteDelegate(self.rows_, self._card_height, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._fit_card)
        self._set_up()
        self._connect()

    def _set_up(self) -> None:
        self.setModel(self.rows_)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setBatchSize(_AT_ONCE)

    def _connect(self) -> None:
        edit = self.card.edit
        edit.typed.connect(self._tell_typed)
        edit.ended.connect(self.ended)
        edit.left.connect(self.left)
        edit.beyond.connect(self.step)
        edit.taken_back.connect(self.taken_back)
        edit.done_again.connect(self.done_again)
        self.card.asked.connect(self.asked)
        self.card.resized.connect(self._later.start)

    @property
    def line(self) -> Line | None:
        """The sentence one is at."""
        return self.rows_.line(self.currentIndex())

    @property
    def section(self) -> str:
        """The section one is in."""
        for at in range(self.currentIndex().row(), -1, -1):
            row = self.rows_.rows[at]
            if isinstance(row, Heading):
                return row.key
        return next((one.key for one in self.rows_.rows if isinstance(one, Heading)), "")

    def show_rows(
        self,
        rows: tuple[Row, ...],
        names: dict[str, str],
        *,
        writes: bool,
        settles: bool,
        copies: bool,
    ) -> None:
        """writes: sentences may be changed. settles: their doubts may be settled. copies: sections
        may be copied."""
        self._writes, self._settles, self._copies = writes, settles, copies
        self._names = names
        many = len(rows) > _AT_ONCE
        self.setLayoutMode(
            QListView.LayoutMode.Batched if many else QListView.LayoutMode.SinglePass
        )
        before = self.currentIndex().row()
        self._filling = True  # who is told where one is may want other rows again
        self.rows_.show_rows(rows)
        self._filling = False
        self._show_bars()
        self._show_card()
        if self.currentIndex().row() != before:
            self.at.emit(self.line)

    def forget(self) -> None:
        self.rows_.show_rows(())
        self._names = {}
        self._delegate.forget()
        self.card.forget()

    def go_to(self, number: int, *, type_there: bool = False) -> None:
        """To a sentence; type_there: with the cursor in it."""
        index = self.rows_.index_of(number)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            if type_there and self._writes:
                self.card.edit.setFocus()
                self.card.edit.to_end()

    def step(self, way: int) -> None:
        """To the sentence before or after."""
        at = self.currentIndex().row() + way
        while 0 <= at < len(self.rows_.rows):
            if isinstance(self.rows_.rows[at], Line):
                self.setCurrentIndex(self.rows_.index(at))
                self._begin_typing()
                return
            at += way

    def next_open(self) -> None:
        """To the next sentence at which something is open, and round again."""
        count, here = len(self.rows_.rows), self.currentIndex().row()
        for step in range(1, count + 1):
            row = self.rows_.rows[(here + step) % count]
            if isinstance(row, Line) and (row.queries or row.open_chips or row.suggestions):
                index = self.rows_.index((here + step) % count)
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return

    @property
    def ends_section(self) -> bool:
        """Whether the sentence one is at is the last of its section."""
        after = self.currentIndex().row() + 1
        rows = self.rows_.rows
        return after >= len(rows) or not isinstance(rows[after], Line)

    def retranslate(self) -> None:
        self._delegate.forget()
        self.rows_.retranslate()

    # --- Qt

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        super().currentChanged(current, previous)
        if self._filling:
            return
        self._show_card()
        for index in (current, previous):
            if index.isValid():
                self._delegate.sizeHintChanged.emit(index)
        self.at.emit(self.rows_.line(current))

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        super().updateGeometries()
        self._place_card()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's name
        super().scrollContentsBy(dx, dy)
        self._place_card()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._later.start()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            first = next(
                (at for at, row in enumerate(self.rows_.rows) if isinstance(row, Line)), None
            )
            if first is not None:
                self.setCurrentIndex(self.rows_.index(first))
        if event.reason() is not Qt.FocusReason.BacktabFocusReason:
            self._begin_typing()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copying goes by the way that is audited, never straight to the clipboard."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.asked.emit(CopySection(self.section))
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.taken_back.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.done_again.emit()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QEnterEvent):
            self._pointer = event.globalPosition().toPoint()
        if event.type() is QEvent.Type.Leave:
            self.over.emit(None)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Only a pointer that was moved: rows that scroll below a resting one mean nothing."""
        super().mouseMoveEvent(event)
        place = event.globalPosition().toPoint()
        if place != self._pointer:
            self._pointer = place
            self.over.emit(self.rows_.line(self.indexAt(event.position().toPoint())))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._delegate.forget()

    # --- the card

    def _begin_typing(self) -> None:
        if self._writes and self.card.isVisibleTo(self):
            self.card.edit.setFocus()

    def _tell_typed(self, text: str) -> None:
        line = self.card.line
        if line is not None:
            self.typed.emit(line.sentence.number, text)

    def _show_card(self) -> None:
        line = self.line
        if line is None or (line.added and not self._writes):
            self.card.hide()
            self.card.line = None
            return
        sections = tuple(one.key for one in self.rows_.rows if isinstance(one, Heading))
        self.card.show_line(
            line,
            writes=self._writes and not line.added,
            settles=self._settles,
            sections=sections,
            names=self._names,
        )
        self.card.show()
        self._later.start()

    def _card_height(self, index: Index, width: int) -> int | None:
        bar = self.indexWidget(index)
        if isinstance(bar, HeadingBar):
            return bar.sizeHint().height()
        if index.row() != self.currentIndex().row() or self.card.line is None:
            return None
        return self.card.tall(width)

    def _fit_card(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self._delegate.sizeHintChanged.emit(index)
        self.doItemsLayout()
        self._place_card()

    def _place_card(self) -> None:
        index = self.currentIndex()
        if self.card.line is not None and index.isValid():
            self.card.setGeometry(self.visualRect(index))

    def _show_bars(self) -> None:
        """A bar over each heading; made anew where what can be done there has changed."""
        for at, row in enumerate(self.rows_.rows):
            if not isinstance(row, Heading):
                continue
            index = self.rows_.index(at)
            known = self.indexWidget(index)
            looks = (row.empty, self._writes, self._copies)
            if isinstance(known, HeadingBar) and known.property("looks") == repr(looks):
                continue
            if known is not None:
                known.hide()  # Qt deletes it, but later
            bar = HeadingBar(row.key, empty=row.empty, writes=self._writes, copies=self._copies)
            bar.setProperty("looks", repr(looks))
            bar.asked.connect(self.asked)
            bar.resized.connect(self._later.start)
            self.setIndexWidget(index, bar)
