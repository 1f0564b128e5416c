"""A recording from its first sample to its note, with the embedded models and real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import paths
from app.paths import RESOURCES
from app.store.recording_keys import sandbox_sound
from app.store.recordings import recorded, unfinished

SAMPLE = RESOURCES / "samples" / "en_short.flac"
PATIENCE_S = 240.0

pytestmark = pytest.mark.weights


def _erscribe(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=paths.ROOT,
    )


def _until(process: "subprocess.Popen[str]", line: str) -> None:
    """Read its progress until a line holds this."""
    assert process.stderr is not None
    for shown in process.stderr:
        if line in shown:
            return
    raise AssertionError(f"'{line}' was never shown")


def _only(folder: Path) -> str:
    (found,) = (one.name for one in folder.iterdir() if one.is_dir())
    return found


def test_a_replayed_recording_becomes_a_note_by_itself() -> None:
    process = _erscribe("record", "--device", f"file-fast:{SAMPLE}")
    out, shown = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, shown
    assert "anaphylaxis" in out
    assert "Note n" in out
    assert "sandbox" in out.lower()


@pytest.mark.full
def test_killed_in_its_final_stages_it_goes_on_where_it_was() -> None:
    process = _erscribe("record", "--device", f"file-fast:{SAMPLE}")
    _until(process, "recognize")
    process.kill()
    process.communicate()
    recording = _only(paths.recordings_dir())
    assert recorded(paths.recordings_dir(), recording).duration_s > 20.0
    again = _erscribe("recover")
    out, shown = again.communicate(timeout=PATIENCE_S)
    assert again.returncode == 0, shown
    assert "Note n" in out
    assert "unfinished" in _erscribe("recover").communicate(timeout=PATIENCE_S)[1]


def test_killed_while_recording_nothing_that_was_written_is_lost() -> None:
    process = _erscribe("record", "--device", f"file:{SAMPLE}")
    _until(process, "recording")
    time.sleep(3.0)
    capture = json.loads((paths.run_dir() / "capture.json").read_text("utf-8"))["pid"]
    os.kill(process.pid, signal.SIGKILL)
    os.kill(capture, signal.SIGKILL)
    process.communicate()
    (left,) = unfinished(paths.recordings_dir(), sandbox_sound(paths.data_dir()).seal)
    assert left.seconds >= 2.0
    listed = _erscribe("recover", "--list").communicate(timeout=PATIENCE_S)[0]
    assert left.recording in listed
    again = _erscribe("recover", left.recording[:8])
    out, shown = again.communicate(timeout=PATIENCE_S)
    assert again.returncode == 0, shown
    assert "lood pressure" in out
