"""Arm, Start, Pause, Resume, Stop, Mark, Disarm, Quit and what they do to the time line."""

import numpy as np

from app.capture.disk import Begun
from app.capture.inbox import Terminate
from app.domain.audio import SAMPLE_RATE_HZ, as_pcm
from app.domain.errors import StoreError
from app.domain.live import (
    Arm,
    Gap,
    Level,
    Mark,
    Pause,
    Quit,
    Refused,
    Resume,
    Start,
    Status,
    Stop,
    Stopped,
)
from tests.fake_capture import RECORDING, FakeClient, FakeSource, Process, ramp, statuses

OTHER = "cd" * 16


def test_whoever_joins_hears_first_how_things_stand() -> None:
    process = Process()

    client = process.join()

    assert client.told == [Status("idle")]


def test_arming_opens_the_microphone_and_shows_its_level() -> None:
    process = Process(FakeSource(48_000, 2))

    process.say(Arm())
    process.hear(1.0)

    assert process.of(Status)[-1] == Status(
        "armed", device="Desk microphone", rate_hz=48_000, channels=2
    )
    levels = [event for event in process.events if isinstance(event, Level)]
    assert len(levels) in (9, 10)
    # 0.01 is -40 dBFS; two channels average to -43, a third of the band is -48
    assert all(-49 < level.rms_dbfs < -47 for level in levels)
    assert not process.writers


def test_a_ramp_is_kept_sample_for_sample_from_the_first_block_after_start() -> None:
    process = Process()
    process.say(Arm())
    process.hear(ramp(0, 1600))

    process.say(Start(RECORDING))
    process.hear(ramp(1600, 16_000))
    process.say(Stop())
    process.hear(ramp(17_600, 8_000))

    kept = process.writer.pcm
    expected = as_pcm(ramp(1600, len(kept))[:, 0])
    assert len(kept) >= 16_000
    assert np.array_equal(kept, expected)


def test_every_rate_and_layout_becomes_sixteen_kilohertz_mono() -> None:
    for rate_hz, channels in ((8_000, 1), (44_100, 2), (48_000, 4), (96_000, 1)):
        process = Process(FakeSource(rate_hz, channels))
        process.say(Arm(), Start(RECORDING))
        times = np.arange(2 * rate_hz) / rate_hz
        tone = 0.25 * np.sin(2 * np.pi * 440 * times)
        process.hear(np.repeat(tone[:, None], channels, axis=1).astype(np.float32))
        process.say(Stop())
        process.wait(0.4)

        kept = process.writer.pcm / 32768
        expected = 0.25 * np.sin(2 * np.pi * 440 * np.arange(len(kept)) / SAMPLE_RATE_HZ)
        assert abs(len(kept) - 32_000) < 40
        middle = slice(400, len(kept) - 400)
        assert np.abs(kept[middle] - expected[middle]).max() < 0.005


def test_a_tone_above_the_kept_band_is_filtered_and_does_not_fold_back() -> None:
    process = Process(FakeSource(48_000))
    process.say(Arm(), Start(RECORDING))

    times = np.arange(48_000) / 48_000
    process.hear((0.4 * np.sin(2 * np.pi * 11_000 * times)).astype(np.float32)[:, None])
    process.say(Stop())
    process.wait(0.4)

    middle = process.writer.pcm[800:-800].astype(np.float64) / 32768
    assert np.sqrt(np.mean(middle**2)) < 0.4 / 300


def test_what_the_device_still_holds_at_stop_is_kept() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(ramp(0, 16_000))

    process.say(Stop())
    process.hear(ramp(16_000, 1_600))  # said before the key, delivered after it

    assert not process.of(Stopped)
    process.hear(ramp(17_600, 8_000))
    assert process.of(Stopped)
    assert len(process.writer.pcm) >= 17_600


def test_stop_does_not_wait_for_a_device_that_gives_nothing() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(1.0)

    process.say(Stop())
    process.wait(0.3)

    stopped = process.of(Stopped)[0]
    assert isinstance(stopped, Stopped)
    assert stopped.recording == RECORDING
    assert stopped.duration_s == 1.0
    assert len(stopped.sha256) == 64
    assert statuses(process)[-1] == "armed"


def test_a_pause_leaves_a_gap_as_long_as_it_took() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(1.0)
    process.say(Pause())
    process.hear(2.5)
    assert statuses(process)[-1] == "paused"
    process.say(Resume())
    process.hear(0.5)

    assert process.of(Gap) == [Gap(1.0, 3.5, "pause")]
    assert process.writer.gaps == [(16_000, 40_000, "pause")]
    assert process.writer.position == 64_000
    assert not process.writer.pcm[16_000:56_000].any()
    assert [kind for kind, _, _ in process.writer.notes] == ["pause", "resume"]


def test_the_level_goes_on_while_paused_and_its_time_too() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(1.0)
    process.say(Pause())
    process.hear(1.0)

    latest = process.of(Level)[-1]
    assert isinstance(latest, Level)
    assert abs(latest.audio_s - 2.0) < 0.2


def test_a_recording_stopped_in_a_pause_ends_where_the_pause_began() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(1.0)
    process.say(Pause())
    process.hear(1.0)
    process.say(Stop())

    assert process.writer.position == 16_000
    assert process.of(Stopped)


def test_start_without_arming_opens_the_microphone_and_closes_it_after_stop() -> None:
    process = Process()
    process.say(Start(RECORDING))
    process.hear(1.0)
    process.say(Stop())
    process.wait(0.4)

    assert process.source.deliver is None
    assert statuses(process) == ["recording", "idle"]


def test_a_second_recording_may_begin_at_once_after_the_first() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(1.0)
    process.say(Stop())
    process.wait(0.4)
    process.say(Start(OTHER))
    process.hear(1.0)

    assert [opening.start.recording for opening in process.openings] == [RECORDING, OTHER]
    assert process.writer.position == 16_000


def test_a_start_right_after_stop_loses_no_sample_between_the_two() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(ramp(0, 16_000))
    process.say(Stop())
    process.hear(ramp(16_000, 1_600))
    process.say(Start(OTHER))
    process.hear(ramp(17_600, 16_000))

    both = np.concatenate([writer.pcm for writer in process.writers])
    assert len(process.writers) == 2
    assert np.array_equal(both, as_pcm(ramp(0, 33_600)[:, 0]))


def test_a_mark_is_put_where_the_recording_stands() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(2.0)
    process.say(Mark("speaker-change"))

    assert process.writer.notes == [("mark", 32_000, {"name": "speaker-change"})]


def test_commands_that_need_a_recording_are_refused_to_the_one_who_asked() -> None:
    process = Process()
    asker, other = FakeClient(), process.join()
    process.say(Stop(), Pause(), Mark("x"), client=asker)

    assert [event.command for event in asker.told if isinstance(event, Refused)] == [
        "Stop",
        "Pause",
        "Mark",
    ]
    assert len(other.told) == 1


def test_another_recording_is_refused_while_one_runs() -> None:
    process = Process()
    asker = FakeClient()
    process.say(Arm(), Start(RECORDING))
    process.say(Start(OTHER), Quit(), client=asker)
    process.hear(0.5)

    assert [type(event) for event in asker.told] == [Refused, Refused]
    assert process.writer.position == 8_000
    assert not process.engine.ended


def test_the_same_start_said_twice_is_one_recording() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING), Start(RECORDING))

    assert len(process.openings) == 1
    assert not process.of(Refused)


def test_quit_ends_an_idle_process() -> None:
    process = Process()
    process.say(Quit())

    assert process.engine.ended


def test_the_systems_wish_to_end_finishes_the_recording_first() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(1.0)

    process.engine.post(Terminate())
    process.step()
    assert not process.engine.ended
    process.wait(0.4)

    assert process.of(Stopped)
    assert process.engine.ended


def test_without_a_microphone_start_is_refused_with_code_three() -> None:
    process = Process(FakeSource(absent=True))
    asker = FakeClient()
    process.say(Start(RECORDING), client=asker)

    assert asker.told == [Refused("Start", "no microphone was found; plug one in", 3)]
    assert not process.openings
    assert statuses(process) == ["idle"]


def test_a_disk_that_takes_no_recording_refuses_and_the_microphone_stays_armed() -> None:
    process = Process()
    process.fails = StoreError("the disk is full; make room")
    process.say(Arm(), Start(RECORDING))

    assert process.of(Refused) == [Refused("Start", "the disk is full; make room", 1)]
    assert statuses(process)[-1] == "armed"


def test_a_recording_that_was_cut_off_goes_on_behind_a_gap() -> None:
    process = Process(begun=Begun(RECORDING, position=16_000, absent=8_000, keywords=3))
    process.say(Arm(), Start(RECORDING))
    process.hear(0.5)
    process.hear(np.full((160, 1), 0.6, np.float32))

    assert process.of(Gap) == [Gap(1.0, 1.5, "capture_restarted")]
    assert process.writer.gaps == [(16_000, 8_000, "capture_restarted")]
    assert process.keywords[0].number == 3
    assert abs(process.keywords[0].end_s - 2.0) < 0.02


def test_stop_before_the_microphone_is_open_begins_no_recording() -> None:
    process = Process()
    process.engine.post(Start(RECORDING))
    process.engine.post(Stop())
    process.engine.step()
    process.step()

    assert not process.openings
    assert process.of(Refused)
    assert not process.engine.busy


def test_pause_before_the_microphone_is_open_begins_paused() -> None:
    process = Process()
    process.engine.post(Start(RECORDING))
    process.engine.post(Pause())
    process.engine.step()
    process.step()
    process.hear(1.0)

    assert statuses(process)[-1] == "paused"
    assert not process.writer.pcm.any()


def test_a_recording_that_the_disk_does_not_take_is_finished_later() -> None:
    process = Process()
    process.say(Arm(), Start(RECORDING))
    process.hear(1.0)
    process.writer.full = True
    process.say(Stop())
    process.wait(3.0)
    assert process.of(Refused) == [Refused("Stop", "the disk is full; make room", 1)]
    assert process.engine.busy

    process.writer.full = False
    process.wait(1.5)

    assert process.of(Stopped)
    assert not process.engine.busy


def test_a_file_stops_its_recording_by_itself() -> None:
    process = Process(FakeSource(live=False))
    process.say(Start(RECORDING, device="file:x.wav"))
    process.hear(1.0)
    process.source.ended()
    process.step()

    assert process.of(Stopped)
    assert process.writer.position == 16_000
    assert statuses(process)[-1] == "idle"
