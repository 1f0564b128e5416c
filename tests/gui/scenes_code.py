"""The resuscitation page as it is looked at: before, in the middle, after."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.code_events import CodeEvent
from app.domain.code_record import CodeRecord
from app.domain.code_spoken import LogLine, SpokenEvent
from app.domain.code_timeline import Intervals
from app.gui.code.keeper import Line
from app.gui.code.page import CodePage
from app.gui.code.parts import CodeParts, Moment
from app.services.code_log import CodeLog, CodeSheet
from app.services.code_records import SpokenLog

NURSE = Actor("n-1", "王秀英 Nurse-in-charge", "nurse", "s-1", "er", "bay-3")
NOW_S = 1_000.0
BEGAN = datetime(2026, 11, 29, 3, 4, tzinfo=UTC)
CODE = (
    ("cpr_start", 0, ""),
    ("rhythm", 95, "VF"),
    ("shock", 101, "200 J"),
    ("adrenaline", 140, "1 mg"),
    ("airway", 175, "supraglottic"),
    ("rhythm", 221, "asystole"),
    ("drug", 260, "calcium chloride 10 % 10 ml"),
    ("access", 290, "IO"),
)


class _Nothing:
    def sheet(self, actor: Actor, recording: str, encounter: str) -> CodeSheet:
        return CodeSheet()


def _page(until_s: float, *, ended: bool = False) -> CodePage:
    log = cast(CodeLog, _Nothing())
    page = CodePage(CodeParts(lambda: log, Moment, lambda _: None), now=lambda: NOW_S)
    page.resize(1100, 820)
    page.act_as(NURSE)
    marked = [*CODE, ("rosc", 330, "")] if ended else list(CODE)
    for kind, after_s, value in marked:
        at = BEGAN + timedelta(seconds=after_s)
        event = CodeEvent(1, "a" * 32, "E-1", kind, float(after_s), at, "n-1", value)
        page.keeper.lines.append(Line(event, NOW_S - until_s + after_s, NURSE.name, event))
    page.keeper.changed.emit()
    return page


def _asking() -> CodePage:
    page = _page(345)
    page.values.ask("shock")
    return page


def _before() -> CodePage:
    page = _page(345)
    page.forget()
    return page


def spoken_log(*, keeps: bool = True) -> SpokenLog:
    """Two events that were said, one of them marked too; and one of which a word was unsure."""
    marked = CodeEvent(3, "a" * 32, "E-1", "shock", 103.0, BEGAN, "n-1", "150 J")
    shock = SpokenEvent(
        *("shock", 101.0, "u3", 0, 3, "shock at two hundred"), details={"joules": "200"}
    )
    dose = SpokenEvent(
        *("drug", 140.0, "u4", 0, 3, "epi one milligram in", "unsure"),
        details={"drug": "epinephrine", "dose": "1", "unit": "mg"},
    )
    check = SpokenEvent("pulse_check", 221.0, "u5", 0, 1, "pulse check")
    lines = (
        LogLine("shock", 101.0, shock, marked),
        LogLine("drug", 140.0, dose),
        LogLine("pulse_check", 221.0, check),
    )
    nothing = Intervals(None, None, None, None, None, None, None)
    who = dict.fromkeys(("u3", "u4", "u5"), "S1 (nurse)")
    record = CodeRecord("n1", "en", lines, nothing, (), who)
    return SpokenLog(record, "a" * 32, "E-1", BEGAN, keeps)


def _spoken() -> CodePage:
    page = _page(600, ended=True)
    page.resize(1100, 1000)
    page.spoken.show_log(spoken_log())
    return page


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "code_before": _before,
        "code_cycle_over": _asking,
        "code_adrenaline_due": lambda: _page(338),
        "code_spoken": _spoken,
        "code_ended": lambda: _page(600, ended=True),
    }
