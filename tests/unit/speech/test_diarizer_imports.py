"""What importing the diarizer does to the process, seen from a fresh one."""

import os
import subprocess
import sys
from types import ModuleType

import pytest

from app.speech import torchaudio_shim
from app.speech.torchaudio_shim import ensure_torchaudio


def test_importing_the_diarizer_turns_telemetry_and_downloads_off() -> None:
    code = (
        "import app.speech.pyannote_quiet, os, huggingface_hub.constants as hub\n"
        "from pyannote.audio.telemetry.metrics import is_metrics_enabled\n"
        "print(is_metrics_enabled(), hub.HF_HUB_OFFLINE)"
    )
    environment = {name: value for name, value in os.environ.items() if "PYANNOTE" not in name}
    finished = subprocess.run(
        [sys.executable, "-W", "error::ImportWarning", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout.split() == ["False", "True"]


def test_torchaudio_is_left_alone_where_it_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ModuleType("torchaudio")
    monkeypatch.setitem(sys.modules, "torchaudio", whole)
    monkeypatch.delitem(sys.modules, "torchaudio._extension", raising=False)
    assert ensure_torchaudio() is False
    assert sys.modules["torchaudio"] is whole


def test_forced_alignment_is_refused_without_the_extension() -> None:
    extension = torchaudio_shim._absent_extension()
    with pytest.raises(RuntimeError, match="forced alignment"):
        extension.fail_if_no_align(len)("emissions")
