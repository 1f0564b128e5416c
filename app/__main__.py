"""Starts the window, or one command-line verb."""

import faulthandler
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run and return the exit code of the command-line contract (0 to 4)."""
    # faulthandler first, so that a crash in an import shows
    from app.cli import run  # noqa: PLC0415
    from app.cli.hardening import harden  # noqa: PLC0415

    harden()  # of this process, so not of one that only calls a verb
    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    faulthandler.enable()
    sys.exit(main())
