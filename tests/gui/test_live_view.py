"""Live words as a clinician sees them."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QAbstractSlider, QApplication
from pytestqt.qtbot import QtBot

from app.domain.live import Gap, LiveWords, Stopped
from app.domain.reading import Difference
from app.domain.transcript import Word
from app.gui.final_stages import Differences, FinalStages, difference_line
from app.gui.live_view import REPAINT_MS, LiveView
from app.gui.words import find_words_in, use_language
from app.paths import RESOURCES
from app.services.events import RecordingDone, RecordingLeft, StageProgress
from tests.fakes import finished_job, words

PACE = REPAINT_MS + 30


@pytest.fixture
def view(qtbot: QtBot) -> LiveView:
    shown = LiveView()
    qtbot.addWidget(shown)
    shown.resize(500, 300)
    shown.show()
    return shown


def english(region: int, text: str, confirmed: int, at_s: float = 0.0) -> LiveWords:
    return LiveWords(region, "en", words(text, at_s), confirmed, at_s + 5)


def lines(view: LiveView) -> list[str]:
    view.text.repaint_changed()
    return view.text.toPlainText().split("\n")


def ink(view: LiveView, word: str) -> QTextCharFormat:
    """How a word is written."""
    at = view.text.toPlainText().index(word)
    cursor = QTextCursor(view.text.document())
    cursor.setPosition(at + 1)
    return cursor.charFormat()


def test_confirmed_words_are_plain_and_interim_ones_grey_slanted_and_in_brackets(
    view: LiveView,
) -> None:
    view.show_event(english(0, "no pulse start compressions", 2, 75.0))
    assert lines(view) == ["01:15  no pulse [start compressions …]"]
    sure, loose = ink(view, "pulse"), ink(view, "compressions")
    assert not sure.fontItalic()
    assert loose.fontItalic()
    plain = view.text.palette().color(QPalette.ColorRole.Text)
    assert sure.foreground().color() == plain
    assert loose.foreground().color() != plain


def test_it_says_that_live_text_is_a_draft(view: LiveView) -> None:
    assert view.draft.text().startswith("Draft:")
    assert view.draft.isVisible()


def test_interim_words_change_and_become_plain_when_confirmed(view: LiveView) -> None:
    view.show_event(english(0, "give a spring", 1))
    assert lines(view) == ["00:00  give [a spring …]"]
    view.show_event(english(0, "give aspirin three hundred", 2))
    assert lines(view) == ["00:00  give aspirin [three hundred …]"]
    ended = LiveWords(0, "en", words("give aspirin three hundred"), 2, 5.0, ended=True)
    view.show_event(ended)
    assert lines(view) == ["00:00  give aspirin three hundred"]
    assert not ink(view, "hundred").fontItalic()


def test_confirmed_text_never_disappears_whatever_comes_later(view: LiveView) -> None:
    view.show_event(english(0, "blood pressure ninety over sixty", 5))
    for later in (
        english(0, "blood", 0),
        english(0, "flood pressure nineteen", 3),
        LiveWords(0, "en", (), 0, 9.0),
        LiveWords(0, "en", words("other"), 1, 9.0, ended=True),
        english(0, "another text that is longer than it was", 8),
    ):
        view.show_event(later)
        assert lines(view)[0].startswith("00:00  blood pressure ninety over sixty")
    view.show_event(english(1, "next", 1, 12.0))
    assert lines(view)[0] == "00:00  blood pressure ninety over sixty"


def test_painting_only_adds_to_confirmed_characters(qtbot: QtBot, view: LiveView) -> None:
    view.show_event(english(0, "he is sweating now", 3))
    kept = len("00:00  he is sweating")
    changes: list[tuple[int, int]] = []
    view.text.document().contentsChange.connect(lambda at, gone, _: changes.append((at, gone)))
    view.show_event(english(0, "he is sweating and pale", 4))
    qtbot.wait(PACE)
    assert lines(view) == ["00:00  he is sweating and [pale …]"]
    assert changes
    assert all(at >= kept or not gone for at, gone in changes)


def test_chinese_is_written_without_spaces_and_mixed_words_do_not_melt(view: LiveView) -> None:
    spoken = tuple(
        Word(text, 3.0 + i, 3.5 + i, 0.9) for i, text in enumerate(["给", "予", "IV", "tPA", "五"])
    )
    view.show_event(LiveWords(0, "zh", spoken, 4, 9.0))
    assert lines(view) == ["00:03  给予IV tPA [五 …]"]


def test_words_beyond_the_basic_plane_do_not_shift_what_follows(view: LiveView) -> None:
    rare = (Word("𠮷", 0.0, 0.4, 0.9), Word("痛", 0.5, 0.9, 0.9))
    view.show_event(LiveWords(0, "zh", rare, 1, 2.0))
    lines(view)
    view.show_event(LiveWords(0, "zh", rare, 2, 2.0))
    assert lines(view) == ["00:00  𠮷痛"]


def test_regions_gaps_and_marks_stand_in_the_order_of_time(view: LiveView) -> None:
    view.show_event(english(0, "before", 1, 10.0))
    view.show_event(english(2, "after", 1, 90.0))
    view.text.add_line(95.0, lambda: "mark")
    view.show_event(Gap(58.0, 71.0, "device_lost"))
    view.show_event(english(2, "after that", 2, 90.0))
    assert lines(view) == [
        "00:10  before",
        "00:58  (not recorded 00:58 to 01:11: the microphone was lost)",
        "01:30  after that",
        "01:35  (mark)",
    ]


def test_it_is_repainted_at_most_twenty_times_a_second(qtbot: QtBot, view: LiveView) -> None:
    changes: list[float] = []
    view.text.document().contentsChanged.connect(lambda: changes.append(time.monotonic()))
    for count in range(400):
        view.show_event(english(0, " ".join(["word"] * (count % 40 + 1)), 0))
    assert len(changes) <= 12, "400 events at once are a few repaints"
    qtbot.wait(PACE * 2)
    assert lines(view) == [f"00:00  [{' '.join(['word'] * 40)} …]"]


def test_the_newest_words_stay_in_view_unless_the_user_scrolled_up(
    qtbot: QtBot, view: LiveView
) -> None:
    bar = view.text.verticalScrollBar()
    for region in range(60):
        view.show_event(english(region, "he is sweating", 3, region * 5.0))
    view.text.repaint_changed()
    assert bar.value() == bar.maximum() > 0
    assert view.newest.isHidden()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    view.show_event(english(60, "no pulse", 2, 300.0))
    view.text.repaint_changed()
    assert bar.value() == 0
    assert view.newest.isVisible()
    view.newest.click()
    assert bar.value() == bar.maximum()
    assert view.newest.isHidden()


def test_a_smaller_view_still_follows(qtbot: QtBot, view: LiveView) -> None:
    for region in range(60):
        view.show_event(english(region, "he is sweating", 3, region * 5.0))
    view.text.repaint_changed()
    view.resize(500, 160)
    bar = view.text.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    assert view.newest.isHidden()


def test_three_hours_are_as_quick_to_write_as_the_first_minute(view: LiveView) -> None:
    said = words("the patient is a sixty four year old man with chest pain")
    for region in range(3500):  # 3 s each
        view.text.show_words(LiveWords(region, "en", said, 12, 0.0, ended=True))
    view.text.repaint_changed()
    begin = time.perf_counter()
    for region in range(3500, 3600):
        view.show_event(LiveWords(region, "en", said, 5, 0.0))
        view.text.repaint_changed()
        view.show_event(LiveWords(region, "en", said, 12, 0.0, ended=True))
        view.text.repaint_changed()
    late = (time.perf_counter() - begin) / 100
    assert view.text.blockCount() == 3600
    assert late < 0.05, f"{late * 1000:.1f} ms a region; generous, since other things run here"


def test_another_recording_begins_on_an_empty_page(view: LiveView) -> None:
    view.show_event(english(0, "the one before", 3))
    view.text.begin()
    assert lines(view) == [""]
    view.show_event(english(0, "the next", 2))
    assert lines(view) == ["00:00  the next"]


def test_all_words_survive_a_change_between_light_and_dark(view: LiveView) -> None:
    view.show_event(english(0, "no pulse start compressions", 2))
    view.show_event(english(1, "one milligram of adrenaline", 4, 9.0))
    before = lines(view)
    dark = QPalette(view.text.palette())
    dark.setColor(QPalette.ColorRole.Text, "#eeeeee")
    dark.setColor(QPalette.ColorRole.Window, "#202124")
    view.text.setPalette(dark)
    assert lines(view) == before
    assert ink(view, "pulse").foreground().color() == "#eeeeee"
    view.show_event(english(0, "no pulse start compressions", 4))
    assert lines(view)[0] == "00:00  no pulse start compressions"


def doubtful(text: str, confirmed: int, *places: int, ended: bool = False) -> LiveWords:
    return replace(english(0, text, confirmed), doubtful=places, ended=ended)


def dotted(view: LiveView, word: str) -> bool:
    return ink(view, word).underlineStyle() is QTextCharFormat.UnderlineStyle.DotLine


def test_words_in_doubt_are_dotted_and_marked_while_they_are_said(view: LiveView) -> None:
    view.show_event(doubtful("give morphine fifty now please", 2, 1, 3))
    assert lines(view) == ["00:00  give morphine? [fifty now? please …]"]
    assert [dotted(view, one) for one in ("give", "morphine", "fifty", "now", "please")] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert not ink(view, "morphine").fontItalic()
    assert ink(view, "now").fontItalic(), "it is in doubt and may still change"
    assert "?" in view.draft.text()


def test_words_in_doubt_that_follow_one_another_have_one_mark(view: LiveView) -> None:
    view.show_event(doubtful("give morphine fifty", 2, 1, 2))
    assert lines(view) == ["00:00  give morphine [fifty? …]"]
    view.show_event(doubtful("give morphine fifty now", 3, 1, 2))
    assert lines(view) == ["00:00  give morphine fifty? [now …]"]
    view.show_event(doubtful("give morphine fifty now", 4, 1, 2, 3, ended=True))
    assert lines(view) == ["00:00  give morphine fifty now?"]
    assert all(dotted(view, one) for one in ("morphine", "fifty", "now"))
    assert not dotted(view, "give")


def test_a_doubt_is_settled_with_its_word_and_survives_light_and_dark(view: LiveView) -> None:
    view.show_event(doubtful("give morphine fifty", 3, 1))
    view.show_event(doubtful("give morphine fifty now", 3))
    assert lines(view) == ["00:00  give morphine? fifty [now …]"]
    view.text._paint_all()
    assert lines(view) == ["00:00  give morphine? fifty [now …]"]
    assert dotted(view, "morphine")


def test_chinese_words_in_doubt_are_dotted_character_by_character(view: LiveView) -> None:
    view.show_event(LiveWords(0, "zh", words("给予吗啡五毫克"), 4, 9.0, doubtful=(2, 3, 4)))
    assert lines(view) == ["00:00  给予吗啡 [五?毫克 …]"]
    assert [dotted(view, one) for one in "予吗啡五毫"] == [False, True, True, True, False]


class Now:
    at_s = 0.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def left() -> list[str]:
    """Grows each time the stages are left."""
    return []


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def stages(qtbot: QtBot, left: list[str], now: Now) -> FinalStages:
    bar = FinalStages(lambda: left.append("left"), now=now)
    qtbot.addWidget(bar)
    return bar


def test_final_stages_show_what_is_done_and_hide_when_done(stages: FinalStages) -> None:
    assert stages.isHidden()
    stages.show_event(Stopped("r1", 60.0, "a" * 64))
    assert stages.words.text() == "Final text: waiting for its turn"
    stages.show_event(StageProgress(Path("r1"), "recognize", 0.5))
    assert stages.words.text() == "Final text: writing the words (step 3 of 6)"
    assert 300 < stages.bar.value() < 400
    assert stages.running == {"r1"}
    stages.show_event(RecordingDone("r1", finished_job()))
    assert stages.isHidden()
    assert not stages.running


def test_one_of_two_recordings_being_done_leaves_the_other_in_view(stages: FinalStages) -> None:
    stages.show_event(Stopped("r1", 60.0, "a" * 64))
    stages.show_event(Stopped("r2", 60.0, "a" * 64))
    stages.show_event(RecordingDone("r1", finished_job()))
    assert stages.running == {"r2"}
    assert not stages.isHidden()


def test_short_work_is_left_without_a_question(
    stages: FinalStages, left: list[str], now: Now
) -> None:
    stages.show_event(Stopped("r1", 60.0, "a" * 64))
    now.at_s = 9.0
    stages.stop.click()
    assert left == ["left"]


def test_long_work_is_left_only_after_a_second_yes(
    stages: FinalStages, left: list[str], now: Now
) -> None:
    stages.show_event(Stopped("r1", 60.0, "a" * 64))
    now.at_s = 10.5
    stages.cancel()
    confirm = "Leave the final text for later? The sound and what is done are kept."
    assert (left, stages.words.text()) == ([], confirm)
    stages.show_event(StageProgress(Path("r1"), "diarize", 0.1))
    assert stages.words.text() == confirm, "progress must not wipe the question away"
    stages.cancel()
    assert left == []
    assert "telling the speakers apart" in stages.words.text()
    stages.cancel()
    stages.sure.click()
    assert left == ["left"]
    stages.cancel()
    assert left == ["left"], "once is enough"
    stages.show_event(RecordingLeft("r1", "cancelled; the sound is kept"))
    assert stages.isHidden()


def test_nothing_is_left_when_nothing_runs(stages: FinalStages, left: list[str]) -> None:
    stages.cancel()
    assert left == []


def test_a_difference_names_both_readings_and_the_moment() -> None:
    assert (
        difference_line(Difference("number", 12.3, "15 mg", "50 mg"))
        == "Live: 15 mg → Final: 50 mg at 00:12 (number)"
    )
    assert "Live: (nothing)" in difference_line(Difference("negation", 1.0, "", "no chest pain"))


def test_differences_are_listed_and_hidden_when_there_are_none(qtbot: QtBot) -> None:
    shown = Differences()
    qtbot.addWidget(shown)
    shown.show_differences(
        [Difference("number", 12.3, "15 mg", "50 mg"), Difference("drug", 30.0, "a", "b")]
    )
    assert not shown.isHidden()
    assert "2 places" in shown.title.text()
    assert shown.rows.item(0).text() == "Live: 15 mg → Final: 50 mg at 00:12 (number)"
    shown.show_differences([])
    assert shown.isHidden()


def test_a_gap_is_said_in_the_language_that_is_chosen_later(view: LiveView, qtbot: QtBot) -> None:
    find_words_in(RESOURCES / "translations")
    view.show_event(Gap(7.0, 8.0, "device_lost"))
    view.show_event(english(0, "he is well", 1, 9.0))
    before = lines(view)
    try:
        use_language("zh")
        QApplication.processEvents()
        gap, words = lines(view)
    finally:
        use_language("en")
    assert "not recorded" in before[0]
    assert gap == "00:07  (00:07 至 00:08 未录音：麦克风断开)"
    assert words == before[1]
