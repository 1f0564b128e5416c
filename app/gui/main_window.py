"""The window: speech and recordings in, notes out."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.encounters import recorded_first
from app.domain.errors import AppError, GlassNeededError
from app.domain.live import Status
from app.gui import collecting
from app.gui.clipboard import CopiedText
from app.gui.desktop import Desktop
from app.gui.entrance import Entrance
from app.gui.live_desk import LiveDesk
from app.gui.shell.drop_hint import DropHint
from app.gui.shell.file_desk import FileDesk
from app.gui.shell.frame import Frame
from app.gui.shell.host import WindowHost
from app.gui.shell.leaving import Leaving
from app.gui.shell.menus import Menus
from app.gui.shell.note_screen import NoteScreen
from app.gui.shell.outside import Outside
from app.gui.shell.panels import WindowParts
from app.gui.shell.place_desk import PlaceDesk
from app.gui.shell.pressing import Pressing
from app.gui.shell.reading import Reading
from app.gui.shell.state import WindowState
from app.gui.shell.wiring import Wiring
from app.gui.words import Retranslated, sentence, tr


class MainWindow(Retranslated, QMainWindow):
    """Holds who acts, what is open and what is recorded, and gives them out to the panels.

    In a clinical store a gate covers all of it until somebody signs in. closed: it is gone for
    good, not only hidden.
    """

    closed = Signal()
    painted = Signal()

    def __init__(self, parts: WindowParts, desktop: Desktop | None = None) -> None:
        super().__init__()
        self._actor: Actor | None = None
        self._desktop = desktop or Desktop()
        self.wiring = Wiring(self)
        self._desk = LiveDesk(parts.live, self._desktop, self)
        self._copied = CopiedText(self)
        self._entrance = Entrance(parts.people, parts.live, self) if parts.people else None
        self.reading = Reading(parts.review, self)
        self.files = FileDesk(parts.jobs, parts.intake, self)
        self.places = PlaceDesk(parts.panels.label, self)
        self.frame = self._furniture(parts)
        self.menus = Menus(self, self.frame, parts.language)
        self.notes = NoteScreen(
            self.reading, self.places, self.frame, lambda: self._desk.recording, self
        )
        self.pressing = Pressing(parts.buttons, self._desk, self.frame.centre, self, self.frame.say)
        self.outside = Outside(self, self._desk, self._entrance, self.pressing.toggle)
        self._first = parts.first
        self._drop_hint = DropHint(self)
        self.state = WindowState(self, self.frame)
        self.leaving = Leaving(self, self._desktop, self._desk.strips, self._say_at_gate, self)
        self._begin()

    def _furniture(self, parts: WindowParts) -> Frame:
        desk, places, wiring, entrance = self._desk, self.places, self.wiring, self._entrance
        faults = parts.faults
        if faults is not None:  # it stays: whoever sits there can only call somebody
            faults.found.connect(lambda words: desk.strips.put("audit", "red", words))
        if parts.outgoing is not None:
            wiring.join(parts.outgoing.over(desk.strips))
        host = WindowHost(desk, places, wiring, entrance, parts.use_settings, self.back, faults)
        return Frame(desk, self.files, places, entrance, parts.panels, host, wiring.join)

    def _begin(self) -> None:
        self.setCentralWidget(self.frame)
        self.setMenuBar(self.menus.bar)
        self.setAcceptDrops(True)
        self._connect()
        self.retranslate()
        self.state.restore()
        if self._entrance is None:
            self.act_as(SANDBOX_ACTOR)
        else:
            self._receive(self._entrance)
        QTimer.singleShot(0, self._desk.open)  # the window is painted first

    def retranslate(self) -> None:
        self.setWindowTitle("ERScribe")  # never a patient
        self.menus.retranslate(self._actor)

    def _connect(self) -> None:
        desk, frame, wiring = self._desk, self.frame, self.wiring
        desk.done.connect(self.notes.show_done)
        desk.done.connect(lambda _: wiring.tell("look"))
        desk.said.connect(frame.say)
        desk.began.connect(self._show_live)
        desk.recorded.connect(self._show_recorded)
        desk.told.connect(self._hear)
        desk.panel.no_encounter = self._first_recorded
        self.reading.listed.connect(lambda *_: frame.furnish(self.places.place.shown))
        self.reading.failed.connect(self._show_error)
        self.files.said.connect(frame.say)
        self.files.done.connect(lambda _: self.notes.list_notes())
        self.files.list.chosen.connect(self.notes.open_note)
        self.files.drained.connect(self._tell_drained)
        self.places.shown.connect(self._show_place)
        frame.centre.tabs.currentChanged.connect(self._show_alerts)
        frame.pages.turned.connect(self._show_alerts)
        self.places.said.connect(frame.say)
        wiring.said.connect(frame.say)
        wiring.note_chosen.connect(self.notes.open_note)
        wiring.encounter_chosen.connect(self.open_encounter)
        wiring.note_changed.connect(self.notes.reread)
        wiring.play_asked.connect(frame.centre.play)
        wiring.page_asked.connect(frame.pages.turn_to)

    def _receive(self, entrance: Entrance) -> None:
        self._desk.told.connect(entrance.show_event)
        entrance.entered.connect(self.act_as)
        entrance.proved.connect(self._note_proof)
        entrance.left.connect(self.forget)
        entrance.covered.connect(self.cover)
        glass = entrance.glass
        glass.changed.connect(self.notes.list_notes)
        glass.failed.connect(self.frame.say)
        glass.ended.connect(self.notes.put_away)
        self.notes.encounter.connect(glass.show_for)
        self._desk.claim = entrance.claim
        self.cover(True)
        QTimer.singleShot(0, entrance.presence.prepare)

    @property
    def recording(self) -> bool:
        """Something is recorded, or is about to be."""
        return self._desk.recording

    @property
    def busy(self) -> bool:
        """Recording, or writing the final text."""
        return self._desk.busy

    # --- who sits here

    def act_as(self, actor: Actor) -> None:
        """Somebody sits here from now on; everything shown and done is theirs."""
        self._note_proof(actor)
        self.frame.welcome()
        self._desk.act_as(actor)
        self.state.place.go_back(actor)
        self.menus.retranslate(actor)
        self.notes.list_notes()
        self._desk.text.text.setFocus()

    def _note_proof(self, actor: Actor) -> None:
        """The same user, who gave the credential just now."""
        self._actor = actor
        for part in (self.reading, self.files, self.places, self.frame.centre, self.wiring):
            part.act_as(actor)

    def forget(self) -> None:
        """Nobody sits here: nothing of who did may stay in any widget, nor come back into one."""
        self._actor = None
        for part in (
            self.notes, self.reading, self.files, self.places, self.wiring, self.frame, self._desk,
            self._copied, self._drop_hint,
        ):  # fmt: skip
            part.forget()
        self.leaving.forget()
        self.menus.retranslate(None)
        QSettings(QSettings.Scope.UserScope, "QtProject").remove("FileDialog")  # recent folders
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        collecting.collect()

    def cover(self, covered: bool) -> None:
        """Show the gate and nothing else, or the window again."""
        if self._entrance is None:
            return
        if covered:
            for other in QApplication.topLevelWidgets():
                if isinstance(other, QDialog):
                    other.reject()
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
        self.frame.cover(covered)
        self.menus.set_reachable(not covered)
        self._desk.set_reachable(not covered)
        self.pressing.set_reachable(not covered)
        self.places.set_reachable(not covered)
        self.setAcceptDrops(not covered)

    def break_glass(self) -> None:
        """Ask why; while something is recorded nothing may lie over the window."""
        if self._entrance is None:
            return
        if self._desk.recording:
            self.frame.say(tr("Stop recording first; then break the glass."))
        else:
            self._entrance.glass.ask()

    # --- encounters and notes

    def open_encounter(self, encounter: str) -> None:
        """Look at an encounter, and record for it from now on."""
        self.frame.pages.back()
        self.places.open(encounter)

    def _show_place(self, encounter: str) -> None:
        self._desk.begin_for(encounter)
        self.files.file_to(encounter, self.places.label_of(encounter))
        self.wiring.tell("show_encounter", encounter)
        self.notes.show_place(encounter)

    def back(self) -> None:
        """From a page to the encounter."""
        self.frame.pages.back()

    def _hear(self, event: object) -> None:
        """An event of what is recorded."""
        self.places.count_alerts(self._desk.alerts.waiting)
        self.frame.centre.show_event(event)
        self._show_alerts()
        if isinstance(event, Status) and self._desk.loaded:
            self._be_ready()

    def _be_ready(self) -> None:
        """All that is slow to load is there."""
        self.frame.furnish(self.places.place.shown)
        self.pressing.open()
        if self._first and self.at_work and not self._desk.recording:
            self._first = False
            self.frame.pages.turn_to("welcome")
        self.state.place.ready = not self._desk.recording
        self.state.place.go_back(self._actor)

    def _show_alerts(self) -> None:
        """They take no room while nothing could be there, and something else is read."""
        self.state.place.note(self._actor)
        live = self.frame.centre.shown in ("live", "code") and not self.frame.pages.key
        alerts = self._desk.alerts
        alerts.setVisible(live or self._desk.recording or bool(alerts.cards))

    def _first_recorded(self) -> str:
        """Whom a recording is about that is begun before anybody said for whom."""
        sandbox = self._actor is not None and self._actor.profile == "sandbox"
        return recorded_first(datetime.now(UTC), sandbox=sandbox)

    def _show_recorded(self, encounter: str | None) -> None:
        self.places.record(encounter)
        if encounter and not self.places.place.shown:
            self.places.open(encounter)

    def _show_live(self) -> None:
        self.wiring.tell("give_way")
        self.frame.pages.back()
        self.frame.centre.show_tab("live")
        self.frame.say("")

    def _show_error(self, error: AppError) -> None:
        self.frame.say(sentence(error))
        if isinstance(error, GlassNeededError) and not self._desk.recording:
            self.break_glass()

    # --- what is asked from outside

    @property
    def at_work(self) -> bool:
        return self._actor is not None and not self.frame.covered

    def come_to_front(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def say(self, words: str) -> None:
        """A sentence to whoever is there, signed in or not; "" says nothing."""
        if words:
            self.frame.say(words)
            self._say_at_gate(words)

    # --- files

    def choose_files(self) -> None:
        """Ask for files; while something is recorded nothing may lie over the window."""
        if self._desk.recording:
            self.frame.say(tr("Stop recording first, or drop the files on this window."))
        else:
            self.files.choose(self)

    def add_files(self, files: Sequence[Path]) -> None:
        if self._actor is not None:
            self.files.take(files)

    def _tell_drained(self, notes: int, others: int) -> None:
        """Told outside of the window where nobody looks at it; file names may be patients'."""
        if not self.isActiveWindow():
            words = tr("Files done: {notes} notes written, {others} not.")
            self._desktop.show("ERScribe", words.format(notes=notes, others=others))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        paths = _paths(event)
        if paths:
            self._drop_hint.show_for(paths, self.places.label_of(self.places.place.shown))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802, ARG002 - Qt's
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self._drop_hint.hide()
        self.add_files(_paths(event))

    # --- keys and leaving

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (-1) or normal (0) text."""
        self.state.step_zoom(step)

    def tell_times(self, tell: Callable[[str], None]) -> None:
        """Once when the window was painted, and once when the microphone is open."""
        left = {"window", "armed"}

        def told(what: str) -> None:
            if what in left:
                left.remove(what)
                tell(what)

        def heard(event: object) -> None:
            if isinstance(event, Status) and event.state == "armed":
                told("armed")

        self._desk.told.connect(heard)
        self.painted.connect(lambda: told("window"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        self.painted.emit()

    def full_screen(self) -> None:
        """For a resuscitation: its timeline as large as the screen."""
        whole = self.isFullScreen()
        if not whole:
            self.frame.pages.back()
            self.frame.centre.show_tab("code")
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _say_at_gate(self, words: str) -> None:
        if self._entrance is not None:
            self._entrance.gate.say(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc goes back from a page, else leaves the final text for later; panels come first."""
        covered = self._entrance is not None and self.frame.covered
        if event.key() != Qt.Key.Key_Escape or covered:
            super().keyPressEvent(event)
        elif self.frame.pages.key:
            self.frame.pages.back()
        elif not self._desk.escape():
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if not self.leaving.may_close():
            event.ignore()
            return
        self.state.keep()
        self.pressing.close()
        if self._entrance is not None:
            self._entrance.close()
        self._desk.close()
        super().closeEvent(event)
        self.closed.emit()

    def quit(self) -> None:
        """Leave for good, not into the tray."""
        self.leaving.quitting = True
        self.come_to_front()
        self.close()
        self.leaving.quitting = False


def _paths(event: QDropEvent) -> list[Path]:
    data = event.mimeData()
    urls = data.urls() if data.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
