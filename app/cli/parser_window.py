"""The options of the window itself, and of what is asked of one that is open already."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
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
