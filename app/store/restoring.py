"""A backup becomes a store again: looked through in a folder of its own, then put in place.

What is there before is moved aside, never deleted, and whatever was recorded since stays.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from app.domain.errors import IntegrityError, StoreError
from app.store.backup import (
    BESIDE,
    DATABASE,
    RECORDINGS,
    Backup,
    copied,
    last_row,
    verify_backup,
)
from app.store.failures import one_sentence
from app.store.keys import KEYS, KeyFile, StoreKeys, Wrap, read_key_file, write_key_file
from app.store.lock import writer_lock
from app.store.recording_disk import INDEX, Disk
from app.store.recording_keys import FOLDER as KEY_FILES
from app.store.sqlite_file import beside

_STAGED: Final = ".restoring-"
_ASIDE: Final = "replaced-"
_ENDS: Final = ("", "-wal", "-shm", "-journal")


@contextmanager
def staged(backup: Backup, keys: StoreKeys, folder: Path, *, audio: bool) -> Iterator[Path]:
    """A copy of the backup in the folder where the store will be, compared with its manifest.

    Everything is looked at before anything is changed; the copy is gone at the end. Raises
    IntegrityError, StoreError.
    """
    with one_sentence(folder):
        Disk().make_folder(folder)
        for left in folder.glob(f"{_STAGED}*"):
            shutil.rmtree(left)
        new = folder / f"{_STAGED}{uuid4().hex[:8]}"
        try:
            verify_backup(backup, keys)
            if audio:
                _check_sound(backup)
            shutil.copytree(backup.folder, new)
            for name, as_it_was in backup.manifest.files.items():
                if copied(new / name) != as_it_was:
                    raise IntegrityError(f"{name} could not be copied as it is; check the disk")
            write_key_file(new, _openable(new, keys))
            yield new
        finally:
            shutil.rmtree(new, ignore_errors=True)


def hindrance(backup: Backup, keys: StoreKeys, folder: Path) -> str:
    """Why the store in a folder must not be replaced unasked; "" when it may be."""
    path = folder / DATABASE
    if not path.exists():
        return ""
    try:
        with one_sentence(path), writer_lock(beside(path, ".lock"), 1.0):
            seq, last = last_row(path, keys)
    except StoreError:
        return f"the store in {folder} cannot be read with the backup's key"
    if (seq, last) == (backup.manifest.last_seq, backup.manifest.last_hash):
        return ""
    if seq > backup.manifest.last_seq:
        return f"the store in {folder} is newer by {seq - backup.manifest.last_seq} acts"
    return ""


def place(new: Path, backup: Backup, folder: Path, at: datetime, *, audio: bool) -> Path | None:
    """Put a staged copy in the store's place; gives where the former store lies, None for none.

    Killed at any moment, the former database or the new one is there, and all of the former one.
    Raises StoreError.
    """
    with one_sentence(folder), writer_lock(folder / f"{DATABASE}.lock", 10.0):
        aside = _set_aside(folder, at)
        for name in (KEY_FILES, *BESIDE):
            _bring(new / name, folder / name)
        for recording in backup.manifest.recordings if audio else ():
            _bring(backup.sound / recording, folder / RECORDINGS / recording)
        (new / KEYS).replace(folder / KEYS)
        for end in _ENDS[1:]:  # a log left there would be taken for the new database's
            (folder / f"{DATABASE}{end}").unlink(missing_ok=True)
        (new / DATABASE).replace(folder / DATABASE)
        Disk().sync_folder(folder)
    return aside


def _set_aside(folder: Path, at: datetime) -> Path | None:
    """The former store under other names, itself still where it was."""
    names = [f"{DATABASE}{end}" for end in _ENDS] + [KEYS, *BESIDE]
    there = [name for name in names if (folder / name).exists()]
    if not there:
        return None
    aside = folder / f"{_ASIDE}{at:%Y%m%dT%H%M%SZ}-{uuid4().hex[:4]}"
    aside.mkdir(mode=0o700)
    for name in there:
        try:
            os.link(folder / name, aside / name)
        except OSError:  # a file system without links
            shutil.copy2(folder / name, aside / name)
    Disk().sync_folder(aside)
    for name in BESIDE:
        (folder / name).unlink(missing_ok=True)
    return aside


def _bring(source: Path, to: Path) -> None:
    """A file or folder; what is there already stays."""
    if source.is_dir():
        Disk().make_folder(to)
        for path in sorted(source.iterdir()):
            _bring(path, to / path.name)
    elif source.exists() and not to.exists():
        Disk().make_folder(to.parent)
        new = to.with_name(f"{to.name}.new")
        shutil.copyfile(source, new)
        with new.open("rb+") as file:
            Disk().sync(file.fileno())
        new.replace(to)


def _check_sound(backup: Backup) -> None:
    for name, as_it_was in backup.manifest.recordings.items():
        folder = backup.sound / name
        index = folder / INDEX
        whole = folder.is_dir()
        if as_it_was.sha256:
            whole = index.exists() and copied(index).sha256 == as_it_was.sha256
        if not whole:
            raise IntegrityError(
                f"recording {name} is missing in {backup.sound}, or is another; choose another "
                "backup, or restore with --no-audio"
            )


def _openable(folder: Path, keys: StoreKeys) -> KeyFile:
    """The key file as it belongs beside a store; a sandbox's key lies open in it."""
    found = read_key_file(folder)
    if found is None:
        raise IntegrityError("the backup lacks its key file; choose another one")
    if found.profile == "clinical":
        return found
    wrap = Wrap("sandbox", {"note": "this key protects nothing", "key": keys.master.hex()})
    return found.with_wraps(keys, (wrap,))
