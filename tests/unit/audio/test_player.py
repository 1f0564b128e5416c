"""What comes out of the loudspeaker, sample by sample."""

import time
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from app.audio.loudspeaker import in_use
from app.audio.player import LoudspeakerPlayer
from app.domain.errors import DeviceError
from app.domain.playing import CannotPlay, PlayBegan, PlayEnded, Stretch
from tests.fake_speaker import RATE_HZ, FakeSpeaker, Told, Waves, pitch_hz, sine

SILENCE = round(0.1 * RATE_HZ)  # written last, so that the rest is heard
LARGEST_STEP = 0.05  # of a 440 Hz sine at half scale, with its fades; a click would be far more


def heard_s(speaker: FakeSpeaker) -> float:
    """How much was played, without the silence at its end."""
    return (len(speaker.heard()) - SILENCE) / RATE_HZ


@pytest.fixture
def speaker() -> FakeSpeaker:
    return FakeSpeaker()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def player(speaker: FakeSpeaker, told: Told) -> Iterator[LoudspeakerPlayer]:
    made = LoudspeakerPlayer(speaker, idle_s=0.05)
    made.listen(told)
    yield made
    made.close()


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.5, 2.0])
def test_speed_changes_the_length_and_keeps_the_pitch(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told, speed: float
) -> None:
    player.play(sine(440.0), Stretch(0.0, 4.0), speed)
    told.wait()
    heard = speaker.heard()
    assert heard_s(speaker) == pytest.approx(4.0 / speed, rel=0.02)
    assert pitch_hz(heard[RATE_HZ // 4 : RATE_HZ]) == pytest.approx(440.0, rel=0.02)


def test_only_the_stretch_is_played_and_its_place_is_kept(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    loud_from_2 = Waves(lambda at_s: np.where(at_s < 2.0, 0.0, 0.5), 10.0)
    player.play(loud_from_2, Stretch(1.5, 3.0))
    assert told.wait() == PlayEnded(3.0)
    heard = speaker.heard()
    assert heard_s(speaker) == pytest.approx(1.5, abs=0.001)
    loud = np.flatnonzero(np.abs(heard) > 0.25)
    assert loud[0] / RATE_HZ == pytest.approx(0.5, abs=0.005)
    assert told.events[0] == PlayBegan(1.5)


def test_nothing_clicks_at_the_beginning_the_end_a_stop_or_a_change_of_speed(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.paced = 20.0
    # cosine: it begins at its highest, which without a fade would be one large jump
    tone = Waves(lambda at_s: 0.5 * np.cos(2 * np.pi * 440 * at_s), 60.0)
    player.play(tone, Stretch(0.0, 30.0))
    time.sleep(0.1)
    player.set_speed(1.5)
    time.sleep(0.1)
    player.stop()
    told.wait()
    player.play(tone, Stretch(0.0, 0.31))
    told.wait(count=2)
    heard = np.concatenate(([0.0], speaker.heard(), [0.0]))
    assert np.abs(np.diff(heard)).max() < LARGEST_STEP
    assert len(heard) > RATE_HZ


def test_a_stop_is_heard_at_once_and_says_where_it_was(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.paced = 1.0
    player.play(sine(duration_s=60.0), Stretch(10.0, 60.0))
    told.wait(PlayBegan)
    time.sleep(0.2)
    asked_at = time.monotonic()
    player.stop()
    ended = told.wait()
    assert time.monotonic() - asked_at < 0.4
    assert isinstance(ended, PlayEnded)
    assert 10.1 < ended.at_s < 10.6
    assert ended.at_s == pytest.approx(10.0 + heard_s(speaker), abs=0.01)


def test_a_loop_goes_over_and_over(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.paced = 50.0
    player.play(sine(duration_s=60.0), Stretch(5.0, 5.5, loop=True))
    deadline = time.monotonic() + 5.0
    while len(speaker.written) < 100 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert 5.0 <= player.position_s <= 5.5
    player.stop()
    told.wait()
    assert heard_s(speaker) > 1.5, "three rounds at least"
    assert [type(one) for one in told.events] == [PlayBegan, PlayEnded]


def test_another_stretch_takes_the_place_of_the_one_before(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.paced = 5.0
    player.play(sine(duration_s=60.0), Stretch(0.0, 60.0))
    told.wait(PlayBegan)
    player.play(sine(880.0, 60.0), Stretch(30.0, 31.0))
    assert told.wait() == PlayEnded(31.0)
    assert told.events == [PlayBegan(0.0), PlayBegan(30.0), PlayEnded(31.0)]
    assert pitch_hz(speaker.heard()[-RATE_HZ // 2 : -SILENCE]) == pytest.approx(880.0, rel=0.02)
    assert len(speaker.opened) == 1, "the output is opened once"


def test_the_position_goes_on_smoothly_and_behind_the_buffer(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.paced = 1.0
    player.play(sine(duration_s=10.0), Stretch(2.0, 3.0), 2.0)
    told.wait(PlayBegan)
    seen = set()
    while PlayEnded not in map(type, told.events):
        seen.add(player.position_s)
        time.sleep(0.005)
    assert player.position_s == 3.0
    places = sorted(seen)
    assert places[0] == 2.0
    assert len(places) >= 10, "half a second at double speed, more than twenty places a second"
    assert np.diff(places).max() < 0.1


def test_three_hours_are_read_piece_by_piece(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    long = sine(duration_s=3 * 3600.0)
    tracemalloc.start()
    player.play(long, Stretch(9_000.0, 9_010.0), 2.0)
    told.wait()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert max(last - first for first, last in long.reads) <= 16_000
    assert sum(last - first for first, last in long.reads) == 160_000
    assert most < 20_000_000


def test_the_output_is_let_go_when_nothing_plays_and_opened_again(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    player.play(sine(), Stretch(0.0, 0.1))
    told.wait()
    deadline = time.monotonic() + 5.0
    while not speaker.streams[0].closed and time.monotonic() < deadline:
        time.sleep(0.01)
    assert speaker.streams[0].closed
    player.play(sine(), Stretch(0.0, 0.1))
    told.wait(count=2)
    assert len(speaker.opened) == 2


def test_an_output_that_takes_only_two_channels_gets_two(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.mono = False
    player.play(sine(), Stretch(0.0, 0.1))
    told.wait()
    assert speaker.opened[0]["channels"] == 2
    assert speaker.written[0].shape[1] == 2
    assert np.array_equal(speaker.written[3][:, 0], speaker.written[3][:, 1])


def test_a_machine_without_output_says_so_and_one_plugged_in_later_is_found(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.names = ()
    player.play(sine(), Stretch(0.0, 0.1))
    refused = told.wait(CannotPlay)
    assert isinstance(refused, CannotPlay)
    assert "no sound output" in refused.sentence
    speaker.later = ("Headset",)
    player.play(sine(), Stretch(0.0, 0.1))
    told.wait()
    assert speaker.heard().any()


def test_an_output_that_is_lost_while_it_plays_is_told(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.paced = 10.0
    player.play(sine(duration_s=60.0), Stretch(0.0, 60.0))
    told.wait(PlayBegan)
    speaker.lost = True
    refused = told.wait(CannotPlay)
    assert isinstance(refused, CannotPlay)
    assert refused.sentence.startswith("the sound output was lost")
    speaker.lost = False
    player.play(sine(), Stretch(0.0, 0.1))
    told.wait()


def test_a_bug_while_reading_quotes_nothing(player: LoudspeakerPlayer, told: Told) -> None:
    def broken(at_s: np.ndarray) -> np.ndarray:
        raise ValueError("patient Smith")

    player.play(Waves(broken, 4.0), Stretch(0.0, 1.0))
    assert told.wait(CannotPlay) == CannotPlay("internal error (ValueError)")


def test_outputs_are_listed_anew_and_one_is_chosen_by_name(
    player: LoudspeakerPlayer, speaker: FakeSpeaker, told: Told
) -> None:
    speaker.later = ("Headset",)
    assert player.outputs() == ("Desk loudspeaker", "Headset")
    player.choose("Headset")
    player.play(sine(), Stretch(0.0, 0.1))
    told.wait()
    assert speaker.opened[0]["device"] == 1
    player.choose("Gone")
    player.play(sine(), Stretch(0.0, 0.1))
    refused = told.wait(CannotPlay)
    assert isinstance(refused, CannotPlay)
    assert refused.sentence.startswith("'Gone' cannot be heard")


def test_portaudio_is_left_alone_while_somebody_uses_it(speaker: FakeSpeaker) -> None:
    player = LoudspeakerPlayer(speaker)
    with in_use():
        assert player.outputs() == ("Desk loudspeaker",)
    assert speaker.initialised == 1
    player.outputs()
    assert speaker.initialised == 2


def test_no_output_at_all_is_an_error_of_the_list(speaker: FakeSpeaker) -> None:
    speaker.names = ()
    with pytest.raises(DeviceError, match="no sound output"):
        LoudspeakerPlayer(speaker).outputs()
