"""The people verbs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cli.parser import Subparsers


def add(verbs: "Subparsers") -> None:
    """Declare them."""
