"""What dictation microphones and pedals report when a button goes down or up.

The layouts are those of the public driver notes for these devices (WebHID dictation support,
2022-2025). No report of a real device was at hand when this was written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.buttons import Button

Held = frozenset[Button]
Decode = Callable[[bytes], Held | None]
"""The buttons that are down; None for a report that is about something else."""

_BUTTONS_REPORT: Final = 0x80  # the first byte; others tell of motion and batteries
_VENDOR_PAGE: Final = 0xFFA0
_DESKTOP_PAGE: Final = 1
_GAMEPAD: Final = 4

_SPEECHMIKE: Final[Mapping[int, Button]] = {
    1: "f1",
    2: "f2",
    3: "f3",
    4: "f4",
    5: "command",
    8: "record",
    9: "stop",
    10: "play",
    11: "forward",
    12: "rewind",
    13: "end_of_letter",
    14: "insert",
    15: "instruction",
}
_POWERMIC_4: Final[Mapping[int, Button]] = {
    1: "f1",
    2: "f2",
    3: "f3",
    4: "f4",
    5: "command",
    8: "record",
    10: "play",
    11: "tab_forward",
    12: "tab_back",
    13: "rewind",
    14: "forward",
    15: "enter",
}
_SPEECHMIKE_GAMEPAD: Final[Mapping[int, Button]] = {
    0: "rewind",
    1: "play",
    2: "forward",
    4: "insert",
    5: "record",
    6: "command",
    9: "instruction",
    10: "f1",
    11: "f2",
    12: "f3",
    13: "f4",
    14: "end_of_letter",
}
_POWERMIC_4_GAMEPAD: Final[Mapping[int, Button]] = {
    0: "tab_back",
    1: "play",
    2: "tab_forward",
    4: "forward",
    5: "record",
    6: "command",
    9: "enter",
    10: "f1",
    11: "f2",
    12: "f3",
    13: "f4",
    14: "rewind",
}
_POWERMIC_3: Final[Mapping[int, Button]] = {
    0: "transcribe",
    1: "tab_back",
    2: "record",
    3: "tab_forward",
    4: "rewind",
    5: "forward",
    6: "play",
    7: "custom_left",
    8: "enter",
    9: "custom_right",
}
_FOOT: Final[Mapping[int, Button]] = {0: "rewind", 1: "play", 2: "forward", 3: "end_of_letter"}


def _masked(names: Mapping[int, Button], at: int, size: int, first: int | None = None) -> Decode:
    """names: by bit of a little-endian mask of `size` bytes. first: what the report begins with."""

    def decode(report: bytes) -> Held | None:
        if len(report) < at + size or (first is not None and report[0] != first):
            return None
        mask = int.from_bytes(report[at : at + size], "little")
        return frozenset(name for bit, name in names.items() if mask >> bit & 1)

    return decode


@dataclass(frozen=True, slots=True)
class Kind:
    """A device and how it is read. page, usage: which of its HID collections has the buttons."""

    name: str
    vendor: int
    products: tuple[int, ...]
    page: int
    usage: int
    decode: Decode

    def fits(self, found: Mapping[str, object]) -> bool:
        """found: as hidapi lists a device; some systems do not tell the collection."""
        page = found.get("usage_page") or self.page
        usage = found.get("usage") or self.usage
        return (
            (found.get("vendor_id"), page, usage) == (self.vendor, self.page, self.usage)
        ) and found.get("product_id") in self.products


KINDS: Final = (
    Kind(
        "SpeechMike",
        0x0911,
        (0x0C1C, 0x0C1D, 0x0C1E, 0x0FA0),
        _VENDOR_PAGE,
        1,
        _masked(_SPEECHMIKE, 7, 2, _BUTTONS_REPORT),
    ),
    Kind(
        "SpeechMike",
        0x0911,
        (0x0C1E, 0x0FA0),
        _DESKTOP_PAGE,
        _GAMEPAD,
        _masked(_SPEECHMIKE_GAMEPAD, 0, 2),
    ),
    Kind(
        "PowerMic 4",
        0x0554,
        (0x0064,),
        _VENDOR_PAGE,
        1,
        _masked(_POWERMIC_4, 7, 2, _BUTTONS_REPORT),
    ),
    Kind(
        "PowerMic 4",
        0x0554,
        (0x0064,),
        _DESKTOP_PAGE,
        _GAMEPAD,
        _masked(_POWERMIC_4_GAMEPAD, 0, 2),
    ),
    Kind("PowerMic III", 0x0554, (0x1001,), _DESKTOP_PAGE, 0, _masked(_POWERMIC_3, 1, 2)),
    Kind("Foot control", 0x0911, (0x1844, 0x091A), _DESKTOP_PAGE, _GAMEPAD, _masked(_FOOT, 0, 1)),
)


def kind_of(found: Mapping[str, object]) -> Kind | None:
    """What a listed device is; None for one that has no buttons of ours."""
    return next((kind for kind in KINDS if kind.fits(found)), None)
