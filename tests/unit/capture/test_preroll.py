"""The seconds before Record: in memory only, off unless asked for, and never more than two."""

import numpy as np

from app.domain.audio import as_pcm
from app.domain.live import (
    Arm,
    Disarm,
    Start,
    Status,
)
from tests.fake_capture import RECORDING, Process, ramp, statuses


def test_preroll_comes_first_and_is_forgotten_with_the_microphone() -> None:
    process = Process()
    process.say(Arm(preroll_s=1.0))
    process.hear(ramp(0, 40_000))
    shown = process.of(Status)[-1]
    assert isinstance(shown, Status)
    assert shown.preroll_s == 1.0

    process.say(Start(RECORDING, preroll_s=1.0))
    process.hear(ramp(40_000, 1_600))

    assert np.array_equal(process.writer.pcm, as_pcm(ramp(24_000, 17_600)[:, 0]))
    assert process.openings[0].preroll_s == 1.0


def test_a_recording_takes_no_more_preroll_than_it_asks_for() -> None:
    for asked, kept in ((0.0, 0), (0.5, 8_000)):
        process = Process()
        process.say(Arm(preroll_s=2.0))
        process.hear(ramp(0, 40_000))
        process.say(Start(RECORDING, preroll_s=asked))
        process.hear(ramp(40_000, 160))

        assert np.array_equal(process.writer.pcm, as_pcm(ramp(40_000 - kept, kept + 160)[:, 0]))


def test_nothing_is_kept_from_before_start_unless_asked_for() -> None:
    process = Process()
    process.say(Arm())
    process.hear(ramp(0, 16_000))
    process.say(Start(RECORDING))
    process.hear(ramp(16_000, 1_600))

    assert np.array_equal(process.writer.pcm, as_pcm(ramp(16_000, 1_600)[:, 0]))


def test_no_more_than_two_seconds_of_preroll_are_held() -> None:
    process = Process()
    process.say(Arm(preroll_s=60.0))
    process.hear(5.0)
    process.say(Start(RECORDING, preroll_s=60.0))

    assert process.writer.position == 32_000


def test_disarming_forgets_the_preroll() -> None:
    process = Process()
    process.say(Arm(preroll_s=2.0))
    process.hear(2.0)
    process.say(Disarm())
    assert process.source.deliver is None
    process.say(Start(RECORDING))

    assert process.writer.position == 0
    assert statuses(process)[-1] == "recording"
