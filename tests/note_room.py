"""What every test of the note page needs: the page with a note in it, and hands."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.domain.access import Actor
from app.domain.note_page import Line
from app.gui.note.chips import Tag
from app.gui.note.form_desk import SIGN
from app.gui.note.note_panel import NotePanel
from app.services.review import NoteView
from tests.note_bedside import PASSWORD, Bedside
from tests.note_views import DOCTOR

__all__ = ["bedside", "opened"]

Open = Callable[..., NotePanel]


@pytest.fixture
def bedside() -> Bedside:
    return Bedside()


@pytest.fixture
def opened(qtbot: QtBot, bedside: Bedside) -> Open:
    """Opens the page, as DOCTOR with a draft unless a test says otherwise."""

    def make(view: NoteView | None = None, actor: Actor = DOCTOR, **parts: object) -> NotePanel:
        if view is not None:
            bedside.view = view
        bedside.actor = actor
        panel = NotePanel(bedside.parts(**parts))
        qtbot.addWidget(panel)
        panel.resize(1100, 760)
        panel.act_as(actor)
        with qtbot.waitActive(panel):  # its keys work in a window that is in front
            panel.show()
            panel.activateWindow()
        panel.show_view(bedside.view)
        panel.note_changed.connect(lambda note: bedside.calls.append(("told", note)))
        return panel

    return make


def wait(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=5000)


def quiet(qtbot: QtBot, panel: NotePanel) -> None:
    """Until nothing is under way any more."""
    wait(qtbot, lambda: not panel.keeper.busy)
    for _ in range(3):
        panel._behind.settle(2.0)
        qtbot.wait(1)


def shown(panel: NotePanel) -> list[str]:
    return [one.sentence.text for one in panel.list.rows_.rows if isinstance(one, Line)]


def says(panel: NotePanel) -> list[str]:
    """What it says from now on."""
    said: list[str] = []
    panel.said.connect(said.append)
    return said


def button(panel: NotePanel, text: str) -> QToolButton:
    """A button of the sentence that one is at, by what it says."""
    tags = [found for tag in panel.list.card.tags.tags for found in tag.findChildren(QToolButton)]
    return next(one for one in tags if one.text() == text)


def tags(panel: NotePanel) -> list[str]:
    """What is open at the sentence that one is at."""
    return [tag.accessibleName() for tag in panel.list.card.tags.tags if isinstance(tag, Tag)]


def type_in(panel: NotePanel, text: str) -> None:
    """In place of what the sentence said."""
    edit = panel.list.card.edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def give(panel: NotePanel, password: str = PASSWORD) -> None:
    """Type the password into the form that is shown, and press Enter."""
    page = panel.forms.sign_page if panel.pages.currentIndex() == SIGN else panel.forms.act_page
    page.credential.password.setText(password)
    QTest.keyClick(page.credential.password, Qt.Key.Key_Return)


def choose(panel: NotePanel, text: str) -> None:
    """An entry of the menu with the other acts."""
    menu = panel.bar.more.menu()
    next(one for one in menu.actions() if one.text() == text).trigger()
