"""What is recorded comes back sample by sample, with its gaps and what happened."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.live import Gap
from app.store.recordings import (
    RecordingReader,
    verify,
)
from tests.fake_disks import UnpoweredDisk
from tests.recording_desk import HALF_S, ID, Desk, MaskSeal, ramp


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "recordings")


def test_a_ramp_comes_back_sample_by_sample(desk: Desk) -> None:
    sound = ramp(130.0)
    writer = desk.begin()
    desk.record(writer, sound, step=1_601)
    finished = writer.finish()
    reader = RecordingReader(desk.root, ID)
    assert reader.poll()
    assert reader.finished
    assert np.array_equal(reader.read(0, len(sound)), sound)
    assert reader.damage == finished.damage == ()
    assert finished.duration_s == 130.0
    names = sorted(path.name for path in (desk.root / ID).glob("*.seg"))
    assert names == ["00000000.seg", "00000001.seg", "00000002.seg", "events.seg"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=12), st.booleans())
def test_however_sound_is_cut_into_pieces_the_samples_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], ticking: bool
) -> None:
    desk = Desk(tmp_path_factory.mktemp("cut"))
    sound = ramp(sum(sizes) / SAMPLE_RATE_HZ)
    writer, at = desk.begin(), 0
    for size in sizes:
        writer.write(sound[at : at + size])
        at += size
        if ticking:
            desk.clock.now_s += 0.31
            writer.tick()
    writer.finish()
    assert np.array_equal(desk.reader().read(0, at), sound)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 70_000))
def test_a_cut_tail_of_the_last_file_costs_only_the_tail(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    desk = Desk(tmp_path_factory.mktemp("tail"))
    sound = ramp(2.0)
    writer = desk.begin()
    desk.record(writer, sound)
    writer.close()
    path = desk.root / ID / "00000000.seg"
    left = max(0, path.stat().st_size - cut)
    os.truncate(path, left)
    reader = desk.reader()
    frame = 4_000 * 2 + 8 + 16
    assert len(sound) - reader.available <= -(-cut // frame) * 4_000
    assert np.array_equal(reader.read(0, len(sound)), sound[: reader.available])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flipped_byte_is_noticed_and_costs_at_most_its_frame(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    desk = Desk(tmp_path_factory.mktemp("flip"))
    sound = ramp(2.0)
    writer = desk.begin()
    desk.record(writer, sound)
    writer.finish()
    name = data.draw(st.sampled_from(["00000000.seg", "events.seg"]))
    path = desk.root / ID / name
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    reader = desk.reader()
    assert reader.damage
    read = reader.read(0, len(sound))
    wrong = np.flatnonzero(read != sound[: len(read)])
    assert len(wrong) + len(sound) - len(read) <= 4_000
    assert not read[wrong].any()


def test_samples_wait_for_their_frame_no_longer_than_a_third_of_a_second(desk: Desk) -> None:
    writer = desk.begin()
    writer.write(ramp(0.1))
    first = SAMPLE_RATE_HZ // 20
    assert desk.reader(final=False).available == first, "that sound arrives is seen early"
    desk.clock.now_s += 0.31
    writer.tick()
    assert desk.reader(final=False).available == 1_600


def test_sound_is_known_to_be_on_disk_within_half_a_second(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(3.0))
    assert writer.position - writer.durable <= HALF_S + 4_000
    assert writer.durable >= 2 * SAMPLE_RATE_HZ


def test_a_pause_is_a_gap_and_not_a_cut(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(1.0))
    writer.gap(SAMPLE_RATE_HZ // 4, "pause")
    desk.record(writer, ramp(1.0, 20_000))
    writer.gap(8_000, "device_lost")
    assert writer.position == 16_000 + 4_000 + 16_000 + 8_000
    writer.finish()
    reader = desk.reader()
    assert reader.gaps == (Gap(1.0, 1.25, "pause"), Gap(2.25, 2.75, "device_lost"))
    assert reader.available == writer.position
    assert reader.damage == ()
    read = reader.read(0, writer.position)
    assert np.array_equal(read[:16_000], ramp(1.0))
    assert not read[16_000:20_000].any()
    assert np.array_equal(read[20_000:36_000], ramp(1.0, 20_000))
    assert not read[36_000:].any()


def test_a_gap_is_not_read_before_the_sound_in_front_of_it(desk: Desk) -> None:
    """A reader looks at the sound, then the writer writes more and a gap, then it sees the gap."""
    writer = desk.begin()
    desk.record(writer, ramp(1.0))
    path = desk.root / ID / "00000000.seg"
    before = path.read_bytes()
    desk.record(writer, ramp(0.1, 16_000))
    writer.gap(8_000, "pause")
    after = path.read_bytes()
    path.write_bytes(before)
    reader = desk.reader(final=False)
    assert reader.available == 16_000
    assert reader.damage == ()
    path.write_bytes(after)
    assert reader.poll()
    assert reader.available == 25_600
    assert np.array_equal(reader.read(16_000, 17_600), ramp(0.1, 16_000))


def test_a_reader_follows_a_growing_recording_and_reads_only_what_is_new(desk: Desk) -> None:
    writer, reader = desk.begin(), RecordingReader(desk.root, ID)
    assert not reader.poll()
    seen: list[NDArray[np.int16]] = []
    at = 0
    for second in range(65):
        desk.record(writer, ramp(1.0, second * SAMPLE_RATE_HZ))
        assert reader.poll()
        seen.append(reader.read(at, reader.available))
        at = reader.available
        assert not reader.poll()
    assert np.array_equal(np.concatenate(seen), ramp(65.0))
    assert not reader.finished
    writer.finish()
    assert reader.finished


def test_a_reader_may_come_before_the_recording(desk: Desk) -> None:
    reader = RecordingReader(desk.root, ID)
    assert not reader.poll()
    assert reader.available == 0
    assert len(reader.chunk().samples) == 0
    desk.record(desk.begin(), ramp(1.0))
    assert reader.poll()


def test_the_whole_recording_as_numbers_between_minus_one_and_one(desk: Desk) -> None:
    writer = desk.begin()
    writer.write(np.array([-32_768, 0, 16_384], np.int16))
    writer.finish()
    assert desk.reader().chunk().samples.tolist() == [-1.0, 0.0, 0.5]


def test_reading_is_clipped_to_what_is_there(desk: Desk) -> None:
    writer = desk.begin()
    writer.write(ramp(1.0))
    writer.finish()
    reader = desk.reader()
    assert np.array_equal(reader.read(-5, 10**12), ramp(1.0))
    assert len(reader.read(20_000, 30_000)) == 0
    assert len(reader.read(9, 3)) == 0


def test_what_happened_is_kept_in_order_with_its_times(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(1.0))
    writer.note("keyword", keyword="sepsis", start_s=0.5, score=0.9, number=3)
    writer.note("mark", name="\ud800" + "x" * 9_000)
    writer.finish()
    events = desk.reader().events()
    assert [event.kind for event in events] == ["start", "keyword", "mark", "stop"]
    assert events[0].fields["device"] == "microphone"
    assert events[0].fields["encounter"] == "case-1"
    assert events[1].at_s == 1.0
    assert events[1].fields == {"keyword": "sepsis", "start_s": 0.5, "score": 0.9, "number": 3}
    assert all(event.at.utcoffset() is not None for event in events)


def test_a_keyword_is_on_disk_at_the_next_tick(desk: Desk) -> None:
    disk = UnpoweredDisk()
    writer = desk.begin(disk)
    desk.record(writer, ramp(1.0))
    writer.note("keyword", keyword="sepsis")
    writer.tick()
    writer.close()
    disk.cut_power()
    assert desk.reader().events()[-1].kind == "keyword"


def test_a_sealed_recording_is_read_with_its_key_only(desk: Desk) -> None:
    seal = MaskSeal()
    writer = desk.begin(seal=seal)
    desk.record(writer, ramp(1.0))
    writer.note("mark", name="plain-to-see")
    finished = writer.finish()
    reader = RecordingReader(desk.root, ID, seal)
    reader.poll()
    assert np.array_equal(reader.read(0, 16_000), ramp(1.0))
    assert reader.events()[-2].fields["name"] == "plain-to-see"
    assert (finished.samples, finished.damage) == (16_000, ())
    verify(desk.root, ID, seal)
    assert b"plain-to-see" not in (desk.root / ID / "events.seg").read_bytes()
    stranger = desk.reader()
    assert stranger.available == 0
    assert "another key" in stranger.damage[0]
