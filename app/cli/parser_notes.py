"""The notes verbs."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options

if TYPE_CHECKING:
    from app.cli.parser import Subparsers

COPIES = ("txt", "pdf", "docx", "json", "cda")
TABLES = ("txt", "csv", "tsv")


def add(verbs: "Subparsers") -> None:
    """Declare them."""
    notes = verbs.add_parser("notes", help="saved notes: read, edit, sign, prove")
    parts = notes.add_subparsers(required=True, metavar="list|show|edit|sign|prove|...")
    listing = parts.add_parser("list", help="newest first")
    listing.add_argument("--json", action="store_true")
    add_user_options(listing)
    listing.set_defaults(action=("app.cli.notes", "list_notes"))
    _add_reading(parts)
    _add_drafts(parts)
    _add_signing(parts)
    _add_marks(parts)


def _add_reading(parts: "Subparsers") -> None:
    show = _verb(parts, "show", "a note with its evidence", "app.cli.notes", "show")
    show.add_argument("--json", action="store_true")
    show.add_argument("--version", type=int, metavar="N", help="as it was in version N")
    show.add_argument("--history", action="store_true", help="who changed what, struck through")
    prove = _verb(parts, "prove", "prove a note down to its sound", "app.cli.notes", "prove")
    prove.add_argument("--sentence", type=int, metavar="N", help="only this sentence of it")
    prove.add_argument("--json", action="store_true")
    log = _verb(
        parts, "timeline", "the log of a resuscitation", "app.cli.notes_timeline", "timeline"
    )
    log.add_argument("--format", choices=TABLES, default="txt", help="default: txt, to be read")
    copy = _verb(parts, "copy", "save a signed note outside", "app.cli.notes_sign", "copy")
    copy.add_argument("--format", choices=COPIES, default="txt")
    copy.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="default: .")


def _add_drafts(parts: "Subparsers") -> None:
    edit = _verb(parts, "edit", "a new version of a draft", "app.cli.notes", "edit")
    _edit_options(edit)
    edit.add_argument("--reason", default="", metavar="TEXT")
    suggest = _verb(parts, "suggest", "propose a change to a draft", "app.cli.notes", "suggest")
    _change_options(suggest)
    suggest.add_argument("--reason", default="", metavar="TEXT")
    resolve = _verb(
        parts, "resolve", "accept or reject what was proposed", "app.cli.notes", "resolve"
    )
    resolve.add_argument("what", metavar="NUMBER|correction:N")
    _either(resolve, ("--accept", "--reject"))
    confirm = _verb(
        parts, "confirm", "settle a doubt or confirm a value", "app.cli.notes", "confirm"
    )
    confirm.add_argument("subject", help="as `notes doubts` names it, or value:N of a finding")
    confirm.add_argument("--value", default="", help="as it is to stand (default: as heard)")
    _verb(parts, "doubts", "what to look at before signing", "app.cli.notes", "doubts")
    handover = _verb(parts, "handover", "hand a draft over", "app.cli.notes", "handover")
    which = handover.add_mutually_exclusive_group(required=True)
    which.add_argument("--to", metavar="LOGIN", help="offer it to this physician")
    which.add_argument("--take", action="store_true", help="take over what was offered to you")


def _add_signing(parts: "Subparsers") -> None:
    module = "app.cli.notes_sign"
    sign = _verb(parts, "sign", "sign a draft; asks for the password again", module, "sign")
    sign.add_argument("--override", default="", metavar="REASON", help="sign with open doubts")
    _verb(parts, "cosign", "a supervisor's signature", module, "cosign")
    amend = _verb(parts, "amend", "correct a signed note and sign it again", module, "amend")
    _edit_options(amend)
    amend.add_argument("--reason", required=True, metavar="TEXT")
    addendum = _verb(parts, "addendum", "add to a signed note", module, "addendum")
    addendum.add_argument("--text", required=True)


def _add_marks(parts: "Subparsers") -> None:
    module = "app.cli.notes_sign"
    error = _verb(parts, "error", "entered in error: marked, then approved", module, "error")
    archive = _verb(parts, "archive", "the visit is over", module, "archive")
    archive.set_defaults(reason="")
    unarchive = _verb(parts, "unarchive", "open an archived note: two people", module, "unarchive")
    for verb in (error, unarchive):
        verb.add_argument("--reason", default="", metavar="TEXT")
        which = verb.add_mutually_exclusive_group()
        which.add_argument("--approve", action="store_true", help="what somebody else asked for")
        which.add_argument("--refuse", action="store_true")


def _verb(
    parts: "Subparsers", name: str, text: str, module: str, function: str
) -> argparse.ArgumentParser:
    verb = parts.add_parser(name, help=text)
    verb.add_argument("note", help="the note's id, or its first letters")
    add_user_options(verb)
    verb.set_defaults(action=(module, function))
    return verb


def _change_options(verb: argparse.ArgumentParser) -> None:
    which = verb.add_mutually_exclusive_group(required=True)
    which.add_argument("--sentence", type=int, metavar="N", help="give sentence N the --text")
    which.add_argument("--strike", type=int, metavar="N", help="take sentence N out")
    which.add_argument("--add", metavar="SECTION", help="a sentence with the --text; see show")
    which.add_argument("--speaker", metavar="'U=S ROLE'", help="as in 'u3=S2 nurse'")
    verb.add_argument("--text", default="")


def _edit_options(verb: argparse.ArgumentParser) -> None:
    which = verb.add_mutually_exclusive_group()
    which.add_argument("--sentence", type=int, metavar="N", help="give sentence N the --text")
    which.add_argument("--strike", type=int, metavar="N", help="take sentence N out")
    which.add_argument("--add", metavar="SECTION", help="a sentence with the --text; see show")
    which.add_argument("--move", type=int, metavar="N", help="sentence N, --to a section")
    which.add_argument("--speaker", metavar="'U=S ROLE'", help="as in 'u3=S2 nurse'")
    verb.add_argument("--text", default="")
    verb.add_argument("--to", default="", metavar="SECTION")
    verb.add_argument("--arrived", type=_time, metavar="TIME", help="2026-11-22T08:05+08:00")
    verb.add_argument("--rescue-ended", type=_time, metavar="TIME", help="end of a resuscitation")


def _either(verb: argparse.ArgumentParser, names: tuple[str, str]) -> None:
    which = verb.add_mutually_exclusive_group(required=True)
    for name in names:
        which.add_argument(name, action="store_true")


def _time(text: str) -> datetime:
    """A time without an offset is local."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError("a time as in 2026-11-22T08:05+08:00") from None
