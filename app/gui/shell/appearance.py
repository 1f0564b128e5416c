"""Language and colours of the window, as the settings say."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.gui.words import language_of_system, use_language

if TYPE_CHECKING:
    from app.settings import Settings

_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


def apply(settings: "Settings") -> None:
    """Every widget that is there says itself again, and takes its colours anew."""
    chosen = settings.window_language
    use_language(language_of_system() if chosen == "system" else chosen)
    scheme = _SCHEMES.get(settings.window_look, Qt.ColorScheme.Unknown)
    QGuiApplication.styleHints().setColorScheme(scheme)
