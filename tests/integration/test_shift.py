"""A shift in the real window, nothing in it a fake: see shift.py beside this file."""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import paths
from app.bench.virtual_microphone import missing, virtual_microphone

STEPS = (
    "the gate",
    "an encounter is begun",
    "words are shown while they are said",
    "an alert is raised",
    "the alert is acknowledged",
    "the note is there",
    "a correction is shown as heard and written",
    "the correction is taken back",
    "and undone",
    "the nurse finds the encounter",
    "the nurse reviews",
    "the nurse suggests an edit",
    "the suggestion is seen by its author",
    "what is in doubt is listed",
    "the note is signed",
    "a copy is saved",
    "a resuscitation is logged",
    "the screen is locked",
    "nothing of the patient stays",
    "the shift is over",
)
SOUND = paths.RESOURCES / "samples" / "en_short.flac"


def screen(stack: ExitStack, environment: dict[str, str], folder: Path) -> None:
    """An X server of its own where there is one, else no screen at all."""
    program = shutil.which("Xvfb")
    if program is None:
        environment["QT_QPA_PLATFORM"] = "offscreen"
        return
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1400x900x24"]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL, cwd=folder
    )
    stack.callback(server.wait)
    stack.callback(server.kill)
    os.close(writing)
    with os.fdopen(reading) as told:
        environment["DISPLAY"] = f":{told.readline().strip()}"
    environment["QT_QPA_PLATFORM"] = "xcb"


@pytest.mark.full
@pytest.mark.weights
@pytest.mark.skipif(bool(missing()), reason=missing() or "a sound server is there")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_shift_from_sign_in_to_lock(tmp_path: Path, language: str) -> None:
    pictures = Path(os.environ.get("ERSCRIBE_SCREENS", tmp_path)) / f"shift_{language}"
    pictures.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        microphone = stack.enter_context(virtual_microphone())
        environment = {
            **microphone.environment,
            "ERSCRIBE_DATA_DIR": str(tmp_path / "data"),
            "ERSCRIBE_CONFIG": str(tmp_path / "settings.toml"),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "MICROPHONE": "pulse",
            "SINK": "erscribe",
            "SPOKEN": language,
        }
        screen(stack, environment, tmp_path)
        command = [sys.executable, "-X", "faulthandler", "-m", "tests.integration.shift"]
        done = subprocess.run(
            [*command, str(pictures)],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
    assert (tuple(done.stdout.splitlines()), done.returncode) == (STEPS, 0), done.stderr
    assert list(pictures.glob("*.docx"))
    assert len(list(pictures.glob("*.png"))) == len(STEPS) - 1
