"""Environments of peers: made once, made again for other versions, skipped with a reason."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from app.bench.peers import environment


class Calls:
    """Stands for running commands; installs nothing."""

    def __init__(self, failing: str = "") -> None:
        self.made: list[Sequence[str]] = []
        self._failing = failing

    def __call__(self, command: Sequence[str]) -> None:
        self.made.append(command)
        if self._failing and self._failing in command:
            raise subprocess.CalledProcessError(1, command, stderr="noise\nno such version\n")
        if "venv" in command:
            Path(command[-1]).mkdir(parents=True, exist_ok=True)


def test_an_environment_is_made_once_for_its_versions(tmp_path: Path) -> None:
    calls = Calls()
    python = environment("whisper", ("one==1",), tmp_path, calls)
    assert isinstance(python, Path)
    assert tmp_path / "whisper" in python.parents
    assert calls.made[1][1:] == ["-m", "pip", "install", "-q", "one==1"]
    assert environment("whisper", ("one==1",), tmp_path, calls) == python
    assert len(calls.made) == 2
    environment("whisper", ("one==2",), tmp_path, calls)
    assert len(calls.made) == 4


def test_what_cannot_be_installed_says_why_and_is_tried_again(tmp_path: Path) -> None:
    found = environment("whisper", ("one==1",), tmp_path, Calls("pip"))
    assert found == "whisper could not be installed: no such version"
    assert isinstance(environment("whisper", ("one==1",), tmp_path, Calls()), Path)


def test_a_missing_tool_is_a_reason_too(tmp_path: Path) -> None:
    def call(_: Sequence[str]) -> None:
        raise FileNotFoundError

    found = environment("whisper", ("one==1",), tmp_path, call)
    assert found == "whisper could not be installed (FileNotFoundError)"
