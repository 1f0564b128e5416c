"""Where everything lies: recording bar on top, encounters left, the middle, alerts right."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.entrance import Entrance
from app.gui.live_desk import LiveDesk
from app.gui.look import tinted
from app.gui.person_bar import PersonBar
from app.gui.shell.centre import Centre
from app.gui.shell.file_desk import FileDesk
from app.gui.shell.notes_list import NotesList
from app.gui.shell.pages import Pages
from app.gui.shell.panels import Host, Panels
from app.gui.shell.place_desk import PlaceDesk
from app.gui.shell.slot import Slot
from app.gui.shell.spread import Spread
from app.gui.words import Retranslated, tr

_WIDTHS = [230, 560, 390]
_FEW_LINES = 34


class SandboxBanner(Retranslated, QLabel):
    """Says in every picture of this window that it holds no patients."""

    def __init__(self) -> None:
        super().__init__()
        self._tight = False
        self.setWordWrap(True)
        self.setObjectName("sandbox")
        self.retranslate()
        self.recolour()

    def set_tight(self, tight: bool) -> None:
        """Whether there is room for the first words only; the whole is the tool tip."""
        if tight != self._tight:
            self._tight = tight
            self.setWordWrap(not tight)
            self.retranslate()

    def retranslate(self) -> None:
        whole = tr(
            "SANDBOX PROFILE: demonstration only, not a patient record. Not an alarm system. "
            "For patients, make the first users: erscribe users init"
        )
        short = tr("SANDBOX PROFILE: demonstration only")
        self.setText(short if self._tight else whole)
        self.setToolTip(whole)

    def recolour(self) -> None:
        shade = tinted("amber", QApplication.palette())
        sheet = f"#sandbox {{ {shade.sheet} padding: 4px; }}"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


class _Who(QWidget):
    """For whom is recorded and who records, beside each other where the latter is short."""

    def __init__(self, whom: QWidget, bar: PersonBar | None) -> None:
        """bar: who is signed in; None in a sandbox."""
        super().__init__()
        self._bar, self._sandbox = bar, SandboxBanner() if bar is None else None
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(whom, stretch=1)
        if bar is not None:
            self._row.addWidget(bar)
        if self._sandbox is not None:
            self._row.addWidget(self._sandbox, stretch=1)
        self.set_tight(False)

    def set_tight(self, tight: bool) -> None:
        """Whether the sandbox's banner has no line of its own, and who is signed in a short one."""
        if self._bar is not None:
            self._bar.set_tight(tight)
        if self._sandbox is not None:
            across = QBoxLayout.Direction.LeftToRight if tight else QBoxLayout.Direction.TopToBottom
            self._row.setDirection(across)
            self._sandbox.set_tight(tight)
            self._row.setStretchFactor(self._sandbox, 0 if tight else 1)


class Frame(QStackedWidget):
    """The workplace, and the gate that covers it."""

    def __init__(
        self,
        desk: LiveDesk,
        files: FileDesk,
        places: PlaceDesk,
        entrance: Entrance | None,
        panels: Panels,
        host: Host,
        joined: Callable[[QWidget], object],
    ) -> None:
        """joined: told of each panel that is made."""
        super().__init__()
        self._give_way: Sequence[Callable[[bool], object]] = ()
        self._tight = self._welcomes = False
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self.notes = NotesList()
        self.banner, self.encounters = (
            Slot(partial(make, host), joined, scrolls=False) if make else None
            for make in (panels.banner, panels.encounters)
        )
        above = (entrance.glass.bar,) if entrance else ()
        self.centre = Centre(desk.text, panels, host, joined, above)
        self.left = self._left()
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.pages = Pages(panels.pages, self.centre, host, joined)
        self._lay_across(desk.alerts)
        self.spread = Spread(self.across, self.left, desk.alerts)
        self._stack(desk, files, places, entrance)
        self.centre.tabs.currentChanged.connect(lambda _: self._share())
        self.pages.turned.connect(lambda _: self._share())
        self.welcome()

    def _stack(
        self, desk: LiveDesk, files: FileDesk, places: PlaceDesk, entrance: Entrance | None
    ) -> None:
        who = _Who(places.whom, entrance.bar if entrance else None)
        top: list[QWidget | None] = [
            desk.panel, desk.strips, who, places.tabs, self.banner,
        ]  # fmt: skip
        self._give_way = (
            desk.panel.set_tight, who.set_tight, desk.strips.set_tight, desk.text.set_tight,
            self._tighten_banner, places.tabs.set_tight,
        )  # fmt: skip
        below = (desk.stages, files.card, files.list, self._message)
        self._workplace = QWidget()
        column = QVBoxLayout(self._workplace)
        column.setContentsMargins(6, 6, 6, 6)
        for widget in (*top, self.across, *below):
            if widget is not None:
                column.addWidget(widget, stretch=1 if widget is self.across else 0)
        self.addWidget(self._workplace)
        if entrance is not None:
            self.addWidget(entrance.gate)
        for slot in (self.banner, self.encounters):
            if slot is not None:
                slot.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _share(self) -> None:
        self.spread.set_wide(self.centre.shown == "code" and not self.pages.key)

    def _fit(self) -> None:
        """Where few lines fit, what is said about the words leaves its room to the words."""
        self._tight = self.height() < _FEW_LINES * self.fontMetrics().height()
        for set_tight in self._give_way:
            set_tight(self._tight)
        self._show_message()
        self.spread.share()

    def furnish(self, encounter: str) -> None:
        """Make what takes long to load, now that it is loaded. encounter: that is looked at."""
        for slot in (self.banner, self.encounters):
            if slot is not None and slot.isHidden():
                slot.show()
                show: Any = getattr(slot.panel, "show_encounter", None)
                if show is not None:
                    show(encounter)
        self._tighten_banner(self._tight)
        self._begin_from_everywhere()

    def _begin_from_everywhere(self) -> None:
        """An encounter is begun with a key also where the list of them is folded away."""
        listed: Any = self.encounters.made if self.encounters is not None else None
        begin: QAction | None = getattr(listed, "begin_action", None)
        if begin is not None and begin not in self._workplace.actions():
            self._workplace.addAction(begin)
            listed.needs_room.connect(lambda: self.spread.set_wide(False))

    def _tighten_banner(self, tight: bool) -> None:
        banner = self.banner.made if self.banner is not None else None
        set_tight: Any = getattr(banner, "set_tight", None)
        if set_tight is not None:
            set_tight(tight)

    def _left(self) -> QWidget:
        if self.encounters is None:
            return self.notes
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.encounters)
        left.addWidget(self.notes)
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 1)
        left.setChildrenCollapsible(False)
        self.notes.hide()
        self.notes.model().modelReset.connect(
            lambda: self.notes.setVisible(self.notes.count() > 0)  # an empty box says nothing
        )
        return left

    def _lay_across(self, alerts: QWidget) -> None:
        for part, stretch in ((self.left, 0), (self.pages, 4), (alerts, 3)):
            self.across.addWidget(part)
            self.across.setStretchFactor(self.across.indexOf(part), stretch)
        self.across.setChildrenCollapsible(False)
        self.across.setSizes(_WIDTHS)

    def welcome(self) -> None:
        self.say(tr("Press Record, drop recordings here, or press Ctrl+O."))
        self._welcomes = True
        self._show_message()

    def say(self, words: str) -> None:
        """One sentence in the line at the bottom."""
        self._welcomes = False
        self._message.setText(words)
        self._show_message()

    def _show_message(self) -> None:
        """Where few lines fit, only what somebody did not know before."""
        new = bool(self.said) and not self._welcomes
        self._message.setVisible(new or not self._tight)

    @property
    def said(self) -> str:
        return self._message.text()

    @property
    def covered(self) -> bool:
        return self.currentIndex() > 0

    def cover(self, covered: bool) -> None:
        """Show the gate and nothing else, or the workplace again."""
        self.setCurrentIndex(1 if covered else 0)

    def forget(self) -> None:
        self.pages.back()
        self.centre.forget()
        self.notes.forget()
        self.say("")
