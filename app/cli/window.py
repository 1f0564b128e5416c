"""No verb: the window."""

import argparse

from app import bootstrap


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes its arguments
    """Open the window and stay until it is closed."""
    return bootstrap.window()
