"""What a terminal shows while a recording runs."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from app.cli.live_screen import LiveScreen, meter, tail
from app.domain.live import (
    Gap,
    Lag,
    Level,
    LiveAlert,
    LiveEvent,
    LiveWords,
    Notice,
    Ready,
    Status,
    Trouble,
    TroubleOver,
)
from app.services.events import StageProgress
from tests.fake_live import live_words


def _shown(*events: LiveEvent | StageProgress) -> str:
    """What lands on a stream that is no terminal."""
    out = StringIO()
    with LiveScreen(Console(file=out, width=100)) as screen:
        for event in events:
            screen.show(event)
    return out.getvalue()


def _alert(**changes: object) -> LiveAlert:
    values = {
        "number": 0,
        "keyword": "cardiac_arrest",
        "source": "audio",
        "level": "amber",
        "severity": "high",
        "assertion": "present",
        "start_s": 61.0,
        "end_s": 62.0,
    }
    return LiveAlert(**{**values, **changes})  # type: ignore[arg-type]


def test_the_device_is_named_when_recording_begins() -> None:
    assert "recording, USB Audio" in _shown(Status("recording", "a", device="USB Audio"))


def test_preroll_is_said_while_it_is_on() -> None:
    assert "keeping the last 2 s" in _shown(Status("armed", preroll_s=2.0))


def test_words_are_printed_once_their_region_has_ended() -> None:
    open_ = LiveWords(0, "en", live_words("he is").words, 1, 1.0)
    ended = LiveWords(0, "en", live_words("he is apneic").words, 3, 2.0, ended=True)
    assert _shown(open_) == ""
    assert _shown(open_, ended).count("he is apneic") == 1


def test_chinese_words_are_joined_without_spaces() -> None:
    words = live_words("血压测不出")
    ended = LiveWords(0, "zh", words.words, 5, 3.0, ended=True)
    assert "血压测不出" in _shown(ended)


def test_an_alert_says_what_was_heard_where_and_how_sure() -> None:
    shown = _shown(_alert())
    assert "AMBER" in shown
    assert "Keyword heard: cardiac arrest [01:01]" in shown


def test_an_alert_is_repeated_only_when_its_level_rises() -> None:
    same = _alert(heard="cardiac arrest", source="both")
    red = _alert(heard="cardiac arrest", source="both", level="red")
    assert _shown(_alert(), same).count("Keyword heard") == 1
    assert _shown(_alert(), same, red).count("Keyword heard") == 2


def test_trouble_is_shown_with_its_sentence_and_its_end() -> None:
    shown = _shown(
        Trouble("device_lost", "the microphone is gone; plug it in again"),
        TroubleOver("device_lost"),
    )
    assert "!! the microphone is gone; plug it in again" in shown
    assert "device lost: over" in shown


def test_a_gap_names_its_place_length_and_reason() -> None:
    assert "[01:00] gap of 2.5 s: device lost" in _shown(Gap(60.0, 62.5, "device_lost"))


def test_notices_and_readiness_are_told() -> None:
    shown = _shown(Ready({}), Notice(0, "webhook", False, "the webhook did not answer"))
    assert "live text is on" in shown
    assert "webhook: the webhook did not answer" in shown


def test_levels_and_lag_alone_print_nothing_on_a_stream() -> None:
    assert _shown(Level(1.0, -20.0, -10.0), Lag(3.0)) == ""


def test_each_final_stage_is_one_line_on_a_stream() -> None:
    path = Path("a1")
    shown = _shown(
        StageProgress(path, "detect", 0.1),
        StageProgress(path, "detect", 0.9),
        StageProgress(path, "recognize", 0.1),
    )
    assert shown.split() == ["detect", "recognize"]


def test_a_terminal_shows_the_lamp_the_level_and_the_open_words() -> None:
    out = StringIO()
    console = Console(file=out, width=100, force_terminal=True, color_system=None)
    with LiveScreen(console) as screen:
        screen.show(Status("recording", "a"))
        screen.show(Level(75.0, -20.0, -10.0))
        screen.show(Lag(7.0))
        screen.show(LiveWords(0, "en", live_words("he is pale").words, 2, 2.0))
    shown = out.getvalue()
    assert " REC  01:15" in shown
    assert "text 7 s behind" in shown
    assert "he is (pale)" in shown


@pytest.mark.parametrize(("rms", "cells"), [(-120.0, 0), (-60.0, 0), (-30.0, 12), (0.0, 24)])
def test_the_meter_fills_with_the_level(rms: float, cells: int) -> None:
    assert meter(Level(0.0, rms, rms)).plain.count("▮") == cells


def test_clipping_is_written_out_beside_the_meter() -> None:
    assert "TOO LOUD" in meter(Level(0.0, -10.0, 0.0)).plain
    assert "TOO LOUD" not in meter(Level(0.0, -10.0, -1.0)).plain


@pytest.mark.parametrize(
    ("said", "end"), [("one two three four five", "five"), ("病人心跳停止了马上抢救", "抢救")]
)
def test_long_words_are_cut_at_their_beginning(said: str, end: str) -> None:
    shown = tail(live_words(said), 12)
    assert shown.plain.startswith("…")
    assert shown.plain.endswith(end)
    assert shown.cell_len <= 12
