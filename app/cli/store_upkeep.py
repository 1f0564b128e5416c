"""`erscribe store backup|restore|rescue|retention|hold|lift|holds`."""

import argparse
import platform
import sys
from pathlib import Path

from app import bootstrap, paths
from app.cli.acting import NOBODY, acting, password_from
from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AccessError, IntegrityError, LockedStoreError
from app.services.one_window import kept_shut
from app.services.reception import open_reception
from app.services.retention import Past, Retention
from app.services.salvage import rescue_store
from app.services.upkeep import Backups, backups
from app.services.upkeep import restore as put_back
from app.store.backup import MANIFEST
from app.store.database import Database
from app.store.key_keeping import key_file, opened
from app.store.key_protectors import RecoveryProtector
from app.store.keys import StoreKeys, sandbox_keys
from app.store.tables_upkeep import HoldKind


def backup(arguments: argparse.Namespace) -> int:
    """Make a backup, or list those that are there."""
    actor = acting(arguments)
    if arguments.list:
        for one in backups(arguments.to):
            when = one.manifest.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
            _say(f"{one.folder}  {when}  {len(one.manifest.recordings)} recordings")
        return 0
    desk = Backups(bootstrap.database(), paths.recordings_dir())
    made = desk.make(actor, arguments.to, audio=not arguments.no_audio)
    size = sum(one.size for one in made.manifest.files.values()) / 1e6
    _say(f"{made.folder}  {size:.1f} MB  {len(made.manifest.recordings)} recordings")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup in place, after looking through all of it."""
    source = _backup(arguments.source)
    profile = key_file(source).profile
    data = arguments.to or paths.data_dir()
    folder = data / paths.clinical_dir().name if profile == "clinical" else data
    with kept_shut(paths.run_dir(folder)):
        done = put_back(
            source,
            folder,
            _keys_of_backup(source, arguments.key_from),
            lambda database: _signed_in(arguments, database),
            (lambda database: _second(arguments, database)) if arguments.key_from else None,
            over=arguments.replace,
            audio=not arguments.no_audio,
        )
    _say(
        f"{done.backup} is in {folder}: {done.notes} notes, {done.recordings} recordings and "
        f"{done.rows} acts, all as they were"
    )
    if done.aside is not None:
        _say(f"the former store lies in {done.aside}")
    if profile == "clinical" and arguments.key_from:
        _say("let this machine open it by itself: erscribe store keys recover")
    return 0


def rescue(arguments: argparse.Namespace) -> int:
    """Salvage a damaged store; the damaged one stays as it is."""
    folder = paths.store_dir()
    sandbox = folder == paths.data_dir()
    keys = sandbox_keys(folder, lambda: False) if sandbox else _unlocked(folder)
    to = arguments.out if sandbox else arguments.out / folder.name
    told = rescue_store(folder, keys, to, lambda database: _signed_in(arguments, database))
    _say(f"{told.lost_pages} of {told.pages} pages are lost; {told.rows} rows were read")
    _say(f"{len(told.whole)} notes are whole")
    for what, notes in (("damaged", told.damaged), ("lost", told.lost)):
        if notes:
            _say(f"{len(notes)} notes are {what}: {', '.join(notes)}")
    if told.holes:
        _say(f"rows are missing of: {', '.join(told.holes)}")
    _say(f"read them with: ERSCRIBE_DATA_DIR={arguments.out} erscribe notes list")
    return IntegrityError.exit_code if told.damaged or told.lost else 0


def retention(arguments: argparse.Namespace) -> int:
    """List what is past its time; propose, approve or carry out its erasure."""
    actor = acting(arguments)
    desk = _retention()
    if arguments.propose:
        _say(f"proposed: {desk.propose(actor)}; another person approves it")
    elif arguments.approve or arguments.reject:
        approve = arguments.approve is not None
        desk.decide(actor, arguments.approve or arguments.reject, approve=approve)
        _say("approved" if approve else "rejected")
    elif arguments.erase:
        done = desk.erase(actor, arguments.erase)
        _say(f"erased for ever: {len(done.recordings)} recordings")
        _say(f"backups made before still hold their keys for {done.backup_days} days")
    else:
        _show(desk.past(actor))
    if arguments.backups is not None and not arguments.dry_run:
        made = Backups(bootstrap.database(), paths.recordings_dir())
        for name in made.expire(actor, arguments.backups):
            _say(f"deleted {name}")
    return 0


def hold(arguments: argparse.Namespace) -> int:
    """Keep all of an encounter."""
    actor = acting(arguments)
    kind: HoldKind = "seal" if arguments.seal else "hold"
    _say(_retention().hold(actor, arguments.encounter, kind, arguments.reason))
    return 0


def lift(arguments: argparse.Namespace) -> int:
    """End a hold."""
    actor = acting(arguments)
    _retention().lift(actor, arguments.hold, arguments.reason)
    return 0


def holds(arguments: argparse.Namespace) -> int:
    """The holds in force, oldest first."""
    actor = acting(arguments)
    for one in _retention().holds(actor):
        when = one.set_at.astimezone().strftime("%Y-%m-%d %H:%M")
        _say(f"{one.id}  {when}  {one.kind}  {one.encounter}  {one.set_by}  {one.reason}")
    return 0


def _retention() -> Retention:
    return Retention(bootstrap.database(), paths.recordings_dir())


def _show(past: Past) -> None:
    kept = ", ".join(f"{kind} {days} days" for kind, days in past.days.items())
    _say(f"kept: {kept}")
    for one in past.recordings:
        until = f"{one.until.astimezone():%Y-%m-%d %H:%M}" if one.until else "-"
        _say(f"{one.recording}  {one.why}  until {until}")
    _say(f"{len(past.due)} recordings are due; {past.notes} notes are older than they have to be")


def _backup(folder: Path) -> Path:
    """The backup that a folder is, or the newest of those in it. Raises IntegrityError."""
    if (folder / MANIFEST).exists():
        return folder
    found = backups(folder)
    if not found:
        raise IntegrityError(f"there is no whole backup in {folder}; name another folder")
    return found[-1].folder


def _keys_of_backup(source: Path, place: str | None) -> StoreKeys:
    """Raises LockedStoreError when nothing here opens it."""
    file = key_file(source)
    if place is not None:
        return opened(file, (RecoveryProtector.typed(password_from(place, "")),))
    if file.profile == "clinical":
        return opened(file, bootstrap.protectors())
    keys = sandbox_keys(paths.data_dir(), lambda: False)
    if keys.id != file.id:
        raise LockedStoreError("a sandbox's backup opens only where its key lies")
    return keys


def _unlocked(folder: Path) -> StoreKeys:
    return opened(key_file(folder), bootstrap.protectors())


def _signed_in(arguments: argparse.Namespace, database: Database) -> Actor:
    """Who acts, by the users of a store that is not in force yet."""
    if database.profile == "sandbox":
        return SANDBOX_ACTOR
    if not arguments.user:
        raise AccessError(NOBODY)
    password = password_from(arguments.password_from, f"Password of {arguments.user}: ")
    settings = bootstrap.load_settings()
    desk = open_reception(lambda: database, settings, platform.node(), paths.RESOURCES).sign_in
    return desk.sign_in(arguments.user, password, arguments.code)


def _second(arguments: argparse.Namespace, database: Database) -> Actor:
    if not arguments.and_user:
        raise AccessError("two people use a recovery key; give --and-user LOGIN too")
    second = argparse.Namespace(
        user=arguments.and_user,
        password_from=arguments.and_password_from,
        code=arguments.and_code,
    )
    return _signed_in(second, database)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
