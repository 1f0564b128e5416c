"""The options of the window itself, of what is asked of one that is open already, and of the
processes that it starts. All of these are waited for, so nothing else is made for them."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

LONGEST_PREROLL_S: Final = 2.0
_PROCESSES: Final = {
    "capture-process": ("app.cli.processes", "capture"),
    "speech-process": ("app.cli.speech_process", "speech"),
}


def quick_parser(argv: Sequence[str]) -> argparse.ArgumentParser | None:
    """A parser of these alone, where `argv` asks for nothing else; None for every other verb and
    for help."""
    first = argv[0] if argv else "--toggle"
    if first in _PROCESSES:
        parser = argparse.ArgumentParser(prog="erscribe")
        add_processes(parser.add_subparsers())
        return parser
    if not first.startswith("--") or {"--help", "--version", "-h"}.intersection(argv):
        return None
    parser = argparse.ArgumentParser(prog="erscribe")
    add(parser)
    return parser


def add(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(action=("app.cli.opening", "run"))
    asked = parser.add_argument_group("without a verb").add_mutually_exclusive_group()
    asked.add_argument(
        "--toggle", action="store_true", help="have the open window record, or stop recording"
    )
    asked.add_argument(
        "--cancel", action="store_true", help="have it leave the final text for later"
    )
    asked.add_argument(
        "--open", type=Path, nargs="+", metavar="FILE", help="have it transcribe these recordings"
    )
    parser.add_argument("--tell-times", action="store_true", help=argparse.SUPPRESS)  # for bench
    asked.add_argument("--start-hidden", action="store_true", help="open the window into the tray")


def add_processes(verbs: "Subparsers") -> None:
    """Started by the window or `record`, not by people."""
    for name, action in _PROCESSES.items():
        process = verbs.add_parser(name)
        process.add_argument("--data", type=Path, metavar="DIR", help="not the user's data folder")
        if name == "capture-process":
            process.add_argument("--arm", metavar="NAME", help="open this microphone at once")
            process.add_argument("--preroll", type=preroll, default=0.0, metavar="S")
        process.set_defaults(action=action)


def preroll(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= LONGEST_PREROLL_S:
        raise argparse.ArgumentTypeError(f"0 to {LONGEST_PREROLL_S:.0f} seconds")
    return seconds
