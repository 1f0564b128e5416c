"""The encounters that lie open: one tab each, marked where it is recorded or an alert waits."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from app.domain.workplace import Opened, Workplace
from app.gui.words import tr

LONGEST = 28  # characters of a tab's text; the whole label is its tool tip


class EncounterTabs(QTabBar):
    """Shows a Workplace. chosen, closed: an encounter's id."""

    chosen = Signal(str)
    closed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: list[str] = []
        self._tight = False
        self.setTabsClosable(True)
        self.setExpanding(False)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName(tr("Open encounters"))
        self.currentChanged.connect(lambda at: self._tell(self.chosen, at))
        self.tabCloseRequested.connect(lambda at: self._tell(self.closed, at))
        self.hide()

    def _tell(self, signal: object, at: int) -> None:
        if 0 <= at < len(self._ids):
            signal.emit(self._ids[at])  # type: ignore[attr-defined]

    def show_place(self, place: Workplace, alerts: int = 0) -> None:
        """alerts: how many wait to be acknowledged in what is recorded."""
        with QSignalBlocker(self):
            self._match(place)
            for at, one in enumerate(place.opened):
                self._dress(at, one, place, alerts)
            self.setCurrentIndex(self._ids.index(place.shown) if place.shown in self._ids else -1)
        self.setVisible(len(self._ids) > self._tight)

    def set_tight(self, tight: bool) -> None:
        """Whether one alone has no line: for whom is recorded says the same."""
        self._tight = tight
        self.setVisible(len(self._ids) > tight)

    def _match(self, place: Workplace) -> None:
        wanted = [one.id for one in place.opened]
        for at in reversed([at for at, one in enumerate(self._ids) if one not in wanted]):
            self.removeTab(at)
            del self._ids[at]
        for at, one in enumerate(wanted):
            if one not in self._ids:
                self.insertTab(at, "")
                self._ids.insert(at, one)

    def _dress(self, at: int, one: Opened, place: Workplace, alerts: int) -> None:
        label = one.label or one.id
        mark, said = "", label
        if one.id == place.recorded:
            mark = "!! ● " if alerts else "● "
            said = tr("{label}, recording").format(label=label)
            if alerts:
                said = tr("{label}, recording, {count} alerts wait").format(
                    label=label, count=alerts
                )
        short = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
        self.setTabText(at, f"{mark}{short}".replace("&", "&&"))
        self.setTabToolTip(at, said)
        self.setAccessibleTabName(at, said)
        closes = self.tabButton(at, QTabBar.ButtonPosition.RightSide) or self.tabButton(
            at, QTabBar.ButtonPosition.LeftSide
        )
        if closes is not None:
            closes.setVisible(one.id != place.recorded)
            closes.setAccessibleName(tr("Close {label}").format(label=label))
