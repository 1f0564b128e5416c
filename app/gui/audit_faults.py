"""A fault of the audit log that the program found by itself, told in the window."""

from PySide6.QtCore import QObject, Signal

from app.domain.audit import Verified
from app.gui.bridge import EventBridge
from app.gui.words import tr


class AuditFaults(QObject):
    """`tell` is called from any thread; `found` says one sentence in the window's thread."""

    found = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = EventBridge(self)
        self._bridge.happened.connect(self._say)

    def tell(self, found: Verified) -> None:
        if found.fault is not None:
            self._bridge.tell(found)

    def _say(self, found: Verified) -> None:
        self.found.emit(fault_sentence(found))


def fault_sentence(found: Verified) -> str:
    """For whoever sits there, who can do nothing about it but call somebody."""
    row = found.fault.seq if found.fault is not None else 0
    return tr(
        "The audit log was found changed at row {row}. Go on working; call the security "
        "administrator now."
    ).format(row=row)
