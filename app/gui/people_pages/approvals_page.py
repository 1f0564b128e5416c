"""What two people do together and one has asked for: it waits here for the second one."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.pages.proof_bar import ProofBar
from app.gui.pages.sheet import Grid, Notice, Prose, column, row, spread
from app.gui.people_pages.approval_words import (
    about_text,
    consequence,
    kind_text,
    whole_text,
    why_not_text,
)
from app.gui.people_pages.parts import ApprovalsParts
from app.gui.people_pages.times import moment
from app.gui.words import Retranslated, sentence, tr
from app.services.approvals import Waiting, why_not


class ApprovalsPage(Retranslated, QWidget):
    """`said` carries a sentence; nobody decides about what they asked for themselves."""

    said = Signal(str)

    def __init__(self, parts: ApprovalsParts) -> None:
        super().__init__()
        self._parts = parts
        self._behind = Background("approvals", self)
        self._actor: Actor | None = None
        self._waiting: tuple[Waiting, ...] = ()
        self._deciding: Waiting | None = None
        self._approves = False
        self._read = False
        self.intro, self.notice = Prose(quiet=True), Notice()
        self.grid, self.detail, self.why = Grid(5, wide=1, wrap=True), Prose(), Notice()
        self.approve, self.refuse, self.again = QPushButton(), QPushButton(), QPushButton()
        self.card, self.what, self.proof = QFrame(), Prose(bold=True), ProofBar(parts.prove)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.card.setFrameShape(QFrame.Shape.StyledPanel)
        self.card.setLayout(column(self.what, self.proof))
        self.card.hide()
        whole = column(self.intro, self.notice)
        whole.addWidget(self.grid, stretch=1)
        for part in (self.detail, self.why):
            whole.addWidget(part)
        whole.addLayout(row(self.approve, self.refuse, None, self.again))
        whole.addWidget(self.card)
        spread(self, whole)

    def _connect(self) -> None:
        self.grid.itemSelectionChanged.connect(self._show_chosen)
        self.approve.clicked.connect(lambda: self.begin(approve=True))
        self.refuse.clicked.connect(lambda: self.begin(approve=False))
        self.again.clicked.connect(self.reload)
        self.proof.cancel.clicked.connect(self.card.hide)

    def retranslate(self) -> None:
        self.intro.setText(
            tr(
                "One person asked for these; another one approves or refuses. Keys are changed by "
                "two administrators at a terminal: {command}"
            ).format(command="erscribe store keys")
        )
        self.grid.setAccessibleName(tr("What waits for a second person"))
        self.grid.name_columns(
            [tr("What"), tr("About"), tr("Asked by"), tr("Since"), tr("Because")]
        )
        self.approve.setText(tr("&Approve…"))
        self.refuse.setText(tr("&Refuse…"))
        self.again.setText(tr("&Look again"))
        if self._deciding is not None:
            self.what.setText(consequence(self._deciding, approve=self._approves))
        self._fill(self.chosen)

    # --- who sits here

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        if self.isVisible() and not self._read:
            self.reload()

    def forget(self) -> None:
        self._behind.forget()
        self._actor, self._read = None, False
        self.notice.clear()
        self._leave()
        self._show_waiting(())
        self._read = False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not event.spontaneous():
            self.reload()

    def reload(self) -> None:
        actor = self._actor
        if actor is not None:
            self._behind.run(
                lambda: self._parts.approvals().waiting(actor), self._show_waiting, self._fail
            )

    def _show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        kept, self._waiting, self._read = self.chosen, waiting, True
        self._fill(kept)
        if not waiting and not self.notice.text and self._actor is not None:
            self.notice.tell("grey", lambda: tr("Nothing waits for a second person."))

    def _fill(self, kept: Waiting | None) -> None:
        """kept: which one stays chosen, if it still waits."""
        keep = self._waiting.index(kept) if kept in self._waiting else -1
        cells = [
            [
                kind_text(one.act),
                about_text(one),
                one.name or one.by,
                moment(one.since),
                one.reason,
            ]
            for one in self._waiting
        ]
        self.grid.fill(cells, keep)
        self._show_chosen()

    @property
    def chosen(self) -> Waiting | None:
        at = self.grid.chosen
        return self._waiting[at] if 0 <= at < len(self._waiting) else None

    def _show_chosen(self) -> None:
        one, actor = self.chosen, self._actor
        if one != self._deciding:
            self._leave()
        self.detail.setText(whole_text(one, moment(one.since)) if one else "")
        if one is None or actor is None:
            why, may = "", False
        else:
            reason = why_not(actor, one)
            why, may = why_not_text(reason), not reason
        self.why.put("grey", why)
        for button in (self.approve, self.refuse):
            button.setEnabled(may)

    # --- the decision

    def begin(self, *, approve: bool) -> None:
        """Say what comes of it, and ask for the credential, each time."""
        one, actor = self.chosen, self._actor
        if one is None or actor is None:
            return
        self.notice.clear()
        self.proof.leave()
        self._deciding, self._approves = one, approve
        self.what.setText(consequence(one, approve=approve))
        self.card.show()
        self.proof.ask(
            replace(actor, proved_at=None),
            lambda proved: self._decide(proved, one, approve=approve),
        )

    def _decide(self, actor: Actor, one: Waiting, *, approve: bool) -> None:
        self._actor = actor
        self._leave()
        self._behind.run(
            lambda: self._parts.approvals().decide(actor, one, approve=approve),
            lambda _: self._decided(approve=approve),
            self._refused,
        )

    def _decided(self, *, approve: bool) -> None:
        def say() -> str:
            return tr("Approved.") if approve else tr("Refused; nothing was changed.")

        self.notice.tell("grey", say, aloud=True)
        self.said.emit(self.notice.text)
        self.reload()

    def _leave(self) -> None:
        self._deciding = None
        self.proof.leave()
        self.what.clear()
        self.card.hide()

    def _refused(self, error: AppError) -> None:
        """It may have been decided elsewhere meanwhile."""
        self._fail(error)
        self.reload()

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", lambda: sentence(error), aloud=True)
