"""The page and the strip of what is on its way to the EMR."""

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreError
from app.gui.outgoing_watch import KEY, OutgoingWatch, trouble_sentence
from app.gui.people_pages.outgoing_page import OutgoingPage
from app.gui.strips import Strips
from app.services.export_status import OutgoingDesk
from tests.fake_people_pages import keeper
from tests.outgoing_lines import LINES, FakeDesk, parts
from tests.window_walk import left_in

REFUSED, HELD, TRIED, RECEIVED, UNWRITABLE, SENDING = range(6)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def opened(qtbot: QtBot, desk: FakeDesk, role: str = "emr_compliance") -> OutgoingPage:
    page = OutgoingPage(parts(desk))
    page.resize(1000, 700)
    qtbot.addWidget(page)
    page.act_as(keeper(role))  # type: ignore[arg-type]
    page.show()
    qtbot.waitUntil(lambda: page.grid.rowCount() == len(desk.lines))
    return page


def row(page: OutgoingPage, at: int) -> list[str]:
    return [page.grid.text(at, column) for column in range(7)]


def test_it_says_what_waits_where_and_why(qtbot: QtBot, desk: FakeDesk) -> None:
    page = opened(qtbot, desk)
    assert row(page, REFUSED)[1::2] == ["note", "FHIR", "1"]
    assert row(page, REFUSED)[4] == "refused"
    assert "code-invalid" in row(page, REFUSED)[6]
    assert row(page, HELD)[4] == "waits for an earlier one"
    assert row(page, TRIED)[3:6] == ["HL7 v2", "is tried again", "14"]
    assert row(page, RECEIVED)[4] == "received"
    assert row(page, UNWRITABLE)[3:5] == ["folder, CDA", "cannot be written"]
    page.only.setChecked(False)
    qtbot.waitUntil(lambda: page.grid.rowCount() == 8)
    assert [row(page, at)[4] for at in (6, 7)] == ["filed", "withdrawn"]


def test_only_what_was_refused_is_sent_again(qtbot: QtBot, desk: FakeDesk) -> None:
    page = opened(qtbot, desk)
    may = []
    for at in range(len(LINES)):
        page.grid.selectRow(at)
        may.append(page.resend.isEnabled())
    assert may == [True, False, False, False, True, False]
    page.grid.selectRow(REFUSED)
    said: list[str] = []
    page.said.connect(said.append)
    page.resend.setFocus()
    QTest.keyClick(page.resend, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.grid.rowCount() == 5)
    assert desk.sent == [LINES[REFUSED].id]
    assert said == ["It waits again and is sent now."]


def test_a_refusal_is_told_on_the_page(qtbot: QtBot, desk: FakeDesk) -> None:
    desk.refusal = StoreError("this document still cannot be written in its form")
    page = opened(qtbot, desk)
    page.grid.selectRow(UNWRITABLE)
    page.send_again()
    qtbot.waitUntil(lambda: page.notice.tone == "red")
    assert "still cannot be written" in page.notice.text


def test_a_note_is_opened_by_its_author_only(qtbot: QtBot, desk: FakeDesk) -> None:
    compliance = opened(qtbot, desk)
    compliance.grid.selectRow(REFUSED)
    assert not compliance.open.isEnabled()
    page = opened(qtbot, desk, "physician")
    chosen: list[str] = []
    page.note_chosen.connect(chosen.append)
    page.grid.selectRow(REFUSED)
    page.open.click()
    assert chosen == ["6c1f0a9be2d4"]


def test_nothing_is_left_of_who_sat_here(qtbot: QtBot, desk: FakeDesk) -> None:
    page = opened(qtbot, desk)
    page.grid.selectRow(REFUSED)
    desk.lines = ()  # of the services, not of the page
    page.forget()
    assert left_in(page, "6c1f0a9be2d4") == []


def test_who_is_concerned_is_told_and_shown_more(qtbot: QtBot, desk: FakeDesk) -> None:
    strips = Strips(announce=lambda *_: None, beep=lambda: None)
    qtbot.addWidget(strips)
    watch = OutgoingWatch(lambda: cast(OutgoingDesk, desk)).over(strips)
    asked: list[str] = []
    watch.page_asked.connect(asked.append)
    watch.act_as(keeper("physician"))
    watch.look()
    qtbot.waitUntil(lambda: strips.said_as(KEY) is not None)
    assert strips.sentences[0].startswith("2 signed notes were refused by the EMR. 3 signed notes")
    strips.said_as(KEY).show_more.click()  # type: ignore[union-attr]
    assert asked == ["outgoing"]
    desk.lines = LINES[:1]
    watch.look()
    qtbot.waitUntil(lambda: strips.sentences == ["1 signed note was refused by the EMR."])
    watch.forget()
    assert strips.sentences == []


def test_one_note_that_waits_is_told_with_since_when() -> None:
    assert trouble_sentence((LINES[TRIED],)).startswith("1 signed note is still not in the EMR, ")
