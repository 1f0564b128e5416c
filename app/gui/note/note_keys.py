"""The keys of the note page."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

Key = str | QKeySequence.StandardKey


def add_keys(page: QWidget, rows: Iterable[tuple[Key, Callable[[], object]]]) -> list[QAction]:
    """Each works while the focus is in the page."""
    actions = []
    for key, slot in rows:
        action = QAction(page)
        bound = [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
        action.setShortcuts(bound)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _=False, slot=slot: slot())
        page.addAction(action)
        actions.append(action)
    return actions
