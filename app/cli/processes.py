"""Hidden verbs: the processes that the window and the terminal start for themselves."""

import argparse
from importlib import import_module


def capture(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes them
    """The recording process. Raises DeviceError when another one runs already."""
    code: int = import_module("app.capture.process").run()
    return code
