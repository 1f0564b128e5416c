"""The live bench counts what it says it counts."""

from pathlib import Path

import numpy as np
import pytest

from app.bench.live import Measured, Said, Track, Window, latencies, row
from app.bench.soak import (
    COUNT_TO,
    Counting,
    Soaked,
    Watch,
    counted,
    moved_ticks,
    ticks,
    wrong_samples,
)
from app.bench.soak import row as soak_row
from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.live import Gap, KeywordHeard, Level, Stopped, Trouble
from app.store.recordings import RecordingWriter

SOAK = "50a1" * 8


def _recorded(root: Path, pcm: "np.ndarray[tuple[int], np.dtype[np.int16]]") -> None:
    writer = RecordingWriter.begin(
        root,
        SOAK,
        device="counting signal",
        rate_hz=SAMPLE_RATE_HZ,
        channels=1,
        encounter=None,
        preroll_s=0.0,
        on_trouble=lambda _: None,
    )
    writer.write(pcm)
    writer.finish()


def _heard(keyword: str, end_s: float) -> KeywordHeard:
    return KeywordHeard("r", 0, keyword, end_s - 1, end_s, 0.9)


def test_latency_runs_from_the_phrase_to_when_its_event_came() -> None:
    track = Track(np.zeros(0, np.float32), (Said("apnea", 2.0), Said("no_pulse", 4.0)))
    window = Window(zero_s=100.0)
    window.alerts = [(102.08, _heard("apnea", 2.05)), (104.2, _heard("no_pulse", 4.1))]
    assert list(latencies(track, window)) == pytest.approx([0.08, 0.2])


def test_an_event_of_another_keyword_or_far_away_is_no_answer() -> None:
    track = Track(np.zeros(0, np.float32), (Said("apnea", 2.0), Said("apnea", 20.0)))
    window = Window(zero_s=0.0)
    window.alerts = [(2.1, _heard("no_pulse", 2.05)), (12.0, _heard("apnea", 11.9))]
    assert list(latencies(track, window)) == []


def test_the_zero_is_the_earliest_that_any_level_allows() -> None:
    window = Window()
    window.take(Level(1.0, -20.0, -10.0))
    first = window.zero_s
    window.take(Level(0.5, -20.0, -10.0))  # told late: that sound was there before
    assert window.zero_s == first


def test_a_row_gives_percentiles_in_milliseconds() -> None:
    found = Measured("idle", 4, (0.05, 0.06, 0.07), 0.05, 10.0)
    assert row(found) == "| idle | 3 of 4 | 60 | 69 | 70 | 70 | 5.00 % |"
    assert "| - |" in row(Measured("idle", 4, (), 0.05, 10.0))


def test_a_whole_count_has_no_wrong_sample(tmp_path: Path) -> None:
    _recorded(tmp_path, counted(0, 3 * COUNT_TO))
    assert wrong_samples(tmp_path) == 0


def test_one_lost_block_is_one_wrong_place(tmp_path: Path) -> None:
    whole = counted(0, 3 * COUNT_TO)
    _recorded(tmp_path, np.concatenate([whole[:20_000], whole[20_160:]]))
    assert wrong_samples(tmp_path) == 1


def test_the_counting_source_counts_on_over_its_blocks() -> None:
    blocks: list[np.ndarray[tuple[int, int], np.dtype[np.float32]]] = []

    def deliver(block: "np.ndarray[tuple[int, int], np.dtype[np.float32]]", lost: bool) -> bool:
        blocks.append(block)
        return True

    source = Counting(1000.0)
    source.start(source.find(""), deliver, lambda: None)
    while len(blocks) < 20:
        pass
    source.stop()
    heard = np.rint(np.concatenate(blocks)[:, 0] * 32768).astype(np.int16)
    np.testing.assert_array_equal(heard, counted(0, len(heard)))


def test_ticks_stay_where_they_are_in_a_whole_recording(tmp_path: Path) -> None:
    _recorded(tmp_path, ticks(5))
    assert moved_ticks(tmp_path) == (5, 0)


def test_a_lost_block_moves_the_next_tick(tmp_path: Path) -> None:
    whole = ticks(5)
    _recorded(tmp_path, np.concatenate([whole[:40_000], whole[40_160:]]))
    assert moved_ticks(tmp_path) == (5, 1)


def test_a_soak_keeps_gaps_troubles_and_growth() -> None:
    watch = Watch()
    for event in (Gap(1.0, 2.0, "overrun"), Trouble("overrun", "too slow"), Stopped("r", 9.0, "")):
        watch.take(event)
    watch.memory_bytes = [80, *([100] * 8), 110]
    assert (len(watch.gaps), watch.troubles, watch.stopped.is_set()) == (1, ["overrun"], True)
    assert watch.growth == pytest.approx(0.1)


def test_a_soak_row_names_what_was_lost() -> None:
    shown = soak_row(Soaked("counting", 7200.0, 360.0, 3, 1, ("overrun",), 0.02, 87_000_000))
    assert shown == "| counting | 2.00 h | 6 min | 3 | 1 | overrun | 87 MB | +2.0 % |\n"
