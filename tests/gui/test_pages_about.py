"""The about page: what ERScribe is not for, and every licence with its text."""

from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import ModelError
from app.gui.pages.about_page import AboutPage
from app.gui.pages.parts import AboutParts
from app.services.model_shelf import ShelvedModel
from tests.gui.scenes_pages import MODELS
from tests.gui.scenes_pages_lexicon import PACKAGES
from tests.window_walk import left_in

TEXTS = {"erscribe": "Apache License", "av": "Redistribution and use"}


@dataclass
class Shelves:
    asked: list[str] = field(default_factory=list)
    broken: bool = False

    def texts(self, name: str) -> str:
        self.asked.append(name)
        return TEXTS.get(name, "")

    def models(self) -> tuple[ShelvedModel, ...]:
        if self.broken:
            raise ModelError("models/manifest.toml is damaged; install the models again")
        return MODELS

    def open(self, qtbot: QtBot) -> AboutPage:
        parts = AboutParts(
            "0.1.0", lambda: PACKAGES, self.texts, self.models, lambda: "# The embedded lexicon"
        )
        page = AboutPage(parts)
        qtbot.addWidget(page)
        page.act_as(SANDBOX_ACTOR)
        page.show()
        return page


@pytest.fixture
def shelves() -> Shelves:
    return Shelves()


def names(page: AboutPage) -> list[str]:
    return [page.grid.text(at, 1) for at in range(page.grid.rowCount())]


def test_it_says_what_it_is_not_for(qtbot: QtBot, shelves: Shelves) -> None:
    page = shelves.open(qtbot)
    assert page.name.text() == "ERScribe 0.1.0"
    assert page.warning.isVisible()
    assert "not for clinical use" in page.warning.text


def test_everything_that_is_shipped_is_listed_with_its_licence(
    qtbot: QtBot, shelves: Shelves
) -> None:
    page = shelves.open(qtbot)
    qtbot.waitUntil(lambda: page.grid.rowCount() == len(PACKAGES) + len(MODELS) + 1)
    assert names(page)[0] == "erscribe"
    assert names(page)[-1] == "erscribe-lexicon"
    licences = {page.grid.text(at, 1): page.grid.text(at, 3)
                for at in range(page.grid.rowCount())}  # fmt: skip
    assert licences["PySide6_Essentials"].startswith("LGPL")
    assert licences["primePy"] == "not said"


def test_full_texts_are_read_when_they_are_asked_for(qtbot: QtBot, shelves: Shelves) -> None:
    page = shelves.open(qtbot)
    qtbot.waitUntil(lambda: page.text.toPlainText() == "Apache License")
    assert shelves.asked == ["erscribe"]
    page.grid.selectRow(names(page).index("av"))
    qtbot.waitUntil(lambda: page.text.toPlainText() == "Redistribution and use")
    page.grid.selectRow(names(page).index("primePy"))
    qtbot.waitUntil(lambda: "brings no text" in page.text.toPlainText())


def test_a_model_shows_its_source_and_card_and_the_lexicon_its_page(
    qtbot: QtBot, shelves: Shelves
) -> None:
    page = shelves.open(qtbot)
    qtbot.waitUntil(lambda: page.grid.rowCount() > 0)
    page.grid.selectRow(names(page).index("speaker-embedded"))
    assert page.text.toPlainText().startswith("From: erscribe train")
    assert "Demonstration model" in page.text.toPlainText()
    page.grid.selectRow(names(page).index("erscribe-lexicon"))
    assert page.text.toPlainText() == "# The embedded lexicon"


def test_a_licence_is_found_by_name_or_by_its_own(qtbot: QtBot, shelves: Shelves) -> None:
    page = shelves.open(qtbot)
    qtbot.waitUntil(lambda: page.grid.rowCount() > 0)
    page.wanted.setText("lgpl")
    assert names(page) == ["PySide6_Essentials"]
    page.wanted.setText("nothing is called so")
    assert names(page) == []
    assert page.text.toPlainText() == ""


def test_what_cannot_be_read_is_said(qtbot: QtBot, shelves: Shelves) -> None:
    shelves.broken = True
    page = shelves.open(qtbot)
    qtbot.waitUntil(lambda: "damaged" in page.notice.text)


def test_what_was_looked_for_goes_with_who_looked(qtbot: QtBot, shelves: Shelves) -> None:
    page = shelves.open(qtbot)
    qtbot.waitUntil(lambda: page.grid.rowCount() > 0)
    page.wanted.setText("canary")
    page.forget()
    assert left_in(page, "canary") == []
    assert page.grid.rowCount() > 0
