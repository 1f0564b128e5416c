"""Heard Chinese in the script that was chosen. Only what is shown is changed, never the words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.services import scripts

if TYPE_CHECKING:
    from app.settings import Script

SCRIPT = "chinese_script"  # of the application: what Chinese is written in


def use_script(script: "Script") -> None:
    """Said once, before anything is shown: notes that are made meanwhile are written so too."""
    application = QCoreApplication.instance()
    if application is not None:
        application.setProperty(SCRIPT, script)


def shown(text: str) -> str:
    """What was heard, or is made of it, as it is shown. As heard where simplified is chosen."""
    return scripts.traditional(text) if _traditional() else text


def shown_words(texts: Sequence[str]) -> Sequence[str]:
    """Words that follow one another; each is as long as it was."""
    return scripts.traditional_words(texts) if _traditional() else texts


def _traditional() -> bool:
    application = QCoreApplication.instance()
    return application is not None and application.property(SCRIPT) == "traditional"
