"""Finding and opening microphones, on a PortAudio that is a fake."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from app.audio.microphone import Input, Microphone, is_loopback, microphones
from app.audio.source import Block
from app.domain.errors import DeviceError


class FakePortAudioError(Exception):
    pass


@dataclass
class FakeStatus:
    input_overflow: bool = False


class FakeStream:
    def __init__(self, library: "FakePortAudio", **options: Any) -> None:
        if library.busy:
            raise FakePortAudioError("Device unavailable")
        self.options = options
        self.open = True
        library.streams.append(self)

    def start(self) -> None: ...

    def abort(self, ignore_errors: bool = True) -> None:
        self.options["finished_callback"]()

    def close(self, ignore_errors: bool = True) -> None:
        self.open = False


@dataclass
class FakePortAudio:
    """takes: the (rate, channels) that every device accepts; None: any. later: what the next
    initialisation finds."""

    names: list[str] = field(default_factory=lambda: ["Speakers", "Desk microphone", "USB mic"])
    channels: int = 2
    takes: set[tuple[int, int]] | None = None
    busy: bool = False
    later: list[str] | None = None
    default: int | None = 1
    streams: list[FakeStream] = field(default_factory=list)
    began: int = 0
    PortAudioError = FakePortAudioError

    def query_devices(self, kind: str | None = None) -> Any:
        found = [
            {
                "index": index,
                "name": name,
                "max_input_channels": 0 if name == "Speakers" else self.channels,
                "default_samplerate": 44_100.0,
            }
            for index, name in enumerate(self.names)
        ]
        if kind is None:
            return found
        if self.default is None:
            raise FakePortAudioError("no default input device")
        return found[self.default]

    def check_input_settings(self, device: int, channels: int, samplerate: int, dtype: str) -> None:
        if self.takes is not None and (samplerate, channels) not in self.takes:
            raise FakePortAudioError("Invalid sample rate")

    def InputStream(self, **options: Any) -> FakeStream:  # noqa: N802 - as the library calls it
        return FakeStream(self, **options)

    def _terminate(self) -> None:
        assert not any(stream.open for stream in self.streams)

    def _initialize(self) -> None:
        self.began += 1
        if self.later is not None:
            self.names = self.later


def microphone(library: FakePortAudio, **environment: str) -> Microphone:
    return Microphone(library, environment)


def test_without_a_name_the_systems_own_microphone_is_taken_at_its_own_rate() -> None:
    chosen = microphone(FakePortAudio()).find("")

    assert (chosen.device, chosen.rate_hz, chosen.channels) == ("Desk microphone", 44_100, 2)
    assert chosen.doubt == ""


@pytest.mark.parametrize("wanted", ["USB mic", "usb", "Usb Mic"])
def test_a_microphone_is_found_by_its_name_or_a_part_of_it(wanted: str) -> None:
    chosen = microphone(FakePortAudio()).find(wanted)

    assert (chosen.device, chosen.doubt) == ("USB mic", "")


def test_a_missing_one_is_replaced_by_the_systems_own_and_both_are_named() -> None:
    chosen = microphone(FakePortAudio()).find("Headset")

    assert chosen.device == "Desk microphone"
    assert "'Headset'" in chosen.doubt
    assert "'Desk microphone'" in chosen.doubt


def test_one_that_was_lost_is_never_replaced() -> None:
    library = FakePortAudio()
    with pytest.raises(DeviceError, match="'Headset' is not there"):
        microphone(library).find("Headset", key="Headset")


@pytest.mark.parametrize(
    ("name", "loops"),
    [
        ("Monitor of Built-in Audio", True),
        ("alsa_output.pci.analog-stereo.monitor", True),
        ("Stereo Mix (Realtek)", True),
        ("CABLE Output (VB-Audio)", True),
        ("BlackHole 2ch", True),
        ("Desk microphone", False),
        ("Monitoring room microphone", False),
    ],
)
def test_what_the_computer_plays_itself_is_told_from_microphones(name: str, loops: bool) -> None:
    assert is_loopback(name) is loops
    chosen = microphone(FakePortAudio([name], default=0)).find("")
    assert bool(chosen.doubt) is loops


def test_a_monitor_behind_the_sound_servers_own_device_is_seen_too() -> None:
    library = FakePortAudio(["pulse"], default=0)

    assert "clinic.monitor" in microphone(library, PULSE_SOURCE="clinic.monitor").find("").doubt
    assert microphone(library, PULSE_SOURCE="usb-mic").find("").doubt == ""


def test_without_any_microphone_one_sentence_says_so_with_code_three() -> None:
    for library in (FakePortAudio(["Speakers"], default=None), FakePortAudio([], default=None)):
        with pytest.raises(DeviceError, match="no microphone was found") as raised:
            microphone(library).find("")
        assert raised.value.exit_code == 3


def test_a_system_without_a_default_gives_its_first_microphone() -> None:
    assert microphone(FakePortAudio(default=None)).find("").device == "Desk microphone"


@pytest.mark.parametrize(
    ("takes", "expected"),
    [
        ({(48_000, 2), (16_000, 1)}, (48_000, 2)),
        ({(16_000, 1)}, (16_000, 1)),
        ({(44_100, 8)}, (44_100, 8)),
    ],
)
def test_another_layout_is_taken_when_a_device_refuses_its_own(
    takes: set[tuple[int, int]], expected: tuple[int, int]
) -> None:
    chosen = microphone(FakePortAudio(channels=8, takes=takes)).find("")

    assert (chosen.rate_hz, chosen.channels) == expected


def test_a_device_that_takes_no_layout_at_all_is_no_microphone() -> None:
    with pytest.raises(DeviceError):
        microphone(FakePortAudio(takes=set())).find("")


def test_blocks_and_what_the_device_lost_are_handed_on() -> None:
    library, heard = FakePortAudio(), list[tuple[int, bool]]()
    desk = microphone(library)

    def deliver(block: Block, overflow: bool) -> bool:
        heard.append((len(block), overflow))
        return True

    desk.start(desk.find("usb"), deliver, lambda: None)
    options = library.streams[0].options
    options["callback"](np.zeros((441, 2), np.float32), 441, None, FakeStatus())
    options["callback"](np.zeros((441, 2), np.float32), 441, None, FakeStatus(True))

    assert heard == [(441, False), (441, True)]
    assert (options["device"], options["blocksize"], options["latency"]) == (2, 882, "low")


def test_after_overruns_larger_buffers_are_asked_for() -> None:
    library = FakePortAudio()
    desk = microphone(library)
    desk.calm()
    desk.start(desk.find(""), lambda *_: True, lambda: None)

    assert library.streams[0].options["latency"] == "high"


def test_a_microphone_plugged_in_later_is_seen_at_the_next_search() -> None:
    library = FakePortAudio(["Speakers"], default=None, later=["Speakers", "Headset"])
    desk = microphone(library)
    with pytest.raises(DeviceError):
        desk.find("")

    assert desk.find("").device == "Headset"
    assert library.began == 1


def test_searching_again_closes_what_is_open_first() -> None:
    library = FakePortAudio()
    desk = microphone(library)
    desk.start(desk.find(""), lambda *_: True, lambda: None)
    desk.find("")

    assert not library.streams[0].open


def test_a_microphone_that_another_program_holds_is_said_by_name() -> None:
    desk = microphone(FakePortAudio(busy=True))
    chosen = desk.find("")
    with pytest.raises(DeviceError, match="'Desk microphone' cannot be opened"):
        desk.start(chosen, lambda *_: True, lambda: None)


def test_an_end_that_nobody_asked_for_is_told() -> None:
    library, ended = FakePortAudio(), list[bool]()
    desk = microphone(library)
    desk.start(desk.find(""), lambda *_: True, lambda: ended.append(True))
    library.streams[0].options["finished_callback"]()

    assert ended == [True]
    desk.stop()
    desk.stop()


def test_a_list_names_every_microphone_and_marks_the_systems_own() -> None:
    assert microphones(FakePortAudio()) == (
        Input("Desk microphone", 44_100, 2, default=True),
        Input("USB mic", 44_100, 2, default=False),
    )


def test_a_list_without_any_microphone_is_one_sentence() -> None:
    with pytest.raises(DeviceError, match="no microphone was found"):
        microphones(FakePortAudio(names=["Speakers"], default=None))
