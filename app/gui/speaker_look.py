"""How speakers are told apart: a colour and a pattern each, beside their name."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPalette

from app.gui.look import Shade, is_dark

_LIGHT: Final = (
    Shade("#dfeafb", "#123f7d"),
    Shade("#dff3e4", "#14532d"),
    Shade("#efe6fa", "#4c1d80"),
    Shade("#f6e8d8", "#5c3310"),
    Shade("#d8f1f2", "#0d4a4f"),
    Shade("#fbe2ee", "#7a1247"),
    Shade("#eef1cf", "#454a10"),
    Shade("#e4e8ee", "#333c4a"),
)
_DARK: Final = (
    Shade("#1b2f4d", "#a9cbff"),
    Shade("#173524", "#a6e3b8"),
    Shade("#32204d", "#d4b8ff"),
    Shade("#3f2a18", "#f0c9a0"),
    Shade("#12393d", "#9fe3e6"),
    Shade("#451a30", "#ffb3d4"),
    Shade("#34370f", "#dde39a"),
    Shade("#2c333d", "#c3cedd"),
)
_PATTERNS: Final = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense4Pattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.CrossPattern,
    Qt.BrushStyle.FDiagPattern,  # one more than there are colours: the ninth speaker differs too
)


def speaker_shade(number: int, palette: QPalette) -> Shade:
    """Of the speaker who is heard as the `number`th, from 0; reads at 4.5:1."""
    shades = _DARK if is_dark(palette) else _LIGHT
    return shades[number % len(shades)]


def speaker_brush(number: int, palette: QPalette) -> QBrush:
    """The speaker's ink in the speaker's pattern, for a bar or a block."""
    ink = QColor(speaker_shade(number, palette).ink)
    return QBrush(ink, _PATTERNS[number % len(_PATTERNS)])
