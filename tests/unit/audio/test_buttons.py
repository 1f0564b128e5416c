"""Reports of devices become buttons, and devices come and go. No real device was met."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from app.audio.button_reports import kind_of
from app.audio.buttons import HidButtons
from app.domain.buttons import (
    ACTS,
    Attached,
    ButtonEvent,
    ButtonsTrouble,
    Detached,
    Pressed,
    Released,
    button_map,
    written,
)
from tests.fake_hid import FakeHid, Plugged

SPEECHMIKE, POWERMIC_3, POWERMIC_4, FOOT = (
    (0x0911, 0x0C1C, 0xFFA0, 1),
    (0x0554, 0x1001, 1, 0),
    (0x0554, 0x0064, 0xFFA0, 1),
    (0x0911, 0x1844, 1, 4),
)
GAMEPAD = (0x0911, 0x0FA0, 1, 4)


def listed(vendor: int, product: int, page: int, usage: int) -> dict[str, object]:
    return {"vendor_id": vendor, "product_id": product, "usage_page": page, "usage": usage}


@pytest.mark.parametrize(
    ("device", "report", "held"),
    [
        # command byte, six bytes of other things, then the mask with its low byte first
        (SPEECHMIKE, "80 00 00 00 00 00 00 00 01", {"record"}),
        (SPEECHMIKE, "80 00 00 00 00 00 00 00 0d", {"record", "play", "forward"}),
        (SPEECHMIKE, "80 00 00 00 00 00 00 02 20", {"f1", "end_of_letter"}),
        (SPEECHMIKE, "80 00 00 00 00 00 00 00 00", set()),
        (POWERMIC_4, "80 00 00 00 00 00 00 00 21", {"record", "rewind"}),
        (POWERMIC_4, "80 00 00 00 00 00 00 00 80", {"enter"}),
        (POWERMIC_3, "00 04 00", {"record"}),
        (POWERMIC_3, "00 81 02", {"transcribe", "custom_left", "custom_right"}),
        (POWERMIC_3, "00 70 01", {"rewind", "forward", "play", "enter"}),
        (FOOT, "02", {"play"}),
        (FOOT, "09 00 00", {"rewind", "end_of_letter"}),
        (GAMEPAD, "20 00", {"record"}),
        (GAMEPAD, "02 40", {"play", "end_of_letter"}),
    ],
)
def test_a_report_says_which_buttons_are_down(
    device: tuple[int, int, int, int], report: str, held: set[str]
) -> None:
    kind = kind_of(listed(*device))
    assert kind is not None
    assert set(kind.decode(bytes.fromhex(report)) or ()) == held


@pytest.mark.parametrize(
    ("device", "report"),
    [
        (SPEECHMIKE, "9e 00 00 00 00 00 00 00 01"),  # laid down
        (SPEECHMIKE, "94 00 00 00 00 64 01 00 00"),  # battery
        (SPEECHMIKE, "80 00 00"),
        (POWERMIC_3, "00 04"),
        (FOOT, ""),
    ],
)
def test_other_reports_say_nothing_of_buttons(
    device: tuple[int, int, int, int], report: str
) -> None:
    kind = kind_of(listed(*device))
    assert kind is not None
    assert kind.decode(bytes.fromhex(report)) is None


def test_other_devices_and_other_collections_are_left_alone() -> None:
    assert kind_of(listed(0x046D, 0xC52B, 1, 6)) is None, "a keyboard"
    assert kind_of(listed(0x0911, 0x0C1C, 12, 1)) is None, "its volume keys"
    assert kind_of(listed(0x0911, 0x1844, 0, 0)) is not None, "a system that tells no collection"


@dataclass
class Heard:
    events: list[ButtonEvent] = field(default_factory=list)
    change: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, event: ButtonEvent) -> None:
        with self.change:
            self.events.append(event)
            self.change.notify_all()

    def wait(self, count: int) -> list[ButtonEvent]:
        with self.change:
            assert self.change.wait_for(lambda: len(self.events) >= count, 10.0), self.events
            return list(self.events)


@pytest.fixture
def hid() -> FakeHid:
    return FakeHid()


@pytest.fixture
def heard(hid: FakeHid) -> Iterator[Heard]:
    buttons, told = HidButtons(hid, look_s=0.01), Heard()
    buttons.listen(told)
    yield told
    buttons.close()


def test_a_device_plugged_in_later_is_heard_and_one_pulled_out_lets_go_of_its_buttons(
    hid: FakeHid, heard: Heard
) -> None:
    pedal = Plugged(*FOOT)
    hid.plugged.append(pedal)
    assert heard.wait(1) == [Attached("Foot control")]
    pedal.report(0x02)
    heard.wait(2)
    pedal.report(0x06)
    heard.wait(3)
    pedal.report(0x04)
    assert heard.wait(4)[1:] == [
        Pressed("Foot control", "play"),
        Pressed("Foot control", "forward"),
        Released("Foot control", "play"),
    ]
    pedal.unplug()
    assert heard.wait(6)[4:] == [Released("Foot control", "forward"), Detached("Foot control")]
    again = Plugged(*FOOT)
    hid.plugged.append(again)
    again.report(0x01)
    assert heard.wait(8)[6:] == [Attached("Foot control"), Pressed("Foot control", "rewind")]


def test_two_devices_are_heard_at_once(hid: FakeHid, heard: Heard) -> None:
    pedal, microphone = Plugged(*FOOT), Plugged(*POWERMIC_3)
    hid.plugged += [pedal, microphone]
    heard.wait(2)
    microphone.report(0x00, 0x04, 0x00)
    heard.wait(3)
    pedal.report(0x02)
    assert heard.wait(4)[2:] == [Pressed("PowerMic III", "record"), Pressed("Foot control", "play")]


def test_a_device_that_is_listed_for_each_collection_is_read_once(
    hid: FakeHid, heard: Heard
) -> None:
    microphone = Plugged(0x0911, 0x0C1E, 1, 4)
    twin = Plugged(0x0911, 0x0C1E, 0xFFA0, 1, pipe=microphone.pipe)
    hid.plugged += [microphone, twin]
    heard.wait(1)
    microphone.report(0x80, 0, 0, 0, 0, 0, 0, 0, 0x01)
    assert heard.wait(2) == [Attached("SpeechMike"), Pressed("SpeechMike", "record")]


def test_a_report_that_repeats_presses_once(hid: FakeHid, heard: Heard) -> None:
    microphone = Plugged(*POWERMIC_3)
    hid.plugged.append(microphone)
    heard.wait(1)
    for mask in (0x04, 0x04, 0x04, 0x00):
        microphone.report(0x00, mask, 0x00)
        threading.Event().wait(0.02)
    assert heard.wait(3)[1:] == [
        Pressed("PowerMic III", "record"),
        Released("PowerMic III", "record"),
    ]


@pytest.mark.parametrize(("system", "says"), [("linux", "udev"), ("win32", "another program")])
def test_a_device_that_may_not_be_read_is_told_once_with_what_to_do(
    hid: FakeHid, monkeypatch: pytest.MonkeyPatch, system: str, says: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    locked = Plugged(*SPEECHMIKE, open_for_us=False)
    hid.plugged.append(locked)
    buttons, told = HidButtons(hid, look_s=0.01), Heard()
    buttons.listen(told)
    refused = told.wait(1)[0]
    threading.Event().wait(0.1)
    assert isinstance(refused, ButtonsTrouble)
    assert says in refused.sentence
    assert "SpeechMike" in refused.sentence
    assert told.events == [refused]
    locked.open_for_us = True
    assert told.wait(2)[1] == Attached("SpeechMike")
    buttons.close()


def test_without_the_library_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("hid", "hidraw"):
        monkeypatch.setitem(sys.modules, name, None)
    told = Heard()
    buttons = HidButtons()
    buttons.listen(told)
    refused = told.wait(1)[0]
    assert isinstance(refused, ButtonsTrouble)
    assert "hidapi is missing" in refused.sentence


def test_the_real_library_lists_devices_without_trouble() -> None:
    told = Heard()
    buttons = HidButtons(look_s=0.01)
    buttons.listen(told)
    threading.Event().wait(0.2)
    buttons.close()
    assert [one for one in told.events if isinstance(one, ButtonsTrouble)] == []


def test_the_map_of_buttons_is_changed_by_the_settings_and_written_back() -> None:
    acts = button_map("play=mark, key:F13=play,f4=nothing")
    assert (acts["play"], acts["key:F13"], acts["f4"]) == ("mark", "play", "nothing")
    assert acts["record"] == "talk"
    assert button_map(written(acts)) == acts
    assert written(button_map("")) == ""
    assert set(ACTS) <= set(acts)


@pytest.mark.parametrize("text", ["play", "play=sing", "lever=play", "key:=play", "=play"])
def test_a_map_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"needs BUTTON=ACT|knows no such button"):
        button_map(text)
