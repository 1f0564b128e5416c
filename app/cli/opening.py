"""No verb: the window, and what is asked of one that is open already."""

import argparse
import sys
from contextlib import closing
from importlib import import_module

from app import paths
from app.capture.launch import start_ahead
from app.domain.errors import StoreError
from app.services.one_window import (
    Answered,
    Cancel,
    NoWindowError,
    OneWindow,
    OpenFiles,
    Show,
    Toggle,
    Wish,
    place_or_answer,
    tell_window,
)
from app.settings import Settings, load

PREROLL_S = 2.0


def run(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; gives Qt's exit code.

    Where a window of this user is open, that one does what is asked for instead.

    The window takes seconds to load. Who opens it to record in an emergency shall not wait for the
    microphone as well. Raises SettingsError, StoreError, NoWindowError.
    """
    wish = _wish(arguments)
    if isinstance(wish, Toggle | Cancel):
        return _said(_told(wish))
    try:
        found = place_or_answer(paths.run_dir(), wish)
    except OSError as error:
        raise StoreError(
            f"the data folder cannot be used ({error.strerror}): {paths.run_dir().parent}; see "
            "whether this user may write there and whether the disk is full"
        ) from error
    if isinstance(found, Answered):
        return _said(found)
    with closing(found):
        return _open(arguments, found)


def _open(arguments: argparse.Namespace, place: OneWindow) -> int:
    settings = load(paths.config_file(), paths.policy_file())
    armed = (f"--arm={settings.microphone}", f"--preroll={preroll_s(settings)}")
    start_ahead(paths.run_dir(), (*paths.own_command("capture-process"), *armed))
    import_module("app.gui.light_qt").light_qt()
    code: int = import_module("app.cli.window").run(arguments, place)
    return code


def _wish(arguments: argparse.Namespace) -> Wish:
    if arguments.toggle:
        return Toggle()
    if arguments.cancel:
        return Cancel()
    if arguments.open:
        return OpenFiles(tuple(str(file.absolute()) for file in arguments.open))
    return Show()


def _told(wish: Wish) -> Answered:
    answer = tell_window(paths.run_dir(), wish)
    if answer is None:
        raise NoWindowError("no ERScribe window is open; open one first: erscribe")
    return answer


def _said(answer: Answered) -> int:
    if answer.refusal:
        sys.stderr.write(f"erscribe: {answer.refusal}\n")
        return 1
    return 0


def preroll_s(settings: Settings) -> float:
    return PREROLL_S if settings.preroll else 0.0
