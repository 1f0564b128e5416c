"""Light, dark and high contrast where the system does not bring them itself."""

from typing import Final, Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

Look = Literal["system", "light", "dark"]

_SCHEMES: Final = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
Role = QPalette.ColorRole
_LIGHT: Final = {
    Role.Window: "#f4f5f6",
    Role.WindowText: "#1b1d1f",
    Role.Base: "#ffffff",
    Role.AlternateBase: "#eef0f2",
    Role.Text: "#1b1d1f",
    Role.Button: "#e9ebed",
    Role.ButtonText: "#1b1d1f",
    Role.Mid: "#9aa0a6",
    Role.Highlight: "#0b57d0",
    Role.HighlightedText: "#ffffff",
    Role.Link: "#0b57d0",
    Role.PlaceholderText: "#63686d",
    Role.ToolTipBase: "#ffffff",
    Role.ToolTipText: "#1b1d1f",
}
_DARK: Final = {
    Role.Window: "#202225",
    Role.WindowText: "#e8eaed",
    Role.Base: "#17191b",
    Role.AlternateBase: "#26292c",
    Role.Text: "#e8eaed",
    Role.Button: "#2f3337",
    Role.ButtonText: "#e8eaed",
    Role.Mid: "#6b7177",
    Role.Highlight: "#8ab4f8",
    Role.HighlightedText: "#10233f",
    Role.Link: "#8ab4f8",
    Role.PlaceholderText: "#a3a8ae",
    Role.ToolTipBase: "#2f3337",
    Role.ToolTipText: "#e8eaed",
}
_BRIGHT_INK: Final = {
    role: ("#ffff66" if role is Role.Link else "#ffffff")
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.Link, Role.ToolTipText)
}
_BLACK: Final = {
    **dict.fromkeys(
        (Role.Window, Role.Base, Role.AlternateBase, Role.Button, Role.ToolTipBase), "#000000"
    ),
    **_BRIGHT_INK,
    Role.Mid: "#ffffff",
    Role.Highlight: "#ffff66",
    Role.HighlightedText: "#000000",
    Role.PlaceholderText: "#d0d0d0",
}
_FAINT: Final = {"light": "#6a6f75", "dark": "#8f959b", "contrast": "#b0b0b0"}
"""Of what cannot be used now."""


def use(look: Look, *, high_contrast: bool) -> None:
    """Colours of every widget from now on; what paints with its own hears of a new palette."""
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(_SCHEMES.get(look, Qt.ColorScheme.Unknown))
    if high_contrast or _system_asks_for_contrast():
        QGuiApplication.setPalette(palette("contrast"))
    elif look != "system" and hints.colorScheme() is not _SCHEMES[look]:
        QGuiApplication.setPalette(palette(look))  # this platform has one scheme only
    else:
        QGuiApplication.setPalette(QPalette())
    for widget in QApplication.allWidgets():
        if widget.styleSheet():  # Qt tells those of no new palette
            QApplication.postEvent(widget, QEvent(QEvent.Type.PaletteChange))


def palette(name: Literal["light", "dark", "contrast"]) -> QPalette:
    colours = {"light": _LIGHT, "dark": _DARK, "contrast": _BLACK}[name]
    made = QPalette(QColor(colours[Role.Button]), QColor(colours[Role.Window]))
    for role, colour in colours.items():
        made.setColor(role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_FAINT[name]))
    return made


def _system_asks_for_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    accessibility = hints.accessibility()
    return accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast
