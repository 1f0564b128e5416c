"""The encounters that one works on: searched while one types, the unfinished first."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.encounters import Card
from app.domain.errors import AppError
from app.domain.intake_words import Told
from app.domain.worklist import Line, Progress, Wanted
from app.gui.background import Background
from app.gui.encounters.handover_inbox import HandoverInbox
from app.gui.encounters.line_delegate import LineDelegate
from app.gui.encounters.line_model import LINE, LineModel
from app.gui.encounters.parts import EncounterParts
from app.gui.encounters.quick_create import QuickCreate
from app.gui.encounters.saying import searched
from app.gui.encounters.scan_watch import ScanWatch
from app.gui.words import Retranslated, sentence, tr

if TYPE_CHECKING:
    from app.domain.admissions import Admission

WAIT_MS: Final = 150  # after the last key, so that a word is looked for once
PAGE: Final = 100
_PARTS: Final[tuple[Progress, ...]] = ("any", "unfinished", "finished")


class EncounterList(Retranslated, QWidget):
    """encounter_chosen: the id of the one to be looked at. created: of one that was begun here.
    needs_room: a new one is asked for, and the list may be folded away."""

    said = Signal(str)
    encounter_chosen = Signal(str)
    created = Signal(str)
    note_chosen = Signal(str)
    needs_room = Signal()

    def __init__(self, parts: EncounterParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._behind, self._acts = Background("encounters", self), Background("begin", self)
        self._actor: Actor | None = None
        self._current = ""
        self.search, self.part, self.new = QLineEdit(), QComboBox(), QPushButton()
        self.list, self.model, self.nothing = Listing(), LineModel(self), QLabel()
        self.quick, self.inbox = QuickCreate(parts), HandoverInbox(parts)
        for _ in _PARTS:
            self.part.addItem("")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        self.begin_action = QAction(self)
        self.scans = ScanWatch(
            (
                *(self.search, self.part, self.new, self.list),
                *(self.quick.who, self.quick.more, self.quick.go, self.quick.nobody),
                self.quick.offers.list,
            ),
            self._remember,
        )
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(LineDelegate(self.list))
        self.search.setClearButtonEnabled(True)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.new.setAutoDefault(False)
        self.quick.hide()
        narrowed = QHBoxLayout()
        narrowed.addWidget(self.part, stretch=1)
        narrowed.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addLayout(narrowed)
        for widget in (self.quick, self.inbox, self.nothing):
            column.addWidget(widget)
        column.addWidget(self.list, stretch=1)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._soon.start())
        self.search.returnPressed.connect(self._choose_current)
        self.search.installEventFilter(self)
        self.part.currentIndexChanged.connect(lambda _: self.refresh())
        self._soon.timeout.connect(self.refresh)
        self.model.wanted.connect(self._ask_more)
        self.list.activated.connect(self._choose)
        self.list.clicked.connect(self._choose)
        self.list.typed.connect(self._type)
        self.new.clicked.connect(self.begin_new)
        self.quick.asked.connect(partial(self._begin, unknown=False))
        self.quick.unknown.connect(partial(self._begin, unknown=True))
        self.quick.admitted.connect(self._begin_admitted)
        self.quick.closed.connect(self._close_quick)
        self.scans.scanned.connect(self._scan)
        self.inbox.said.connect(self.said)
        self.inbox.taken.connect(self._taken)
        self.begin_action.setShortcut(QKeySequence("Ctrl+N"))
        self.begin_action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.begin_action.triggered.connect(self.begin_new)
        self.addAction(self.begin_action)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Encounters"))
        self.search.setPlaceholderText(tr("Name, bed, number"))
        self.search.setAccessibleName(tr("Search encounters"))
        self.search.setToolTip(
            tr("How the name, the place or the encounter's id begins, or the whole patient number")
        )
        names = (tr("All"), tr("Unfinished"), tr("Finished"))
        for index, text in enumerate(names):
            self.part.setItemText(index, text)
        self.part.setAccessibleName(tr("Which encounters"))
        self.new.setText(tr("New"))
        self.new.setToolTip(tr("Begin an encounter: Ctrl+N"))
        self.list.setAccessibleName(tr("Encounters"))
        self.begin_action.setText(tr("New encounter"))
        self._say_nothing(asked=not self.nothing.isHidden())
        self.list.viewport().update()

    # --- who acts

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        self.inbox.act_as(actor)
        self.quick.act_as(actor)
        if self.isVisible():
            self.look()

    def forget(self) -> None:
        """Nobody sits here: nothing that was found or typed stays."""
        self._behind.forget()
        self._acts.forget()
        self._soon.stop()
        self._actor, self._current = None, ""
        self.search.setText("")  # unlike clear(), this cannot be undone
        self._soon.stop()
        self.quick.wipe()
        self.quick.offers.forget()
        self.quick.hide()
        self.inbox.forget()
        self.model.show_lines((), more=False)
        self.nothing.hide()

    def busy(self) -> bool:
        """Whether something is typed that was not begun."""
        return self.quick.said != Told() or bool(self.quick.said.unread)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.look()

    # --- what is found

    def look(self) -> None:
        """Read the list, and what is offered, again."""
        self.refresh()
        self.inbox.refresh()

    def reread(self, note: str) -> None:  # noqa: ARG002 - any note changes how far one is
        self.refresh()

    def refresh(self) -> None:
        """Look for what is typed; what was looked for before is answered no longer."""
        self._soon.stop()
        self._behind.forget()
        self._ask(None, self._show_found)

    def _ask_more(self, last: Line) -> None:
        self._ask(last, self._add_found)

    def _ask(self, after: Line | None, show: "object") -> None:
        actor = self._actor
        if actor is None:
            return
        wanted = Wanted(
            progress=_PARTS[max(0, self.part.currentIndex())],
            text=searched(self.search.text().strip()),
            after=after,
            size=PAGE,
        )
        self._behind.run(lambda: self._parts.search().find(actor, wanted), show, self._fail)  # type: ignore[arg-type]

    def _show_found(self, lines: tuple[Line, ...]) -> None:
        keep = self._current or self._line_id(self.list.currentIndex())
        self.model.show_lines(lines, more=len(lines) == PAGE)
        row = self.model.row_of(keep)
        if row < 0 and lines and self.search.text().strip():
            row = 0  # Enter opens what was found first
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        self._say_nothing(asked=not lines)

    def _add_found(self, lines: tuple[Line, ...]) -> None:
        self.model.add_lines(lines, more=len(lines) == PAGE)

    def _say_nothing(self, *, asked: bool) -> None:
        typed = bool(self.search.text().strip())
        self.nothing.setText(
            tr("Nothing begins like that among your encounters.")
            if typed
            else tr("No encounters yet. Ctrl+N begins one.")
        )
        self.nothing.setVisible(asked)

    def _fail(self, error: AppError) -> None:
        self.said.emit(sentence(error))

    # --- which one

    def show_encounter(self, encounter: str) -> None:
        """Another one is looked at, however that came about."""
        self._current = encounter
        row = self.model.row_of(encounter)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        else:
            self.list.setCurrentIndex(QModelIndex())

    def _choose_current(self) -> None:
        self._choose(self.list.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        encounter = self._line_id(index)
        if encounter:
            self._current = encounter
            self.encounter_chosen.emit(encounter)

    def _line_id(self, index: QModelIndex) -> str:
        return index.data(LINE).encounter if index.isValid() else ""

    def _type(self, text: str) -> None:
        """Typing in the list searches."""
        self.search.setFocus()
        self.search.setText(self.search.text() + text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Up and down move in the list while the cursor stays in the search."""
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in keys
        ):
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    # --- a new one

    def begin_new(self) -> None:
        """Ask for the two fields."""
        self.needs_room.emit()
        self.quick.show()
        self.quick.begin()

    def _remember(self) -> Callable[[], None]:
        """What stands in the fields, to be put back when a scan was typed over it."""
        search, part = self.search.text(), self.part.currentIndex()

        def restore() -> None:
            self.search.setText(search)
            self.part.setCurrentIndex(part)

        return restore

    def _scan(self, text: str) -> None:
        if self._actor is not None:
            self.begin_new()
            self.quick.scan(text)

    def _begin_admitted(self, admission: "Admission") -> None:
        actor, encounters = self._actor, self._parts.encounters
        if actor is None:
            self.quick.refused()
            return
        self._acts.run(
            lambda: encounters().begin_admitted(actor, admission), self._begun, self._refused
        )

    def _begin(self, said: Told, *, unknown: bool) -> None:
        actor, encounters = self._actor, self._parts.encounters
        if actor is None:
            self.quick.refused()
            return

        def work() -> Card:
            begin = encounters().begin_unknown if unknown else encounters().begin
            return begin(actor, said)

        self._acts.run(work, self._begun, self._refused)

    def _begun(self, card: Card) -> None:
        self._close_quick()
        self._current = card.encounter
        self.search.setText("")
        self.refresh()
        self.created.emit(card.encounter)
        self.encounter_chosen.emit(card.encounter)

    def _refused(self, error: AppError) -> None:
        self.quick.refused()
        self._fail(error)

    def _close_quick(self) -> None:
        self.quick.wipe()
        self.quick.hide()
        self.list.setFocus()

    def _taken(self, note: str, encounter: str) -> None:
        self.refresh()
        if encounter:
            self.encounter_chosen.emit(encounter)
        self.note_chosen.emit(note)


class Listing(QListView):
    """Letters that are typed here are a search, not a jump."""

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumWidth(150)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        text = event.text()
        plain = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if text.isprintable() and text.strip() and not plain:
            self.typed.emit(text)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """The same for what an input method writes."""
        if event.commitString():
            self.typed.emit(event.commitString())
            event.accept()
