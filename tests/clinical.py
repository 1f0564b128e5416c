"""A clinical store in a folder, with people in it who just gave their credential."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from app.domain.access import Actor, Role
from app.store.database import Database
from app.store.keys import KeyFile, StoreKeys, Wrap, new_master, write_key_file
from app.store.recording_key_rows import kept_key
from app.store.recording_keys import RecordingKeys
from app.store.tables_people import UserRow

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def clinical_store(
    folder: Path, keys: StoreKeys | None = None, *, protected: bool = False
) -> Database:
    """A store whose key lies nowhere but in this process; its users are those of `person`.

    protected: its key file is there already.
    """
    known = keys or StoreKeys(new_master())
    wrap = Wrap("recovery", {"wrapped": "as another test makes it"})
    folder.mkdir(parents=True, exist_ok=True)
    if not protected:
        write_key_file(folder, KeyFile.of(known, "clinical", (wrap,)))
    database = Database.open(folder / "erscribe.sqlite3", keys=known, profile="clinical")
    with database.transaction() as transaction:
        rows = [_row(person(role)) for role in ("physician", "sysadmin", "emr_compliance")]
        transaction.execute(insert(UserRow), rows)
    return database


def sound_keys(database: Database) -> RecordingKeys:
    """What opens the recordings of a store."""
    kept = partial(kept_key, database)
    return RecordingKeys(lambda: database.folder, lambda: database.keys, kept)


def person(role: Role) -> Actor:
    """Somebody of a role, who gave their credential a moment ago."""
    actor = Actor(f"u-{role}", role.title(), role, department="emergency")
    return replace(actor, proved_at=datetime.now(UTC))


def _row(actor: Actor) -> dict[str, object]:
    return {
        "id": actor.id,
        "login": actor.id,
        "name": actor.name,
        "role": actor.role,
        "department": actor.department,
        "trainee": False,
        "source": "local",
        "must_change": False,
        "totp_step": 0,
        "created_at": NOON,
        "created_by": "system",
    }
