"""Chinese letters on a machine that has none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication

from app.gui import letters
from installer import translations

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"


@pytest.fixture
def _font_as_it_was(qapp: QApplication) -> Iterator[None]:
    before = QApplication.font()
    yield
    QApplication.setFont(before)
    QFontDatabase.removeAllApplicationFonts()


@pytest.mark.usefixtures("_font_as_it_was")
def test_a_machine_without_chinese_letters_is_given_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda _: [])
    assert letters.provide(FOLDER) == "ERScribe CJK"
    assert QApplication.font().families()[-1] == "ERScribe CJK"


@pytest.mark.usefixtures("_font_as_it_was")
@pytest.mark.parametrize(
    ("known", "taken"),
    [
        (["Noto Sans CJK JP", "Noto Sans CJK SC"], "Noto Sans CJK SC"),
        (["Its Own Hei"], "Its Own Hei"),
    ],
)
def test_a_machine_with_letters_of_its_own_writes_them_in_chinese_shapes(
    monkeypatch: pytest.MonkeyPatch, known: list[str], taken: str
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda _: known)
    assert letters.provide(FOLDER) == taken
    assert QApplication.font().families()[-1] == taken


def test_our_font_has_every_letter_that_the_window_says(qapp: QApplication) -> None:
    font = QRawFont(str(FOLDER / letters.FONT), 12)
    said = "".join(said for texts in translations.read().values() for said in texts.values())
    chinese = {letter for letter in said if "\u3000" <= letter <= "\uffef"}
    assert len(chinese) > 300
    assert [letter for letter in sorted(chinese) if not font.supportsCharacter(ord(letter))] == []


@pytest.mark.parametrize(
    "letters_of",
    ["镇痛药鎮痛藥病历病歷痫癇鬱", "𠮷㛃䶮堃喆犇𰻝", "ŁukaszDvořákNguyễnŞahinЖукΩ", "℃℉µ²≥±㎎−→"],
)
def test_our_font_has_both_scripts_rare_names_and_units(
    qapp: QApplication, letters_of: str
) -> None:
    font = QRawFont(str(FOLDER / letters.FONT), 12)
    assert [one for one in letters_of if not font.supportsCharacter(ord(one))] == []


def test_our_font_stays_small() -> None:
    assert (FOLDER / letters.FONT).stat().st_size <= 10_500_000
