"""Pedals, dictation microphones and held keys, joined to what they do in the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.gui.background import Background
from app.gui.buttons import ButtonDesk, Toggled
from app.gui.live_desk import LiveDesk
from app.gui.recording_panel import UNDER_WAY
from app.gui.shell.centre import Centre

if TYPE_CHECKING:
    from app.gui.buttons import ButtonParts


class Pressing:
    """There once `open` was called and its parts were loaded behind; until then keys alone work."""

    def __init__(
        self,
        parts: "Callable[[], ButtonParts] | None",
        desk: LiveDesk,
        centre: Centre,
        window: QWidget,
        say: Callable[[str], None],
    ) -> None:
        self._parts, self._desk, self._centre = parts, desk, centre
        self._window, self._say = window, say
        self._behind = Background("buttons", window)
        self._buttons: ButtonDesk | None = None
        self._reachable, self._opened = True, False

    def open(self) -> None:
        """Look for devices; asked again, nothing happens."""
        if self._parts is not None and not self._opened:
            self._opened = True
            self._behind.run(self._parts, self._attach, lambda _: None)

    def _attach(self, parts: "ButtonParts") -> None:
        panel, alerts = self._desk.panel, self._desk.alerts
        talk = Toggled(
            lambda: panel.state in UNDER_WAY, panel.toggle, lambda: panel.state == "stopping"
        )
        buttons = ButtonDesk(parts, self._window, talk)
        buttons.said.connect(self._say)
        buttons.on("mark", panel.set_mark)
        buttons.on("pause", panel.pause_or_resume)
        buttons.on("acknowledge", alerts.acknowledge_oldest)
        buttons.on("next_field", lambda: self._step(True))
        buttons.on("previous_field", lambda: self._step(False))
        buttons.on("next_doubt", lambda: self._centre.walk("next_doubt"))
        buttons.on("accept", lambda: self._centre.walk("accept"))
        buttons.on("end_of_letter", lambda: self._centre.show_tab("note"))
        self._desk.told.connect(lambda _: buttons.recording_changed())
        buttons.set_reachable(self._reachable)
        buttons.open()
        self._buttons = buttons
        self._play()

    def _play(self) -> None:
        """The sound bar may be made later: it is asked for at each press."""
        from app.gui.sound.pedals import play_by_buttons  # noqa: PLC0415 - the window opens before

        if self._buttons is not None:
            sound: Callable[[], Any] = lambda: self._centre.sound  # noqa: E731
            play_by_buttons(self._buttons, sound)

    def _step(self, forward: bool) -> None:
        self._window.focusNextPrevChild(forward)

    def toggle(self) -> None:
        """Record or stop, as asked from outside of the window."""
        if self._buttons is not None:
            self._buttons.toggle()
        else:
            self._desk.panel.toggle()

    def set_reachable(self, reachable: bool) -> None:
        self._reachable = reachable
        if self._buttons is not None:
            self._buttons.set_reachable(reachable)

    def close(self) -> None:
        if self._buttons is not None:
            self._buttons.close()
