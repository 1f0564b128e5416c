"""Which note is read, and of whom: the list, the middle and the open encounters agree on it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.gui.shell.frame import Frame
from app.gui.shell.place_desk import PlaceDesk
from app.gui.shell.reading import Reading
from app.gui.words import tr

if TYPE_CHECKING:
    from app.domain.reading import Difference
    from app.services.events import RecordingDone
    from app.services.review import NoteSummary, NoteView


class NoteScreen(QObject):
    """encounter: that of the note that is shown, or None: a broken glass is told of beside it."""

    encounter = Signal(object)

    def __init__(
        self,
        reading: Reading,
        places: PlaceDesk,
        frame: Frame,
        recording: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._reading, self._places, self._frame = reading, places, frame
        self._recording = recording
        self._shown = ""
        self._encounter: str | None = None
        self._differences: dict[str, Sequence[Difference]] = {}
        reading.listed.connect(self._list)
        reading.read.connect(self._show)
        frame.notes.chosen.connect(self._choose)
        frame.notes.opened.connect(self._look)

    def forget(self) -> None:
        self._differences.clear()
        self._empty()

    # --- what is asked for

    def list_notes(self, choose: str | None = None) -> None:
        """Read the list again, and choose a note in it."""
        self._reading.list_notes(choose)

    def open_note(self, note: str) -> None:
        """Somebody wants to see it, whatever encounter it is of."""
        self._choose(note)
        self._look(note)

    def _look(self, _: str) -> None:
        """Show the note's page, but never take live text away from who is speaking."""
        if not self._recording():
            self._frame.pages.back()
            self._frame.centre.show_tab("note")

    def _choose(self, note: str) -> None:
        if note and note != self._shown:
            self._reading.read_note(note)

    def reread(self, note: str) -> None:
        """A note has a new version."""
        if note == self._shown:
            self._reading.read_note(note)

    def show_done(self, event: "RecordingDone") -> None:
        """A recording became a note; who looks at another encounter meanwhile goes on doing so."""
        note = event.result.understanding.note.id
        self._differences[note] = event.differences
        self._frame.say(tr("The final text is written and the note saved."))
        if (event.result.encounter_id or "") == self._places.place.shown:
            self._reading.read_note(note)
            self._look(note)
        self.list_notes()

    def show_place(self, encounter: str) -> None:
        """Another encounter is looked at: its note, and no other, is shown."""
        if (self._encounter or "") != encounter or not self._shown:
            self._empty()
        self._frame.notes.show_only(encounter)
        found = self._places.place.find(encounter)
        self.list_notes(choose=found.note if found and found.note else None)

    def put_away(self, encounter: str) -> None:
        """A note of this encounter may be read no longer."""
        if self._encounter == encounter:
            self._empty()

    # --- what was read

    def _list(self, notes: "tuple[NoteSummary, ...]", choose: str | None) -> None:
        self._frame.notes.show_notes(notes, choose or self._shown or None)

    def _show(self, view: "NoteView") -> None:
        note, encounter = view.result.understanding.note.id, view.result.encounter_id
        self._shown, self._encounter = note, encounter
        if encounter:
            self._places.open(encounter)
            self._places.read(encounter, note)
        elif self._places.place.shown:
            self._places.open("")
        self._frame.notes.choose(note)
        self._frame.centre.show_view(view, self._differences.get(note, ()))
        self.encounter.emit(encounter)

    def _empty(self) -> None:
        self._shown, self._encounter = "", None
        self._frame.centre.empty()
        self.encounter.emit(None)
