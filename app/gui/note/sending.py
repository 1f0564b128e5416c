"""How far the note that is shown came on its way to an EMR; asked again while it is on its way."""

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.background import Background
from app.gui.note.note_bar import NoteBar
from app.gui.note.parts import NoteParts
from app.services.export_status import Sending

AGAIN_MS: Final = (3_000, 10_000, 60_000)
"""A note is filed within seconds, where all is well; each look is in the audit log, so then no
more."""


class SendingWatch(QObject):
    """Tells the bar; nothing of it is in anybody's way when it cannot be known."""

    def __init__(self, parts: NoteParts, bar: NoteBar, parent: QObject) -> None:
        super().__init__(parent)
        self._parts, self._bar = parts, bar
        self._behind = Background("sending", self)
        self._asked: tuple[Actor, str] | None = None
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    def ask(self, actor: Actor | None, note: str | None) -> None:
        """Of another note, or of this one anew."""
        self.forget()
        outbox = self._parts.outbox
        self._bar.show_sending(None, outbox=outbox is not None)
        if outbox is not None and actor is not None and note is not None:
            self._asked = actor, note
            self._look()

    def forget(self) -> None:
        self._behind.forget()
        self._timer.stop()
        self._asked, self._looks = None, 0

    def _look(self) -> None:
        outbox, asked = self._parts.outbox, self._asked
        if outbox is not None and asked is not None:
            self._behind.run(lambda: outbox().sending(*asked), self._show, self._hide)

    def _show(self, sending: Sending | None) -> None:
        self._bar.show_sending(sending, outbox=True)
        under_way = sending is not None and sending.state in {"waiting", "received"}
        if under_way and self._looks < len(AGAIN_MS):
            self._timer.start(AGAIN_MS[self._looks])
            self._looks += 1

    def _hide(self, _: AppError) -> None:
        self._bar.show_sending(Sending("hidden", datetime.now(UTC)), outbox=True)
