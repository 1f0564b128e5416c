"""`erscribe record`: the microphone, live words, alerts and the note, without a window."""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from queue import Empty, SimpleQueue
from types import FrameType

from app import bootstrap
from app.cli.acting import acting
from app.cli.live_screen import LiveScreen
from app.cli.render import console, show_differences, show_result
from app.cli.transcribe import check_template
from app.domain.errors import DeviceError
from app.domain.live import Level, Refused
from app.services.dictation import Dictation, DictationEvent
from app.services.events import RecordingDone, RecordingLeft

STOP_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_GLANCE_S = 0.2  # a signal is heard at once


def run(arguments: argparse.Namespace) -> int:
    """Record until Ctrl-C, then do the final stages; a second Ctrl-C leaves them for later."""
    if arguments.list_devices:
        return _list_devices()
    actor = acting(arguments)
    settings = bootstrap.load_settings()
    if arguments.template is not None:
        check_template(arguments.template)
        settings = replace(settings, note_template=arguments.template)
    if arguments.device is None:
        arguments.device = settings.microphone
    dictation = bootstrap.dictation(settings)
    dictation.act_as(actor)
    with LiveScreen() as screen:
        ended = record(dictation, screen, arguments)
    return _report(ended)


def record(
    dictation: Dictation, screen: LiveScreen, arguments: argparse.Namespace
) -> RecordingDone | RecordingLeft:
    """One recording from its start to its note. arguments: encounter, device, preroll, minutes.

    Raises DeviceError when there is nothing to record from, SandboxError for a real encounter.
    """
    events: SimpleQueue[DictationEvent] = SimpleQueue()
    stops = Stops(dictation)
    with stops.at_signals():
        dictation.open(events.put)
        try:
            dictation.start(arguments.encounter, arguments.device, arguments.preroll)
            return _until_ended(events, screen, stops, arguments.minutes)
        finally:
            dictation.close()


class Stops:
    """What Ctrl-C and its like mean: stop first, then leave the final stages for later."""

    def __init__(self, dictation: Dictation) -> None:
        self._dictation = dictation
        self.asked = 0

    def ask(self) -> None:
        self.asked += 1
        if self.asked == 1:
            self._dictation.stop()
        else:
            self._dictation.cancel()

    @contextmanager
    def at_signals(self) -> Iterator[None]:
        """Every signal that would end this process asks instead."""

        def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal wants it
            self.ask()

        known = [getattr(signal, name) for name in STOP_SIGNALS if hasattr(signal, name)]
        before = {number: signal.signal(number, ask) for number in known}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _until_ended(
    events: "SimpleQueue[DictationEvent]", screen: LiveScreen, stops: Stops, minutes: float | None
) -> RecordingDone | RecordingLeft:
    """Show what happens until the recording is done or left. Raises DeviceError."""
    while True:
        try:
            event = events.get(timeout=_GLANCE_S)
        except Empty:
            continue
        if isinstance(event, RecordingDone | RecordingLeft):
            return event
        if isinstance(event, Refused) and event.command in ("Start", "listen"):
            raise DeviceError(event.sentence)
        screen.show(event)
        over = minutes is not None and isinstance(event, Level) and event.audio_s >= minutes * 60
        if over and not stops.asked:
            stops.ask()


def _report(ended: RecordingDone | RecordingLeft) -> int:
    if isinstance(ended, RecordingLeft):
        sys.stderr.write(f"erscribe: {ended.sentence}\n")
        return 1
    out = console()
    show_result(out, ended.result)
    show_differences(out, ended.differences)
    return 0


def _list_devices() -> int:
    for device in bootstrap.microphones():
        mark = "*" if device.default else " "
        sys.stdout.write(f"{mark} {device.name}  ({device.rate_hz} Hz, {device.channels} ch)\n")
    return 0
