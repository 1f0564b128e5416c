"""Goes over what is in doubt, beside the words: what is shown, and what is said to it."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.domain.note_doubts import Doubt
from app.domain.result import JobResult
from app.domain.review_lines import Place
from app.gui.look import announce
from app.gui.review.acts import ReviewActs
from app.gui.review.doubt_strip import DoubtStrip, Stop
from app.gui.review.script_view import ScriptView
from app.gui.review.walk import Walk
from app.gui.words import tr
from app.services.review import NoteView
from app.services.review_rights import Rights

_BEFORE_S, _AFTER_S = 0.5, 0.5  # so much more is played than what is doubted


class WalkDesk(QObject):
    """played: seconds from and to. change_asked: a row and a word whose sentence is to be changed.
    left: how many doubts are left."""

    played = Signal(float, float)
    change_asked = Signal(int, int)
    left = Signal(int)
    said = Signal(str)

    def __init__(self, acts: ReviewActs, script: ScriptView, parent: QObject) -> None:
        super().__init__(parent)
        self._acts, self._script = acts, script
        self._walk = Walk()
        self._result: JobResult | None = None
        self._rights = Rights()
        self._covered = False
        self.strip = DoubtStrip()
        self.strip.accepted.connect(self.accept)
        self.strip.rejected.connect(self.reject)
        self.strip.change_asked.connect(self.change)
        self.strip.play_asked.connect(self.play)
        self.strip.stepped.connect(self.step)
        self.strip.closed.connect(self.leave)

    @property
    def stop(self) -> Doubt | None:
        return self._walk.stop

    def show_view(self, view: NoteView, rights: Rights) -> None:
        self._result, self._rights = view.result, rights

    def show_doubts(self, doubts: Iterable[Doubt]) -> None:
        self._walk.show(doubts)
        self._show(move=False)

    def forget(self) -> None:
        self._walk.forget()
        self._result, self._rights = None, Rights()
        self.strip.forget()

    def step(self, by: int) -> None:
        """To the next doubt (1) or the one before (-1)."""
        line = self._script.line
        from_s = 0.0
        if line is not None and line.utterance.words:
            from_s = line.utterance.words[
                min(self._script.word, len(line.utterance.words) - 1)
            ].start_s
        if self._walk.step(by, from_s):
            self.said.emit(tr("That was the last one; from the first one again."))
        if self._walk.stop is None:
            self.said.emit(tr("Nothing clinical is in doubt"))
        self._show(move=True)

    def accept(self) -> None:
        self._settle(True)

    def reject(self) -> None:
        """Only what can be: a correction, or an alert."""
        stop = self.stop
        if stop is not None and stop.kind in {"correction", "alert"}:
            self._settle(False)

    def change(self) -> None:
        stop = self.stop
        place = self._place(stop) if stop else None
        if place is not None:
            self.change_asked.emit(place.line, place.first)

    def play(self) -> None:
        stop = self.stop
        if stop is not None:
            self.played.emit(max(0.0, stop.start_s - _BEFORE_S), stop.end_s + _AFTER_S)

    def cover(self, covered: bool) -> None:
        """Whether something else has the strip's place: one thing at a time, or little of the
        transcript is left."""
        self._covered = covered
        self.strip.setVisible(self.strip.stop is not None and not covered)

    def leave(self) -> None:
        self._walk.leave()
        self._show(move=False)
        self._script.setFocus()

    def _settle(self, accept: bool) -> None:
        stop, result = self.stop, self._result
        if stop is None or result is None:
            return
        if self._rights.settles(stop, result):
            self._acts.settle(stop, accept, lambda: self._settled(stop.subject))
        else:
            self.said.emit(self.strip.reason.text())

    def _settled(self, subject: str) -> None:
        self._walk.settle(subject)
        self._show(move=True)

    def _show(self, *, move: bool) -> None:
        stop = self.stop
        self.left.emit(len(self._walk.stops))
        place = self._place(stop) if stop else None
        self._script.show_stop(place)
        if stop is None or self._result is None or self._walk.at is None:
            self.strip.forget()
            return
        changes = self._rights.edit or self._rights.suggest
        settles = self._rights.settles(stop, self._result)
        number, of = self._walk.at + 1, len(self._walk.stops)
        self.strip.show_stop(Stop(stop, number, of, self._result, settles, changes))
        self.strip.setVisible(not self._covered)
        if move:
            if place is not None:
                self._script.go_to(place.line, place.first)
            announce(self.strip, self.strip.accessibleName())

    def _place(self, doubt: Doubt) -> Place | None:
        for number, line in enumerate(self._script.lines):
            if line.utterance.id == doubt.utterance:
                return Place(number, doubt.first, doubt.last)
        return None
