"""What goes wrong with a device and with time: seen, said within a second, survived as a gap."""

import numpy as np
import pytest

from app.audio.source import Block
from app.capture.watch import Pace
from app.domain.live import (
    Arm,
    Gap,
    Level,
    Pause,
    Resume,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
    TroubleOver,
)
from tests.fake_capture import RECORDING, FakeSource, Process


def recording(source: FakeSource | None = None) -> Process:
    process = Process(source)
    process.say(Arm("Desk"), Start(RECORDING, device="Desk"))
    process.hear(2.0)
    return process


def said(process: Process) -> list[str]:
    """Troubles by kind, an ended one with a minus before it."""
    return [
        event.kind if isinstance(event, Trouble) else f"-{event.kind}"
        for event in process.events
        if isinstance(event, Trouble | TroubleOver)
    ]


def test_a_device_that_gives_nothing_is_called_lost_within_a_second() -> None:
    process = recording()
    process.wait(0.4)
    assert said(process) == []

    process.wait(0.3)

    assert said(process) == ["device_lost"]


def test_a_device_that_says_it_ended_is_called_lost_at_once() -> None:
    process = recording()
    process.source.ended()
    process.step()

    assert said(process) == ["device_lost"]


def test_a_lost_device_is_opened_again_and_the_gap_is_as_long_as_it_took() -> None:
    process = recording()
    process.source.absent = True
    process.wait(5.0)
    process.source.absent = False
    process.wait(0.1)
    process.hear(1.0)

    assert said(process) == ["device_lost", "-device_lost"]
    gap = process.of(Gap)[0]
    assert isinstance(gap, Gap)
    assert gap.reason == "device_lost"
    assert abs(gap.start_s - 2.0) < 0.001
    assert abs(gap.end_s - gap.start_s - 5.1) < 0.05
    assert process.writer.position == pytest.approx(8.1 * 16_000, abs=0.05 * 16_000)
    status = process.of(Status)[-1]
    assert isinstance(status, Status)
    assert status.state == "recording"


def test_only_the_very_device_that_was_lost_is_opened_again() -> None:
    process = recording()
    process.source.absent = True
    process.wait(2.0)

    assert process.source.searches[0] == ("Desk", "")
    assert len(process.source.searches) > 3
    assert set(process.source.searches[1:]) == {("Desk", "Desk microphone")}


def test_while_a_device_is_away_there_are_signs_of_life() -> None:
    process = recording()
    process.source.absent = True
    before = len(process.of(Level))
    process.wait(3.0)

    levels = process.of(Level)[before:]
    assert len(levels) >= 4
    assert all(level.rms_dbfs == -120 for level in levels if isinstance(level, Level))


def test_stopping_while_the_device_is_away_keeps_the_time_line_true() -> None:
    process = recording()
    process.source.absent = True
    process.wait(3.0)
    process.say(Stop())
    process.step()

    stopped = process.of(Stopped)[0]
    assert isinstance(stopped, Stopped)
    assert abs(stopped.duration_s - 5.0) < 0.05
    assert process.writer.gaps[0][2] == "device_lost"


def test_a_device_lost_while_paused_only_makes_the_pause_longer() -> None:
    process = recording()
    process.say(Pause())
    process.hear(1.0)
    process.source.absent = True
    process.wait(3.0)
    process.source.absent = False
    process.wait(0.6)
    process.hear(1.0)
    process.say(Resume())

    assert len(process.writer.gaps) == 1
    assert process.writer.gaps[0][1] == pytest.approx(5.6 * 16_000, abs=800)


def test_an_armed_device_is_watched_too() -> None:
    process = Process()
    process.say(Arm())
    process.hear(1.0)
    process.source.absent = True
    process.wait(1.0)

    assert said(process) == ["device_lost"]
    assert not process.of(Gap)


@pytest.mark.parametrize("value", [0.0, -0.00390625])
def test_one_and_the_same_value_is_silence(value: float) -> None:
    process = recording()
    process.hear(np.full((11_200, 1), value, np.float32))
    assert said(process) == []
    process.hear(np.full((3_200, 1), value, np.float32))
    assert said(process) == ["silent"]

    process.hear(0.1)

    assert said(process) == ["silent", "-silent"]
    assert process.writer.position == pytest.approx(3 * 16_000, abs=2)


def test_a_quiet_room_is_no_silence() -> None:
    process = recording()
    process.hear((np.arange(32_000) % 2 / 32768).astype(np.float32)[:, None])

    assert said(process) == []


def peak(count: int, every: int = 1) -> Block:
    sound = np.zeros((16_000, 1), np.float32)
    sound[::2] = 0.1
    sound[100 : 100 + count * every : every] = 32767 / 32768
    return sound


def test_three_samples_at_full_scale_in_a_row_are_clipping_and_two_are_not() -> None:
    process = recording()
    process.hear(peak(2))
    assert said(process) == []

    process.hear(peak(3))

    assert said(process) == ["clipping"]


def test_a_thousandth_of_a_quarter_second_at_full_scale_is_clipping() -> None:
    process = recording()
    process.hear(peak(4, 300))
    assert said(process) == []

    process.hear(peak(6, 300))

    assert said(process) == ["clipping"]


def test_clipping_is_over_after_two_clean_seconds() -> None:
    process = recording()
    process.hear(peak(3))
    process.hear(0.9)
    assert said(process) == ["clipping"]

    process.hear(0.3)

    assert said(process) == ["clipping", "-clipping"]


def test_a_run_of_full_scale_across_two_blocks_is_clipping() -> None:
    process = recording()
    sound = peak(0)
    sound[318:321] = -1.0  # blocks hold 160
    process.hear(sound)

    assert said(process) == ["clipping"]


def test_a_doubtful_device_is_said_and_said_again_to_whoever_joins() -> None:
    process = Process(FakeSource(doubt="'Monitor' records what this computer plays"))
    process.say(Arm())

    assert said(process) == ["wrong_device"]
    client = process.join()
    assert [event.kind for event in client.told if isinstance(event, Trouble)] == ["wrong_device"]


def test_a_clock_that_is_set_is_said_once_and_kept_in_the_recording() -> None:
    process = recording()
    process.time.wall_s += 3600
    process.hear(2.0)

    assert said(process) == ["clock_jump"]
    notes = {kind: fields for kind, _, fields in process.writer.notes}
    assert notes["clock_jump"]["seconds"] == pytest.approx(3600)
    assert notes["trouble"]["name"] == "clock_jump"
    assert not process.of(Gap)


def test_a_clock_that_is_slewed_is_no_jump() -> None:
    process = recording()
    for _ in range(40):
        process.time.wall_s += 0.1
        process.hear(0.1)

    assert said(process) == []


def test_sleep_leaves_a_gap_as_long_as_it_was() -> None:
    process = recording()
    process.time.sleep(3600.0)
    process.hear(1.0)

    assert said(process)[0] == "suspended"
    gaps = [gap for gap in process.of(Gap) if isinstance(gap, Gap)]
    assert [gap.reason for gap in gaps] == ["suspended"]
    assert abs(gaps[0].end_s - gaps[0].start_s - 3600) < 0.05
    assert "device_lost" not in said(process)


def test_a_device_that_does_not_outlive_sleep_leaves_one_gap_of_the_whole_time() -> None:
    process = recording()
    process.source.absent = True
    process.time.sleep(600.0)
    process.wait(2.0)
    process.source.absent = False
    process.wait(0.6)
    process.hear(1.0)

    gaps = [gap for gap in process.of(Gap) if isinstance(gap, Gap)]
    assert [gap.reason for gap in gaps] == ["suspended"]
    assert abs(gaps[0].end_s - gaps[0].start_s - 602.6) < 0.05


def test_where_no_clock_tells_of_sleep_a_hole_in_our_own_loop_does() -> None:
    process = Process(asleep_s=None)
    process.say(Arm(), Start(RECORDING))
    process.hear(2.0)
    process.time.sleep(30.0)
    process.hear(1.0)

    gaps = [gap for gap in process.of(Gap) if isinstance(gap, Gap)]
    assert [gap.reason for gap in gaps] == ["suspended"]
    assert abs(gaps[0].end_s - gaps[0].start_s - 30) < 0.05


def test_what_the_device_lost_is_a_gap_and_said() -> None:
    process = recording()
    process.time.wait(0.25)  # shorter than what counts as lost
    process.hear(process.noise(0.5), overflow=True)

    assert said(process) == ["overrun"]
    gap = process.of(Gap)[0]
    assert isinstance(gap, Gap)
    assert gap.reason == "overrun"
    assert abs(gap.end_s - gap.start_s - 0.25) < 0.01


def test_sound_that_goes_missing_unsaid_is_found_by_the_clock() -> None:
    process = recording()
    process.time.wait(0.4)
    process.hear(3.0)

    gap = process.of(Gap)[0]
    assert isinstance(gap, Gap)
    assert abs(gap.end_s - gap.start_s - 0.4) < 0.01
    assert process.writer.position == pytest.approx(5.4 * 16_000, abs=160)


def test_blocks_that_only_come_late_are_no_gap() -> None:
    process = recording()
    held = process.noise(0.4)
    process.time.wait(0.4)
    assert process.source.deliver is not None
    for first in range(0, len(held), 160):
        process.source.deliver(held[first : first + 160], False)
    process.step()
    process.hear(3.0)

    assert not process.of(Gap)
    assert said(process) == []


def test_a_device_clock_that_runs_a_little_wrong_leaves_no_gap_in_eight_hours() -> None:
    pace = Pace(16_000)
    missing_s = [
        pace.push(1_600, 0.1 * index * (1 + 100e-6), 0, False) for index in range(8 * 36_000)
    ]

    assert sum(missing_s) == 0


def test_a_full_ring_is_a_gap_of_exactly_what_found_no_room() -> None:
    process = recording()
    deliver = process.source.deliver
    assert deliver is not None
    sound = process.noise(14.0)
    for first in range(0, len(sound), 160):  # the engine stands still meanwhile
        process.time.wait(0.01)
        deliver(sound[first : first + 160], False)
    process.step()
    process.hear(1.0)

    gaps = [gap for gap in process.of(Gap) if isinstance(gap, Gap)]
    assert [gap.reason for gap in gaps] == ["overrun"]
    assert gaps[0].end_s - gaps[0].start_s == pytest.approx(2.0)
    assert process.writer.position == 17 * 16_000
    assert "overrun" in said(process)


def test_overruns_that_repeat_ask_for_larger_buffers_once() -> None:
    process = recording()
    for _ in range(6):
        process.time.wait(0.1)
        process.hear(process.noise(0.3), overflow=True)

    assert process.source.calmed == 1
    assert "device_lost" not in said(process)


def test_an_overrun_is_over_after_ten_seconds() -> None:
    process = recording()
    process.hear(process.noise(0.5), overflow=True)
    process.hear(10.0)

    assert said(process) == ["overrun", "-overrun"]


def test_the_recording_keeps_what_troubled_it() -> None:
    process = recording()
    process.source.absent = True
    process.wait(1.0)
    process.source.absent = False
    process.wait(0.6)
    process.hear(0.5)

    named = [(kind, fields["name"]) for kind, _, fields in process.writer.notes]
    assert named == [("trouble", "device_lost"), ("trouble_over", "device_lost")]


def test_a_file_may_be_silent_late_and_loud() -> None:
    process = Process(FakeSource(live=False))
    process.say(Start(RECORDING, device="file:x.wav"))
    process.hear(np.zeros((16_000, 1), np.float32))
    process.wait(2.0)
    process.hear(np.ones((160, 1), np.float32))

    assert said(process) == []
    assert not process.of(Gap)
