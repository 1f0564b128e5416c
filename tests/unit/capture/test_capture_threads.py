"""The ring, the bell, and the threads of disk, spotter and device."""

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from app.audio.source import Chosen
from app.capture.bell import Bell
from app.capture.disk import MOST_WAITING, Begun, Disk, Failed, Late, Opening, Tell
from app.capture.ear import Ear, NotOpened, Opened
from app.capture.ring import UNKNOWN, Feed, Ring
from app.capture.sound import as_float, as_pcm
from app.capture.spotting import BEHIND_SAMPLES, NewSpotter, Spotting
from app.domain.errors import AppError, InternalError, ModelError
from app.domain.live import KeywordHeard, Start, Stopped, Trouble, TroubleOver
from tests.fake_capture import (
    RECORDING,
    FakeClock,
    FakeSource,
    FakeSpotter,
    FakeWriter,
    Process,
)

LOUD = np.full(160, 20_000, np.int16)
CHOSEN = Chosen("Desk microphone", "Desk microphone", 16_000, 1)


def until(happened: Callable[[], object], seconds: float = 10.0) -> None:
    end_s = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.005)


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


# --- the spotter's thread


class Told:
    def __init__(self) -> None:
        self.events: list[KeywordHeard | Trouble | TroubleOver] = []

    def __call__(self, event: KeywordHeard | Trouble | TroubleOver) -> None:
        self.events.append(event)

    @property
    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


def hearing(told: Told, load: Callable[[], NewSpotter] = lambda: FakeSpotter) -> Spotting:
    spotting = Spotting(load, told)
    spotting.prepare()
    spotting.step()
    return spotting


def test_keywords_lie_on_the_recordings_time_line_and_are_counted() -> None:
    told = Told()
    spotting = hearing(told)
    spotting.push(RECORDING, 16_000, np.zeros(16_000, np.int16))
    spotting.step()
    spotting.push(RECORDING, 32_000, LOUD[:1])
    spotting.push(RECORDING, 64_000, LOUD[:1])  # behind a gap: another stretch
    spotting.step()

    heard = [event for event in told.events if isinstance(event, KeywordHeard)]
    assert [(one.number, one.start_s, one.end_s) for one in heard] == [
        (0, 1.5, 2.0),
        (1, 4.0, 4.0),
    ]


def test_a_spotter_that_cannot_keep_up_leaves_sound_out_and_says_so_until_it_can() -> None:
    told = Told()
    spotting = hearing(told)
    second = np.zeros(BEHIND_SAMPLES, np.int16)
    for index in range(5):
        spotting.push(RECORDING, index * BEHIND_SAMPLES, second)
    spotting.step()
    assert [event.kind for event in told.events if isinstance(event, Trouble)] == ["alerts_off"]

    for index in range(5, 9):
        spotting.push(RECORDING, index * BEHIND_SAMPLES, second)
        spotting.step()

    assert told.kinds == ["Trouble", "TroubleOver"]


def test_what_came_while_the_model_was_loading_is_heard_afterwards() -> None:
    told = Told()
    spotting = Spotting(lambda: FakeSpotter, told)
    for index in range(5):
        spotting.push(RECORDING, index * 16_000, np.zeros(16_000, np.int16))
    spotting.push(RECORDING, 80_000, LOUD[:1])
    spotting.prepare()
    spotting.step()

    assert told.kinds == ["KeywordHeard"]


def test_a_model_that_does_not_load_is_said_and_holds_nobody_up() -> None:
    told = Told()

    def load() -> NewSpotter:
        raise ModelError("keywords-embedded cannot be loaded; run: erscribe models verify")

    spotting = Spotting(load, told)
    spotting.push(RECORDING, 0, LOUD)
    spotting.start()
    until(lambda: told.events)
    spotting.push(RECORDING, 160, LOUD)

    assert [event.kind for event in told.events if isinstance(event, Trouble)] == ["alerts_off"]
    assert spotting.waiting == 0
    spotting.stop()


def test_a_spotter_that_breaks_is_said_and_the_recording_goes_on() -> None:
    class Breaks:
        def push(self, samples: object) -> list[object]:
            raise ZeroDivisionError("somebody said something")

    told = Told()
    spotting = Spotting(lambda: Breaks, told)  # type: ignore[arg-type,return-value]
    spotting.start()
    spotting.push(RECORDING, 0, LOUD)
    until(lambda: told.events)

    trouble = told.events[0]
    assert isinstance(trouble, Trouble)
    assert "ZeroDivisionError" in trouble.sentence
    assert "said" not in trouble.sentence.replace("keyword alerts are off", "")
    spotting.stop()


def test_a_keyword_is_told_before_it_is_written() -> None:
    process = Process()
    process.say(*_armed_and_started())
    process.hear(np.full((1, 1), 0.6, np.float32))

    assert [one.keyword for one in process.keywords] == ["loud"]
    kind, _, fields = process.writer.notes[0]
    assert (kind, fields["keyword"], fields["number"]) == ("keyword", "loud", 0)


def _armed_and_started() -> list[Start]:
    return [Start(RECORDING)]


# --- the disk's thread


class Writers:
    def __init__(self, fails: AppError | None = None) -> None:
        self.writer = FakeWriter()
        self.fails = fails

    def __call__(self, opening: Opening, tell: Tell) -> tuple[FakeWriter, Begun]:
        if self.fails is not None:
            raise self.fails
        return self.writer, Begun(opening.start.recording)


OPENING = Opening(Start(RECORDING), "Desk microphone", 16_000, 1, 0.0, 0.0)


def test_everything_is_written_in_the_order_it_was_said() -> None:
    writers, reports = Writers(), list[object]()
    disk = Disk(writers, lambda _: None, reports.append, FakeClock().clock())
    disk.begin(OPENING)
    disk.write(LOUD)
    disk.note("mark", name="a")
    disk.gap(100, "pause")
    disk.write(LOUD)
    disk.finish()
    disk.step()

    assert writers.writer.position == 420
    assert writers.writer.notes == [("mark", 160, {"name": "a"})]
    assert writers.writer.gaps == [(160, 100, "pause")]
    assert [type(report) for report in reports] == [Begun, Stopped]
    assert disk.waiting == 0


def test_a_disk_that_stands_still_for_ten_minutes_costs_only_what_comes_after() -> None:
    writers = Writers()
    disk = Disk(writers, lambda _: None, lambda _: None, FakeClock().clock())
    disk.begin(OPENING)
    minute = np.ones(60 * 16_000, np.int16)
    for _ in range(12):
        disk.write(minute)
    disk.step()
    disk.write(LOUD)
    disk.step()

    assert writers.writer.gaps == [(MOST_WAITING, 2 * 60 * 16_000, "disk")]
    assert writers.writer.position == 12 * 60 * 16_000 + 160


def test_a_recording_that_cannot_begin_is_reported_and_its_sound_forgotten() -> None:
    reports = list[object]()
    disk = Disk(Writers(AppError("no")), lambda _: None, reports.append, FakeClock().clock())
    disk.begin(OPENING)
    disk.write(LOUD)
    disk.step()

    assert [type(report) for report in reports] == [Failed]
    assert disk.waiting == 0


def test_an_end_that_the_disk_refuses_is_tried_again_every_second() -> None:
    clock, writers, reports = FakeClock(), Writers(), list[object]()
    writers.writer.full = True
    disk = Disk(writers, lambda _: None, reports.append, clock.clock())
    disk.begin(OPENING)
    disk.finish()
    for _ in range(30):
        clock.wait(0.1)
        disk.step()
    assert [type(report) for report in reports] == [Begun, Late]

    writers.writer.full = False
    clock.wait(1.1)
    disk.step()

    assert [type(report) for report in reports] == [Begun, Late, Stopped]


def test_the_disks_thread_writes_all_it_has_before_it_ends() -> None:
    writers = Writers()
    disk = Disk(writers, lambda _: None, lambda _: None, FakeClock().clock())
    disk.start()
    disk.begin(OPENING)
    disk.write(LOUD)
    disk.stop()

    assert writers.writer.position == 160


def test_a_bug_in_the_writing_thread_ends_the_process_instead_of_the_recording() -> None:
    class Breaks(FakeWriter):
        def tick(self) -> None:
            raise ZeroDivisionError

    process = Process()
    process.say(Start(RECORDING))
    process.writers[0].tick = Breaks().tick  # type: ignore[method-assign]
    process.disk.start()
    with pytest.raises(InternalError, match="ZeroDivisionError"):
        until(process.engine.step)


# --- the device's thread


def test_the_device_is_tried_until_it_is_there_again() -> None:
    source, reports = FakeSource(absent=True), list[object]()
    ear = Ear(lambda _: source, FakeClock().clock(), Bell(), reports.append)
    ear.start()
    ear.open("Desk")
    until(lambda: reports)
    assert [type(report) for report in reports] == [NotOpened]

    ear.reopen("Desk", "Desk microphone", True)
    until(lambda: len(source.searches) >= 3)
    source.absent = False
    until(lambda: len(reports) == 2)
    ear.stop()

    assert isinstance(reports[1], Opened)
    assert source.calmed >= 1
    assert source.deliver is None


def test_a_device_that_is_sought_can_be_given_up() -> None:
    source, reports = FakeSource(absent=True), list[object]()
    ear = Ear(lambda _: source, FakeClock().clock(), Bell(), reports.append)
    ear.reopen("Desk", "Desk microphone")
    ear.step()
    ear.close()
    ear.step()
    searched = len(source.searches)
    ear.step()

    assert len(source.searches) == searched
    assert not reports


def test_a_device_that_stays_away_is_looked_for_less_often() -> None:
    ear = Ear(lambda _: FakeSource(absent=True), FakeClock().clock(), Bell(), lambda _: None)
    ear.reopen("Desk", "Desk microphone")
    waits = [ear.step() for _ in range(300)]

    assert waits[0] == 0.5
    assert waits[-1] == 1.5


def test_a_bug_in_a_device_library_is_a_refusal_and_no_end() -> None:
    class Odd(FakeSource):
        def find(self, wanted: str, key: str = "") -> Chosen:
            raise ZeroDivisionError

    reports = list[object]()
    ear = Ear(lambda _: Odd(), FakeClock().clock(), Bell(), reports.append)
    ear.open("")
    ear.step()

    refused = reports[0]
    assert isinstance(refused, NotOpened)
    assert "ZeroDivisionError" in str(refused.error)


@pytest.mark.parametrize("commands", [1, 2])
def test_stopping_the_threads_twice_does_no_harm(commands: int) -> None:
    spotting = Spotting(lambda: FakeSpotter, lambda _: None)
    for _ in range(commands):
        spotting.stop()
