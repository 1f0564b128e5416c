"""Where traditional script is chosen, heard words are shown in it, and stay what they are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreError
from app.domain.findings import Alert, Finding, Value
from app.domain.live import LiveAlert, LiveWords
from app.domain.note_chips import Query
from app.domain.note_doubts import Doubt
from app.domain.note_page import Line
from app.domain.note_versions import Confirmation
from app.gui import application
from app.gui.alert_card import AlertCard
from app.gui.chinese import SCRIPT, shown, use_script
from app.gui.live_view import LiveView
from app.gui.note.chips import query_tag
from app.gui.note.note_delegate import marks
from app.gui.note.sign_page import SignPage
from app.gui.note.wishes import Choose, Wish
from app.gui.review.doubt_strip import DoubtStrip, Stop
from app.gui.review.side_rows import alert_rows, value_rows
from app.gui.shell.panels import WindowParts
from app.paths import RESOURCES
from app.services.review import NoteView
from app.services.review_rights import Rights
from app.settings import Settings
from tests.fakes import words
from tests.note_room import Open, bedside, opened
from tests.note_views import DOCTOR, chinese, draft

__all__ = ["bedside", "opened"]

ALL = Rights("", *[True] * 7)
TOLD_AT = datetime(2026, 11, 29, 2, 20, tzinfo=UTC)


@pytest.fixture
def script(qapp: QApplication) -> Iterator[None]:
    """Traditional script is chosen."""
    use_script("traditional")
    yield
    qapp.setProperty(SCRIPT, None)


def live(text: str, confirmed: int, doubtful: tuple[int, ...] = ()) -> LiveWords:
    return LiveWords(0, "zh", words(text), confirmed, 9.0, doubtful=doubtful)


@pytest.fixture
def view(qtbot: QtBot) -> LiveView:
    made = LiveView()
    qtbot.addWidget(made)
    return made


def written(view: LiveView) -> str:
    view.text.repaint_changed()
    return view.text.toPlainText()


def test_live_words_are_shown_as_heard_where_simplified_is_chosen(view: LiveView) -> None:
    view.show_event(live("头发干燥", 2))
    assert written(view) == "00:00  头发 [干燥 …]"


@pytest.mark.usefixtures("script")
def test_live_words_are_shown_in_traditional_script_with_their_marks(view: LiveView) -> None:
    event = live("头发干燥发热", 1, doubtful=(2, 3))
    view.show_event(event)
    assert written(view) == "00:00  頭 [髮乾燥?發熱 …]"
    view.show_event(replace(event, confirmed=6, ended=True))
    assert written(view) == "00:00  頭髮乾燥?發熱"
    assert "".join(word.text for word in event.words) == "头发干燥发热"


@pytest.mark.usefixtures("script")
def test_a_live_alert_says_what_was_heard_in_traditional_script(qtbot: QtBot) -> None:
    times = (2.0, 3.0, "无脉搏")
    alert = LiveAlert(1, "no_pulse", "text", "red", "high", "present", *times)
    card = AlertCard(alert, datetime(2026, 11, 29, 2, 14, tzinfo=UTC))
    qtbot.addWidget(card)
    assert "“無脈搏”" in card.facts.text()


@pytest.mark.usefixtures("script")
def test_a_query_is_asked_in_traditional_script_and_answered_as_it_was_heard(qtbot: QtBot) -> None:
    asked: list[Wish] = []
    query = Query(3, "15 毫升 or 50 毫升?", "15 毫升", ("15 毫升", "50 毫升"), 1.0, 2.0)
    tag = query_tag(
        replace(query, choices=("15 两", "50 两")), asked.append, writes=True, settles=True
    )
    qtbot.addWidget(tag)
    buttons = {one.text(): one for one in tag.findChildren(QToolButton)}
    buttons["50 兩"].click()
    assert asked == [Choose(3, "50 两")]
    tag = query_tag(
        replace(query, asks="“三两”听得不清楚，请核对。"), asked.append, writes=True, settles=True
    )
    qtbot.addWidget(tag)
    assert "“三兩”聽得不清楚，請核對。" in tag.words.text()


@pytest.mark.usefixtures("script")
def test_what_is_open_in_the_note_is_told_in_traditional_script(opened: Open) -> None:
    panel = opened(draft(chinese(), suggested=False))
    rows = [row for row in panel.list.rows_.rows if isinstance(row, Line)]
    found = [mark for row in rows for mark in marks(row)]
    assert found == ["? “三百”聽得不清楚，請核對。", "≈ 阿斯匹林 → 阿司匹林"]
    (query,) = [one for row in rows for one in row.queries]
    assert query.asks == "“三百”听得不清楚，请核对。"


def with_findings() -> NoteView:
    """A Chinese draft with a drug that is confirmed, one that was typed over, and an alert."""
    result = chinese()
    drug = Finding(*("u6", 1, 4, "allergy", "drug.x", "头孢类过敏", "present"))
    dose = replace(drug, kind="medication", text="复方丹参300mg", value=Value("300", "mg"))
    alert = Alert(*("no_pulse", "text", 1.0, 2.0, "无脉搏", "high", "present", "red", True, "u6"))
    understanding = replace(result.understanding, findings=(drug, dose, drug), alerts=(alert,))
    view = draft(replace(result, understanding=understanding), suggested=False)
    told = [("value:0", "头孢类过敏"), ("value:2", "头孢过敏，已发皮疹")]
    return replace(
        view,
        confirmed=tuple(Confirmation(key, value, DOCTOR.id, TOLD_AT) for key, value in told),
    )


@pytest.mark.usefixtures("script")
def test_the_values_and_alerts_beside_the_transcript_are_in_traditional_script() -> None:
    rows = {row.key: row.text for row in value_rows(with_findings(), ALL)}
    assert "頭孢類過敏" in rows["value:0"].splitlines()[0]
    assert rows["value:0"].endswith("頭孢類過敏")  # confirmed as heard
    assert rows["value:2"].endswith("头孢过敏，已发皮疹")  # what somebody typed is theirs
    assert "複方丹參300mg" in rows["value:1"]
    (alert,) = alert_rows(with_findings(), ALL, ())
    assert "“無脈搏”" in alert.text


DOUBTED = Doubt("query:0", "query", "头孢", "“头孢”听得不清楚，请核对。", "u6", 1.0, 2.0)


@pytest.mark.usefixtures("script")
def test_what_is_in_doubt_is_told_in_traditional_script(qtbot: QtBot) -> None:
    page, strip = SignPage(), DoubtStrip()
    for widget in (page, strip):
        qtbot.addWidget(widget)
    view = with_findings()
    page.begin(view, DOCTOR)
    alert = replace(DOUBTED, subject="alert:0", kind="alert", words="无脉搏", keyword="no_pulse")
    typed = replace(DOUBTED, subject="suggestion:1", kind="suggestion", words="头孢")
    page.show_doubts((DOUBTED, alert, typed))
    texts = [tag.words.text() for tag in page.tags]
    assert "“無脈搏”" in texts[0]
    assert "<b>頭孢</b><br>“頭孢”聽得不清楚，請核對。" in texts[1]
    assert "<b>头孢</b>" in texts[2]  # a person wrote it
    strip.show_stop(Stop(DOUBTED, 1, 1, view.result, True, True))
    assert strip.words.text() == "“頭孢”"
    assert strip.reason.text() == "“頭孢”聽得不清楚，請核對。"


def test_the_window_shows_the_script_of_the_settings(qapp: QApplication) -> None:
    def parts(_: object) -> WindowParts:
        raise StoreError("no further than this")

    settings = Settings(window_language="en", chinese_script="traditional")
    with pytest.raises(StoreError):
        application.run(parts, settings, RESOURCES / "translations")
    assert qapp.property(SCRIPT) == "traditional"
    qapp.setProperty(SCRIPT, None)


def test_nothing_is_converted_before_a_script_is_chosen(qapp: QApplication) -> None:
    assert shown("头发") == "头发"
    use_script("simplified")
    assert shown("头发") == "头发"
    qapp.setProperty(SCRIPT, None)
