"""Review: the sound of a recording on top, its transcript below."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.access import Actor
from app.gui.review.parts import ReviewParts
from app.gui.review.transcript_panel import TranscriptPanel
from app.services.review import NoteView


class ReviewPage(QWidget):
    """The transcript panel under a sound bar that somebody else drives; signals are the panel's."""

    play_asked = Signal(str, float, float)
    note_changed = Signal(str)
    said = Signal(str)

    def __init__(
        self, parts: ReviewParts, sound: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.panel = TranscriptPanel(parts)
        self.panel.play_asked.connect(self.play_asked)
        self.panel.note_changed.connect(self.note_changed)
        self.panel.said.connect(self.said)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        if sound is not None:
            column.addWidget(sound)
        column.addWidget(self.panel, stretch=1)
        self.setFocusProxy(self.panel.script)

    def act_as(self, actor: Actor) -> None:
        self.panel.act_as(actor)

    def show_view(self, view: NoteView) -> None:
        self.panel.show_view(view)

    def follow(self, at_s: float) -> None:
        self.panel.follow(at_s)

    def busy(self) -> bool:
        return self.panel.busy()

    def forget(self) -> None:
        self.panel.forget()
