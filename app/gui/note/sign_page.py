"""Signing a note: what is still in doubt, each with its sound, and the credential."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.note_chips import choices
from app.domain.note_doubts import Doubt
from app.domain.note_state import is_late, write_up_left
from app.gui.chinese import shown
from app.gui.look import begun, clock, sized, tinted
from app.gui.note.chips import Tag
from app.gui.note.credential_row import CredentialRow
from app.gui.note.saying import minute
from app.gui.note.wishes import Choose, Decide, Play, Resolve, Settle
from app.gui.review.names import why
from app.gui.words import Retranslated, sentence, term, tr
from app.services.review import NoteView
from app.services.review_rights import rights


class SignPage(Retranslated, QWidget):
    """asked: a Wish about a doubt. gone_to: a Doubt whose sentence is to be looked at. given: it
    is to be signed; ask `override` and `credential`. left: it is not."""

    asked = Signal(object)
    gone_to = Signal(object)
    given = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: NoteView | None = None
        self._actor: Actor | None = None
        self._doubts: tuple[Doubt, ...] | None = None  # None: they are looked for
        self.tags: list[Tag] = []
        self.title, self.count, self.facts = QLabel(), QLabel(), QLabel()
        self.reason_label, self.reason, self.error = QLabel(), QLineEdit(), QLabel()
        self.credential = CredentialRow()
        self.go, self.cancel = QPushButton(), QPushButton()
        self.area = QWidget()
        self._listed = QVBoxLayout(self.area)
        self._lay_out()
        self.go.clicked.connect(self.submit)
        self.credential.given.connect(self.submit)
        self.reason.returnPressed.connect(self.submit)
        self.cancel.clicked.connect(self.left)
        self.retranslate()

    def _lay_out(self) -> None:
        self.title.setFont(sized(self.font(), self.font().pointSizeF() + 3, bold=True))
        self._listed.setContentsMargins(0, 0, 6, 0)
        for label in (self.count, self.facts, self.error, self.reason_label):
            label.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        for label in (self.title, self.facts, self.count):
            column.addWidget(label)
        column.addWidget(self.area)
        rest: tuple[QWidget, ...] = (self.reason_label, self.reason, self.credential, self.error)
        for widget in rest:
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addStretch(1)
        self.error.hide()

    def retranslate(self) -> None:
        self.title.setText(tr("Sign this note"))
        self.go.setText(tr("Sign"))
        self.cancel.setText(tr("Back to the note"))
        self.reason_label.setText(tr("Why you sign in spite of what is open; it is kept"))
        self.reason.setAccessibleName(self.reason_label.text())
        self.area.setAccessibleName(tr("What is in doubt"))
        self._show()

    @property
    def override(self) -> str:
        """Why it is signed in spite of what is open."""
        return self.reason.text().strip() if self._doubts else ""

    @property
    def asks_proof(self) -> bool:
        return self._actor is not None and self._actor.role != "sandbox"

    def begin(self, view: NoteView, actor: Actor) -> None:
        self._view, self._actor = view, actor
        self.reason.setText("")
        self.error.clear()
        self.credential.begin()
        self.credential.setVisible(self.asks_proof)
        self._doubts = None
        self._show()
        self.set_busy(False)

    def show_doubts(self, doubts: tuple[Doubt, ...]) -> None:
        """What nobody has settled yet; the alerts, which could do most harm, come first."""
        self._doubts = tuple(sorted(doubts, key=lambda one: one.kind != "alert"))
        self._show()
        self.set_busy(False)

    def see(self, view: NoteView) -> None:
        """The note after something in it was settled."""
        self._view = view

    def submit(self) -> None:
        """Sign, or go to what is not filled in."""
        if not self.go.isEnabled():
            return
        if self._doubts and not self.override:
            self.reason.setFocus()
            return
        if self.asks_proof and not self.credential.complete():
            return
        self.set_busy(True)
        self.given.emit()

    def set_busy(self, busy: bool) -> None:
        """Nobody signs before it is known what is in doubt."""
        self.go.setEnabled(not busy and self._doubts is not None)
        self.error.setVisible(not busy and bool(self.error.text()))

    def refuse(self, error: AppError) -> None:
        self.error.setText(begun(sentence(error)))
        self.set_busy(False)
        self.credential.refuse(error)

    def forget(self) -> None:
        self._view = self._actor = self._doubts = None
        self.reason.setText("")
        self.error.clear()
        self.credential.begin()
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _show(self) -> None:
        count = len(self._doubts or ())
        self.count.setText(self._counted(count))
        for widget in (self.reason_label, self.reason):
            widget.setVisible(count > 0)
        facts = self._facts()
        self.facts.setText(" ".join(facts))
        self.facts.setVisible(bool(facts))
        self._list()
        self._colour()

    def _counted(self, count: int) -> str:
        if self._doubts is None:
            return tr("Looking for what is in doubt…")
        if not count:
            return tr("Nothing is in doubt.")
        words = tr("Still open: {count}. Settle each, or say why you sign all the same.")
        alerts = sum(one.kind == "alert" for one in self._doubts)
        told = tr("Red alerts that nobody acknowledged: {count}.").format(count=alerts)
        return " ".join([words.format(count=count), *([told] if alerts else [])])

    def _list(self) -> None:
        for tag in self.tags:
            tag.hide()
            tag.deleteLater()
        self.tags = [self._tag(one) for one in self._doubts or ()]
        for tag in self.tags:
            self._listed.addWidget(tag)

    def _facts(self) -> list[str]:
        """What becomes of the note by signing it: co-signature, and the six hours."""
        if self._view is None or self._actor is None:
            return []
        said = [tr("After that it is amended, never edited.")]
        if self._actor.trainee:
            said.append(tr("It is final when your supervisor has signed it too."))
        ended_at = self._view.version.body.rescue_ended_at
        if ended_at is not None:
            said.append(_six_hours(ended_at, datetime.now(UTC)))
        return said

    def _tag(self, doubt: Doubt) -> Tag:
        reason = why(doubt, self._view.result) if self._view is not None else ""
        at = f"[{clock(doubt.start_s)}] " if doubt.end_s else ""
        words = _words(doubt)
        tag = Tag("red" if doubt.kind == "alert" else "amber", "", f"{words}: {reason}")
        tag.words.setText(f"{at}<b>{escape(words)}</b><br>{escape(begun(reason))}")
        if doubt.end_s:
            tag.add_play(self.asked.emit, doubt.start_s, doubt.end_s)
        for text, spoken, wish in _ways(doubt) if self._may_settle(doubt) else ():
            tag.add(text, spoken, partial(self.asked.emit, wish))
        if doubt.utterance is not None or doubt.kind == "slot":
            tag.add(tr("Go there"), tr("Go to its sentence"), lambda: self.gone_to.emit(doubt))
        return tag

    def _may_settle(self, doubt: Doubt) -> bool:
        """Who signs settles everything; alerts have a right of their own."""
        if doubt.kind != "alert" or self._view is None or self._actor is None:
            return True
        return rights(self._actor, self._view).acknowledge

    def _colour(self) -> None:
        sheet = f"{tinted('red', QApplication.palette()).sheet} padding: 6px;"
        if sheet != self.error.styleSheet():
            self.error.setStyleSheet(sheet)


def _words(doubt: Doubt) -> str:
    """What is doubted; an alert by its keyword, with what was heard."""
    words = doubt.words if doubt.kind == "suggestion" else shown(doubt.words)
    if doubt.kind != "alert":
        return words
    keyword = tr("Keyword heard: {keyword}").format(keyword=term(doubt.keyword))
    return f"{keyword} “{words}”" if words else keyword


def _ways(doubt: Doubt) -> Sequence[tuple[str, str, Decide | Choose | Settle | Resolve | Play]]:
    """How a doubt can be settled: button, what it does, wish."""
    number = int(doubt.subject.rpartition(":")[2])
    keep = (tr("Keep"), tr("It is right as it is written"), Settle(doubt.subject))
    match doubt.kind:
        case "correction":
            return (
                (tr("Accept"), tr("Make this correction"), Decide(number, True)),
                (tr("As heard"), tr("Leave it as it was heard"), Decide(number, False)),
            )
        case "suggestion":
            return (
                (tr("Accept"), tr("Accept this suggestion"), Resolve(number, True)),
                (tr("Reject"), tr("Reject this suggestion"), Resolve(number, False)),
            )
        case "query":
            found = [
                (shown(one), tr("It was “{words}”").format(words=shown(one)), Choose(number, one))
                for one in choices(doubt.says)
            ]
            return (*found, keep)
        case "alert":
            return ((tr("Acknowledge"), tr("I have seen this alert"), Settle(doubt.subject)),)
        case "slot":
            return ()  # it is filled in, or signed in spite of it
    return (keep,)


def _six_hours(ended_at: datetime, now: datetime) -> str:
    """病历书写基本规范 2010: a resuscitation is written up within six hours of its end."""
    if is_late(ended_at, now):
        return tr(
            "The resuscitation ended {at}: its six hours are over, so it is marked as a late entry."
        ).format(at=minute(ended_at))
    minutes = int(write_up_left(ended_at, now) / timedelta(minutes=1))
    return tr("The resuscitation ended {at}: {hours} h {minutes} min are left to sign.").format(
        at=minute(ended_at), hours=minutes // 60, minutes=f"{minutes % 60:02d}"
    )
