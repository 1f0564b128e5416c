"""Language and colours of the window, as the settings say."""

from typing import TYPE_CHECKING

from app.gui import palettes
from app.gui.words import language_of_system, use_language

if TYPE_CHECKING:
    from app.settings import Settings


def apply(settings: "Settings") -> None:
    """Every widget that is there says itself again, and takes its colours anew."""
    chosen = settings.window_language
    use_language(language_of_system() if chosen == "system" else chosen)
    palettes.use(settings.window_look, high_contrast=settings.high_contrast)
