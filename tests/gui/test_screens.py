"""Every screen in both languages: no text is cut off, and no letter is missing.

Pictures go to the folder that ERSCRIBE_SCREENS names.
"""

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui import letters, palettes
from app.gui.shell.zoom import Zoom
from app.gui.words import Language, find_words_in, use_language
from tests.screens import faults, texts

HERE = Path(__file__).resolve().parent
WORDS = HERE.parents[1] / "resources" / "translations"
PICTURES = os.environ.get("ERSCRIBE_SCREENS", "")
MODULES = sorted(path.stem for path in HERE.glob("scenes_*.py"))
WRITTEN = (QTextEdit, QPlainTextEdit)
FITTED = ("digits",)  # written as large as there is room
LANGUAGES: tuple[Language, ...] = ("en", "zh")

Scene = Callable[[], QWidget]


def all_scenes() -> dict[str, Scene]:
    found: dict[str, Scene] = {}
    for name in MODULES:
        own: dict[str, Scene] = importlib.import_module(f"tests.gui.{name}").scenes()
        assert not own.keys() & found.keys(), "two scenes of one name"
        found |= own
    return found


SCENES = all_scenes()


@pytest.fixture(autouse=True)
def _as_it_was(qapp: QApplication) -> Iterator[None]:
    font = QFont(QApplication.font())
    find_words_in(WORDS)
    letters.provide(WORDS.parent / "fonts")
    yield
    # closed scenes are gone: else each later one tells all of them of a new language, font, palette
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    use_language("en")
    QApplication.setFont(font)
    QGuiApplication.setPalette(QPalette())


def shown(qtbot: QtBot, scene: Scene, scale: int = 1) -> QWidget:
    """A scene as it is seen, though on no screen."""
    widget = scene()
    qtbot.addWidget(widget)
    widget.resize(widget.size() * scale)
    widget.show()
    settle()
    return widget


def settle() -> None:
    """What was posted arrives: new languages, colours, places."""
    for _ in range(2):  # what arrives may post more
        QCoreApplication.sendPostedEvents()
        QApplication.processEvents()


def keep(widget: QWidget, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        assert widget.grab().save(str(Path(PICTURES) / f"{name}.png"))


def said(root: QWidget) -> list[str]:
    """What the window itself says; what was written in a text field stays as it was."""
    widgets = [one for one in [root, *root.findChildren(QWidget)] if not isinstance(one, WRITTEN)]
    return [text for widget in widgets if widget.isVisible() for text in texts(widget)]


@pytest.mark.parametrize("name", SCENES)
def test_every_text_fits_and_every_letter_is_there(qtbot: QtBot, name: str) -> None:
    """Language, size and colours are changed while the screen is open, as a clinician does it."""
    widget = shown(qtbot, SCENES[name])
    for language in LANGUAGES:
        use_language(language)
        settle()
        keep(widget, f"{name}.{language}")
        assert faults(widget) == [], language
    with zoomed(widget):
        for language in reversed(LANGUAGES):
            use_language(language)
            settle()
            keep(widget, f"{name}.{language}.zoom")
            assert faults(widget) == [], f"{language} at 200 %"
    if PICTURES:
        keep_dark(widget, name)


@contextmanager
def zoomed(widget: QWidget) -> Iterator[None]:
    """Every text is twice as large meanwhile, and so is the window."""
    zoom, before = Zoom(), sizes(widget)
    widget.resize(widget.size() * 2)
    zoom.set_to(200)
    settle()
    now = sizes(widget)
    assert [
        f"{type(one).__name__} {texts(one)} has {now[one]} pt"
        for one, points in before.items()
        if one in now and abs(now[one] - 2 * points) > 1 and one.objectName() not in FITTED
    ] == []
    yield
    zoom.set_to(100)
    widget.resize(widget.size() / 2)
    settle()
    now = sizes(widget)
    assert {one: now[one] for one in before.keys() & now} == pytest.approx(
        {one: points for one, points in before.items() if one in now}, abs=1
    )


def sizes(root: QWidget) -> dict[QWidget, float]:
    """How large each thing is written that says something, in points."""
    return {
        one: one.font().pointSizeF()
        for one in [root, *root.findChildren(QWidget)]
        if one.isVisible() and any(texts(one))
    }


def keep_dark(widget: QWidget, name: str) -> None:
    palettes.use("dark", high_contrast=False)
    for language in LANGUAGES:
        use_language(language)
        settle()
        keep(widget, f"{name}.{language}.dark")


@pytest.mark.full
@pytest.mark.parametrize("name", SCENES)
def test_a_language_chosen_late_says_all_that_one_chosen_early_says(
    qtbot: QtBot, name: str
) -> None:
    switched = shown(qtbot, SCENES[name])
    use_language("zh")
    settle()
    fresh = shown(qtbot, SCENES[name])
    assert said(switched) == said(fresh)


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", ["dark", "contrast"])
@pytest.mark.parametrize("name", SCENES)
def test_screens_hold_in_other_colours(
    qtbot: QtBot, name: str, look: Literal["dark", "contrast"], language: Language
) -> None:
    use_language(language)
    widget = shown(qtbot, SCENES[name])
    palettes.use("dark", high_contrast=look == "contrast")
    settle()
    keep(widget, f"{name}.{language}.{look}")
    assert faults(widget) == []


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_screens_hold_with_letters_twice_as_big(
    qtbot: QtBot, name: str, language: Language
) -> None:
    use_language(language)
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * 2)
    QApplication.setFont(font)
    widget = shown(qtbot, SCENES[name], scale=2)
    keep(widget, f"{name}.{language}.200")
    assert faults(widget) == []


def planted(qtbot: QtBot, widget: QWidget) -> list[str]:
    qtbot.addWidget(widget)
    widget.show()
    settle()
    return faults(widget)


def test_a_cut_off_label_and_button_are_found(qtbot: QtBot) -> None:
    label, button = QLabel("Paused, nothing is recorded"), QPushButton("Change password")
    label.setFixedSize(60, 20)
    button.setFixedWidth(50)
    assert planted(qtbot, label) == ["QLabel: 'Paused, nothing is recorded' is cut off"]
    assert planted(qtbot, button) == ["QPushButton: 'Change password' is cut off"]


def test_wrapped_lines_that_have_no_room_are_found(qtbot: QtBot) -> None:
    label = QLabel("two lines of words that need more than one line")
    label.setWordWrap(True)
    label.setFixedSize(120, 18)
    assert "is cut off" in planted(qtbot, label)[0]


def test_a_cut_off_header_is_found(qtbot: QtBot) -> None:
    table = QTableWidget(1, 1)
    table.setHorizontalHeaderLabels(["Signature of the supervisor"])
    table.setColumnWidth(0, 40)
    assert any("QHeaderView" in fault for fault in planted(qtbot, table))


def test_what_lies_outside_of_its_window_is_found(qtbot: QtBot) -> None:
    page = QTabWidget()
    page.resize(200, 100)
    label = QLabel("Recording", page)
    label.move(180, 50)
    assert any("lies outside" in fault for fault in planted(qtbot, page))


@pytest.mark.parametrize("letter", ["\u0378", "\U0002fff0"])
def test_a_letter_that_no_font_has_is_found(qtbot: QtBot, letter: str) -> None:
    """Neither stands for anything, so no font has it."""
    assert "no font has" in planted(qtbot, QLabel(f"病历 {letter}"))[0]


def test_screens_that_fit_are_not_complained_of(qtbot: QtBot) -> None:
    assert planted(qtbot, QLabel("● REC  病历  歷史")) == []
    assert planted(qtbot, QPushButton("&Record")) == []
