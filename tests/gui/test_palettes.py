"""Colours that can be read: every ink on its ground, light, dark and in high contrast."""

from collections.abc import Iterator
from typing import Literal

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.gui import palettes
from app.gui.look import FILLED, Tone, interim_ink, is_contrast, is_dark, tinted
from app.gui.strips import Strip

Name = Literal["light", "dark", "contrast"]
Role = QPalette.ColorRole
PAIRS = (
    (Role.WindowText, Role.Window),
    (Role.Text, Role.Base),
    (Role.Text, Role.AlternateBase),
    (Role.ButtonText, Role.Button),
    (Role.HighlightedText, Role.Highlight),
    (Role.ToolTipText, Role.ToolTipBase),
    (Role.PlaceholderText, Role.Base),
    (Role.Link, Role.Window),
    (Role.Link, Role.Base),
)
TONES: tuple[Tone, ...] = ("red", "amber", "grey")
NAMES: tuple[Name, ...] = ("light", "dark", "contrast")


@pytest.fixture(autouse=True)
def _as_it_was(qapp: QApplication) -> Iterator[None]:
    yield
    QGuiApplication.setPalette(QPalette())


def luminance(colour: QColor) -> float:
    """WCAG 2.2, relative luminance."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: QColor | str, ground: QColor | str) -> float:
    """WCAG 2.2, contrast ratio: 1 to 21."""
    dark, light = sorted((luminance(QColor(ink)), luminance(QColor(ground))))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01), "fails at 4.5"


@pytest.mark.parametrize("name", NAMES)
def test_every_text_reads_on_its_ground(qapp: QApplication, name: Name) -> None:
    palette = palettes.palette(name)
    least = 7.0 if name == "contrast" else 4.5
    for ink, ground in PAIRS:
        assert contrast(palette.color(ink), palette.color(ground)) >= least, (ink, ground)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tone", TONES)
def test_every_tone_reads_on_its_ground(qapp: QApplication, name: Name, tone: Tone) -> None:
    shade = tinted(tone, palettes.palette(name))
    assert contrast(shade.ink, shade.ground) >= (7.0 if name == "contrast" else 4.5)
    assert contrast(FILLED[tone].ink, FILLED[tone].ground) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_what_may_still_change_reads_in_a_text_field(qapp: QApplication, name: Name) -> None:
    palette = palettes.palette(name)
    assert contrast(interim_ink(palette), palette.color(Role.Base)) >= 4.5


def test_dark_and_contrast_are_known_for_what_they_are(qapp: QApplication) -> None:
    dark, contrasting = palettes.palette("dark"), palettes.palette("contrast")
    assert (is_dark(dark), is_contrast(dark)) == (True, False)
    assert (is_dark(contrasting), is_contrast(contrasting)) == (True, True)
    assert not is_dark(palettes.palette("light"))


def test_the_chosen_look_reaches_widgets_that_are_there(qtbot: QtBot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    palettes.use("dark", high_contrast=False)
    qtbot.waitUntil(lambda: is_dark(label.palette()))
    palettes.use("light", high_contrast=False)
    qtbot.waitUntil(lambda: not is_dark(label.palette()))
    palettes.use("system", high_contrast=True)
    qtbot.waitUntil(lambda: is_contrast(label.palette()))
    palettes.use("system", high_contrast=False)
    qtbot.waitUntil(lambda: not is_contrast(label.palette()))


def test_what_has_a_style_sheet_of_its_own_takes_new_colours_too(qtbot: QtBot) -> None:
    strip = Strip("red", "no sound")
    qtbot.addWidget(strip)
    palettes.use("dark", high_contrast=False)
    dark = tinted("red", palettes.palette("dark")).ground
    qtbot.waitUntil(lambda: dark in strip.styleSheet())
    palettes.use("light", high_contrast=False)
    light = tinted("red", palettes.palette("light")).ground
    qtbot.waitUntil(lambda: light in strip.styleSheet())
