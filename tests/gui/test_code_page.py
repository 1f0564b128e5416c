"""The log of a resuscitation, as the one who keeps it sees it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.code_events import CodeEvent
from app.domain.errors import StoreError
from app.gui.code import keeper
from app.gui.code.page import CodePage
from app.gui.code.parts import CodeParts, Moment
from app.gui.shell.zoom import Zoom
from app.services.code_log import CodeLog, CodeSheet
from app.services.code_records import CodeRecords, SpokenLog
from tests.gui.scenes_code import BEGAN, spoken_log
from tests.review_room import view
from tests.window_walk import left_in

NURSE = Actor("n-1", "Nurse Adams", "nurse", "s-1", "er", "bay-3")
RECORDING = "a" * 32


@dataclass
class FakeLog:
    """Keeps events in memory, as the service does in its tables."""

    kept: list[CodeEvent] = field(default_factory=list)
    locked: bool = False

    def mark(self, actor: Actor, event: CodeEvent) -> CodeEvent:
        if self.locked:
            raise StoreError("the database is locked; close the other program")
        made = replace(event, key=len(self.kept) + 1, by=actor.id)
        self.kept.append(made)
        return made

    def take_back(self, actor: Actor, event: CodeEvent) -> None:
        at = self.kept.index(event)
        self.kept[at] = replace(event, taken_back_at=datetime.now(UTC), taken_back_by=actor.id)

    def give_value(self, actor: Actor, event: CodeEvent, value: str) -> CodeEvent:
        self.take_back(actor, event)
        return self.mark(actor, replace(event, value=value))

    def sheet(self, actor: Actor, recording: str, encounter: str) -> CodeSheet:
        return CodeSheet(tuple(self.kept), {"d-1": "Dr. House", actor.id: actor.name})

    def standing(self) -> list[tuple[str, str]]:
        return [(one.kind, one.value) for one in self.kept if one.taken_back_at is None]


@dataclass
class FakeRecords:
    asked: list[str] = field(default_factory=list)

    def log(self, actor: Actor, note: str) -> SpokenLog:
        self.asked.append(note)
        return spoken_log()

    def save(self, actor: Actor, note: str, form: str, path: Path) -> None:
        self.asked.append(f"{form} {path}")


@dataclass
class Bay:
    """A page, its log, the marks it put into the recording, and a clock that the test moves."""

    log: FakeLog = field(default_factory=FakeLog)
    marks: list[str] = field(default_factory=list)
    moment: Moment = field(default_factory=lambda: Moment(RECORDING, 12.5, "E-1"))
    now_s: float = 1_000.0
    said: list[str] = field(default_factory=list)

    def page(self) -> CodePage:
        log = cast(CodeLog, self.log)
        parts = CodeParts(lambda: log, lambda: self.moment, self.marks.append)
        page = CodePage(parts, now=lambda: self.now_s)
        page.said.connect(self.said.append)
        return page


@pytest.fixture
def bay() -> Bay:
    return Bay()


@pytest.fixture
def page(bay: Bay, qtbot: QtBot) -> CodePage:
    page = bay.page()
    qtbot.addWidget(page)
    page.resize(1000, 800)
    page.act_as(NURSE)
    with qtbot.waitExposed(page):
        page.show()
    return page


def press(page: CodePage, text: str) -> None:
    QTest.keyClicks(page, text)


def events(page: CodePage) -> list[str]:
    model = page.sheet.shown
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def test_one_key_marks_at_once_and_is_kept(bay: Bay, page: CodePage, qtbot: QtBot) -> None:
    press(page, "1")
    assert events(page) == ["CPR start (not kept yet)"]
    qtbot.waitUntil(lambda: events(page) == ["CPR start"])
    (kept,) = bay.log.kept
    assert (kept.kind, kept.recording, kept.at_s, kept.encounter) == (
        "cpr_start",
        RECORDING,
        12.5,
        "E-1",
    )
    assert bay.marks == ["cpr_start"]


def test_the_first_key_stops_compressions_that_go_on(bay: Bay, page: CodePage) -> None:
    press(page, "1")
    assert page.markers.buttons["cpr"].text() == "1  CPR stop"
    press(page, "1")
    assert page.markers.buttons["cpr"].text() == "1  CPR start"
    assert bay.marks == ["cpr_start", "cpr_stop"]


def test_every_digit_marks_its_event(bay: Bay, page: CodePage) -> None:
    press(page, "1234567890")
    assert bay.marks == [
        *("cpr_start", "rhythm", "shock", "adrenaline", "amiodarone"),
        *("drug", "airway", "access", "rosc", "other"),
    ]


def test_a_key_that_is_held_marks_once(bay: Bay, page: CodePage) -> None:
    from PySide6.QtGui import QKeyEvent  # noqa: PLC0415 - of this test only

    held = QKeyEvent(
        QKeyEvent.Type.KeyPress, Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier, "3", True
    )
    page.keyPressEvent(held)
    assert bay.marks == []


def test_a_value_is_chosen_by_a_key_and_nothing_is_filled_in(
    bay: Bay, page: CodePage, qtbot: QtBot
) -> None:
    press(page, "3")
    assert page.values.isVisible()
    assert page.values.about.text() == "Shock, marked:"
    qtbot.waitUntil(lambda: bay.log.standing() == [("shock", "")])
    QTest.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bay.log.standing() == [("shock", "200 J")])
    qtbot.waitUntil(lambda: events(page) == ["Shock: 200 J"])
    assert not page.values.isVisible()
    assert bay.marks == ["shock"]


def test_a_value_chosen_before_the_event_is_kept_is_kept_with_it(
    bay: Bay, page: CodePage, qtbot: QtBot
) -> None:
    press(page, "4")
    QTest.keyClick(page, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bay.log.standing() == [("adrenaline", "1 mg")])


def test_what_is_typed_does_not_mark(bay: Bay, page: CodePage, qtbot: QtBot) -> None:
    press(page, "6")
    page.values.typed.setFocus()
    QTest.keyClicks(page.values.typed, "calcium 10 ml")
    QTest.keyClick(page.values.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bay.log.standing() == [("drug", "calcium 10 ml")])
    assert bay.marks == ["drug"]


def test_the_cycle_counts_down_and_tells_in_words_when_it_is_over(bay: Bay, page: CodePage) -> None:
    press(page, "1")
    for later_s, digits, says, tone in (
        (60.0, "01:00", "Cycle 1", None),
        (112.0, "00:08", "Cycle 1: nearly over", "amber"),
        (125.0, "+00:05", "Cycle 1: two minutes are over", "red"),
    ):
        bay.now_s = 1_000.0 + later_s
        page.show_clocks()
        face = page.cycle
        assert (face.digits.text(), face.says.text(), face.tone) == (digits, says, tone)


def test_the_adrenaline_clock_runs_from_the_latest_dose(bay: Bay, page: CodePage) -> None:
    assert page.adrenaline.digits.text() == "--:--"
    press(page, "4")
    bay.now_s += 179.0
    page.show_clocks()
    assert (page.adrenaline.digits.text(), page.adrenaline.tone) == ("02:59", None)
    bay.now_s += 10.0
    page.show_clocks()
    assert page.adrenaline.says.text() == "Doses: 1; 3 minutes have passed"
    press(page, "4")
    assert (page.adrenaline.digits.text(), page.adrenaline.says.text()) == ("00:00", "Doses: 2")


def test_digits_are_read_across_the_room(page: CodePage) -> None:
    for face in (page.elapsed, page.cycle, page.adrenaline):
        assert face.digits.font().pointSizeF() >= 40
        assert face.says.font().pointSizeF() >= 16


def test_the_latest_is_taken_back_and_stays_struck_through(
    bay: Bay, page: CodePage, qtbot: QtBot
) -> None:
    press(page, "13")
    assert [line.at_s for line in page.keeper.lines] == [bay.now_s] * 2  # else they may swap
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bay.log.standing() == [("cpr_start", "")])
    qtbot.waitUntil(lambda: events(page) == ["Shock (taken back)", "CPR start"])
    font = page.sheet.shown.index(0, 2).data(Qt.ItemDataRole.FontRole)
    assert font.strikeOut()
    assert page.elapsed.says.text() == "Shocks: 0"


def test_a_chosen_event_is_taken_back(bay: Bay, page: CodePage, qtbot: QtBot) -> None:
    press(page, "13")
    page.sheet.selectRow(1)
    page.back.click()
    qtbot.waitUntil(lambda: bay.log.standing() == [("shock", "")])


def test_what_the_database_does_not_take_stays_and_is_tried_again(
    bay: Bay, page: CodePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.keeper._again.setInterval(20)
    bay.log.locked = True
    press(page, "3")
    qtbot.waitUntil(lambda: bool(bay.said))
    assert "stays on screen and is tried again" in bay.said[0]
    assert events(page) == ["Shock (not kept yet)"]
    assert page.busy()
    bay.log.locked = False
    qtbot.waitUntil(lambda: bay.log.standing() == [("shock", "")])
    qtbot.waitUntil(lambda: not page.busy())
    assert keeper.AGAIN_MS == 2_000


def test_what_was_marked_before_is_shown_with_its_time_and_name(bay: Bay, qtbot: QtBot) -> None:
    ago = datetime.now(UTC) - timedelta(seconds=300)
    bay.log.kept.append(CodeEvent(1, RECORDING, "", "cpr_start", 1.0, ago, "d-1"))
    page = bay.page()
    qtbot.addWidget(page)
    page.act_as(NURSE)
    page.show()
    qtbot.waitUntil(lambda: events(page) == ["CPR start"])
    assert page.sheet.shown.index(0, 3).data() == "Dr. House"
    assert page.elapsed.digits.text() in {"04:59", "05:00", "05:01"}


def test_without_a_recording_nothing_is_put_into_one(
    bay: Bay, page: CodePage, qtbot: QtBot
) -> None:
    bay.moment = Moment(encounter="E-1")
    press(page, "9")
    qtbot.waitUntil(lambda: bay.log.standing() == [("rosc", "")])
    assert bay.marks == []
    assert page.elapsed.says.text() == "ROSC"


def test_nobody_marks_without_signing_in(bay: Bay, page: CodePage) -> None:
    page.forget()
    press(page, "3")
    assert events(page) == []
    assert "Sign in" in bay.said[0]


@pytest.mark.parametrize("leave", [CodePage.forget, lambda page: page.show_encounter("E-2")])
def test_nothing_of_it_stays(
    leave: Callable[[CodePage], None], bay: Bay, page: CodePage, qtbot: QtBot
) -> None:
    press(page, "6")
    QTest.keyClicks(page.values.typed, "canarydrug")
    QTest.keyClick(page.values.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("drug", "canarydrug") in bay.log.standing())
    bay.log.kept.clear()
    leave(page)
    assert left_in(page, "canarydrug") == []
    assert events(page) == []
    assert page.elapsed.digits.text() == "00:00"


def test_beside_the_alerts_no_button_is_cut_off(page: CodePage) -> None:
    for kind in ("rhythm", "shock", "airway"):
        page.values.ask(kind)
        assert page.minimumSizeHint().width() <= 540, kind
    page.resize(540, 800)
    QApplication.sendPostedEvents()
    for button in (*page.markers.buttons.values(), *page.values.choices):
        assert button.visibleRegion().boundingRect() == button.rect(), button.text()
        assert button.width() >= button.sizeHint().width(), button.text()


def test_the_longest_time_fits_into_a_narrow_clock(page: CodePage) -> None:
    page.resize(540, 800)
    QApplication.sendPostedEvents()
    for face in (page.elapsed, page.cycle, page.adrenaline):
        needed = face.digits.fontMetrics().horizontalAdvance("+00:00")
        assert face.width() < 190
        assert needed <= face.digits.width()
        assert face.digits.font().pointSizeF() >= 20


def test_what_is_marked_is_as_large_as_the_window_is_zoomed_also_on_a_page_made_later(
    bay: Bay, page: CodePage, qtbot: QtBot
) -> None:
    def sizes(of: CodePage) -> list[float]:
        cell = of.sheet.shown.index(0, 2).data(Qt.ItemDataRole.FontRole)
        return [one.pointSizeF() for one in (cell, of.markers.buttons["shock"].font())]

    press(page, "3")
    normal, zoom = sizes(page), Zoom()
    zoom.set_to(200)
    try:
        later = bay.page()
        qtbot.addWidget(later)
        later.act_as(NURSE)
        press(later, "3")
        for one in (page, later):
            assert sizes(one) == [2 * points for points in normal]
    finally:
        zoom.set_to(100)
    assert sizes(page) == normal


# --- what was said


def test_what_was_said_is_marked_only_when_it_is_taken_over(
    qtbot: QtBot, bay: Bay, page: CodePage
) -> None:
    page.spoken.show_log(spoken_log())
    table = page.spoken.table
    cells = [
        [item.text() for column in range(4) if (item := table.item(row, column)) is not None]
        for row in range(table.rowCount())
    ]
    assert cells[0] == [
        *("00:00", "Shock: 200 J", "S1 (nurse): shock at two hundred", "What was marked differs")
    ]
    assert cells[1][1::2] == ["Adrenaline: 1 mg", "Said only; not every word is sure"]
    assert bay.log.kept == []
    page.spoken.all.click()
    qtbot.waitUntil(lambda: bool(bay.log.kept))
    (kept,) = bay.log.kept
    assert (kept.kind, kept.value, kept.at_s) == ("adrenaline", "1 mg", 140.0)
    assert (kept.recording, kept.at, kept.by) == (
        RECORDING,
        BEGAN + timedelta(seconds=140),
        NURSE.id,
    )
    page.spoken.all.click()
    page.spoken.table.selectRow(1)
    page.spoken.one.click()
    assert len(page.keeper.lines) == 1, "taken over once"
    assert not page.spoken.all.isEnabled()


def test_of_a_file_that_was_not_recorded_here_nothing_is_taken_over(page: CodePage) -> None:
    page.spoken.show_log(spoken_log(keeps=False))
    assert page.spoken.table.rowCount() == 3
    assert not page.spoken.one.isEnabled()
    assert not page.spoken.all.isEnabled()
    page.forget()
    assert page.spoken.table.rowCount() == 0
    assert page.spoken.isHidden()


def test_the_log_of_a_note_is_read_and_saved_as_a_table(qtbot: QtBot, tmp_path: Path) -> None:
    records = FakeRecords()
    parts = CodeParts(
        lambda: cast(CodeLog, FakeLog()), Moment, lambda _: None, lambda: cast(CodeRecords, records)
    )
    page = CodePage(parts)
    qtbot.addWidget(page)
    page.act_as(NURSE)
    page.show_view(view())
    assert records.asked == [], "not while it is not looked at"
    page.show()
    qtbot.waitUntil(lambda: page.spoken.table.rowCount() == 3)
    assert records.asked == [view().version.note_id]
    page.spoken.save_to(tmp_path / "log.tsv")
    qtbot.waitUntil(lambda: len(records.asked) == 2)
    assert records.asked[1] == f"tsv {tmp_path / 'log.tsv'}"
