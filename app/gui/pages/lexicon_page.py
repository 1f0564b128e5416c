"""The lexicon: what it knows, what it makes of words, what its user and the site want otherwise."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.vetoes import term as never
from app.gui.background import Background
from app.gui.pages.lexicon_own_tabs import BringTable, BuiltLexicons
from app.gui.pages.lexicon_tabs import ACT, LookUp, OwnVetoes, SiteTerms, Terms, TrySentence
from app.gui.pages.lexicon_words import info_text
from app.gui.pages.parts import LexiconParts
from app.gui.pages.proof_bar import ProofBar
from app.gui.pages.sheet import Notice, Prose, column, spread, wipe
from app.gui.words import Retranslated, sentence, tr

if TYPE_CHECKING:  # they load the lexicon, or the database
    from app.services.lexicon_desk import LexiconInfo


class LexiconPage(Retranslated, QWidget):
    """Tabs over one line of facts. `said` carries a sentence."""

    said = Signal(str)

    def __init__(self, parts: LexiconParts) -> None:
        super().__init__()
        self._parts = parts
        self._behind = Background("lexicon", self)
        self._actor: Actor | None = None
        self._info: LexiconInfo | None = None
        self.info, self.notice = Prose(), Notice()
        self.tabs, self.proof = QTabWidget(), ProofBar(parts.prove)
        self.look_up, self.try_out = LookUp(), TrySentence()
        self.vetoes, self.terms = OwnVetoes(), SiteTerms()
        self.builds, self.table = BuiltLexicons(), BringTable()
        self._every = (
            *(self.look_up, self.try_out, self.vetoes, self.terms),
            *(self.builds, self.table),
        )
        for tab in self._every if parts.own is not None else self._every[:-1]:
            self.tabs.addTab(tab, "")
        whole = column(self.info, self.notice)
        whole.addWidget(self.tabs, stretch=1)
        whole.addWidget(self.proof)
        spread(self, whole)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _: self._read_tab())
        self.look_up.button.clicked.connect(self.search)
        self.try_out.button.clicked.connect(self.try_sentence)
        self.vetoes.end.clicked.connect(self.end_veto)
        self.terms.propose.clicked.connect(self.propose)
        self.vetoes.ban.clicked.connect(self.ban)
        self.table.chosen.connect(self.look_at)
        self.table.bring.clicked.connect(self.bring)

    def retranslate(self) -> None:
        names = (
            *(tr("Look up"), tr("Try a sentence"), tr("Your vetoes"), tr("Terms of this site")),
            *(tr("Built lexicons"), tr("Bring in a table")),
        )
        for at, name in enumerate(names):
            self.tabs.setTabText(at, name)
        self.info.setText(info_text(self._info) if self._info else tr("The lexicon is being read…"))

    def act_as(self, actor: Actor) -> None:
        self._actor = actor
        if self.isVisible():
            self.reload()

    def forget(self) -> None:
        """What was typed, and whose vetoes these were."""
        self._behind.forget()
        self._actor = None
        for tab in self._every:
            tab.forget()
        self.proof.leave()
        self.notice.clear()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.reload()

    def reload(self) -> None:
        if self._actor is None:
            return
        if self._info is None:
            self._behind.run(lambda: self._parts.desk().info(), self._show_info, self._fail)
        self._read_tab()

    def _show_info(self, info: "LexiconInfo") -> None:
        self._info = info
        self.info.setText(info_text(info))

    def _read_tab(self) -> None:
        """What comes from the database is read when its tab is looked at."""
        actor, shown = self._actor, self.tabs.currentWidget()
        if actor is None or not self.isVisible():
            return
        if shown is self.vetoes:
            self._behind.run(
                lambda: self._parts.vetoes().mine(actor), self.vetoes.show_vetoes, self._fail
            )
        elif shown is self.terms:
            self._behind.run(self._read_terms, self.terms.show_terms, self._fail)
        elif shown is self.builds:
            self._behind.run(
                lambda: self._parts.desk().builds(), self.builds.show_builds, self._fail
            )

    def _read_terms(self) -> Terms:
        proposals = self._parts.proposals()
        return proposals.terms(), proposals.waiting()

    def search(self) -> None:
        term = self.look_up.term.text().strip()
        if term:
            self.notice.clear()
            self._behind.run(
                lambda: self._parts.desk().look_up(term), self.look_up.show_found, self._fail
            )

    def try_sentence(self) -> None:
        line = self.try_out.line.text().strip()
        if line:
            self.notice.clear()
            self._behind.run(
                lambda: self._parts.desk().test(line), self.try_out.show_tested, self._fail
            )

    def end_veto(self) -> None:
        actor, veto = self._actor, self.vetoes.chosen
        if actor is not None and veto is not None:
            self._behind.run(
                lambda: self._parts.vetoes().end(actor, veto.key),
                lambda _: self._done(lambda: tr("From now on it is corrected again.")),
                self._fail,
            )

    def ban(self) -> None:
        actor, term = self._actor, self.vetoes.term.text().strip()
        if actor is not None and term:
            self._behind.run(
                lambda: self._parts.vetoes().ban(actor, [never(term)]),
                lambda _: self._banned(),
                self._fail,
            )

    def _banned(self) -> None:
        wipe(self.vetoes.term)
        self._done(lambda: tr("From now on it is never written for you."))

    def look_at(self, path: str) -> None:
        own = self._parts.own
        if own is not None:
            self.notice.clear()
            self._behind.run(lambda: own().look_at(Path(path)), self.table.show_brought, self._fail)

    def bring(self) -> None:
        if self._actor is not None and self.table.bring.isEnabled():
            self.proof.ask(self._actor, self._bring_as)

    def _bring_as(self, actor: Actor) -> None:
        own, brought = self._parts.own, self.table.brought
        reason = self.table.reason.text().strip()
        if own is not None and brought is not None:
            self._behind.run(lambda: own().bring(brought, actor, reason), self._brought, self._fail)

    def _brought(self, done: tuple[str, int]) -> None:
        proposal, _ = done
        self.table.forget()
        if proposal:
            self._done(lambda: tr("{id} waits for another person.").format(id=proposal))
        else:
            self._done(lambda: tr("Your bans hold from now on."))

    def propose(self) -> None:
        if self._actor is not None and self.terms.propose.isEnabled():
            self.proof.ask(self._actor, self._propose_as)

    def _propose_as(self, actor: Actor) -> None:
        terms, reason = self.terms.typed, self.terms.reason.text().strip()
        if terms and reason:
            payload = {"terms": list(terms)}
            self._behind.run(
                lambda: self._parts.proposals().propose(actor, ACT, "", payload, reason),
                self._proposed,
                self._fail,
            )

    def _proposed(self, proposal: str) -> None:
        self.terms.clear_form()
        self._done(lambda: tr("{id} waits for another person.").format(id=proposal))

    def _done(self, say: Callable[[], str]) -> None:
        self.notice.tell("grey", say, aloud=True)
        self.said.emit(self.notice.text)
        self._read_tab()

    def _fail(self, error: AppError) -> None:
        self.notice.tell("red", lambda: sentence(error), aloud=True)
