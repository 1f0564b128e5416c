"""Opening a damaged store for reading: what is left of it, in a new store of its own."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.domain.access import Actor
from app.domain.errors import StoreError
from app.services.access import Done, perform
from app.store.backup import BESIDE, DATABASE
from app.store.database import Database, Transaction
from app.store.keys import KEYS, StoreKeys, read_key_file
from app.store.recording_keys import FOLDER as KEY_FILES
from app.store.rescue import Rescued, rescue

__all__ = ["Rescued", "rescue_store"]


def rescue_store(
    folder: Path, keys: StoreKeys, to: Path, who: Callable[[Database], Actor]
) -> Rescued:
    """Read what can still be read of the store in `folder`, which stays as it is.

    to: a folder for the new store; nothing may be in it. who: signs the administrator in to what
    was rescued; when nobody does, it is deleted. Raises AccessError, StoreError.
    """
    if to.exists() and any(to.iterdir()):
        raise StoreError(f"there is something in {to} already; name another folder")
    try:
        told = rescue(folder / DATABASE, keys, to / DATABASE)
        _copy_beside(folder, to)
        file = read_key_file(to)
        profile = file.profile if file is not None else "clinical"
        database = Database.open(to / DATABASE, keys=keys, profile=profile)
        _note(database, who(database), told)
    except BaseException:
        shutil.rmtree(to, ignore_errors=True)
        raise
    return told


def _copy_beside(folder: Path, to: Path) -> None:
    for name in (KEYS, *BESIDE):
        if (folder / name).exists():
            shutil.copyfile(folder / name, to / name)
    if (folder / KEY_FILES).is_dir():
        shutil.copytree(folder / KEY_FILES, to / KEY_FILES)


def _note(database: Database, actor: Actor, told: Rescued) -> None:
    def work(_: Transaction, __: datetime) -> Done[None]:
        counts = {
            "lost_pages": told.lost_pages,
            "whole": len(told.whole),
            "damaged": len(told.damaged),
            "lost": len(told.lost),
        }
        return Done(None, detail={"step": "rescued", **counts})

    perform(database, actor, "store.restore", work)
