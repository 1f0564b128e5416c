"""Backups: the encrypted database, its wrapped keys and anchor, and the sealed sound, under a
manifest that the store signs.

A backup's folder holds everything but the sound. The sound lies beside it, once for all backups,
since a finished recording never changes. Nothing is decrypted: what is copied is ciphertext.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app import __version__
from app.domain.access import Profile
from app.domain.errors import IntegrityError, StoreError
from app.store.audit_anchor import ANCHOR
from app.store.database import Database
from app.store.durable import keep_whole
from app.store.failures import one_sentence
from app.store.keys import KEYS, KeyFile, StoreKeys, read_key_file, write_key_file
from app.store.recording_disk import INDEX, Disk, valid_id
from app.store.recording_keys import FOLDER as KEY_FILES
from app.store.sqlite_file import connect

DATABASE: Final = "erscribe.sqlite3"
RECORDINGS: Final = "recordings"
MANIFEST: Final = "manifest.json"
BESIDE: Final = (ANCHOR, "intents.jsonl")
_NAMED: Final = "backup-"
_MAKING: Final = ".making-"
_FORMAT: Final = 1
_BLOCK: Final = 1 << 20
_LEFT: Final = 2  # so many backups stay, however old they are
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of a backup, or a whole recording: of that, sha256 is of its index, "" when it was
    not finished yet."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. key_id: of the store's keys then; last_seq, last_hash: the last row of
    the audit log; files: by their path in the backup; recordings: by their id."""

    id: str
    made_at: datetime
    version: str
    key_id: str
    profile: Profile
    last_seq: int
    last_hash: str
    files: Mapping[str, Copied]
    recordings: Mapping[str, Copied]
    signature: str = ""

    def content(self) -> bytes:
        """What is signed."""
        fields = {**asdict(self), "made_at": self.made_at.isoformat(), "format": _FORMAT}
        del fields["signature"]
        return json.dumps(fields, sort_keys=True, ensure_ascii=True).encode()


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup in its folder."""

    folder: Path
    manifest: Manifest

    @property
    def sound(self) -> Path:
        """The recordings of this and all backups beside it."""
        return self.folder.parent / RECORDINGS


def make_backup(
    database: Database, recordings: Path, to: Path, at: datetime, *, audio: bool = True
) -> Backup:
    """Copy the store while others go on writing it; killed at any moment, there is a whole new
    backup or none.

    recordings: the folder of the sound. to: where backups go; made when it is not there. audio:
    False leaves the sound out. Raises StoreError when a disk cannot, or the store is on a server.
    """
    if not database.path.exists():
        raise StoreError("this store is on a server; back it up there, with pg_dump")
    name = f"{_NAMED}{at:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}"
    with one_sentence(to):
        disk = Disk()
        disk.make_folder(to)
        _forget_unfinished(to)
        new = to / f"{_MAKING}{name}"
        new.mkdir(mode=0o700)
        last_seq, last_hash = _copy_database(database, new / DATABASE)
        _copy_beside(database, new)
        sound = dict(_copy_sound(recordings, to / RECORDINGS)) if audio else {}
        manifest = Manifest(
            name,
            at,
            __version__,
            database.keys.id,
            database.profile,
            last_seq,
            last_hash,
            {path.relative_to(new).as_posix(): copied(path) for path in _files(new)},
            sound,
        )
        signed = replace(
            manifest, signature=database.keys.checkpoint_key().sign(manifest.content()).hex()
        )
        keep_whole(new / MANIFEST, _bytes(signed))
        _sync(new)
        new.rename(to / name)
        disk.sync_folder(to)
    return Backup(to / name, signed)


def backups(to: Path) -> tuple[Backup, ...]:
    """Whole ones, oldest first. One whose manifest makes no sense is left out."""
    found = []
    with suppress(OSError):
        for folder in sorted(to.glob(f"{_NAMED}*")):
            with suppress(IntegrityError, OSError):
                found.append(Backup(folder, read_manifest(folder)))
    return tuple(found)


def read_manifest(folder: Path) -> Manifest:
    """Raises IntegrityError when it is no backup's, or damaged."""
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        _expect(data.pop("format"))
        data["made_at"] = datetime.fromisoformat(data["made_at"])
        for part in ("files", "recordings"):
            data[part] = {name: Copied(**one) for name, one in data[part].items()}
        return Manifest(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError(
            f"{folder} is no whole backup; choose another one with: erscribe store backups"
        ) from error


def _expect(format_number: int) -> None:
    if format_number != _FORMAT:
        raise ValueError("another format")


def verify_backup(backup: Backup, keys: StoreKeys) -> None:
    """Compare everything in the backup's folder with its manifest, and that with its signature.

    Raises IntegrityError that names what is not as it was.
    """
    manifest, folder = backup.manifest, backup.folder
    if not any(_signed(manifest, public) for public in keys.checkpoint_publics):
        raise IntegrityError(
            f"the manifest of {folder} was changed after the backup was made, or it is another "
            "store's; choose another backup"
        )
    found = {path.relative_to(folder).as_posix() for path in _files(folder)} - {MANIFEST}
    if found != manifest.files.keys():
        raise IntegrityError(f"files of {folder} are missing, or were added; choose another backup")
    for name, as_it_was in manifest.files.items():
        if copied(folder / name) != as_it_was:
            raise IntegrityError(f"{name} in {folder} is damaged; choose another backup")


def expire(to: Path, before: datetime) -> tuple[str, ...]:
    """Delete backups made before, but never the last ones, and the sound that none of those left
    holds; gives the names of those deleted. Raises OSError."""
    found = backups(to)
    old = [one for one in found[:-_LEFT] if one.manifest.made_at < before]
    for one in old:
        (one.folder / MANIFEST).unlink()  # first: one half deleted must not look whole
        shutil.rmtree(one.folder)
    if old:
        kept = {name for one in found if one not in old for name in one.manifest.recordings}
        for folder in _recordings(to / RECORDINGS):
            if folder.name not in kept:
                shutil.rmtree(folder)
    return tuple(one.manifest.id for one in old)


def copied(path: Path) -> Copied:
    whole, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            whole.update(block)
            size += len(block)
    return Copied(whole.hexdigest(), size)


def last_row(path: Path, keys: StoreKeys) -> tuple[int, str]:
    """Number and hash of the last audit row of a database file, (0, "") before the first.

    Raises sqlcipher's errors, and IntegrityError for a file that is damaged.
    """
    with closing(connect(path, keys, 0.0)) as sql:
        if sql.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise IntegrityError(f"the database {path} is damaged")
        found = sql.execute("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(found[0]), str(found[1])) if found else (0, "")


def _copy_database(database: Database, to: Path) -> tuple[int, str]:
    """A copy in which nothing of what was deleted is left, encrypted with the same key."""
    with closing(connect(database.path, database.keys, 10.0)) as sql:
        sql.execute("VACUUM INTO ?", (str(to),))
    return last_row(to, database.keys)


def _copy_beside(database: Database, to: Path) -> None:
    """The wrapped keys of the store and of recordings that the database has not taken in, and the
    anchor; a key that lies open, as a sandbox's does, stays where it is."""
    found = read_key_file(database.folder)
    if found is not None and found.id != database.keys.id and found.following is not None:
        found = found.following
    if found is None or found.id != database.keys.id:
        raise StoreError(
            f"the key file {KEYS} is not that of this database; put its copy from a backup back"
        )
    write_key_file(to, without_open_key(found, database.keys))
    for name in BESIDE:
        if (database.folder / name).exists():
            shutil.copyfile(database.folder / name, to / name)
    if (database.folder / KEY_FILES).is_dir():
        (to / KEY_FILES).mkdir(mode=0o700)
        for path in sorted((database.folder / KEY_FILES).glob("*.key")):
            with suppress(FileNotFoundError):  # the database has taken it in meanwhile
                shutil.copyfile(path, to / KEY_FILES / path.name)


def without_open_key(file: KeyFile, keys: StoreKeys) -> KeyFile:
    kept = tuple(wrap for wrap in file.wraps if wrap.kind != "sandbox")
    return replace(file, following=None).with_wraps(keys, kept)


def _copy_sound(source: Path, to: Path) -> Iterator[tuple[str, Copied]]:
    """Every recording, unless it is there whole already."""
    for folder in _recordings(source):
        there = to / folder.name
        for _ in range(_TRIES):  # one that is being made changes under our hands
            with suppress(FileNotFoundError):
                if not _whole(folder, there):
                    _copy_folder(folder, there)
                yield folder.name, _told(there)
                break


def _whole(source: Path, copy: Path) -> bool:
    index = source / INDEX
    with suppress(OSError):
        return index.read_bytes() == (copy / INDEX).read_bytes()
    return False


def _copy_folder(source: Path, to: Path) -> None:
    Disk().make_folder(to.parent)
    new = to.with_name(f"{_MAKING}{to.name}")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(source, new)
    _sync(new)
    if to.exists():
        shutil.rmtree(to)  # of a recording that was not finished then
    new.rename(to)
    Disk().sync_folder(to.parent)


def _told(folder: Path) -> Copied:
    size = sum(path.stat().st_size for path in _files(folder))
    index = folder / INDEX
    return Copied(copied(index).sha256 if index.exists() else "", size)


def _recordings(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if valid_id(path.name) and path.is_dir())


def _forget_unfinished(to: Path) -> None:
    for path in (*to.glob(f"{_MAKING}*"), *(to / RECORDINGS).glob(f"{_MAKING}*")):
        shutil.rmtree(path)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sync(folder: Path) -> None:
    """All files are on disk when this ends."""
    disk = Disk()
    for path in _files(folder):
        with path.open("rb+") as file:
            disk.sync(file.fileno())
    for path in (*(one for one in folder.rglob("*") if one.is_dir()), folder):
        disk.sync_folder(path)


def _signed(manifest: Manifest, public: bytes) -> bool:
    try:
        signature = bytes.fromhex(manifest.signature)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, manifest.content())
    except (InvalidSignature, ValueError):
        return False
    return True


def _bytes(manifest: Manifest) -> bytes:
    fields = {**json.loads(manifest.content()), "signature": manifest.signature}
    return json.dumps(fields, indent=1).encode() + b"\n"
