"""The tabs of the lexicon's page: each shows what it is given, and holds what is typed into it."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton, QWidget

from app.domain.findings import Correction
from app.domain.site_terms import wanted_text
from app.domain.vetoes import Veto
from app.gui.look import Tone
from app.gui.note.saying import section_title
from app.gui.pages.lexicon_words import (
    concept_text,
    found_text,
    kind_of,
    reason_of,
    score_text,
    state_of,
)
from app.gui.pages.sheet import Grid, Notice, Prose, column, row, wipe
from app.gui.words import Retranslated, tr

if TYPE_CHECKING:  # they load the lexicon, or the database
    from app.services.lexicon_desk import LookedUp, Tested
    from app.services.proposals import Proposal

ACT: Final = "lexicon.change"
Terms = tuple[tuple[str, ...], "tuple[Proposal, ...]"]
"""Those that were approved, and all proposals that wait."""


class LookUp(Retranslated, QWidget):
    """A term, and the concept it is found as."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: LookedUp | None = None
        self.label, self.term, self.button = QLabel(), QLineEdit(), QPushButton()
        self.label.setBuddy(self.term)
        self.found, self.concept = Notice(), Prose()
        self.rivals_label, self.rivals = QLabel(), Grid(2, wide=0)
        self.rivals_label.setBuddy(self.rivals)
        whole = column(self.found, self.concept, self.rivals_label, self.rivals)
        whole.insertLayout(0, row(self.label, self.term, self.button))
        whole.setStretchFactor(self.rivals, 1)
        whole.addStretch()
        self.setLayout(whole)
        self.term.returnPressed.connect(self.button.click)
        self.retranslate()

    def retranslate(self) -> None:
        self.label.setText(tr("&Term, as it is written or as it was heard:"))
        self.term.setAccessibleName(tr("Term to look up"))
        self.button.setText(tr("&Look up"))
        self.rivals_label.setText(tr("Other concepts that sound nearly as close:"))
        self.rivals.setAccessibleName(tr("Other concepts that sound nearly as close"))
        self.rivals.name_columns([tr("Name"), tr("Likeness")])
        self.show_found(self._shown)

    def show_found(self, found: "LookedUp | None") -> None:
        self._shown = found
        self.concept.setText(concept_text(found.concept) if found and found.concept else "")
        rivals = found.rivals if found else ()
        self.rivals.fill([[name, score_text(score)] for name, score in rivals])
        for part in (self.rivals_label, self.rivals):
            part.setVisible(bool(rivals))
        if found is None:
            self.found.clear()
        else:
            tone: Tone = "grey" if found.concept else "amber"
            self.found.put(tone, found_text(found), aloud=True)

    def forget(self) -> None:
        wipe(self.term)
        self.show_found(None)


class TrySentence(Retranslated, QWidget):
    """A sentence as a recogniser that doubts every word would give it, and what is written."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Tested | None = None
        self.label, self.line, self.button = QLabel(), QLineEdit(), QPushButton()
        self.label.setBuddy(self.line)
        self.written, self.why = Prose(bold=True), Prose(quiet=True)
        self.grid = Grid(5, wide=4, wrap=True)
        whole = column(self.written, self.grid, self.why)
        whole.insertLayout(0, row(self.label, self.line, self.button))
        whole.setStretchFactor(self.grid, 1)
        self.setLayout(whole)
        self.line.returnPressed.connect(self.button.click)
        self.retranslate()

    def retranslate(self) -> None:
        self.label.setText(tr("&Sentence, as it might be heard:"))
        self.line.setAccessibleName(tr("Sentence to try"))
        self.button.setText(tr("T&ry it"))
        self.grid.setAccessibleName(tr("Changes and their reasons"))
        self.grid.name_columns([tr("Heard"), tr("Written"), tr("Kind"), tr("State"), tr("Why")])
        self.why.setText(
            tr(
                "Nothing of it is kept. Words are taken as doubtful here, as a recogniser that is "
                "not sure gives them. Numbers, sides and negations are never changed by terms."
            )
        )
        self.show_tested(self._shown)

    def show_tested(self, tested: "Tested | None") -> None:
        self._shown = tested
        self.written.setText(tested.written if tested else "")
        self.grid.fill([_change(one) for one in tested.corrections] if tested else [])

    def forget(self) -> None:
        wipe(self.line)
        self.show_tested(None)


class OwnVetoes(Retranslated, QWidget):
    """What this user does not want to be corrected again."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Veto, ...] = ()
        self.intro, self.grid, self.end = Prose(quiet=True), Grid(4, wide=1), QPushButton()
        whole = column(self.intro)
        whole.addWidget(self.grid, stretch=1)
        self.term, self.ban = QLineEdit(), QPushButton()
        whole.addLayout(row(self.end, None))
        whole.addLayout(row(self.term, self.ban))
        self.setLayout(whole)
        self.term.returnPressed.connect(self.ban.click)
        self.term.textChanged.connect(lambda _: self._show_button())
        self.grid.itemSelectionChanged.connect(self._show_button)
        self.retranslate()

    @property
    def chosen(self) -> Veto | None:
        at = self.grid.chosen
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def retranslate(self) -> None:
        self.intro.setText(
            tr(
                "Corrections that you answered with “never again”. Your recordings keep "
                "these words."
            )
        )
        self.grid.setAccessibleName(tr("Your vetoes"))
        self.grid.name_columns([tr("Heard"), tr("Not to be written"), tr("Where"), tr("Since")])
        self.end.setText(tr("Let it be &corrected again"))
        self.term.setPlaceholderText(tr("A term that no correction shall write for you"))
        self.term.setAccessibleName(tr("Term never to be written"))
        self.ban.setText(tr("&Never write it"))
        self.show_vetoes(self._shown)

    def show_vetoes(self, vetoes: tuple[Veto, ...]) -> None:
        self._shown = vetoes
        scopes = {"note": tr("one note"), "user": tr("all of yours"), "site": tr("this site")}
        self.grid.fill(
            [
                [
                    one.heard or tr("(anything)"),
                    one.written,
                    section_title(one.section) if one.section else scopes[one.scope],
                    one.at.astimezone().strftime("%Y-%m-%d"),
                ]
                for one in vetoes
            ]
        )
        self._show_button()

    def forget(self) -> None:
        wipe(self.term)
        self.show_vetoes(())

    def _show_button(self) -> None:
        self.end.setEnabled(self.chosen is not None)
        self.ban.setEnabled(bool(self.term.text().strip()))


class SiteTerms(Retranslated, QWidget):
    """Terms that two people of the site agreed on, and those that wait for the second one."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: tuple[Proposal, ...] = ()
        self.approved_label, self.approved = QLabel(), QListWidget()
        self.waiting_label, self.waiting = QLabel(), Grid(3, wide=0)
        self.terms, self.reason, self.propose = QLineEdit(), QLineEdit(), QPushButton()
        self.how = Prose(quiet=True)
        self.approved_label.setBuddy(self.approved)
        self.waiting_label.setBuddy(self.waiting)
        whole = column(self.approved_label)
        whole.addWidget(self.approved, stretch=1)
        whole.addWidget(self.waiting_label)
        whole.addWidget(self.waiting, stretch=1)
        form = row(self.terms, self.reason, self.propose)
        form.setStretch(0, 1)
        form.setStretch(1, 1)
        whole.addLayout(form)
        whole.addWidget(self.how)
        self.setLayout(whole)
        for line in (self.terms, self.reason):
            line.textChanged.connect(lambda _: self._show_button())
            line.returnPressed.connect(self.propose.click)
        self.retranslate()

    @property
    def typed(self) -> tuple[str, ...]:
        """The terms to propose; commas or semicolons stand between."""
        text = self.terms.text()
        for mark in ("；", ";", "，", "、"):
            text = text.replace(mark, ",")
        return tuple(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))

    def retranslate(self) -> None:
        self.approved_label.setText(tr("A&pproved terms of this site:"))
        self.approved.setAccessibleName(tr("Approved terms of this site"))
        self.waiting_label.setText(tr("&Waiting for another person:"))
        self.waiting.setAccessibleName(tr("Proposals that wait"))
        self.waiting.name_columns([tr("Terms"), tr("Reason"), tr("Proposal")])
        self.terms.setPlaceholderText(tr("Terms, with commas between"))
        self.terms.setAccessibleName(tr("Terms to propose"))
        self.reason.setPlaceholderText(tr("Why, for who decides"))
        self.reason.setAccessibleName(tr("Reason for the proposal"))
        self.propose.setText(tr("Pr&opose"))
        self.how.setText(
            tr("Another person approves it: {command}").format(
                command="erscribe site approve ID --user LOGIN"
            )
        )
        self._show_button()

    def show_terms(self, terms: Terms) -> None:
        approved, waiting = terms
        self._waiting = tuple(one for one in waiting if one.action == ACT)
        self.approved.clear()
        self.approved.addItems(list(approved))
        self.waiting.fill([[_wanted(one), one.reason, one.id] for one in self._waiting])

    def clear_form(self) -> None:
        wipe(self.terms, self.reason)

    def forget(self) -> None:
        self.clear_form()
        self.show_terms(((), ()))

    def _show_button(self) -> None:
        self.propose.setEnabled(bool(self.typed) and bool(self.reason.text().strip()))


def _change(one: Correction) -> list[str]:
    return [one.heard, one.text, kind_of(one), state_of(one), reason_of(one)]


def _wanted(one: "Proposal") -> str:
    """Terms to be added, or corrections that nobody shall want."""
    return wanted_text(one.payload)
