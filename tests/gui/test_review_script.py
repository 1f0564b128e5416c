"""A transcript as it is seen: words, marks, and only as much laid out as is in view."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.note_versions import first_body
from app.domain.review_lines import Line, Place, doubted, lines
from app.gui.look import Shade
from app.gui.review.heights import Heights
from app.gui.review.row import Row, RowPlan
from app.gui.review.row_style import RowStyle
from app.gui.review.script_view import ScriptView
from app.gui.speaker_look import speaker_brush, speaker_shade
from tests.review_room import LI, NAMES, NOTE, FakeDesk, job
from tests.utterances import said

DARK = QPalette(QColor("#353535"), QColor("#202124"))
NUMBERS = {"S1": 0, "S2": 1, "S3": 2, "S4": 3}


def talk() -> tuple[Line, ...]:
    result = job()
    body = first_body(result.understanding.note)
    return doubted(lines(result, body, body), FakeDesk().doubts(LI, NOTE))


def long_talk(count: int = 5000) -> tuple[Line, ...]:
    """As much as three hours hold: thirty thousand words of four speakers."""
    texts = ("give him one milligram of epinephrine", "否认胸痛，没有过敏史")
    made = []
    for number in range(count):
        text, language = (texts[1], "zh") if number % 5 == 0 else (texts[0], "en")
        one = said(text, language, key=f"u{number}", start_s=number * 5.0)  # type: ignore[arg-type]
        made.append(Line(replace(one, speaker=f"S{number % 4 + 1}")))
    return tuple(made)


@pytest.fixture
def view(qtbot: QtBot) -> ScriptView:
    shown = ScriptView()
    qtbot.addWidget(shown)
    shown.resize(500, 400)
    shown.show_lines(talk(), NUMBERS, NAMES)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def click(view: ScriptView, row: int, word: int) -> None:
    view.go_to(row, word)
    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        view.point_of(row, word),
    )


def middle(line: Line, word: int) -> float:
    at = line.utterance.words[word]
    return (at.start_s + at.end_s) / 2


def test_a_row_says_when_who_and_what(view: ScriptView) -> None:
    assert view.row_text(1) == "00:07 S2 · patient: It goes to my left arm and I feel sick."
    assert view.row_text(4).endswith("我爸对青霉素过敏，没有糖尿病。")


def test_a_click_on_a_word_plays_from_there(qtbot: QtBot, view: ScriptView) -> None:
    for row, word in ((0, 3), (3, 1), (4, 6), (5, 5)):
        with qtbot.waitSignal(view.played) as played:
            click(view, row, word)
        assert played.args == [row, word]
        assert (view.current, view.word) == (row, word)


def test_a_click_beside_the_words_only_chooses_the_row(qtbot: QtBot, view: ScriptView) -> None:
    with qtbot.assertNotEmitted(view.played):
        spot = QPoint(view.viewport().width() - 8, view.point_of(1, 0).y())
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert view.current == 1


def test_words_beyond_the_basic_plane_do_not_shift_those_behind(
    qtbot: QtBot, view: ScriptView
) -> None:
    view.show_lines([Line(said("𠮷𠮷𠮷𠮷𠮷𠮷痛三天", "zh"))], NUMBERS, {})
    with qtbot.waitSignal(view.played) as played:
        click(view, 0, 6)
    assert played.args == [0, 6]


def test_the_keyboard_reaches_each_word(qtbot: QtBot, view: ScriptView) -> None:
    view.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(view, key)
    assert (view.current, view.word) == (2, 2)
    with qtbot.waitSignal(view.played) as played:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert played.args == [2, 2]
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.word == 1
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current == 7
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.current == 0
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.current == 0


def test_who_listens_to_the_screen_hears_the_current_row(view: ScriptView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.accessibleDescription() == view.row_text(1)


def test_the_word_being_said_is_marked_and_kept_in_view(view: ScriptView) -> None:
    view.show_lines(long_talk(400), NUMBERS, {})
    for row in (3, 120, 399, 7):
        view.follow(middle(view.lines[row], 2))
        assert view.marked.spoken == Place(row, 2, 2)
        assert view.current == row
        assert view.viewport().rect().contains(view.point_of(row, 2))
    view.follow(view.lines[7].utterance.end_s + 0.01)
    assert view.marked.spoken is None
    assert view.current == 7, "where nobody speaks the place is kept"


def test_only_the_users_scrolling_ends_following(qtbot: QtBot, view: ScriptView) -> None:
    view.show_lines(long_talk(400), NUMBERS, {})
    view.follow(middle(view.lines[200], 0))
    assert view.follows
    with qtbot.waitSignal(view.followed) as followed:
        scroll(view, 10)
    assert followed.args == [False]
    before = view.verticalScrollBar().value()
    view.follow(middle(view.lines[300], 0))
    assert view.verticalScrollBar().value() == before
    view.go_to_spoken()
    assert view.follows
    assert view.viewport().rect().contains(view.point_of(300, 0))


def test_a_resized_view_still_shows_what_is_said(view: ScriptView) -> None:
    view.show_lines(long_talk(400), NUMBERS, {})
    view.follow(middle(view.lines[200], 0))
    view.resize(260, 200)
    QApplication.processEvents()
    assert view.viewport().rect().contains(view.point_of(200, 0))


def test_three_hours_lay_out_no_more_than_is_seen(view: ScriptView) -> None:
    talk_ = long_talk()
    view.laid_out = 0
    view.show_lines(talk_, NUMBERS, {})
    QApplication.processEvents()
    assert view.laid_out < 60
    assert view.verticalScrollBar().maximum() > 100_000
    for part in (0.2, 0.9, 0.5):
        view.laid_out = 0
        view.verticalScrollBar().setValue(round(view.verticalScrollBar().maximum() * part))
        QApplication.processEvents()
        assert view.laid_out < 60
    view.laid_out = 0
    for row in range(2500, 2600):
        view.follow(middle(talk_[row], 1))
        QApplication.processEvents()
    assert view.laid_out < 200


def test_scrolling_up_moves_by_what_was_scrolled_though_heights_were_guessed(
    view: ScriptView,
) -> None:
    words = "and then the patient said that it hurts whenever he breathes in deeply or coughs "
    rows = [Line(said(words * (number % 4 + 1), key=f"u{number}")) for number in range(200)]
    view.show_lines(rows, NUMBERS, {})
    view.go_to(150)
    top = view._top
    before = view.point_of(top, 0).y()
    for _ in range(5):
        scroll(view, 1)
    moved = view.point_of(top, 0).y() - before
    steps = 5 * 3 * view.verticalScrollBar().singleStep()
    assert abs(moved - steps) <= 5


def scroll(view: ScriptView, notches: int) -> None:
    """Up, with the wheel."""
    for _ in range(notches):
        event = QWheelEvent(
            QPointF(50, 50),
            QPointF(view.mapToGlobal(QPoint(50, 50))),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)


def test_heard_words_are_shown_on_demand(view: ScriptView) -> None:
    assert "three hundred" not in view.row_text(3)
    view.show_heard(True)
    assert "three hundred milligrams → 300 mg" in view.row_text(3)
    assert "Heard, never changed: give a spring three hundred" in view.row_text(3)
    view.show_heard(False)
    assert "three hundred" not in view.row_text(3)


def test_marks_survive_a_change_between_light_and_dark(view: ScriptView) -> None:
    before = [view.row_text(row) for row in range(8)]
    light = view.grab().toImage()
    view.setPalette(DARK)
    assert [view.row_text(row) for row in range(8)] == before
    assert view.grab().toImage() != light


def test_the_menu_comes_for_the_keyboard_too(qtbot: QtBot, view: ScriptView) -> None:
    reason = QContextMenuEvent.Reason.Keyboard
    with qtbot.waitSignal(view.asked):
        view.contextMenuEvent(QContextMenuEvent(reason, QPoint(), QPoint()))


def test_an_empty_view_does_nothing(qtbot: QtBot, view: ScriptView) -> None:
    view.forget()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    view.follow(3.0)
    view.grab()
    assert (view.line, view.current, view.accessibleDescription()) == (None, -1, "")


def test_the_pointer_shows_where_a_click_plays(view: ScriptView) -> None:
    view.go_to(0, 3)
    QTest.mouseMove(view.viewport(), view.point_of(0, 3))
    QTest.mouseMove(view.viewport(), view.point_of(0, 3) + QPoint(1, 0))
    assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor


def row_of(line: Line, palette: QPalette | None = None) -> Row:
    style = RowStyle(QApplication.font(), palette or QApplication.palette())
    return Row(RowPlan(line, 0, False, {}), 500.0, style)


def test_a_doubtful_word_is_underlined_dotted_and_signed_not_only_coloured(
    view: ScriptView,
) -> None:
    line = talk()[6]
    row = row_of(line)
    sign = next(one for one in row._runs if one.piece.mark and one.piece.doubted)
    word = next(one for one in row._runs if one.piece.doubted and not one.piece.mark)
    assert sign.piece.text == "?"
    manner = row._style.format_of(word.piece, quiet=False)
    assert manner.underlineStyle() is manner.UnderlineStyle.DotLine


def test_a_long_line_is_broken_and_each_part_can_be_clicked(view: ScriptView) -> None:
    words = " ".join(["compressions"] * 40)
    view.show_lines([Line(said(words))], NUMBERS, {})
    assert view.point_of(0, 39).y() > view.point_of(0, 0).y() + 40
    click(view, 0, 39)
    assert view.word == 39


@pytest.mark.parametrize("number", range(9))
def test_speakers_read_well_and_differ_in_colour_and_pattern(number: int) -> None:
    for palette in (QPalette(QColor("#efefef"), QColor("#ffffff")), DARK):
        assert contrast(speaker_shade(number, palette)) >= 4.5
    looks = {
        (speaker_shade(n, DARK).ink, speaker_brush(n, DARK).style())
        for n in range(9)
        if n != number
    }
    assert (speaker_shade(number, DARK).ink, speaker_brush(number, DARK).style()) not in looks


def contrast(shade: Shade) -> float:
    high, low = sorted(map(_luminance, (shade.ground, shade.ink)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(text: str) -> float:
    colour = QColor(text)
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_heights_are_guessed_until_they_are_measured() -> None:
    heights = Heights()
    assert heights.row_at(5) == -1
    heights.begin([10, 20, 30])
    assert (heights.total, heights.top(2), heights.row_at(10), heights.row_at(999)) == (
        60,
        30,
        1,
        2,
    )
    assert heights.measured(0, 15) == 5
    assert heights.measured(0, 15) == 0
    assert (heights.total, heights.top(2)) == (65, 35)
