"""Files that play like a microphone."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from app.audio.replay import Replay, is_replay
from app.audio.source import Block, Chosen
from app.domain.errors import DecodeError
from tests.fakes import FakeReader


class Heard:
    def __init__(self, refuse: int = 0) -> None:
        self.blocks: list[Block] = []
        self.ended = threading.Event()
        self._refuse = refuse

    def deliver(self, block: Block, overflow: bool) -> bool:
        if self._refuse:
            self._refuse -= 1
            return False
        self.blocks.append(block)
        return True


@pytest.mark.parametrize(
    ("device", "file"),
    [
        ("file:a.wav", True),
        ("file-fast:/x/a.wav", True),
        ("file-fast:20:/x/a.wav", True),
        ("file-fast:2.5:C:\\a.wav", True),
        ("", False),
        ("Desk microphone", False),
        ("file:", False),
    ],
)
def test_device_strings_of_files_are_told_from_microphones(device: str, file: bool) -> None:
    assert is_replay(device) is file


def test_every_sample_comes_once_even_when_there_was_no_room_at_first() -> None:
    heard = Heard(refuse=5)
    replay = Replay(FakeReader(duration_s=3.0))
    chosen = replay.find("file-fast:/x/a.wav")
    replay.start(chosen, heard.deliver, heard.ended.set)
    assert heard.ended.wait(10)

    expected = FakeReader(duration_s=3.0).read(Path("a.wav")).samples
    assert np.array_equal(np.concatenate(heard.blocks)[:, 0], expected)
    assert chosen == Chosen("a.wav", "file-fast:/x/a.wav", 16_000, 1, live=False)
    replay.stop()


@pytest.mark.parametrize(("device", "least_s"), [("file:a.wav", 0.5), ("file-fast:2:a.wav", 0.25)])
def test_a_paced_file_takes_its_time(device: str, least_s: float) -> None:
    heard, replay = Heard(), Replay(FakeReader(duration_s=0.5))
    chosen, began = replay.find(device), time.monotonic()
    replay.start(chosen, heard.deliver, heard.ended.set)
    assert heard.ended.wait(20)

    assert time.monotonic() - began >= least_s - 0.02
    replay.stop()


def test_a_file_can_be_stopped_in_the_middle() -> None:
    heard, replay = Heard(), Replay(FakeReader(duration_s=60.0))
    replay.start(replay.find("file:a.wav"), heard.deliver, heard.ended.set)
    replay.stop()
    count = len(heard.blocks)
    time.sleep(0.05)

    assert len(heard.blocks) == count
    assert not heard.ended.is_set()


def test_a_file_that_cannot_be_read_is_one_sentence() -> None:
    with pytest.raises(DecodeError, match=r"broken\.wav"):
        Replay(FakeReader()).find("file:/x/broken.wav")


def test_a_file_is_not_searched_for_again() -> None:
    with pytest.raises(DecodeError):
        Replay(FakeReader()).find("file:a.wav", key="file:a.wav")
