"""Looks at files that somebody wants to be transcribed, before anything is done with them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.domain.access import Actor
from app.domain.intake import Intake, LeftOut, Offered, is_sound, sorted_out
from app.services.access import Done, perform
from app.store.database import Database, Transaction
from app.store.files_known import notes_made_of

_LONGEST_WALK = 20_000  # files of dropped folders that are looked at
_HIDDEN = "."


class FileIntake:
    """Sorts what was dropped; a file that was transcribed before is known by its bytes."""

    def __init__(self, database: Callable[[], Database], digest: Callable[[Path], str]) -> None:
        """digest: of a file's bytes; raises DecodeError for one that cannot be read."""
        self._database, self._digest = database, digest

    def look(
        self, actor: Actor, paths: Sequence[Path], waiting: frozenset[str] = frozenset()
    ) -> Intake:
        """What would be done. waiting: sha256 of what waits already.

        Raises AccessError, StoreError, and DecodeError for a file that cannot be read.
        """
        folders = sum(path.is_dir() for path in paths)
        found, left_out = self._sounds(paths)
        known = self._known(actor, [one.sha256 for one in found])
        return sorted_out(
            [replace(one, note=known.get(one.sha256, "")) for one in found],
            left_out,
            waiting,
            folders,
        )

    def _sounds(self, paths: Sequence[Path]) -> tuple[list[Offered], list[LeftOut]]:
        found: list[Offered] = []
        left_out: list[LeftOut] = []
        for path in _files(paths):
            if not path.is_file():
                left_out.append(LeftOut(path, "missing"))
            elif not is_sound(path.name):
                left_out.append(LeftOut(path, "not_sound"))
            else:
                found.append(Offered(path, path.stat().st_size, self._digest(path)))
        return found, left_out

    def _known(self, actor: Actor, digests: Sequence[str]) -> dict[str, str]:
        """By the sha256 of a file the note that it became, of those the actor may list."""
        if not digests:
            return {}

        def work(transaction: Transaction, _: datetime) -> Done[dict[str, str]]:
            clinical = database.profile == "clinical"
            found = notes_made_of(transaction, digests, actor.id if clinical else None)
            return Done(found, detail={"notes": len(found)})

        database = self._database()
        return perform(database, actor, "note.list", work)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as they are; of folders all that is in them, in order, but nothing hidden."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(path.rglob("*"))[:_LONGEST_WALK]
        yield from (one for one in inside if one.is_file() and not one.name.startswith(_HIDDEN))
