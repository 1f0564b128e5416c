#!/usr/bin/env python3
"""Set up ERScribe and start it, with nothing but Python 3.11 or 3.12 and its standard library.

    python3 installer/bootstrap.py demo          the bundled encounters through the whole job
    python3 installer/bootstrap.py test [--full] everything that must pass
    python3 installer/bootstrap.py run           the window
    python3 installer/bootstrap.py doctor        what is missing and how to mend it
    python3 installer/bootstrap.py setup         only install

Packages go into .venv beside this tree, at the versions of installer/constraints.txt. Interrupted
and started again, it goes on; when nothing changed, it starts the command at once.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "erscribe-setup.json"
CONSTRAINTS = ROOT / "installer" / "constraints.txt"
SUPPORTED = ((3, 11), (3, 12))
NEEDED_BYTES = 6 * 10**9  # packages unpacked, and pip's own copy while it works
TORCH = "torch==2.13.0"
CPU_INDEX_VARIABLE = "ERSCRIBE_CPU_WHEELS"  # a URL or folder that serves CPU builds of torch

WINDOW_LIBRARIES = (
    "libportaudio2",
    "libglib2.0-0",
    "libegl1",
    "libgl1",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libdbus-1-3",
    "libfontconfig1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-image0",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "fonts-noto-cjk",
)
TEST_LIBRARIES = (
    *WINDOW_LIBRARIES,
    "espeak-ng",
    "pulseaudio",  # a sound server with a virtual microphone
    "pulseaudio-utils",
    "libasound2-plugins",
)
FULL_TEST_LIBRARIES = (*TEST_LIBRARIES, "postgresql")  # a server that the tests start themselves
EXTRAS = {"demo": "", "run": "", "doctor": "", "setup": "", "test": "train,dev"}
LIBRARIES: dict[str, tuple[str, ...]] = {
    "run": WINDOW_LIBRARIES,
    "setup": WINDOW_LIBRARIES,
    "test": TEST_LIBRARIES,
}


class SetupError(Exception):
    """One sentence: what is wrong and what to do."""


def main() -> int:
    arguments = _parser().parse_args()
    _require_python()
    extras = EXTRAS[arguments.verb] if arguments.extras is None else arguments.extras
    try:
        install(extras, _libraries(arguments))
    except SetupError as error:
        sys.stderr.write(f"bootstrap: {error}\n")
        return 3
    except KeyboardInterrupt:
        sys.stderr.write("\nbootstrap: stopped; the same command goes on from here\n")
        return 130
    return start(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Set up ERScribe and start it.")
    parser.add_argument("verb", choices=tuple(EXTRAS))
    parser.add_argument("--extras", help="optional packages: train, dev (default: by verb)")
    parser.add_argument("--full", action="store_true", help="test: the long ones too")
    parser.add_argument("--lang", choices=("en", "zh"), help="demo: only this encounter")
    return parser


def _libraries(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Debian packages that a verb needs."""
    if arguments.verb == "test" and arguments.full:
        return FULL_TEST_LIBRARIES
    return LIBRARIES.get(arguments.verb, ())


def _require_python() -> None:
    """Go on in a supported interpreter, or say which to install."""
    if sys.version_info[:2] in SUPPORTED:
        return
    for major, minor in SUPPORTED:
        other = shutil.which(f"python{major}.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])  # noqa: S606 - the same script, a fitting Python
    sys.exit(
        "bootstrap: Python 3.11 or 3.12 is needed; on Debian or Ubuntu: apt install python3.11"
    )


# --- installing ---------------------------------------------------------------------------------


def install(extras: str, libraries: tuple[str, ...]) -> None:
    """Bring .venv and system libraries to what this tree asks for; quick when they are there."""
    wanted = sorted({part for part in extras.split(",") if part})
    done = _stamp()
    if set(wanted) <= set(done.get("extras", [])) and done.get("tree") == [_tree_hash()]:
        _system_libraries(libraries, known=done.get("libraries", []))
        return
    started = time.monotonic()
    _check_space()
    _say("1/4 system libraries")
    present = _system_libraries(libraries, known=[])
    _say("2/4 virtual environment in .venv")
    _make_venv()
    everything = sorted({*wanted, *done.get("extras", [])})
    _say(f"3/4 packages ({'CUDA' if _has_nvidia() else 'CPU'} build of torch; several minutes)")
    _pip_install(everything)
    _say("4/4 checking what was installed")
    _run([str(_python()), "-m", "pip", "check"], "packages do not fit together; delete .venv")
    _compile()
    stamp = {"tree": [_tree_hash()], "extras": everything, "libraries": present}
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    _say(f"ready after {time.monotonic() - started:.0f} s")


def _compile() -> None:
    """So that no start has to, the first one included: a third of a second for the window.

    A folder that cannot be written into costs only that.
    """
    environment = {**os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [str(_python()), "-m", "compileall", "-q", str(ROOT / "app")]
    subprocess.run(command, env=environment, check=False)  # noqa: S603


def _stamp() -> dict[str, list[str]]:
    """What the last finished set-up installed; empty when none finished."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and _python().exists() else {}


def _tree_hash() -> str:
    """Hash of what decides the installation."""
    digest = hashlib.sha256(sys.version.encode())
    for file in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _check_space() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES and not STAMP.exists():
        raise SetupError(
            f"{free / 1e9:.1f} GB free here, {NEEDED_BYTES / 1e9:.0f} GB needed; free some space"
        )


def _make_venv() -> None:
    """A working .venv; one that an interruption left half made is made again."""
    if _python().exists() and _succeeds([str(_python()), "-m", "pip", "--version"]):
        return
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if _succeeds(command):
        return
    package = f"python3.{sys.version_info[1]}-venv"
    _apt([package])
    _run(command, f"cannot make a virtual environment; install it: apt-get install {package}")


def _pip_install(extras: list[str]) -> None:
    pip = [str(_python()), "-m", "pip", "install", "--disable-pip-version-check"]
    pip += ["--constraint", str(CONSTRAINTS)]
    hint = "packages could not be installed (see above); check the network and start again"
    cpu_wheels = os.environ.get(CPU_INDEX_VARIABLE)
    if cpu_wheels and not _has_nvidia():
        source = "--find-links" if Path(cpu_wheels).is_dir() else "--index-url"
        _run([*pip, source, cpu_wheels, TORCH], hint)
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    _run([*pip, "--editable", target], hint)


def _has_nvidia() -> bool:
    return shutil.which("nvidia-smi") is not None and _succeeds(["nvidia-smi", "-L"])


# --- system libraries ---------------------------------------------------------------------------


def _system_libraries(packages: tuple[str, ...], known: list[str]) -> list[str]:
    """Install missing Debian packages when we may, else print the command; gives those present."""
    unknown = [name for name in packages if name not in known]
    if not unknown or not sys.platform.startswith("linux"):
        return list(known)
    if shutil.which("dpkg-query") is None:
        _say("not a Debian system; the window needs the counterparts of: " + " ".join(unknown))
        return list(known)
    missing = _not_installed(unknown)
    if missing:
        _apt(missing)
        missing = _not_installed(missing)
    return sorted({*known, *(name for name in unknown if name not in missing)})


def _not_installed(packages: list[str]) -> list[str]:
    renamed = [f"{name}t64" for name in packages]  # as Debian 13 and Ubuntu 24.04 call some
    command = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n", *packages, *renamed]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    lines = answer.stdout.splitlines()
    installed = {line.split()[0].removesuffix("t64") for line in lines if line.endswith("ii ")}
    return [name for name in packages if name not in installed]


def _apt(packages: list[str]) -> None:
    """apt-get as root; otherwise the exact command for somebody who is."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        _say("missing system packages; an administrator installs them with:")
        _say(f"  sudo {' '.join(command)}")
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-q"], command):
        if subprocess.run(step, env=environment, check=False).returncode:  # noqa: S603
            _say(f"'{' '.join(step)}' failed; going on without: {' '.join(packages)}")
            return


# --- starting -----------------------------------------------------------------------------------


def start(arguments: argparse.Namespace) -> int:
    """Hand over to the installed product."""
    python = str(_python())
    if arguments.verb == "setup":
        _say("set up; start with: python3 installer/bootstrap.py run")
        return 0
    if arguments.verb == "test":
        return _test(python, full=arguments.full)
    command = [python, "-m", "app"]
    if arguments.verb == "demo":
        command += ["demo", *(["--lang", arguments.lang] if arguments.lang else [])]
    elif arguments.verb == "doctor":
        command.append("doctor")
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603


def _test(python: str, *, full: bool) -> int:
    """Every gate in turn, the quick ones first; stops at the first that fails."""
    # a file stays with one worker, for what its tests share; each worker may hold 2 GB of models
    workers = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
    workers += ["--no-loadscope-reorder"]  # the many short files come last and fill the gaps
    tests = [python, "-m", "pytest", "-q", *workers, *([] if full else ["-m", "not full"])]
    gates = (
        ("style", [python, "-m", "ruff", "check"]),
        ("format", [python, "-m", "ruff", "format", "--check"]),
        ("import contracts", [str(_python().parent / "lint-imports"), "--no-cache"]),
        ("types", [python, "-m", "mypy"]),
        ("tests", tests),
    )
    for name, command in gates:
        started = time.monotonic()
        _say(f"{name}: {' '.join(command[1:])}")
        code = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603
        if code:
            _say(f"{name} failed")
            return 1
        if name != "tests":  # the runner's own closing line stays the last one
            _say(f"{name} passed in {time.monotonic() - started:.0f} s")
    return 0


def _python() -> Path:
    if os.name == "nt":
        return VENV / "Scripts" / "python.exe"
    return VENV / "bin" / "python"


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def _run(command: list[str], hint: str) -> None:
    if subprocess.run(command, check=False).returncode:  # noqa: S603
        raise SetupError(hint)


def _say(line: str) -> None:
    sys.stdout.write(f"bootstrap: {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
