"""Hidden verbs: the processes that the window and the terminal start for themselves."""

import argparse
from importlib import import_module

from app.domain.live import Arm


def capture(arguments: argparse.Namespace) -> int:
    """The recording process. arguments.data: its folder, when it is not the user's.

    Raises DeviceError when another one runs already.
    """
    arm = None if arguments.arm is None else Arm(arguments.arm, arguments.preroll)
    code: int = import_module("app.capture.process").run(arguments.data, arm=arm)
    return code
