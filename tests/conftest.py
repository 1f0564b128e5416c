"""No network, no home folder, no screen: what holds in every test."""

import os
import sys
from importlib import import_module
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "no_network"))
import_module("sitecustomize")  # installs the hook in this process too

os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(HERE / "no_network"), str(HERE.parent), os.environ.get("PYTHONPATH", "")]
)
os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test, and every process it starts, has an empty data folder and no settings file."""
    data = tmp_path / "erscribe-data"
    monkeypatch.setenv("ERSCRIBE_DATA_DIR", str(data))
    monkeypatch.setenv("ERSCRIBE_CONFIG", str(tmp_path / "settings.toml"))
    return data
