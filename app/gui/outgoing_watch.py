"""Tells whoever sits here of their notes that the EMR refused, or has not filed for long."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.access import Actor
from app.gui.background import Background
from app.gui.people_pages.times import moment
from app.gui.strips import Strip, Strips
from app.gui.words import tr

if TYPE_CHECKING:
    from app.services.export_status import Line, OutgoingDesk

FIRST_MS: Final = 5_000
EVERY_MS: Final = 30_000
KEY: Final = "outgoing"


class OutgoingStrip(Strip):
    """Which notes are not where they should be, in whatever language is chosen."""

    def __init__(self, found: "tuple[Line, ...]", show: Callable[[], object]) -> None:
        self._found = found
        super().__init__("amber", "")
        self.show_more = self.add_button("", show)
        self.retranslate()

    def show_lines(self, found: "tuple[Line, ...]") -> None:
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        self._said = trouble_sentence(self._found)
        super().retranslate()
        if hasattr(self, "show_more"):  # the strip itself is still being built
            self.show_more.setText(tr("Show"))


class OutgoingWatch(QObject):
    """A strip that stays while it holds. page_asked: the page that shows more of it."""

    page_asked = Signal(str)

    def __init__(self, desk: "Callable[[], OutgoingDesk]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._behind = Background("outgoing watch", self)
        self._actor: Actor | None = None
        self._strips: Strips | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def over(self, strips: Strips) -> "OutgoingWatch":
        """Where it says so."""
        self._strips = strips
        return self

    def act_as(self, actor: Actor) -> None:
        if self._actor is None or self._actor.id != actor.id:
            self._timer.start(FIRST_MS)
        self._actor = actor

    def forget(self) -> None:
        self._behind.forget()
        self._timer.stop()
        self._actor = None
        self._show(())

    def look(self) -> None:
        actor = self._actor
        if actor is not None:
            self._behind.run(lambda: self._desk().troubles(actor), self._show, self._later)

    def _show(self, found: "tuple[Line, ...]") -> None:
        self._later()
        strips = self._strips
        if strips is None:
            return
        if not found:
            strips.take(KEY)
            return
        strip = strips.said_as(KEY)
        if isinstance(strip, OutgoingStrip):
            strip.show_lines(found)
        else:
            strips.add(KEY, OutgoingStrip(found, lambda: self.page_asked.emit(KEY)))

    def _later(self, _: object = None) -> None:
        """A store that cannot be asked now is asked again."""
        if self._actor is not None:
            self._timer.start(EVERY_MS)


def page_title() -> str:
    """Of the page that shows more."""
    return tr("Outgoing notes")


def trouble_sentence(found: "tuple[Line, ...]") -> str:
    """How many notes are refused, and how many wait for long."""
    refused = {one.note_id for one in found if one.last.state == "rejected"}
    waiting = [one for one in found if one.note_id not in refused]
    notes = {one.note_id for one in waiting}
    words = []
    if refused:
        one = tr("1 signed note was refused by the EMR.")
        many = tr("{count} signed notes were refused by the EMR.")
        words.append(one if len(refused) == 1 else many.format(count=len(refused)))
    if notes:
        since = moment(min(one.since for one in waiting))
        one = tr("1 signed note is still not in the EMR, since {at}.")
        many = tr("{count} signed notes are still not in the EMR, the first since {at}.")
        words.append((one if len(notes) == 1 else many).format(count=len(notes), at=since))
    return " ".join(words)
