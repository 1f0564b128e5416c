"""Chinese letters on a machine that has none: the font that comes with ERScribe."""

from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

FONT = "erscribe-cjk.otf"


def provide(folder: Path) -> str:
    """Give every widget the letters of the font in a folder; "" where the system has its own."""
    if QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return ""
    loaded = QFontDatabase.addApplicationFont(str(folder / FONT))
    family = next(iter(QFontDatabase.applicationFontFamilies(loaded)), "")
    if family:
        font = QApplication.font()
        font.setFamilies([*font.families(), family])
        QApplication.setFont(font)
    return family
