"""Recordings that were cut off: found, gone on with, finished, removed."""

import errno
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import NotFoundError, StoreError
from app.store.recording_disk import Disk
from app.store.recordings import (
    RecordingReader,
    complete,
    recorded,
    remove,
    unfinished,
)
from tests.fake_disks import FailingDisk
from tests.recording_desk import ID, Desk, ramp


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "recordings")


def test_a_writer_that_died_is_gone_on_with_behind_its_last_sample(desk: Desk) -> None:
    first = desk.begin()
    desk.record(first, ramp(1.1))
    desk.clock.now_s += 1
    first.tick()
    first.close()
    second = desk.begin()
    assert second.position == 17_600
    second.gap(1_600, "capture_restarted")
    desk.record(second, ramp(1.0, 19_200))
    finished = second.finish()
    reader = desk.reader()
    assert finished.damage == ()
    assert np.array_equal(reader.read(0, 17_600), ramp(1.1))
    assert np.array_equal(reader.read(19_200, 35_200), ramp(1.0, 19_200))
    starts = [event for event in reader.events() if event.kind == "start"]
    assert [event.fields["position"] for event in starts] == [0, 17_600]


def test_what_a_killed_writer_left_is_found_and_finished(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(61.0))
    writer.gap(16_000, "pause")
    writer.close()
    left = unfinished(desk.root)
    assert [(one.recording, one.seconds, one.encounter, one.writing) for one in left] == [
        (ID, 62.0, "case-1", False)
    ]
    assert left[0].started_at is not None
    finished = complete(desk.root, ID)
    assert finished == complete(desk.root, ID) == recorded(desk.root, ID)
    assert finished.samples == 62 * SAMPLE_RATE_HZ
    assert finished.encounter == "case-1"
    assert unfinished(desk.root) == ()


def test_a_recording_finished_late_has_the_hash_it_would_have_had(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(3.0))
    late = desk.begin(recording="ab")
    desk.record(late, ramp(3.0))
    late.close()
    assert writer.finish().sha256 == complete(desk.root, "ab").sha256


def test_a_stop_without_an_index_is_told_from_a_kill(desk: Desk) -> None:
    disk = FailingDisk(0, 10**9, errno.EIO, only="replace")
    writer = desk.begin(disk)
    desk.record(writer, ramp(1.0))
    with pytest.raises(StoreError, match="erscribe recover"):
        writer.finish()
    writer.close()
    assert unfinished(desk.root)[0].ended == "stopped"
    assert complete(desk.root, ID).samples == SAMPLE_RATE_HZ


def test_the_last_trouble_is_why_a_recording_ended(desk: Desk) -> None:
    writer = desk.begin()
    writer.note("trouble", name="device_lost")
    writer.note("trouble", name="silent")
    writer.note("trouble_over", name="silent")
    writer.close()
    assert unfinished(desk.root)[0].ended == "device_lost"


def test_a_recording_that_is_being_made_cannot_be_finished_or_removed(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(1.0))
    assert unfinished(desk.root)[0].writing
    with pytest.raises(StoreError, match="stop it first"):
        complete(desk.root, ID)
    with pytest.raises(StoreError, match="stop it first"):
        remove(desk.root, ID)
    with pytest.raises(StoreError, match="another ERScribe"):
        desk.begin()
    writer.close()
    assert complete(desk.root, ID).samples == SAMPLE_RATE_HZ


def test_somebody_who_only_looks_at_the_lock_never_keeps_a_writer_out(desk: Desk) -> None:
    desk.begin().close()
    disk = Disk()
    held = disk.lock(desk.root / ID / "lock")
    assert held is not None
    threading.Timer(0.03, disk.close, [held]).start()
    desk.begin().close()


def test_a_finished_recording_is_not_gone_on_with(desk: Desk) -> None:
    desk.begin().finish()
    with pytest.raises(StoreError, match="start a new one"):
        desk.begin()


def test_a_removed_recording_is_gone(desk: Desk) -> None:
    desk.begin().finish()
    remove(desk.root, ID)
    assert unfinished(desk.root) == ()
    assert not (desk.root / ID).exists()
    with pytest.raises(NotFoundError):
        recorded(desk.root, ID)
    with pytest.raises(NotFoundError):
        remove(desk.root, ID)


def test_an_unfinished_recording_is_not_a_finished_one(desk: Desk) -> None:
    desk.begin().close()
    with pytest.raises(NotFoundError, match="erscribe recover"):
        recorded(desk.root, ID)


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "a/b", "a\\b", "A1", ".a", "-a", "lock", "a" * 65, "a\0"]
)
def test_a_name_that_is_no_id_reaches_no_file(desk: Desk, name: str) -> None:
    with pytest.raises(StoreError):
        desk.begin(recording=name)
    for ask in (complete, recorded, remove):
        with pytest.raises(NotFoundError):
            ask(desk.root, name)
    with pytest.raises(NotFoundError):
        RecordingReader(desk.root, name)
    assert not desk.root.exists()


def test_a_link_is_not_followed_when_a_recording_is_removed(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    desk.root.mkdir()
    (desk.root / "ab").symlink_to(elsewhere)
    with pytest.raises(NotFoundError):
        remove(desk.root, "ab")
    assert unfinished(desk.root) == ()
    assert elsewhere.exists()


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_only_its_owner_can_read_a_recording(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(1.0))
    writer.finish()
    assert desk.root.stat().st_mode & 0o777 == 0o700
    assert (desk.root / ID).stat().st_mode & 0o777 == 0o700
    files = [path for path in desk.root.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
