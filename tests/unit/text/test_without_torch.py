"""The text pipeline leaves torch where it is, seen from a fresh process."""

import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from app.text.without_torch import without_torch

# Without torch 287 to 291; with it 420 and more.
RESIDENT_MIB = 305

_FRESH = """
import sys
from app import bootstrap
for language in ("en", "zh"):
    bootstrap.understander().warm(language)
found = bootstrap.understander().understand_line("he is in cardiac arrest", "en")["alerts"]
print(len(found), "torch" in sys.modules or "httpx" in sys.modules)
with open("/proc/self/status", encoding="ascii") as file:
    print(*(line.split()[1] for line in file if line.startswith("VmRSS")))
import spacy.cli
import torch
print(torch.ones(2).sum().item())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_meaning_is_read_without_torch_which_can_be_loaded_afterwards() -> None:
    root = Path(__file__).parents[3]
    finished = subprocess.run(
        [sys.executable, "-c", _FRESH], cwd=root, capture_output=True, text=True, check=True
    )
    alerts, loaded, resident_kib, total = finished.stdout.split()
    assert (int(alerts) > 0, loaded, total) == (True, "False", "2.0")
    assert int(resident_kib) / 1024 < RESIDENT_MIB


@pytest.fixture
def torch_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A torch of our own, which nobody has loaded."""
    (tmp_path / "torch.py").write_text("mine = True\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "torch", ModuleType("torch"))  # put back as it was, or away
    monkeypatch.delitem(sys.modules, "torch")


@pytest.mark.usefixtures("torch_is_new")
def test_another_thread_finds_torch_meanwhile() -> None:
    found: list[bool] = []
    with without_torch():
        other = threading.Thread(target=lambda: found.append(import_module("torch").mine))
        other.start()
        other.join()
        assert import_module("torch").mine  # what is loaded already is not hidden
    assert found == [True]


@pytest.mark.usefixtures("torch_is_new")
def test_torch_is_found_again_afterwards_even_after_an_error() -> None:
    finders = list(sys.meta_path)
    with pytest.raises(ModuleNotFoundError, match="torch is not needed here"), without_torch():
        import_module("torch")
    assert sys.meta_path == finders
    assert import_module("torch").mine
