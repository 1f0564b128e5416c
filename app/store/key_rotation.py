"""A new master key for a store: everything that the old one opened is encrypted anew.

The key file names both keys until the database is encrypted with the new one, and the database
tells by itself with which it is; so a rotation that was cut off is undone or finished by whoever
unlocks the store next.
"""

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from app.store.database import WAIT_S
from app.store.encrypting import exported
from app.store.failures import one_sentence
from app.store.key_keeping import forget, key_file, wrapped
from app.store.key_protectors import Protector
from app.store.keys import KeyFile, StoreKeys, new_master, write_key_file
from app.store.lock import writer_lock
from app.store.recording_key_rows import wrap_rows_anew
from app.store.recording_keys import wrap_files_anew
from app.store.sqlite_file import beside, engine_of, move


def rotate(
    path: Path, keys: StoreKeys, protectors: tuple[Protector, ...], wait_s: float = WAIT_S
) -> StoreKeys:
    """The store's new keys. Nobody may be recording meanwhile.

    path: the database file; the rest of the store lies beside it. protectors: all that shall open
    it from now on. Raises LockedStoreError when one of them does not take the key, IntegrityError
    for a damaged store, StoreError when it is in use or does not fit on its disk twice; the old
    keys hold then.
    """
    with one_sentence(path), writer_lock(beside(path, ".lock"), wait_s):
        file = key_file(path.parent)
        new = StoreKeys(new_master(), keys.checkpoint_publics)
        following = KeyFile.of(new, file.profile, wrapped(new, protectors))
        write_key_file(path.parent, replace(file, following=following))
        made = exported(path, keys, new, wait_s)
        with Session(engine_of(made, new, wait_s)) as session, session.begin():
            wrap_rows_anew(session, keys, new)
        move(made, path)
        wrap_files_anew(path.parent, keys, new)
        write_key_file(path.parent, following)
    forget(protectors, file.wraps)
    return new
