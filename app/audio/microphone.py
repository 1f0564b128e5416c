"""The microphone, through PortAudio: found by name, opened at its own rate, never exchanged.

PortAudio lists devices once, when it is initialised. To see one that was plugged in later it is
ended and begun anew before each search; that needs no stream to be open.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from app.audio.source import Block, Chosen, Deliver
from app.domain.errors import DeviceError

BLOCK_S: Final = 0.02  # one step of the keyword spotter; more wake-ups would only cost power
_OTHER_RATES_HZ: Final = (48_000, 44_100, 16_000, 32_000, 96_000, 22_050, 8_000)
_LOOPBACK: Final = re.compile(
    r"monitor of|\.monitor|loopback|stereo ?mix|what u hear|wave ?out ?mix|blackhole|soundflower"
    r"|cable output",
    re.IGNORECASE,
)
_PULSE: Final = re.compile(r"pulse|default|pipewire", re.IGNORECASE)


def is_loopback(name: str) -> bool:
    """Whether a device's name looks like the sound that the computer itself plays."""
    return _LOOPBACK.search(name) is not None


@dataclass(frozen=True, slots=True)
class Input:
    """A device that can be recorded from. default: the one the system chooses."""

    name: str
    rate_hz: int
    channels: int
    default: bool


def microphones(library: Any = None) -> tuple[Input, ...]:
    """Every device that sound can come from; library as for Microphone. Raises DeviceError."""
    sound = library or _portaudio()
    try:
        devices = sound.query_devices()
        own = sound.query_devices(kind="input")["index"]
    except (sound.PortAudioError, ValueError) as error:
        raise DeviceError(_NONE) from error
    return tuple(
        Input(
            str(one["name"]),
            round(one["default_samplerate"]),
            int(one["max_input_channels"]),
            one["index"] == own,
        )
        for one in devices
        if one["max_input_channels"] > 0
    )


class Microphone:
    """An AudioSource over PortAudio.

    library: the sounddevice module, loaded when it is first needed, or a fake of it.
    """

    def __init__(self, library: Any = None, environment: Mapping[str, str] = os.environ) -> None:
        self._library = library
        self._environment = environment
        self._stream: Any = None
        self._latency = "low"
        self._fresh = True  # PortAudio was initialised when the library was loaded

    def find(self, wanted: str, key: str = "") -> Chosen:
        if self._library is None:
            self._library = _portaudio()
        self._look_again()
        try:
            inputs = [one for one in self._library.query_devices() if one["max_input_channels"] > 0]
            device = self._named(inputs, key) if key else self._wished(inputs, wanted)
            if device is None:
                raise DeviceError(_absent(key))
            rate_hz, channels = self._layout(device)
        except (self._library.PortAudioError, ValueError) as error:
            raise DeviceError(_NONE) from error
        name = str(device["name"])
        return Chosen(name, name, rate_hz, channels, doubt=self._doubt(name, wanted))

    def start(self, chosen: Chosen, deliver: Deliver, ended: Callable[[], None]) -> None:
        def arrived(block: Block, frames: int, times: Any, status: Any) -> None:  # noqa: ARG001
            deliver(block, bool(status.input_overflow))

        try:
            device = self._named(self._library.query_devices(), chosen.key)
            self._stream = self._library.InputStream(
                device=None if device is None else device["index"],
                samplerate=chosen.rate_hz,
                channels=chosen.channels,
                dtype="float32",
                blocksize=round(chosen.rate_hz * BLOCK_S),
                latency=self._latency,
                callback=arrived,
                finished_callback=ended,
            )
            self._stream.start()
        except (self._library.PortAudioError, ValueError) as error:
            self.stop()
            raise DeviceError(
                f"the microphone '{chosen.device}' cannot be opened; see whether another program "
                "holds it and whether this one is allowed to use it"
            ) from error

    def stop(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            with suppress(self._library.PortAudioError):
                stream.abort(ignore_errors=True)
            with suppress(self._library.PortAudioError):
                stream.close(ignore_errors=True)

    def calm(self) -> None:
        self._latency = "high"

    def _look_again(self) -> None:
        self.stop()
        if not self._fresh:
            with suppress(self._library.PortAudioError):
                self._library._terminate()
            with suppress(self._library.PortAudioError):
                self._library._initialize()
        self._fresh = False

    def _wished(self, inputs: list[Any], wanted: str) -> Any:
        """The device asked for, else the system's own. Raises DeviceError when there is none."""
        found = self._named(inputs, wanted) if wanted else None
        if found is not None:
            return found
        if not inputs:
            raise DeviceError(_NONE)
        try:
            return self._library.query_devices(kind="input")
        except (self._library.PortAudioError, ValueError):
            return inputs[0]  # some systems have microphones and no default among them

    @staticmethod
    def _named(devices: Any, name: str) -> Any | None:
        """The device of this name, or the first whose name holds it, case aside."""
        wanted = name.casefold()
        inputs = [one for one in devices if one["max_input_channels"] > 0]
        whole = [one for one in inputs if one["name"].casefold() == wanted]
        part = [one for one in inputs if wanted in one["name"].casefold()]
        return (whole or part or [None])[0]

    def _layout(self, device: Any) -> tuple[int, int]:
        """Rate and channels that the device takes, its own rate first. Raises PortAudioError."""
        refused: Exception | None = None
        for rate_hz, channels in _layouts(device):
            try:
                self._library.check_input_settings(
                    device=device["index"], channels=channels, samplerate=rate_hz, dtype="float32"
                )
            except (self._library.PortAudioError, ValueError) as error:
                refused = refused or error
            else:
                return rate_hz, channels
        raise refused or ValueError("no layout")

    def _doubt(self, name: str, wanted: str) -> str:
        source = self._environment.get("PULSE_SOURCE", "") if _PULSE.search(name) else ""
        if is_loopback(name) or is_loopback(source):
            return (
                f"'{source or name}' records what this computer plays, not a microphone: choose "
                "a microphone in the settings"
            )
        if wanted and wanted.casefold() not in name.casefold():
            return (
                f"the microphone '{wanted}' was not found and '{name}' is used instead: plug it "
                "in and start again, or choose another in the settings"
            )
        return ""


_NONE: Final = "no microphone was found; plug one in, or allow this program to use it"


def _portaudio() -> Any:
    try:
        return import_module("sounddevice")
    except (OSError, ImportError) as error:
        raise DeviceError(
            "microphones cannot be reached since PortAudio is missing; run: erscribe doctor"
        ) from error


def _absent(name: str) -> str:
    return f"the microphone '{name}' is not there; plug it in again"


def _layouts(device: Any) -> Iterator[tuple[int, int]]:
    """What to try. Two channels of an array are enough, unless it gives all or none."""
    most = int(device["max_input_channels"])
    own_hz = round(device["default_samplerate"])
    rates = dict.fromkeys((own_hz, *_OTHER_RATES_HZ))
    for channels in dict.fromkeys((min(most, 2), 1, most)):
        for rate_hz in rates:
            yield rate_hz, channels
