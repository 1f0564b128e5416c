"""Buttons of dictation microphones and pedals, through hidapi: found, read, and missed."""

import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

from app.audio.button_reports import KINDS, Kind, kind_of
from app.domain.buttons import (
    Attached,
    Button,
    ButtonEvent,
    ButtonsTrouble,
    Detached,
    Pressed,
    Released,
)

LOOK_S: Final = 2.0  # how long a device that was plugged in may go unseen
_PATIENCE_MS: Final = 500
_REPORT: Final = 64
RULES: Final = "installer/70-erscribe-buttons.rules"
_MISSING: Final = (
    "the buttons of dictation microphones and pedals cannot be read since hidapi is missing; run: "
    "erscribe doctor"
)


class HidButtons:
    """A Buttons over hidapi.

    library: its module, loaded when it is first needed, or a fake of it. A key that goes down and
    up between two reports of a device is not seen by anybody.
    """

    def __init__(self, library: Any = None, look_s: float = LOOK_S) -> None:
        self._library = library
        self._look_s = look_s
        self._on_event: Callable[[ButtonEvent], None] = lambda _: None
        self._telling = threading.Lock()
        self._closing = threading.Event()
        self._readers: dict[bytes, threading.Thread] = {}
        self._refused: set[bytes] = set()

    def listen(self, on_event: Callable[[ButtonEvent], None]) -> None:
        self._on_event = on_event
        threading.Thread(target=self._look, daemon=True, name="buttons").start()

    def close(self) -> None:
        """No event comes after this."""
        with self._telling:
            self._closing.set()

    def _tell(self, event: ButtonEvent) -> None:
        with self._telling:
            if not self._closing.is_set():
                self._on_event(event)

    def _look(self) -> None:
        try:
            library = self._library or _hidapi()
        except ImportError:
            self._tell(ButtonsTrouble(_MISSING))
            return
        while not self._closing.is_set():
            self._look_once(library)
            self._closing.wait(self._look_s)

    def _look_once(self, library: Any) -> None:
        with suppress(OSError, ValueError):  # a device that goes while all are listed
            there = _by_path(library.enumerate())
            self._refused &= there.keys()
            for path, kind in there.items():
                reader = self._readers.get(path)
                if reader is None or not reader.is_alive():
                    self._open(library, path, kind)

    def _open(self, library: Any, path: bytes, kind: Kind) -> None:
        device = library.device()
        try:
            device.open_path(path)
        except OSError:
            if path not in self._refused:
                self._refused.add(path)
                self._tell(ButtonsTrouble(_may_not_read(kind.name)))
            return
        self._refused.discard(path)
        reader = threading.Thread(
            target=self._read, args=(device, kind), daemon=True, name=f"buttons of {kind.name}"
        )
        self._readers[path] = reader
        reader.start()

    def _read(self, device: Any, kind: Kind) -> None:
        self._tell(Attached(kind.name))
        held: frozenset[Button] = frozenset()
        try:
            while not self._closing.is_set():
                report = bytes(device.read(_REPORT, _PATIENCE_MS))
                down = kind.decode(report) if report else None
                if down is not None:
                    self._changed(kind.name, held, down)
                    held = down
        except (OSError, ValueError):
            self._changed(kind.name, held, frozenset())
            self._tell(Detached(kind.name))
        finally:
            with suppress(OSError, ValueError):
                device.close()

    def _changed(self, name: str, before: frozenset[Button], now: frozenset[Button]) -> None:
        for button in sorted(before - now):
            self._tell(Released(name, button))
        for button in sorted(now - before):
            self._tell(Pressed(name, button))


def _by_path(listed: Iterable[Mapping[str, Any]]) -> dict[bytes, Kind]:
    """What is read of each path: of one that is listed once for each collection, what comes first
    among KINDS, since it tells the most."""
    found: dict[bytes, Kind] = {}
    for one in listed:
        kind, path = kind_of(one), one["path"]
        if kind and (path not in found or KINDS.index(kind) < KINDS.index(found[path])):
            found[path] = kind
    return found


def _hidapi() -> Any:
    """On Linux the one that leaves the kernel's driver in its place. Raises ImportError."""
    return import_module("hidraw" if sys.platform == "linux" else "hid")


def _may_not_read(name: str) -> str:
    if sys.platform == "linux":
        return (
            f"{name} is plugged in, but this account may not read its buttons; have {RULES} copied "
            "to /etc/udev/rules.d, then plug it in again"
        )
    return f"another program holds the buttons of {name}; close it, then plug {name} in again"
