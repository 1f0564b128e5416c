"""The envelope: what is written is read, and what is damaged is told and stepped over."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.store.segments import (
    MAX_FILE,
    PLAIN,
    Found,
    Kind,
    Row,
    Scan,
    file_name,
    frame,
    header,
    numbered,
    opened,
    sequence,
)
from tests.recording_desk import MaskSeal

RECORDING = "ab12"


def beginning(number: int = 0, key: str = "none") -> bytes:
    return header({"recording": RECORDING, "number": number, "key": key})


def frames(plains: list[bytes], number: int = 0) -> list[bytes]:
    return [frame(PLAIN, plain, sequence("audio", number, at)) for at, plain in enumerate(plains)]


def scan_of(folder: Path, data: bytes, number: int = 0) -> Scan:
    place = folder / RECORDING
    place.mkdir(exist_ok=True)
    (place / file_name("audio", number)).write_bytes(data)
    return Scan(place, "audio", number, PLAIN)


def plains_of(scan: Scan, final: bool = True) -> list[bytes]:
    return [found.plain for found in scan.advance(final)]


THREE = [b"first" * 100, b"second" * 100, b"third" * 100]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    scan = scan_of(tmp_path, beginning() + b"".join(frames(THREE)))
    assert plains_of(scan) == THREE
    assert scan.damage == ()
    assert scan.fields is not None
    assert scan.fields["recording"] == RECORDING


def test_a_growing_file_gives_each_frame_once(tmp_path: Path) -> None:
    whole = beginning() + b"".join(frames(THREE))
    scan = scan_of(tmp_path, b"")
    seen: list[bytes] = []
    for size in range(0, len(whole) + 1, 7):
        scan.path.write_bytes(whole[:size])
        seen += plains_of(scan, final=False)
    scan.path.write_bytes(whole)
    seen += plains_of(scan)
    assert seen == THREE
    assert scan.damage == ()


def test_frame_says_where_it_lies_so_that_it_can_be_read_again(tmp_path: Path) -> None:
    scan = scan_of(tmp_path, beginning() + b"".join(frames(THREE)))
    found: Found = list(scan.advance(True))[1]
    data = scan.path.read_bytes()[found.offset : found.offset + found.size]
    assert opened(PLAIN, data, found.sequence) == THREE[1]
    assert opened(PLAIN, data, found.sequence + 1) is None
    assert opened(PLAIN, data[:-1] + b"\0", found.sequence) is None


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_flipped_byte_is_noticed_and_costs_no_other_frame(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    parts = [beginning(), *frames(THREE)]
    whole = bytearray(b"".join(parts))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    scan = scan_of(tmp_path_factory.mktemp("flip"), bytes(whole))
    read = plains_of(scan)
    assert scan.damage
    hit = next(n for n in range(4) if at < sum(map(len, parts[: n + 1])))
    assert read == [plain for n, plain in enumerate(THREE, 1) if n != hit]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2_000))
def test_a_cut_tail_costs_only_the_tail(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    start, parts = beginning(), frames(THREE)
    whole = start + b"".join(parts)
    left = whole[: max(0, len(whole) - cut)]
    scan = scan_of(tmp_path_factory.mktemp("cut"), left)
    expected, size = [], len(start)
    for plain, part in zip(THREE, parts, strict=True):
        size += len(part)
        expected += [plain] if size <= len(left) else []
    assert plains_of(scan) == expected
    bounds = {len(start) + sum(map(len, parts[:n])) for n in range(4)}
    assert bool(scan.damage) == (len(left) not in bounds)


def test_growing_file_is_not_called_damaged_at_its_end(tmp_path: Path) -> None:
    whole = beginning() + b"".join(frames(THREE))
    scan = scan_of(tmp_path, whole[:-3])
    assert plains_of(scan, final=False) == THREE[:2]
    assert "00000000.seg" not in "".join(scan.damage)
    assert plains_of(scan, final=True) == []
    assert "00000000.seg" in "".join(scan.damage)


def test_a_frame_that_looks_broken_while_it_is_written_is_read_when_it_is_whole(
    tmp_path: Path,
) -> None:
    parts = frames(THREE)
    scan = scan_of(tmp_path, beginning() + parts[0] + bytes(len(parts[1])))
    assert plains_of(scan, final=False) == THREE[:1]
    scan.path.write_bytes(beginning() + b"".join(parts))
    assert plains_of(scan, final=False) == THREE[1:]


def test_frames_of_another_file_are_not_taken_for_its_own(tmp_path: Path) -> None:
    scan = scan_of(tmp_path, beginning() + frames(THREE)[0] + frames(THREE, number=1)[1])
    assert plains_of(scan) == THREE[:1]
    assert scan.damage


def test_a_file_of_another_recording_is_not_read(tmp_path: Path) -> None:
    data = header({"recording": "cd34", "number": 0, "key": "none"}) + b"".join(frames(THREE))
    scan = scan_of(tmp_path, data)
    assert plains_of(scan) == []
    assert "another recording" in scan.damage[0]


def test_a_file_under_another_key_is_not_read(tmp_path: Path) -> None:
    scan = scan_of(tmp_path, beginning(key="mask") + b"".join(frames(THREE)))
    assert plains_of(scan) == []
    assert "another key" in scan.damage[0]


def test_a_seal_stands_between_the_bytes_and_the_disk(tmp_path: Path) -> None:
    seal = MaskSeal()
    folder = tmp_path / RECORDING
    folder.mkdir()
    parts = [frame(seal, p, sequence("events", 0, at)) for at, p in enumerate(THREE)]
    data = beginning(key="mask") + b"".join(parts)
    (folder / "events.seg").write_bytes(data)
    scan = Scan(folder, "events", 0, seal)
    assert plains_of(scan) == THREE
    assert b"first" not in data


def test_a_frame_that_its_seal_refuses_is_damage(tmp_path: Path) -> None:
    folder = tmp_path / RECORDING
    folder.mkdir()
    good = frame(MaskSeal(), b"good", sequence("audio", 0, 0))
    bad = frame(PLAIN, b"never sealed", sequence("audio", 0, 1))
    (folder / "00000000.seg").write_bytes(beginning(key="mask") + good + bad)
    scan = Scan(folder, "audio", 0, MaskSeal())
    assert plains_of(scan) == [b"good"]
    assert scan.damage


HOSTILE = {
    "empty": b"",
    "garbage": bytes(range(256)) * 40,
    "wrong magic": b"RIFF" + bytes(100),
    "a header longer than the file": b"ERSEG1\0\0" + b"\xff\xff\xff\xff" + bytes(40),
    "half a header": beginning()[:20],
    "a header that is no object": b"ERSEG1\0\0" + bytes(8),
    "a frame of four gigabytes": beginning() + b"\xff\xff\xff\xff" + bytes(60),
    "a frame of nothing": beginning() + bytes(60),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_and_yields_nothing(tmp_path: Path, name: str) -> None:
    scan = scan_of(tmp_path, HOSTILE[name])
    assert plains_of(scan, final=False) == []
    assert plains_of(scan) == []
    assert len(scan.damage) == 1
    assert scan.damage[0].startswith("00000000.seg ") or "of 00000000.seg" in scan.damage[0]


def test_good_frames_behind_garbage_are_found(tmp_path: Path) -> None:
    parts = frames(THREE)
    data = beginning() + parts[0] + os.urandom(5_000) + parts[1] + bytes(70_000) + parts[2]
    scan = scan_of(tmp_path, data)
    assert plains_of(scan) == THREE
    assert scan.damage == ("75000 bytes of 00000000.seg cannot be read",)


def test_a_file_made_of_false_starts_is_given_up_soon(tmp_path: Path) -> None:
    start = (60_000).to_bytes(4, "little") + sequence("audio", 0, 1).to_bytes(8, "little")
    scan = scan_of(tmp_path, beginning() + start * 400_000)
    assert plains_of(scan) == []
    assert "too little" in scan.damage[0]


def test_a_file_longer_than_any_honest_one_is_not_read_to_its_end(tmp_path: Path) -> None:
    scan = scan_of(tmp_path, beginning() + b"".join(frames(THREE)))
    os.truncate(scan.path, MAX_FILE * 100)  # a sparse file: it takes no room
    assert plains_of(scan) == THREE
    assert scan.damage


@pytest.mark.parametrize(("kind", "number"), [("audio", 0), ("audio", 17), ("events", 0)])
def test_a_name_tells_its_number(kind: Kind, number: int) -> None:
    assert numbered(file_name(kind, number), kind) == number


@pytest.mark.parametrize(
    "name", ["0.seg", "00000000.wav", "reserve", "events-1.seg", "a0000000.seg", "lock", "x.y.seg"]
)
def test_other_names_are_none_of_ours(name: str) -> None:
    assert numbered(name, "audio") is None
    assert numbered(name, "events") is None


def test_events_and_sound_are_told_apart() -> None:
    assert numbered("events-00000002.seg", "events") == 2
    assert numbered("events-00000002.seg", "audio") is None
    assert numbered("events.seg", "audio") is None
    assert numbered("00000002.seg", "events") is None


def test_a_row_reads_files_in_order_and_steps_over_what_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / RECORDING
    folder.mkdir()
    for number, plain in ((3, b"later"), (1, b"sooner")):
        part = frame(PLAIN, plain, sequence("audio", number, 0))
        (folder / file_name("audio", number)).write_bytes(beginning(number) + part)
    (folder / file_name("audio", 2)).mkdir()
    os.mkfifo(folder / file_name("audio", 4))
    row = Row(folder, "audio", PLAIN)
    assert [(number, found.plain) for number, found in row.new(final=True)] == [
        (1, b"sooner"),
        (3, b"later"),
    ]
    assert row.damage == ()
    assert list(row.new(final=True)) == []


def test_a_torn_end_is_damage_once_another_file_follows(tmp_path: Path) -> None:
    folder = tmp_path / RECORDING
    folder.mkdir()
    torn = beginning() + b"".join(frames(THREE))[:-5]
    (folder / "00000000.seg").write_bytes(torn)
    row = Row(folder, "audio", PLAIN)
    assert len(list(row.new(final=False))) == 2
    assert row.damage == ()
    (folder / "00000001.seg").write_bytes(beginning(1))
    assert list(row.new(final=False)) == []
    assert len(row.damage) == 1


def test_a_file_that_was_taken_away_again_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / RECORDING
    folder.mkdir()
    (folder / "00000000.seg").write_bytes(b"")
    row = Row(folder, "audio", PLAIN)
    assert list(row.new(final=False)) == []
    (folder / "00000000.seg").unlink()
    assert list(row.new(final=True)) == []
    assert row.damage == ()
