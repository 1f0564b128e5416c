"""The verbs that keep a store: backups, restores, rescue, retention and holds."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options, place

if TYPE_CHECKING:
    import argparse

    from app.cli.parser import Subparsers

MODULE = "app.cli.store_upkeep"


def add_upkeep(parts: "Subparsers") -> None:
    """Declare them."""
    _add_backup(parts)
    _add_restore(parts)
    rescue = parts.add_parser("rescue", help="what can still be read of a damaged store")
    rescue.add_argument("--out", type=Path, required=True, metavar="DIR", help="must be empty")
    _by(rescue, "rescue")
    _add_retention(parts)
    hold = parts.add_parser("hold", help="let nothing of an encounter be erased")
    hold.add_argument("encounter", metavar="ENCOUNTER")
    hold.add_argument("--reason", required=True, metavar="TEXT")
    hold.add_argument("--seal", action="store_true", help="a copy was sealed with both parties")
    _by(hold, "hold")
    lift = parts.add_parser("lift", help="end a hold")
    lift.add_argument("hold", metavar="HOLD")
    lift.add_argument("--reason", required=True, metavar="TEXT")
    _by(lift, "lift")
    _by(parts.add_parser("holds", help="the holds in force"), "holds")


def _add_backup(parts: "Subparsers") -> None:
    backup = parts.add_parser("backup", help="copy the store while it is in use")
    backup.add_argument("--to", type=Path, required=True, metavar="DIR")
    backup.add_argument("--no-audio", action="store_true", help="leave the sound out")
    backup.add_argument("--list", action="store_true", help="only show what is there")
    _by(backup, "backup")


def _add_restore(parts: "Subparsers") -> None:
    restore = parts.add_parser("restore", help="put a backup in the store's place")
    restore.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="DIR", help="else the newest"
    )
    restore.add_argument("--to", type=Path, metavar="FOLDER", help="default: the data folder")
    restore.add_argument(
        "--replace", action="store_true", help="also a newer store; it is moved aside, not deleted"
    )
    restore.add_argument("--no-audio", action="store_true", help="leave the sound out")
    restore.add_argument(
        "--key-from", type=place, metavar="env:VARIABLE|file:PATH", help="the printed recovery key"
    )
    restore.add_argument("--and-user", metavar="LOGIN", help="with the recovery key: the second")
    restore.add_argument("--and-password-from", type=place, metavar="env:VARIABLE|file:PATH")
    restore.add_argument("--and-code", default="", metavar="CODE")
    _by(restore, "restore")


def _add_retention(parts: "Subparsers") -> None:
    retention = parts.add_parser("retention", help="what is past its time, and its erasure")
    steps = retention.add_mutually_exclusive_group()
    steps.add_argument("--dry-run", action="store_true", help="only list; as without any option")
    steps.add_argument("--propose", action="store_true", help="ask that what is due be erased")
    steps.add_argument("--approve", metavar="PROPOSAL", help="as the one who answers for records")
    steps.add_argument("--reject", metavar="PROPOSAL")
    steps.add_argument("--erase", metavar="PROPOSAL", help="erase what was approved, for ever")
    retention.add_argument("--backups", type=Path, metavar="DIR", help="delete old ones there too")
    _by(retention, "retention")


def _by(verb: "argparse.ArgumentParser", name: str) -> None:
    add_user_options(verb)
    verb.set_defaults(action=(MODULE, name))
