"""`erscribe store migrate`: the whole store to a server, or back into a file."""

import argparse
import sys
from contextlib import ExitStack

from app import bootstrap, paths
from app.cli.acting import acting
from app.services import moving


def migrate(arguments: argparse.Namespace) -> int:
    """Move it, or finish a move that was cut off; says what was moved and what to set now."""
    place = bootstrap.store_place()
    if moving.finish(place, arguments.to, bootstrap.store_keys()):
        _say("the move that was cut off is finished")
    else:
        actor, database = acting(arguments), bootstrap.database()
        where = moving.allow(database, actor, place, arguments.to)
        _signed_out(arguments)  # while the store that they signed in to is still in use
        done = moving.move(database, place, arguments.to)
        _say(f"moved {done.rows} rows of {done.tables} tables to {where}")
        _say(f"every table is as it was; sha256 over all rows: {done.content}")
        _say(f"the audit log was whole before and after: {done.audit_rows} rows")
    url = "" if arguments.to == moving.SQLITE else arguments.to
    _say(f'now set in {paths.config_file()}: store_url = "{url}"')
    if url:
        _say("the same on every other workstation, with the key file of this store; see README")
    return 0


def _signed_out(arguments: argparse.Namespace) -> None:
    ending: ExitStack | None = getattr(arguments, "ending", None)
    if ending is not None:
        ending.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
