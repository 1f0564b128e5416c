"""The language of the window: chosen while it is open, and heard by every widget."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreError
from app.gui.words import (
    Retranslated,
    find_words_in,
    language,
    language_of_system,
    said,
    sentence,
    term,
    tr,
    use_language,
)

WORDS = Path(__file__).resolve().parents[2] / "resources" / "translations"
HELD = StoreError("the database /er/x.db is held by another program; close that and try again")


@pytest.fixture(autouse=True)
def _as_it_was(qapp: QApplication) -> Iterator[None]:
    find_words_in(WORDS)
    yield
    use_language("en")


class Panel(Retranslated, QWidget):
    """Says one text of its own, and has a button that Qt names."""

    def __init__(self) -> None:
        super().__init__()
        self.label, self.times = QLabel(), 0
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        column = QVBoxLayout(self)
        column.addWidget(self.label)
        column.addWidget(self.buttons)
        self.retranslate()

    def retranslate(self) -> None:
        self.times += 1
        self.label.setText(tr("Recording"))

    @property
    def cancel(self) -> str:
        return self.buttons.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_widgets_that_are_there_speak_the_new_language_and_the_old_one_again(qtbot: QtBot) -> None:
    panel = Panel()
    qtbot.addWidget(panel)
    use_language("zh")
    qtbot.waitUntil(lambda: panel.label.text() == "录音")
    assert "取消" in panel.cancel
    use_language("en")
    qtbot.waitUntil(lambda: panel.label.text() == "Recording")
    assert "Cancel" in panel.cancel


def test_a_language_in_force_is_not_told_again(qtbot: QtBot) -> None:
    panel = Panel()
    qtbot.addWidget(panel)
    use_language("en")
    QApplication.processEvents()
    assert (language(), panel.times) == ("en", 1)


def test_errors_and_codes_follow(qapp: QApplication) -> None:
    assert (sentence(HELD), term("cardiac_arrest")) == (str(HELD), "cardiac arrest")
    use_language("zh")
    assert sentence(HELD) == "数据库 /er/x.db 正被其他程序占用；请关闭该程序后重试"
    assert term("cardiac_arrest") == "心脏骤停"
    assert (said("nobody ever wrote this"), term("new_code")) == (
        "nobody ever wrote this",
        "new code",
    )


def test_without_its_files_the_window_stays_english(qapp: QApplication, tmp_path: Path) -> None:
    QDir.setSearchPaths("words", [str(tmp_path)])
    use_language("zh")
    assert (language(), tr("Recording"), sentence(HELD)) == ("en", "Recording", str(HELD))


@pytest.mark.parametrize(("locale", "spoken"), [("zh_CN", "zh"), ("zh_TW", "zh"), ("de_DE", "en")])
def test_the_systems_language_decides_when_nobody_chose(
    monkeypatch: pytest.MonkeyPatch, locale: str, spoken: str
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(locale))
    assert language_of_system() == spoken
