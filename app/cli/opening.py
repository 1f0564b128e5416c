"""No verb: the recording process is started at once, and the window while that gets ready."""

import argparse
from importlib import import_module

from app import paths
from app.capture.launch import start_ahead
from app.settings import Settings, load

PREROLL_S = 2.0


def run(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; gives Qt's exit code.

    The window takes seconds to load. Who opens it to record in an emergency shall not wait for the
    microphone as well. Raises SettingsError.
    """
    settings = load(paths.config_file(), paths.policy_file())
    armed = (f"--arm={settings.microphone}", f"--preroll={preroll_s(settings)}")
    start_ahead(paths.run_dir(), (*paths.own_command("capture-process"), *armed))
    code: int = import_module("app.cli.window").run(arguments)
    return code


def preroll_s(settings: Settings) -> float:
    return PREROLL_S if settings.preroll else 0.0
