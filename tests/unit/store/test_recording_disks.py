"""Disks that fail or are full: nothing is lost that need not be, and it is said."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import StoreError
from app.domain.live import Trouble, TroubleOver
from app.store import recording_writer
from tests.fake_disks import FailingDisk, SmallDisk
from tests.recording_desk import HALF_S, ID, Desk, ramp


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "recordings")


def test_a_failed_sync_is_never_tried_again_on_its_file(desk: Desk) -> None:
    disk = FailingDisk(2, 2, errno.EIO, only="sync_data")
    writer = desk.begin(disk)
    sound = ramp(4.0)
    desk.record(writer, sound)
    assert desk.kinds() == ["Trouble disk_error"]
    assert isinstance(desk.said[0], Trouble)
    assert "new file" in desk.said[0].sentence
    assert (desk.root / ID / "00000001.seg").exists() or (
        desk.root / ID / "events-00000001.seg"
    ).exists()
    assert writer.position - writer.durable <= HALF_S + 4_000
    writer.finish()
    assert np.array_equal(desk.reader().read(0, len(sound)), sound)
    assert desk.reader().damage == ()


def test_a_disk_error_is_over_when_the_new_file_has_held_for_some_seconds(desk: Desk) -> None:
    writer = desk.begin(FailingDisk(3, 3, errno.EIO, only="sync_data"))
    desk.record(writer, ramp(3.0))
    assert desk.kinds() == ["Trouble disk_error"]
    desk.record(writer, ramp(9.0, 48_000))
    assert desk.kinds() == ["Trouble disk_error", "TroubleOver disk_error"]


def test_what_a_failed_sync_may_have_lost_lies_in_the_new_file_too(desk: Desk) -> None:
    """As a system behaves that forgets, after the error, what it could not write."""
    disk = FailingDisk(4, 4, errno.EIO, only="sync_data")
    writer = desk.begin(disk)
    sound = ramp(3.0)
    desk.record(writer, sound)
    writer.finish()
    for name in ("00000000.seg", "00000001.seg"):
        path = desk.root / ID / name
        if path.exists() and (desk.root / ID / "00000001.seg").exists():
            reader = desk.reader()
            os.truncate(path, path.stat().st_size - 4_000) if name == "00000000.seg" else None
            assert np.array_equal(reader.read(0, len(sound)), sound)


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
def test_whatever_fails_for_a_while_nothing_is_lost_and_it_is_said(desk: Desk, code: int) -> None:
    disk = FailingDisk(code=code)
    writer = desk.begin(disk)
    desk.record(writer, ramp(5.0))
    disk.first, disk.last = len(disk.calls), 10**9
    desk.record(writer, ramp(30.0, 5 * 16_000))
    assert writer.durable <= 6 * SAMPLE_RATE_HZ
    troubles = [event for event in desk.said if isinstance(event, Trouble)]
    assert troubles[0].audio_s <= 6.0
    assert any("s more of sound fit in memory" in one.sentence for one in troubles)
    disk.last = -1
    desk.record(writer, ramp(30.0, 35 * 16_000))
    assert writer.durable > 64 * SAMPLE_RATE_HZ
    assert isinstance(desk.said[-1], TroubleOver)
    assert writer.finish().damage == ()
    assert np.array_equal(desk.reader().read(0, 65 * 16_000), ramp(65.0))


@pytest.mark.parametrize("code", [errno.EAGAIN, errno.EINTR])
def test_an_interrupted_write_is_simply_done_again(desk: Desk, code: int) -> None:
    disk = FailingDisk(5, 7, code, only="write")
    writer = desk.begin(disk)
    desk.record(writer, ramp(3.0))
    assert desk.said == []
    assert writer.finish().samples == 48_000
    assert np.array_equal(desk.reader().read(0, 48_000), ramp(3.0))


def test_short_writes_are_gone_on_with(desk: Desk) -> None:
    writer = desk.begin(FailingDisk(0, 10**9, 0, only="write"))
    desk.record(writer, ramp(3.0))
    assert writer.finish().damage == ()
    assert np.array_equal(desk.reader().read(0, 48_000), ramp(3.0))


def test_a_disk_that_fails_from_the_first_call_on_is_recorded_to_later(desk: Desk) -> None:
    disk = FailingDisk(0, 10**9, errno.EIO)
    writer = desk.begin(disk)
    desk.record(writer, ramp(5.0))
    assert writer.durable == 0
    disk.last = -1
    desk.record(writer, ramp(20.0, 80_000))
    writer.finish()
    assert np.array_equal(desk.reader().read(0, 400_000), ramp(25.0))


def test_sound_survives_the_death_of_a_process_whose_disk_syncs_no_more(desk: Desk) -> None:
    disk = FailingDisk(only="sync_data sync sync_folder", code=errno.EIO)
    writer = desk.begin(disk)
    desk.record(writer, ramp(2.0))
    disk.first, disk.last = 0, 10**9
    desk.record(writer, ramp(20.0, 32_000))
    assert writer.durable < 3 * SAMPLE_RATE_HZ
    reader = desk.reader()  # the writer is simply gone
    assert reader.available >= 22 * SAMPLE_RATE_HZ - HALF_S
    assert np.array_equal(reader.read(0, reader.available), ramp(22.0)[: reader.available])


def test_deleting_a_recording_under_its_writer_is_noticed(desk: Desk) -> None:
    writer = desk.begin(FailingDisk())
    desk.record(writer, ramp(3.0))
    for path in (desk.root / ID).glob("*.seg"):
        path.unlink()
    desk.record(writer, ramp(9.0, 48_000))
    assert "Trouble disk_error" in desk.kinds()
    writer.finish()
    reader = desk.reader()
    assert reader.available == 12 * SAMPLE_RATE_HZ
    assert np.array_equal(reader.read(10 * 16_000, 12 * 16_000), ramp(2.0, 160_000))
    assert "is missing" in reader.damage[0]


def test_a_full_disk_is_written_on_in_the_reserve_for_ten_minutes(desk: Desk) -> None:
    disk = SmallDisk(400 << 20)
    writer = desk.begin(disk)
    desk.record(writer, ramp(2.0))
    disk.room = 0  # something else filled it
    desk.record(writer, ramp(600.0, 32_000), step=8_000)
    assert writer.position - writer.durable <= HALF_S + 8_000
    said = [event for event in desk.said if event.kind == "disk_full"]
    assert len(said) == 1
    assert isinstance(said[0], Trouble)
    assert "about 17 minutes in a reserve" in said[0].sentence
    assert said[0].audio_s <= 3.0
    writer.finish()
    assert np.array_equal(desk.reader().read(0, 602 * 16_000), ramp(602.0))


def test_behind_the_reserve_sound_waits_in_memory_and_is_written_when_there_is_room(
    desk: Desk,
) -> None:
    disk = SmallDisk(2 << 20)
    writer = desk.begin(disk)
    disk.room = 0
    desk.record(writer, ramp(200.0), step=8_000)
    assert writer.durable < 12 * SAMPLE_RATE_HZ
    sentences = [one.sentence for one in desk.said if isinstance(one, Trouble)]
    left = [line for line in sentences if "s more of sound fit in memory" in line]
    assert len(left) > 10
    files = len(list((desk.root / ID).iterdir()))
    assert files < 20
    disk.room = 60 << 20
    desk.record(writer, ramp(20.0, 200 * 16_000), step=8_000)
    assert writer.durable >= 219 * SAMPLE_RATE_HZ
    assert desk.said[-1] == TroubleOver("disk_full", desk.said[-1].audio_s)
    assert (desk.root / "reserve").exists()
    assert writer.finish().damage == ()
    assert np.array_equal(desk.reader().read(0, 220 * 16_000), ramp(220.0))


def test_the_oldest_sound_is_given_up_when_memory_is_full_and_that_is_a_gap(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_writer, "MEMORY", 10 * SAMPLE_RATE_HZ)
    disk = SmallDisk(0)
    writer = desk.begin(disk)
    desk.record(writer, ramp(25.0))
    disk.room = 60 << 20
    desk.record(writer, ramp(5.0, 400_000))
    finished = writer.finish()
    reader = desk.reader()
    assert [gap.reason for gap in reader.gaps] == ["disk"]
    lost = round(reader.gaps[0].end_s * SAMPLE_RATE_HZ)
    assert reader.gaps[0].start_s == 0.0
    assert 15 * SAMPLE_RATE_HZ <= lost <= 15.5 * SAMPLE_RATE_HZ
    assert np.array_equal(reader.read(lost, 480_000), ramp(30.0)[lost:])
    assert finished.damage == ()


def test_finishing_on_a_full_disk_says_so_and_can_be_done_again(desk: Desk) -> None:
    disk = SmallDisk(0)
    writer = desk.begin(disk)
    desk.record(writer, ramp(3.0))
    with pytest.raises(StoreError, match="3 s of the recording are not on the disk yet"):
        writer.finish()
    disk.room = 60 << 20
    assert writer.finish().samples == 48_000


def test_low_room_is_said_once_at_each_bound_and_when_it_is_over(desk: Desk) -> None:
    disk = FailingDisk()
    writer = desk.begin(disk)
    for free in (1_900_000_000, 1_800_000_000, 400_000_000, 300_000_000, 90_000_000, 80_000_000):
        disk.free_bytes = free
        desk.record(writer, ramp(6.0))
    names = ("2 GB", "500 MB", "100 MB")
    said = [one.sentence for one in desk.said if isinstance(one, Trouble)]
    assert [[name for name in names if f"than {name}" in one] for one in said] == [
        [name] for name in names
    ]
    disk.free_bytes = 1 << 40
    desk.record(writer, ramp(6.0))
    assert desk.kinds()[-1] == "TroubleOver disk_low"
