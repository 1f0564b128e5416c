"""How much room the disk has: what is kept in reserve, and when to say that it runs out."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.domain.live import RoomLeft, Trouble, TroubleOver
from app.store.recording_disk import Disk

RESERVE: Final = "reserve"
RESERVE_BYTES: Final = 32 << 20  # 17 minutes of sound
BYTES_PER_S: Final = 32_128  # 16 kHz, 16 bit, and four frames' envelopes
LOW_BYTES: Final = (2_000_000_000, 500_000_000, 100_000_000)
_SHARE: Final = 8  # the reserve takes no more than this part of what a small disk has left
_NAMES: Final = ("2 GB", "500 MB", "100 MB")

Say = Callable[[Trouble | TroubleOver], None]


def room_left(root: Path, disk: Disk | None = None) -> RoomLeft:
    """What fits beside the reserve in a folder of recordings, there already or not. Raises
    OSError."""
    folder = next(one for one in (root, *root.parents) if one.exists())
    free = (disk or Disk()).free(folder)
    return RoomLeft(free / BYTES_PER_S, free < LOW_BYTES[0])


class Room:
    """The reserve file of a recordings folder, shared by all recordings in it."""

    def __init__(self, disk: Disk, root: Path) -> None:
        self._disk = disk
        self._path = root / RESERVE
        self._size = RESERVE_BYTES
        self._said = 0  # how many of LOW_BYTES were passed and said

    def keep(self) -> None:
        """Take the reserve, where there is none. A disk that has no room for it has none."""
        with suppress(OSError):
            self._size = min(RESERVE_BYTES, self._disk.free(self._path.parent) // _SHARE)
            if self._path.exists():
                return
            descriptor = self._disk.create(self._path)
            try:
                self._disk.preallocate(descriptor, self._size)
            except OSError:
                self._disk.remove(self._path)
                raise
            finally:
                self._disk.close(descriptor)

    def release(self) -> float:
        """Give the reserve back to the disk; how many seconds of sound that makes room for."""
        try:
            size = self._path.stat().st_size
            self._disk.remove(self._path)
        except OSError:
            return 0.0
        return size / BYTES_PER_S

    def plenty(self) -> bool:
        """Whether there is room for the reserve again, and as much beside it."""
        try:
            return self._disk.free(self._path.parent) >= 2 * self._size
        except OSError:
            return False

    def look(self, audio_s: float, say: Say) -> None:
        """Say so when the disk runs low: once at 2 GB, at 500 MB and at 100 MB."""
        try:
            free = self._disk.free(self._path.parent)
        except OSError:
            return
        passed = sum(free < bound for bound in LOW_BYTES)
        if passed > self._said:
            self._said = passed
            hours = free / BYTES_PER_S / 3_600
            sentence = (
                f"The disk has less than {_NAMES[passed - 1]} left, about {hours:.1f} hours of "
                "recording; delete or move files."
            )
            say(Trouble("disk_low", sentence, audio_s))
        elif self._said and free >= LOW_BYTES[0] * 1.1:
            self._said = 0
            say(TroubleOver("disk_low", audio_s))
