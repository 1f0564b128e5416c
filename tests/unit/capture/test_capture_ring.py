"""Sound on its way from the device's thread: ring, bell, and 16 bit."""

import threading
import time

import numpy as np

from app.audio.source import Chosen
from app.capture.bell import Bell
from app.capture.ring import UNKNOWN, Feed, Ring
from app.domain.audio import as_float, as_pcm
from tests.fake_capture import (
    FakeClock,
)

CHOSEN = Chosen("Desk microphone", "Desk microphone", 16_000, 1)


# --- ring and bell


def test_the_ring_gives_back_what_was_written_across_its_seam() -> None:
    ring, taken = Ring(1000, 2), []
    sound = np.random.default_rng(0).normal(size=(7_000, 2)).astype(np.float32)
    for first in range(0, 7_000, 70):
        assert ring.write(sound[first : first + 70])
        if first % 210 == 140:
            taken.append(ring.take(210))
    taken.append(ring.take(ring.written - ring.taken))

    assert np.array_equal(np.concatenate(taken), sound)


def test_a_full_ring_takes_no_part_of_a_block() -> None:
    ring = Ring(100, 1)
    assert ring.write(np.ones((60, 1), np.float32))
    assert not ring.write(np.full((41, 1), 2, np.float32))
    assert ring.written == 60
    assert ring.write(np.full((40, 1), 3, np.float32))
    assert ring.take(100)[59:61, 0].tolist() == [1, 3]


def test_the_ring_loses_nothing_between_two_threads() -> None:
    time_, bell = FakeClock(), Bell()
    feed = Feed(CHOSEN, time_.clock(), bell, ring_s=0.5)
    sound = np.arange(200_000, dtype=np.float32)[:, None]

    def play() -> None:
        for first in range(0, len(sound), 160):
            while not feed.deliver(sound[first : first + 160], False):
                time.sleep(0.0001)
        feed.end()

    player = threading.Thread(target=play)
    player.start()
    taken = []
    while not (feed.ended.is_set() and not feed.waiting):
        piece = feed.next_piece()
        if piece is None:
            bell.wait(0.01)
        else:
            taken.append(piece.frames)
    player.join()

    assert np.array_equal(np.concatenate(taken), sound)


def test_the_callback_never_waits_for_whoever_reads() -> None:
    feed = Feed(CHOSEN, FakeClock().clock(), Bell())
    block = np.zeros((160, 1), np.float32)
    began = time.perf_counter()
    for _ in range(5_000):  # 50 s of sound, nobody reads
        feed.deliver(block, False)

    assert time.perf_counter() - began < 5.0
    piece = feed.next_piece()
    assert piece is not None
    assert piece.lost == 0


def test_what_found_no_room_is_counted_and_what_the_device_lost_is_told() -> None:
    feed = Feed(CHOSEN, FakeClock().clock(), Bell(), ring_s=0.02)
    block = np.zeros((160, 1), np.float32)
    assert feed.deliver(block, False)
    assert feed.deliver(block, False)
    assert not feed.deliver(block, False)
    assert not feed.deliver(block, False)
    first = feed.next_piece()
    assert first is not None
    assert len(first.frames) == 320
    assert feed.deliver(block, False)
    assert feed.deliver(block, True)
    pieces = [feed.next_piece(), feed.next_piece()]

    assert [piece.lost for piece in pieces if piece is not None] == [320, UNKNOWN]


def test_a_bell_rung_before_anybody_listens_is_heard() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()

    assert bell.wait(0.0)
    assert not bell.wait(0.0)


# --- 16 bit


def test_sixteen_bit_sound_comes_through_unchanged() -> None:
    every = np.arange(-32_768, 32_768).astype(np.int16)

    assert np.array_equal(as_pcm(as_float(every)), every)


def test_what_is_too_loud_is_cut_off_and_what_lies_between_is_rounded() -> None:
    sound = np.array([1.5, -1.5, 1.6 / 32768, -1.6 / 32768], np.float32)

    assert as_pcm(sound).tolist() == [32767, -32768, 2, -2]
