"""The player on a real sound server: what its monitor hears is what was asked for."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.bench.virtual_microphone import missing, virtual_microphone
from app.domain.audio import SAMPLE_RATE_HZ
from tests.fake_speaker import pitch_hz

FRAME = SAMPLE_RATE_HZ // 50
RECORDING = "c" * 32
PLAYING = f"""
import sys
from pathlib import Path
from app.audio.player import LoudspeakerPlayer
from app.domain.playing import Stretch
from app.store.recordings import RecordingReader
from app.store.sealing import FrameSeal
from tests.fake_speaker import Told, sine
from tests.recording_desk import Desk
root, seal = Path(sys.argv[1]), FrameSeal("{RECORDING}", bytes(32))
writer = Desk(root).begin(recording="{RECORDING}", seal=seal)
writer.write(sine(500.0, 60.0).read(0, 960_000))
writer.tick()
writer.finish()
reader = RecordingReader(root, "{RECORDING}", seal)
reader.poll()
told = Told()
player = LoudspeakerPlayer()
player.listen(told)
player.choose(next(one for one in player.outputs() if one == "pulse"))
player.play(reader, Stretch(30.0, 34.0), 2.0)
print(told.wait())
player.close()
"""


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_a_sealed_recording_at_double_speed_is_heard_at_its_own_pitch_for_half_as_long(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "heard.raw"
    with virtual_microphone() as server, kept.open("wb") as into:
        record = ["parec", "--device=erscribe.monitor", "--format=s16le", "--channels=1"]
        recorder = subprocess.Popen(
            [*record, f"--rate={SAMPLE_RATE_HZ}", "--latency-msec=20"],
            env=server.environment,
            stdout=into,
        )
        deadline = time.monotonic() + 10.0
        while not kept.stat().st_size and time.monotonic() < deadline:
            time.sleep(0.05)
        try:
            played = subprocess.run(
                [sys.executable, "-c", PLAYING, str(tmp_path / "recordings")],
                env=server.environment,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            time.sleep(0.5)  # what was heard last is on its way to the recorder
        finally:
            recorder.terminate()
            recorder.wait()
    heard = np.fromfile(kept, np.int16) / np.float32(32_768)
    assert "PlayEnded(at_s=34.0)" in played.stdout, played.stderr
    frames = heard[: len(heard) // FRAME * FRAME].reshape(-1, FRAME)
    loud = frames[np.abs(frames).max(axis=1) > 0.1]  # a busy machine may leave pauses between
    assert len(loud) * FRAME / SAMPLE_RATE_HZ == pytest.approx(2.0, abs=0.1)
    pitches = [pitch_hz(one, SAMPLE_RATE_HZ) for one in loud]
    assert np.median(pitches) == pytest.approx(500.0, rel=0.02)
    assert np.abs(heard).max() < 0.6, "nothing is added to it"
