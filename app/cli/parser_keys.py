"""The verbs of the store's keys."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.user_options import add_user_options, place

if TYPE_CHECKING:
    from app.cli.parser import Subparsers


def add_keys(parts: "Subparsers") -> None:
    """What follows `store`."""
    keys = parts.add_parser("keys", help="what opens the store")
    verbs = keys.add_subparsers(required=True, metavar="status|rotate|recovery|recover|protect")
    status = verbs.add_parser("status", help="what the store's key is wrapped for")
    status.set_defaults(action=("app.cli.keys", "status"))
    rotate = verbs.add_parser("rotate", help="new secrets around the key; the old ones end")
    rotate.add_argument("--full", action="store_true", help="a new key, everything encrypted anew")
    _by_two(rotate, "rotate")
    _by_two(verbs.add_parser("recovery", help="print a new recovery key"), "recovery")
    _add_recover(verbs)
    protect = verbs.add_parser("protect", help="wrap the key for one more, or one less")
    protect.add_argument("kind", choices=("keystore", "passphrase", "hospital", "recovery"))
    protect.add_argument("--public-key", type=Path, metavar="PEM", help="of the hospital")
    protect.add_argument("--remove", action="store_true", help="it opens the store no more")
    _by_two(protect, "protect")


def _add_recover(verbs: "Subparsers") -> None:
    recover = verbs.add_parser("recover", help="open the store with its printed key once more")
    recover.add_argument(
        "--key-from", type=place, metavar="env:VARIABLE|file:PATH", help="default: asked for"
    )
    recover.add_argument("--private-key", type=Path, metavar="PEM", help="the hospital's instead")
    recover.add_argument(
        "--private-key-password-from", type=place, metavar="env:VARIABLE|file:PATH"
    )
    _by_two(recover, "recover")


def _by_two(verb: argparse.ArgumentParser, name: str) -> None:
    """Two administrators do it together."""
    add_user_options(verb)
    verb.add_argument("--and-user", metavar="LOGIN", help="the second of the two")
    verb.add_argument("--and-password-from", type=place, metavar="env:VARIABLE|file:PATH")
    verb.add_argument("--and-code", default="", metavar="CODE")
    verb.set_defaults(action=("app.cli.keys", name))
