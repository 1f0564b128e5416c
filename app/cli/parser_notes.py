"""The notes verbs."""

from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options

if TYPE_CHECKING:
    from app.cli.parser import Subparsers


def add(verbs: "Subparsers") -> None:
    """Declare them."""
    notes = verbs.add_parser("notes", help="saved notes")
    parts = notes.add_subparsers(required=True, metavar="list|show")
    listing = parts.add_parser("list", help="newest first")
    listing.add_argument("--json", action="store_true")
    add_user_options(listing)
    listing.set_defaults(action=("app.cli.notes", "list_notes"))
    show = parts.add_parser("show", help="a note with its evidence")
    show.add_argument("note", help="the note's id, or its first letters")
    show.add_argument("--json", action="store_true")
    add_user_options(show)
    show.set_defaults(action=("app.cli.notes", "show"))
