"""What is seen while something is recorded: the bar, live words, keyword alerts, strips."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.live import (
    Gap,
    Lag,
    Level,
    LiveAlert,
    LiveWords,
    Notice,
    Ready,
    RoomLeft,
    Status,
    Trouble,
    TroubleKind,
)
from app.domain.reading import Difference
from app.domain.transcript import Word
from app.gui.alerts_panel import AlertsPanel
from app.gui.final_stages import Differences, FinalStages
from app.gui.live_view import LiveView
from app.gui.recording_panel import RecordingPanel
from app.gui.strips import Strips
from app.gui.unfinished_strip import Choices, UnfinishedStrip
from app.services.dictation import DictationEvent
from app.services.events import StageProgress
from app.services.recovery import Waiting
from tests.fake_dictation import FakeDictation, live_parts
from tests.fake_people import LI

NOON = datetime(2026, 11, 29, 12, 3, 24, tzinfo=UTC)
DEVICE = "Philips SpeechMike Premium Touch (USB 2.0 audio device)"
ALERTS = (
    LiveAlert(0, "cardiac_arrest", "both", "red", "high", "present", 12.0, 12.9, "he is arresting"),
    LiveAlert(
        *(1, "chest_pain", "text", "amber", "medium", "uncertain", 30.0, 31.0, "胸口压榨样疼痛"),
        cue="好像",
        doubted=True,
    ),
    LiveAlert(2, "pulseless_electrical_activity", "audio", "amber", "high", "uncertain", 41, 42),
    LiveAlert(
        3, "seizure", "text", "grey", "medium", "negated", 50.0, 51.0, "no seizures", cue="no"
    ),
)
TROUBLES: tuple[tuple[TroubleKind, str], ...] = (
    (
        "disk_low",
        "The disk has less than 500 MB left, about 4.3 hours of recording; delete or move files.",
    ),
    ("silent", "the microphone is connected but gives no sound at all; see whether it is muted"),
    (
        "speech_lost",
        "speech recognition stopped and is being started again; recording goes on and no sound is "
        "lost",
    ),
)


def _alerts() -> QWidget:
    panel = AlertsPanel(live_parts(FakeDictation()).dictation, wall=lambda: NOON)
    panel.show_event(Status("recording", "r1", 52.0, DEVICE))
    for alert in ALERTS:
        panel.show_event(alert)
    panel.show_event(Notice(0, "desktop", delivered=True, sentence="shown on this workstation"))
    panel.show_event(
        Notice(
            0, "webhook", delivered=False, sentence="pager.er.example:443 did not answer within 5 s"
        )
    )
    panel._flash.stop()
    panel.resize(430, 900)
    return panel


def _no_alerts() -> QWidget:
    panel = AlertsPanel(live_parts(FakeDictation()).dictation)
    panel.resize(400, 300)
    return panel


def _bar(*events: DictationEvent) -> RecordingPanel:
    bar = RecordingPanel(live_parts(FakeDictation(), preroll_s=2.0))
    for event in events:
        bar.show_event(event)
    bar.resize(980, bar.sizeHint().height())
    return bar


def _bars() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    recording = Status("recording", "r1", 754.0, DEVICE)
    for bar in (
        _bar(),
        _bar(
            Ready({}),
            Status("armed", device=DEVICE, preroll_s=2.0),
            Level(0.0, -31.0, -17.0),
            RoomLeft(8e6),
        ),
        _bar(Ready({}), recording, Level(754.0, -24.0, -9.0), Lag(1.4), RoomLeft(140_000.0)),
        _bar(Ready({}), recording, Level(754.0, -3.0, 0.0), Lag(38.0), RoomLeft(15_500.0, True)),
        _bar(Ready({}), Status("paused", "r1", 754.0, DEVICE)),
    ):
        column.addWidget(bar)
    page.resize(1000, 460)
    return page


def _words(at_s: float, text: str) -> tuple[Word, ...]:
    parts = text.split() if text.isascii() else list(text)
    return tuple(
        Word(one, at_s + i * 0.3, at_s + i * 0.3 + 0.2, 0.9) for i, one in enumerate(parts)
    )


def _live() -> QWidget:
    view = LiveView()
    english = _words(0.4, "Fifty two year old man with crushing chest pain since six this morning")
    chinese = _words(9.0, "否认过敏史既往高血压十年血压一百八十")
    sure = LiveWords(0, "en", english, len(english), 6.0, ended=True, doubtful=(0, 1, 10))
    view.show_event(sure)
    view.show_event(Gap(7.0, 8.5, "device_lost"))
    view.show_event(LiveWords(1, "zh", chinese, 12, 14.0, doubtful=(8, 9, 15, 16)))
    view.text.repaint_changed()
    view.resize(820, 320)
    return view


def _strips() -> QWidget:
    strips = Strips(announce=lambda *_: None, beep=lambda: None)
    for kind, sentence in TROUBLES:
        strips.show_event(Trouble(kind, sentence, 12.0))
    strips.resize(900, 160)
    return strips


def _unfinished() -> QWidget:
    now = datetime.now(UTC)
    left = (
        Waiting("e1", "not_saved", 63.0, now - timedelta(hours=14), unclaimed=True),
        Waiting("m1", "cut_off", 2711.0, now - timedelta(hours=2), owner=LI.id),
        Waiting("m2", "damaged", 9.0, now - timedelta(days=1), owner=LI.id),
    )
    nothing = Choices(lambda _: None, lambda _: None, lambda *_: None, lambda: None)
    strip = UnfinishedStrip(left, nothing)
    strip.discard.click()
    strip.resize(900, 240)
    return strip


def _stages() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    at_s = [0.0]
    for asks in (False, True):
        stages = FinalStages(lambda: None, now=lambda: at_s[0])
        stages.show_event(StageProgress(Path("r1"), "recognize", 0.4))
        at_s[0] += 60
        if asks:
            stages.cancel()
        column.addWidget(stages)
    found = Differences()
    found.show_differences(
        (
            Difference("number", 12.3, "give 15 mg of morphine", "give 50 mg of morphine"),
            Difference("negation", 61.0, "", "no chest pain"),
            Difference("alert", 70.5, "室颤", ""),
        )
    )
    column.addWidget(found)
    page.resize(900, 300)
    return page


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "alerts": _alerts,
        "alerts_none": _no_alerts,
        "recording_bars": _bars,
        "live_words": _live,
        "strips": _strips,
        "unfinished": _unfinished,
        "final_stages": _stages,
    }
