"""One-line messages under the recording bar: they wait to be read and never stop anybody."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain.live import Trouble, TroubleKind, TroubleOver
from app.gui.look import Badge, Tone, announce, begun, dress, tinted
from app.gui.words import Retranslated, said, tr

StripKey = TroubleKind | Literal["refused", "closing", "unfinished", "another", "audit", "outgoing"]

RED_TROUBLES: frozenset[TroubleKind] = frozenset(
    {"device_lost", "silent", "disk_full", "capture_lost"}
)
"""No sound is being kept, or soon none will be."""


class Strip(Retranslated, QFrame):
    """A badge, a sentence, and buttons for what can be done about it."""

    def __init__(self, tone: Tone, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone: Tone = tone
        self.setObjectName("strip")
        self._badge = Badge(tone, 22)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 4, 8, 4)
        self._row = QHBoxLayout()
        self._column.addLayout(self._row)
        self._row.addWidget(self._badge)
        self._row.addWidget(self._words, stretch=1)
        self.say(sentence)
        self.recolour()

    @property
    def sentence(self) -> str:
        return self._words.text()

    def say(self, sentence: str) -> None:
        """sentence: in English, or in the chosen language already."""
        self._said = sentence
        self.retranslate()

    def retranslate(self) -> None:
        sentence = begun(said(self._said))
        self._words.setText(sentence)
        self.setAccessibleName(sentence)

    def add_button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(slot)
        self._row.addWidget(button)
        return button

    def recolour(self) -> None:
        shade = tinted(self.tone, QApplication.palette())
        edge = f"border-left: 4px solid {shade.ink};"
        sheet = f"#strip {{ background: {shade.ground}; {edge} }} QLabel {{ color: {shade.ink}; }}"
        sheet += " #rows, #rows > QWidget > QWidget { background: transparent; }"
        dress(self, sheet)


class Strips(Retranslated, QWidget):
    """All strips that hold now, newest first, one per key.

    Where the window has little room, the one that matters most and how many there are beside it.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        announce: Callable[[QWidget, str], None] = announce,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        super().__init__(parent)
        self._announce, self._beep = announce, beep
        self._shown: dict[StripKey, Strip] = {}
        self._tight = False
        self.more = QPushButton()
        self.more.setCheckable(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.toggled.connect(self._arrange)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(self._column, stretch=1)
        row.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignTop)
        self.retranslate()
        self._arrange()

    @property
    def sentences(self) -> list[str]:
        """What is said, newest first."""
        return [strip.sentence for strip in self._strips]

    @property
    def _strips(self) -> list[Strip]:
        spots = (self._column.itemAt(index) for index in range(self._column.count()))
        widgets = (spot.widget() for spot in spots if spot is not None)
        return [widget for widget in widgets if isinstance(widget, Strip)]

    def retranslate(self) -> None:
        beside = max(0, len(self._strips) - 1)
        self.more.setText(
            tr("Fewer") if self.more.isChecked() else tr("{count} more").format(count=beside)
        )
        self.more.setAccessibleName(tr("{count} more messages").format(count=beside))

    def set_tight(self, tight: bool) -> None:
        """Whether there is room for one only."""
        if tight != self._tight:
            self._tight = tight
            self.more.setChecked(False)
            self._arrange()

    def _arrange(self) -> None:
        strips = self._strips
        one = self._tight and not self.more.isChecked()
        first = next((strip for strip in strips if strip.tone == "red"), next(iter(strips), None))
        for strip in strips:
            strip.setVisible(not one or strip is first)
        self.more.setVisible(self._tight and len(strips) > 1)
        self.retranslate()
        self.setVisible(bool(strips))

    def said_as(self, key: StripKey) -> Strip | None:
        return self._shown.get(key)

    def put(self, key: StripKey, tone: Tone, sentence: str) -> Strip:
        """Say something new at the top, or say it anew where it is said already."""
        strip = self._shown.get(key)
        if strip is not None:
            strip.say(sentence)
            return strip
        strip = Strip(tone, sentence)
        self.add(key, strip)
        return strip

    def add(self, key: StripKey, strip: Strip) -> None:
        self.take(key)
        self._shown[key] = strip
        self._column.insertWidget(0, strip)
        self._arrange()

    def take(self, key: StripKey) -> None:
        """What was said under a key no longer holds."""
        strip = self._shown.pop(key, None)
        if strip is not None:
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self._arrange()

    def show_event(self, event: Trouble | TroubleOver) -> None:
        match event:
            case Trouble():
                self._show_trouble(event)
            case TroubleOver():
                self.take(event.kind)

    def _show_trouble(self, trouble: Trouble) -> None:
        known = trouble.kind in self._shown
        red = trouble.kind in RED_TROUBLES
        strip = self.put(trouble.kind, "red" if red else "amber", trouble.sentence)
        if red and not known:
            self._announce(strip, strip.sentence)
            self._beep()
