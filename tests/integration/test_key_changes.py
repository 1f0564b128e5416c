"""Killed at any step of a change of keys, nothing that was in the store is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="kills its own copies by fork")
@pytest.mark.parametrize(
    "stride", [pytest.param(1, marks=pytest.mark.full), pytest.param(13, id="some")]
)
@pytest.mark.parametrize("change", ["rotate", "encrypt"])
def test_killed_at_any_step_of_a_change_of_keys_everything_is_there(
    tmp_path: Path, change: str, stride: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.key_process", change, str(tmp_path), str(stride)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
