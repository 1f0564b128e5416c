"""Keyword alerts as they are read from two metres."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.domain.errors import DeviceError, StoreError
from app.domain.live import Level, LiveAlert, Notice, Status
from app.gui.alert_card import BIG_POINTS
from app.gui.alerts_panel import FLASH_MS, AlertsPanel
from app.gui.desktop import Desktop, tray_icon
from app.gui.look import FILLED, Shade, Tone, interim_ink, tinted
from app.services.dictation import DictationEvent
from tests.fake_dictation import FakeDictation, live_parts

NOON = datetime(2026, 1, 2, 14, 3, 24, tzinfo=UTC)
ARREST = LiveAlert(0, "cardiac_arrest", "audio", "red", "high", "uncertain", 12.0, 12.9)
PAIN = LiveAlert(
    1, "chest_pain", "text", "amber", "medium", "present", 30.0, 31.0, "crushing chest pain"
)
DENIED = LiveAlert(2, "chest_pain", "text", "grey", "medium", "negated", 40.0, 41.0, "no pain")


class Now:
    at_s = 50.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def dictation() -> FakeDictation:
    return FakeDictation()


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def announced() -> list[str]:
    return []


@pytest.fixture
def interrupted() -> list[LiveAlert]:
    """Every alert that was to make a sound."""
    return []


@pytest.fixture
def panel(
    qtbot: QtBot,
    dictation: FakeDictation,
    now: Now,
    announced: list[str],
    interrupted: list[LiveAlert],
) -> AlertsPanel:
    shown = AlertsPanel(
        live_parts(dictation).dictation,
        wall=lambda: NOON,
        now=now,
        announce=lambda _, text: announced.append(text),
    )
    shown.interrupted.connect(interrupted.append)
    dictation.on_event = cast(Callable[[DictationEvent], None], shown.show_event)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_an_alert_is_big_and_says_keyword_clock_and_place(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    dictation.says(Level(14.0, -20.0, -10.0), ARREST)
    card = panel.cards[0]
    assert card.words.text() == "Keyword heard: cardiac arrest, 14:03:22 (00:12)"
    assert card.words.font().pointSizeF() >= BIG_POINTS == 24.0
    assert card.words.font().bold()
    assert panel.title.text() == "1 to acknowledge"


def test_no_word_is_cut_off_however_little_room_there_is(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    dictation.says(Level(14.0, -20.0, -10.0), replace(ARREST, keyword="resuscitation_drug"))
    panel.resize(120, 600)
    QApplication.processEvents()
    (card,) = panel.cards
    words = card.words
    longest = words.fontMetrics().horizontalAdvance("resuscitation")
    assert "resuscitation" in words.text()
    assert words.width() >= longest
    assert panel.minimumSizeHint().width() >= longest


def test_level_is_told_by_shape_and_word_beside_the_colour(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    dictation.says(ARREST, PAIN, DENIED)
    assert [(card.badge.tone, card.level.text()) for card in panel.cards] == [
        ("red", "RED"),
        ("amber", "AMBER"),
        ("grey", "grey"),
    ]
    assert "heard in the sound" in panel.cards[0].facts.text()
    assert panel.cards[1].facts.text() == "read in the text · “crushing chest pain”"
    assert "negated" in panel.cards[2].facts.text()


def test_words_that_arrive_change_the_same_alert(
    panel: AlertsPanel, dictation: FakeDictation, interrupted: list[LiveAlert]
) -> None:
    both = LiveAlert(
        0, "cardiac_arrest", "both", "red", "high", "present", 12.0, 12.9, "in cardiac arrest"
    )
    dictation.says(ARREST, both)
    assert len(panel.cards) == 1
    assert "heard in the sound and read in the text" in panel.cards[0].facts.text()
    assert interrupted == [ARREST], "told once"


def test_a_graver_level_interrupts_again(
    panel: AlertsPanel, dictation: FakeDictation, interrupted: list[LiveAlert]
) -> None:
    graver = LiveAlert(1, "chest_pain", "both", "red", "high", "present", 30.0, 31.0)
    dictation.says(PAIN, graver)
    assert interrupted == [PAIN, graver]


def test_a_grey_alert_is_listed_small_and_interrupts_nobody(
    panel: AlertsPanel,
    dictation: FakeDictation,
    interrupted: list[LiveAlert],
    announced: list[str],
) -> None:
    dictation.says(DENIED)
    card = panel.cards[0]
    assert card.words.font().pointSizeF() < BIG_POINTS
    assert card.button.isHidden()
    assert (interrupted, announced, panel.waiting) == ([], [], 0)


def test_an_alert_that_words_deny_calms_down(panel: AlertsPanel, dictation: FakeDictation) -> None:
    calmed = LiveAlert(0, "cardiac_arrest", "both", "grey", "high", "negated", 12.0, 12.9, "no")
    dictation.says(ARREST, calmed)
    assert panel.waiting == 0
    assert panel.cards[0].words.font().pointSizeF() < BIG_POINTS
    panel.flash_once()
    assert not panel.cards[0].bright


def test_acknowledging_keeps_the_alert_in_the_list_smaller_and_says_who(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    dictation.says(ARREST)
    panel.cards[0].button.click()
    assert dictation.calls[-1] == "acknowledge 0"
    card = panel.cards[0]
    assert "acknowledged" in card.facts.text()
    assert "dr_li" not in card.facts.text()  # an id tells nobody who it was
    assert card.words.font().pointSizeF() < BIG_POINTS
    assert card.button.isHidden()
    assert panel.title.text() == "Keywords heard"


def test_the_oldest_alert_that_waits_is_acknowledged_first(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    dictation.says(ARREST, PAIN)
    assert panel.cards[0].button.text() == "Acknowledge (F10)"
    panel.acknowledge_oldest()
    panel.acknowledge_oldest()
    panel.acknowledge_oldest()
    assert dictation.calls == ["acknowledge 0", "acknowledge 1"]


def test_those_that_wait_stand_on_top_the_gravest_first_and_the_newest_of_them(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    later = LiveAlert(3, "no_pulse", "audio", "red", "high", "uncertain", 50.0, 51.0)
    dictation.says(ARREST, PAIN, DENIED, later)
    assert [card.alert.number for card in panel.cards] == [3, 0, 1, 2]
    panel.acknowledge_oldest()
    assert [card.alert.number for card in panel.cards] == [3, 1, 2, 0]


def test_an_acknowledgement_that_is_refused_is_said_and_can_be_given_again(
    qtbot: QtBot, panel: AlertsPanel, dictation: FakeDictation
) -> None:
    dictation.says(ARREST)
    dictation.refusal = StoreError("the database is locked; close the other program")
    with qtbot.waitSignal(panel.refused) as said:
        panel.acknowledge_oldest()
    assert said.args == ["the database is locked; close the other program"]
    assert panel.cards[0].button.isEnabled()


def test_it_flashes_at_two_hertz_at_most_and_stops_after_ten_seconds(
    panel: AlertsPanel, dictation: FakeDictation, now: Now
) -> None:
    assert 1000 / (2 * FLASH_MS) <= 2.0
    dictation.says(ARREST)
    assert panel._flash.isActive()
    faces = []
    for _ in range(4):
        panel.flash_once()
        faces.append(panel.cards[0].bright)
    assert faces == [True, False, True, False]
    panel.flash_once()
    now.at_s += 10.1
    panel.flash_once()
    assert not panel.cards[0].bright
    assert not panel._flash.isActive()


def test_it_stops_flashing_when_acknowledged(panel: AlertsPanel, dictation: FakeDictation) -> None:
    dictation.says(ARREST)
    panel.flash_once()
    panel.acknowledge_oldest()
    assert not panel.cards[0].bright
    panel.flash_once()
    assert not panel.cards[0].bright


def test_what_became_of_telling_others_stands_beneath_its_alert(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    dictation.says(
        Notice(0, "webhook", True, "the ward's server took it"),
        ARREST,
        PAIN,
        Notice(0, "smtp", False, "the mail server refused the login"),
    )
    assert panel.cards[0].notices.text().split("\n") == [
        "✓ told: the ward's server took it (webhook)",
        "✗ not delivered: the mail server refused the login (smtp)",
    ]
    assert panel.cards[1].notices.isHidden()


def test_it_never_stops_saying_that_it_is_not_an_alarm_system(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    assert panel.title.text() == "No keyword heard."
    dictation.says(ARREST)
    assert panel.banner.isVisible()
    assert panel.banner.text().startswith("Not an alarm system.")


def test_a_screen_reader_is_told_the_keyword_and_no_words_of_the_patient(
    panel: AlertsPanel, dictation: FakeDictation, announced: list[str]
) -> None:
    dictation.says(PAIN)
    assert announced == ["Keyword heard: chest pain"]


def test_another_recording_begins_with_an_empty_list_and_going_on_does_not(
    panel: AlertsPanel, dictation: FakeDictation
) -> None:
    dictation.says(Status("recording", "r1"), ARREST, Status("paused", "r1"))
    assert len(panel.cards) == 1
    dictation.says(Status("armed"))
    assert len(panel.cards) == 1, "what was heard stays to be read after the stop"
    dictation.says(Status("recording", "r2"))
    assert panel.cards == []


def test_who_comes_back_is_told_when_it_was_heard_and_not_when_they_came_back(
    qtbot: QtBot, dictation: FakeDictation
) -> None:
    clock = [NOON]
    panel = AlertsPanel(live_parts(dictation).dictation, wall=lambda: clock[0])
    qtbot.addWidget(panel)
    panel.show_event(Status("recording", "r1"))
    panel.show_event(Level(14.0, -20.0, -10.0))
    panel.show_event(ARREST)
    heard = panel.cards[0].words.text()
    assert "14:03:22" in heard
    panel.show_event(Level(41.0, -20.0, -10.0))
    panel.show_event(Status("armed"))
    panel.clear()
    clock[0] += timedelta(minutes=20)
    panel.show_event(Level(0.1, -20.0, -10.0))  # sound that is not kept
    panel.show_event(ARREST)
    panel.show_event(PAIN)
    words = {card.alert.number: card.words.text() for card in panel.cards}
    assert words[0] == heard
    assert "14:03:13" in words[1], "told late, and still when it was heard"
    panel.show_event(Status("recording", "r2"))
    panel.show_event(ARREST)
    assert "14:23:24" in panel.cards[0].words.text()


class Tray(QSystemTrayIcon):
    """A tray that keeps its messages."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[tuple[str, str]] = []

    def showMessage(self, title: str, text: str, *rest: object) -> None:  # noqa: N802 - Qt's
        self.messages.append((title, text))


# the offscreen platform has no tray to ask
no_tray_here = pytest.mark.qt_log_ignore("systemTrayWindowChanged")


@no_tray_here
def test_a_desktop_message_is_shown_from_any_thread_and_its_absence_is_told(qtbot: QtBot) -> None:
    tray = Tray()
    desktop = Desktop(tray)
    assert desktop.show("Keyword heard: cardiac arrest, 14:03:22", "Not an alarm system.")
    qtbot.waitUntil(
        lambda: (
            tray.messages == [("Keyword heard: cardiac arrest, 14:03:22", "Not an alarm system.")]
        )
    )
    assert not Desktop().show("title", "text"), "no tray here"


@no_tray_here
def test_the_four_tray_states_are_four_shapes(qtbot: QtBot) -> None:
    desktop = Desktop(Tray())
    desktop.show_state("recording")
    shapes = set()
    for state in ("idle", "recording", "processing", "alert"):
        mask = tray_icon(state).pixmap(64).toImage()
        shapes.add(
            tuple(mask.pixelColor(x, y).alpha() > 99 for x in range(0, 64, 4) for y in range(64))
        )
    assert len(shapes) == 4


def test_a_chime_that_cannot_be_heard_becomes_a_beep(qtbot: QtBot) -> None:
    beeps: list[str] = []

    def broken() -> bool:
        raise DeviceError("no loudspeaker; connect one")

    desktop = Desktop(beep=lambda: beeps.append("beep"))
    played: list[str] = []
    desktop.sound(lambda: played.append("chime"))
    qtbot.waitUntil(lambda: played == ["chime"])
    assert beeps == []
    desktop.sound(lambda: False)
    qtbot.waitUntil(lambda: beeps == ["beep"])
    desktop.sound(broken)
    qtbot.waitUntil(lambda: beeps == ["beep", "beep"])


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    paint = QColor(colour)
    red, green, blue = linear(paint.redF()), linear(paint.greenF()), linear(paint.blueF())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(shade: Shade) -> float:
    bright, dark = sorted((luminance(shade.ground), luminance(shade.ink)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("window", ["#efefef", "#202124"])
@pytest.mark.parametrize("tone", ["red", "amber", "grey"])
def test_every_tone_reads_at_four_and_a_half_to_one(qtbot: QtBot, window: str, tone: Tone) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, window)
    base = "#ffffff" if window == "#efefef" else "#18191b"
    assert contrast(FILLED[tone]) >= 4.5
    assert contrast(tinted(tone, palette)) >= 4.5
    assert contrast(Shade(base, interim_ink(palette).name())) >= 4.5


def test_a_card_says_why_it_has_its_level(panel: AlertsPanel, dictation: FakeDictation) -> None:
    dictation.says(replace(DENIED, cue="no", doubted=True))
    (card,) = panel.cards
    assert "because of “no”" in card.facts.text()
    assert "not every word is sure" in card.facts.text()
    dictation.says(ARREST)
    assert "because" not in panel.cards[0].facts.text()
