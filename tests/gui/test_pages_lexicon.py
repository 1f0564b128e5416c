"""The lexicon page: what is found and why, a sentence tried, vetoes and terms of the site."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AppError, ResourceError, SandboxError, VocabularyError
from app.domain.vetoes import Veto
from app.gui.pages.lexicon_page import LexiconPage
from app.gui.pages.parts import LexiconParts
from app.services.lexicon_desk import LexiconDesk
from app.services.own_terms import Brought, OwnTerms
from app.services.proposals import Proposal, Proposals
from app.services.vetoes import Vetoes
from tests.gui.scenes_pages_lexicon import BROUGHT, TERMS, VETOES, Desk, lexicon_page
from tests.window_walk import left_in

LOOK_UP, TRY, VETO, SITE, BUILT, TABLE = range(6)


@dataclass
class Room:
    """Vetoes and proposals in lists."""

    kept: list[Veto] = field(default_factory=lambda: list(VETOES))
    proposed: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    brought: list[tuple[Brought, str]] = field(default_factory=list)
    refusal: AppError | None = None
    broken: AppError | None = None

    def mine(self, actor: Actor) -> tuple[Veto, ...]:
        return tuple(self.kept)

    def end(self, actor: Actor, key: int) -> None:
        self.kept = [one for one in self.kept if one.key != key]

    def terms(self) -> tuple[str, ...]:
        return TERMS[0]

    def waiting(self) -> tuple[Proposal, ...]:
        one = TERMS[1][0]
        pairs = {"vetoes": [["chess pain", "chest pain"]]}
        vetoed = Proposal("v1", "lexicon.change", "", pairs, "no", "u", one.proposed_at)
        other = Proposal("a1", "alerts.change", "", {"terms": ["boo"]}, "no", "u", one.proposed_at)
        return (one, vetoed, other)

    def ban(self, actor: Actor, pairs: list[tuple[str, str]]) -> int:
        self.kept += [Veto(9, *pair, "user", self.kept[0].at, "lee") for pair in pairs]
        return len(pairs)

    def look_at(self, path: Path) -> Brought:
        if self.refusal is not None:
            raise self.refusal
        return BROUGHT

    def bring(self, brought: Brought, actor: Actor, reason: str) -> tuple[str, int]:
        self.brought.append((brought, reason))
        return "abc123", 1

    def propose(
        self, actor: Actor, name: str, object_id: str, payload: dict[str, Any], reason: str
    ) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.proposed.append((name, payload, reason))
        return "abc123"

    def desk(self) -> LexiconDesk:
        if self.broken is not None:
            raise self.broken
        return cast(LexiconDesk, Desk())

    def open(self, qtbot: QtBot, tab: int = LOOK_UP) -> LexiconPage:
        page = LexiconPage(
            LexiconParts(
                self.desk,
                lambda: cast(Vetoes, self),
                lambda: cast(Proposals, self),
                own=lambda: cast(OwnTerms, self),
            )
        )
        qtbot.addWidget(page)
        page.tabs.setCurrentIndex(tab)
        page.act_as(SANDBOX_ACTOR)
        page.show()
        return page


@pytest.fixture
def room() -> Room:
    return Room()


def texts(page: LexiconPage, grid: Any) -> list[list[str]]:
    return [
        [grid.text(row, column) for column in range(grid.columnCount())]
        for row in range(grid.rowCount())
    ]


def test_it_says_how_much_it_knows(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot)
    qtbot.waitUntil(lambda: "4877 concepts" in page.info.text())
    assert "English: drugs 832" in page.info.text()
    assert "Mandarin: drugs 818" in page.info.text()
    assert "Apache-2.0" in page.info.text()


def test_a_misheard_term_shows_its_concept_its_likeness_and_its_rivals(
    qtbot: QtBot, room: Room
) -> None:
    page = room.open(qtbot)
    QTest.keyClicks(page.look_up.term, "hydroxy scene")
    QTest.keyClick(page.look_up.term, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.look_up.rivals.rowCount() == 3)
    assert page.look_up.found.text == (
        "hydroxy scene → hydroxyzine: likeness 95 %, ahead of the next concept by 16 %."
    )
    concept = page.look_up.concept.text()
    assert "hydroxyzine  (drugs, drug.hydroxyzine)" in concept
    assert "class antihistamine" in concept
    assert texts(page, page.look_up.rivals)[0] == ["hydroxyurea", "79 %"]


def test_what_is_not_there_is_said(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot)
    page.look_up.button.click()
    assert page.look_up.found.text == ""
    page.look_up.term.setText("zzz")
    page.look_up.button.click()
    qtbot.waitUntil(lambda: page.look_up.found.tone == "amber")
    assert page.look_up.found.text.endswith("none sounds near: zzz")
    assert not page.look_up.rivals.isVisible()


def test_a_sentence_shows_each_change_with_its_reason(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot, TRY)
    page.try_out.line.setText("give hydroxy scene twenty five milligrams")
    page.try_out.button.click()
    qtbot.waitUntil(lambda: page.try_out.grid.rowCount() == 3)
    assert page.try_out.written.text() == "Give hydroxyzine 25 mg."
    assert texts(page, page.try_out.grid) == [
        ["hydroxy scene", "hydroxyzine", "term", "✓ written",
         "no such word, and one name sounds like it (likeness 95 %, margin 16 %)"],
        ["twenty five milligrams", "25 mg", "number", "✓ written", "a number with its unit"],
        ["heparin", "Hytrin", "term", "? only proposed",
         "two names that are easily confused sound like it (likeness 85 %, margin 5 %)"],
    ]  # fmt: skip


def test_a_veto_is_taken_back(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot, VETO)
    qtbot.waitUntil(lambda: page.vetoes.grid.rowCount() == 2)
    assert texts(page, page.vetoes.grid)[0][:3] == ["lie sin oh pril", "lisinopril", "all of yours"]
    assert not page.vetoes.end.isEnabled()
    page.vetoes.grid.selectRow(0)
    page.vetoes.end.click()
    qtbot.waitUntil(lambda: page.vetoes.grid.rowCount() == 1)
    assert page.notice.text == "From now on it is corrected again."
    assert [one.key for one in room.kept] == [2]


def test_a_term_is_banned_and_then_in_the_list(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot, VETO)
    qtbot.waitUntil(lambda: page.vetoes.grid.rowCount() == 2)
    assert not page.vetoes.ban.isEnabled()
    page.vetoes.term.setText(" Hytrin ")
    page.vetoes.ban.click()
    qtbot.waitUntil(lambda: page.vetoes.grid.rowCount() == 3)
    assert texts(page, page.vetoes.grid)[2][:2] == ["(anything)", "hytrin"]
    assert page.vetoes.term.text() == ""
    assert page.notice.text == "From now on it is never written for you."


def test_what_was_built_is_shown_with_its_licences(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot, BUILT)
    qtbot.waitUntil(lambda: page.builds.grid.rowCount() == 2)
    assert texts(page, page.builds.grid)[0][:2] == ["20261128-umls-formulary", "3014110"]
    assert [one[3] for one in texts(page, page.builds.grid)] == ["✓ in use", "no"]
    assert page.builds.licences.text().splitlines() == [
        "umls: UMLS Metathesaurus License. Each site needs its own licence.",
        "formulary: this hospital's own. The hospital decides who may have it.",
    ]
    page.builds.grid.selectRow(1)
    assert page.builds.licences.text().startswith("rxnorm:")


def test_a_table_is_looked_at_before_it_is_brought_in(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot, TABLE)
    page.table.chosen.emit("own.csv")
    qtbot.waitUntil(lambda: page.table.brought is BROUGHT)
    assert page.table.report.text().splitlines() == [
        "1 terms to add, 1 bans for the site, 1 bans for you.",
        "2 rows left out: a term of this site already",
        "1 rows left out: an ordinary word of the language",
        "Line 7: an ordinary word of the language",
    ]
    assert not page.table.bring.isEnabled()
    page.table.reason.setText("new formulary")
    page.table.bring.click()
    qtbot.waitUntil(lambda: page.notice.text == "abc123 waits for another person.")
    assert room.brought == [(BROUGHT, "new formulary")]
    assert page.table.brought is None


def test_a_file_that_is_no_table_is_said(qtbot: QtBot, room: Room) -> None:
    room.refusal = VocabularyError("own.csv: its first line names no column term")
    page = room.open(qtbot, TABLE)
    page.table.chosen.emit("own.csv")
    qtbot.waitUntil(lambda: "no column term" in page.notice.text)
    assert page.table.brought is None


def test_no_table_where_nobody_may_bring_one(qtbot: QtBot) -> None:
    page = lexicon_page()
    qtbot.addWidget(page)
    assert not page.tabs.isTabVisible(TABLE)


def test_terms_of_the_site_and_what_waits_are_shown(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot, SITE)
    qtbot.waitUntil(lambda: page.terms.waiting.rowCount() == 2)
    assert page.terms.approved.count() == 3
    assert texts(page, page.terms.waiting) == [
        ["andexanet alfa, 替奈普酶", "new on the formulary", "6c1f0a9be2d4"],
        ["chess pain ≠ chest pain", "no", "v1"],
    ]


def test_terms_are_proposed_with_a_reason(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot, SITE)
    page.terms.terms.setText(" tenecteplase，依达赛珠单抗; tenecteplase,, ")
    assert not page.terms.propose.isEnabled()
    page.terms.reason.setText("new here")
    page.terms.propose.click()
    qtbot.waitUntil(lambda: bool(room.proposed))
    assert room.proposed == [
        ("lexicon.change", {"terms": ["tenecteplase", "依达赛珠单抗"]}, "new here")
    ]
    qtbot.waitUntil(lambda: page.notice.text == "abc123 waits for another person.")
    assert page.terms.terms.text() == ""


def test_a_sandbox_says_that_nobody_proposes_and_what_was_typed_stays(
    qtbot: QtBot, room: Room
) -> None:
    room.refusal = SandboxError("the sandbox has no users, so nobody may do this in it")
    page = room.open(qtbot, SITE)
    page.terms.terms.setText("tenecteplase")
    page.terms.reason.setText("new here")
    page.terms.propose.click()
    qtbot.waitUntil(lambda: page.notice.tone == "red")
    assert "sandbox has no users" in page.notice.text
    assert page.terms.terms.text() == "tenecteplase"


def test_a_lexicon_that_cannot_be_read_is_said(qtbot: QtBot, room: Room) -> None:
    room.broken = ResourceError("resources/lexicon/en.tsv, line 3: 2 columns, expected 7")
    page = room.open(qtbot)
    qtbot.waitUntil(lambda: "line 3" in page.notice.text)


def test_nothing_of_who_left_stays(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot, VETO)
    qtbot.waitUntil(lambda: page.vetoes.grid.rowCount() == 2)
    page.look_up.term.setText("lisinopril")
    page.look_up.button.click()
    page.try_out.line.setText("lisinopril")
    page.terms.terms.setText("lisinopril")
    page.forget()
    assert left_in(page, "lisinopril") == []
    qtbot.wait(50)
    assert left_in(page, "lisinopril") == []


def test_the_database_is_read_only_for_the_tab_that_is_seen(qtbot: QtBot, room: Room) -> None:
    page = room.open(qtbot)
    qtbot.waitUntil(lambda: "4877" in page.info.text())
    assert page.vetoes.grid.rowCount() == 0
    page.tabs.setCurrentIndex(VETO)
    qtbot.waitUntil(lambda: page.vetoes.grid.rowCount() == 2)
