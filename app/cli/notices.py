"""`erscribe notices test`."""

import argparse
import sys
from collections.abc import Sequence

from app.bootstrap import load_settings
from app.services.notices import Channel, outside, try_out

NOTHING_SET = 3
NONE_SET = (
    "erscribe: nobody is told of alerts outside of this workstation; set notify_webhook, "
    "notify_smtp or notify_mllp in the settings file\n"
)


def test(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes them
    """Send a notice marked TEST through every channel that is set; 1 when one did not take it."""
    settings = load_settings()
    channels = outside(settings)
    if not channels:
        sys.stderr.write(NONE_SET)
        return NOTHING_SET
    return try_all(channels, settings.notify_site)


def try_all(channels: Sequence[Channel], site: str) -> int:
    """Try each channel once and print what became of it; 0 when all took the notice."""
    code = 0
    for outcome in try_out(channels, site):
        mark = "ok    " if outcome.delivered else "FAILED"
        sys.stdout.write(f"{mark} {outcome.channel}: {outcome.sentence}\n")
        sys.stdout.flush()
        code = code if outcome.delivered else 1
    return code
