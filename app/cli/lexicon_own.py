"""`erscribe lexicon import|export`: terms and bans of this site, as a table."""

import argparse
import os
import sys

from app import bootstrap, paths
from app.cli.acting import acting
from app.domain.errors import AppError
from app.services.own_terms import Brought, bring, look_at, table_of
from app.services.proposals import Proposals
from app.services.vetoes import Vetoes
from app.text.lexicon.builds import builds_in


def run_import(arguments: argparse.Namespace) -> int:
    """Raises VocabularyError, AccessError, SandboxError, StoreError."""
    actor = acting(arguments)
    brought = look_at(arguments.file, bootstrap.lexicon(), bootstrap.site_terms())
    _write(brought)
    if arguments.dry_run:
        sys.stdout.write("dry run: nothing was changed\n")
        return 0
    database = bootstrap.database()
    proposal, new = bring(brought, actor, Proposals(database), Vetoes(database), arguments.reason)
    if proposal:
        sys.stdout.write(f"{proposal} waits for another person: erscribe site approve {proposal}\n")
    if brought.own:
        sys.stdout.write(f"{new} new bans hold for you from now on\n")
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Raises AccessError, StoreError."""
    actor = acting(arguments)
    database = bootstrap.database()
    proposals, vetoes = Proposals(database), Vetoes(database)
    own = [(one.heard, one.written) for one in vetoes.mine(actor) if not one.section]
    text = table_of(bootstrap.site_terms(), proposals.vetoes(), own)
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        _create(arguments, text)
    _say_what_stays()
    return 0


def _write(brought: Brought) -> None:
    sys.stdout.write(
        f"{len(brought.terms)} terms to add, {len(brought.site)} bans for the site, "
        f"{len(brought.own)} bans for you\n"
    )
    if brought.department:
        sys.stdout.write(f"{len(brought.department)} bans for your department\n")
    report = brought.report
    for title, counts in (("left out", report.left_out), ("rejected", report.rejected)):
        for reason, count in sorted(counts.items()):
            sys.stdout.write(f"{title}: {count}  {reason}\n")
    for one in report.first:
        sys.stdout.write(f"  {one.file}, line {one.line}: {one.reason}\n")


def _create(arguments: argparse.Namespace, text: str) -> None:
    try:
        descriptor = os.open(arguments.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        # with a mark at its start, or a spreadsheet shows no Chinese
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
            file.write(text)
    except OSError as error:
        raise AppError(f"{arguments.out}: cannot be made ({error.strerror})") from error


def _say_what_stays() -> None:
    """Rows of vocabularies are never in an export, whatever was built here."""
    for _, built in builds_in(paths.lexicons_dir()):
        kinds = ", ".join(dict.fromkeys(source.kind for source in built.sources))
        sys.stderr.write(
            f"[not exported] {built.name}: rows of {kinds} stay on this site's machines, as their "
            "licences ask; build from the vocabularies themselves elsewhere\n"
        )
