"""The buttons above a transcript."""

from PySide6.QtWidgets import QToolButton, QWidget

from app.gui.review.flow import Flow
from app.gui.words import Retranslated, tr


class ReviewTools(Retranslated, QWidget):
    """doubts counts what is left; the others do what they say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left: int | None = None
        self._missed = False
        self.doubts, self.finding, self.edit, self.heard, self.spoken = (
            QToolButton() for _ in range(5)
        )
        self.heard.setCheckable(True)
        flow = Flow(self)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setSpacing(6)
        for button in (self.doubts, self.finding, self.edit, self.heard, self.spoken):
            flow.addWidget(button)
        self.spoken.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.finding.setText(tr("Find (Ctrl+F)"))
        self.edit.setText(tr("Edit the sentence (Ctrl+E)"))
        self.heard.setText(tr("Heard words"))
        self.heard.setToolTip(tr("Show what was heard below what is written"))
        self.spoken.setText(tr("To what is being said (Ctrl+Shift+G)"))
        self.spoken.setToolTip(tr("You moved away, so the text no longer follows the sound"))
        self.doubts.setToolTip(
            tr("Drugs, numbers, negations, sides, alerts, questions and proposed corrections")
        )
        self._say(self._left)

    def count(self, left: int | None) -> None:
        """How many doubts are left; None: nobody knows yet."""
        self._left, self._missed = left, False
        self._say(left)

    @property
    def waits(self) -> bool:
        """Whether the doubts are still looked for."""
        return self._left is None and not self._missed

    def miss(self) -> None:
        """The doubts could not be read."""
        self._missed = True
        self._say(None)

    def _say(self, left: int | None) -> None:
        self.doubts.setEnabled(bool(left))
        if self._missed:
            self.doubts.setText(tr("The doubts could not be read"))
        elif left is None:
            self.doubts.setText(tr("Doubts are looked for…"))
        elif left:
            self.doubts.setText(tr("Doubts: {left} (F8)").format(left=left))
        else:
            self.doubts.setText(tr("Nothing clinical is in doubt"))
