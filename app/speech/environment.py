"""Switches of the model libraries, set before any of them is imported: no telemetry, no hub."""

import os

OFFLINE = {
    "PYANNOTE_METRICS_ENABLED": "0",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "OTEL_SDK_DISABLED": "true",
    "DO_NOT_TRACK": "1",
}


def go_offline() -> None:
    """Set every switch, whatever the caller's environment says: nothing leaves the workstation."""
    os.environ.update(OFFLINE)
