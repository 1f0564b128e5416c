"""The ring, the bell, and the threads of disk, spotter and device."""

import time
from collections.abc import Callable

import numpy as np
import pytest

from app.audio.source import Chosen
from app.capture.bell import Bell
from app.capture.disk import MOST_WAITING, Begun, Disk, Failed, Late, Opening, Tell
from app.capture.ear import Ear, NotOpened, Opened
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
