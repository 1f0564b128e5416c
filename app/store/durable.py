"""Small files that are there whole or not at all, whenever the power goes."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from app.store.recording_disk import Disk, write_all


def keep_whole(path: Path, data: bytes) -> None:
    """Write a file for its owner alone, in the place of the one that is there. Raises OSError."""
    new = _written(path, data)
    new.replace(path)
    Disk().sync_folder(path.parent)


def keep_new(path: Path, data: bytes) -> bool:
    """As keep_whole, but a file that is there stays; False then. Raises OSError."""
    new = _written(path, data)
    try:
        _link(new, path)
    except FileExistsError:
        return False
    finally:
        new.unlink(missing_ok=True)
    Disk().sync_folder(path.parent)
    return True


def _link(new: Path, path: Path) -> None:
    """Raises FileExistsError when `path` is there."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError from None
        new.rename(path)


def _written(path: Path, data: bytes) -> Path:
    disk = Disk()
    disk.make_folder(path.parent)
    new = path.with_name(f"{path.name}.{uuid4().hex[:8]}.new")
    descriptor = disk.create(new)
    try:
        write_all(disk, descriptor, data)
        disk.sync(descriptor)
    except OSError:
        with suppress(OSError):
            disk.remove(new)
        raise
    finally:
        disk.close(descriptor)
    return new
