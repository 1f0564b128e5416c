"""No usage report leaves the machine, whatever the environment asks for."""

import os
import subprocess
import sys

from app.paths import ROOT


def test_pyannote_reports_nothing_even_when_the_environment_switches_it_on() -> None:
    code = (
        "import app.speech.diarizer\n"
        "from pyannote.audio.telemetry.metrics import is_metrics_enabled\n"
        "print(is_metrics_enabled())"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYANNOTE_METRICS_ENABLED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["False"]


def test_a_network_call_in_any_process_a_test_starts_is_refused() -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode != 0
    assert "RuntimeError: a test looked up the host" in answer.stderr
