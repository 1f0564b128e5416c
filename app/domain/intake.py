"""What was dropped on the window: which files are recordings, and what becomes of the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SOUND_NAMES = frozenset(
    {
        ".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".wma", ".aac",
        ".mp4", ".mov", ".mkv", ".webm",
    }
)  # fmt: skip
"""How names of files end that may hold sound."""
MOST_FILES = 500

WhyNot = Literal["not_sound", "missing", "empty", "waiting_already", "done_before", "too_many"]


@dataclass(frozen=True, slots=True)
class Offered:
    """One file that could be transcribed. sha256: of its bytes. note: it became one before."""

    path: Path
    size_bytes: int
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    path: Path
    why: WhyNot


@dataclass(frozen=True, slots=True)
class Intake:
    """files: what would be transcribed now. again: what was before, and is only if one insists."""

    files: tuple[Offered, ...] = ()
    again: tuple[Offered, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    folders: int = 0

    @property
    def plain(self) -> bool:
        """Exactly what was dropped is transcribed; there is nothing to ask."""
        return not (self.again or self.left_out or self.folders) and bool(self.files)


def is_sound(name: str) -> bool:
    """Whether a file's name says that it may hold sound."""
    return Path(name).suffix.lower() in SOUND_NAMES


def sorted_out(
    found: Iterable[Offered], left_out: Iterable[LeftOut], waiting: frozenset[str], folders: int
) -> Intake:
    """waiting: sha256 of the files that wait already."""
    files: list[Offered] = []
    again: list[Offered] = []
    others = list(left_out)
    seen = set(waiting)
    for one in found:
        if not one.size_bytes:
            others.append(LeftOut(one.path, "empty"))
        elif one.sha256 in seen:
            others.append(LeftOut(one.path, "waiting_already"))
        elif len(files) >= MOST_FILES:
            others.append(LeftOut(one.path, "too_many"))
        else:
            seen.add(one.sha256)
            (again if one.note else files).append(one)
    return Intake(tuple(files), tuple(again), tuple(others), folders)
