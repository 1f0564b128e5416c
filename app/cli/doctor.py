"""`erscribe doctor`: what is missing on this machine, and the command that mends it."""

import argparse
import ctypes.util
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from app import __version__, bootstrap, paths
from app.domain.errors import AppError
from app.services.key_care import state
from app.services.machine import look_at_machine
from app.services.unlocking import profile_in_force
from app.speech import weights
from app.store.keys import KEYS
from app.store.sqlite_file import versions

ROOM_NEEDED_BYTES = 2 * 10**9  # a day of recordings and results
PACKAGES = ("torch", "faster-whisper", "ctranslate2", "pyannote.audio", "spacy", "SQLAlchemy")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `hint` says what to do when it is not well."""

    name: str
    well: bool
    found: str
    hint: str = ""
    needed: bool = True


def run(arguments: argparse.Namespace) -> int:
    """Print every check; 3 when something that the main job needs is missing."""
    checks = examine()
    if arguments.json:
        document = {"version": __version__, "checks": [asdict(check) for check in checks]}
        sys.stdout.write(json.dumps(document, indent=1) + "\n")
    else:
        for check in checks:
            mark = "ok     " if check.well else "MISSING" if check.needed else "absent "
            hint = "" if check.well else f"  -> {check.hint}"
            sys.stdout.write(f"{mark} {check.name}: {check.found}{hint}\n")
    return 3 if any(check.needed and not check.well for check in checks) else 0


def examine() -> list[Check]:
    """All checks, the needed ones first; a check that breaks is a finding, not a crash."""
    return [
        _python(),
        *map(_package, PACKAGES),
        *_models(),
        _attempt("clinical resources", _resources, "install ERScribe again"),
        _data_folder(),
        _attempt("encryption", versions, "install ERScribe again"),
        _store_key(),
        _graphics(),
        _library("sound input (PortAudio)", "portaudio", "libportaudio2"),
        _library("window system (EGL)", "EGL", "libegl1"),
    ]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    well = (3, 11) <= sys.version_info[:2] <= (3, 12)
    return Check("Python", well, version, "install Python 3.11")


def _package(name: str) -> Check:
    hint = "python3 installer/bootstrap.py setup"
    try:
        return Check(name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name, False, "not installed", hint)


def _attempt(name: str, look: Callable[[], str], hint: str) -> Check:
    try:
        return Check(name, True, look())
    except AppError as error:
        return Check(name, False, str(error), hint)


def _models() -> list[Check]:
    try:
        outcomes = weights.verify_all()
    except AppError as error:
        return [Check("models", False, str(error), "install ERScribe again")]
    return [
        Check(
            f"model {outcome.row.name}",
            outcome.failure is None,
            str(outcome.failure or f"version {outcome.row.version}, intact"),
            "install ERScribe again",
        )
        for outcome in outcomes
    ]


def _resources() -> str:
    resources = bootstrap.understander().resources
    lexicon = resources.lexicon
    built = f" and {len(lexicon.large)} built names" if lexicon.large is not None else ""
    return f"{len(lexicon.entries)} lexicon entries{built}, sha256 {resources.sha256[:12]}"


def _data_folder() -> Check:
    folder = paths.data_dir()
    existing: Path = folder
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free
    found = f"{folder}, {free / 1e9:.0f} GB free"
    well = os.access(existing, os.W_OK) and free >= ROOM_NEEDED_BYTES
    return Check("data folder", well, found, "free some space or set ERSCRIBE_DATA_DIR")


def _store_key() -> Check:
    """What wraps the key of the store in force, and whether it opens here."""
    hint = "erscribe store keys recover"
    folder = paths.store_dir()
    if not (folder / KEYS).exists() and not paths.database_file().exists():
        return Check("store key", True, "no store yet; it is made on first use")
    try:
        found = state(folder, () if profile_in_force() == "sandbox" else bootstrap.protectors())
    except AppError as error:
        return Check("store key", False, str(error), hint)
    said = f"wrapped for {', '.join(found.protectors)}; opened here by {found.here or 'nothing'}"
    return Check("store key", bool(found.here), said, hint)


def _graphics() -> Check:
    listed = look_at_machine(lambda: False).graphics
    found = ", ".join(f"{one.name}, driver {one.driver}" for one in listed)
    hint = "works on the CPU, slower; an NVIDIA driver makes it fast"
    return Check("NVIDIA GPU", bool(listed), found or "none", hint, needed=False)


def _library(name: str, library: str, package: str) -> Check:
    found = ctypes.util.find_library(library)
    hint = f"sudo apt-get install {package}"
    return Check(name, found is not None, found or "not found", hint, needed=False)
