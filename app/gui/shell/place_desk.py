"""The encounters that one user has open, and which of them is recorded."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.workplace import Workplace
from app.gui.background import Background
from app.gui.shell.encounter_tabs import EncounterTabs
from app.gui.shell.whom import Whom
from app.gui.words import tr


class PlaceDesk(QObject):
    """Keeps the Workplace of who sits here and shows it.

    shown: the id of the encounter that is looked at now, "" for none, each time it changes.
    """

    shown = Signal(str)
    said = Signal(str)

    def __init__(self, label: "Callable[[Actor, str], str] | None", window: QWidget) -> None:
        super().__init__(window)
        self._label = label
        self._behind = Background("labels", self)
        self._actor: Actor | None = None
        self._alerts = 0
        self.place = Workplace()
        self.tabs, self.whom = EncounterTabs(), Whom()
        self.tabs.chosen.connect(self.open)
        self.tabs.closed.connect(self.close)
        self.whom.go.connect(self.open)
        self._keys = self._add_keys(window)

    def _add_keys(self, window: QWidget) -> list[QAction]:
        rows: tuple[tuple[tuple[str, ...], Callable[[], object]], ...] = (
            (("Ctrl+Tab", "Ctrl+PgDown"), lambda: self._step(1)),
            (("Ctrl+Shift+Tab", "Ctrl+PgUp"), lambda: self._step(-1)),
            (("Ctrl+W",), lambda: self.close(self.place.shown)),
        )
        actions = []
        for keys, slot in rows:
            action = QAction(window)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.triggered.connect(slot)
            window.addAction(action)
            actions.append(action)
        return actions

    def set_reachable(self, reachable: bool) -> None:
        for key in self._keys:
            key.setEnabled(reachable)

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        """Nobody sits here; that something is recorded is told by the gate."""
        self._actor = None
        self._behind.forget()
        self.place, self._alerts = Workplace(), 0
        self._show()

    # --- what is open

    def open(self, encounter: str) -> None:
        """Look at an encounter, "" for none."""
        known = self.place.find(encounter) is not None
        self._become(self.place.with_shown(encounter))
        if not known:
            self._ask_label(encounter)

    def _ask_label(self, encounter: str) -> None:
        actor, label = self._actor, self._label
        if encounter and actor is not None and label is not None:
            self._behind.run(
                lambda: label(actor, encounter),
                lambda found: self.name(encounter, found),
                lambda _: None,  # a tab that is called by its id is better than none
            )

    def close(self, encounter: str) -> None:
        if encounter and encounter == self.place.recorded:
            self.said.emit(tr("It is recorded now; stop recording before you close it."))
            return
        self._become(self.place.without(encounter))

    def rename(self, encounter: str) -> None:
        """It is called something else now."""
        if self.place.find(encounter) is not None:
            self._ask_label(encounter)

    def name(self, encounter: str, label: str) -> None:
        """What an encounter is called now; it may have been renamed, or merged."""
        self._become(self.place.labelled(encounter, label))

    def label_of(self, encounter: str) -> str:
        found = self.place.find(encounter)
        return (found.label or found.id) if found else encounter

    def read(self, encounter: str, note: str) -> None:
        self.place = self.place.reading(encounter, note)

    def _step(self, step: int) -> None:
        self._become(self.place.stepped(step))

    # --- what is recorded

    def record(self, encounter: str | None) -> None:
        """A recording of it runs; "" without an encounter, None for none at all."""
        known = not encounter or self.place.find(encounter) is not None
        self._become(self.place.recording(encounter))
        if encounter and not known:
            self._ask_label(encounter)

    def count_alerts(self, waiting: int) -> None:
        if waiting != self._alerts:
            self._alerts = waiting
            self._show()

    def _become(self, place: Workplace) -> None:
        before, self.place = self.place, place
        if place != before:
            self._show()
        if place.shown != before.shown:
            self.shown.emit(place.shown)

    def _show(self) -> None:
        self.tabs.show_place(self.place, self._alerts)
        self.whom.show_place(self.place)
