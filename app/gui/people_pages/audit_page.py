"""The audit log: its rows, who saw a patient, who broke the glass, and whether it is whole."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from app.domain.access import Actor
from app.domain.audit import Period, Verified
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.bridge import EventBridge
from app.gui.pages.proof_bar import ProofBar
from app.gui.pages.setting_fields import Browse, ask_for_path
from app.gui.pages.sheet import Notice, column, spread
from app.gui.people_pages.access_tab import AccessTab, GlassTab
from app.gui.people_pages.log_tab import LogTab
from app.gui.people_pages.look_model import PART
from app.gui.people_pages.parts import AuditParts
from app.gui.people_pages.whole_tab import WholeTab
from app.gui.words import Retranslated, sentence, tr
from app.services.audit_files import FileForm
from app.services.audit_log import Access
from app.services.audit_looks import Question, Seen

Answer = TypeVar("Answer")
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class AuditPage(Retranslated, QWidget):
    """`said` carries a sentence; `fault_found` a Verified, when the log is found to be changed."""

    said = Signal(str)
    fault_found = Signal(object)

    def __init__(self, parts: AuditParts, browse: Browse = ask_for_path) -> None:
        super().__init__()
        self._parts, self._browse = parts, browse
        self._behind = Background("audit", self)
        self._verifying = Background("audit verify", self)
        self._bridge = EventBridge(self)
        self._actor: Actor | None = None
        self.proof, self.notice, self.tabs = ProofBar(parts.prove), Notice(), QTabWidget()
        self.log, self.access = LogTab(), AccessTab()
        self.glass, self.whole = GlassTab(), WholeTab()
        for tab in (self.log, self.access, self.glass, self.whole):
            self.tabs.addTab(tab, "")
        layout = column(self.proof, self.notice)
        layout.addWidget(self.tabs, stretch=1)
        spread(self, layout)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.log.asked.connect(self._ask_log)
        self.log.wanted.connect(self._fetch)
        self.access.asked.connect(self._ask_access)
        self.glass.asked.connect(self._ask_glass)
        self.whole.verify_asked.connect(self._verify)
        self.whole.standing_asked.connect(self._ask_standing)
        self.whole.export_asked.connect(self._export)
        self.whole.folder_asked.connect(self._choose_folder)
        self.tabs.currentChanged.connect(lambda _: self._leave_proof())
        self._bridge.happened.connect(lambda at: self.whole.show_progress(*at))

    def retranslate(self) -> None:
        names = (tr("Log"), tr("Who saw a patient"), tr("Broken glass"), tr("Verify and export"))
        for at, name in enumerate(names):
            self.tabs.setTabText(at, name)

    # --- who sits here

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        if self.isVisible():
            self._first_look()

    def forget(self) -> None:
        self._behind.forget()
        self._verifying.forget()
        self._actor = None
        for tab in (self.log, self.access, self.glass, self.whole):
            tab.forget()
        self.proof.leave()
        self.notice.clear()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not event.spontaneous():
            self._first_look()

    def _first_look(self) -> None:
        if self.log.look is None:
            self.log.ask()

    def _leave_proof(self) -> None:
        self.proof.leave()
        self.notice.clear()

    # --- questions, each of which asks for the credential unless it was given just now

    def _ask_log(self, asked: Question) -> None:
        self._ask(lambda actor: self._parts.looks().ask(actor, asked), self.log.show_look)

    def _fetch(self, number: int) -> None:
        """One part of a look; the look itself is in the log already."""
        look = self.log.look
        if look is None:
            return

        def show(rows: tuple[Seen, ...]) -> None:
            if self.log.look is look:
                self.log.model.put(number, rows)

        def fail(error: AppError) -> None:
            self.log.model.give_up(number)
            self._fail(error)

        self._behind.run(lambda: look.part(number * PART, PART), show, fail)

    def _ask_access(self, kind: str, number: str, period: Period) -> None:
        patient, encounter = (number, "") if kind == "patient" else ("", number)

        def ask(actor: Actor) -> tuple[Access, ...]:
            log = self._parts.log()
            return log.accesses(actor, period, patient=patient, encounter=encounter)

        self._ask(ask, self.access.show_accesses)

    def _ask_glass(self, period: Period) -> None:
        since = period.since or _LONG_AGO
        self._ask(
            lambda actor: self._parts.glass().review(actor, since, period.until),
            self.glass.show_grants,
        )

    def _ask_standing(self) -> None:
        self._ask(lambda actor: self._parts.looks().standing(actor), self.whole.show_standing)

    def _verify(self) -> None:
        """Everybody may; it takes a while, on a thread of its own."""
        actor = self._actor
        if actor is None:
            return
        self.notice.clear()
        self.whole.begin_verify()

        def tell(row: int, rows: int) -> None:
            self._bridge.tell((row, rows))

        self._verifying.run(
            lambda: self._parts.log().verify(actor, tell=tell),
            self._show_verified,
            self._fail_verify,
        )

    def _show_verified(self, found: Verified) -> None:
        self.whole.show_verified(found)
        if found.fault is not None:
            self.fault_found.emit(found)

    def _fail_verify(self, error: AppError) -> None:
        self.whole.fail(error)

    def _export(self, form: FileForm, folder: str, period: Period) -> None:
        to = Path(folder).expanduser()
        self._ask(lambda actor: self._parts.files().write(actor, period, form, to), self._exported)

    def _exported(self, path: Path) -> None:
        self.notice.tell("grey", lambda: _written(path), aloud=True)
        self.said.emit(tr("The audit log was written to a file."))

    def _choose_folder(self) -> None:
        if self._parts.recording():
            self.notice.tell(
                "amber", lambda: tr("A recording runs; type the folder instead."), aloud=True
            )
        else:
            self._browse(self, "folder", self.whole.folder.setText)

    def _ask(self, work: Callable[[Actor], Answer], done: Callable[[Answer], None]) -> None:
        """The credential first, then behind the window; for a while it is not asked for again."""

        def ask(actor: Actor) -> None:
            self._actor = actor
            self._behind.run(lambda: work(actor), done, self._fail)

        if self._actor is not None:
            self.notice.clear()
            self.proof.ask(self._actor, ask)

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", lambda: sentence(error), aloud=True)


def _written(path: Path) -> str:
    text = tr("Written to {path}. It may tell of patients by keys; keep it as a record.")
    return text.format(path=path)
