"""Every verb, headless. Results to stdout, progress and errors to stderr."""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module

from app.cli import parser_window
from app.domain.errors import AppError, InternalError

INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def run(argv: Sequence[str]) -> int:
    """Run one verb; every failure is one line on stderr and a code of the contract."""
    parser = parser_window.quick_parser(argv) or import_module("app.cli.parser").build_parser()
    arguments = parser.parse_args(argv)
    try:
        module, function = arguments.action
        with ExitStack() as arguments.ending:  # who signed in for the verb is signed out
            code: int = getattr(import_module(module), function)(arguments)
            sys.stdout.flush()
    except AppError as error:
        return _failed(error)
    except KeyboardInterrupt:
        sys.stderr.write("erscribe: stopped; nothing of the unfinished file was saved\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left (`| head`); point stdout elsewhere so that exit stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the one broad catch: its text may quote a patient
        return _failed(InternalError(error))
    return code


def _failed(error: AppError) -> int:
    sys.stderr.write(f"erscribe: {error}\n")
    return error.exit_code
