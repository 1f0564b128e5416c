"""The chime: what it sounds like, and that it never gets in anybody's way."""

import threading

import numpy as np
import pytest
from numpy.typing import NDArray

from app.audio.chime import LENGTH_S, NO_OUTPUT, NOTES_HZ, PEAK, REST_S, Chime, Sound, chime
from app.domain.errors import DeviceError

RATES_HZ = (16_000, 44_100, 48_000)
LONG_S = 20.0


def loudness(sound: NDArray[np.float32], rate_hz: int) -> NDArray[np.float64]:
    """RMS of every 10 ms."""
    frame = rate_hz // 100
    frames = sound[: len(sound) // frame * frame].reshape(-1, frame).astype(float)
    rms: NDArray[np.float64] = np.sqrt((frames**2).mean(axis=1))
    return rms


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_it_is_short_and_far_from_clipping(rate_hz: int) -> None:
    sound = chime(rate_hz)
    assert sound.dtype == np.float32
    assert len(sound) == round(LENGTH_S * rate_hz) < rate_hz
    assert np.abs(sound).max() == pytest.approx(PEAK)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_it_begins_and_ends_in_silence_without_a_click(rate_hz: int) -> None:
    sound = chime(rate_hz)
    assert abs(sound[0]) < 1e-3
    assert abs(sound[-1]) < 1e-3
    steps = np.abs(np.diff(sound.astype(float)))
    assert steps.max() <= PEAK * 2 * np.pi * max(NOTES_HZ) / rate_hz * 1.05


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_it_is_one_swell_and_no_burst_of_pulses(rate_hz: int) -> None:
    rms = loudness(chime(rate_hz), rate_hz)
    middle = rms[20:55]  # after the attack, before the release
    assert middle.min() > 0.6 * rms.max()
    loud = rms > 0.5 * rms.max()
    assert np.count_nonzero(np.diff(loud.astype(int)) == 1) == 1


def test_it_rises_slowly() -> None:
    rms = loudness(chime(48_000), 48_000)
    at_90, at_10 = np.argmax(rms > 0.9 * rms.max()), np.argmax(rms > 0.1 * rms.max())
    assert at_90 - at_10 >= 7  # hundredths of a second


def test_it_has_two_rising_tones_above_alarm_pitch_and_no_overtones() -> None:
    rate_hz = 48_000
    sound = chime(rate_hz).astype(float)
    halves = sound[: int(0.3 * rate_hz)], sound[int(0.5 * rate_hz) :]
    for half, note_hz in zip(halves, NOTES_HZ, strict=True):
        power = np.abs(np.fft.rfft(half * np.hanning(len(half)), 1 << 17)) ** 2
        hz = np.fft.rfftfreq(1 << 17, 1 / rate_hz)
        assert hz[power.argmax()] == pytest.approx(note_hz, abs=3)
        assert power[np.abs(hz - note_hz) > 60].max() < 1e-4 * power.max()
    assert 1000 < NOTES_HZ[0] < NOTES_HZ[1]


def test_it_is_played_once() -> None:
    played: list[int] = []

    def player(sound: Sound) -> None:
        played.append(len(sound(48_000)))

    assert Chime(player).play(LONG_S)
    assert played == [round(LENGTH_S * 48_000)]


def test_two_alerts_at_once_do_not_make_a_pattern() -> None:
    played: list[Sound] = []
    now_s = [100.0]
    bell = Chime(played.append, clock=lambda: now_s[0])
    assert bell.play(LONG_S)
    now_s[0] += REST_S / 2
    assert bell.play(LONG_S)
    assert len(played) == 1
    now_s[0] += REST_S
    assert bell.play(LONG_S)
    assert len(played) == 2


def test_without_an_output_it_says_so_once_and_never_raises() -> None:
    said: list[str] = []

    def player(sound: Sound) -> None:
        raise DeviceError(NO_OUTPUT)

    bell = Chime(player, said.append)
    assert [bell.play(LONG_S), bell.play(LONG_S)] == [False, False]
    assert said == [NO_OUTPUT]
    assert "notify_sound" in NO_OUTPUT


def test_an_output_that_hangs_is_not_waited_for_and_not_opened_twice() -> None:
    free, opened = threading.Event(), list[int]()

    def player(sound: Sound) -> None:
        opened.append(1)
        assert free.wait(LONG_S)

    bell = Chime(player)
    assert not bell.play(0.05)
    assert not bell.play(0.05)
    assert opened == [1]
    free.set()


def test_an_output_that_comes_back_sounds_again() -> None:
    working = [False]

    def player(sound: Sound) -> None:
        if not working[0]:
            raise DeviceError(NO_OUTPUT)

    bell = Chime(player)
    assert not bell.play(LONG_S)
    working[0] = True
    assert bell.play(LONG_S)
