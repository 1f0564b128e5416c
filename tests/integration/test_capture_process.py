"""The recording process itself, started and spoken to as the window does it; files play."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import numpy as np
import pytest

from app import paths
from app.audio.files import FileReader
from app.capture.client import CaptureClient
from app.capture.launch import ADDRESS
from app.domain.audio import as_pcm
from app.domain.live import (
    Arm,
    CaptureCommand,
    CaptureEvent,
    Gap,
    KeywordHeard,
    Level,
    Pause,
    Quit,
    Refused,
    Resume,
    RoomLeft,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.services.pipe import Address
from app.store.recording_keys import sandbox_sound
from app.store.recordings import RecordingReader, recorded
from app.store.segments import PLAIN

ENCOUNTER = paths.RESOURCES / "samples" / "en_encounter.flac"
SHORT = paths.RESOURCES / "samples" / "en_short.flac"
PATIENCE_S = 30.0
HEAVY = ("torch", "ctranslate2", "sqlalchemy", "PySide6", "scipy", "pyannote", "transformers")
Kind = TypeVar("Kind")


class Window:
    """A client that remembers what it was told, and when (monotonic seconds)."""

    def __init__(self, hung_s: float = 10.0) -> None:
        self.events: list[tuple[float, CaptureEvent]] = []
        self.client = CaptureClient(hung_s=hung_s, key_of=sandbox_sound(paths.data_dir()).key)
        self.client.listen(lambda event: self.events.append((time.monotonic(), event)))

    def say(self, *commands: CaptureCommand) -> None:
        for command in commands:
            self.client.send(command)

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [event for _, event in self.events if isinstance(event, kind)]

    def until(self, happened: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        end_s = time.monotonic() + patience_s
        while not happened():
            what = [event for event in self.events if not isinstance(event[1], Level)]
            assert time.monotonic() < end_s, what
            time.sleep(0.005)

    def until_recorded(self, seconds: float) -> None:
        self.until(lambda: any(level.audio_s >= seconds for level in self.of(Level)))


@pytest.fixture
def window() -> Iterator[Window]:
    one = Window()
    yield one
    _end(one)


def _end(one: Window) -> None:
    """No process of a test may outlive it."""
    one.client.close()
    address = Address.read(paths.run_dir() / ADDRESS)
    if address is not None:
        _kill(address.pid, signal.SIGKILL)


def _kill(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def process_id() -> int:
    address = Address.read(paths.run_dir() / ADDRESS)
    assert address is not None
    return address.pid


def kept(recording: str) -> RecordingReader:
    seal = sandbox_sound(paths.data_dir()).seal(recording)
    assert seal is not PLAIN
    reader = RecordingReader(paths.recordings_dir(), recording, seal)
    reader.poll()
    return reader


@pytest.mark.weights
def test_a_replayed_file_is_kept_sample_for_sample_and_its_keywords_are_told(
    window: Window,
) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=f"file-fast:{ENCOUNTER}"))
    window.until(lambda: window.of(Stopped))

    reader = kept(recording)
    expected = as_pcm(FileReader().read(ENCOUNTER).samples)
    assert np.array_equal(reader.read(0, reader.available), expected)
    assert not reader.gaps
    heard = window.of(KeywordHeard)
    assert {one.keyword for one in heard} >= {"cardiac_arrest", "ventricular_fibrillation"}
    assert [one.number for one in heard] == list(range(len(heard)))
    noted = [event.fields for event in reader.events() if event.kind == "keyword"]
    assert [one["keyword"] for one in noted] == [one.keyword for one in heard]
    stopped = window.of(Stopped)[0]
    assert stopped.sha256 == recorded(paths.recordings_dir(), recording).sha256
    assert isinstance(window.events[0][1], Status)


def test_a_paced_file_takes_its_time(window: Window) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=f"file-fast:5:{SHORT}"))
    window.until(lambda: window.of(Stopped))

    began = next(at for at, event in window.events if isinstance(event, Status) and event.recording)
    ended = next(at for at, event in window.events if isinstance(event, Stopped))
    length_s = FileReader().read(SHORT).duration_s
    assert ended - began > length_s / 5 * 0.8
    assert window.of(Stopped)[0].duration_s == pytest.approx(length_s, abs=1e-3)


def test_killed_while_recording_it_comes_back_and_goes_on_with_the_same_recording(
    window: Window,
) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=f"file:{ENCOUNTER}"))
    window.until_recorded(2.0)
    latest = window.of(Level)[-1].audio_s
    pid, killed_s = process_id(), time.monotonic()
    _kill(pid, signal.SIGKILL)
    window.until(lambda: window.of(Trouble))
    assert time.monotonic() - killed_s < 1.0
    assert window.of(Trouble)[0].kind == "capture_lost"
    before = kept(recording).available / 16_000
    assert latest - before < 0.5

    window.until(lambda: window.of(TroubleOver))
    window.until_recorded(latest + 3.0)
    window.say(Stop())
    window.until(lambda: window.of(Stopped))

    assert process_id() != pid
    gap = window.of(Gap)[0]
    assert gap.reason == "capture_restarted"
    assert gap.start_s == pytest.approx(before, abs=0.05)
    reader = kept(recording)
    assert window.of(Stopped)[0].recording == recording
    assert reader.available / 16_000 == pytest.approx(window.of(Stopped)[0].duration_s)
    assert [one.reason for one in reader.gaps] == ["capture_restarted"]
    assert not reader.damage


def test_the_gap_of_a_death_is_as_long_as_it_took(window: Window) -> None:
    """The time line agrees with the clock on the wall, however often the process dies."""
    recording = uuid4().hex
    window.say(Start(recording, device=f"file:{ENCOUNTER}"))
    window.until_recorded(0.6)
    begun = [one for one in window.events if isinstance(one[1], Level) and one[1].audio_s > 0]
    for _ in range(2):
        _kill(process_id(), signal.SIGKILL)
        window.events = [one for one in window.events if isinstance(one[1], Level)]
        window.until(lambda: window.of(TroubleOver))
        latest = window.of(Status)[-1].audio_s
        window.until_recorded(latest + 1.0)

    at, event = next(one for one in reversed(window.events) if isinstance(one[1], Level))
    assert isinstance(event, Level)
    began, first = begun[0]
    assert isinstance(first, Level)
    assert event.audio_s - first.audio_s == pytest.approx(at - began, abs=0.4)


def test_killed_while_it_was_to_stop_the_recording_is_finished_without_it(window: Window) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=f"file:{ENCOUNTER}"))
    window.until_recorded(1.0)
    os.kill(process_id(), signal.SIGSTOP)
    window.say(Stop())
    time.sleep(0.2)
    _kill(process_id(), signal.SIGKILL)
    window.until(lambda: window.of(Stopped))

    assert window.of(Stopped)[0].duration_s > 0.5
    assert recorded(paths.recordings_dir(), recording).sha256 == window.of(Stopped)[0].sha256


def test_a_process_that_does_not_move_is_said_and_replaced() -> None:
    window = Window(hung_s=3.0)
    try:
        recording = uuid4().hex
        window.say(Start(recording, device=f"file:{ENCOUNTER}"))
        window.until_recorded(1.0)
        os.kill(process_id(), signal.SIGSTOP)
        window.until(lambda: window.of(Trouble))
        window.until(lambda: window.of(Gap))
        window.until(lambda: window.of(TroubleOver))

        assert window.of(Trouble)[0].kind == "capture_lost"
        assert window.of(Gap)[0].reason == "capture_restarted"
    finally:
        _end(window)


def test_it_goes_on_recording_without_a_window_and_the_next_one_finds_it(window: Window) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=f"file:{ENCOUNTER}"))
    window.until_recorded(1.0)
    pid = process_id()
    window.client.close()
    time.sleep(1.0)

    other = Window()
    try:
        other.until(lambda: other.of(Status))
        status = other.of(Status)[0]
        assert (status.state, status.recording) == ("recording", recording)
        assert status.audio_s > 1.5
        assert process_id() == pid
        other.say(Stop())
        other.until(lambda: other.of(Stopped))
    finally:
        _end(other)
    assert not kept(recording).gaps


def test_two_windows_hear_the_same(window: Window) -> None:
    window.until(lambda: window.of(Status))
    other = Window()
    try:
        recording = uuid4().hex
        other.until(lambda: other.of(Status))
        window.say(Start(recording, device=f"file-fast:{SHORT}"))
        window.until(lambda: window.of(Stopped))
        other.until(lambda: other.of(Stopped))
        assert other.of(Stopped) == window.of(Stopped)
        assert process_id() > 0
    finally:
        other.client.close()


def test_a_second_process_says_that_another_is_recording(window: Window) -> None:
    window.until(lambda: window.of(Status))
    second = subprocess.run(
        paths.own_command("capture-process"),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        cwd=paths.ROOT,
        check=False,
    )

    assert second.returncode == 3
    assert second.stderr.strip().startswith(
        "erscribe: another ERScribe is recording on this computer"
    )
    assert len(second.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_by_the_system_it_finishes_the_recording_first(
    window: Window, number: signal.Signals
) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=f"file:{ENCOUNTER}"))
    window.until_recorded(1.0)
    os.kill(process_id(), number)
    window.until(lambda: window.of(Stopped))

    assert recorded(paths.recordings_dir(), recording).duration_s > 0.9
    assert not window.of(Trouble)


def test_an_idle_process_ends_when_the_last_window_has_left(window: Window) -> None:
    window.until(lambda: window.of(Status))
    pid = process_id()
    window.client.close()

    end_s = time.monotonic() + PATIENCE_S
    while (paths.run_dir() / ADDRESS).exists():
        assert time.monotonic() < end_s
        time.sleep(0.05)
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end_s:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_it_ends_when_it_is_told_to(window: Window) -> None:
    window.until(lambda: window.of(Status))
    window.say(Quit())
    window.until(lambda: not (paths.run_dir() / ADDRESS).exists())


def test_a_pause_outlives_the_death_of_the_process(window: Window) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=f"file:{ENCOUNTER}"))
    window.until_recorded(1.0)
    window.say(Pause())
    window.until(lambda: window.of(Status)[-1].state == "paused")
    _kill(process_id(), signal.SIGKILL)
    window.until(lambda: window.of(TroubleOver))
    assert window.of(Status)[-1].state == "paused"
    held = kept(recording).available
    time.sleep(1.0)
    assert kept(recording).available == held

    window.say(Resume(), Stop())
    window.until(lambda: window.of(Stopped))


def test_a_file_that_is_none_is_refused_with_one_sentence(window: Window, tmp_path: Path) -> None:
    window.say(Start(uuid4().hex, device=f"file:{tmp_path / 'nowhere.wav'}"))
    window.until(lambda: window.of(Refused))

    refused = window.of(Refused)[0]
    assert refused.command == "Start"
    assert "nowhere.wav" in refused.sentence
    assert window.of(Status)[-1].state == "idle"


def test_a_recording_that_is_finished_is_not_gone_on_with(window: Window) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=f"file-fast:{SHORT}"))
    window.until(lambda: window.of(Stopped))
    window.say(Start(recording, device=f"file-fast:{SHORT}"))
    window.until(lambda: window.of(Refused))

    assert "finished" in window.of(Refused)[0].sentence


def test_nothing_heavy_is_loaded_before_recording() -> None:
    code = f"import app.capture.process, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=paths.ROOT
    )

    assert found.stdout.strip() == "[]"


def test_the_room_on_the_disk_is_told_before_anything_is_recorded(window: Window) -> None:
    window.until(lambda: window.of(RoomLeft))
    assert window.of(RoomLeft)[0].room_s > 0


def test_the_address_is_for_its_owner_alone(window: Window) -> None:
    window.until(lambda: window.of(Status))
    path = paths.run_dir() / ADDRESS

    assert path.stat().st_mode & 0o077 == 0
    assert len(json.loads(path.read_text())["secret"]) == 64


def test_without_a_microphone_arming_is_refused_and_the_process_lives(window: Window) -> None:
    """Holds on machines without sound; with a microphone arming simply works."""
    window.say(Arm("a microphone that nobody has"))
    window.until(lambda: window.of(Refused) or window.of(Trouble))
    found: list[Refused | Trouble] = [*window.of(Refused), *window.of(Trouble)]

    first = found[0]
    if isinstance(first, Refused):
        assert (first.command, first.exit_code) == ("Arm", 3)
    else:
        assert first.kind == "wrong_device"
    assert process_id() > 0
