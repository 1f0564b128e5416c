"""Pedals, dictation microphones and keys that are held: what each of them does in the window."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.buttons import (
    KEY,
    Act,
    Attached,
    ButtonEvent,
    ButtonsTrouble,
    Detached,
    Pressed,
    Released,
)
from app.domain.push_to_talk import PushToTalk, Wish
from app.gui import words
from app.gui.bridge import EventBridge
from app.gui.look import begun
from app.gui.words import tr

if TYPE_CHECKING:
    from app.services.ports import Buttons  # at run time it would be loaded with the window

TALK_KEY: Final = "Ctrl+Alt+R"
REPEAT_MS: Final = 400
"""So often a pedal that is held goes back or forward again."""
_REPEATING: Final[frozenset[Act]] = frozenset({"back", "forward"})
_BLIND: Final[frozenset[Act]] = frozenset({"talk", "stop"})
"""What a button still does while the screen is locked: it ends a recording, and begins none."""


@dataclass(frozen=True, slots=True)
class ButtonParts:
    """buttons: opens nothing before it listens. acts: by button, and by `key:NAME` for what sends
    keys."""

    buttons: "Buttons"
    acts: Mapping[str, Act]


@dataclass(frozen=True, slots=True)
class Toggled:
    """Something that is begun and ended: recording, or playing.

    stopping: it was ended and is not over yet, so it cannot begin.
    """

    under_way: Callable[[], bool]
    toggle: Callable[[], object]
    stopping: Callable[[], bool] = lambda: False


class _Held:
    """One Toggled under one push-to-talk."""

    def __init__(self, what: Toggled, clock: Callable[[], float]) -> None:
        self._what, self._clock = what, clock
        self._state = PushToTalk()
        self._waiting = False  # to begin as soon as the one before is over

    @property
    def down(self) -> bool:
        return self._state.held

    def press(self) -> None:
        under_way = self._what.under_way() and not self._what.stopping()
        self._state, wish = self._state.pressed(self._clock(), under_way)
        self._do(wish)

    def release(self) -> None:
        self._state, wish = self._state.released(self._clock())
        self._do(wish)

    def lose(self) -> bool:
        """True when it goes on although nobody will be seen to let go."""
        held, self._state = self._state.held, self._state.lost()
        return held and self._what.under_way()

    def look(self) -> None:
        """Begin, if that was asked for while the one before was not over."""
        if self._waiting and not self._what.under_way():
            self._waiting = False
            self._what.toggle()

    def _do(self, wish: Wish | None) -> None:
        if wish == "start" and self._what.stopping():
            self._waiting = True
        elif wish == "start":
            self._what.toggle()
            if not self._what.under_way():
                self._state = self._state.lost()
        elif wish == "stop" and self._waiting:
            self._waiting = False
        elif wish == "stop" and self._what.under_way() and not self._what.stopping():
            self._what.toggle()


class ButtonDesk(QObject):
    """Turns buttons and keys into acts. said: a sentence for the status line."""

    said = Signal(str)

    def __init__(
        self,
        parts: ButtonParts,
        window: QWidget,
        talk: Toggled,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """talk: recording."""
        super().__init__(window)
        self._parts, self._clock = parts, clock
        self._talk = _Held(talk, clock)
        self._talking = talk
        self._play: _Held | None = None
        self._slots: dict[Act, Callable[[], object]] = {}
        self._reachable = True
        self._key_down: tuple[int, Act] | None = None
        self._keys = _keys(parts.acts)
        self._repeat = QTimer(self)
        self._repeat.setInterval(REPEAT_MS)
        self._repeat.timeout.connect(self._again)
        self._repeated: Callable[[], object] = lambda: None
        self._bridge = EventBridge(self)
        self._bridge.happened.connect(self.show_event)
        application = QApplication.instance()
        assert application is not None  # noqa: S101 - a widget was made already
        application.installEventFilter(self)
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._show_state)

    def open(self) -> None:
        """Begin to listen to devices."""
        self._parts.buttons.listen(self._bridge.tell)

    def close(self) -> None:
        self._parts.buttons.close()

    def on(self, act: Act, slot: Callable[[], object]) -> None:
        """What an act does; `talk` is given at the beginning, and `play` by `play_with`."""
        self._slots[act] = slot

    def play_with(self, playing: Toggled) -> None:
        """A pedal plays while it is held, or from one tap to the next, as recording does."""
        self._play = _Held(playing, self._clock)

    def set_reachable(self, reachable: bool) -> None:
        """Whether the window can be used, or is locked."""
        self._reachable = reachable
        self._repeat.stop()

    def recording_changed(self) -> None:
        """Called whenever what is recorded may have changed."""
        self._talk.look()

    def toggle(self) -> None:
        """Record or stop, as asked from outside of the window: a hot-key of the desktop."""
        self._act("talk", True)
        self._act("talk", False)

    def show_event(self, event: ButtonEvent) -> None:
        match event:
            case Pressed(button=button):
                self._act(self._parts.acts.get(button, "nothing"), True)
            case Released(button=button):
                self._act(self._parts.acts.get(button, "nothing"), False)
            case Attached(device=device):
                self.said.emit(tr("{device} is ready.").format(device=device))
            case Detached(device=device):
                self._lose(tr("{device} was unplugged.").format(device=device))
            case ButtonsTrouble(sentence=why):
                self.said.emit(begun(words.said(why)))

    def _act(self, act: Act, down: bool) -> None:
        if not self._reachable and (act not in _BLIND or not self._talking.under_way()):
            return
        held = {"talk": self._talk, "play": self._play}.get(act)
        if held is not None:
            (held.press if down else held.release)()
        elif act == "stop":
            if down and self._talking.under_way() and not self._talking.stopping():
                self._talking.toggle()
        else:
            self._once(act, down)

    def _once(self, act: Act, down: bool) -> None:
        slot = self._slots.get(act)
        self._repeat.stop()
        if slot is None or not down:
            return
        slot()
        if act in _REPEATING:
            self._repeated = slot
            self._repeat.start()

    def _again(self) -> None:
        self._repeated()

    def _lose(self, why: str) -> None:
        """Nobody will be seen to let go of what is held."""
        self._key_down = None
        self._repeat.stop()
        if self._play is not None:
            self._play.lose()
        if self._talk.lose():
            why = tr("{why} Recording goes on; press again to stop it.").format(why=why)
        if why:
            self.said.emit(why.strip())

    def _show_state(self, state: Qt.ApplicationState) -> None:
        """A key's release goes to whichever window has the keyboard by then."""
        if state is not Qt.ApplicationState.ApplicationActive and self._key_down is not None:
            self._lose("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys of the map are taken before anything else hears of them."""
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.KeyRelease:
                return self._key_up(event)
            act = self._keys.get(_name(QKeySequence(event.keyCombination())))
            if act is not None and self._reachable:
                if event.type() is QEvent.Type.KeyPress:
                    self._key_pressed(event, act)
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _key_pressed(self, event: QKeyEvent, act: Act) -> None:
        if self._key_down is None and not event.isAutoRepeat():
            self._key_down = (event.key(), act)
            self._act(act, True)

    def _key_up(self, event: QKeyEvent) -> bool:
        """Whether Ctrl and Alt went up before it does not matter."""
        down = self._key_down
        if down is None or event.key() != down[0] or event.isAutoRepeat():
            return False
        self._key_down = None
        self._act(down[1], False)
        return True


def _keys(acts: Mapping[str, Act]) -> dict[str, Act]:
    """By the name that Qt has for a key; what is no key is passed over."""
    named = {name.removeprefix(KEY): act for name, act in acts.items() if name.startswith(KEY)}
    named = {TALK_KEY: "talk", **named}
    found = {_name(QKeySequence(name, _PORTABLE)): act for name, act in named.items()}
    return {name: act for name, act in found.items() if name and act != "nothing"}


def _name(sequence: QKeySequence) -> str:
    return sequence.toString(_PORTABLE)


_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
