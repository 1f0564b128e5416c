"""The store verbs."""

import argparse
from typing import TYPE_CHECKING

from app.cli.parser_keys import add_keys
from app.cli.parser_upkeep import add_upkeep
from app.cli.user_options import add_user_options
from app.domain.store_address import store_address

if TYPE_CHECKING:
    from app.cli.parser import Subparsers


def add(verbs: "Subparsers") -> None:
    """Declare them."""
    store = verbs.add_parser("store", help="the store as a whole")
    parts = store.add_subparsers(
        required=True, metavar="backup|restore|rescue|retention|hold|keys|migrate"
    )
    add_keys(parts)
    _add_migrate(parts)
    add_upkeep(parts)


def _add_migrate(parts: "Subparsers") -> None:
    migrate = parts.add_parser("migrate", help="move the store to a server, or back into a file")
    migrate.add_argument(
        "--to",
        type=_place,
        required=True,
        metavar="postgresql://ROLE@HOST/DATABASE|sqlite",
        help="its password stays where store_password in the settings says it is",
    )
    add_user_options(migrate)
    migrate.set_defaults(action=("app.cli.store_move", "migrate"))


def _place(text: str) -> str:
    try:
        return text if text == "sqlite" else str(store_address(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' {error}") from error
