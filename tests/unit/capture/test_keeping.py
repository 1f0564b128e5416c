"""A recording that was cut off goes on where it was; how long it was away comes from the clock."""

import os
from pathlib import Path

import numpy as np
import pytest

from app.capture.disk import Opening
from app.capture.keeping import Keeping
from app.domain.errors import AppError, LockedStoreError
from app.domain.live import Start
from app.store.keys import sandbox_keys
from app.store.recording_keys import RecordingKeys, new_seal
from app.store.recordings import RecordingReader, RecordingWriter, reader_with
from tests.fake_capture import RECORDING

SOUND = np.full(8_000, 77, np.int16)
LEFT_S = 1_700_000_000.0


def opening(wall_s: float, preroll_s: float = 0.0, recording: str = RECORDING) -> Opening:
    return Opening(Start(recording, "e1"), "Desk microphone", 48_000, 2, preroll_s, wall_s)


def cut_off(root: Path) -> None:
    """Half a second and a keyword, then nothing; written at LEFT_S."""
    writer, _ = Keeping(root)(opening(LEFT_S), lambda _: None)
    assert isinstance(writer, RecordingWriter)
    writer.write(SOUND)
    writer.note("keyword", keyword="loud", number=0)
    writer.tick()
    writer.close()
    for path in (root / RECORDING).glob("*.seg"):
        os.utime(path, (LEFT_S, LEFT_S))


def test_a_new_recording_begins_at_nought(tmp_path: Path) -> None:
    writer, begun = Keeping(tmp_path)(opening(LEFT_S), lambda _: None)
    writer.finish()

    assert (begun.position, begun.absent, begun.keywords) == (0, 0, 0)
    reader = RecordingReader(tmp_path, RECORDING)
    reader.poll()
    fields = reader.events()[0].fields
    assert (fields["device"], fields["rate_hz"]) == ("Desk microphone", 48_000)


def test_a_cut_off_recording_goes_on_after_the_time_that_passed(tmp_path: Path) -> None:
    cut_off(tmp_path)

    writer, begun = Keeping(tmp_path)(opening(LEFT_S + 2.5, 0.5), lambda _: None)
    writer.finish()

    assert begun.position == len(SOUND)
    assert begun.absent == 2 * 16_000
    assert begun.keywords == 1


def test_a_sealed_recording_goes_on_only_with_its_key(tmp_path: Path) -> None:
    store, root = tmp_path, tmp_path / "recordings"
    writer, _ = Keeping(root, store)(opening(LEFT_S), lambda _: None)
    assert isinstance(writer, RecordingWriter)
    writer.write(SOUND)
    writer.tick()
    writer.close()
    with pytest.raises(LockedStoreError, match="its key is not here"):
        Keeping(root, store)(opening(LEFT_S), lambda _: None)

    key = RecordingKeys(lambda: store, lambda: sandbox_keys(store)).key(RECORDING)
    start = Start(RECORDING, "e1", key=key)
    again = Opening(start, "Desk microphone", 48_000, 2, 0.0, LEFT_S)
    writer, begun = Keeping(root, store)(again, lambda _: None)
    writer.write(SOUND)
    writer.finish()

    assert begun.position == len(SOUND)
    assert key not in repr(start)
    reader = reader_with(root, RECORDING, key)
    reader.poll()
    heard = reader.read(0, reader.available)
    assert (heard != 0).sum() == 2 * len(SOUND)
    assert not reader.damage


def test_the_key_of_a_recording_is_on_disk_before_its_first_frame(tmp_path: Path) -> None:
    """What prepares it fails until then; no frame is written meanwhile."""
    seal, _ = new_seal(tmp_path, RECORDING)
    said: list[object] = []
    tries = 0

    def fail_twice() -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise OSError(28, "No space left on device")

    clock = iter(float(at) for at in range(10_000))
    writer = RecordingWriter.begin(
        tmp_path / "recordings",
        RECORDING,
        device="d",
        rate_hz=16_000,
        channels=1,
        encounter=None,
        preroll_s=0.0,
        on_trouble=said.append,
        seal=seal,
        prepare=fail_twice,
        clock=lambda: next(clock),
    )
    while tries < 4:
        assert not list((tmp_path / "recordings" / RECORDING).glob("*.seg"))
        writer.write(SOUND)
        writer.tick()
    writer.finish()
    assert said
    assert list((tmp_path / "recordings" / RECORDING).glob("*.seg"))


def test_a_clock_that_was_set_back_meanwhile_makes_no_negative_gap(tmp_path: Path) -> None:
    cut_off(tmp_path)
    writer, begun = Keeping(tmp_path)(opening(LEFT_S - 60), lambda _: None)
    writer.finish()

    assert begun.absent == 0


@pytest.mark.parametrize("name", ["../elsewhere", "", "a/b", "."])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AppError):
        Keeping(tmp_path / "recordings")(opening(LEFT_S, recording=name), lambda _: None)
    assert not (tmp_path / "elsewhere").exists()


def test_a_finished_recording_is_refused(tmp_path: Path) -> None:
    writer, _ = Keeping(tmp_path)(opening(LEFT_S), lambda _: None)
    writer.write(SOUND)
    writer.finish()

    with pytest.raises(AppError, match="finished"):
        Keeping(tmp_path)(opening(LEFT_S + 1), lambda _: None)
