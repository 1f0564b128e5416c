"""Chinese letters in their simplified shapes, also on a machine that has none."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

FONT = "erscribe-cjk.ttf"
SHAPED_HERE = (
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
"""Without one of them by name a system may write Chinese in Japanese shapes."""


def provide(folder: Path) -> str:
    """Have every widget write Chinese in one family: the system's, or that of our own font.

    folder: where our font lies. Gives the family.
    """
    family = _of(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese), folder)
    if family:
        font = QApplication.font()
        font.setFamilies([QFontInfo(font).family(), family])  # Latin letters stay the system's
        QApplication.setFont(font)
    return family


def _of(known: Sequence[str], folder: Path) -> str:
    if known:
        return next((name for name in SHAPED_HERE if name in known), known[0])
    loaded = QFontDatabase.addApplicationFont(str(folder / FONT))
    return next(iter(QFontDatabase.applicationFontFamilies(loaded)), "")
