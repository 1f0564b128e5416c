"""Starts the window, or one command-line verb."""

import atexit
import faulthandler
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run and return the exit code of the command-line contract (0 to 4)."""
    # a thread of numpy's that waits busily takes a core from those that work; read at its import
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # faulthandler first, so that a crash in an import shows
    from app.cli import run  # noqa: PLC0415
    from app.cli.hardening import harden  # noqa: PLC0415

    harden()  # of this process, so not of one that only calls a verb
    return run(sys.argv[1:] if argv is None else argv)


def start() -> None:
    """The whole process. Where torch was loaded it ends without the two seconds that taking down
    its libraries would cost; everything that has to be done at the end is done before."""
    code = main()
    if "torch" in sys.modules:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    faulthandler.enable()
    start()
