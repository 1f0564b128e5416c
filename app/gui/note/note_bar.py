"""Over a note: where it stands, whose it is, whether it is kept and sent, and what can be done."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.note_state import Act
from app.gui.look import sized, tinted
from app.gui.note.keeper import SaveState
from app.gui.note.saying import minute, short_time, state_words
from app.gui.review.flow import Flow
from app.gui.words import Retranslated, said, tr
from app.services.export_status import Sending
from app.services.review import NoteView


def act_words(act: Act) -> str:
    """What an act is called in a menu."""
    return {
        "sign": tr("Sign…"),
        "cosign": tr("Co-sign…"),
        "take": tr("Take over…"),
        "offer": tr("Hand over…"),
        "amend": tr("Amend"),
        "addendum": tr("Addendum…"),
        "propose_error": tr("Entered in error…"),
        "archive": tr("Archive…"),
    }[act]


class NoteBar(Retranslated, QWidget):
    """done: an Act was chosen. undo, redo, copy, save: as they say. given_up: an amendment is not
    wanted any more."""

    done = Signal(str)
    undo = Signal()
    redo = Signal()
    copy = Signal()
    save = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: NoteView | None = None
        self._acts: tuple[Act, ...] = ()
        self._kept: tuple[SaveState, datetime] | None = None
        self._sending: Sending | None = None
        self._outbox = self._amending = False
        self.standing, self.whose, self.kept = QLabel(), QLabel(), QLabel()
        self.notice = QLabel()
        self.back, self.forth, self.more = QToolButton(), QToolButton(), QToolButton()
        self.main, self.copier, self.give_up = QPushButton(), QPushButton(), QPushButton()
        self.more.setMenu(QMenu(self.more))
        self._lay_out()
        self.back.clicked.connect(self.undo)
        self.forth.clicked.connect(self.redo)
        self.copier.clicked.connect(self.copy)
        self.main.clicked.connect(self._do_main)
        self.give_up.clicked.connect(self.given_up)
        self.retranslate()

    def _lay_out(self) -> None:
        self.standing.setFont(sized(self.font(), self.font().pointSizeF() + 1, bold=True))
        for label in (self.whose, self.notice):
            label.setWordWrap(True)
        self.whose.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        buttons = (self.back, self.forth, self.copier, self.give_up, self.main, self.more)
        row = Flow(ends=1 + len(buttons), middle=True)
        row.setSpacing(6)
        for widget in (self.standing, self.kept, *buttons):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.whose)
        column.addWidget(self.notice)
        self.notice.hide()

    def retranslate(self) -> None:
        for button, text, spoken in (
            (self.back, tr("Undo"), tr("Undo the last change of this note: Ctrl+Z")),
            (self.forth, tr("Redo"), tr("Do again what was undone: Ctrl+Shift+Z")),
            (self.copier, tr("Copy all"), tr("Copy the whole note for the EMR: Ctrl+Shift+C")),
            (self.give_up, tr("Give up"), tr("Leave the signed note as it is")),
            (self.more, tr("More"), tr("What else can be done with this note")),
        ):
            button.setText(text)
            button.setToolTip(spoken)
            button.setAccessibleName(spoken)
        self._show()

    def show_view(self, view: NoteView, acts: Sequence[Act], *, amending: bool = False) -> None:
        """acts: that who sits here may want to do. amending: an amendment waits to be signed."""
        self._amending = amending
        if self._view is None or view.version.note_id != self._view.version.note_id:
            self._kept = self._sending = None
        self._view, self._acts = view, tuple(acts)
        self._show()

    def set_reachable(self, reachable: bool) -> None:
        """While a form lies over the note, it is finished or left first."""
        for button in (self.back, self.forth, self.copier, self.give_up, self.main, self.more):
            button.setEnabled(reachable)

    def show_kept(self, state: SaveState, at: datetime) -> None:
        self._kept = (state, at)
        self._show_kept()

    def show_sending(self, sending: Sending | None, *, outbox: bool) -> None:
        """outbox: whether anything sends notes at all."""
        self._sending, self._outbox = sending, outbox
        self._show_whose()

    def show_undo(self, back: bool, forth: bool, *, shown: bool) -> None:
        """Whether something can be undone and redone; shown: whether that can be at all."""
        self.back.setEnabled(back)
        self.forth.setEnabled(forth)
        for button in (self.back, self.forth):
            button.setVisible(shown)

    def say(self, notice: str) -> None:
        """What is to be known about this note; "" for nothing."""
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        self._colour()

    def forget(self) -> None:
        self._view = self._kept = self._sending = None
        self._acts = ()
        self.say("")
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _show(self) -> None:
        view = self._view
        self.standing.setText(state_words(view.state) if view is not None else "")
        self._show_whose()
        self._show_kept()
        self.copier.setVisible(view is not None and view.state.final and not self._amending)
        self.give_up.setVisible(self._amending)
        first = self._first
        self.main.setVisible(first is not None)
        words = tr("Sign the amendment…") if self._amending else ""
        self.main.setText(words or (act_words(first) if first is not None else ""))
        self._fill_menu(first)

    @property
    def _first(self) -> Act | None:
        """The act with a button of its own."""
        if self._amending:
            return "amend"
        shown: tuple[Act, ...] = ("sign", "cosign", "take")
        return next((one for one in shown if one in self._acts), None)

    def _fill_menu(self, first: Act | None) -> None:
        menu = self.more.menu()
        menu.clear()
        for act in () if self._amending else self._acts:
            if act != first:
                self._add(menu, act_words(act)).triggered.connect(
                    lambda _=False, act=act: self.done.emit(act)
                )
        if self._view is not None and self._view.state.final:
            self._add(menu, tr("Save a copy…")).triggered.connect(self.save)
        self.more.setVisible(not menu.isEmpty())

    def _add(self, menu: QMenu, text: str) -> QAction:
        action = QAction(text, menu)
        menu.addAction(action)
        return action

    def _do_main(self) -> None:
        if self._first is not None:
            self.done.emit(self._first)

    def _show_whose(self) -> None:
        view = self._view
        if view is None:
            self.whose.clear()
            return
        parts = [
            tr("Author {name}").format(name=view.name(view.owner_id)),
            tr("recorded {at}").format(at=minute(view.version.origin.recorded_at)),
            tr("version {number}").format(number=view.versions[-1].version),
        ]
        if view.offered_to is not None:
            parts.append(tr("offered to {name}").format(name=view.name(view.offered_to)))
        if view.state.final:
            parts.append(self._sent())
        self.whose.setText(" · ".join(filter(None, parts)))

    def _sent(self) -> str:
        if not self._outbox:
            return tr("not sent: no EMR is configured")
        if self._sending is None:
            return tr("not sent")
        at = minute(self._sending.at)
        words = {
            "waiting": tr("waits to be sent since {at}"),
            "received": tr("received by the EMR {at}, not filed yet"),
            "filed": tr("filed by the EMR {at}"),
            "refused": tr("refused by the EMR {at}"),
            "hidden": "",
        }[self._sending.state].format(at=at)
        return f"{words}: {said(self._sending.sentence)}" if self._sending.sentence else words

    def _show_kept(self) -> None:
        if self._kept is None or "sign" not in self._acts:
            self.kept.clear()
            return
        state, at = self._kept
        self.kept.setText(
            {
                "kept": tr("Kept {time}"),
                "typing": tr("Not kept yet"),
                "keeping": tr("Keeping…"),
                "failed": tr("! Not kept. Ctrl+S tries again"),
            }[state].format(time=short_time(at))
        )

    def _colour(self) -> None:
        sheet = f"{tinted('amber', QApplication.palette()).sheet} padding: 4px;"
        if sheet != self.notice.styleSheet():
            self.notice.setStyleSheet(sheet)
