"""The options by which a user signs in for one verb."""

import argparse


def add_user_options(verb: argparse.ArgumentParser) -> None:
    """Every verb that touches patient data, or people, has them."""
    group = verb.add_argument_group("sign-in, which every clinical store asks for")
    group.add_argument("--user", metavar="LOGIN")
    group.add_argument(
        "--password-from", type=place, metavar="env:VARIABLE|file:PATH", help="default: asked for"
    )
    group.add_argument("--code", default="", metavar="CODE", help="of the second factor")


def place(text: str) -> str:
    """Where a password is, as argparse takes it."""
    kind, _, name = text.partition(":")
    if kind not in {"env", "file"} or not name:
        raise argparse.ArgumentTypeError("env:VARIABLE or file:PATH; never the password itself")
    return text
