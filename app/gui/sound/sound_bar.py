"""The sound bar: a recording is seen, heard, and gone through by keys."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.access import Actor
from app.domain.errors import AppError, SoundNotKeptError
from app.domain.findings import Alert
from app.domain.live import Status
from app.domain.playing import (
    BACK_STEP_S,
    JUMP_S,
    SPEED_STEP,
    CannotPlay,
    PlayBegan,
    PlayEnded,
    PlayEvent,
    Stretch,
    Tape,
)
from app.domain.transcript import Transcript, Turn
from app.domain.turn_names import heard_order, named_turns
from app.gui import words
from app.gui.look import begun
from app.gui.sound.opening import How, Opened, Opening
from app.gui.sound.outputs import offer_outputs
from app.gui.sound.parts import SoundParts
from app.gui.sound.transport import Transport
from app.gui.sound.view import SoundView
from app.gui.words import Retranslated, sentence, tr
from app.services.playback import OpenSound, Playback

LOOK_MS: Final = 50
PATIENCE_MS: Final = 5_000
"""A sound output that says nothing for so long does not answer."""

Then = Callable[[Playback, OpenSound], None]


class SoundBar(Retranslated, QWidget):
    """Nothing is read until somebody wants to hear it: that a recording was opened is audited.

    moved: where the sound is, at most 20 times a second. playing: whether anything is heard.
    """

    said = Signal(str)
    moved = Signal(float)
    playing = Signal(bool)

    def __init__(self, parts: SoundParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actor: Actor | None = None
        self._recording = ""
        self._tape = Tape()
        self._opened: OpenSound | None = None
        self._then: Then | None = None
        self._refusal: AppError | None = None
        self._playback: Playback | None = None
        self._hearing = self._busy = self._microphone_on = False
        self._opening = Opening(parts, self)
        self.view, self.transport = SoundView(), Transport()
        self.message, self.choose = QLabel(), QPushButton()
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.message.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(self.message, stretch=1)
        foot.addWidget(self.choose)
        foot.setAlignment(self.choose, Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.view, stretch=1)
        column.addWidget(self.transport)
        column.addLayout(foot)
        for part in (self.message, self.choose):
            part.hide()

    def _connect(self) -> None:
        self._look.timeout.connect(self._see_where)
        self._patience.timeout.connect(self._miss_sound)
        self._opening.opened.connect(self._receive)
        self._opening.drawn.connect(self.view.take)
        self._opening.refused.connect(self._refuse)
        self._opening.told.connect(self._hear)
        self._opening.listed.connect(self._offer_outputs)
        self.view.chosen.connect(self.go_to)
        self.view.selected.connect(self._select)
        self.view.cleared.connect(lambda: self._select(0.0, 0.0))
        self.choose.clicked.connect(self._choose_file)
        slots: dict[str, tuple[tuple[str, ...], Callable[[], object]]] = {
            "play": (("Ctrl+Space", "Ctrl+Alt+Space", "Media Play"), self.play_or_pause),
            "back": (("F1",), lambda: self.jump(-JUMP_S)),
            "forward": (("F2",), lambda: self.jump(JUMP_S)),
            "slower": (("F3",), lambda: self.change_speed(-SPEED_STEP)),
            "faster": (("F4",), lambda: self.change_speed(SPEED_STEP)),
            "replay": (("Ctrl+Shift+P",), self.replay),
            "loop": (("Ctrl+Alt+L",), self.loop),
            "output": ((), self._list_outputs),
        }
        self._keys = [QAction(self) for _ in slots]
        for action, (name, button) in zip(self._keys, self.transport.buttons.items(), strict=True):
            keys, slot = slots[name]
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setAutoRepeat(name in ("back", "forward"))
            action.triggered.connect(lambda _=False, do=slot: do())
            button.clicked.connect(action.trigger)
            self.addAction(action)

    def set_low(self, low: bool) -> None:
        self.view.set_low(low)
        self.transport.set_low(low)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Sound"))
        self.choose.setText(tr("Choose the file…"))
        self._show_hint()

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def forget(self) -> None:
        """Nobody sits here: nothing is heard, and nothing of the recording stays."""
        self._actor = None
        self._put_away()

    def show_event(self, event: object) -> None:
        """What is recorded now: nothing is played into a microphone that is open for it."""
        if isinstance(event, Status):
            self._microphone_on = event.state == "recording"
            if self._playback is not None:
                self._playback.recording(self._microphone_on)

    def show_recording(self, actor: Actor, recording: str, duration_s: float) -> None:
        """The recording of the note that is read; the same one again keeps its place."""
        if recording == self._recording and self._actor is not None and actor.id == self._actor.id:
            self._actor = actor  # who gave their credential once more is the same user
            return
        self._put_away()
        self._actor, self._recording = actor, recording
        self._tape = Tape(duration_s)
        self.view.begin(duration_s)
        self._show()

    def show_turns(self, turns: Sequence[Turn]) -> None:
        self.view.show_turns(turns)

    def show_transcript(self, transcript: Transcript) -> None:
        """The turns under the names that speakers have by now, numbered as everywhere."""
        self.view.show_turns(named_turns(transcript), heard_order(transcript))

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        self.view.show_alerts(alerts)

    def play_span(self, start_s: float, end_s: float) -> None:
        """A word, a sentence, a speaker's sample: heard once, at the speed that is set."""
        self._tape = self._tape.looping(False).asked(start_s, end_s)
        self._play(lambda tape: Stretch(*(tape.asked(start_s, end_s).played or (0.0, 0.0))))

    def play_from(self, at_s: float) -> None:
        self.play_span(at_s, -1.0)

    def play_or_pause(self) -> None:
        """Going on hears a little again."""
        if self.hearing:
            self.pause()
        else:
            self._play(lambda tape: tape.here(BACK_STEP_S))

    def pause(self) -> None:
        self._then = None
        if not self._hearing:
            self._patience.stop()  # nothing is waited for any more
        if self._playback is not None:
            self._playback.stop()

    def go_to(self, at_s: float) -> None:
        """Move the cursor; what is heard goes on from there."""
        self._tape = self._tape.looping(False).moved_to(at_s)
        self._show()
        self.moved.emit(self._tape.at_s)
        if self._hearing:
            self._play(Tape.here)

    def jump(self, by_s: float) -> None:
        self.go_to(self._tape.at_s + by_s)

    def change_speed(self, by: float) -> None:
        self._tape = self._tape.at_speed(self._tape.speed + by)
        self._show()
        if self._playback is not None:
            self._playback.set_speed(self._tape.speed)

    def replay(self) -> None:
        span = self._tape.replayed()
        self._tape = self._tape.looping(False).moved_to(span[0])
        self._play(lambda _: Stretch(*span))

    def loop(self) -> None:
        """Over and over, or no longer."""
        self._tape = self._tape.looping(not self._tape.looped)
        if self._tape.looped or self._hearing:
            self._play(Tape.here)
        self._show()

    @property
    def hearing(self) -> bool:
        """Something is heard, or will be as soon as the recording is open."""
        return self._hearing or self._then is not None

    @property
    def tape(self) -> Tape:
        """Where the recording stands."""
        return self._tape

    def _select(self, first_s: float, last_s: float) -> None:
        looped = self._tape.looped
        self._tape = self._tape.selected(first_s, last_s)
        if looped and self._tape.region is None:
            self.pause()
        self._show()

    def _play(self, what: Callable[[Tape], Stretch]) -> None:
        """Now, or as soon as the recording is open and its true length is known."""
        self._show()
        self._when_open(
            lambda playback, opened: playback.play(opened, what(self._tape), self._tape.speed)
        )

    def _when_open(self, then: Then) -> None:
        if self._actor is None or not self._recording:
            return
        if self._opened is not None and self._playback is not None:
            self._do(then, self._playback, self._opened)
            return
        self._then = then
        if not self._busy:
            self._open(lambda playback, actor, one: playback.open(actor, one))

    def _open(self, how: How) -> None:
        if self._actor is not None:
            self._refusal, self._busy = None, True
            self._show_hint()
            self._opening.open(self._actor, self._recording, how)

    def _receive(self, found: Opened) -> None:
        playback, opened, module = found
        self._playback = playback
        playback.recording(self._microphone_on)
        QTimer.singleShot(0, self, lambda: self._place(module))  # it is heard first, then seen
        self._opened, self._busy = opened, False
        self._tape = replace(self._tape, duration_s=opened.duration_s)
        self.view.open(opened.duration_s, opened.gaps)
        then, self._then = self._then, None
        self._show()
        if then is not None:
            self._do(then, playback, opened)

    def _place(self, module: ModuleType) -> None:
        if self.view.waveform is None:
            self.view.place(module.Waveform())

    def _do(self, then: Then, playback: Playback, opened: OpenSound) -> None:
        self._patience.start()
        try:
            then(playback, opened)
        except AppError as error:
            self._patience.stop()
            self.said.emit(begun(sentence(error)))

    def _miss_sound(self) -> None:
        self._show_hearing(False)
        self.said.emit(tr("The sound output does not answer: choose another one, then play again."))

    def _refuse(self, error: AppError) -> None:
        self._refusal, self._then, self._busy = error, None, False
        self._show()
        self.said.emit(begun(sentence(error)))

    def _choose_file(self) -> None:
        """While something is recorded nothing may lie over the window."""
        if self._microphone_on:
            self.said.emit(tr("Stop recording first; then choose the file."))
            return
        dialog = QFileDialog(self, tr("The file this note was made from"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_file(self, name: str) -> None:
        """Listen to an imported file, if this is the one."""
        path = Path(name)
        self._open(lambda playback, actor, one: playback.open_file(actor, one, path))

    def _hear(self, event: PlayEvent) -> None:
        self._patience.stop()
        match event:
            case PlayBegan():
                self._show_hearing(True)
            case PlayEnded(at_s=at_s):
                self._move(at_s)
                self._show_hearing(False)
            case CannotPlay(sentence=why):
                self._show_hearing(False)
                self.said.emit(begun(words.said(why)))

    def _show_hearing(self, hearing: bool) -> None:
        hearing = hearing and self._opened is not None
        if hearing != self._hearing:
            self._hearing = hearing
            self.transport.show_playing(hearing)
            self.playing.emit(hearing)
        if hearing:
            self._look.start()
            self._patience.start()
        else:
            self._look.stop()
            self._patience.stop()

    def _see_where(self) -> None:
        if self._playback is not None:
            at_s = self._playback.position_s
            if at_s != self._tape.at_s:
                self._patience.start()
            self._move(at_s)

    def _move(self, at_s: float) -> None:
        if self._opened is None:
            return
        self._tape = self._tape.moved_to(at_s)
        self.view.show_tape(self._tape)
        self.transport.show_tape(self._tape)
        self.moved.emit(self._tape.at_s)

    def _put_away(self) -> None:
        self._opening.forget()
        self.pause()
        self._recording, self._opened, self._refusal, self._busy = "", None, None, False
        self._tape = Tape(speed=self._tape.speed)
        self._show_hearing(False)
        self.view.begin(0.0)
        self._show()

    def _show(self) -> None:
        self.view.show_tape(self._tape)
        self.transport.show_tape(self._tape)
        self._show_hint()

    def _show_hint(self) -> None:
        refusal = self._refusal
        if refusal is not None:
            hint = begun(sentence(refusal))
        elif not self._recording:
            hint = tr("Open a note to hear its recording.")
        elif self._busy:
            hint = tr("Opening the sound…")
        else:
            hint = tr(
                "Press Play (Ctrl+Space) or choose a word to hear this recording. "
                "The audit log keeps that it was opened."
            )
        self.view.show_hint(hint)
        self.choose.setVisible(isinstance(refusal, SoundNotKeptError))
        damage = self._opened.damage if self._opened is not None else ""
        self.message.setText(begun(words.said(damage)))
        self.message.setVisible(bool(damage))

    def _list_outputs(self) -> None:
        self._opening.list_outputs(self._refuse_outputs)

    def _refuse_outputs(self, error: AppError) -> None:
        self.said.emit(begun(sentence(error)))

    def _offer_outputs(self, found: tuple[Playback, tuple[str, ...]]) -> None:
        playback, names = found
        offer_outputs(self.transport.buttons["output"], names, playback.choose)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is heard of what is no longer shown."""
        if not event.spontaneous():
            self.pause()
        super().hideEvent(event)
