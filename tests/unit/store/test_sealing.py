"""Frames of a recording: none is read without its key, changed or moved; no nonce is used twice."""

import errno
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.errors import LockedStoreError, StoreError
from app.store.recordings import RecordingReader, complete, unfinished, verify
from app.store.sealing import FrameSeal, new_key, nonce_of, seal_of
from app.store.segments import PLAIN, Kind, frame, opened, sequence
from tests.fake_disks import FailingDisk, ProcessKilledError
from tests.recording_desk import ID, Desk, ramp

KEY = bytes(range(32))
KINDS: st.SearchStrategy[Kind] = st.sampled_from(("audio", "events"))
PLACES = st.tuples(KINDS, st.integers(0, 0xFF_FF_FF), st.integers(0, 0xFF_FF_FF_FF))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "recordings")


@given(places=st.lists(PLACES, unique=True, min_size=2, max_size=50))
def test_two_frames_of_a_recording_never_share_a_nonce(
    places: list[tuple[Kind, int, int]],
) -> None:
    nonces = {nonce_of(sequence(*place)) for place in places}
    assert len(nonces) == len(places)
    assert all(len(nonce) == 12 for nonce in nonces)


class CountingSeal(FrameSeal):
    """Remembers the nonces that it sealed different bytes with."""

    def __init__(self) -> None:
        super().__init__(ID, KEY)
        self.used: dict[bytes, bytes] = {}

    def seal(self, plain: bytes, sequence: int) -> bytes:
        nonce = nonce_of(sequence)
        assert self.used.setdefault(nonce, plain) == plain
        return super().seal(plain, sequence)


@settings(max_examples=60, deadline=None)
@given(
    first=st.integers(0, 60),
    length=st.integers(0, 12) | st.just(10_000),
    code=st.sampled_from((errno.EIO, errno.ENOSPC, 0, -1)),
    only=st.sampled_from(("", "write")),
)
@example(first=3, length=10_000, code=errno.EIO, only="write")  # a file with half a frame
def test_no_nonce_is_used_twice_however_the_disk_fails(
    tmp_path_factory: pytest.TempPathFactory, first: int, length: int, code: int, only: str
) -> None:
    """Writes and syncs that fail make frames be written again, in other files; so does a writer
    that goes on where another one was killed."""
    desk = Desk(tmp_path_factory.mktemp("faults") / "recordings")
    seal = CountingSeal()
    for part in range(3):
        disk = FailingDisk(first, first + length, code, only)
        with suppress(ProcessKilledError, StoreError):
            writer = desk.begin(disk, seal=seal)
            desk.record(writer, ramp(1.5, part * 24_000))
        disk.die()
    assert seal.used or first < 20


@settings(max_examples=60)
@given(plain=st.binary(min_size=1, max_size=200), place=PLACES, data=st.data())
def test_a_frame_with_any_bit_flipped_is_refused(
    plain: bytes, place: tuple[Kind, int, int], data: st.DataObject
) -> None:
    seal, number = FrameSeal(ID, KEY), sequence(*place)
    sealed = bytearray(seal.seal(plain, number))
    assert seal.open(bytes(sealed), number) == plain
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(ValueError, match="not sealed"):
        seal.open(bytes(sealed), number)


def test_a_frame_stands_in_for_no_other_one_and_no_other_recording() -> None:
    here, there = sequence("audio", 0, 0), sequence("audio", 0, 1)
    sealed = FrameSeal(ID, KEY).seal(b"plain", here)
    for seal, place in ((FrameSeal(ID, KEY), there), (FrameSeal("ab12", KEY), here)):
        with pytest.raises(ValueError, match="not sealed"):
            seal.open(sealed, place)
    assert opened(FrameSeal(ID, KEY), frame(FrameSeal(ID, KEY), b"plain", here), here) == b"plain"


def test_a_damaged_frame_leaves_all_others(desk: Desk) -> None:
    seal = FrameSeal(ID, KEY)
    writer = desk.begin(seal=seal)
    desk.record(writer, ramp(3.0))
    writer.finish()
    path = desk.root / ID / "00000000.seg"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    reader = RecordingReader(desk.root, ID, seal)
    reader.poll()
    heard = reader.read(0, reader.available)
    same = heard == ramp(3.0)
    assert len(heard) == 48_000
    assert 0 < (~same).sum() <= 4_000  # a quarter of a second
    assert reader.damage


def test_nothing_said_stands_in_a_file(desk: Desk) -> None:
    writer = desk.begin(seal=FrameSeal(ID, KEY))
    desk.record(writer, ramp(1.0))
    writer.note("mark", name="canary-mark")
    writer.finish()
    sound = ramp(1.0).astype("<i2").tobytes()
    for path in (desk.root / ID).iterdir():
        content = path.read_bytes()
        assert b"canary-mark" not in content
        assert sound[:64] not in content


@pytest.mark.parametrize("seal", [PLAIN, FrameSeal(ID, bytes(32))])
def test_a_cut_off_recording_is_never_finished_with_another_key(
    desk: Desk, seal: FrameSeal
) -> None:
    writer = desk.begin(seal=FrameSeal(ID, KEY))
    desk.record(writer, ramp(1.0))
    writer.close()
    with pytest.raises(LockedStoreError, match="key of recording"):
        complete(desk.root, ID, seal)
    assert not (desk.root / ID / "index.json").exists()
    assert complete(desk.root, ID, FrameSeal(ID, KEY)).samples == 16_000


def test_what_is_left_is_listed_with_and_without_keys(desk: Desk) -> None:
    for recording in ("ab12", "cd34"):
        writer = desk.begin(recording=recording, seal=FrameSeal(recording, KEY))
        desk.record(writer, ramp(1.0))
        writer.close()

    def seals(recording: str) -> FrameSeal:
        if recording == "cd34":
            raise LockedStoreError("its key is damaged")
        return FrameSeal(recording, KEY)

    found = {one.recording: one for one in unfinished(desk.root, seals)}
    assert found["ab12"].seconds == 1.0
    assert found["ab12"].encounter == "case-1"
    assert found["cd34"].seconds == 0.0


def test_recordings_of_versions_that_sealed_none_are_read_as_before(desk: Desk) -> None:
    writer = desk.begin()
    desk.record(writer, ramp(1.0))
    writer.finish()
    assert seal_of(ID, "") is PLAIN
    verify(desk.root, ID, seal_of(ID, ""))


def test_a_key_is_named_and_not_told() -> None:
    key = new_key()
    assert key != new_key()
    name = FrameSeal(ID, key).key_id
    assert len(name) == 16
    assert name not in key.hex()


def test_sound_is_the_same_after_sealing(desk: Desk) -> None:
    writer = desk.begin(seal=FrameSeal(ID, KEY))
    desk.record(writer, ramp(2.3))
    writer.finish()
    reader = RecordingReader(desk.root, ID, FrameSeal(ID, KEY))
    reader.poll()
    assert np.array_equal(reader.read(0, reader.available), ramp(2.3))
