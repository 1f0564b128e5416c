"""Whatever the caller's environment says, the model libraries are told to stay silent."""

import os

import pytest

import app.speech
from app.speech.environment import go_offline


def test_importing_speech_switches_telemetry_and_hubs_off() -> None:
    assert app.speech.__doc__
    assert os.environ["PYANNOTE_METRICS_ENABLED"] == "0"
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_switches_override_what_was_set_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYANNOTE_METRICS_ENABLED", "1")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "false")
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "0")
    go_offline()
    assert os.environ["PYANNOTE_METRICS_ENABLED"] == "0"
    assert os.environ["OTEL_SDK_DISABLED"] == "true"
    assert os.environ["TRANSFORMERS_OFFLINE"] == "1"
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"
