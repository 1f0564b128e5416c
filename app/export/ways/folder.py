"""Files in a folder that an EMR looks into: there whole or not at all, and never written over.

A file is made under a hidden name beside its own, brought to the disk, and only then renamed, which
every file system does in one step. A share that hangs holds one thread up, not the sender.
"""

import errno
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.domain.outgoing import Outcome

TALK_S: Final = 50.0
"""Longest time one file may take; whoever delivers has a minute."""
ENDINGS: Final[Mapping[str, str]] = {"fhir": "json", "cda": "xml"}
"""How names end where that is not the form's own name."""

_MODE: Final = 0o640  # an EMR's service is often another user, of the folder's group
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_FOLDER: Final = frozenset({errno.ENOENT, errno.ENOTDIR})
_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

Keep = Callable[[Path, Path, bytes], None]
"""Brings bytes to the disk under the first name, then gives them the second. Raises OSError."""


class Folder:
    """The way of one form into one folder.

    folder: never made here: below an unmounted share a file would look delivered. form: of the
    documents; a file is named by its message's id and by it, and by nothing of the patient.
    """

    def __init__(
        self, folder: Path, form: str, *, keep: Keep | None = None, talk_s: float = TALK_S
    ) -> None:
        self._folder, self._form = folder, form
        self._keep = keep or keep_file
        self._talk_s = talk_s
        self._busy: threading.Thread | None = None

    def deliver(
        self,
        message: str,
        payload: bytes,
        committed: Callable[[str], None],  # noqa: ARG002 - a folder has one answer
    ) -> Outcome:
        """See `Way`."""
        hangs = Outcome(
            "retry", "", f"{self._folder} does not answer; look after the share or its network"
        )
        if self._busy is not None and self._busy.is_alive():
            return hangs
        found: list[Outcome] = []
        self._busy = threading.Thread(
            target=lambda: found.append(self._try(message, payload)),
            name="emr-folder",
            daemon=True,
        )
        self._busy.start()
        self._busy.join(self._talk_s)
        return found[0] if found else hangs

    def _try(self, message: str, payload: bytes) -> Outcome:
        name = f"{message}.{ENDINGS.get(self._form, self._form)}"
        try:
            return self._stored(self._folder / name, self._folder / f".{name}.part", payload)
        except OSError as error:
            return Outcome("retry", errno.errorcode.get(error.errno or 0, ""), self._told(error))

    def _stored(self, path: Path, hidden: Path, payload: bytes) -> Outcome:
        if os.path.lexists(path):
            if _holds(path, payload):
                return Outcome("acked", "there", f"{self._folder} has the file already")
            return Outcome(
                "rejected",
                "other",
                f"{self._folder} has another file of the name {path.name}; move it away, then send "
                "again",
            )
        try:
            hidden.unlink(missing_ok=True)  # of a try that was cut short
            self._keep(hidden, path, payload)
        except OSError:
            with suppress(OSError):
                hidden.unlink(missing_ok=True)
            raise
        return Outcome("acked", "written", f"{self._folder} has the file")

    def _told(self, error: OSError) -> str:
        if error.errno in _NO_ROOM:
            return f"{self._folder} is full; make room there"
        if error.errno in _NO_FOLDER:
            return f"there is no folder {self._folder}; connect its share, or change emr_folder"
        if error.errno in _NO_RIGHT:
            return f"this user may not write into {self._folder}; give it the right to"
        return f"{self._folder} cannot be written; look after the disk or its network"


def keep_file(hidden: Path, path: Path, payload: bytes) -> None:
    """See `Keep`. Follows no link."""
    with open(hidden, "xb", opener=_opener) as file:
        if hasattr(os, "fchmod"):
            with suppress(OSError):  # a share may have no such rights
                os.fchmod(file.fileno(), _MODE)
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())
    hidden.rename(path)
    _keep_name(path.parent)


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, _MODE)


def _keep_name(folder: Path) -> None:
    """A name is on the disk when its folder is; Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a share may not know how; the file itself is there
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _holds(path: Path, payload: bytes) -> bool:
    """Whether a plain file has these bytes and no others."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size != len(payload):
        return False
    return path.read_bytes() == payload
