"""Set-up: what it runs, when it skips, how it speaks."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "installer" / "bootstrap.py"


class Machine:
    """Records commands instead of running them; `failing` names words that make one fail."""

    def __init__(self, installed: Sequence[str] = (), failing: str = "") -> None:
        self.installed, self.failing = installed, failing
        self.commands: list[list[str]] = []

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        if command[0] == "dpkg-query":
            lines = [f"{name} ii " for name in command if name in self.installed]
            return subprocess.CompletedProcess(command, 0, "\n".join(lines), "")
        code = 1 if self.failing and self.failing in " ".join(command) else 0
        return subprocess.CompletedProcess(command, code, "", "")

    def ran(self, word: str) -> bool:
        return any(word in " ".join(command) for command in self.commands)


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, pointed at a tree of its own."""
    spec = importlib.util.spec_from_file_location("erscribe_bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("one")
    (tmp_path / "constraints.txt").write_text("two")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(module, "CONSTRAINTS", tmp_path / "constraints.txt")
    monkeypatch.setattr(module, "NEEDED_BYTES", 0)
    return module


def use(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, machine: Machine) -> Machine:
    monkeypatch.setattr(bootstrap.subprocess, "run", machine.run)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    python = bootstrap.VENV / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    return machine


def test_a_first_run_installs_pinned_packages_with_the_chosen_extras(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = use(bootstrap, monkeypatch, Machine(installed=["libgl1"]))
    bootstrap.install("train,dev", ("libgl1",))
    pip = next(command for command in machine.commands if "--editable" in command)
    assert pip[pip.index("--constraint") + 1] == str(bootstrap.CONSTRAINTS)
    assert pip[-1].endswith("[dev,train]")
    assert json.loads(bootstrap.STAMP.read_text())["extras"] == ["dev", "train"]


def test_a_second_run_starts_no_installer_at_all(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(bootstrap, monkeypatch, Machine(installed=["libgl1"]))
    bootstrap.install("dev", ("libgl1",))
    again = use(bootstrap, monkeypatch, Machine())
    bootstrap.install("", ("libgl1",))
    assert again.commands == []


def test_changed_pins_install_again(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    use(bootstrap, monkeypatch, Machine())
    bootstrap.install("", ())
    bootstrap.CONSTRAINTS.write_text("three")
    again = use(bootstrap, monkeypatch, Machine())
    bootstrap.install("", ())
    assert again.ran("--editable")


def test_a_failed_download_leaves_no_stamp_so_that_the_next_run_goes_on(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(bootstrap, monkeypatch, Machine(failing="--editable"))
    with pytest.raises(bootstrap.SetupError, match="start again"):
        bootstrap.install("", ())
    assert not bootstrap.STAMP.exists()
    again = use(bootstrap, monkeypatch, Machine())
    bootstrap.install("", ())
    assert again.ran("--editable")
    assert bootstrap.STAMP.exists()


def test_a_half_made_environment_is_made_again(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = use(bootstrap, monkeypatch, Machine(failing="pip --version"))
    bootstrap.install("", ())
    assert machine.ran("-m venv --clear")


def test_missing_system_libraries_are_installed_by_root(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = use(bootstrap, monkeypatch, Machine(installed=["libgl1"]))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    bootstrap.install("", ("libgl1", "libegl1"))
    assert machine.ran("apt-get install -y --no-install-recommends libegl1")


def test_a_library_under_its_newer_debian_name_is_not_missing(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = use(bootstrap, monkeypatch, Machine(installed=["libglib2.0-0t64"]))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    bootstrap.install("", ("libglib2.0-0",))
    assert not machine.ran("apt-get")


def test_without_root_the_exact_command_is_printed_and_set_up_goes_on(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = use(bootstrap, monkeypatch, Machine())
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    bootstrap.install("", ("libegl1",))
    wanted = "sudo apt-get install -y --no-install-recommends libegl1"
    assert wanted in capsys.readouterr().out
    assert not machine.ran("apt-get")
    assert machine.ran("--editable")


def test_too_little_space_is_said_before_anything_is_downloaded(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = use(bootstrap, monkeypatch, Machine())
    monkeypatch.setattr(bootstrap, "NEEDED_BYTES", 10**18)
    with pytest.raises(bootstrap.SetupError, match="GB free here"):
        bootstrap.install("", ())
    assert not machine.ran("pip")


def test_cpu_wheels_come_from_the_named_source_only_without_a_gpu(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(bootstrap.CPU_INDEX_VARIABLE, str(tmp_path))
    gpu = use(bootstrap, monkeypatch, Machine())
    bootstrap.install("", ())
    assert not gpu.ran("--find-links")
    bootstrap.STAMP.unlink()
    cpu = use(bootstrap, monkeypatch, Machine(failing="nvidia-smi"))
    bootstrap.install("", ())
    assert cpu.ran(f"--find-links {tmp_path} {bootstrap.TORCH}")


def test_the_gates_stop_at_the_first_that_fails(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = use(bootstrap, monkeypatch, Machine(failing="lint-imports"))
    assert bootstrap._test("python", full=False) == 1
    assert machine.ran("ruff check")
    assert not machine.ran("-m pytest")


def test_full_runs_the_long_tests_too(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = use(bootstrap, monkeypatch, Machine())
    assert bootstrap._test("python", full=True) == 0
    assert "pytest" in machine.commands[-1]
    assert "not full" not in machine.commands[-1]
    assert bootstrap._test("python", full=False) == 0
    assert machine.commands[-1][-1] == "not full"


def test_it_needs_nothing_but_the_standard_library() -> None:
    without_packages = [sys.executable, "-I", "-S", str(SCRIPT), "--help"]
    answer = subprocess.run(without_packages, capture_output=True, text=True, check=False)
    assert answer.returncode == 0
    assert "demo" in answer.stdout


@pytest.mark.parametrize(("words", "wanted"), [(["test"], False), (["test", "--full"], True)])
def test_only_the_long_tests_ask_for_a_database_server(
    bootstrap: ModuleType, words: list[str], wanted: bool
) -> None:
    arguments = bootstrap._parser().parse_args(words)
    libraries = bootstrap._libraries(arguments)
    assert ("postgresql" in libraries) is wanted
    assert set(bootstrap.TEST_LIBRARIES) <= set(libraries)
