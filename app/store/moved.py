"""The mark of a store that was moved: who starts on it is told where it went."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.domain.errors import IntegrityError, StoreError
from app.store.durable import keep_whole

_END = ".moved"


@dataclass(frozen=True, slots=True)
class Moved:
    """to: as `store_url` names it, or a file. at: UTC. content: the hash of all rows it had."""

    to: str
    at: str
    content: str

    def sentence(self, here: object) -> str:
        server = self.to.startswith("postgresql:")
        what = f'set store_url = "{self.to}" in the settings' if server else "work there"
        return f"the store {here} was moved to {self.to} on {self.at} and is no longer used; {what}"


def mark_of(path: Path) -> Path:
    """Where the mark of a database file lies."""
    return path.with_name(path.name + _END)


def read_mark(path: Path) -> Moved | None:
    """None for a store that is in use. Raises IntegrityError when the mark makes no sense."""
    mark = mark_of(path)
    try:
        return Moved(**json.loads(mark.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise IntegrityError(
            f"{mark} says that this store was moved, but not where to; ask your administrator"
        ) from error


def keep_mark(path: Path, moved: Moved) -> None:
    """Whole or not at all."""
    keep_whole(mark_of(path), json.dumps(asdict(moved), indent=1).encode())


def refuse_moved(path: Path) -> None:
    """Raises StoreError when the store at this file was moved elsewhere."""
    moved = read_mark(path)
    if moved is not None:
        raise StoreError(moved.sentence(path))
