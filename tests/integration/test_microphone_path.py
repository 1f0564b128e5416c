"""A real microphone path: PulseAudio plays speech, PortAudio records it, nothing is a fake.

A sound server of the test's own, without hardware, whose only sink throws away what is played;
what it "plays" is recorded from the sink's monitor. That a monitor is no microphone is said.
"""

import shutil
import subprocess
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray

from app import paths
from app.audio.files import FileReader
from app.domain.audio import as_pcm
from app.domain.live import Arm, Gap, KeywordHeard, Level, Start, Stop, Stopped, Trouble
from app.store.recording_keys import sandbox_sound
from app.store.recordings import RecordingReader
from tests.integration.test_capture_process import Window, _end

ENCOUNTER = paths.RESOURCES / "samples" / "en_encounter.flac"
SHORT = paths.RESOURCES / "samples" / "en_short.flac"
SPOKEN_S = (64.0, 88.0)  # two keywords and more
DEVICE = "pulse"
SINK = "clinic"
NULL_SINK = ("module-null-sink", f"sink_name={SINK}", "rate=48000", "channels=2")
DAEMON = ("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-level=error")
NEEDED = ("pulseaudio", "paplay", "pactl")

pytestmark = pytest.mark.skipif(
    any(shutil.which(program) is None for program in NEEDED),
    reason="PulseAudio is not installed (pulseaudio, pulseaudio-utils, libasound2-plugins)",
)


class Server:
    """A sound server in a folder of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "HOME"):
            place = folder / name.lower()
            place.mkdir(mode=0o700)
            monkeypatch.setenv(name, str(place))
        monkeypatch.setenv("PULSE_SOURCE", f"{SINK}.monitor")
        for name in ("PULSE_SERVER", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        self._daemon = subprocess.Popen(
            [*DAEMON, "-L", "module-native-protocol-unix", "-L", " ".join(NULL_SINK)],
            stderr=subprocess.DEVNULL,
        )
        end_s = time.monotonic() + 10
        while self._ask("info").returncode:
            assert time.monotonic() < end_s, "the sound server does not start"
            time.sleep(0.05)

    def play(self, path: Path) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(["paplay", "-d", SINK, str(path)])

    def unplug(self) -> None:
        self._ask("unload-module", "module-null-sink").check_returncode()

    def plug_in(self) -> None:
        self._ask("load-module", *NULL_SINK).check_returncode()

    def stop(self) -> None:
        self._daemon.terminate()
        self._daemon.wait(10)

    def _ask(self, *words: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(["pactl", *words], check=False, capture_output=True)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    folder = tmp_path / "sound"
    folder.mkdir()
    one = Server(folder, monkeypatch)
    yield one
    one.stop()


@pytest.fixture
def window(server: Server) -> Iterator[Window]:
    """Armed and hearing the sink; skipped where PortAudio cannot reach PulseAudio."""
    one = Window()
    one.say(Arm(DEVICE))
    one.until(lambda: one.of(Level) or (one.events and _elsewhere(one)))
    if _elsewhere(one):
        _end(one)
        pytest.skip("PortAudio does not reach PulseAudio here (libasound2-plugins)")
    yield one
    _end(one)


def _elsewhere(window: Window) -> bool:
    doubts = [trouble for trouble in window.of(Trouble) if trouble.kind == "wrong_device"]
    return any(f"{SINK}.monitor" not in doubt.sentence for doubt in doubts)


def record(window: Window, server: Server, path: Path) -> NDArray[np.float32]:
    """Everything between a moment before a file is played and a moment after."""
    recording = uuid4().hex
    window.say(Start(recording, device=DEVICE))
    player = server.play(path)
    assert player.wait(300) == 0
    time.sleep(1.0)  # what the server still holds
    window.say(Stop())
    window.until(lambda: window.of(Stopped))
    seal = sandbox_sound(paths.data_dir()).seal(recording)
    reader = RecordingReader(paths.recordings_dir(), recording, seal)
    reader.poll()
    assert not reader.damage
    return reader.chunk().samples


def aligned(
    played: NDArray[np.float32], kept: NDArray[np.float32]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Lag in samples, and both sounds on one time line, to a fraction of a sample."""
    size = 1 << int(np.ceil(np.log2(len(played) + len(kept))))
    one, other = np.fft.rfft(played, size), np.fft.rfft(kept, size)
    match = np.fft.irfft(other * one.conj(), size)
    top = int(match.argmax())
    left, middle, right = match[top - 1], match[top], match[(top + 1) % size]
    lag = top + 0.5 * (left - right) / (left - 2 * middle + right)
    turn = np.exp(2j * np.pi * np.fft.rfftfreq(size) * lag)
    moved = np.fft.irfft(other * turn, size)[: len(played)]
    return lag, played.astype(np.float64), moved


def snr_db(played: NDArray[np.float64], kept: NDArray[np.float64]) -> float:
    gain = float(played @ kept / (played @ played))
    rest = kept - gain * played
    return float(10 * np.log10((gain**2 * (played @ played)) / (rest @ rest)))


@pytest.mark.weights
def test_what_was_played_is_what_was_recorded_and_its_keywords_were_heard(
    server: Server, window: Window, tmp_path: Path
) -> None:
    played = FileReader().read(ENCOUNTER).slice(*SPOKEN_S).samples
    path = tmp_path / "spoken.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(as_pcm(played).tobytes())
    kept = record(window, server, path)

    lag, original, moved = aligned(played, kept)
    assert 0 <= lag / 16_000 < 5.0
    assert len(kept) >= lag + len(played)
    assert snr_db(original, moved) > 20
    assert not window.of(Gap)
    spoken = {one.keyword for one in window.of(KeywordHeard)}
    assert spoken >= {"cardiac_arrest", "ventricular_fibrillation"}


def test_a_monitor_in_place_of_a_microphone_is_said(window: Window) -> None:
    window.until(lambda: window.of(Trouble))

    doubt = window.of(Trouble)[0]
    assert doubt.kind == "wrong_device"
    assert f"{SINK}.monitor" in doubt.sentence


def test_a_source_that_vanishes_is_said_within_a_second_and_recording_goes_on(
    server: Server, window: Window
) -> None:
    recording = uuid4().hex
    window.say(Start(recording, device=DEVICE))
    player = server.play(SHORT)
    window.until_recorded(1.0)

    server.unplug()
    gone_s = time.monotonic()
    faults = ("device_lost", "silent")
    window.until(lambda: any(trouble.kind in faults for trouble in window.of(Trouble)))
    said_s = time.monotonic()
    player.wait(60)
    time.sleep(1.0)
    server.plug_in()
    back_s = time.monotonic()
    held = window.of(Level)[-1].audio_s
    window.until_recorded(held + 1.5)
    window.say(Stop())
    window.until(lambda: window.of(Stopped))

    assert said_s - gone_s < 1.5
    assert [one.reason for one in window.of(Gap)] == ["device_lost"]
    gap = window.of(Gap)[0]
    assert gap.end_s - gap.start_s > back_s - gone_s - 0.5
