"""The window: speech and recordings in, notes out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDir, QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMainWindow

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AppError, GlassNeededError
from app.domain.intake import SOUND_NAMES
from app.gui.clipboard import CopiedText
from app.gui.desktop import Desktop
from app.gui.entrance import Entrance
from app.gui.live_desk import LiveDesk
from app.gui.shell.drop_hint import DropHint
from app.gui.shell.file_desk import FileDesk
from app.gui.shell.frame import Frame
from app.gui.shell.leaving import Leaving
from app.gui.shell.menus import Menus
from app.gui.shell.panels import WindowParts
from app.gui.shell.place_desk import PlaceDesk
from app.gui.shell.reading import Reading
from app.gui.shell.state import WindowState
from app.gui.shell.wiring import Wiring
from app.gui.words import Retranslated, sentence, tr

if TYPE_CHECKING:
    from app.gui.shell.panels import Prove
    from app.services.events import Difference, RecordingDone
    from app.services.review import NoteSummary, NoteView
    from app.settings import Settings


class MainWindow(Retranslated, QMainWindow):
    """Holds who acts, what is open and what is recorded, and gives them out to the panels.

    In a clinical store a gate covers all of it until somebody signs in. closed: it is gone for
    good, not only hidden.
    """

    closed = Signal()

    def __init__(self, parts: WindowParts, desktop: Desktop | None = None) -> None:
        super().__init__()
        self._actor: Actor | None = None
        self._encounter: str | None = None  # of the note that is shown
        self._differences: dict[str, Sequence[Difference]] = {}
        self._desktop = desktop or Desktop()
        self.wiring = Wiring(self)
        self._desk = LiveDesk(parts.live, self._desktop, self)
        self._copied = CopiedText(self)
        self._entrance = Entrance(parts.people, parts.live, self) if parts.people else None
        self.reading = Reading(parts.review, self)
        self.files = FileDesk(parts.jobs, parts.intake, self)
        self.places = PlaceDesk(parts.panels.label, self)
        self._use = parts.use_settings
        self.frame = Frame(
            self._desk,
            self.files,
            self.places,
            self._entrance,
            parts.panels,
            self,
            self.wiring.join,
        )
        self.menus = Menus(self, self.frame, parts.language)
        self._drop_hint = DropHint(self)
        self.state = WindowState(self, {"across": self.frame.across})
        self.leaving = Leaving(self, self._desktop, self._desk.strips, self._say_at_gate, self)
        self.setCentralWidget(self.frame)
        self.setMenuBar(self.menus.bar)
        self.setAcceptDrops(True)
        self._connect()
        self.retranslate()
        self.state.restore()
        self._set_zoom(self.state.zoom)
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
        desk.done.connect(self._show_recording)
        desk.said.connect(frame.say)
        desk.began.connect(self._show_live)
        desk.recorded.connect(self.places.record)
        desk.told.connect(lambda _: self.places.count_alerts(desk.alerts.waiting))
        desk.told.connect(frame.centre.show_event)
        self.reading.listed.connect(self._list)
        self.reading.read.connect(self._show_note)
        self.reading.failed.connect(self._show_error)
        frame.notes.chosen.connect(self.reading.read_note)
        frame.notes.opened.connect(lambda _: frame.centre.show_tab("note"))
        self.files.said.connect(frame.say)
        self.files.done.connect(self._open_note)
        self.files.drained.connect(self._tell_drained)
        self.places.shown.connect(self._show_place)
        self.places.said.connect(frame.say)
        wiring.said.connect(frame.say)
        wiring.note_chosen.connect(self._open_note)
        wiring.encounter_chosen.connect(self.open_encounter)
        wiring.note_changed.connect(self._reread)
        wiring.play_asked.connect(frame.centre.play)
        wiring.page_asked.connect(frame.pages.turn_to)

    def _receive(self, entrance: Entrance) -> None:
        self._desk.told.connect(entrance.show_event)
        entrance.entered.connect(self.act_as)
        entrance.proved.connect(self._note_proof)
        entrance.left.connect(self.forget)
        entrance.covered.connect(self.cover)
        glass = entrance.glass
        glass.changed.connect(self.list_notes)
        glass.failed.connect(self.frame.say)
        glass.ended.connect(self._put_away)
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
        self._actor = actor
        self.frame.welcome()
        for part in (self.reading, self.files, self.places, self.frame.centre, self.wiring):
            part.act_as(actor)
        self._desk.act_as(actor)
        self.menus.retranslate(actor)
        self.list_notes()
        self._desk.text.text.setFocus()

    def _note_proof(self, actor: Actor) -> None:
        """The same user, who gave the credential just now."""
        self._actor = actor
        for part in (self.reading, self.files, self.places, self.frame.centre, self.wiring):
            part.act_as(actor)

    def forget(self) -> None:
        """Nobody sits here: nothing of who did may stay in any widget, nor come back into one."""
        self._actor = None
        self._differences.clear()
        for part in (
            self.reading, self.files, self.places, self.wiring, self.frame, self._desk,
            self._copied, self._drop_hint,
        ):  # fmt: skip
            part.forget()
        self._show_encounter(None)
        self.leaving.forget()
        self.menus.retranslate(None)
        QSettings(QSettings.Scope.UserScope, "QtProject").remove("FileDialog")  # recent folders
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

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

    def _put_away(self, encounter: str) -> None:
        """A note of this encounter may be read no longer."""
        if self._encounter == encounter:
            self._show_encounter(None)
            self.frame.centre.empty()

    def _show_encounter(self, encounter: str | None) -> None:
        self._encounter = encounter
        if self._entrance is not None:
            self._entrance.glass.show_for(encounter)

    # --- what panels ask

    @property
    def moment(self) -> tuple[str, float, str]:
        recording, at_s = self._desk.moment
        return recording, at_s, self.places.place.shown

    def mark(self, name: str) -> None:
        self._desk.mark(name)

    @property
    def prove(self) -> "Prove | None":
        return self._entrance.presence.prove if self._entrance is not None else None

    def use_settings(self, settings: "Settings") -> None:
        if self._use is not None:
            self._use(settings)

    # --- encounters and notes

    def open_encounter(self, encounter: str) -> None:
        """Look at an encounter, and record for it from now on."""
        self.frame.pages.back()
        self.places.open(encounter)

    def _show_place(self, encounter: str) -> None:
        """Another encounter is looked at: its note, and no other, is shown."""
        self._desk.begin_for(encounter)
        self.files.file_to(encounter, self.places.label_of(encounter))
        self.frame.centre.empty()
        self.frame.notes.show_only(encounter)
        self.wiring.tell("show_encounter", encounter)
        found = self.places.place.find(encounter)
        self.list_notes(choose=found.note if found and found.note else None)

    def list_notes(self, choose: str | None = None) -> None:
        """Read the list of notes again and show the newest, or the one asked for."""
        self.reading.list_notes(choose)

    def _list(self, notes: "tuple[NoteSummary, ...]", choose: str | None) -> None:
        self.frame.notes.show_notes(notes, choose)

    def _reread(self, note: str) -> None:
        """A note has a new version."""
        if note == self.frame.notes.note:
            self.reading.read_note(note)

    def _show_note(self, view: "NoteView") -> None:
        note = view.result.understanding.note.id
        if self.frame.notes.note in ("", note):
            self._show_encounter(view.result.encounter_id)
            self.places.read(view.result.encounter_id or "", note)
            self.frame.centre.show_view(view, self._differences.get(note, ()))

    def _open_note(self, note: str) -> None:
        """Show a note, but never take live text away from who is speaking."""
        self.list_notes(choose=note)
        if not self._desk.recording:
            self.frame.centre.show_tab("note")

    def _show_recording(self, event: "RecordingDone") -> None:
        note = event.result.understanding.note.id
        self._differences[note] = event.differences
        self.frame.say(tr("The final text is written and the note saved."))
        self._open_note(note)

    def _show_live(self) -> None:
        self.frame.pages.back()
        self.frame.centre.show_tab("live")
        self.frame.say("")

    def _show_error(self, error: AppError) -> None:
        self.frame.say(sentence(error))
        if isinstance(error, GlassNeededError) and not self._desk.recording:
            self.break_glass()

    # --- what a second start asks

    def come_to_front(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def toggle_recording(self) -> str:
        """Where nobody is signed in, or the screen is locked, it is an emergency recording."""
        if self._entrance is not None and self.frame.covered:
            self._entrance.gate.record_or_stop()
        else:
            self._desk.panel.toggle()
        return ""

    def leave_final_text(self) -> str:
        if self._actor is None or self.frame.covered:
            return tr("nobody is signed in; sign in first")
        return "" if self._desk.escape() else tr("no final text is being written")

    def say(self, words: str) -> None:
        """A sentence to whoever is there, signed in or not; "" says nothing."""
        if words:
            self.frame.say(words)
            self._say_at_gate(words)

    def take_files(self, paths: list[Path]) -> str:
        if self._actor is None or self.frame.covered:
            return tr("nobody is signed in; sign in first")
        self.add_files(paths)
        return ""

    # --- files

    def choose_files(self) -> None:
        """Ask for files; while something is recorded nothing may lie over the window."""
        if self._desk.recording:
            self.frame.say(tr("Stop recording first, or drop the files on this window."))
            return
        # an object, so that it can be closed when the screen locks; always at home, so that it
        # does not remember where the last user looked
        kinds = " ".join(f"*{name}" for name in sorted(SOUND_NAMES))
        dialog = QFileDialog(
            self,
            tr("Open recordings"),
            QDir.homePath(),
            tr("Recordings ({kinds})").format(kinds=kinds),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if dialog.exec():
            self.add_files([Path(name) for name in dialog.selectedFiles()])
        dialog.deleteLater()

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
        self._set_zoom(self.state.step_zoom(step))

    def _set_zoom(self, percent: int) -> None:
        self._desk.text.set_zoom(percent)
        self.frame.centre.set_zoom(percent)

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
