"""Twenty strings that were said, written or typed in a day are found in no file afterwards."""

import os
import resource
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.capture.launch import ADDRESS
from app.services.pipe import Address

ROOT = Path(__file__).resolve().parents[2]
COUNT = 20
CRASH = "import os, signal; {}; held = input(); os.kill(os.getpid(), signal.SIGSEGV)"
HARDENED = "from app.cli.hardening import harden; harden()"


def canaries() -> list[str]:
    return [f"kanari{secrets.token_hex(6)}" for _ in range(COUNT)]


def hits(folder: Path, planted: list[str]) -> list[str]:
    """Every file in which one is found, in its name or its bytes, in any common encoding."""
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for canary in planted:
            written = (canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode())
            if canary in path.name or any(one in content for one in written):
                found.append(f"{path.relative_to(folder)}: {canary}")
    return found


@pytest.fixture
def house(tmp_path: Path) -> dict[str, str]:
    """An environment whose folders are all under tmp_path."""
    environment = {**os.environ}
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        place = tmp_path / name.lower()
        place.mkdir()
        environment[name] = str(place)
    (tmp_path / "work").mkdir()
    return {**environment, "PYTHONFAULTHANDLER": "1"}


def _cores_allowed() -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def run(
    command: list[str], house: dict[str, str], tmp_path: Path, planted: list[str]
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path / "work",
        env=house,
        input="\n".join(planted),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_cores_allowed,
    )
    (tmp_path / "stdout").write_text(done.stdout, "utf-8")
    (tmp_path / "stderr").write_text(done.stderr, "utf-8")
    return done


@pytest.mark.skipif(sys.platform != "linux", reason="cores and limits as Linux has them")
def test_after_a_day_and_a_crash_nothing_of_it_stands_in_any_file(
    house: dict[str, str], tmp_path: Path
) -> None:
    planted = canaries()
    store = tmp_path / "clinical"
    done = run(["-m", "tests.integration.canary_day", str(store)], house, tmp_path, planted)
    assert done.stdout == "the day is over\n", done.stderr
    assert done.returncode == -signal.SIGSEGV
    assert list(store.glob("erscribe.sqlite3"))
    assert list((tmp_path / "backups").rglob("*"))
    assert hits(tmp_path, planted) == []
    assert not list((tmp_path / "work").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="cores and limits as Linux has them")
def test_after_a_day_in_the_window_nothing_stands_in_a_file_or_a_title(
    house: dict[str, str], tmp_path: Path, own_folders: Path
) -> None:
    planted = canaries()
    try:
        done = run(["-m", "tests.integration.canary_window"], house, tmp_path, planted)
    finally:
        _end_recording(own_folders / "clinical")
    assert done.stdout.endswith("the day is over\n"), done.stderr
    assert done.returncode == -signal.SIGSEGV
    said = done.stdout.splitlines()
    assert {"title: ERScribe", "shown: the note", "shown: what is said", "unlocked: True"} <= {
        *said
    }
    assert any(line.startswith("notification: ") for line in said)
    assert not [line for line in said if line.startswith("left ")]
    assert list((tmp_path / "xdg_config_home").rglob("*.conf")), "no settings of Qt's were kept"
    assert hits(tmp_path, planted) == []
    assert not list((tmp_path / "work").iterdir())


def _end_recording(store: Path) -> None:
    """The recording process goes on without its window."""
    address = Address.read(store / "run" / ADDRESS)
    if address is not None:
        os.kill(address.pid, signal.SIGTERM)
        while os.path.exists(f"/proc/{address.pid}"):  # noqa: PTH110 - a process, no file
            time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="cores as Linux has them")
def test_a_crash_leaves_no_core(house: dict[str, str], tmp_path: Path) -> None:
    pattern = Path("/proc/sys/kernel/core_pattern").read_text("ascii").strip()
    if "/" in pattern or pattern.startswith("|"):
        pytest.skip("this machine keeps cores elsewhere")
    for prelude, cores in ((HARDENED, 0), ("pass", 1)):
        done = run(["-c", CRASH.format(prelude)], house, tmp_path, ["x"])
        assert done.returncode == -signal.SIGSEGV
        assert len(list((tmp_path / "work").iterdir())) == cores


def test_the_look_finds_what_is_planted(tmp_path: Path) -> None:
    planted = canaries()
    (tmp_path / "log").write_text(f"2026-11-22 saved {planted[3]}", "utf-8")
    (tmp_path / f"{planted[4]}.txt").touch()
    (tmp_path / "registry").write_bytes(planted[5].encode("utf-16-le"))
    assert len(hits(tmp_path, planted)) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="dumpable is a word of Linux")
def test_every_verb_is_hardened_before_it_does_anything() -> None:
    asked = (
        "import ctypes, resource\n"
        "from app.__main__ import main\n"
        "main(['lexicon', 'info'])\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "(0, 0) 0"
