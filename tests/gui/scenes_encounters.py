"""The encounter panels as they are looked at: list, new one, banner, double entry, drafts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QCoreApplication, QDeadlineTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.admissions import Admission
from app.domain.arrivals import Arrival, Differing
from app.domain.encounters import Card, ConsentStep, NoteLine, RecordingLine
from app.domain.worklist import Line
from app.gui.encounters.banner import PatientBanner
from app.gui.encounters.encounter_list import EncounterList
from app.services.handovers import OfferedDraft
from tests.fake_encounters import LIN, NOW, FakeEncounters

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
LINES = [
    Line("E20261129-0014", True, NOW - 4 * _MINUTE, "", "Unknown 14", "er", "Resus 1", "", "M",
         True, "", "recording"),
    Line("E20261129-0013", True, NOW - 21 * _MINUTE, "ZY0012345", "欧阳娜娜", "er", "抢救室 2床",
         "8mo", "F", False, "given", "draft"),
    Line("E20261129-0012", True, NOW - 66 * _MINUTE, "MRN-77", "Wolfeschlegelsteinhausen, Hubert",
         "er", "Bed 12", "101y", "M", False, "refused", "unsaved"),
    Line("E20261129-0011", True, NOW - 95 * _MINUTE, "", "", "er", "Bed 4", "54y", "F", False,
         "asked", "empty"),
    Line("V-88123", False, NOW - _DAY, "MRN-12", "Smith, June", "er", "Bed 3", "33y", "F", False,
         "withdrawn", "signed"),
    Line("V-88001", False, NOW - 9 * _DAY, "ZY0010001", "王秀英", "er", "", "20d", "F", False,
         "given", "signed"),
]  # fmt: skip
SMITH = Card(
    "E20261129-0012",
    NOW - 66 * _MINUTE,
    "Wolfeschlegelsteinhausen, Hubert",
    "MRN-77",
    "Bed 12",
    "101y",
    "M",
    "er",
    consent=ConsentStep("E20261129-0012", "given", NOW, LIN.id),
    consent_by="Dr. Lin",
    recordings=(RecordingLine("r1", "E20261129-0012", NOW, "recording", "given"),),
)
NOBODY = Card("E20261129-0014", NOW, "Unknown 14", "", "抢救室 2床", "", "M", "er", unknown=True)
NADA = Card("E20261129-0013", NOW, "欧阳娜娜", "ZY0012345", "抢救室 2床", "8mo", "F", "er")
DRAFT = OfferedDraft("n1", "E-9", "Dr. Okafor-Villanueva", NOW, NOW, 640.0, "Bed 9", "71y", "M")

KNOWN = (
    Arrival(Admission("V-9001", "MRN-7001", "Smith, June", "F", "1972-03-04", "Emergency", "B4",
                      NOW - 3 * _MINUTE)),
    Arrival(Admission("V-9002", "ZY0088002", "张三", "M", "2025-12-06", "急诊科", "抢救室 2床",
                      NOW - 9 * _MINUTE)),
    Arrival(Admission("V-9003", "MRN-7003", "Wolfeschlegelsteinhausen, Hubert", "M", "1923-04-05",
                      "Emergency", "", NOW - 44 * _MINUTE), left_at=NOW),
)  # fmt: skip
TWO = replace(KNOWN[0], contested=Admission("V-9001", "MRN-8001", "Li, Si"))


def _settle(ready: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(5000)
    while not ready() and not deadline.hasExpired():
        QCoreApplication.processEvents()
        QTest.qWait(5)


def _list(fake: FakeEncounters | None = None, wide: int = 260) -> EncounterList:
    kept = fake or FakeEncounters(lines=LINES)
    panel = EncounterList(kept.parts())
    panel.resize(wide, 640)
    panel.act_as(LIN)
    panel.look()
    _settle(lambda: len(panel.model.lines) == len(kept.lines))
    panel.show_encounter("E20261129-0012")
    return panel


def _creating() -> EncounterList:
    panel = _list()
    panel.begin_new()
    panel.quick.who.setText("抢救室 3床")
    panel.quick.more.setText("女 8个月")
    return panel


def _unclear() -> EncounterList:
    panel = _list()
    panel.begin_new()
    panel.quick.who.setText("Bed 5")
    panel.quick.more.setText("8m")
    return panel


def _offered() -> EncounterList:
    fake = FakeEncounters(lines=LINES, drafts=(DRAFT, replace(DRAFT, note="n2", place="3床")))
    panel = _list(fake, 330)
    _settle(lambda: not panel.inbox.isHidden())
    panel.inbox.rows[0][1].click()
    return panel


def _banner(card: Card, *more: Card) -> PatientBanner:
    fake = FakeEncounters({one.encounter: one for one in (card, *more)})
    banner = PatientBanner(fake.parts(), announce=lambda *_: None)
    banner.act_as(LIN)
    banner.show_encounter(card.encounter)
    _settle(lambda: banner.card is not None)
    banner.resize(1180, banner.sizeHint().height())
    return banner


def _against() -> PatientBanner:
    step = ConsentStep(SMITH.encounter, "withdrawn", NOW, LIN.id)
    return _banner(replace(SMITH, consent=step))


def _describing() -> PatientBanner:
    banner = _banner(NOBODY)
    banner.describe.click()
    banner.resize(1180, banner.sizeHint().height())
    return banner


def _merging(signed: bool) -> PatientBanner:
    notes = (NoteLine("n1", NOBODY.encounter, NOW, "signed", True),) if signed else ()
    banner = _banner(replace(NOBODY, notes=notes), NADA)
    banner.merge.click()
    banner.merge_panel.other.setText(NADA.encounter)
    banner.merge_panel.compare()
    _settle(lambda: banner.merge_panel.kept is not None)
    banner.resize(1180, banner.sizeHint().height())
    return banner


def _offering(*known: Arrival, scanned: str = "") -> EncounterList:
    fake = FakeEncounters(lines=LINES, known=list(known))
    panel = EncounterList(fake.parts(admissions=True))
    panel.resize(300, 700)
    panel.act_as(LIN)
    panel.look()
    _settle(lambda: len(panel.model.lines) == len(LINES))
    panel.show()  # what is hidden is not looked for
    panel.begin_new()
    if scanned:
        panel.quick.scan(scanned)
    _settle(
        lambda: (
            bool(panel.quick.offers.head.text())
            and bool(known) == bool(panel.quick.offers.arrivals)
        )
    )
    return panel


def _differing(foreign: bool) -> PatientBanner:
    one = ("patient", "MRN-77", "MRN-99") if foreign else ("birth_date", "", "1923-04-05")
    name = Differing("name", SMITH.name, "李小龙" if foreign else "Wolfe, Hubert", foreign)
    return _banner(replace(SMITH, differs=(Differing(*one, foreign), name)))  # type: ignore[arg-type]


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "encounters_list": _list,
        "encounters_list_wide": lambda: _list(wide=420),
        "encounters_none": lambda: _list(FakeEncounters()),
        "encounters_new": _creating,
        "encounters_new_unclear": _unclear,
        "encounters_offered": _offered,
        "encounters_arrived": lambda: _offering(*KNOWN),
        "encounters_scanned_two": lambda: _offering(TWO, scanned="V-9001"),
        "encounters_scanned_nobody": lambda: _offering(scanned="ZY0012345|欧阳娜娜|20260301|女"),
        "encounters_banner_differs": lambda: _differing(foreign=False),
        "encounters_banner_foreign": lambda: _differing(foreign=True),
        "encounters_banner": lambda: _banner(SMITH),
        "encounters_banner_against": _against,
        "encounters_banner_unknown": lambda: _banner(NOBODY),
        "encounters_describe": _describing,
        "encounters_merge": lambda: _merging(signed=False),
        "encounters_merge_refused": lambda: _merging(signed=True),
        "encounters_merged": lambda: _banner(replace(NADA, merged=("E20261129-0009",))),
    }
