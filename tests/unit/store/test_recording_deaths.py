"""Killed, cut off from power, or refused a call at any moment."""

import errno
import time
from pathlib import Path

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import StoreError
from app.store.recordings import (
    complete,
    unfinished,
)
from tests.fake_disks import FailingDisk, UnpoweredDisk, killed
from tests.recording_desk import HALF_S, ID, Desk, ramp


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "recordings")


def test_a_power_cut_costs_no_more_than_what_was_not_synced(desk: Desk, tmp_path: Path) -> None:
    for tenths in range(1, 40, 3):
        desk = Desk(tmp_path / str(tenths))
        disk = UnpoweredDisk()
        writer = desk.begin(disk)
        desk.record(writer, ramp(tenths / 10))
        durable = writer.durable
        writer.close()
        disk.cut_power()
        reader = desk.reader()
        assert reader.available >= durable >= tenths * 1_600 - HALF_S - 4_000
        assert np.array_equal(reader.read(0, reader.available), ramp(5.0)[: reader.available])


def shortly(desk: Desk, disk: FailingDisk) -> tuple[int, int]:
    """A short recording with everything in it; what was said to be written and on disk."""
    writer = None
    with killed():
        writer = desk.begin(disk)
        desk.record(writer, ramp(0.8))
        writer.note("keyword", keyword="sepsis")
        writer.gap(4_000, "pause")
        desk.record(writer, ramp(0.8, 16_800))
        writer.finish()
    disk.die()
    return (writer.position, writer.durable) if writer else (0, 0)


def calls_of(desk: Desk) -> int:
    disk = FailingDisk()
    shortly(desk, disk)
    return len(disk.calls)


def test_killed_at_any_call_nothing_older_than_half_a_second_is_lost(tmp_path: Path) -> None:
    count = calls_of(Desk(tmp_path / "count"))
    assert count > 40
    for number in range(count):
        desk = Desk(tmp_path / str(number))
        position, durable = shortly(desk, FailingDisk(number, number, -1))
        if not (desk.root / ID).exists():
            assert position == 0
            continue
        finished = complete(desk.root, ID)
        assert finished.samples >= durable
        assert position - finished.samples <= HALF_S
        read = desk.reader().read(0, finished.samples)
        expected = np.concatenate([ramp(0.8), np.zeros(4_000, np.int16), ramp(0.8, 16_800)])
        assert np.array_equal(read, expected[: len(read)])
        assert not any("missing" in line for line in finished.damage)


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EINTR, errno.EAGAIN, 0])
@pytest.mark.parametrize("lasting", [1, 2, 5])
def test_failing_any_call_loses_nothing(tmp_path: Path, code: int, lasting: int) -> None:
    count = calls_of(Desk(tmp_path / "count"))
    for number in range(0, count, 1 if lasting == 1 else 3):
        desk = Desk(tmp_path / f"{number}")
        disk = FailingDisk(number, number + lasting - 1, code)
        writer = desk.begin(disk)
        desk.record(writer, ramp(0.8))
        writer.gap(4_000, "pause")
        desk.record(writer, ramp(0.8, 16_800))
        for _ in range(3):
            try:
                writer.finish()
                break
            except StoreError:
                desk.clock.now_s += 10
        else:
            pytest.fail(f"call {number} could not be got over")
        reader = desk.reader()
        expected = np.concatenate([ramp(0.8), np.zeros(4_000, np.int16), ramp(0.8, 16_800)])
        assert np.array_equal(reader.read(0, 10**9), expected), number
        assert reader.finished
        assert not any("missing" in line for line in reader.damage), number


def test_a_bulk_of_sound_is_never_left_unsynced(desk: Desk) -> None:
    writer = desk.begin()
    writer.write(ramp(700.0))
    assert writer.position - writer.durable <= 11 * SAMPLE_RATE_HZ
    writer.finish()
    assert desk.reader().gaps == ()


def test_listing_a_hundred_cut_off_recordings_takes_less_than_five_seconds(desk: Desk) -> None:
    for number in range(100):
        writer = desk.begin(recording=f"{number:04x}")
        writer.write(ramp(10.0))
        writer.close()
    began_s = time.monotonic()
    left = unfinished(desk.root)
    assert time.monotonic() - began_s < 5.0
    assert {one.seconds for one in left} == {10.0}
