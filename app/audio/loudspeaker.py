"""Sound outputs, through PortAudio: listed, found by name, opened.

PortAudio lists devices once, when it is initialised. To see one that was plugged in later it is
ended and begun anew; whoever has a stream open in this process says so by `in_use`, and then it is
left alone.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Final

from app.domain.errors import DeviceError

LATENCY_S: Final = 0.12  # a busy machine may come late by so much before anything is lost
NO_OUTPUT: Final = (
    "nothing can be heard: this machine has no sound output; connect a loudspeaker or headphones, "
    "then play again"
)
_MISSING: Final = "nothing can be heard since PortAudio is missing; run: erscribe doctor"

_change = threading.Lock()
_open_streams = 0


@contextmanager
def in_use() -> Iterator[None]:
    """Around every stream that is open: PortAudio is not begun anew meanwhile."""
    global _open_streams  # noqa: PLW0603 - of PortAudio itself, which is one per process
    with _change:
        _open_streams += 1
    try:
        yield
    finally:
        with _change:
            _open_streams -= 1


def portaudio() -> Any:
    """The sounddevice module. Raises DeviceError."""
    try:
        return import_module("sounddevice")
    except (OSError, ImportError) as error:
        raise DeviceError(_MISSING) from error


def look_again(library: Any) -> bool:
    """See what was plugged in since; False while a stream is open."""
    with _change:
        if _open_streams:
            return False
        with suppress(library.PortAudioError):
            library._terminate()
        with suppress(library.PortAudioError):
            library._initialize()
        return True


def output_names(library: Any) -> tuple[str, ...]:
    """Every device that can be heard. Raises DeviceError when there is none."""
    try:
        names = [str(one["name"]) for one in library.query_devices() if one["max_output_channels"]]
    except (library.PortAudioError, ValueError) as error:
        raise DeviceError(NO_OUTPUT) from error
    if not names:
        raise DeviceError(NO_OUTPUT)
    return tuple(dict.fromkeys(names))


def open_output(library: Any, name: str) -> tuple[Any, int, int]:
    """A stream that is not started yet, its rate in Hz and its channels.

    name: "" for the system's own. Raises DeviceError.
    """
    try:
        device = _device(library, name)
        rate_hz = round(device["default_samplerate"])
        channels = _channels(library, device, rate_hz)
        stream = library.OutputStream(
            device=device["index"],
            samplerate=rate_hz,
            channels=channels,
            dtype="float32",
            latency=LATENCY_S,
        )
    except (library.PortAudioError, ValueError, OSError) as error:
        sentence = f"'{name}' cannot be heard; plug it in again, or choose another output"
        raise DeviceError(sentence if name else NO_OUTPUT) from error
    return stream, rate_hz, channels


def _device(library: Any, name: str) -> Any:
    """Raises ValueError when no output has this name."""
    if not name:
        return library.query_devices(kind="output")
    for one in library.query_devices():
        if one["max_output_channels"] and one["name"] == name:
            return one
    raise ValueError("no such output")


def _channels(library: Any, device: Any, rate_hz: int) -> int:
    """One, unless the device takes no less than two. Raises PortAudioError."""
    try:
        library.check_output_settings(
            device=device["index"], channels=1, samplerate=rate_hz, dtype="float32"
        )
    except library.PortAudioError:
        return 2
    return 1
