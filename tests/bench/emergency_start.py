"""How long after the click on Record without sign-in the first sound is on disk.

    python -m tests.bench.emergency_start [TRIES] [DELAY_MS]

Every try is a fresh window over a store of users, without a screen, its microphone a file played
in time. DELAY_MS: between the moment that the window is shown and the click; 0 is the worst one,
since half of the program is still loading. Linux only.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app import paths
from app.capture.launch import ADDRESS
from app.services.pipe import Address
from tests.integration.test_emergency_start import has_sound

TRIES = 22
PATIENCE_S = 60.0
_SAMPLE = paths.RESOURCES / "samples" / "en_encounter.flac"


def main(tries: int, delay_ms: int) -> None:
    with tempfile.TemporaryDirectory(prefix="erscribe-bench-") as folder:
        environment = _store(Path(folder))
        took = sorted(_try(Path(folder), environment, delay_ms) for _ in range(tries))
    late = took[int(0.9 * (tries - 1))]
    sys.stdout.write(
        f"n={tries}, {delay_ms} ms after the window is shown: p50 {statistics.median(took):.0f}, "
        f"p90 {late:.0f}, max {took[-1]:.0f} ms from click to sound on disk (at most 500)\n"
    )


def _store(folder: Path) -> dict[str, str]:
    settings = folder / "settings.toml"
    settings.write_text(
        f'key_passphrase = "env:PASSPHRASE"\nmicrophone = "file:{_SAMPLE}"\n', encoding="utf-8"
    )
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "QT_QPA_PLATFORM": "offscreen",
        "ERSCRIBE_DATA_DIR": str(folder / "data"),
        "ERSCRIBE_CONFIG": str(settings),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PASSPHRASE": "made up for this bench",
        "PASSWORD": "plain-words-of-the-keeper",
    }
    command = paths.own_command("users")
    made = (*command, "init", "--login", "keeper", "--name", "K", "--password-from", "env:PASSWORD")
    subprocess.run(made, env=environment, cwd=paths.ROOT, check=True, stdout=subprocess.DEVNULL)
    return environment


def _try(folder: Path, environment: dict[str, str], delay_ms: int) -> float:
    """Milliseconds from the click."""
    recordings = folder / "data" / "clinical" / "recordings"
    address = folder / "data" / "clinical" / "run" / ADDRESS
    known = _names(recordings)
    window = subprocess.Popen(
        (sys.executable, "-m", "tests.bench.emergency_window", str(delay_ms)),
        env=environment,
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        found_s = _sound_s(recordings, known)
        assert window.stdout is not None
        return 1000 * (found_s - float(window.stdout.readline().split()[1]))
    finally:
        window.kill()
        window.wait()
        capture = Address.read(address)
        if capture is not None:
            os.kill(capture.pid, signal.SIGKILL)
            address.unlink()


def _sound_s(recordings: Path, known: set[str]) -> float:
    until_s = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < until_s:
        if any(has_sound(recordings / name) for name in _names(recordings) - known):
            return time.perf_counter()
        time.sleep(0.002)
    raise AssertionError("no sound came")


def _names(recordings: Path) -> set[str]:
    return {path.name for path in recordings.iterdir()} if recordings.exists() else set()


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(given[0] if given else TRIES, given[1] if len(given) > 1 else 0)
