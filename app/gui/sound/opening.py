"""Opens recordings behind the window: the sound itself, then its waveform piece by piece."""

from collections.abc import Callable
from importlib import import_module
from threading import Event
from types import ModuleType
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.peaks import PeakPart
from app.gui.background import Background
from app.gui.bridge import EventBridge
from app.gui.sound.parts import SoundParts
from app.services.playback import OpenSound, Playback

WAVEFORM: Final = "app.gui.sound.waveform"

How = Callable[[Playback, Actor, str], OpenSound]
Opened = tuple[Playback, OpenSound, ModuleType]


class Opening(QObject):
    """opened: an Opened. drawn: a PeakPart of what was opened last. refused: an AppError.

    told: what the player says. listed: the sound outputs.
    """

    opened = Signal(object)
    drawn = Signal(object)
    refused = Signal(object)
    told = Signal(object)
    listed = Signal(object)

    def __init__(self, parts: SoundParts, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._playback: Playback | None = None
        self._given_up = Event()
        self._behind = Background("sound", self)
        self._drawing = Background("waveform", self)
        self._player, self._pieces = EventBridge(self), EventBridge(self)
        self._player.happened.connect(self.told)
        self._pieces.happened.connect(self._take)

    def open(self, actor: Actor, recording: str, how: How) -> None:
        """The libraries are loaded with the first one, which takes a second."""

        def work() -> Opened:
            playback = self._parts.playback()
            return playback, how(playback, actor, recording), import_module(WAVEFORM)

        self._behind.run(work, self._receive, self.refused.emit)

    def list_outputs(self, failed: Callable[[AppError], None]) -> None:
        def work() -> tuple[Playback, tuple[str, ...]]:
            playback = self._parts.playback()
            return playback, playback.outputs()

        self._behind.run(work, self.listed.emit, failed)

    def forget(self) -> None:
        """What was asked until now is told to nobody."""
        self._behind.forget()
        self._drawing.forget()
        self._given_up.set()

    def _receive(self, found: Opened) -> None:
        playback, sound, _ = found
        if self._playback is None:
            self._playback = playback
            playback.listen(self._player.tell)
        self.opened.emit(found)
        self._draw(playback, sound)

    def _draw(self, playback: Playback, sound: OpenSound) -> None:
        self._given_up.set()
        self._given_up = given_up = Event()

        def work() -> None:
            for part in playback.peaks(sound):
                if given_up.is_set():
                    return
                self._pieces.tell((given_up, part))

        self._drawing.run(work, lambda _: None, self.refused.emit)

    def _take(self, told: tuple[Event, PeakPart]) -> None:
        """What was told of a recording that is put away by now is not shown."""
        given_up, part = told
        if not given_up.is_set():
            self.drawn.emit(part)
