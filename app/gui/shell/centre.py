"""The middle of the window: live text, the note, its review, the code timeline; sound below."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.access import Actor
from app.domain.live import Status, Stopped
from app.gui.final_stages import Differences
from app.gui.shell.panels import Host, Make, Panels
from app.gui.shell.slot import Slot
from app.gui.shell.wiring import call
from app.gui.words import Retranslated, tr

if TYPE_CHECKING:
    from app.domain.reading import Difference
    from app.services.review import NoteView

TabKey = Literal["live", "note", "review", "code"]
_KEYS: dict[TabKey, str] = {
    "live": "Ctrl+1",
    "note": "Ctrl+2",
    "review": "Ctrl+3",
    "code": "Ctrl+4",
}

_FEW_LINES = 30
_PLAIN: tuple[TabKey, ...] = ("review", "code")
_MORE_KEYS: dict[TabKey, tuple[QKeySequence, ...]] = {"code": (QKeySequence("Ctrl+Shift+F9"),)}


class _Tabs(QTabWidget):
    """Asks for no more than what is shown needs: what lies below it has its height before."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        least, page = super().minimumSizeHint(), self.currentWidget()
        if page is None:
            return least
        pages = (self.widget(at) for at in range(self.count()))
        highest = max(one.minimumSizeHint().height() for one in pages if one is not None)
        return least - QSize(0, highest - page.minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.minimumSizeHint()


class _Giving(QWidget):
    """Something scrolled, which has what others leave: Qt would hold its hint for its least."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return False


class Centre(Retranslated, QWidget):
    """Gives the one note that is read to every panel that shows some of it.

    A panel that is made later gets it then.
    """

    def __init__(
        self,
        live: QWidget,
        panels: Panels,
        host: Host,
        made: Callable[[QWidget], object],
        above: Sequence[QWidget] = (),
    ) -> None:
        """made: told of each panel when it is there. above: stands over the note."""
        super().__init__()
        self._joined = made
        self._actor: Actor | None = None
        self._status: Status | None = None
        self._view: NoteView | None = None
        self.tabs = _Tabs()
        self.differing = Differences()
        self._slots: dict[str, Slot] = {}
        for key, make in (("note", panels.note), ("review", panels.review), ("code", panels.code)):
            if make is not None:
                self._slots[key] = Slot(partial(make, host), self._made, scrolls=key == "code")
        self._typing = _flat(panels.typing, host, made)
        self._sound = _flat(panels.sound, host, self._made)
        self._tabs: dict[TabKey, QWidget] = {"live": _under((), _Giving(live), self._typing)}
        self._lay_out(above)
        self.tabs.currentChanged.connect(lambda _: self._show_sound())
        self._add_keys()
        self.retranslate()

    def _fit(self) -> None:
        """Where few lines fit, the sound leaves its room to the words."""
        if self.sound is not None:
            low = self.height() < self.fontMetrics().height() * _FEW_LINES
            call(self.sound, "set_low", low)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_sound"):
            self._fit()

    def _lay_out(self, above: Sequence[QWidget]) -> None:
        if "note" in self._slots:
            self._tabs["note"] = _under((*above, self.differing), self._slots["note"])
        self._tabs.update({key: self._slots[key] for key in _PLAIN if key in self._slots})
        for tab in self._tabs.values():
            self.tabs.addTab(tab, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs, stretch=1)
        if self._sound is not None:
            column.addWidget(self._sound)

    def _add_keys(self) -> None:
        for key in self._tabs:
            action = QAction(self)
            action.setShortcuts([QKeySequence(_KEYS[key]), *_MORE_KEYS.get(key, ())])
            action.triggered.connect(lambda _=False, key=key: self.show_tab(key))
            self.addAction(action)

    def retranslate(self) -> None:
        titles = {
            "live": tr("&Live text"),
            "note": tr("&Note"),
            "review": tr("Re&view"),
            "code": tr("&Code"),
        }
        for at, key in enumerate(self._tabs):
            self.tabs.setTabText(at, titles[key])
            self.tabs.setTabToolTip(at, _KEYS[key])

    @property
    def shown(self) -> TabKey:
        return list(self._tabs)[self.tabs.currentIndex()]

    def show_tab(self, key: TabKey) -> None:
        if key in self._tabs:
            self.tabs.setCurrentIndex(list(self._tabs).index(key))
            if key == "code":
                self._tabs[key].setFocus()

    def show_known(self, key: str) -> None:
        """Show a tab; what is no tab is passed over."""
        for known in self._tabs:
            if known == key:
                self.show_tab(known)

    def panel(self, key: str) -> QWidget | None:
        """A panel, where it was needed before."""
        return self._slots[key].made if key in self._slots else None

    def walk(self, step: Literal["next_doubt", "accept"]) -> None:
        """In what is shown: to the next that is in doubt, or yes to the one it is at."""
        panel = self.panel(self.shown)
        if panel is not None:
            call(panel, step)

    @property
    def sound(self) -> QWidget | None:
        return self._sound.made if self._sound is not None else None

    # --- the note that is read

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def show_view(self, view: "NoteView", differences: "Sequence[Difference]" = ()) -> None:
        self._view = view
        self.differing.show_differences(differences)
        for slot in self._slots.values():
            if slot.made is not None:
                self._give(slot.made)
        self._show_sound()
        if self._sound is not None and self._sound.made is not None:
            self._load(self._sound.made)

    def empty(self) -> None:
        """No note is read; what panels hold of one must go."""
        self._view = None
        self.differing.forget()
        for slot in (*self._slots.values(), self._sound):
            if slot is not None and slot.made is not None:
                call(slot.made, "forget")
                if self._actor is not None:  # they still sit here
                    call(slot.made, "act_as", self._actor)
        self._show_sound()

    def forget(self) -> None:
        """Nobody sits here."""
        self._actor = None
        self.empty()
        self.show_tab("live")

    def _made(self, panel: QWidget) -> None:
        self._joined(panel)
        self._fit()
        moved: Any = getattr(panel, "moved", None)
        if moved is not None:
            moved.connect(self._follow)
        if self._view is None:
            return
        if self._sound is not None and panel is self._sound.made:
            if self._status is not None:
                call(panel, "show_event", self._status)
            self._load(panel)
        else:
            self._give(panel)

    def _give(self, panel: QWidget) -> None:
        if self._view is not None:
            call(panel, "show_view", self._view)

    def _load(self, sound: QWidget) -> None:
        view = self._view
        if view is None or self._actor is None:
            return
        result = view.result
        call(sound, "show_recording", self._actor, result.recording.id, result.recording.duration_s)
        call(sound, "show_transcript", result.understanding.transcript)
        call(sound, "show_alerts", result.understanding.alerts)

    def show_event(self, event: object) -> None:
        """What is recorded is not played into, and what is typed meanwhile belongs to it."""
        if isinstance(event, Status):
            self._status = event
            if self._typing is not None and self._actor is not None:
                self._typing.show()
        if self.sound is not None:
            call(self.sound, "show_event", event)
        typing = self._typing.made if self._typing is not None else None
        if typing is not None and isinstance(event, Status | Stopped):
            call(typing, "read")

    def _show_sound(self) -> None:
        if self._sound is not None:
            self._sound.setVisible(self._view is not None and self.shown in ("note", "review"))

    def _follow(self, at_s: float) -> None:
        for slot in self._slots.values():
            if slot.made is not None:
                call(slot.made, "follow", at_s)

    def play(self, recording: str, start_s: float, end_s: float) -> None:
        """Hear a span of the note that is read; an end below 0 goes on."""
        if self._sound is None or self._view is None:
            return
        if recording in ("", self._view.result.recording.id):
            sound = self._sound.panel
            if end_s < 0:
                call(sound, "play_from", start_s)
            else:
                call(sound, "play_span", start_s, end_s)


def _flat(make: Make | None, host: Host, made: Callable[[QWidget], object]) -> Slot | None:
    """A place for a low panel, which is shown when there is something for it."""
    if make is None:
        return None
    slot = Slot(partial(make, host), made, scrolls=False)
    slot.hide()
    return slot


def _under(above: Sequence[QWidget], panel: QWidget, below: QWidget | None = None) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    for widget in above:
        column.addWidget(widget)
    column.addWidget(panel, stretch=1)
    if below is not None:
        column.addWidget(below)
    return page
