"""Drafts that colleagues offer at the end of a shift: taken over with the credential."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.encounters.parts import EncounterParts
from app.gui.encounters.saying import age_sex_of, since
from app.gui.look import Badge
from app.gui.note.credential_row import CredentialRow
from app.gui.words import Retranslated, sentence, tr

if TYPE_CHECKING:
    from app.services.handovers import OfferedDraft


class HandoverInbox(Retranslated, QFrame):
    """Hidden while nothing waits. taken: the note and its encounter, whose author one is now."""

    said = Signal(str)
    taken = Signal(str, str)

    def __init__(self, parts: EncounterParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._behind = Background("handover", self)
        self._actor: Actor | None = None
        self.drafts: tuple[OfferedDraft, ...] = ()
        self.chosen: OfferedDraft | None = None
        self.head, self.credential = QLabel(), CredentialRow()
        self.sure, self.leave = QPushButton(), QPushButton()
        self.rows: list[tuple[QLabel, QPushButton]] = []
        self._lay_out()
        self.credential.given.connect(self.take)
        self.sure.clicked.connect(self.take)
        self.leave.clicked.connect(lambda: self._choose(None))
        self.retranslate()
        self.hide()

    def _lay_out(self) -> None:
        self.setFrameShape(QFrame.Shape.StyledPanel)
        top = QHBoxLayout()
        top.addWidget(Badge("amber", 20))
        top.addWidget(self.head, stretch=1)
        self.head.setWordWrap(True)
        self._list = QVBoxLayout()
        buttons = QHBoxLayout()
        for button in (self.leave, self.sure):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 4)
        column.addLayout(top)
        column.addLayout(self._list)
        column.addWidget(self.credential)
        column.addLayout(buttons)

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        self._behind.forget()
        self._actor = None
        self.show_drafts(())

    def refresh(self) -> None:
        """Look whether something waits; only physicians are offered drafts."""
        actor = self._actor
        if actor is not None and actor.role == "physician":
            self._behind.run(
                lambda: self._parts.handovers().offered(actor), self.show_drafts, self._fail
            )

    def show_drafts(self, drafts: "tuple[OfferedDraft, ...]") -> None:
        self.drafts = drafts
        if self.chosen not in drafts:
            self._choose(None)
        while (spot := self._list.takeAt(0)) is not None:
            if (widget := spot.widget()) is not None:
                widget.deleteLater()
        self.rows = [self._row(one) for one in drafts]
        self.setVisible(bool(drafts))
        self.retranslate()

    def _row(self, draft: "OfferedDraft") -> tuple[QLabel, QPushButton]:
        row, words, button = QWidget(), QLabel(), QPushButton()
        words.setWordWrap(True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._choose(draft))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(words, stretch=1)
        line.addWidget(button)
        self._list.addWidget(row)
        return words, button

    def _choose(self, draft: "OfferedDraft | None") -> None:
        """The credential is asked for beside the draft, never over the window."""
        self.chosen = draft
        self.credential.begin()
        for widget in (self.credential, self.sure, self.leave):
            widget.setVisible(draft is not None)
        if draft is not None and self._parts.prove is None:
            self.credential.hide()
        elif draft is not None:
            self.credential.password.setFocus()
        self.sure.setEnabled(True)

    def take(self) -> None:
        """Be its author from now on."""
        draft, actor, prove = self.chosen, self._actor, self._parts.prove
        if draft is None or actor is None or not self.sure.isEnabled():
            return
        if prove is None:
            self._take(actor, draft)
        elif self.credential.complete():
            self.sure.setEnabled(False)
            typed = self.credential.typed
            prove(typed.password, typed.code, lambda who: self._take(who, draft), self._refuse)

    def _take(self, actor: Actor, draft: "OfferedDraft") -> None:
        self._behind.run(
            lambda: self._parts.life().take(actor, draft.note),
            lambda _: self._taken(draft),
            self._refuse,
        )

    def _taken(self, draft: "OfferedDraft") -> None:
        self.show_drafts(tuple(one for one in self.drafts if one != draft))
        self.said.emit(tr("You are the author of this draft now."))
        self.taken.emit(draft.note, draft.encounter)

    def _refuse(self, error: AppError) -> None:
        self.sure.setEnabled(True)
        self.credential.refuse(error)
        self._fail(error)

    def _fail(self, error: AppError) -> None:
        self.said.emit(sentence(error))

    def retranslate(self) -> None:
        count = len(self.drafts)
        self.head.setText(tr("Drafts offered to you: {count}").format(count=count))
        self.setAccessibleName(self.head.text() if count else tr("Drafts offered to you"))
        self.sure.setText(tr("I take it over"))
        self.leave.setText(tr("Not now"))
        for draft, (words, button) in zip(self.drafts, self.rows, strict=True):
            words.setText(_told(draft))
            button.setText(tr("Take over…"))
            button.setAccessibleName(tr("Take over: {draft}").format(draft=words.text()))


def _told(draft: "OfferedDraft") -> str:
    minutes = tr("{minutes} min").format(minutes=max(1, round(draft.duration_s / 60)))
    whom = " ".join(filter(None, (draft.place, age_sex_of(draft.age, draft.sex))))
    at = since(draft.offered_at, datetime.now(UTC))
    form = tr("{whom} · {minutes} · from {name}, {at}")
    return form.format(whom=whom or draft.encounter, minutes=minutes, name=draft.offered_by, at=at)
