"""`erscribe notes timeline NOTE`: the log of a resuscitation."""

import argparse
import sys

from app import bootstrap
from app.cli.acting import acting
from app.export.code_table import code_table


def timeline(arguments: argparse.Namespace) -> int:
    """What was said and marked, as a table with its intervals."""
    actor = acting(arguments)
    record = bootstrap.code_records().read(actor, arguments.note)
    sys.stdout.write(code_table(record, arguments.format))
    return 0
