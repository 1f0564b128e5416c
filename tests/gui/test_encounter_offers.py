"""Patients whom the hospital knows: offered to who types, found by a scan, begun by one Enter."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.admissions import Admission
from app.domain.arrivals import Arrival, Differing
from app.domain.errors import ExportError
from app.domain.intake_words import Told
from app.domain.wristband import Scan
from app.gui.encounters.banner import PatientBanner
from app.gui.encounters.encounter_list import EncounterList
from app.gui.encounters.parts import EncounterParts
from app.gui.encounters.scan_watch import KEY_S
from app.services.admissions import Admissions
from app.services.handovers import Handovers
from app.services.merging import Merging
from app.services.note_life import NoteLife
from app.services.search import EncounterSearch
from tests.adt import adt
from tests.arrival_desk import ArrivalDesk
from tests.encounter_desk import SMITH, fake, opened_banner, opened_list, typed
from tests.fake_encounters import NOW, FakeEncounters
from tests.people_desk import acting_as, clinical

__all__ = ["fake"]

JUNE = Arrival(Admission("V-9001", "MRN-7001", "Smith, June", "F", "1972-03-04", "er", "B4", NOW))
ZHANG = Arrival(
    Admission("V-9002", "ZY-88002", "张三", "M", "1958-05-06", "急诊科", "抢救2床", NOW)
)
TWO = replace(JUNE, contested=Admission("V-9001", "MRN-8001", "Li Si"))


@pytest.fixture
def panel(qtbot: QtBot, fake: FakeEncounters) -> EncounterList:
    fake.known = [JUNE, ZHANG]
    return opened_list(qtbot, fake, admissions=True)


def scan(widget: QWidget, text: str) -> None:
    """As fast as a scanner, which types into whatever has the cursor."""
    widget.setFocus()
    window = widget.window()
    for sign in text:
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
        QCoreApplication.sendEvent(window.focusWidget() or widget, event)
    QTest.keyClick(window.focusWidget() or widget, Qt.Key.Key_Return)


def shown(panel: EncounterList) -> list[str]:
    rows = panel.quick.offers.list
    return [rows.item(row).text() for row in range(rows.count())]


def test_who_arrived_is_offered_and_begun_by_keys_alone(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList
) -> None:
    panel.begin_action.trigger()
    qtbot.waitUntil(lambda: len(shown(panel)) == 2)
    assert "Smith, June" in shown(panel)[0]
    assert "1972-03-04" in shown(panel)[0]
    assert "MRN-7001" in shown(panel)[0]
    QTest.keyClick(panel.quick.who, Qt.Key.Key_Down)
    QTest.keyClick(panel.quick.offers.list, Qt.Key.Key_Down)
    with qtbot.waitSignals([panel.created, panel.encounter_chosen]):
        QTest.keyClick(panel.quick.offers.list, Qt.Key.Key_Return)
    assert fake.acts[0] == ("admitted", "V-9002", "ZY-88002")
    assert panel.quick.isHidden()
    assert not shown(panel)


def test_what_is_typed_is_looked_for_and_nothing_waits_for_it(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList
) -> None:
    fake.far = [Arrival(Admission("", "F-55", "Smith, Ann"))]
    panel.begin_new()
    typed(panel.quick.who, "Smith")
    qtbot.waitUntil(lambda: len(shown(panel)) == 2)
    assert ("lookup", "Smith") in fake.looks
    assert ("ask", "Smith") in fake.looks
    with qtbot.waitSignal(panel.created):
        QTest.keyClick(panel.quick.who, Qt.Key.Key_Return)
    assert fake.acts[0] == ("begin", Told("Smith"), False)


def test_without_settings_nobody_is_looked_for(qtbot: QtBot, fake: FakeEncounters) -> None:
    panel = opened_list(qtbot, fake)
    panel.begin_new()
    typed(panel.quick.who, "Smith")
    qtbot.wait(400)
    assert not fake.looks
    assert panel.quick.offers.isHidden()


@pytest.mark.parametrize("where", ["list", "search", "part", "new", "who", "more"])
def test_a_scan_anywhere_is_found_and_begun_by_one_enter(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList, where: str
) -> None:
    if where in {"who", "more"}:
        panel.begin_new()
    widgets: dict[str, QWidget] = {
        "list": panel.list,
        "search": panel.search,
        "part": panel.part,
        "new": panel.new,
        "who": panel.quick.who,
        "more": panel.quick.more,
    }
    chosen: list[str] = []
    panel.encounter_chosen.connect(chosen.append)
    panel.search.setText("王")
    scan(widgets[where], "V-9001")
    qtbot.waitUntil(lambda: panel.quick.offers.list.hasFocus() or bool(shown(panel)))
    qtbot.waitUntil(lambda: panel.quick.offers.list.currentRow() == 0)
    assert not chosen  # its own Enter opens nothing
    assert panel.search.text() == "王"
    assert panel.quick.who.text() == ""
    assert panel.part.currentIndex() == 0
    assert len(shown(panel)) == 1
    assert "Enter begins" in panel.quick.offers.head.text()
    with qtbot.waitSignal(panel.created):
        QTest.keyClick(panel.quick.offers.list, Qt.Key.Key_Return)
    assert fake.acts[0] == ("admitted", "V-9001", "MRN-7001")


def test_who_types_slowly_types(qtbot: QtBot, fake: FakeEncounters, panel: EncounterList) -> None:
    times = iter(range(100))
    panel.scans._clock = lambda: next(times) * 2 * KEY_S
    scan(panel.search, "V-9001")
    assert panel.search.text() == "V-9001"
    assert panel.quick.isHidden()


@pytest.mark.parametrize("ends", ["\x1d", "~"])
def test_a_gs1_wristband_is_read_by_its_parts(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList, ends: str
) -> None:
    scan(panel.list, f"]C190MRN-7001{ends}8018501234567890123457")
    qtbot.waitUntil(lambda: len(shown(panel)) == 1)
    ((_, found),) = [one for one in fake.looks if one[0] == "scanned"]
    assert found == Scan(("MRN-7001", "501234567890123457"))
    assert panel.search.text() == ""


def test_a_misread_digit_is_one_sentence(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList
) -> None:
    scan(panel.list, "8018501234567890123459")
    assert "misread" in panel.quick.offers.head.text()
    assert not [one for one in fake.looks if one[0] == "scanned"]


def test_who_is_known_at_the_server_alone(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList
) -> None:
    fake.far = [Arrival(Admission("V-7777", "F-5", "Okafor, Ada"))]
    scan(panel.list, "V-7777")
    qtbot.waitUntil(lambda: len(shown(panel)) == 1)
    assert "Okafor" in shown(panel)[0]


@pytest.mark.parametrize("admissions", [True, False])
def test_who_is_known_nowhere_is_begun_from_the_wristband(
    qtbot: QtBot, fake: FakeEncounters, admissions: bool
) -> None:
    panel = opened_list(qtbot, fake, admissions=admissions)
    scan(panel.list, "ZY0012345|欧阳^娜娜|19800229|女|V-5")
    qtbot.waitUntil(lambda: bool(panel.quick.more.text()))
    assert panel.quick.who.text() == "欧阳 娜娜"
    assert "ZY0012345" in panel.quick.more.text()
    with qtbot.waitSignal(panel.created):
        QTest.keyClick(panel.quick.more, Qt.Key.Key_Return)
    (_, said, _) = fake.acts[0]
    assert (said.name, said.patient, said.encounter) == ("欧阳 娜娜", "ZY0012345", "V-5")
    assert (said.birth_date, said.sex) == ("1980-02-29", "F")


def test_a_wristband_corrected_by_hand_is_that_patient_no_longer(
    qtbot: QtBot, fake: FakeEncounters
) -> None:
    panel = opened_list(qtbot, fake)
    scan(panel.list, "ZY0012345|张三|19800229|男|V-5")
    qtbot.waitUntil(lambda: bool(panel.quick.more.text()))
    panel.quick.who.setText("李四")
    assert (panel.quick.said.birth_date, panel.quick.said.encounter) == ("", "")


def test_two_patients_under_one_number_are_shown_and_nobody_begun(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList
) -> None:
    fake.known = [TWO]
    scan(panel.list, "V-9001")
    qtbot.waitUntil(lambda: len(shown(panel)) == 1)
    qtbot.waitUntil(lambda: panel.quick.offers.list.currentRow() == 0)
    assert "MRN-8001" in shown(panel)[0]
    QTest.keyClick(panel.quick.offers.list, Qt.Key.Key_Return)
    assert "Two patients" in panel.quick.offers.head.text()
    assert not fake.acts


def test_a_server_that_fails_is_one_sentence_and_the_number_is_filled_in(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList
) -> None:
    fake.refuses = ExportError("the server is busy; try again in a minute")
    scan(panel.list, "V-4444")
    qtbot.waitUntil(lambda: panel.quick.more.text() == "V-4444")
    assert not panel.quick.offers.head.isHidden()


def test_nothing_that_was_found_stays_when_nobody_sits_here(
    qtbot: QtBot, fake: FakeEncounters, panel: EncounterList
) -> None:
    panel.begin_new()
    qtbot.waitUntil(lambda: len(shown(panel)) == 2)
    panel.forget()
    assert shown(panel) == []
    assert panel.quick.offers.arrivals == ()


# --- what differs


def test_a_difference_waits_for_a_click(qtbot: QtBot, fake: FakeEncounters) -> None:
    differs = (Differing("name", "Smith, June", "Smith, Jane"), Differing("sex", "F", "M"))
    banner = opened_banner(qtbot, fake, replace(SMITH, differs=differs, birth_date="1972-03-04"))
    assert "born 1972-03-04" in banner.what.text()
    assert "Smith, Jane" in banner.differs.words.text()
    assert not banner.differs.isHidden()
    with qtbot.waitSignal(banner.changed):
        banner.differs.take.click()
    assert fake.acts == [("take_over", "E-1")]
    assert banner.differs.isHidden()
    assert "Smith, Jane" in banner.who.text()


def test_another_patient_cannot_be_taken_over(qtbot: QtBot, fake: FakeEncounters) -> None:
    differs = (Differing("patient", "MRN-7", "MRN-8", foreign=True),)
    banner = opened_banner(qtbot, fake, replace(SMITH, differs=differs))
    assert "another patient" in banner.differs.words.text()
    assert banner.differs.take.isHidden()


# --- on a store


def test_from_the_message_over_the_scan_to_the_banner_by_one_enter(
    qtbot: QtBot, tmp_path: Path
) -> None:
    database = clinical(tmp_path)
    desk = ArrivalDesk(database, acting_as(database, "house", department="er"))
    desk.hears(adt(name="张^三", number="ZY0088002"))
    parts = EncounterParts(
        lambda: desk.encounters,
        lambda: EncounterSearch(database),
        lambda: Merging(lambda: database),
        lambda: Handovers(lambda: database),
        lambda: NoteLife(database),
        None,
        lambda: Admissions(lambda: database),
    )
    panel, banner = EncounterList(parts), PatientBanner(parts)
    for widget in (panel, banner):
        qtbot.addWidget(widget)
        widget.act_as(desk.house)
    panel.encounter_chosen.connect(banner.show_encounter)
    panel.show()
    scan(panel.list, "ZY0088002")
    qtbot.waitUntil(lambda: panel.quick.offers.list.currentRow() == 0)
    assert "张三" in shown(panel)[0]
    assert "ZY0088002" in shown(panel)[0]
    QTest.keyClick(panel.quick.offers.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: banner.card is not None)
    assert "张三" in banner.who.text()
    assert "ZY0088002" in banner.what.text()
    desk.hears(adt("A08", name="张^三丰", number="ZY0088002", id="M2", at="20261129090000+0000"))
    banner.refresh()
    qtbot.waitUntil(lambda: "张三丰" in banner.who.text())
