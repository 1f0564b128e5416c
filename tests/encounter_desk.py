"""The panels of encounters as a test opens them."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.encounters import Card, RecordingLine
from app.gui.encounters.banner import PatientBanner
from app.gui.encounters.encounter_list import PAGE, EncounterList
from app.services.handovers import OfferedDraft
from tests.fake_encounters import LIN, NOW, FakeEncounters, line_of

NURSE = Actor("u-wu", "Wu", "nurse", "s-2", "er", "bay-3")
SMITH = Card("E-1", NOW, "Smith, June", "MRN-7", "Bed 4", "54y", "F", "er")
WANG = Card("E-2", NOW, "王秀英", "", "抢救室", "8mo", "F", "er")
NOBODY = Card("E-3", NOW, "Unknown 3", "", "Resus", "", "M", "er", unknown=True)
RUNNING = (RecordingLine("r1", "E-1", NOW, "recording", "given"),)
OFFERED = OfferedDraft("n1", "E-9", "Dr. House", NOW, NOW, 240.0, "Bed 9", "71y", "M")


@pytest.fixture
def fake() -> FakeEncounters:
    cards = {one.encounter: one for one in (SMITH, WANG, NOBODY)}
    return FakeEncounters(cards, [line_of(one) for one in cards.values()])


def opened_list(
    qtbot: QtBot, fake: FakeEncounters, actor: Actor = LIN, *, admissions: bool = False
) -> EncounterList:
    panel = EncounterList(fake.parts(admissions=admissions))
    qtbot.addWidget(panel)
    panel.act_as(actor)
    panel.resize(260, 600)
    panel.show()
    qtbot.waitUntil(lambda: bool(fake.asked))
    qtbot.waitUntil(lambda: len(panel.model.lines) == min(len(fake.lines), PAGE))
    return panel


def opened_banner(qtbot: QtBot, fake: FakeEncounters, card: Card = SMITH) -> PatientBanner:
    fake.cards[card.encounter] = card
    banner = PatientBanner(fake.parts(), announce=lambda *_: None)
    qtbot.addWidget(banner)
    banner.act_as(LIN)
    banner.show_encounter(card.encounter)
    qtbot.waitUntil(lambda: banner.card is not None)
    return banner


def typed(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


# --- the list
