"""A barcode scanner types like a keyboard, faster than anybody, and ends with Enter."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.wristband import GS, read_scan

KEY_S: Final = 0.05
"""Between two keys; fast typists need twice as long."""
_LEAST: Final = 4
_MOST: Final = 1024
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SILENT: Final = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt})

Restore = Callable[[], Callable[[], None]]
"""Remembers what stands in the fields; what it gives puts that back."""


class ScanWatch(QObject):
    """Sees the keys of some widgets; what is no scan reaches them as it always did.

    Of a scan the Enter reaches nobody: it would open whatever happens to be marked. scanned: its
    text, after the fields are as they were before it.
    """

    scanned = Signal(str)

    def __init__(
        self,
        widgets: Sequence[QWidget],
        remember: Restore,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(widgets[0])
        self._remember, self._clock = remember, clock
        self._keys: list[str] = []
        self._last_s = 0.0
        self._restore: Callable[[], None] = lambda: None
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _SILENT:  # a scanner presses Shift for capitals
            return False
        now_s = self._clock()
        slow, self._last_s = now_s - self._last_s > KEY_S, now_s
        if event.key() in _ENTER:
            return self._ended("" if slow else "".join(self._keys))
        text = event.text()
        if slow or len(self._keys) >= _MOST or event.isAutoRepeat():
            self._keys = []
        if not (text.isprintable() or text == GS) or not text:
            self._keys = []
            return False
        if not self._keys:
            self._restore = self._remember()
        self._keys.append(text)
        return text == GS

    def _ended(self, typed: str) -> bool:
        self._keys = []
        if len(typed) < _LEAST or read_scan(typed) is None:
            return False
        self._restore()
        self.scanned.emit(typed)
        return True
