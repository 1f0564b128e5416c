"""Damaged and hostile folders are read as far as can be, and that is told."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import IntegrityError
from app.store.recordings import (
    complete,
    recorded,
    unfinished,
    verify,
)
from tests.recording_desk import ID, Desk, ramp


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "recordings")


def test_a_missing_first_file_is_a_gap_that_is_told(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(61.0))
    writer.close()
    (desk.root / ID / "00000000.seg").unlink()
    reader = desk.reader()
    assert reader.damage == ("the sound from 0.00 s to 60.00 s is missing",)
    assert not reader.read(0, 60 * SAMPLE_RATE_HZ).any()
    assert np.array_equal(reader.read(60 * 16_000, 61 * 16_000), ramp(1.0, 60 * 16_000))


def test_damage_in_the_middle_costs_only_what_it_hit(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(61.0))
    writer.close()
    path = desk.root / ID / "00000000.seg"
    data = bytearray(path.read_bytes())
    data[100_000:100_100] = bytes(100)
    path.write_bytes(data)
    finished = complete(desk.root, ID)
    assert any("00000000.seg" in line for line in finished.damage)
    assert any("is missing" in line for line in finished.damage)
    assert finished == recorded(desk.root, ID)
    read = desk.reader().read(0, 61 * SAMPLE_RATE_HZ)
    assert np.count_nonzero(read != ramp(61.0)) <= 4_000


def test_folders_of_anything_are_listed_and_finished_without_a_crash(desk: Desk) -> None:
    desk.root.mkdir()
    for name, files in {
        "a1": {},
        "a2": {"00000000.seg": b"", "events.seg": b""},
        "a3": {"00000000.seg": os.urandom(9_000), "events.seg": b"ERSEG1\0\0" + b"\xff" * 50},
        "a4": {"99999999.seg": b"ERSEG1\0\0", "00000000.seg": b"\0" * 70_000},
    }.items():
        (desk.root / name).mkdir()
        for file, data in files.items():
            (desk.root / name / file).write_bytes(data)
    (desk.root / "reserve").write_bytes(b"")
    assert [one.recording for one in unfinished(desk.root)] == ["a1", "a2", "a3", "a4"]
    assert {complete(desk.root, name).samples for name in ("a1", "a2", "a3", "a4")} == {0}
    assert complete(desk.root, "a1").damage == ()
    assert all(complete(desk.root, name).damage for name in ("a2", "a3", "a4"))


def test_an_index_that_makes_no_sense_is_told_and_made_anew(desk: Desk) -> None:
    writer = desk.begin()
    writer.write(ramp(1.0))
    finished = writer.finish()
    path = desk.root / ID / "index.json"
    for text in (
        "",
        "[]",
        "{}",
        '{"samples": 1000000}',
        json.dumps({"recording": "other"}),
        "[" * 100_000,
    ):
        path.write_text(text)
        with pytest.raises(IntegrityError, match="erscribe recover"):
            recorded(desk.root, ID)
        assert complete(desk.root, ID) == finished


def test_a_finished_recording_that_lost_its_end_says_so_and_keeps_its_length(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(61.0))
    writer.finish()
    verify(desk.root, ID)
    (desk.root / ID / "00000001.seg").unlink()
    reader = desk.reader(final=False)
    assert reader.available == 61 * SAMPLE_RATE_HZ
    assert reader.damage == ("the sound from 60.00 s to 61.00 s is missing",)
    assert not reader.read(60 * 16_000, 61 * 16_000).any()
    with pytest.raises(IntegrityError, match="put a copy"):
        verify(desk.root, ID)


def test_a_file_that_goes_bad_after_it_was_found_is_silence_and_told(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(2.0))
    reader = desk.reader(final=False)
    path = desk.root / ID / "00000000.seg"
    data = bytearray(path.read_bytes())
    data[20_000] ^= 1
    path.write_bytes(data)
    read = reader.read(0, 32_000)
    assert np.count_nonzero(read != ramp(2.0)) <= 4_000
    assert "00000000.seg changed on disk" in reader.damage[0]
