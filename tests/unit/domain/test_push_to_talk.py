"""Hold to talk, tap to toggle, and what happens when the release is never seen."""

from app.domain.push_to_talk import PushToTalk

IDLE = PushToTalk()


def test_it_begins_at_once_and_ends_when_a_hold_is_let_go() -> None:
    down, wish = IDLE.pressed(10.0, under_way=False)
    assert wish == "start"
    assert down.released(12.0) == (IDLE, "stop")


def test_a_tap_goes_on_until_the_next_tap() -> None:
    down, _ = IDLE.pressed(10.0, under_way=False)
    up, wish = down.released(10.5)
    assert wish is None
    again, wish = up.pressed(30.0, under_way=True)
    assert wish is None, "nothing is cut off as long as it is down"
    assert again.released(30.2) == (IDLE, "stop")


def test_who_holds_it_while_it_records_already_loses_nothing_and_ends_it_by_letting_go() -> None:
    down, wish = IDLE.pressed(10.0, under_way=True)
    assert wish is None
    assert down.released(14.0) == (IDLE, "stop")


def test_the_line_between_tap_and_hold_is_six_tenths_of_a_second() -> None:
    down, _ = IDLE.pressed(0.0, under_way=False)
    assert down.released(0.59)[1] is None
    assert down.released(0.6)[1] == "stop"


def test_a_key_that_repeats_itself_is_pressed_once() -> None:
    down, _ = IDLE.pressed(10.0, under_way=False)
    assert down.pressed(10.5, under_way=True) == (down, None)
    assert down.released(11.0)[1] == "stop", "counted from the first time"


def test_a_release_without_a_press_means_nothing() -> None:
    assert IDLE.released(1.0) == (IDLE, None)


def test_a_start_that_was_refused_makes_letting_go_mean_nothing() -> None:
    down, _ = IDLE.pressed(10.0, under_way=False)
    assert down.lost().released(12.0) == (IDLE, None)


def test_a_release_that_will_not_be_seen_leaves_it_on_as_after_a_tap() -> None:
    down, _ = IDLE.pressed(10.0, under_way=False)
    assert down.held
    lost = down.lost()
    assert not lost.held
    assert lost.pressed(20.0, under_way=True)[0].released(20.1)[1] == "stop"
