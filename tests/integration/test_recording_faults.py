"""Real processes are killed, real calls fail, real disks are full: what the recording loses."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.bench.recorder_child import coded
from app.bench.recorder_faults import Folder, filled, killings, sweep
from app.bench.recorder_shim import compiled
from app.domain.audio import SAMPLE_RATE_HZ
from app.store.recordings import RecordingReader

KILLS = 25
MOST_LOST_S = 0.5

linux = pytest.mark.skipif(sys.platform != "linux", reason="made with Linux's own means")


def test_killed_at_random_moments_a_recording_loses_less_than_half_a_second(
    tmp_path: Path,
) -> None:
    outcomes = killings(tmp_path / "kills", KILLS, seed=4)
    assert len(outcomes) == KILLS
    assert max(outcome.lost_s for outcome in outcomes) <= MOST_LOST_S
    assert [outcome for outcome in outcomes if outcome.broken or outcome.marks] == []


def test_another_process_reads_what_is_being_written_and_never_sees_half_of_it(
    tmp_path: Path,
) -> None:
    folder = Folder(tmp_path / "growing")
    seen = 0
    with subprocess.Popen(folder.command("steady", 60.0)) as child:
        reader = RecordingReader(folder.root, "abcd")
        try:
            give_up_s = time.monotonic() + 60.0
            while seen < 130 * SAMPLE_RATE_HZ and time.monotonic() < give_up_s:
                reader.poll()
                heard = reader.read(seen, reader.available)
                assert np.array_equal(heard, coded(seen, seen + len(heard)))
                assert reader.damage == ()
                seen += len(heard)
        finally:
            child.kill()
    assert seen >= 130 * SAMPLE_RATE_HZ
    assert (folder.root / "abcd" / "00000002.seg").exists()


@linux
@pytest.mark.parametrize(
    ("steps", "least"), [((11, 13), 20), pytest.param((4, 5), 60, marks=pytest.mark.full)]
)
def test_whatever_call_fails_or_ends_the_process_the_sound_is_there(
    tmp_path: Path, steps: tuple[int, int], least: int
) -> None:
    one, three = steps
    if compiled(tmp_path) is None:
        pytest.skip("no C compiler to make calls fail with")
    outcomes = sweep(tmp_path / "one", step=one) or []
    outcomes += sweep(tmp_path / "three", ["EIO", "ENOSPC"], many=3, step=three) or []
    assert len(outcomes) > least
    for outcome in outcomes:
        assert outcome.broken == outcome.marks == 0, outcome
        assert outcome.lost_s <= (MOST_LOST_S if "kill" in outcome.fault else 0.0), outcome


@linux
def test_files_that_may_not_grow_cost_nothing(tmp_path: Path) -> None:
    result = filled(tmp_path / "limit", mounted=False)
    assert result is not None
    assert result.wrong_samples == 0
    assert result.damage == ()
    assert "new file" in result.said[0][1]


@linux
@pytest.mark.skipif(shutil.which("unshare") is None, reason="no way to a disk of our own")
def test_a_disk_that_is_full_for_a_while_costs_nothing_and_is_said_at_once(tmp_path: Path) -> None:
    result = filled(tmp_path / "full", mounted=True)
    if result is None:
        pytest.skip("a disk may only be mounted by root")
    assert result.wrong_samples == 0
    assert result.damage == ()
    sentences = [line for _, line in result.said]
    assert "in a reserve" in sentences[0]
    assert "more of sound fit in memory" in sentences[1]
    assert sentences[-1] == "over: disk_full"
    assert list((tmp_path / "full").iterdir()) == []  # the disk was the process's own
